"""What a graduate answers to a paper that their university has loaded: it is mine, or it is not."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import NoResultFound

from trainingapp.accounts.models import User
from trainingapp.audit.actions import record
from trainingapp.credentials.actions.asking import close_replaced
from trainingapp.credentials.actions.names import keep_name
from trainingapp.credentials.actions.papers import OFFERED_NAME
from trainingapp.credentials.actions.withdrawing import EMPTIED
from trainingapp.credentials.models.batches import DegreeBatchRow, OfferState
from trainingapp.credentials.models.degrees import DegreeRecord, RecordStatus
from trainingapp.credentials.queries import offers as queries
from trainingapp.extensions import db
from trainingapp.rules.errors import RuleViolation
from trainingapp.web.vault import decrypt


class OfferGone(RuleViolation):
    """Somebody has answered, or the university has taken it back."""

    message = "This record does not wait for you any more."


def take_offer(row: DegreeBatchRow, user: User, *, now: datetime) -> DegreeRecord:
    """Make a paper found by `look_up` the person's own; what they had entered of the same paper themselves is replaced.

    The name in which the university loaded it becomes their verified name. :raises OfferGone: it is answered already.
    """
    locked = _lock(row)
    degree = db.session.get_one(DegreeRecord, locked.degree_id)
    degree.user_id = user.id
    degree.supersedes_id = _find_claim(degree, user.id)
    if degree.supersedes_id is not None:
        close_replaced(degree.supersedes_id)
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
