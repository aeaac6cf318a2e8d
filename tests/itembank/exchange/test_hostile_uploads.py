"""Files that are not what they say, or would unpack to more than a machine holds, are refused with a clear sentence."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.itembank.exchange.books import (
    GOOD,
    LINES,
    bring,
    count_rows,
    get_batch,
    make_book,
    make_document,
    upload,
)
from trainingapp.itembank.exchange import archives

SHEET = "xl/worksheets/sheet1.xml"
MEGABYTE = 1024 * 1024


def repack(data: bytes, change: Callable[[str, bytes], bytes | None], **more: bytes) -> bytes:
    """The archive with parts changed, dropped (None) and added."""
    body = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in more.items():
            new.writestr(name, content)
    return body.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    return repack(data, lambda _name, old: old, **{name: content})


def with_sheet(text: str) -> bytes:
    def change(name: str, content: bytes) -> bytes:
        if name != SHEET:
            return content
        start = content.index(b"<sheetData>")
        return content[:start] + f"<sheetData>{text}</sheetData></worksheet>".encode()

    return repack(make_book(GOOD), change)


def lying_size() -> bytes:
    """An archive whose directory says that its sheet is small."""
    data = bytearray(with_part(make_book(GOOD), "xl/big.xml", b"0" * 5_000_000))
    wanted = (5_000_000).to_bytes(4, "little")
    for _ in range(data.count(wanted)):
        place = data.index(wanted)
        data[place : place + 4] = (50_000).to_bytes(4, "little")
    return bytes(data)


BOOK, DOCUMENT = make_book(GOOD), make_document(*LINES)
DAMAGED, MACROS, OLD = "文件无法读取", "不接受带宏的文件", "旧格式，或者设了密码"
WRONG_TYPE, LARGE, MANY, NONE = (
    "请选择 Excel 工作簿",
    "文件解开后太大",
    "一个文件最多 2000 题",
    "没有找到试题",
)
REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a text": ("items.txt", lambda: b"1.", WRONG_TYPE),
    "a csv": ("items.csv", lambda: b"a,b", WRONG_TYPE),
    "no suffix": ("items", lambda: BOOK, WRONG_TYPE),
    "a program": ("items.exe", lambda: b"MZ", WRONG_TYPE),
    "a pdf called xlsx": ("items.xlsx", lambda: b"%PDF-1.7", DAMAGED),
    "an empty file": ("items.xlsx", lambda: b"", DAMAGED),
    "half a file": ("items.xlsx", lambda: BOOK[: len(BOOK) // 2], DAMAGED),
    "a document called xlsx": ("items.xlsx", lambda: DOCUMENT, DAMAGED),
    "a workbook called docx": ("items.docx", lambda: BOOK, DAMAGED),
    "a macro workbook by name": ("items.xlsm", lambda: BOOK, MACROS),
    "a macro workbook by content": (
        "items.xlsx",
        lambda: with_part(BOOK, "xl/vbaProject.bin", b"x"),
        MACROS,
    ),
    "a macro document": (
        "items.docx",
        lambda: with_part(DOCUMENT, "word/vbaProject.bin", b"x"),
        MACROS,
    ),
    "an old workbook": ("items.xls", lambda: b"x", OLD),
    "one with a password": ("items.xlsx", lambda: b"\xd0\xcf\x11\xe0" + b"0" * 600, OLD),
    "a bomb": ("items.xlsx", lambda: with_part(BOOK, "xl/a.xml", b"0" * (65 * MEGABYTE)), LARGE),
    "a bomb of text": (
        "items.docx",
        lambda: with_part(DOCUMENT, "word/a.xml", b"0" * (17 * MEGABYTE)),
        LARGE,
    ),
    "a directory that lies": ("items.xlsx", lying_size, DAMAGED),
    "far corners": (
        "items.xlsx",
        lambda: with_sheet(
            '<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row>'
        ),
        LARGE,
    ),
    "a far column": ("items.xlsx", lambda: with_sheet('<row r="1"><c r="XFD1"/></row>'), LARGE),
    "rows without end": ("items.xlsx", lambda: with_sheet('<row r="1"/>' * 20_000), LARGE),
    "cells without end": (
        "items.xlsx",
        lambda: with_sheet('<row r="1">' + '<c r="A1"/>' * 500 + "</row>"),
        LARGE,
    ),
    "a cell nowhere": ("items.xlsx", lambda: with_sheet('<row><c r="1A"/></row>'), DAMAGED),
    "a row that is no number": ("items.xlsx", lambda: with_sheet('<row r="x"/>'), DAMAGED),
    "an entity": (
        "items.docx",
        lambda: with_part(DOCUMENT, "word/b.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        DAMAGED,
    ),
    "too many parts": (
        "items.xlsx",
        lambda: repack(BOOK, lambda _n, old: old, **{f"xl/{n}.xml": b"" for n in range(2001)}),
        LARGE,
    ),
    "two thousand and one items": (
        "items.xlsx",
        lambda: make_book(*({"stem": str(n), "key": "A"} for n in range(2001))),
        MANY,
    ),
    "no headings of items": ("items.xlsx", lambda: make_book({"甲": "乙"}, headings=["甲"]), NONE),
    "a letter": ("items.docx", lambda: make_document("各位同事：", "会议改期。"), NONE),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_with_a_sentence_beside_the_field(
    chen: FlaskClient, name: str
) -> None:
    file_name, make, sentence = REFUSED[name]
    before = count_rows()
    answer = upload(chen, make(), file_name)
    assert answer.status_code == 422
    assert sentence in html.unescape(answer.text)
    assert count_rows() == before


def test_a_file_above_eight_megabytes_is_not_even_read(chen: FlaskClient) -> None:
    answer = chen.post(
        "/bank/imports",
        data=b"--a",
        content_type="multipart/form-data; boundary=a",
        environ_overrides={"CONTENT_LENGTH": str(9 * MEGABYTE)},
    )
    assert answer.status_code == 413


def test_a_directory_that_lies_is_found_before_any_library_reads_the_file() -> None:
    with pytest.raises(archives.FileRefused):
        archives.check_archive(lying_size(), "items.xlsx")


def test_two_parts_of_one_name_are_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = with_part(BOOK, "xl/workbook.xml", b"<x/>")
    with pytest.raises(archives.FileRefused):
        archives.check_archive(data, "items.xlsx")


def test_two_thousand_items_are_taken(chen: FlaskClient) -> None:
    batch = bring(chen, make_book(*({"stem": str(n), "key": "A"} for n in range(2000))))
    assert len(get_batch(batch).rows) == 2000
    page = chen.get(f"/bank/imports/{batch}?page=9999")
    assert page.status_code == 200
    assert page.text.count("<tr") < 60
