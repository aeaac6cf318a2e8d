"""The coverage as a spreadsheet: a sheet of chapters and a sheet of knowledge points, for sorting and filtering."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from flask_babel import gettext as _

from trainingapp.itembank.coverage import AreaCoverage, Counts, SubjectCoverage
from trainingapp.itembank.state_words import SHARE_STATES
from trainingapp.itembank.wording import (
    confidence,
    item_kind,
    item_level,
    item_status,
    subject_name,
)
from trainingapp.rules.items import Kind, Level, Status
from trainingapp.web.i18n import titled

Row = list[str | int | float | None]


def write_coverage(subjects: Sequence[SubjectCoverage]) -> bytes:
    """The workbook. Titles are written as text whatever they begin with: nothing becomes a formula."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    chapters = [[*_head(s), *_chapter_row(c)] for s in subjects for c in s.chapters]
    points = [[*_head(s), *_point_row(p)] for s in subjects for p in s.points]
    _write(book, _("Chapters"), _chapter_columns(), chapters)
    _write(book, _("Knowledge points"), _point_columns(), points)
    book.close()
    return stream.getvalue()


def _write(book: Any, name: str, columns: Row, rows: Sequence[Row]) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    for place, label in enumerate(columns):
        sheet.write_string(0, place, str(label), bold)
    for line, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(line, place, value)
            elif value is not None:
                sheet.write_number(line, place, value)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 2, 12)
    sheet.set_column(3, 3, 48)
    sheet.freeze_panes(1, 4)
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)


def _head(subject: SubjectCoverage) -> Row:
    return [subject_name(subject.syllabus.subject), subject.syllabus.edition]


def _head_columns() -> Row:
    return [_("Exam subject"), _("Edition"), _("Area code"), _("Title")]


def _chapter_columns() -> Row:
    return [
        *_head_columns(),
        *_count_columns(),
        _("Items of a paper, by share"),
        _("At least"),
        _("At most"),
        _("Share"),
        _("How sure"),
        _("Points of 100, at least"),
        _("Points of 100, at most"),
    ]


def _chapter_row(found: AreaCoverage) -> Row:
    share, weight = found.share, found.area.weight or {}
    assert share is not None
    return [
        *_area(found),
        *_count_row(found.counts),
        share.on_paper,
        share.bounds.min if share.bounds else None,
        share.bounds.max if share.bounds else None,
        str(SHARE_STATES[share.state][0]),
        confidence(found.area.confidence) if found.area.confidence else None,
        float(weight["min"]) if weight else None,
        float(weight["max"]) if weight else None,
    ]


def _point_columns() -> Row:
    return [*_head_columns(), *_count_columns(), _("Fixed forms")]


def _point_row(found: AreaCoverage) -> Row:
    return [*_area(found), *_count_row(found.counts), found.forms]


def _area(found: AreaCoverage) -> Row:
    return [found.area.code, titled(found.area.title)]


def _count_columns() -> Row:
    ready, work = item_status(Status.READY), _("in work")
    names = [item_kind(kind) for kind in Kind] + [item_level(level) for level in Level]
    pairs = [f"{name} {state}" for name in names for state in (ready, work)]
    return [_("Ready items"), _("Items in work"), *pairs]


def _count_row(counts: Counts) -> Row:
    kinds = [n for kind in Kind for n in (counts.ready_kinds[kind], counts.other_kinds[kind])]
    levels = [n for lev in Level for n in (counts.ready_levels[lev], counts.other_levels[lev])]
    return [counts.ready, counts.unready, *kinds, *levels]
