"""Where the hours of the ledger count: each entry in one cycle, and a degree once."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import delete

from trainingapp.audit.actions import record
from trainingapp.credentials.models.degrees import DegreeRecord
from trainingapp.credentials.models.registration import CeAllocation
from trainingapp.credentials.queries import hours as ledger, registration as queries
from trainingapp.credentials.queries.hours import DEGREE_KEY
from trainingapp.credentials.registration_terms import find_hours
from trainingapp.education.actions.ledger import Row, enter_document, lock_person
from trainingapp.extensions import db
from trainingapp.rules import registration_hours as rules
from trainingapp.rules.education import Category
from trainingapp.rules.errors import RuleViolation

LEVELS = {
    "associate": {"zh": "社会工作专业大专", "en": "College diploma in social work"},
    "bachelor": {"zh": "社会工作专业本科", "en": "Bachelor of social work"},
    "master": {"zh": "社会工作专业硕士", "en": "Master of social work"},
    "doctor": {"zh": "社会工作专业博士", "en": "Doctor of social work"},
}


class DegreeDoesNotCount(RuleViolation):
    """Only what is verified, of social work, awarded within a registered cycle, and not counted before."""

    message: ClassVar[str] = (
        "Only a verified social work degree that was awarded within a registration counts, and only once."
    )


class EntryDoesNotFit(RuleViolation):
    """An entry counts in a cycle of its day."""

    message: ClassVar[str] = "This entry was not earned within that registration."


def place_hours(user_id: int, *, now: datetime) -> int:
    """Place every entry that lies in a registered cycle and is not placed yet; how many were placed.

    An entry whose cycle no longer holds its day is placed anew. The person is locked, and the database refuses an
    entry that is placed twice.
    """
    lock_person(user_id)
    spans = queries.list_spans(queries.list_cycles(user_id))
    by_id = {span.id: span for span in spans}
    rows = [row.entry for row in ledger.list_ledger(user_id)]
    days = {row.id: row.earned_on for row in rows}
    stored = ledger.list_placed(user_id)
    wrong = [
        entry
        for entry, cycle in stored.items()
        if entry in days and (cycle not in by_id or not by_id[cycle].has(days[entry]))
    ]
    _lift(wrong)
    kept = {entry: cycle for entry, cycle in stored.items() if entry not in wrong}
    plan = rules.place_entries(rows, spans, kept)
    new = [(entry, cycle) for entry, cycle in plan.items() if entry not in kept]
    db.session.add_all(
        CeAllocation(entry_id=entry, cycle_id=cycle, allocated_at=now) for entry, cycle in new
    )
    db.session.flush()
    return len(new)


def move_entry(user_id: int, entry_id: int, cycle_id: int, *, now: datetime) -> None:
    """Let an entry count in another cycle of its day instead, say of the higher certificate.

    :raises NoResultFound: for anybody else's cycle. :raises EntryDoesNotFit: not earned within it, or not theirs.
    """
    lock_person(user_id)
    spans = queries.list_spans([queries.get_cycle(user_id, cycle_id)])
    days = {row.entry.id: row.entry.earned_on for row in ledger.list_ledger(user_id)}
    if entry_id not in days or not any(span.has(days[entry_id]) for span in spans):
        raise EntryDoesNotFit
    _lift([entry_id])
    db.session.add(CeAllocation(entry_id=entry_id, cycle_id=cycle_id, allocated_at=now))
    db.session.flush()
    _record("registration.move_hours", user_id, now=now, entry=entry_id, cycle=cycle_id)


def list_creditable(user_id: int) -> list[tuple[DegreeRecord, int]]:
    """The verified social work degrees that would bring hours now, one a level, each with the cycle it falls in."""
    levels, days = ledger.list_credited(user_id)
    spans = queries.list_spans(queries.list_cycles(user_id))
    found = []
    for degree in ledger.list_sure_degrees(user_id):
        for span in spans:
            day = degree.awarded_on
            if day is None or day in days or degree.level not in LEVELS:
                continue
            if rules.is_new_degree(degree.level, day, span=span, credited=levels):
                levels.add(degree.level)
                found.append((degree, span.id))
    return found


def credit_degree(user_id: int, degree_id: int, *, now: datetime) -> None:
    """Write the hours of a verified social work degree into the ledger, once, and place them.

    :raises DegreeDoesNotCount: when it is not one of `list_creditable`.
    """
    lock_person(user_id)
    chosen = [degree for degree, _cycle in list_creditable(user_id) if degree.id == degree_id]
    if not chosen or chosen[0].awarded_on is None:
        raise DegreeDoesNotCount
    degree, day = chosen[0], chosen[0].awarded_on
    standard = find_hours(on=day)
    counted = next(one for one in standard.counts if one.category is Category.DEGREE)
    if counted.hours is None:
        raise DegreeDoesNotCount
    row = Row(
        minutes=counted.hours * standard.minutes_per_hour.value,
        category=Category.DEGREE,
        title=LEVELS[degree.level],
        provider=degree.institution_name,
        earned_on=day,
        snapshot={
            "standard": standard.code,
            "document": counted.document,
            "hours": counted.hours,
            "minutes_per_hour": standard.minutes_per_hour.value,
            "degree": degree.id,
            "level": degree.level,
            "status": degree.status,
        },
        source_key=f"{DEGREE_KEY}{degree.level}",
    )
    enter_document(user_id, row, actor_id=user_id, now=now)
    _record("registration.credit_degree", user_id, now=now, degree=degree.id, level=degree.level)
    place_hours(user_id, now=now)


def _lift(entries: list[int]) -> None:
    gone = delete(CeAllocation).where(CeAllocation.entry_id.in_(entries))
    db.session.execute(gone.execution_options(synchronize_session=False))


def _record(act: str, user_id: int, *, now: datetime, **detail: object) -> None:
    record(act, actor_id=user_id, subject="user", subject_id=user_id, detail=detail, now=now)
