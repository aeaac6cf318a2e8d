"""Reading what packages report, and answering."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import Response, jsonify
from sqlalchemy.exc import NoResultFound

from trainingapp.courses.actions import package_learning as actions
from trainingapp.courses.actions.package_learning import Report
from trainingapp.courses.packages.access import Access
from trainingapp.courses.queries import learning, packages as queries
from trainingapp.rules.package_results import MOST_SECONDS

MOST_REPORTS = 20
LARGEST = 2**53  # what a number of a script counts exactly


def read_reports(said: object) -> Sequence[Report] | None:
    """The reports of a request in the order of their numbers; None when they are none."""
    rows = said.get("reports") if isinstance(said, Mapping) else None
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_REPORTS:
        return None
    found = [_read(row) for row in rows]
    if None in found:
        return None
    return sorted((report for report in found if report), key=lambda report: report.sequence)


def _read(row: object) -> Report | None:
    if not isinstance(row, Mapping):
        return None
    sequence, data, elapsed = row.get("sequence"), row.get("data"), row.get("elapsed")
    if type(sequence) is not int or not 0 < sequence < LARGEST or not isinstance(data, Mapping):
        return None
    if type(elapsed) is not int or not 0 <= elapsed <= LARGEST:
        return None
    return Report(sequence, data, min(elapsed, MOST_SECONDS))


def apply_reports(access: Access, reports: Sequence[Report], *, now: datetime) -> Response:
    """Apply them in order and say how far; what is too large to be believed is passed over, and the rest goes on."""
    assert access.course_id is not None
    enrolment = learning.find_enrolment(access.user_id, access.course_id)
    if enrolment is None:
        raise NoResultFound
    lesson = learning.get_lesson(access.user_id, access.course_id, key=access.lesson_key)
    package = queries.get_package(access.package_id)
    refused: list[str] = []
    is_superseded = False
    for report in reports:
        try:
            applied = actions.apply_report(access, package, report, now=now)
        except ValueError:
            refused.append("*")
            continue
        refused += applied.refused
        is_superseded = applied.is_superseded
    is_completed = actions.note_lesson(enrolment, lesson, package, now=now)
    return jsonify(
        acknowledged=reports[-1].sequence,
        superseded=is_superseded,
        refused=refused[:20],
        completed=is_completed,
    )
