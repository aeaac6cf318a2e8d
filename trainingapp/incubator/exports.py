"""Lists of the incubator as workbooks: the one place that writes them.

Headings in the reader's language, under them the codes by which programs read the columns, then one line for each
row. Text stays text whatever it begins with, days are days, numbers are numbers. A second sheet says what it is.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

import xlsxwriter
from flask_babel import gettext, pgettext
from flask_babel.speaklater import LazyString
from sqlalchemy import Select

from trainingapp.incubator.models import Agency, Case, IncubationBase
from trainingapp.rules.incubation.words import Actor
from trainingapp.web.auth import SignedIn
from trainingapp.web.i18n import SHANGHAI, local_time

Cell: TypeAlias = str | LazyString | int | bool | Decimal | date | datetime | None
Words: TypeAlias = Mapping[Any, LazyString] | Mapping[Any, tuple[LazyString, str]]
MOST_ROWS = 1_000_000  # of a sheet; what does not fit goes on in the next one
LONGEST = 32_767  # of a cell, in Excel
HEAD_ROWS = 2
NO_SIGNS = "\ufffe\uffff"  # which XML has not
FIRST_YEAR = 1900  # of which Excel has days; an older one is text
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


class Column(NamedTuple):
    """Its code, its heading, and how its cell comes from a row."""

    code: str
    label: LazyString
    value: Callable[[Any], Cell]


class Told(NamedTuple):
    """A row with something that was worked out for it."""

    row: Any
    fact: Any


def column(code: str, label: LazyString, path: str = "", words: Words | None = None) -> Column:
    """A column whose cell is what a path of attributes leads to; `words` says it in the reader's language.

    Without a path the code is the path. Where something on the way is missing the cell is empty.
    """
    names = (path or code).split(".")

    def value(row: Any) -> Cell:
        for name in names:
            row = getattr(row, name)
            if row is None:
                return None
        if words is None:
            return row
        said = words[row]
        return said[0] if isinstance(said, tuple) else said

    return Column(code, label, value)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows are asked for: the cases and the agencies as statements of ids, and the capacities of the reader."""

    owner: Case | Agency | IncubationBase
    person: SignedIn
    actors: frozenset[Actor]
    today: date
    cases: Select[int]
    agencies: Select[int]
    asked: Mapping[str, str]  # the filter of the page


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: what it is called, its columns, where its rows come from, and who reads it."""

    title: LazyString
    columns: Sequence[Column]
    rows: Callable[[Scope], Iterable[Any]]
    readers: frozenset[Actor]
    only_open: bool = False  # whether a closed case gives nobody a right to it


def write_list(
    title: str, columns: Sequence[Column], rows: Iterable[Any], *, about: Sequence[tuple[str, str]]
) -> bytes:
    """The workbook of a list. `about`: what its second sheet says, besides how many rows there are."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, _OPTIONS) as book:
        writer = _Writer(book, title, columns)
        for row in rows:
            writer.add([column.value(row) for column in columns])
        writer.finish()
        _write_about(book, [*about, (pgettext("workbook", "Rows"), str(writer.count))])
    return body.getvalue()


def about_list(title: str, *, owner: str, asked: str, made_at: datetime) -> list[tuple[str, str]]:
    """What a workbook says of itself: the list, whose it is, the filter, and when it was made."""
    return [
        (pgettext("workbook", "List"), title),
        (pgettext("workbook", "Of"), owner),
        (pgettext("workbook", "Filter"), asked or pgettext("workbook", "none")),
        (pgettext("workbook", "Made on"), f"{local_time(made_at)} (Asia/Shanghai)"),
    ]


class _Writer:
    """Writes rows into sheets; a full sheet is followed by another with the same headings."""

    def __init__(self, book: Any, title: str, columns: Sequence[Column]) -> None:
        self.book, self.title, self.columns = book, _sheet_name(title), columns
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.soft = book.add_format({"font_color": "#4B5851"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self.count = self.sheets = self.line = 0
        self._begin()

    def _begin(self) -> None:
        self.sheets += 1
        suffix = "" if self.sheets == 1 else f" {self.sheets}"
        self.sheet = self.book.add_worksheet(self.title + suffix)
        self.sheet.freeze_panes(HEAD_ROWS, 1)
        self.sheet.set_column(0, max(len(self.columns) - 1, 0), 16)
        for place, column in enumerate(self.columns):
            self.sheet.write_string(0, place, str(column.label), self.head)
            self.sheet.write_string(1, place, column.code, self.soft)
        self.line = HEAD_ROWS

    def add(self, cells: Sequence[Cell]) -> None:
        """One more row."""
        if self.line == HEAD_ROWS + MOST_ROWS:
            self.finish()
            self._begin()
        for place, cell in enumerate(cells):
            self._write(place, cell)
        self.line += 1
        self.count += 1

    def _write(self, place: int, cell: Cell) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, bool):
            self.sheet.write_string(self.line, place, gettext("Yes") if cell else gettext("No"))
        elif isinstance(cell, int | Decimal):
            self.sheet.write_number(self.line, place, float(cell))
        elif isinstance(cell, datetime):
            local = cell.astimezone(SHANGHAI).replace(tzinfo=None)
            self.sheet.write_datetime(self.line, place, local, self.moment)
        elif isinstance(cell, date) and cell.year >= FIRST_YEAR:
            self.sheet.write_datetime(self.line, place, cell, self.day)
        else:
            self.sheet.write_string(self.line, place, _cut(str(cell)))

    def finish(self) -> None:
        """Let readers filter what was written."""
        if self.columns:
            self.sheet.autofilter(1, 0, max(self.line - 1, 1), len(self.columns) - 1)


def _write_about(book: Any, facts: Sequence[tuple[str, str]]) -> None:
    sheet = book.add_worksheet(pgettext("workbook", "About"))
    bold = book.add_format({"bold": True})
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 60)
    for line, (label, text) in enumerate(facts):
        sheet.write_string(line, 0, label, bold)
        sheet.write_string(line, 1, _cut(text))


def _cut(text: str) -> str:
    """The text as far as a cell holds it; a cut is seen by its last sign."""
    plain = "".join(sign for sign in text if sign in "\n\t" or " " <= sign not in NO_SIGNS)
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"


def _sheet_name(title: str) -> str:
    """A title as a sheet may be called, with room for a number."""
    return "".join(sign for sign in title if sign not in "[]:*?/\\'")[:24] or "1"
