"""Items out of a workbook: each row of the sheet of items with its texts, and what the cells hold beside text."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from trainingapp.itembank.exchange import columns
from trainingapp.itembank.exchange.archives import FileRefused, NoItems, TooManyRows
from trainingapp.itembank.exchange.cells import CellFault, read_key, read_text, read_word
from trainingapp.itembank.exchange.columns import COLUMNS, REVIEW_HEADINGS, field_of_heading
from trainingapp.itembank.exchange.problems import WARNING, Problem
from trainingapp.itembank.exchange.rows import Row
from trainingapp.itembank.exchange.sheet_scanning import OddCell, list_odd_cells

LIMIT_ROWS = 2000
_OURS = {columns.REVIEWS_SHEET, columns.INSTRUCTIONS_SHEET, columns.VALUES_SHEET}
_NEEDED = [column.field for column in COLUMNS if column.is_needed]


class Brought(NamedTuple):
    """What was read: the rows of items, and findings that belong to none of them."""

    rows: list[Row]
    problems: list[Problem]


class Head(NamedTuple):
    """The row of headings: its number and the field of each column."""

    number: int
    fields: dict[int, str]


def read_workbook(data: bytes, *, limit: int | None = LIMIT_ROWS) -> Brought:
    """The rows of the sheet of items; hidden sheets are left out.

    :raises FileRefused: (or the subclass that says why) when there are none, too many, or the file is damaged.
    """
    odd = list_odd_cells(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = _visible_sheets(book)
    except CalamineError as error:
        raise FileRefused from error
    found = _find_items(sheets)
    if found is None:
        raise NoItems
    sheet, head, problems = found
    rows = list(_rows(sheet, head, odd.get(sheet.name, [])))
    if not rows:
        raise NoItems
    if limit is not None and len(rows) > limit:
        raise TooManyRows(limit=limit)
    others = [name for name in sheets if name not in {*_OURS, sheet.name}]
    problems += [
        Problem(1, "", "sheet_not_read", {"sheet": name}, WARNING, name)
        for name in others
        if sheets[name].height
    ]
    _read_reviews(sheets.get(columns.REVIEWS_SHEET), rows)
    return Brought(rows, problems)


def _visible_sheets(book: CalamineWorkbook) -> dict[str, CalamineSheet]:
    return {
        sheet.name: book.get_sheet_by_name(sheet.name)
        for sheet in book.sheets_metadata
        if sheet.visible is SheetVisibleEnum.Visible
    }


def _find_items(
    sheets: dict[str, CalamineSheet],
) -> tuple[CalamineSheet, Head, list[Problem]] | None:
    """The sheet called 试题, else the first whose headings are those of items."""
    names = [columns.ITEMS_SHEET, *(name for name in sheets if name not in _OURS)]
    for name in dict.fromkeys(names):
        if name in sheets:
            found = _read_head(sheets[name])
            if found is not None:
                return sheets[name], *found
    return None


def _read_head(sheet: CalamineSheet) -> tuple[Head, list[Problem]] | None:
    """The first of the ten topmost rows that has a stem and a key."""
    for number, cells in enumerate(_cells(sheet), start=1):
        if number > 10:
            return None
        names = {place: str(value).strip() for place, value in enumerate(cells) if value != ""}
        known = {place: field_of_heading(name) for place, name in names.items()}
        if {"stem", "key"} <= set(known.values()):
            return _check_head(sheet.name, number, names=names, known=known)
    return None


def _check_head(
    sheet: str, number: int, *, names: dict[int, str], known: dict[int, str | None]
) -> tuple[Head, list[Problem]]:
    fields: dict[int, str] = {}
    problems = []
    for place, name in names.items():
        found = known[place]
        if found is None:
            parameters = {"heading": name}
            problems.append(Problem(number, name, "unknown_column", parameters, WARNING, sheet))
        elif found in fields.values():
            parameters = {"heading": name}
            problems.append(Problem(number, name, "column_twice", parameters, sheet=sheet))
        else:
            fields[place] = found
    for missing in (name for name in _NEEDED if name not in fields.values()):
        heading = columns.HEADINGS[missing]
        parameters = {"field": heading}
        problems.append(Problem(number, heading, "missing_field", parameters, sheet=sheet))
    return Head(number, fields), problems


def _cells(sheet: CalamineSheet) -> Iterator[Sequence[Any]]:
    """Every row from the first, every cell from column A."""
    shift = [""] * (sheet.start[1] if sheet.start else 0)
    for cells in sheet.iter_rows():
        yield [*shift, *cells]


def _rows(sheet: CalamineSheet, head: Head, odd: Sequence[OddCell]) -> Iterator[Row]:
    odd_places = {(cell.row, cell.column): cell for cell in odd}
    for number, cells in enumerate(_cells(sheet), start=1):
        if number <= head.number:
            continue
        row = Row(number, sheet=sheet.name)
        for place, name in head.fields.items():
            _read_cell(row, name, cells[place] if place < len(cells) else "")
            cell = odd_places.get((number, place))
            if cell is not None and cell.is_error:
                row.find(name, "error_in_cell")
            elif cell is not None:
                row.warn(name, "formula_in_cell")
        if row.texts or row.problems:
            yield row


def _read_cell(row: Row, name: str, value: object) -> None:
    try:
        text = read_text(value)
    except CellFault as fault:
        row.fail(name, fault)
        return
    if text:
        row.texts[name] = text


def _read_reviews(sheet: CalamineSheet | None, rows: Sequence[Row]) -> None:
    """Give every row its reviews. Only the command reads them: in the site a review is given, never brought."""
    if sheet is None:
        return
    fields = {heading: name for name, heading in REVIEW_HEADINGS.items()}
    by_code = {row.texts.get("code"): row for row in rows}
    lines = [[str(value).strip() for value in cells] for cells in _cells(sheet)]
    heads = next((line for line in lines if set(fields) <= set(line)), None)
    if heads is None:
        return
    for line in lines[lines.index(heads) + 1 :]:
        texts = {
            fields[name]: text for name, text in zip(heads, line, strict=False) if name in fields
        }
        row = by_code.get(texts.get("code", ""))
        if row is not None:
            row.reviews.append(texts)


def read_review(texts: dict[str, Any]) -> dict[str, Any]:
    """A review as an entry of a file. :raises CellFault: for a conclusion that is none."""
    return {
        "reader": texts["reader"],
        "answer": read_key(texts["answer"]),
        "verdict": read_word(columns.VERDICTS, texts["verdict"]),
        "second_defensible": columns.TRUTHS.get(texts["second"], texts["second"]),
        "on": texts["on"],
        "note": texts["note"],
    }
