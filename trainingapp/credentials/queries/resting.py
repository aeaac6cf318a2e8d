"""What a decision rests on: the verifications behind records, and the rows that were kept beside a decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import or_, select

from trainingapp.credentials.models.eligibility import Decision, DecisionEvidence
from trainingapp.credentials.models.evidence import Verification
from trainingapp.credentials.models.subjects import SUBJECT_COLUMNS
from trainingapp.credentials.queries.facts import KINDS, Record
from trainingapp.extensions import db
from trainingapp.rules.verification import CheckOutcome


class Rested(NamedTuple):
    """A kept row with the record and the verification as they are now; None once they are gone."""

    row: DecisionEvidence
    record: Record | None
    verification: Verification | None


def list_supporting(refs: Iterable[str], *, today: date) -> dict[str, list[int]]:
    """The verifications of records such as "degree:7" that found them right and hold on that day, the oldest first."""
    numbers: dict[str, list[int]] = {}
    for ref in refs:
        kind, _, number = ref.partition(":")
        numbers.setdefault(kind, []).append(int(number))
    if not numbers:
        return {}
    named = [getattr(Verification, SUBJECT_COLUMNS[kind]).in_(ids) for kind, ids in numbers.items()]
    found: dict[str, list[int]] = {}
    for row in db.session.scalars(
        select(Verification).where(or_(*named)).order_by(Verification.id)
    ):
        holds = row.valid_until is None or today < row.valid_until
        if row.check.counts and row.outcome == CheckOutcome.MATCH and holds:
            found.setdefault(f"{row.subject_kind}:{row.subject_id}", []).append(row.id)
    return found


def list_rested(decision: Decision) -> list[Rested]:
    """What was kept beside a decision, in order, in a constant number of statements."""
    rows = db.session.scalars(
        select(DecisionEvidence)
        .where(DecisionEvidence.decision_id == decision.id)
        .order_by(DecisionEvidence.position)
    ).all()
    records = {
        (kind, record.id): record
        for kind, model in KINDS.items()
        for record in _list_of(model, kind, rows, user_id=decision.user_id)
        if record.entered_at <= decision.decided_at
    }
    numbers = [row.verification_id for row in rows if row.verification_id is not None]
    verifications = {
        one.id: one
        for one in db.session.scalars(select(Verification).where(Verification.id.in_(numbers)))
    }
    return [
        Rested(
            row,
            records.get((row.record_kind, row.record_id)),
            verifications.get(row.verification_id or 0),
        )
        for row in rows
    ]


def list_rested_on(decision_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What was kept beside each of these decisions, as plain values for somebody's export."""
    query = (
        select(DecisionEvidence)
        .where(DecisionEvidence.decision_id.in_(decision_ids))
        .order_by(DecisionEvidence.decision_id, DecisionEvidence.position)
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for row in db.session.scalars(query):
        found.setdefault(row.decision_id, []).append(
            {
                "record": f"{row.record_kind}:{row.record_id}",
                "assurance": row.assurance,
                "is_named": row.is_named,
                "verification": row.verification_id,
            }
        )
    return found


def _list_of(
    model: type[Record], kind: str, rows: Sequence[DecisionEvidence], *, user_id: int
) -> Sequence[Any]:
    """Only the person's own: a number whose record is gone may be given to a later one."""
    numbers = [row.record_id for row in rows if row.record_kind == kind]
    return db.session.scalars(
        select(model).where(model.id.in_(numbers), model.user_id == user_id)
    ).all()
