"""What writes workbooks: cells of every kind, text that stays text, full sheets, and what each says of itself."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings, strategies as some
from python_calamine import CalamineWorkbook

from tests.factories_listings import read_book
from trainingapp.incubator import exports
from trainingapp.incubator.exports import Column, column


@pytest.fixture(autouse=True)
def request_of_somebody(app: Flask) -> Iterator[None]:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def plain(code: str) -> Column:
    return column(code, code.upper())  # type: ignore[arg-type]


def write(*cells: Any, title: str = "清单") -> bytes:
    rows = [SimpleNamespace(a=cell, b="x") for cell in cells]
    return exports.write_list(title, [plain("a"), plain("b")], rows, about=[("List", title)])


CELLS: list[tuple[str, Any, Any]] = [
    ("text", "春晖", "春晖"),
    ("an empty text", "", ""),
    ("nothing", None, ""),
    ("a whole number", 7, 7.0),
    ("nought is a number", 0, 0.0),
    ("an amount", Decimal("99000.50"), 99000.5),
    ("a negative amount", Decimal("-0.01"), -0.01),
    ("yes", True, "Yes"),
    ("no is no nought", False, "No"),
    ("a day", date(2028, 2, 29), date(2028, 2, 29)),
    ("a day before Excel's first", date(1899, 12, 31), "1899-12-31"),
    ("the first day of Excel", date(1900, 1, 1), date(1900, 1, 1)),
    ("a moment, in Shanghai", datetime(2026, 12, 31, 16, 30, tzinfo=UTC), datetime(2027, 1, 1, 0, 30)),
    ("a formula", "=1+1", "=1+1"),
    ("a link", "https://example.org/", "https://example.org/"),
    ("plus", "+8613800000000", "+8613800000000"),
    ("minus", "-2+3", "-2+3"),
    ("at", "@SUM(A1)", "@SUM(A1)"),
    ("a tab before a formula", "\t=1", "\t=1"),
    ("lines", "一\n二", "一\n二"),
    ("signs that no sheet holds", "a\x00b\x0bc", "abc"),
    ("a number as text keeps its noughts", "0013", "0013"),
    ("a code of eighteen signs", "52130100MJ0000000X", "52130100MJ0000000X"),
    ("brackets", "{=A1}", "{=A1}"),
    ("markup", "<b>&amp;</b>", "<b>&amp;</b>"),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "kept"), [one[1:] for one in CELLS], ids=[o[0] for o in CELLS])
def test_a_cell_comes_back_as_it_was(cell: Any, kept: Any) -> None:
    assert read_book(write(cell)).rows == [{"a": kept, "b": "x"}]


def test_no_cell_is_a_formula_or_a_link() -> None:
    body = write(*[cell for _name, cell, _kept in CELLS])
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        sheets = [parts.read(one).decode() for one in parts.namelist() if "/sheet" in one]
    assert len(sheets) == 2
    for sheet in sheets:
        assert "<f>" not in sheet
        assert "hyperlink" not in sheet


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    kept = read_book(write("长" * 40_000)).rows[0]["a"]
    assert len(kept) == exports.LONGEST
    assert kept.endswith("长…")
    assert read_book(write("长" * exports.LONGEST)).rows[0]["a"] == "长" * exports.LONGEST


def test_headings_come_first_and_codes_below_them() -> None:
    book = read_book(write("x"))
    assert (book.heads, book.codes) == (["A", "B"], ["a", "b"])


def test_a_list_without_rows_has_its_headings() -> None:
    book = read_book(write())
    assert (book.codes, book.rows) == (["a", "b"], [])
    assert book.about["Rows"] == "0"


@pytest.mark.parametrize(
    ("count", "sheets"), [(0, 1), (1, 1), (3, 1), (4, 2), (6, 2), (7, 3)], ids=str
)
def test_a_full_sheet_is_followed_by_another(
    monkeypatch: pytest.MonkeyPatch, count: int, sheets: int
) -> None:
    monkeypatch.setattr(exports, "MOST_ROWS", 3)
    body = write(*range(count))
    names = CalamineWorkbook.from_filelike(io.BytesIO(body)).sheet_names
    assert names == ["清单", *(f"清单 {n}" for n in range(2, sheets + 1)), "About"]
    book = read_book(body)
    assert book.column("a") == list(range(count))
    assert book.about["Rows"] == str(count)


TITLES: list[tuple[str, str]] = [
    ("清单", "清单"),
    ("a/b:c*d?e", "abcde"),
    ("[x]\\'y'", "xy"),
    ("一" * 60, "一" * 24),
    ("???", "1"),
]


@pytest.mark.parametrize(("title", "name"), TITLES, ids=[name for _title, name in TITLES])
def test_a_sheet_is_called_what_excel_lets_it_be(title: str, name: str) -> None:
    names = CalamineWorkbook.from_filelike(io.BytesIO(write("x", title=title))).sheet_names
    assert names == [name, "About"]


ABOUT: list[tuple[str, str, str]] = [
    ("without a filter", "", "none"),
    ("with a filter", "stage=review; q=春", "stage=review; q=春"),
]


@pytest.mark.parametrize(("asked", "told"), [one[1:] for one in ABOUT], ids=[o[0] for o in ABOUT])
def test_a_workbook_says_what_it_is(asked: str, told: str) -> None:
    made_at = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
    about = exports.about_list("Cases", owner="孵化基地", asked=asked, made_at=made_at)
    assert [text for _label, text in about[:3]] == ["Cases", "孵化基地", told]
    assert about[3][1].startswith("Nov 23, 2026, 12:00:00")
    assert about[3][1].endswith("(Asia/Shanghai)")


PATHS: list[tuple[str, Any, Any]] = [
    ("a column named like its code", SimpleNamespace(c=1), 1),
    ("of nothing", SimpleNamespace(c=None), None),
]


@pytest.mark.parametrize(("row", "cell"), [one[1:] for one in PATHS], ids=[o[0] for o in PATHS])
def test_a_column_reads_its_own_name(row: Any, cell: Any) -> None:
    assert plain("c").value(row) == cell


def test_a_path_ends_where_something_is_missing() -> None:
    deep = column("name", "N", "case.agency.name")  # type: ignore[arg-type]
    assert deep.value(SimpleNamespace(case=None)) is None
    agency = SimpleNamespace(name="春晖")
    assert deep.value(SimpleNamespace(case=SimpleNamespace(agency=agency))) == "春晖"


def test_words_say_what_a_code_means_badges_by_their_text() -> None:
    said = column("s", "S", "state", {"a": "甲"})  # type: ignore[arg-type, dict-item]
    badge = column("s", "S", "state", {"a": ("乙", "danger")})  # type: ignore[arg-type, dict-item]
    row = SimpleNamespace(state="a")
    assert (said.value(row), badge.value(row)) == ("甲", "乙")
    assert said.value(SimpleNamespace(state=None)) is None


def test_a_code_without_words_is_a_fault_not_an_empty_cell() -> None:
    said = column("s", "S", "state", {"a": "甲"})  # type: ignore[arg-type, dict-item]
    with pytest.raises(KeyError):
        said.value(SimpleNamespace(state="b"))


@settings(max_examples=25, deadline=None)
@given(
    some.lists(
        some.one_of(
            some.text(some.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=40),
            some.integers(-(10**9), 10**9),
            some.dates(date(1900, 3, 1), date(2999, 12, 31)),
        ),
        max_size=30,
    )
)
def test_whatever_is_written_comes_back_row_by_row(cells: list[Any]) -> None:
    assert read_book(write(*cells)).column("a") == cells
