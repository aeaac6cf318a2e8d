"""A registrar's sheet as rows of cells. Screened before any library opens it, as imports of the item bank are."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from trainingapp.credentials.sheets import columns
from trainingapp.itembank.exchange.archives import FileRefused, check_archive
from trainingapp.itembank.exchange.cells import CONTROL
from trainingapp.itembank.exchange.sheet_scanning import OddCell, list_odd_cells
from trainingapp.rules.graduate_fields import Cell
from trainingapp.rules.graduates import Finding

HEAD_ROWS = 10
LONGEST_CELL = 500
EXACT = 10**15  # a number keeps fifteen figures
NOTHING = frozenset({"", "无", "-", "—", "--", "——", "/", "\\", "N/A", "n/a", "NULL", "null"})


class NotWorkbook(FileRefused):
    message = "Choose a workbook (.xlsx). The template is one."


class NoGraduates(FileRefused):
    message = "No graduates were found in the file. The template shows how they are written."


class TooManyGraduates(FileRefused):
    message = "A sheet has at most %(limit)s graduates. Bring them in several files."


class ColumnsMissing(FileRefused):
    message = "These columns are missing: %(headings)s. The template has them all."


class ColumnTwice(FileRefused):
    message = "The column “%(heading)s” stands here twice."


@dataclass(slots=True)
class RawRow:
    """A row as it stands: its number, the cells by field, and what is wrong with cells that cannot be read."""

    number: int
    cells: dict[str, Cell] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file brings: its rows, and headings that are not known."""

    rows: list[RawRow]
    unread: tuple[tuple[int, str], ...] = ()


def read_sheet(data: bytes, name: str) -> Brought:
    """The rows of the sheet of graduates: the one called so, else the first visible one with its headings.

    :raises FileRefused: (or the subclass that says why) for what is no workbook, hostile, empty, too long, or lacks
    columns without which nothing can be loaded.
    """
    if check_archive(data, name) != "xlsx":
        raise NotWorkbook
    odd = list_odd_cells(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = _find_sheet(book)
        if found is None:
            raise NoGraduates
        sheet, top, heads = found
        fields, unread = _read_heads(top, heads)
        rows = list(_rows(sheet, top, fields, odd.get(sheet.name, [])))
    except CalamineError as error:
        raise FileRefused from error
    if not rows:
        raise NoGraduates
    if len(rows) > columns.MOST_ROWS:
        raise TooManyGraduates(limit=columns.MOST_ROWS)
    return Brought(rows, unread)


def _find_sheet(book: CalamineWorkbook) -> tuple[CalamineSheet, int, list[str]] | None:
    """The sheet, the number of its row of headings, and the headings."""
    visible = [s.name for s in book.sheets_metadata if s.visible is SheetVisibleEnum.Visible]
    named = [name for name in visible if name == columns.SHEET]
    ours = {columns.GUIDE, columns.WORDS}
    for name in dict.fromkeys([*named, *(name for name in visible if name not in ours)]):
        sheet = book.get_sheet_by_name(name)
        for number, cells in enumerate(_lines(sheet), start=1):
            if number > HEAD_ROWS:
                break
            heads = [str(cell).strip() for cell in cells]
            if {"name", "major"} & {columns.field_of(head) for head in heads}:
                return sheet, number, heads
    return None


def _read_heads(
    top: int, heads: Sequence[str]
) -> tuple[dict[str, int], tuple[tuple[int, str], ...]]:
    """The place of each field, and the headings that are not known."""
    fields: dict[str, int] = {}
    unread = []
    for place, head in enumerate(heads):
        name = columns.field_of(head)
        if name in fields:
            raise ColumnTwice(heading=head[:40])
        if name is not None:
            fields[name] = place
        elif head:
            unread.append((top, head[:40]))
    missing = columns.missing_headings(set(fields))
    if missing:
        raise ColumnsMissing(headings="、".join(missing))
    return fields, tuple(unread[:20])


def _lines(sheet: CalamineSheet) -> Iterator[Sequence[Any]]:
    """Every row from the first, every cell from column A."""
    shift = [""] * (sheet.start[1] if sheet.start else 0)
    for cells in sheet.iter_rows():
        yield [*shift, *cells]


def _rows(
    sheet: CalamineSheet, top: int, fields: dict[str, int], odd: Sequence[OddCell]
) -> Iterator[RawRow]:
    places = {(cell.row, cell.column): cell for cell in odd}
    for number, line in enumerate(_lines(sheet), start=1):
        if number <= top:
            continue
        row = RawRow(number)
        for name, place in fields.items():
            cell = places.get((number, place))
            value = line[place] if place < len(line) else ""
            if cell is not None:
                code = "error_in_cell" if cell.is_error else "formula_in_cell"
                row.findings.append(Finding(name, code))
            else:
                _read_cell(row, name, value)
        if row.cells or row.findings:
            yield row


def _read_cell(row: RawRow, name: str, value: object) -> None:
    """Text, or a date where the cell is one; a number becomes the figures it shows, if it has kept them."""
    if isinstance(value, datetime):
        row.cells[name] = value.date()
    elif isinstance(value, date):
        row.cells[name] = value
    elif isinstance(value, time | timedelta | bool):
        row.findings.append(Finding(name, "value_odd"))
    elif isinstance(value, int | float):
        if abs(value) >= EXACT:
            row.findings.append(Finding(name, "figures_lost"))
        else:
            row.cells[name] = str(int(value)) if float(value).is_integer() else str(value)
    else:
        _read_text(row, name, str(value).strip())


def _read_text(row: RawRow, name: str, text: str) -> None:
    if text in NOTHING:
        return
    if CONTROL.search(text):
        row.findings.append(Finding(name, "control_character"))
    elif len(text) > LONGEST_CELL:
        row.findings.append(Finding(name, "text_too_long", {"limit": LONGEST_CELL}))
    else:
        row.cells[name] = text
