"""Workbooks of items: the template to fill in, and the export that can be edited and brought back."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import xlsxwriter

from trainingapp.itembank.exchange import columns
from trainingapp.itembank.exchange.columns import COLUMNS, REVIEW_COLUMNS, Column, word_for
from trainingapp.itembank.exchange.lookups import Lookups
from trainingapp.itembank.exchange.rows import write_row
from trainingapp.itembank.shapes import ObjectiveItem

# A cell that begins with = + - or @ stays the text it is, in whatever opens the file.
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
CELL_LIMIT = 32_000  # Excel cuts a cell at 32,767 characters
EMPTY_ROWS = 500  # of the template that have lists to choose from
EXAMPLE = {
    "kind": "单选题",
    "knowledge": "JC06.1.01",
    "level": "应用",
    "expected": "0.65",
    "reason": "需区分两种相近技巧，约三分之一考生会混淆",
    "stem": "社会工作者小李走访独居老人时，下列做法中，最恰当的是（　　）。",
    "A": "立即告知老人的子女",
    "A_why": "没有先征得老人同意",
    "B": "先倾听老人的想法",
    "B_why": "建立专业关系从倾听开始",
    "C": "尽快安排入住养老院",
    "C_why": "没有评估需要",
    "D": "直接转介给志愿者",
    "D_why": "过早转介",
    "key": "B",
    "rationale": "接案阶段的首要任务是建立专业关系，其他做法都跳过了评估。",
    "sources": "2025年版大纲（初级综合能力）个案社会工作服务方法",
    "origin": "原创",
}
GUIDE = (
    "本表用于批量导入客观题（单选题、多选题）。每行一题，只读取“试题”表；隐藏的工作表不读取。",
    "上传后先检查，不写入题库；检查结果逐行列出。有错误时整份文件都不能导入，改好后重新上传。",
    "导入的新题和改过的题都是草稿，要经过送审、盲答和复核才能使用。导入后可以撤销。",
    "导出的表可以修改后再导入：保留编号和修订标记；没有改动的行不会产生新的修订。",
    "一格里有多条内容时一行一条（Alt+Enter 换行）。请不要使用公式；像 3-1 这样的内容请先把单元格设为文本。",
)

LEFT_OUT = "下列试题有一格放不下的长文字，没有导出："


class Exported(NamedTuple):
    """A workbook, and the codes of the items that no sheet can hold."""

    data: bytes
    left_out: list[str]


class Entry(NamedTuple):
    """An item to export, with the mark that tells whether it changed meanwhile."""

    shape: ObjectiveItem
    base: str


def write_template() -> bytes:
    """An empty sheet of items with instructions and lists of values."""
    return _write([], [])


def write_items(entries: Sequence[Entry], lookups: Lookups) -> Exported:
    """The items, one a row, and their reviews, one a row."""
    kept, left_out = [], []
    for entry in entries:
        cells = write_row(entry.shape, lookups, base=entry.base)
        if any(len(str(value)) > CELL_LIMIT for value in cells.values()):
            left_out.append(entry.shape.code)
        else:
            kept.append((entry.shape, cells))
    reviews = [review for shape, _cells in kept for review in _review_cells(shape)]
    data = _write([cells for _shape, cells in kept], reviews, left_out=left_out)
    return Exported(data, left_out)


def _write(
    items: Sequence[dict[str, Any]],
    reviews: Sequence[dict[str, Any]],
    *,
    left_out: Sequence[str] = (),
) -> bytes:
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, OPTIONS) as book:
        formats = {
            "head": book.add_format({"bold": True, "bg_color": "#E8E4DC", "border": 1}),
            "needed": book.add_format({"bold": True, "bg_color": "#F3D9C4", "border": 1}),
            "text": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
            "number": book.add_format({"num_format": "General", "valign": "top"}),
        }
        sheet = _write_sheet(book, columns.ITEMS_SHEET, COLUMNS, rows=items, formats=formats)
        _offer_choices(sheet, max(len(items), EMPTY_ROWS))
        if reviews:
            name = columns.REVIEWS_SHEET
            _write_sheet(book, name, REVIEW_COLUMNS, rows=reviews, formats=formats)
        _write_guide(book, formats, left_out)
        _write_values(book, formats)
    return body.getvalue()


def _write_sheet(
    book: Any,
    name: str,
    fields: Sequence[Column],
    *,
    rows: Iterable[dict[str, Any]],
    formats: dict[str, Any],
) -> Any:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(fields):
        cell_format = formats["number" if column.field == "expected" else "text"]
        sheet.set_column(place, place, column.width, cell_format)
        sheet.write_string(
            0, place, column.heading, formats["needed" if column.is_needed else "head"]
        )
    for line, cells in enumerate(rows, start=1):
        for place, column in enumerate(fields):
            _write_cell(sheet, line, place, value=cells.get(column.field, ""))
    return sheet


def _write_cell(sheet: Any, line: int, place: int, *, value: str | float) -> None:
    if isinstance(value, str):
        if value:
            sheet.write_string(line, place, value)
    else:
        sheet.write_number(line, place, value)


def _offer_choices(sheet: Any, rows: int) -> None:
    choices = {"kind": ["单选题", "多选题"], "level": list(columns.LEVELS)}
    choices["origin"] = list(columns.ORIGINS)
    for place, column in enumerate(COLUMNS):
        if column.field in choices:
            rule = {"validate": "list", "source": choices[column.field]}
            sheet.data_validation(1, place, rows, place, rule)


def _write_guide(book: Any, formats: dict[str, Any], left_out: Sequence[str]) -> None:
    sheet = book.add_worksheet(columns.INSTRUCTIONS_SHEET)
    sheet.set_column(0, 0, 16, formats["text"])
    sheet.set_column(1, 2, 60, formats["text"])
    told = [LEFT_OUT + "、".join(left_out)] if left_out else []
    for line, sentence in enumerate([*GUIDE, *told]):
        sheet.merge_range(line, 0, line, 2, sentence, formats["text"])
    top = len(GUIDE) + len(told) + 1
    for place, heading in enumerate(("列名", "怎样填写（底色较深的列必须有）", "示例")):
        sheet.write_string(top, place, heading, formats["head"])
    for line, column in enumerate(COLUMNS, start=top + 1):
        sheet.write_string(line, 0, column.heading)
        sheet.write_string(line, 1, column.note)
        sheet.write_string(line, 2, EXAMPLE.get(column.field, ""))


def _write_values(book: Any, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(columns.VALUES_SHEET)
    sheet.set_column(0, 3, 14, formats["text"])
    lists = {
        "题型": ["单选题", "多选题"],
        "认知层次": list(columns.LEVELS),
        "原创或改编": list(columns.ORIGINS),
        "状态（只供查看）": list(columns.STATUSES),
    }
    for place, (heading, values) in enumerate(lists.items()):
        sheet.write_string(0, place, heading, formats["head"])
        for line, value in enumerate(values, start=1):
            sheet.write_string(line, place, value)


def _review_cells(shape: ObjectiveItem) -> list[dict[str, str]]:
    return [
        {
            "code": shape.code,
            "reader": review.reader,
            "answer": review.answer,
            "verdict": word_for(columns.VERDICTS, review.verdict),
            "second": word_for(columns.TRUTHS, review.second_defensible),
            "on": review.read_on.isoformat(),
            "note": review.note,
        }
        for review in shape.reviews
    ]
