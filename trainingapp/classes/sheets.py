"""The sheet with which people are entered in a class: a template to fill in, and what a filled one says."""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from trainingapp.itembank.exchange.archives import FileRefused, check_archive
from trainingapp.itembank.exchange.cells import CellFault, read_text
from trainingapp.itembank.exchange.sheet_scanning import list_odd_cells
from trainingapp.rules.identity import read_email, read_mobile

MOST_ROWS = 500
LONGEST_CELL = 254
HEAD_ROWS = 10
NAME, CONTACT = "姓名", "手机号或邮箱"
_HEADINGS = {
    **dict.fromkeys(("姓名", "名字", "name"), "name"),
    **dict.fromkeys(
        (
            *("手机号或邮箱", "手机号", "手机", "手机号码", "邮箱", "电子邮箱", "联系方式"),
            *("联系电话", "email", "e-mail", "mobile"),
        ),
        "contact",
    ),
}
GUIDE = (
    "每行一位学员，最多 500 行。姓名只供您核对，不会保存。",
    "手机号或邮箱须与学员在本站登录用的一致；还没有账号的，用该手机号或邮箱注册后自动进班。",
    "上传后先检查，逐行列出结果；确认之前不会写入任何内容。请不要使用公式。",
)
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


class NotWorkbook(FileRefused):
    message = "Choose a workbook (.xlsx). The template is one."


class NoPeople(FileRefused):
    message = "No people were found in the file. The template shows how they are written."


class TooManyPeople(FileRefused):
    message = "A list has at most %(limit)s people. Bring them in several files."


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the sheet: its number, the name, the contact in its plain form, and what is wrong with it."""

    number: int
    name: str
    contact: str
    fault: str = ""  # empty, a name in `wording.FINDINGS`


def write_template() -> bytes:
    """An empty sheet whose cells are text, so that no mobile number loses a figure, with instructions."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, _OPTIONS) as book:
        head = book.add_format({"bold": True, "bg_color": "#F3D9C4", "border": 1})
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet("学员")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 0, 16, text)
        sheet.set_column(1, 1, 32, text)
        for place, heading in enumerate((NAME, CONTACT)):
            sheet.write_string(0, place, heading, head)
        guide = book.add_worksheet("填写说明")
        guide.set_column(0, 0, 90, book.add_format({"text_wrap": True}))
        for line, sentence in enumerate(GUIDE):
            guide.write_string(line, 0, sentence)
    return body.getvalue()


def read_people(data: bytes, name: str) -> list[Row]:
    """The people of a filled sheet: the first whose headings name a contact.

    :raises FileRefused: (or the subclass that says why) when there are none, too many, or the file is no workbook.
    """
    if check_archive(data, name) != "xlsx":
        raise NotWorkbook
    odd = list_odd_cells(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for title in book.sheet_names:
            sheet = book.get_sheet_by_name(title)
            places = {(cell.row, cell.column) for cell in odd.get(title, [])}
            rows = _read_sheet(list(_cells(sheet)), places)
            if rows is not None:
                break
        else:
            raise NoPeople
    except CalamineError as error:
        raise FileRefused from error
    if not rows:
        raise NoPeople
    if len(rows) > MOST_ROWS:
        raise TooManyPeople(limit=MOST_ROWS)
    return _mark_twins(rows)


def _cells(sheet: Any) -> Iterator[Sequence[Any]]:
    shift = [""] * (sheet.start[1] if sheet.start else 0)
    for cells in sheet.iter_rows():
        yield [*shift, *cells]


def _read_sheet(lines: Sequence[Sequence[Any]], odd: set[tuple[int, int]]) -> list[Row] | None:
    """The rows under the headings; None when there are no headings."""
    for top, cells in enumerate(lines[:HEAD_ROWS], start=1):
        fields = {
            _HEADINGS[_heading(value)]: place
            for place, value in reversed(list(enumerate(cells)))
            if _heading(value) in _HEADINGS
        }
        if "contact" in fields:
            found = [
                _read_row(number, line, fields, odd)
                for number, line in enumerate(lines[top:], start=top + 1)
            ]
            return [row for row in found if row is not None]
    return None


def _heading(value: object) -> str:
    return "".join(_visible(str(value)).lower().split())


def _visible(text: str) -> str:
    """Without signs that nobody sees: whoever copies a number from a phone book or a chat brings some along."""
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf").strip()


def _read_row(
    number: int, line: Sequence[Any], fields: dict[str, int], odd: set[tuple[int, int]]
) -> Row | None:
    values = {name: line[place] if place < len(line) else "" for name, place in fields.items()}
    if any((number, place) in odd for place in fields.values()):
        return Row(number, "", "", "formula")
    try:
        texts = {name: _visible(read_text(value)) for name, value in values.items()}
    except CellFault:
        return Row(number, "", "", "malformed")
    name, contact = texts.get("name", ""), texts["contact"]
    if not name and not contact:
        return None
    if max(len(name), len(contact)) > LONGEST_CELL:
        return Row(number, name[:60], "", "malformed")
    plain = read_mobile(contact) or read_email(contact)
    if plain is None:
        return Row(number, name[:60], contact[:60], "malformed" if contact else "no_contact")
    return Row(number, name[:60], plain)


def _mark_twins(rows: Sequence[Row]) -> list[Row]:
    seen: set[str] = set()
    found = []
    for row in rows:
        is_twin = not row.fault and row.contact in seen
        found.append(Row(row.number, row.name, row.contact, "twice") if is_twin else row)
        seen.add(row.contact)
    return found


def pack(rows: Sequence[Row]) -> str:
    """The rows as text, to be encrypted."""
    return json.dumps([asdict(row) for row in rows], ensure_ascii=False, separators=(",", ":"))


def unpack(text: str) -> list[Row]:
    """The inverse of `pack`."""
    return [Row(**entry) for entry in json.loads(text)]
