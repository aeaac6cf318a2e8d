"""Taking a case from stage to stage. Nothing else writes `case.stage`: each passage leaves a record with its evidence.

A passage that needs a second person becomes a proposal first; its guards are asked again when it is confirmed. The
case is locked before anything is judged, so of two at once the second finds the case moved on.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from werkzeug.exceptions import Forbidden

from trainingapp.audit.actions import record as note
from trainingapp.extensions import db
from trainingapp.incubator.actions.effects import EFFECTS
from trainingapp.incubator.models import Case, Proposal, StageRecord
from trainingapp.incubator.passing_telling import tell_proposed, tell_settled
from trainingapp.incubator.queries.history import last_record
from trainingapp.incubator.queries.passages import confirmers_for, find_waiting, report_on
from trainingapp.incubator.queries.reach import actors_of
from trainingapp.incubator.queries.workflows import definition_of
from trainingapp.rules.incubation.passing import (
    AlreadyProposed,
    CaseMovedOn,
    NoSuchPassage,
    ProposalSettled,
    Report,
    capacity_of,
    judge_confirmation,
    judge_step,
    taking_back,
)
from trainingapp.rules.incubation.words import Actor
from trainingapp.web.auth import SignedIn


def pass_on(
    case: Case,
    act: str,
    *,
    person: SignedIn,
    reason: str = "",
    turn: int | None = None,
    now: datetime,
) -> StageRecord | Proposal:
    """Take a case through a passage, or propose it where a second person has to confirm.

    Returns the record of the passage, or the proposal that waits now. `turn` is the case's turn that the page was
    drawn for, when there was a page.
    :raises NoResultFound: somebody who does not reach the case. :raises Forbidden: who reaches it in another capacity.
    :raises CaseMovedOn, NoSuchPassage, StillMissing, ReasonNeeded, AlreadyProposed: when the case does not allow it.
    """
    lock(case, turn=turn)
    actors = _reaching(person, case)
    report = report_on(case, act, actors=actors, now=now)
    _check(report, reason=reason)
    if report.confirmers:
        return _propose(case, report, person=person, reason=reason, now=now)
    assert report.passage is not None
    capacity = capacity_of(report.passage.actors, actors)
    return _take(case, report, actor=(person.id, str(capacity)), reason=reason, now=now)


def pass_by_itself(case: Case, act: str, *, reason: str = "", now: datetime) -> StageRecord:
    """Take a case through a passage by the clock.

    :raises Forbidden: when the workflow does not let the clock do this.
    :raises NoSuchPassage, StillMissing: when the case does not allow it.
    """
    lock(case)
    report = report_on(case, act, actors=[Actor.SYSTEM], now=now)
    _check(report, reason=reason)
    return _take(case, report, actor=(None, str(Actor.SYSTEM)), reason=reason, now=now)


def confirm(proposal: Proposal, *, person: SignedIn, now: datetime) -> StageRecord:
    """Confirm what another person proposed: the case passes on, by both.

    :raises Forbidden: who is not the second person that the passage needs. :raises SamePerson: the proposer.
    :raises ProposalSettled: what was settled before. :raises StillMissing: when something is missing by now.
    """
    case = _lock_proposal(proposal)
    actors = _reaching(person, case)
    report = report_on(case, proposal.act, actors=actors, now=now)
    capacity = judge_confirmation(
        report, proposer=proposal.proposed_by_id, confirmer=person.id, actors=actors
    )
    if report.is_possible and capacity is None:
        raise Forbidden
    judge_step(report, reason=proposal.reason)
    _settle(case, proposal, by=person.id, is_confirmed=True, now=now)
    return _take(
        case,
        report,
        actor=(person.id, str(capacity)),
        reason=proposal.reason,
        proposed_by=proposal.proposed_by_id,
        now=now,
    )


def decline(proposal: Proposal, *, person: SignedIn, note_text: str = "", now: datetime) -> None:
    """Say no to a proposal; its proposer takes it back in the same way.

    :raises Forbidden: who could not have confirmed it. :raises ProposalSettled: what was settled before.
    """
    case = _lock_proposal(proposal)
    actors = _reaching(person, case)
    report = report_on(case, proposal.act, actors=actors, now=now)
    if person.id != proposal.proposed_by_id and capacity_of(report.confirmers, actors) is None:
        raise Forbidden
    _settle(case, proposal, by=person.id, is_confirmed=False, note_text=note_text, now=now)
    note("case.decline", actor_id=person.id, subject="incubation_case", subject_id=case.id, now=now)


def lock(case: Case, *, turn: int | None = None) -> None:
    """Hold a case until the transaction ends, as it stands now.

    :raises CaseMovedOn: when it passed on since it was read, or since the page with this turn was drawn.
    """
    expected = {case.turn} if turn is None else {case.turn, turn}
    query = select(Case).where(Case.id == case.id).with_for_update(of=Case)
    db.session.scalars(query.execution_options(populate_existing=True)).one()
    if expected != {case.turn}:
        raise CaseMovedOn


def _reaching(person: SignedIn, case: Case) -> frozenset[Actor]:
    actors = actors_of(person, case)
    if not actors:
        raise NoResultFound
    return actors


def _check(report: Report, *, reason: str) -> None:
    """Capacity before findings: what is missing is told only to those who may act."""
    if not report.is_possible:
        raise NoSuchPassage
    if not report.is_allowed:
        raise Forbidden
    judge_step(report, reason=reason)


def _propose(
    case: Case, report: Report, *, person: SignedIn, reason: str, now: datetime
) -> Proposal:
    assert report.passage is not None
    if find_waiting(case) is not None:
        raise AlreadyProposed
    proposal = Proposal(
        case_id=case.id,
        transition=report.passage.code,
        act=report.passage.act,
        reason=reason.strip(),
        proposed_by_id=person.id,
        proposed_at=now,
    )
    db.session.add(proposal)
    db.session.flush()
    tell_proposed(case, proposal, report.confirmers, now=now)
    note("case.propose", actor_id=person.id, subject="incubation_case", subject_id=case.id, now=now)
    return proposal


def _take(
    case: Case,
    report: Report,
    *,
    actor: tuple[int | None, str],
    reason: str,
    proposed_by: int | None = None,
    now: datetime,
) -> StageRecord:
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
        _settle(case, waiting, by=by, is_confirmed=False, now=now)


def _lock_proposal(proposal: Proposal) -> Case:
    case = db.session.get_one(Case, proposal.case_id)
    lock(case)
    db.session.refresh(proposal)
    if proposal.settled_at is not None:
        raise ProposalSettled
    return case


def _settle(
    case: Case,
    proposal: Proposal,
    *,
    by: int | None,
    is_confirmed: bool,
    note_text: str = "",
    now: datetime,
) -> None:
    proposal.settled_by_id, proposal.settled_at = by, now
    proposal.is_confirmed, proposal.note = is_confirmed, note_text.strip()
    db.session.flush()
    tell_settled(case, proposal, confirmers_for(case, proposal), now=now)
