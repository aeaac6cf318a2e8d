"""Workbooks as registrars bring them: headings in any order, cells of every kind; hostile ones are refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter
from flask import Flask
from python_calamine import CalamineWorkbook

from tests.graduates import formula, make_book, make_graduate
from tests.itembank.exchange.test_heavy_workbooks import FAR, WIDE, share_text
from tests.itembank.exchange.test_hostile_uploads import repack, with_part, with_sheet
from trainingapp.credentials.sheets import columns
from trainingapp.credentials.sheets.reading import (
    Brought,
    ColumnsMissing,
    ColumnTwice,
    NoGraduates,
    NotWorkbook,
    RawRow,
    TooManyGraduates,
    read_sheet,
)
from trainingapp.credentials.sheets.writing import write_template
from trainingapp.itembank.exchange.archives import (
    FileRefused,
    MacrosRefused,
    NoSuchType,
    OldFormat,
    TooLarge,
)
from trainingapp.rules.graduates import COLUMNS

HEADS = [column.heading for column in columns.HEADINGS.values()]


def read(*rows: dict[str, Any], headings: list[str] | None = None) -> Brought:
    return read_sheet(make_book(rows, headings), "graduates.xlsx")


def first(**changes: Any) -> RawRow:
    return read(make_graduate(1, **changes)).rows[0]


def test_every_column_of_the_rules_has_a_heading_in_their_order() -> None:
    assert tuple(columns.HEADINGS) == COLUMNS


def test_a_row_is_read_by_its_headings(app: Flask) -> None:
    row = first()
    assert row.number == 2
    assert row.cells == make_graduate(1)
    assert row.findings == []


def test_columns_may_stand_in_any_order_under_other_names_and_stars(app: Flask) -> None:
    others = ["* 身份证号", "学生姓名 ", "专业", *HEADS[4:], "备注"]
    renamed = {"* 身份证号": "id_number", "学生姓名 ": "name", "专业": "major"}
    row = make_graduate(1) | {title: make_graduate(1)[name] for title, name in renamed.items()}
    brought = read({**row, "备注": "无"}, headings=others)
    assert brought.rows[0].cells["id_number"] == row["id_number"]
    assert brought.rows[0].cells["major"] == "社会工作"
    assert brought.unread == ((1, "备注"),)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  社会工作\u3000", "社会工作"),
        (2020, "2020"),
        (2020.0, "2020"),
        (1.5, "1.5"),
        (date(2026, 6, 30), date(2026, 6, 30)),
        (datetime(2026, 6, 30, 8, 15), date(2026, 6, 30)),
    ],
)
def test_a_cell_keeps_its_text_its_figures_or_its_date(app: Flask, value: Any, text: Any) -> None:
    assert first(catalogue=value).cells["catalogue"] == text


@pytest.mark.parametrize("value", ["无", "-", "——", "/", "N/A", "   "])
def test_a_sign_for_nothing_is_nothing(app: Flask, value: str) -> None:
    assert "degree_number" not in first(degree_number=value).cells


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (True, "value_odd"),
        (330106200403150019.0, "figures_lost"),
        (10**15, "figures_lost"),
        ("林\x00晓雨"[:1] + "\x07雨", "control_character"),
        ("林" * 501, "text_too_long"),
        (formula("=A1", "林晓雨"), "formula_in_cell"),
        (formula('=HYPERLINK("https://example.org")', "x"), "formula_in_cell"),
        (formula("=1/0", "#DIV/0!"), "error_in_cell"),
    ],
)
def test_a_cell_that_is_no_plain_text_is_found_and_not_read(
    app: Flask, value: Any, code: str
) -> None:
    row = first(name=value)
    assert [(found.column, found.code) for found in row.findings] == [("name", code)]
    assert "name" not in row.cells


def test_fifteen_figures_of_a_number_are_still_exact(app: Flask) -> None:
    assert first(degree_number=999999999999999).cells["degree_number"] == "999999999999999"


def test_empty_rows_between_are_passed_over_and_numbers_stay_those_of_the_sheet(app: Flask) -> None:
    brought = read(make_graduate(1), {}, make_graduate(2))
    assert [row.number for row in brought.rows] == [2, 4]


def test_a_title_above_the_headings_does_no_harm(app: Flask) -> None:
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as book:
        book.add_worksheet("说明").write(0, 0, "请先阅读")
        sheet = book.add_worksheet("2026届")
        sheet.write(1, 1, "滨江大学2026届毕业生")
        for place, head in enumerate(HEADS):
            sheet.write(3, 1 + place, head)
            sheet.write(4, 1 + place, str(make_graduate(1)[COLUMNS[place]]))
    assert read_sheet(body.getvalue(), "g.xlsx").rows[0].number == 5


def test_a_hidden_sheet_is_not_read(app: Flask) -> None:
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as book:
        book.add_worksheet("封面").write(0, 0, "封面")
        sheet = book.add_worksheet(columns.SHEET)
        sheet.hide()
        sheet.write_row(0, 0, HEADS)
        sheet.write_row(1, 0, [str(value) for value in make_graduate(1).values()])
    with pytest.raises(NoGraduates):
        read_sheet(body.getvalue(), "g.xlsx")


@pytest.mark.parametrize(
    ("left_out", "missing"),
    [
        ({"name"}, "姓名"),
        ({"id_number", "level"}, "身份证号码、学历层次"),
        ({"ended_on", "degree_on"}, "毕（结）业日期、毕业证书编号"),
        ({"graduation_number", "degree_number"}, "毕（结）业日期、毕业证书编号"),
    ],
)
def test_a_sheet_without_needed_columns_is_refused_with_their_names(
    app: Flask, left_out: set[str], missing: str
) -> None:
    heads = [column.heading for name, column in columns.HEADINGS.items() if name not in left_out]
    with pytest.raises(ColumnsMissing) as refused:
        read(make_graduate(1), headings=heads)
    assert refused.value.parameters == {"headings": missing}


@pytest.mark.parametrize("left_out", [{"degree_on", "degree_number"}, {"student_number"}])
def test_columns_that_are_not_needed_may_be_missing(app: Flask, left_out: set[str]) -> None:
    heads = [column.heading for name, column in columns.HEADINGS.items() if name not in left_out]
    assert len(read(make_graduate(1), headings=heads).rows) == 1


def test_a_column_that_stands_twice_is_refused(app: Flask) -> None:
    with pytest.raises(ColumnTwice):
        read(make_graduate(1), headings=[*HEADS, "学生姓名"])


@pytest.mark.parametrize("rows", [0, columns.MOST_ROWS + 1])
def test_a_sheet_has_graduates_but_not_too_many(app: Flask, rows: int) -> None:
    short = {"name": "林晓雨", "major": "社会工作"}
    with pytest.raises(TooManyGraduates if rows else NoGraduates):
        read(*[short] * rows)


def test_the_template_reads_as_an_empty_sheet_and_explains_itself(app: Flask) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(write_template()))
    assert book.sheet_names == [columns.SHEET, columns.GUIDE, columns.WORDS]
    assert book.get_sheet_by_name(columns.SHEET).to_python()[0] == HEADS
    guide = str(book.get_sheet_by_name(columns.GUIDE).to_python())
    assert "不是学校的电子签章" in guide
    for column in columns.HEADINGS.values():
        assert column.told in guide
    with pytest.raises(NoGraduates):
        read_sheet(write_template(), "template.xlsx")


def test_every_word_of_the_template_is_one_that_the_rules_know(app: Flask) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(write_template()))
    lines = book.get_sheet_by_name(columns.WORDS).to_python()
    names = [columns.field_of(str(head)) for head in lines[0]]
    for place, name in enumerate(names):
        shown = [line[place] for line in lines[1:] if line[place]]
        assert shown == list(columns.WORD_LISTS[str(name)])


def lying_size() -> bytes:
    data = bytearray(make_book([make_graduate(1)]))
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")
    return bytes(data)


def bomb() -> bytes:
    return with_part(make_book([make_graduate(1)]), "xl/media/a.bin", b"\0" * (70 * 1024 * 1024))


def entity() -> bytes:
    text = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'

    def change(name: str, content: bytes) -> bytes:
        return text + content if name.endswith("sharedStrings.xml") else content

    return repack(make_book([make_graduate(1)]), change)


def laughs() -> bytes:
    text = (
        b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><a>&b;</a>'
    )
    return with_part(make_book([make_graduate(1)]), "docProps/custom.xml", text)


def wide() -> bytes:
    return make_book([make_graduate(1)])[:200]


HOSTILE: dict[str, tuple[Callable[[], bytes], type[FileRefused]]] = {
    "a bomb that unpacks to more than a machine holds": (bomb, TooLarge),
    "a directory that lies about sizes": (lying_size, FileRefused),
    "an external entity": (entity, FileRefused),
    "entities that grow": (laughs, FileRefused),
    "two cells in far corners": (lambda: with_sheet(FAR), TooLarge),
    "a sheet that is wide and high": (lambda: with_sheet(WIDE), TooLarge),
    "a text that stands in too many cells": (lambda: share_text(30_000, 4000), TooLarge),
    "a workbook cut short": (wide, FileRefused),
    "text": ("姓名,专业\n林晓雨,社会工作\n".encode, FileRefused),
    "nothing": (lambda: b"", FileRefused),
    "macros": (
        lambda: with_part(make_book([make_graduate(1)]), "xl/vbaProject.bin", b"x"),
        MacrosRefused,
    ),
    "an old workbook": (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, OldFormat),
}


@pytest.mark.parametrize("kind", list(HOSTILE))
def test_a_hostile_file_is_refused_before_it_is_opened(app: Flask, kind: str) -> None:
    make, refusal = HOSTILE[kind]
    with pytest.raises(refusal):
        read_sheet(make(), "graduates.xlsx")


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("g.xls", OldFormat),
        ("g.et", OldFormat),
        ("g.xlsm", MacrosRefused),
        ("g.csv", NoSuchType),
        ("g", NoSuchType),
    ],
)
def test_only_workbooks_of_today_are_taken_by_their_name(
    app: Flask, name: str, refusal: type[FileRefused]
) -> None:
    with pytest.raises(refusal):
        read_sheet(make_book([make_graduate(1)]), name)


def test_a_word_document_is_no_sheet(app: Flask) -> None:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    with pytest.raises(NotWorkbook):
        read_sheet(body.getvalue(), "g.docx")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+2", "@SUM(A1)", '=HYPERLINK("x")'])
def test_text_that_looks_like_a_formula_stays_text(app: Flask, text: str) -> None:
    def write(sheet: Any, line: int, place: int) -> None:
        sheet.write_string(line, place, text)

    assert first(name=write).cells["name"] == text
