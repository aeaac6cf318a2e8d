"""Universities with their registrars, and maps of curricula, for tests."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from tests.factories_itembank import make_syllabus
from trainingapp.accounts.models import Organisation, User
from trainingapp.credentials.actions import maps
from trainingapp.credentials.map_sheets import HEADINGS
from trainingapp.credentials.models import ProgrammeMap
from trainingapp.credentials.queries.maps import courses_by_point
from trainingapp.extensions import db
from trainingapp.web.transactions import writing

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
PROGRAMME = "社会工作（本科）2024版"


def load_syllabus(*subject: str, **changes: Any) -> None:
    """A committed syllabus, of the junior comprehensive paper unless it is said otherwise."""
    with writing():
        make_syllabus(*subject, **changes)
        db.session.commit()
        db.session.remove()


def make_map(
    place: Organisation, user: User, courses: dict[str, Sequence[str]] | None = None, **changes: str
) -> int:
    """A committed map with these courses by point; its id."""
    values = {"programme": PROGRAMME, "edition": "2025", **changes}
    with writing():
        made = maps.create_map(
            place.id,
            values["programme"],
            edition=values["edition"],
            actor_id=user.id,
            now=NOON,
        )
        if courses:
            maps.set_courses(made, courses, actor_id=user.id, now=NOON)
        number = made.id
        db.session.commit()
        db.session.remove()
    return number


def courses_of(map_id: int) -> dict[str, list[str]]:
    """The courses of each point as stored."""
    found = courses_by_point(db.session.get_one(ProgrammeMap, map_id).entries)
    db.session.remove()
    return found


def make_sheet(*rows: tuple[object, object], head: Sequence[str] = HEADINGS) -> bytes:
    """A workbook with a code and the courses in each row; the title column says nothing."""
    return make_book([head, *(("科目", "章", code, "", courses) for code, courses in rows)])


def make_book(lines: Sequence[Sequence[object]]) -> bytes:
    """A workbook of these lines."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, line in enumerate(lines):
            for place, value in enumerate(line):
                more = (day,) if isinstance(value, datetime) else ()
                sheet.write(number, place, value, *more)
    return body.getvalue()
