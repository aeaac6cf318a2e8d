"""One step of a case, once it is judged: the lock, the record, what follows from it, the proposal that falls away."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from trainingapp.audit.actions import record as note
from trainingapp.extensions import db
from trainingapp.incubator.actions.effects import EFFECTS
from trainingapp.incubator.models import Case, Proposal, StageRecord
from trainingapp.incubator.passing_telling import tell_moved, tell_settled
from trainingapp.incubator.queries.history import last_record
from trainingapp.incubator.queries.passages import confirmers_for, find_waiting
from trainingapp.incubator.queries.workflows import definition_of
from trainingapp.rules.incubation.passing import CaseMovedOn, Report, taking_back


def lock(case: Case, *, turn: int | None = None) -> None:
    """Hold a case until the transaction ends, as it stands now. Whatever was read before is read anew: who had to wait
    judges by what stands by then.

    :raises CaseMovedOn: when it passed on since it was read, or since the page with this turn was drawn.
    """
    expected = {case.turn} if turn is None else {case.turn, turn}
    query = select(Case).where(Case.id == case.id).with_for_update(of=Case)
    db.session.flush()
    db.session.expire_all()
    db.session.scalars(query.execution_options(populate_existing=True)).one()
    if expected != {case.turn}:
        raise CaseMovedOn


def take(
    case: Case,
    report: Report,
    *,
    actor: tuple[int | None, str],
    reason: str,
    proposed_by: int | None = None,
    now: datetime,
) -> StageRecord:
    """Take a judged step: the record, the new stage, its effects. `actor`: who, and in which capacity."""
    passage, target = report.passage, report.target
    assert passage is not None
    assert target is not None
    undone = last_record(case) if passage.target is None else None
    person_id, capacity = actor
    record = StageRecord(
        case_id=case.id,
        turn=case.turn + 1,
        transition=passage.code,
        act=passage.act,
        from_stage=case.stage,
        to_stage=target,
        actor_id=person_id,
        capacity=capacity,
        proposed_by_id=proposed_by,
        reason=reason.strip(),
        evidence=dict.fromkeys(passage.guards, "ok"),
        reverts_id=undone.id if undone else None,
        at=now,
    )
    db.session.add(record)
    case.turn, case.stage, case.stage_since = case.turn + 1, target, now
    db.session.flush()
    _overtake(case, by=person_id, now=now)
    _follow(case, record, passage.effects, now=now)
    if undone is not None:
        _take_back(case, record, undone, now=now)
    tell_moved(case, passage, known_to={person_id, proposed_by}, now=now)
    detail = {"act": passage.act, "to": str(target)}
    about = {"subject": "incubation_case", "subject_id": case.id}
    note("case.pass", actor_id=person_id, **about, detail=detail, now=now)  # type: ignore[arg-type]
    return record


def _follow(case: Case, record: StageRecord, effects: Collection[str], *, now: datetime) -> None:
    for name in effects:
        EFFECTS[name](case, record, now)
    db.session.flush()


def _take_back(case: Case, record: StageRecord, undone: StageRecord, *, now: datetime) -> None:
    definition = definition_of(case)
    passage = definition.get(undone.transition)
    if passage is not None:
        _follow(case, record, taking_back(definition, passage), now=now)


def _overtake(case: Case, *, by: int | None, now: datetime) -> None:
    """A proposal that still waits has become pointless: the case is elsewhere."""
    waiting = find_waiting(case)
    if waiting is not None:
        settle(case, waiting, by=by, is_confirmed=False, now=now)


def settle(
    case: Case,
    proposal: Proposal,
    *,
    by: int | None,
    is_confirmed: bool,
    note_text: str = "",
    now: datetime,
) -> None:
    """End the waiting of a proposal, and tell its proposer."""
    proposal.settled_by_id, proposal.settled_at = by, now
    proposal.is_confirmed, proposal.note = is_confirmed, note_text.strip()
    db.session.flush()
    tell_settled(case, proposal, confirmers_for(case, proposal), now=now)
