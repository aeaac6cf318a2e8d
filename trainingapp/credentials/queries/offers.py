"""Papers that a university has loaded and that wait for their graduate: shown where the facts of identity agree."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.models import User
from trainingapp.credentials.models.batches import DegreeBatch, DegreeBatchRow, OfferState
from trainingapp.extensions import db


def _select_offers(*conditions: object) -> Select[DegreeBatchRow]:
    return (
        select(DegreeBatchRow)
        .where(DegreeBatchRow.state == OfferState.OFFERED, *conditions)  # type: ignore[arg-type]
        .options(
            joinedload(DegreeBatchRow.degree),
            joinedload(DegreeBatchRow.batch).joinedload(DegreeBatch.organisation),
        )
        .order_by(DegreeBatchRow.id)
    )


def list_offers(person_index: str | None, name_index: str) -> Sequence[DegreeBatchRow]:
    """What waits for somebody with this identity number and this name; nothing without an identity number."""
    if person_index is None:
        return []
    query = _select_offers(
        DegreeBatchRow.person_index == person_index, DegreeBatchRow.name_index == name_index
    )
    return db.session.scalars(query.limit(20)).all()


def count_named_otherwise(person_index: str | None, name_index: str) -> int:
    """How many papers wait under somebody's identity number and another name than that of the account."""
    if person_index is None:
        return 0
    query = select(func.count()).where(
        DegreeBatchRow.state == OfferState.OFFERED,
        DegreeBatchRow.person_index == person_index,
        DegreeBatchRow.name_index != name_index,
    )
    return db.session.scalar(query) or 0


def find_offer(
    number_index: str, name_index: str, person_index: str | None
) -> DegreeBatchRow | None:
    """The paper with this number and name, unless it was loaded with an identity number that is not this one."""
    query = _select_offers(
        DegreeBatchRow.number_index == number_index, DegreeBatchRow.name_index == name_index
    )
    row = db.session.scalars(query).one_or_none()
    if row is None or row.person_index not in (None, person_index):
        return None
    return row


def get_offer(row_id: int) -> DegreeBatchRow:
    """A paper that waits, locked. :raises NoResultFound: it does not wait, or not any more."""
    query = select(DegreeBatchRow).where(
        DegreeBatchRow.id == row_id, DegreeBatchRow.state == OfferState.OFFERED
    )
    return db.session.scalars(
        query.with_for_update().execution_options(populate_existing=True)
    ).one()


def list_answered(user_id: int) -> Sequence[DegreeBatchRow]:
    """The papers that somebody took or refused."""
    query = select(DegreeBatchRow).where(DegreeBatchRow.answered_by_id == user_id)
    return db.session.scalars(
        query.options(joinedload(DegreeBatchRow.degree)).order_by(DegreeBatchRow.id)
    ).all()


def list_people(batch_id: int) -> Sequence[tuple[int, str, str | None]]:
    """Whose identity numbers wait in a loaded sheet: account, its name, and the digest of the name in the sheet."""
    query = (
        select(User.id, User.display_name, DegreeBatchRow.name_index)
        .join(DegreeBatchRow, DegreeBatchRow.person_index == User.id_number_index)
        .where(
            DegreeBatchRow.batch_id == batch_id,
            DegreeBatchRow.state == OfferState.OFFERED,
            User.anonymised_at.is_(None),
        )
        .distinct()
        .order_by(User.id)
    )
    return [(user, name, index) for user, name, index in db.session.execute(query)]
