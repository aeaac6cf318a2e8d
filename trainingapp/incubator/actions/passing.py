"""Taking a case from stage to stage. Nothing else writes `case.stage`: each passage leaves a record with its evidence.

A passage that needs a second person becomes a proposal first; its guards are asked again when it is confirmed. The
case is locked before anything is judged, so of two at once the second finds the case moved on.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import NoResultFound
from werkzeug.exceptions import Forbidden

from trainingapp.audit.actions import record as note
from trainingapp.extensions import db
from trainingapp.incubator.actions.stepping import lock, settle, take
from trainingapp.incubator.models import Case, Proposal, StageRecord
from trainingapp.incubator.passing_telling import tell_proposed
from trainingapp.incubator.queries.passages import find_waiting, report_on
from trainingapp.incubator.queries.reach import actors_of
from trainingapp.rules.incubation.passing import (
    AlreadyProposed,
    NoSuchPassage,
    ProposalSettled,
    Report,
    capacity_of,
    judge_confirmation,
    judge_step,
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
    return take(case, report, actor=(person.id, str(capacity)), reason=reason, now=now)


def pass_by_itself(case: Case, act: str, *, reason: str = "", now: datetime) -> StageRecord:
    """Take a case through a passage by the clock.

    :raises Forbidden: when the workflow does not let the clock do this.
    :raises NoSuchPassage, StillMissing: when the case does not allow it.
    """
    lock(case)
    report = report_on(case, act, actors=[Actor.SYSTEM], now=now)
    _check(report, reason=reason)
    if report.confirmers:
        raise Forbidden
    return take(case, report, actor=(None, str(Actor.SYSTEM)), reason=reason, now=now)


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
    settle(case, proposal, by=person.id, is_confirmed=True, now=now)
    return take(
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
    settle(case, proposal, by=person.id, is_confirmed=False, note_text=note_text, now=now)
    note("case.decline", actor_id=person.id, subject="incubation_case", subject_id=case.id, now=now)


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


def _lock_proposal(proposal: Proposal) -> Case:
    case = db.session.get_one(Case, proposal.case_id)
    lock(case)
    db.session.refresh(proposal)
    if proposal.settled_at is not None:
        raise ProposalSettled
    return case
