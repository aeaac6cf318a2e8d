"""Workbooks and documents for tests, made cell by cell; and what they leave in the database."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from docx import Document
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from trainingapp.extensions import Base, db
from trainingapp.itembank.exchange.columns import COLUMNS, HEADINGS, ITEMS_SHEET
from trainingapp.itembank.exchange.sheet_reading import read_workbook
from trainingapp.itembank.models import ImportBatch

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "default_date_format": "yyyy-mm-dd",
}
GOOD: dict[str, Any] = {
    "knowledge": "JC01.1.01",
    "level": "应用",
    "expected": 0.62,
    "reason": "两种做法容易混淆",
    "stem": "社会工作者小齐第一次到老旧小区走访，居民围上来七嘴八舌地提意见。此时小齐最恰当的做法是（　　）。",
    "A": "请居民逐一到办公室登记",
    "A_why": "回避了当面倾听的机会",
    "B": "耐心听完并归纳大家的意见",
    "B_why": "倾听和归纳能建立信任",
    "C": "马上答应解决所有的问题",
    "C_why": "超出职责，容易失信",
    "D": "解释自己今天另有安排",
    "D_why": "推脱会损害专业关系",
    "key": "B",
    "rationale": "初次接触以倾听和建立专业关系为先，归纳意见有助于后续的需要评估。",
    "sources": "2025年版大纲（初级综合能力）社会工作服务的内涵",
}
MULTIPLE: dict[str, Any] = {
    **GOOD,
    "kind": "多选题",
    "stem": "根据法律，下列由慈善组织在县城开展的项目中，属于慈善活动的有（　　）。",
    "E": "向会员收费出租会议场地",
    "E_why": "这是经营收入",
    "key": "A、B、D",
    "anchors": "《慈善法》2023-12-29 第3条：自愿开展的下列公益活动",
}
SECOND: dict[str, Any] = {
    **GOOD,
    "stem": "某乡镇社工站接到转介，一位独居阿姨拒绝任何人进门探望。社会工作者首先应当（　　）。",
    "A": "请村干部强行开门查看",
    "B": "隔着门自我介绍并约定下次时间",
    "C": "把情况上报后不再跟进",
    "D": "联系媒体呼吁社会关注",
}
LINES = (
    "1．社会工作者小齐第一次到老旧小区走访，居民围上来提意见。此时小齐最恰当的做法是（　　）。",
    "A．请居民逐一到办公室登记",
    "B．耐心听完并归纳大家的意见",
    "C．马上答应解决所有的问题",
    "D．解释自己今天另有安排",
    "【答案】B",
    "【解析】初次接触以倾听和建立专业关系为先。",
    "【选项解析】A：回避了当面倾听的机会。B：倾听和归纳能建立信任。C：超出职责。D：推脱会损害关系。",
    "【考点】JC01.1.01",
    "【认知层次】应用",
    "【难度】0.62（两种做法容易混淆）",
    "【依据】2025年版大纲 第一章",
)


def make_book(
    *rows: Mapping[str, Any],
    headings: Sequence[str] | None = None,
    name: str = ITEMS_SHEET,
    hidden: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
) -> bytes:
    """A workbook with these rows from row 2; a value that is a callable writes its cell itself."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, OPTIONS) as book:
        _add_sheet(book, name, rows, headings)
        for title, others in (hidden or {}).items():
            _add_sheet(book, title, others, None).hide()
    return body.getvalue()


def _add_sheet(
    book: Any, name: str, rows: Sequence[Mapping[str, Any]], headings: Sequence[str] | None
) -> Any:
    sheet = book.add_worksheet(name)
    titles = list(headings or [column.heading for column in COLUMNS])
    sheet.write_row(0, 0, titles)
    fields = {heading: field for field, heading in HEADINGS.items()}
    for line, row in enumerate(rows, start=1):
        for place, title in enumerate(titles):
            value = row.get(fields.get(title, title), "")
            if callable(value):
                value(sheet, line, place)
            elif value != "":
                sheet.write(line, place, value)
    return sheet


def make_document(*lines: str) -> bytes:
    """A Word document with a paragraph for each line."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    return save(document)


def save(document: Any) -> bytes:
    body = io.BytesIO()
    document.save(body)
    return body.getvalue()


def upload(client: FlaskClient, data: bytes, name: str = "items.xlsx") -> TestResponse:
    return client.post(
        "/bank/imports",
        data={"file": (io.BytesIO(data), name)},
        content_type="multipart/form-data",
    )


def bring(client: FlaskClient, data: bytes, name: str = "items.xlsx") -> int:
    """Bring a file that can be read; the number of its import."""
    answer = upload(client, data, name)
    assert answer.status_code == 303, answer.text
    return int(answer.location.rsplit("/", 1)[1])


def confirm(client: FlaskClient, batch: int) -> TestResponse:
    return client.post(f"/bank/imports/{batch}/confirmation")


def undo(client: FlaskClient, batch: int) -> TestResponse:
    return client.post(f"/bank/imports/{batch}/reversal")


def get_batch(batch: int) -> ImportBatch:
    found = db.session.get_one(ImportBatch, batch)
    _ = found.rows, found.findings, found.entries
    db.session.rollback()
    return found


def count_rows() -> dict[str, int]:
    """How many rows every table has, imports aside."""
    found = {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
        if table.name != "import_batch"
    }
    db.session.rollback()
    return found


def findings_of(batch: int) -> list[tuple[int, str, str, str]]:
    """Row, column, code and severity of every finding."""
    return [
        (found["row"], found["column"], found["code"], found["severity"])
        for found in get_batch(batch).findings
    ]


def errors_of(batch: int) -> list[tuple[int, str, str]]:
    return [found[:3] for found in findings_of(batch) if found[3] == "error"]


def read_codes(data: bytes) -> list[str]:
    """The codes of an exported workbook."""
    return [row.texts["code"] for row in read_workbook(data).rows]
