"""Making the map of a curriculum: chapter by chapter, or by a sheet that is looked at before it counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import ClassVar

from trainingapp.audit.actions import record
from trainingapp.credentials.map_sheets import Row
from trainingapp.credentials.models.links import MapEntry, ProgrammeMap
from trainingapp.credentials.queries.map_findings import judge_rows
from trainingapp.credentials.queries.maps import courses_by_point, find_map, list_subjects
from trainingapp.extensions import db
from trainingapp.rules.errors import RuleViolation


class MapThere(RuleViolation):
    """A curriculum has one map of an edition."""

    message: ClassVar[str] = "There is a map of this programme and edition already."


class SheetFaulty(RuleViolation):
    """A sheet with rows that cannot be taken is not brought in."""

    message: ClassVar[str] = (
        "Some rows cannot be read. Correct them in your file and bring it again."
    )


class NoSheet(RuleViolation):
    """There is nothing to confirm."""

    message: ClassVar[str] = "No sheet waits to be confirmed. Bring it again."


def create_map(
    organisation_id: int, programme: str, *, edition: str, actor_id: int, now: datetime
) -> ProgrammeMap:
    """Begin the map of a curriculum. :raises MapThere: it has one of this edition."""
    if find_map(organisation_id, programme, edition) is not None:
        raise MapThere
    row = ProgrammeMap(
        organisation_id=organisation_id,
        programme=programme,
        edition=edition,
        made_at=now,
        made_by_id=actor_id,
        changed_at=now,
    )
    db.session.add(row)
    db.session.flush()
    _record("map.create", row, actor_id=actor_id, now=now)
    return row


def remove_map(found: ProgrammeMap, *, actor_id: int, now: datetime) -> None:
    """Remove a map with everything in it."""
    _record("map.remove", found, actor_id=actor_id, now=now)
    db.session.delete(found)
    db.session.flush()


def set_courses(
    found: ProgrammeMap, courses: Mapping[str, Sequence[str]], *, actor_id: int, now: datetime
) -> int:
    """Let these points have these courses and no others; how many points that changed. Other points stay."""
    changed = _replace(found, courses)
    if changed:
        found.changed_at = now
        db.session.flush()
        _record("map.update", found, actor_id=actor_id, now=now, points=changed)
    return changed


def keep_sheet(found: ProgrammeMap, rows: Sequence[Row]) -> None:
    """Keep what a sheet says until it is confirmed or dropped; it takes the place of one that waits."""
    found.pending = [asdict(row) for row in rows]
    db.session.flush()


def read_pending(found: ProgrammeMap) -> list[Row]:
    """The rows of the sheet that waits. :raises NoSheet: none does."""
    if found.pending is None:
        raise NoSheet
    return [Row(**{**row, "courses": tuple(row["courses"])}) for row in found.pending]


def confirm_sheet(found: ProgrammeMap, *, actor_id: int, now: datetime) -> int:
    """Bring the waiting sheet in; how many points that changed.

    :raises NoSheet: none waits. :raises SheetFaulty: a row of it cannot be taken.
    """
    rows = read_pending(found)
    areas = [area for subject in list_subjects(found.edition) for area in subject.areas]
    findings = judge_rows(rows, areas, courses_by_point(found.entries))
    if any(finding.is_error for finding in findings):
        raise SheetFaulty
    changed = _replace(found, {row.code: row.courses for row in rows})
    found.pending, found.changed_at = None, now
    db.session.flush()
    _record("map.confirm", found, actor_id=actor_id, now=now, points=changed)
    return changed


def drop_sheet(found: ProgrammeMap) -> None:
    """Forget the waiting sheet."""
    found.pending = None
    db.session.flush()


def _replace(found: ProgrammeMap, courses: Mapping[str, Sequence[str]]) -> int:
    before = courses_by_point(found.entries)
    changed = {code for code, names in courses.items() if set(names) != set(before.get(code, ()))}
    found.entries = [entry for entry in found.entries if entry.code not in changed]
    db.session.flush()  # before rows that may say the same come in
    found.entries += [
        MapEntry(code=code, course=name) for code in sorted(changed) for name in courses[code]
    ]
    return len(changed)


def _record(
    act: str, found: ProgrammeMap, *, actor_id: int, now: datetime, points: int | None = None
) -> None:
    detail = {"programme": found.programme, "edition": found.edition}
    record(
        act,
        actor_id=actor_id,
        subject="programme_map",
        subject_id=found.id,
        detail=detail if points is None else {**detail, "points": points},
        now=now,
    )
