"""Communities as a workbook: the template, the list, and reading what comes back, row by row."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from python_calamine import CalamineError, CalamineWorkbook

from trainingapp.classes.workbooks import write_workbook
from trainingapp.itembank.exchange.archives import FileRefused, check_archive
from trainingapp.itembank.exchange.sheet_scanning import list_odd_cells
from trainingapp.rules.incubation.registry_words import CommunityKind

MOST_ROWS = 5000
# The heading of each column, as the template writes it.
HEADS: Mapping[str, str] = {
    "code": "统计代码（12位）",
    "name": "社区名称",
    "street": "街道（乡镇）",
    "kind": "类型（城市/农村）",
    "households": "户数",
    "population": "人口",
    "filed": "备案社会组织数",
    "registered": "登记社会组织数",
    "as_of": "统计日期",
    "source": "数据来源",
}
STOPPED = "只列出前 %s 个社区。请按地区筛选后分几次导出。"
NEEDED = ("code", "name", "kind")
LENGTHS = {"name": 60, "street": 60, "source": 200}
NUMBERS = ("households", "population", "filed", "registered")
KINDS = {"城市": CommunityKind.URBAN, "农村": CommunityKind.RURAL}
KINDS |= {"urban": CommunityKind.URBAN, "rural": CommunityKind.RURAL}


class NotCommunities(FileRefused):
    """No sheet of communities."""

    message = "The first sheet lacks these columns: %(heads)s. The template has them all."


class TooManyCommunities(FileRefused):
    """Too long."""

    message = "A sheet has at most %(limit)s communities. Bring them in several files."


@dataclass(frozen=True, slots=True)
class Read:
    """What a sheet brings: values by code, and what is wrong with which row."""

    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: list[tuple[int, LazyString]] = field(default_factory=list)


def write_communities(rows: Iterable[Any], *, stops_at: int | None = None) -> bytes:
    """The communities as a workbook that can be brought back; its last line says so when it stops before the end."""
    lines = [[_cell(name, getattr(row, name)) for name in HEADS] for row in rows]
    if stops_at is not None:
        lines.append(["", STOPPED % stops_at, *[""] * (len(HEADS) - 2)])
    return write_workbook("社区", list(HEADS.values()), lines)


def _cell(name: str, value: Any) -> Any:
    if name == "kind":
        return "城市" if value == CommunityKind.URBAN else "农村"
    return value.isoformat() if isinstance(value, date) else value


def read_communities(data: bytes, name: str, *, prefixes: Sequence[str], today: date) -> Read:
    """The rows of the first sheet, each checked; those outside of the prefixes are faults.

    :raises FileRefused: no workbook, hostile, without its columns, too long.
    """
    if check_archive(data, name) != "xlsx":
        raise NotCommunities(heads="、".join(HEADS.values()))
    odd = list_odd_cells(data)  # before anything makes room for cells in far corners
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        lines = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise NotCommunities(heads="、".join(HEADS.values())) from error
    heads = [str(cell).strip() for cell in lines[0]] if lines else []
    places = {one: heads.index(text) for one, text in HEADS.items() if text in heads}
    absent = [HEADS[one] for one in NEEDED if one not in places]
    if absent:
        raise NotCommunities(heads="、".join(absent))
    if len(lines) > MOST_ROWS + 1:
        raise TooManyCommunities(limit=MOST_ROWS)
    read, computed = Read(), {cell.row for cell in odd.get(book.sheet_names[0], [])}
    for number, line in enumerate(lines[1:], start=2):
        cells = {one: line[place] for one, place in places.items() if place < len(line)}
        if number in computed:
            read.faults.append((number, _("The cell holds a formula; write the value itself.")))
        elif any(str(cell).strip() for cell in cells.values()):
            _take(read, number, cells, prefixes=prefixes, today=today)
    return read


def _take(
    read: Read, number: int, cells: Mapping[str, Any], *, prefixes: Sequence[str], today: date
) -> None:
    values, faults = _values(cells, today)
    code = values["code"]
    if len(code) != 12 or not code.isdigit() or not code.isascii():
        faults.append(_("The code has 12 digits."))
    elif not code.startswith(tuple(prefixes)):
        faults.append(_("This community is outside of your area."))
    elif code in read.rows:
        faults.append(_("This community stands twice."))
    read.faults.extend((number, fault) for fault in faults)
    if not faults:
        # What the sheet has no column for is left as it is known.
        read.rows[code] = {one: value for one, value in values.items() if one in cells}


def _values(cells: Mapping[str, Any], today: date) -> tuple[dict[str, Any], list[LazyString]]:
    faults: list[LazyString] = []
    values: dict[str, Any] = {one: _text(cells.get(one, "")) for one in ("code", *LENGTHS)}
    for one, most in LENGTHS.items():
        if len(values[one]) > most:
            faults.append(_("A text is too long."))
    if not values["name"]:
        faults.append(_("The name of the community is missing."))
    values["kind"] = KINDS.get(_text(cells.get("kind", "")).removesuffix("社区"))
    if values["kind"] is None:
        faults.append(_("The kind is urban or rural, in the words of the template."))
    for one in NUMBERS:
        values[one] = _number(cells.get(one, ""), faults)
    values["as_of"] = _day(cells.get("as_of", ""), today, faults)
    return values, faults


def _text(cell: Any) -> str:
    is_whole = isinstance(cell, float) and cell.is_integer()
    return str(int(cell) if is_whole else cell).replace("\0", "").strip()


def _number(cell: Any, faults: list[LazyString]) -> int | None:
    text = _text(cell)
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        faults.append(_("A number is a whole one, without signs."))
        return None
    return int(text)


def _day(cell: Any, today: date, faults: list[LazyString]) -> date | None:
    if isinstance(cell, datetime):
        cell = cell.date()
    text = _text(cell)
    if not text:
        return None
    try:
        found = cell if isinstance(cell, date) else date.fromisoformat(text)
    except ValueError:
        faults.append(_("A date is written as 2026-06-30."))
        return None
    if not date(2000, 1, 1) <= found <= today:
        faults.append(_("This day is too far off."))
        return None
    return found
