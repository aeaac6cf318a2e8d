"""A row of a registrar's sheet: the graduate it tells of, or everything that is wrong with it.

A row with an error is never loaded; a note lets it pass and asks to look again. Diploma (学历) and degree (学位) are
apart: a row may bring either or both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from trainingapp.rules import graduate_fields as fields
from trainingapp.rules.eligibility_facts import DegreeKind, DegreeLevel, StudyMode
from trainingapp.rules.graduate_fields import Cell, Fault
from trainingapp.rules.identity import age_on

NEEDED = ("name", "major", "level", "mode", "enrolled_on")
COLUMNS = (
    *("name", "id_number", "student_number", "major", "major_code", "catalogue", "level", "mode"),
    *("enrolled_on", "conclusion", "ended_on", "graduation_number", "degree_on", "degree_number"),
)
SOCIAL_WORK_CODES: Mapping[str, DegreeLevel] = {
    "030302": DegreeLevel.BACHELOR,  # 社会工作
    "035200": DegreeLevel.MASTER,  # 社会工作硕士
}
# The places 11 and 12 of a diploma's number, as far as they are known; another figure is only asked about.
NUMBER_LEVELS: Mapping[str, DegreeLevel] = {
    "01": DegreeLevel.DOCTOR,
    "02": DegreeLevel.MASTER,
    "05": DegreeLevel.BACHELOR,
    "06": DegreeLevel.ASSOCIATE,
}
YOUNGEST_STUDENT = 14
SHORT_DAYS, LONG_DAYS = 540, 8 * 366


class Finding(NamedTuple):
    """What is wrong with a cell: its column, the code of the sentence, what fills it; a note is no error."""

    column: str
    code: str
    parameters: Mapping[str, Any] = {}
    is_error: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Graduate:
    """A sound row. Dates are Shanghai calendar dates; numbers are in their plain form, empty where there is none."""

    name: str
    id_number: str
    student_number: str
    major: str
    major_code: str
    catalogue: str
    level: DegreeLevel
    mode: StudyMode
    enrolled_on: date
    kind: DegreeKind
    ended_on: date | None
    graduation_number: str
    degree_on: date | None
    degree_number: str

    @property
    def is_social_work(self) -> bool:
        """Whether the printed major or its code is social work itself; a list of programmes may say more."""
        return self.major in ("社会工作", "社会工作硕士") or self.major_code in SOCIAL_WORK_CODES

    @property
    def papers(self) -> tuple[tuple[DegreeKind, str, date], ...]:
        """The papers of the row: what kind, its number, its day."""
        found = [
            (self.kind, self.graduation_number, self.ended_on),
            (DegreeKind.DEGREE, self.degree_number, self.degree_on),
        ]
        return tuple((kind, number, day) for kind, number, day in found if number and day)


@dataclass(slots=True)
class _Row:
    """A row while it is read."""

    values: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def fail(self, column: str, code: str, **parameters: object) -> None:
        self.findings.append(Finding(column, code, parameters))

    def note(self, column: str, code: str, **parameters: object) -> None:
        self.findings.append(Finding(column, code, parameters, is_error=False))

    def is_faulty(self, *columns: str) -> bool:
        return any(found.column in columns and found.is_error for found in self.findings)


def read_graduate(
    cells: Mapping[str, Cell], *, today: date, found: tuple[Finding, ...] = ()
) -> tuple[Graduate | None, list[Finding]]:
    """The graduate of a row and its findings, in the order of the columns. None with any error.

    `found`: what reading the cells has found already; such cells are not looked at again.
    """
    row = _Row(findings=list(found))
    _read_cells(row, cells, today)
    for check in (_check_person, _check_major, _check_papers, _check_degree, _check_numbers):
        check(row)
    _check_span(row, today)
    row.findings.sort(key=lambda finding: COLUMNS.index(finding.column))
    if any(finding.is_error for finding in row.findings):
        return None, row.findings
    empty = {name: row.values.get(name, "") for name in COLUMNS}
    empty |= {name: row.values.get(name) for name in ("ended_on", "degree_on")}
    kind = empty.pop("conclusion") or DegreeKind.GRADUATION
    return Graduate(**empty, kind=kind), row.findings


def _readers(today: date) -> Mapping[str, Callable[[Cell], Any]]:
    return {
        "name": fields.read_name,
        "id_number": lambda cell: fields.read_person_number(cell, today=today),
        "student_number": fields.read_student_number,
        "major": fields.read_major,
        "major_code": fields.read_major_code,
        "catalogue": lambda cell: fields.read_catalogue(cell, today=today),
        "level": fields.read_level,
        "mode": fields.read_mode,
        "enrolled_on": fields.read_day,
        "conclusion": fields.read_conclusion,
        "ended_on": fields.read_day,
        "graduation_number": fields.read_number,
        "degree_on": fields.read_day,
        "degree_number": fields.read_number,
    }


def _read_cells(row: _Row, cells: Mapping[str, Cell], today: date) -> None:
    for column, read in _readers(today).items():
        cell = cells.get(column, "")
        if row.is_faulty(column):
            continue
        if cell == "":
            if column in NEEDED:
                row.fail(column, f"{column}_missing")
            continue
        try:
            row.values[column] = read(cell)
        except Fault as fault:
            row.fail(column, fault.code, **fault.parameters)


def _check_person(row: _Row) -> None:
    """Who has no identity number is found by name and certificate only; nobody studies at thirteen."""
    if "id_number" not in row.values:
        if not row.is_faulty("id_number"):
            row.note("id_number", "id_missing")
        return
    row.values["id_number"], born_on = row.values["id_number"]
    enrolled = row.values.get("enrolled_on")
    if enrolled and age_on(born_on, enrolled) < YOUNGEST_STUDENT:
        row.fail("enrolled_on", "enrolled_too_young", years=YOUNGEST_STUDENT)


def _check_major(row: _Row) -> None:
    """A code of social work belongs to one level and to a major of that name."""
    code, major = row.values.get("major_code"), row.values.get("major")
    level = SOCIAL_WORK_CODES.get(code or "")
    if level is None:
        if code and major in ("社会工作", "社会工作硕士"):
            row.note("major_code", "code_other")
        return
    if major and "社会工作" not in major:
        row.fail("major_code", "code_contradicts_major", value=code)
    if row.values.get("level", level) != level:
        row.fail("major_code", "code_contradicts_level", value=code)


def _check_span(row: _Row, today: date) -> None:
    """Studies end after they begin, and not in the future."""
    begin = row.values.get("enrolled_on")
    if begin and begin > today:
        row.fail("enrolled_on", "day_to_come")
    for column in ("ended_on", "degree_on"):
        day = row.values.get(column)
        if day and day > today:
            row.fail(column, "day_to_come")
        elif day and begin and day <= begin:
            row.fail(column, "ends_before_begins")
    if begin and row.values.get("ended_on") and not row.is_faulty("enrolled_on", "ended_on"):
        days = (row.values["ended_on"] - begin).days
        if not SHORT_DAYS <= days <= LONG_DAYS:
            row.note("ended_on", "span_short" if days < SHORT_DAYS else "span_long")


def _check_papers(row: _Row) -> None:
    """Each paper has a number and a day, and there is at least one."""
    for number, day in (("graduation_number", "ended_on"), ("degree_number", "degree_on")):
        for one, other in ((number, day), (day, number)):
            if one in row.values and other not in row.values and not row.is_faulty(other):
                row.fail(other, f"{other}_missing")
    papers = ("graduation_number", "ended_on", "degree_number", "degree_on")
    if not any(name in row.values or row.is_faulty(name) for name in papers):
        row.fail("graduation_number", "no_paper")


def _check_degree(row: _Row) -> None:
    """A degree follows graduation, and there is none below bachelor."""
    if "degree_number" in row.values:
        if row.values.get("level") == DegreeLevel.ASSOCIATE:
            row.fail("degree_number", "degree_of_associate")
        if row.values.get("conclusion") == DegreeKind.COMPLETION:
            row.fail("degree_number", "degree_without_graduation")
    ended, degree = row.values.get("ended_on"), row.values.get("degree_on")
    if ended and degree and degree < ended and not row.is_faulty("ended_on", "degree_on"):
        row.note("degree_on", "degree_before_graduation")


def _check_numbers(row: _Row) -> None:
    """Two papers have two numbers. How a number is built is only asked about: older papers have other numbers."""
    diploma, degree = row.values.get("graduation_number"), row.values.get("degree_number")
    if diploma and diploma == degree:
        row.fail("degree_number", "numbers_equal")
    if diploma:
        for code in _doubts(diploma, row.values.get("ended_on"), row.values.get("level")):
            row.note("graduation_number", code)
    day = row.values.get("degree_on")
    if degree and day and str(day.year) not in degree:
        row.note("degree_number", "number_year")


def _doubts(number: str, ended_on: date | None, level: DegreeLevel | None) -> Iterator[str]:
    if len(number) != 18 or not number.isdigit():
        yield "number_unusual"
        return
    if ended_on and number[6:10] != str(ended_on.year):
        yield "number_year"
    if level and NUMBER_LEVELS.get(number[10:12], level) != level:
        yield "number_level"
