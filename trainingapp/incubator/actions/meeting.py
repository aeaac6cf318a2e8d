"""Meetings of base and agency, what they agreed, risks and incidents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.incubator.actions.tasks import Todo, close_task, open_task
from trainingapp.incubator.models import AgreedAction, Case, Encounter, Incident, RiskFlag
from trainingapp.incubator.residence_telling import ENCOUNTER, INCIDENT, OWN, tell
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.residence_words import (
    EncounterKind,
    IncidentKind,
    Origin,
    RiskKind,
    TaskSource,
)
from trainingapp.rules.incubation.words import Actor


class MinutesConfirmed(RuleViolation):
    """What the agency has confirmed stays."""

    message: ClassVar[str] = "The agency has confirmed these minutes; they stay as they are."


class RiskClosed(RuleViolation):
    """A closed risk is opened anew."""

    message: ClassVar[str] = "This risk is closed."


@dataclass(frozen=True, slots=True)
class Minutes:
    """What is written down of a meeting."""

    kind: EncounterKind
    happened_on: date
    minutes: int
    purpose: str
    content: str
    place: str = ""
    is_online: bool = False
    attendees: str = ""
    findings: str = ""
    document_id: int | None = None


@dataclass(frozen=True, slots=True)
class Agreed:
    """Something agreed at a meeting."""

    text: str
    owner: Actor
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """What may go wrong."""

    kind: RiskKind
    origin: Origin
    text: str
    severity: int
    likelihood: int
    plan: str = ""
    due_on: date | None = None
    owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened, without anybody's name."""

    kind: IncidentKind
    happened_on: date
    summary: str
    persons_harmed: int = 0
    measures: str = ""
    told_whom: str = ""
    told_on: date | None = None


def keep_minutes(
    case: Case, minutes: Minutes, agreed: Sequence[Agreed], *, by_id: int, now: datetime
) -> Encounter:
    """Write down a meeting; each agreed action is a task, and the agency is asked to confirm the minutes."""
    row = Encounter(
        case_id=case.id,
        kind=minutes.kind,
        happened_on=minutes.happened_on,
        minutes=minutes.minutes,
        place=minutes.place,
        is_online=minutes.is_online,
        host_id=by_id,
        attendees=minutes.attendees,
        purpose=minutes.purpose,
        content=minutes.content,
        findings=minutes.findings,
        document_id=minutes.document_id,
        entered_at=now,
    )
    db.session.add(row)
    db.session.flush()
    for one in agreed:
        _agree(case, row, one, by_id=by_id, now=now)
    tell(case, ENCOUNTER, OWN, page=f"/encounters/{row.id}", but=by_id, now=now)
    return row


def confirm_minutes(row: Encounter, *, remark: str, by_id: int, now: datetime) -> None:
    """The agency confirms the minutes, with a remark if it sees something differently. :raises MinutesConfirmed:"""
    if row.confirmed_at is not None:
        raise MinutesConfirmed
    row.confirmed_at, row.confirmed_by_id, row.remark = now, by_id, remark


def open_risk(case: Case, risk: Risk, *, by_id: int, now: datetime) -> RiskFlag:
    """Flag a risk; with a day it is a task of the base."""
    row = RiskFlag(case_id=case.id, opened_at=now, opened_by_id=by_id)
    _write(row, risk)
    db.session.add(row)
    db.session.flush()
    _task(case, row, now=now)
    return row


def change_risk(row: RiskFlag, risk: Risk, *, now: datetime) -> None:
    """Judge a risk anew. :raises RiskClosed:"""
    if row.closed_at is not None:
        raise RiskClosed
    _write(row, risk)
    _task(row.case, row, now=now)


def close_risk(row: RiskFlag, *, note: str, by_id: int, now: datetime) -> None:
    """Say that a risk is past, and why. :raises RiskClosed:"""
    if row.closed_at is not None:
        raise RiskClosed
    row.closed_at, row.closed_by_id, row.closing_note = now, by_id, note
    close_task(f"risk:{row.id}", now=now, by_id=by_id)


def report_incident(case: Case, what: Happening, *, by_id: int, now: datetime) -> Incident:
    """Report something grave; officers, head and authority are told."""
    row = Incident(
        agency_id=case.agency_id,
        case_id=case.id,
        kind=what.kind,
        happened_on=what.happened_on,
        persons_harmed=what.persons_harmed,
        summary=what.summary,
        measures=what.measures,
        told_whom=what.told_whom,
        told_on=what.told_on,
        entered_by_id=by_id,
        entered_at=now,
    )
    db.session.add(row)
    db.session.flush()
    _note("incident.report", row, by_id=by_id, now=now)
    people = {Actor.OFFICER, Actor.HEAD, Actor.AUTHORITY}
    tell(case, INCIDENT, people, page="/incidents", but=by_id, now=now)
    return row


def close_incident(row: Incident, *, measures: str, by_id: int, now: datetime) -> None:
    """Say what was done in the end; closing twice changes nothing."""
    if row.closed_at is None:
        row.closed_at, row.closed_by_id, row.measures = now, by_id, measures
        _note("incident.close", row, by_id=by_id, now=now)


def _agree(case: Case, row: Encounter, one: Agreed, *, by_id: int, now: datetime) -> None:
    action = AgreedAction(encounter_id=row.id, text=one.text, owner=one.owner, due_on=one.due_on)
    db.session.add(action)
    db.session.flush()
    todo = Todo(
        one.text,
        one.owner,
        TaskSource.ENCOUNTER,
        due_on=one.due_on,
        endpoint="incubator.show_encounter",
        arguments={"case_id": case.id, "encounter_id": row.id},
        is_typed=True,
    )
    task = open_task(
        f"agreed:{action.id}", todo, agency=case.agency, case=case, by_id=by_id, now=now
    )
    db.session.flush()
    action.task_id = task.id


def _write(row: RiskFlag, risk: Risk) -> None:
    row.kind, row.origin, row.text = risk.kind, risk.origin, risk.text
    row.severity, row.likelihood = risk.severity, risk.likelihood
    row.plan, row.due_on, row.owner_id = risk.plan, risk.due_on, risk.owner_id


def _task(case: Case, row: RiskFlag, *, now: datetime) -> None:
    if row.due_on is None:
        return
    todo = Todo(
        row.text,
        Actor.OFFICER,
        TaskSource.RISK,
        due_on=row.due_on,
        endpoint="incubator.list_risks",
        arguments={"case_id": case.id},
        is_typed=True,
        assignee_id=row.owner_id,
    )
    open_task(f"risk:{row.id}", todo, agency=case.agency, case=case, now=now)


def _note(act: str, row: Incident, *, by_id: int, now: datetime) -> None:
    record(act, actor_id=by_id, subject="incident", subject_id=row.id, now=now)
