"""The map of a curriculum as a workbook: every knowledge point with the courses that teach it, out and in again."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from trainingapp.itembank.exchange.archives import FileRefused, check_archive
from trainingapp.itembank.exchange.cells import CellFault, read_text
from trainingapp.itembank.exchange.sheet_scanning import list_odd_cells

MOST_ROWS = 2000
MOST_COURSES = 20  # of a point
LONGEST_COURSE = 80
HEAD_ROWS = 10
HEADINGS = ("科目", "章", "知识点代码", "知识点", "开设课程")
CODE, TITLE, COURSES = 2, 3, 4  # places of the headings that are read
GUIDE = (
    "在“开设课程”一栏填写讲授该知识点的课程；多门课程用顿号或分号分开，没有课程讲授的留空。",
    "请不要改动知识点代码。表中没有列出的知识点保持原样。",
    "上传后先检查，逐行列出结果；确认之前不会写入任何内容。请不要使用公式。",
)
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_BETWEEN = re.compile(r"[、;；\n]+")


class NotMapWorkbook(FileRefused):
    message = "Choose a workbook (.xlsx). The sheet from this page is one."


class NoPoints(FileRefused):
    message = "No knowledge points were found in the file. The sheet from this page shows how."


class TooManyPoints(FileRefused):
    message = "A sheet has at most %(limit)s rows."


class CoursesFaulty(ValueError):  # noqa: N818 - the fact is the name
    """Courses that cannot be taken; `word` says why."""

    def __init__(self, word: str) -> None:
        self.word = word
        super().__init__(word)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the sheet: its number, the point, its title there, the courses, and what is wrong ("": nothing)."""

    number: int
    code: str
    title: str
    courses: tuple[str, ...]
    fault: str = ""


def read_courses(text: str) -> tuple[str, ...]:
    """The courses of a point, each once. :raises CoursesFaulty: too many, or one is too long."""
    names = [" ".join(name.split()) for name in _BETWEEN.split(text)]
    found = tuple(dict.fromkeys(name for name in names if name))
    if len(found) > MOST_COURSES:
        raise CoursesFaulty("too_many_courses")
    if any(len(name) > LONGEST_COURSE for name in found):
        raise CoursesFaulty("course_too_long")
    return found


def write_sheet(lines: Iterable[Sequence[str]], name: str) -> bytes:
    """The workbook of lines under the headings; every cell is text whatever it begins with."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, _OPTIONS) as book:
        head = book.add_format({"bold": True, "bg_color": "#F3D9C4", "border": 1})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("课程对应表")
        sheet.freeze_panes(1, 0)
        for place, (heading, width) in enumerate(zip(HEADINGS, (22, 28, 14, 44, 44), strict=True)):
            sheet.set_column(place, place, width, text)
            sheet.write_string(0, place, heading, head)
        for number, line in enumerate(lines, start=1):
            for place, value in enumerate(line):
                sheet.write_string(number, place, value, text)
        guide = book.add_worksheet("填写说明")
        guide.set_column(0, 0, 90, book.add_format({"text_wrap": True}))
        for place, sentence in enumerate((name, *GUIDE)):
            guide.write_string(place, 0, sentence)
    return body.getvalue()


def read_sheet(data: bytes, name: str) -> list[Row]:
    """The rows of the first sheet that has the headings.

    :raises FileRefused: (or the subclass that says why) when there are none, too many, or the file is no workbook.
    """
    if check_archive(data, name) != "xlsx":
        raise NotMapWorkbook
    odd = list_odd_cells(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for title in book.sheet_names:
            places = {(cell.row, cell.column) for cell in odd.get(title, [])}
            rows = _read_lines(list(_cells(book.get_sheet_by_name(title))), places)
            if rows is not None:
                break
        else:
            raise NoPoints
    except CalamineError as error:
        raise FileRefused from error
    if not rows:
        raise NoPoints
    if len(rows) > MOST_ROWS:
        raise TooManyPoints(limit=MOST_ROWS)
    return rows


def _cells(sheet: Any) -> Iterator[Sequence[Any]]:
    shift = [""] * (sheet.start[1] if sheet.start else 0)
    for cells in sheet.iter_rows():
        yield [*shift, *cells]


def _read_lines(lines: Sequence[Sequence[Any]], odd: set[tuple[int, int]]) -> list[Row] | None:
    for top, cells in enumerate(lines[:HEAD_ROWS], start=1):
        places = {str(value).strip(): place for place, value in enumerate(cells)}
        if HEADINGS[CODE] in places and HEADINGS[COURSES] in places:
            found = (
                _read_line(number, line, places, odd)
                for number, line in enumerate(lines[top:], start=top + 1)
            )
            return [row for row in found if row is not None]
    return None


def _read_line(
    number: int, line: Sequence[Any], places: Mapping[str, int], odd: set[tuple[int, int]]
) -> Row | None:
    wanted = [places.get(HEADINGS[one], -1) for one in (CODE, TITLE, COURSES)]
    values = [line[place] if 0 <= place < len(line) else "" for place in wanted]
    try:
        code, title, courses = (read_text(value) for value in values)
    except CellFault:
        return Row(number, "", "", (), "malformed")
    if not code and not courses:
        return None
    known = code[:24], title[:200]
    if any((number, place) in odd for place in wanted):
        return Row(number, *known, (), "formula")
    try:
        return Row(number, *known, read_courses(courses), "" if code else "no_code")
    except CoursesFaulty as fault:
        return Row(number, *known, (), fault.word)
