"""Documents and cells of endless lines, labels or blanks are read, or refused, in a moment."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

import pytest

from tests.itembank.exchange.books import GOOD, LINES, make_book, make_document
from tests.itembank.exchange.test_hostile_uploads import repack
from trainingapp.itembank.exchange.archives import FileRefused, check_archive
from trainingapp.itembank.exchange.cells import LIMIT_TEXT, CellFault, read_text, split_anchor
from trainingapp.itembank.exchange.document_reading import read_document
from trainingapp.itembank.exchange.sheet_reading import read_workbook

SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MAIN = "word/document.xml"
DOCUMENT = make_document(*LINES)


def with_body(body: str) -> bytes:
    xml = f'<w:document xmlns:w="{SPACE}"><w:body>{body}</w:body></w:document>'.encode()
    return repack(DOCUMENT, lambda name, old: None if name == MAIN else old, **{MAIN: xml})


def with_text(text: str) -> bytes:
    return with_body(f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>')


ITEM = "<w:p><w:r><w:t>1．甲</w:t></w:r></w:p>"
LINE = "<w:p><w:r><w:t>乙</w:t></w:r></w:p>"
REFUSED: dict[str, Callable[[], bytes]] = {
    "empty paragraphs": lambda: with_body("<w:p/>" * 400_000),
    "short paragraphs": lambda: with_body(ITEM + LINE * 70_000),
    "lines of one paragraph": lambda: with_body(
        "<w:p><w:r><w:t>1．甲</w:t>" + "<w:br/><w:t>乙</w:t>" * 70_000 + "</w:r></w:p>"
    ),
    "labels of one paragraph": lambda: with_text("1．" + "【答案】" * 70_000),
}
TAKEN: dict[str, Callable[[], bytes]] = {
    "blanks before a heading": lambda: with_text(" " * 30_000 + "x"),
    "blanks in a label": lambda: with_text("1．甲【" + " " * 30_000),
    "labels that open only": lambda: with_text("1．甲" + "【" * 30_000),
    "blanks in a difficulty": lambda: with_text("1．甲【难度】0.5甲" + " " * 5000 + "乙"),
    "lines of one field": lambda: with_body(ITEM + LINE * 8_000),
}


def read_upload(data: bytes) -> None:
    check_archive(data, "items.docx")
    read_document(data)


def seconds(act: Callable[[], object]) -> float:
    start = time.process_time()
    act()
    return time.process_time() - start


@pytest.mark.parametrize("name", REFUSED)
def test_a_document_without_end_is_refused_in_a_moment(name: str) -> None:
    data = REFUSED[name]()

    def read() -> None:
        with pytest.raises(FileRefused):
            read_upload(data)

    assert seconds(read) < 6


@pytest.mark.parametrize("name", TAKEN)
def test_a_document_of_odd_texts_is_read_in_a_moment(name: str) -> None:
    data = TAKEN[name]()

    def read() -> None:
        with contextlib.suppress(FileRefused):
            read_upload(data)

    assert seconds(read) < 3


def test_a_text_longer_than_any_field_is_a_finding_in_a_document() -> None:
    found = read_document(make_document("1．甲", *["乙" * 1000] * 7))
    assert [problem.code for problem in found.rows[0].problems] == ["text_too_long"]
    assert len(found.rows[0].texts["stem"]) <= LIMIT_TEXT


def test_a_text_longer_than_any_field_is_a_finding_in_a_sheet() -> None:
    (row,) = read_workbook(make_book({**GOOD, "A": "长" * (LIMIT_TEXT + 1)})).rows
    assert [problem.code for problem in row.problems] == ["text_too_long"]
    assert read_text("长" * LIMIT_TEXT)


@pytest.mark.parametrize("blanks", [400, 30_000])
def test_a_law_with_many_blanks_is_read_in_a_moment(blanks: int) -> None:
    def read() -> None:
        with pytest.raises(CellFault):
            split_anchor("《慈善法》" + " " * blanks + "x")

    assert seconds(read) < 0.5


def test_a_difficulty_keeps_its_reason() -> None:
    (row,) = read_document(
        make_document("1．甲", "【难度】0.62 （两种做法（甲、乙）容易混淆）")
    ).rows
    assert (row.texts["expected"], row.texts["reason"]) == ("0.62", "两种做法（甲、乙）容易混淆")
