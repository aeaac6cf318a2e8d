"""Workbooks of a class: no text becomes a formula or a link, and every word of teaching exists in both languages."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import force_locale
from python_calamine import CalamineWorkbook

from trainingapp.classes.queries.sorting import Order
from trainingapp.classes.teaching_words import (
    BAND_TONES,
    BANDS,
    FLAGS,
    ORDERS,
    WAYS,
    flag_text,
    mark_text,
)
from trainingapp.classes.workbooks import Cell, write_workbook
from trainingapp.rules.attendance import Mark
from trainingapp.rules.cohorts import AttendanceWay
from trainingapp.rules.falling_behind import Band, Flag, FlagKind


def read(body: bytes) -> list[list[object]]:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    return [list(row) for row in rows]


def parts(body: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return "".join(archive.read(name).decode(errors="ignore") for name in archive.namelist())


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("https://evil.example","x")',
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1+1",
        "{=1+1}",
        "=cmd|'/c calc'!A1",
        "https://evil.example",
        "mailto:a@b.example",
        "<f>1</f>",
        "林美华",
        "",
    ],
)
def test_text_stays_text(text: str) -> None:
    body = write_workbook("班级", ["姓名", "备注"], [["x", text]])
    assert read(body)[1][1] == text
    found = parts(body)
    assert "<f>" not in found
    assert "<hyperlink" not in found


def test_numbers_are_numbers_and_nothing_is_nothing() -> None:
    row: list[Cell] = ["a", 3, Decimal("72.5"), None, 0]
    assert read(write_workbook("x", list("abcde"), [row]))[1] == ["a", 3.0, 72.5, "", 0.0]


def test_an_empty_list_has_its_heads() -> None:
    assert read(write_workbook("x", ["姓名"], [])) == [["姓名"]]


def test_a_long_name_of_a_sheet_is_cut() -> None:
    body = write_workbook("班" * 60, ["a"], [])
    assert CalamineWorkbook.from_filelike(io.BytesIO(body)).sheet_names == ["班" * 31]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_has_its_words(app: Flask, language: str) -> None:
    assert set(FLAGS) == set(FlagKind)
    assert set(BANDS) == set(BAND_TONES) == set(Band)
    assert set(ORDERS) == set(Order)
    assert set(WAYS) == set(AttendanceWay)
    with force_locale(language):
        for kind in FlagKind:
            text = flag_text(Flag(kind, 4, 10, 30))
            assert "4" in text
            assert "%" not in text
        words = {mark_text(mark) for mark in (None, PRESENT, ABSENT)}
    assert len(words) == 3


PRESENT = Mark(AttendanceWay.CODE, True)
ABSENT = Mark(AttendanceWay.TEACHER, False)
