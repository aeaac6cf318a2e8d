"""What a graduate does with a paper that their university has loaded: take it with its number, or refuse it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import NoResultFound

from trainingapp.accounts.models import User
from trainingapp.audit.actions import record
from trainingapp.credentials.actions.graduates import index_name
from trainingapp.credentials.actions.loading import OFFERED_NAME
from trainingapp.credentials.actions.names import keep_name
from trainingapp.credentials.actions.withdrawing import EMPTIED
from trainingapp.credentials.models.batches import DegreeBatchRow, OfferState
from trainingapp.credentials.models.degrees import DegreeRecord, RecordStatus
from trainingapp.credentials.numbers import DEGREE_NUMBER
from trainingapp.credentials.queries import offers as queries
from trainingapp.extensions import db
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.graduate_fields import Fault, read_number
from trainingapp.web.vault import blind_index, decrypt


class OfferGone(RuleViolation):
    """Somebody has answered, or the university has taken it back."""

    message = "This record does not wait for you any more."


def list_offers_of(user: User) -> Sequence[DegreeBatchRow]:
    """What waits for somebody: their identity number and the name of their account agree with the university's."""
    return queries.list_offers(user.id_number_index, index_name(user.display_name))


def has_other_name(user: User) -> bool:
    """Whether something waits under somebody's identity number and another name."""
    return queries.count_named_otherwise(user.id_number_index, index_name(user.display_name)) > 0


def look_up(user: User, *, name: str, number: str) -> DegreeBatchRow | None:
    """The paper with this name and number; where the university gave an identity number it must be the account's."""
    try:
        lookup = blind_index(read_number(number), DEGREE_NUMBER)
    except Fault:
        return None
    return queries.find_offer(lookup, index_name(name), user.id_number_index)


def take_offer(row: DegreeBatchRow, user: User, *, now: datetime) -> DegreeRecord:
    """Make a paper found by `look_up` the person's own; what they had entered of the same paper themselves is replaced.

    The name in which the university loaded it becomes their verified name. :raises OfferGone: it is answered already.
    """
    locked = _lock(row)
    degree = db.session.get_one(DegreeRecord, locked.degree_id)
    degree.user_id = user.id
    degree.supersedes_id = _find_claim(degree, user.id)
    name = decrypt(locked.name_sealed, OFFERED_NAME)
    loader = locked.batch.loaded_by_id
    keep_name(user.id, name, actor_id=loader, now=now)
    _answer(locked, OfferState.CLAIMED, user, now=now)
    return degree


def refuse_offer(row: DegreeBatchRow, user: User, *, now: datetime) -> None:
    """Say that a paper is not one's own; the university reads so. :raises OfferGone: it is answered already."""
    _answer(_lock(row), OfferState.REFUSED, user, now=now)


def forget_answers(user_id: int) -> None:
    """Cut what somebody who leaves took or refused from them; their records are removed elsewhere."""
    mine = update(DegreeBatchRow).where(DegreeBatchRow.answered_by_id == user_id)
    taken = mine.where(DegreeBatchRow.state == OfferState.CLAIMED)
    for statement in (
        taken.values(**EMPTIED, state=OfferState.LEFT, answered_by_id=None),
        mine.values(answered_by_id=None),
    ):
        db.session.execute(statement.execution_options(synchronize_session=False))


def _lock(row: DegreeBatchRow) -> DegreeBatchRow:
    try:
        return queries.get_offer(row.id)
    except NoResultFound as error:
        raise OfferGone from error


def _find_claim(degree: DegreeRecord, user_id: int) -> int | None:
    """What the person entered of the same paper, if nobody has verified it and nothing replaces it."""
    replaced = select(DegreeRecord.supersedes_id).where(DegreeRecord.supersedes_id.is_not(None))
    return db.session.scalar(
        select(DegreeRecord.id)
        .where(
            DegreeRecord.user_id == user_id,
            DegreeRecord.id != degree.id,
            DegreeRecord.status == RecordStatus.CLAIMED,
            DegreeRecord.institution_name == degree.institution_name,
            DegreeRecord.kind == degree.kind,
            DegreeRecord.level == degree.level,
            DegreeRecord.id.not_in(replaced),
        )
        .order_by(DegreeRecord.id)
        .limit(1)
    )


def _answer(row: DegreeBatchRow, state: OfferState, user: User, *, now: datetime) -> None:
    row.state, row.state_at, row.answered_by_id = state, now, user.id
    db.session.flush()
    record(
        "credentials.take_degree" if state is OfferState.CLAIMED else "credentials.refuse_degree",
        actor_id=user.id,
        subject="degree_batch",
        subject_id=row.batch_id,
        detail={"row": row.number, "kind": row.kind},
        now=now,
    )
