"""Entering and ending lines of the lists of recognised programmes, and deciding verified papers by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from trainingapp.audit.actions import record
from trainingapp.credentials.actions.following import follow_recount
from trainingapp.credentials.models.degrees import DegreeRecord
from trainingapp.credentials.models.recognition import ProgrammeRecognition
from trainingapp.credentials.queries.recognition import (
    SURE,
    find_line,
    has_lines,
    list_sure_degrees,
    read_lines,
)
from trainingapp.credentials.shipped_recognition import list_shipped_lines
from trainingapp.extensions import db
from trainingapp.rules.errors import RuleViolation


class LineEnded(RuleViolation):
    """A line ends once, after it began."""

    message: ClassVar[str] = "This line has an end already, or would end before it begins."


def enter_line(
    values: Mapping[str, Any], *, actor_id: int, now: datetime
) -> tuple[ProgrammeRecognition, int]:
    """Add a line, and decide every verified paper anew; the line, and how many papers count differently now."""
    line = ProgrammeRecognition(**values, entered_by_id=actor_id, entered_at=now)
    db.session.add(line)
    db.session.flush()
    changed = redecide(now=now)
    _note("recognition.enter", line, actor_id=actor_id, now=now, changed=changed)
    return line, changed


def end_line(line: ProgrammeRecognition, ends_on: date, *, actor_id: int, now: datetime) -> int:
    """Let a line decide no paper awarded on that day or later; how many papers count differently now.

    Lines are not removed: what was decided by them stays explained. :raises LineEnded: it has an end, or would have
    one before its beginning.
    """
    if line.valid_to is not None or ends_on <= line.valid_from:
        raise LineEnded
    line.valid_to = ends_on
    db.session.flush()
    changed = redecide(now=now)
    _note("recognition.end", line, actor_id=actor_id, now=now, changed=changed)
    return changed


def redecide(*, now: datetime) -> int:
    """Decide every verified paper by the lists as they are now; how many count differently.

    Statements of eligibility fall with a paper that is none in social work any more.
    """
    rows = list_sure_degrees()
    before = [row.is_social_work for row in rows]
    _decide(rows)
    changed = [row for row, was in zip(rows, before, strict=True) if row.is_social_work is not was]
    for row in changed:
        if not row.is_social_work:
            follow_recount(row.id, now=now)
    return len(changed)


def decide_fields(rows: Sequence[DegreeRecord], *, now: datetime) -> None:
    """Decide by the lists what the verified ones of some papers count as; no line that fits: another major.

    On a site without any line the shipped ones are entered first.
    """
    sure = [row for row in rows if row.status in SURE]
    if not sure:
        return
    if not has_lines():
        enter_shipped(actor_id=None, now=now)
    _decide(sure)


def _decide(rows: Sequence[DegreeRecord]) -> None:
    lines = read_lines()
    for row in rows:
        line = find_line(row, lines)
        row.is_social_work = line is not None and line.is_social_work
        row.recognition_id = line.id if line else None
    db.session.flush()


def enter_shipped(*, actor_id: int | None, now: datetime) -> int:
    """Enter the lines that came with the program and are not there yet; how many."""
    known = {(one.match_kind, one.value, one.level) for one in read_lines()}
    fresh = [
        values
        for values in list_shipped_lines()
        if (values["match_kind"], values["value"], values["level"]) not in known
    ]
    for values in fresh:
        line = ProgrammeRecognition(**values, entered_by_id=actor_id, entered_at=now)
        db.session.add(line)
        db.session.flush()
        _note("recognition.enter", line, actor_id=actor_id, now=now)
    if fresh:
        redecide(now=now)
    return len(fresh)


def _note(
    act: str, line: ProgrammeRecognition, *, actor_id: int | None, now: datetime, **detail: object
) -> None:
    record(
        act,
        actor_id=actor_id,
        subject="programme_recognition",
        subject_id=line.id,
        detail={"value": line.value, "level": line.level, "counts_as": line.counts_as, **detail},
        now=now,
    )
