"""What may happen to a case now, and what has happened to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from trainingapp.extensions import db
from trainingapp.incubator.models import Case, Proposal, StageRecord
from trainingapp.incubator.queries.guards import evaluate
from trainingapp.incubator.queries.workflows import definition_of
from trainingapp.rules.incubation.passing import CaseFacts, Report, Step, can, last_effective
from trainingapp.rules.incubation.words import Actor, Stage


def list_records(case: Case) -> Sequence[StageRecord]:
    """Every passage of a case, the oldest first."""
    query = select(StageRecord).where(StageRecord.case_id == case.id).order_by(StageRecord.turn)
    return db.session.scalars(
        query.options(joinedload(StageRecord.actor), joinedload(StageRecord.proposed_by))
    ).all()


def last_record(case: Case) -> StageRecord | None:
    """The passage that undoing would undo: the newest that still stands."""
    records = {record.id: record for record in list_records(case)}
    steps = [
        Step(one.id, one.transition, Stage(one.from_stage), one.reverts_id)
        for one in records.values()
    ]
    step = last_effective(steps)
    return records[step.id] if step else None


def facts_of(case: Case) -> CaseFacts:
    """What the passages of a case depend on."""
    last = last_record(case)
    return CaseFacts(
        stage=Stage(case.stage),
        conditions={
            "intake.has_trial": bool(case.intake and case.intake.has_trial),
            "applicants": case.applicants,
            "track": case.track,
            "mode": case.mode,
        },
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
