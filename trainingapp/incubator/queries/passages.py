"""What may happen to a case now, what is missing for it, and what waits for a second person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from trainingapp.extensions import db
from trainingapp.incubator.models import Case, Proposal
from trainingapp.incubator.queries.guards import evaluate
from trainingapp.incubator.queries.history import last_record
from trainingapp.incubator.queries.workflows import definition_of
from trainingapp.rules.incubation.passing import CaseFacts, Report, can, confirmers_of
from trainingapp.rules.incubation.words import Actor, Stage


def conditions_of(case: Case) -> dict[str, object]:
    """What decides between two passages of one act."""
    return {
        "intake.has_trial": bool(case.intake and case.intake.has_trial),
        "applicants": case.applicants,
        "track": case.track,
        "mode": case.mode,
    }


def facts_of(case: Case) -> CaseFacts:
    """What the passages of a case depend on."""
    last = last_record(case)
    return CaseFacts(
        stage=Stage(case.stage),
        conditions=conditions_of(case),
        previous=Stage(last.from_stage) if last else None,
        has_authority=case.base.authority_id is not None,
    )


def report_on(case: Case, act: str, *, actors: Collection[Actor], now: datetime) -> Report:
    """Whether an act may happen to a case now, and what is missing if not."""
    definition, facts = definition_of(case), facts_of(case)
    passage = definition.find(act, facts.stage, facts.conditions)
    findings = evaluate(case, passage.guards, now=now) if passage else {}
    return can(definition, facts, act, actors=actors, findings=findings)


def list_reports(case: Case, *, actors: Collection[Actor], now: datetime) -> list[Report]:
    """The report of every act that leads out of the stage of a case, in the order of its workflow."""
    definition, facts = definition_of(case), facts_of(case)
    ways = definition.ways_out(facts.stage, facts.conditions)
    names = dict.fromkeys(guard for way in ways for guard in way.guards)
    findings = evaluate(case, names, now=now)
    reports = [can(definition, facts, way.act, actors=actors, findings=findings) for way in ways]
    return [one for one in reports if one.is_possible]


def find_waiting(case: Case) -> Proposal | None:
    """The proposal of a case that waits for a second person."""
    query = select(Proposal).where(Proposal.case_id == case.id, Proposal.settled_at.is_(None))
    return db.session.scalars(query.options(joinedload(Proposal.proposed_by))).one_or_none()


def list_settled(case: Case) -> Sequence[Proposal]:
    """The proposals of a case that were not confirmed, the newest first."""
    query = select(Proposal).where(Proposal.case_id == case.id, Proposal.is_confirmed.is_(False))
    query = query.options(joinedload(Proposal.proposed_by))
    return db.session.scalars(query.order_by(Proposal.id.desc())).all()


def confirmers_for(case: Case, proposal: Proposal) -> frozenset[Actor]:
    """In which capacities a proposal is confirmed."""
    passage = definition_of(case).get(proposal.transition)
    has_authority = case.base.authority_id is not None
    return confirmers_of(passage.confirm if passage else None, has_authority=has_authority)


def get_proposal(case: Case, proposal_id: int) -> Proposal:
    """A proposal of a case. :raises NoResultFound: of any other."""
    query = select(Proposal).where(Proposal.id == proposal_id, Proposal.case_id == case.id)
    return db.session.scalars(query.options(joinedload(Proposal.proposed_by))).one()


def may_settle(
    case: Case, proposal: Proposal, *, person_id: int, actors: Collection[Actor]
) -> bool:
    """Whether somebody has a part in a proposal: its own proposer, or one who may confirm it."""
    is_own = proposal.proposed_by_id == person_id
    return is_own or bool(confirmers_for(case, proposal) & frozenset(actors))
