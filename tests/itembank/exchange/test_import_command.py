"""`bank import`: a workbook with states and reviews, as the command takes it; what it refuses, by row and column."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from tests.itembank.banks import ON
from tests.itembank.exchange.books import (
    GOOD,
    OPTIONS,
    SECOND,
    bring,
    confirm,
    count_rows,
    errors_of,
    make_book,
)
from trainingapp.extensions import db
from trainingapp.itembank.commands import bank as bank_commands
from trainingapp.itembank.exchange.cells import CellFault
from trainingapp.itembank.exchange.columns import HEADINGS, REVIEW_HEADINGS
from trainingapp.itembank.exchange.exporting import export_workbook
from trainingapp.itembank.exchange.lookups import KnownLaw, Lookups
from trainingapp.itembank.exchange.sheet_reading import read_workbook
from trainingapp.itembank.models import BankItem
from trainingapp.itembank.storing import find_shape, store_item
from trainingapp.rules.items import Status
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

CODE = "JC-01-0600"
CODED = {**GOOD, "code": CODE, "author": "内容组甲", "status": "可用"}
REVIEW = {
    "code": CODE,
    "reader": "审题组乙",
    "answer": "B",
    "verdict": "同意",
    "second": "否",
    "on": "2026-11-22",
    "note": "无",
}


def book(
    *rows: Mapping[str, Any],
    reviews: Sequence[Mapping[str, str]] = (),
    heads: Mapping[str, str] = REVIEW_HEADINGS,
) -> bytes:
    """A workbook with a sheet of items and one of reviews."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, OPTIONS) as made:
        sheet = made.add_worksheet("试题")
        sheet.write_row(0, 0, list(HEADINGS.values()))
        for line, row in enumerate(rows, start=1):
            sheet.write_row(line, 0, [row.get(name, "") for name in HEADINGS])
        sheet = made.add_worksheet("审题记录")
        sheet.write_row(0, 0, list(heads.values()))
        for line, review in enumerate(reviews, start=1):
            sheet.write_row(line, 0, [review[name] for name in heads])
    return body.getvalue()


def run(
    app: Flask, folder: Path, data: bytes, *, name: str = "a.xlsx", language: str = "zh"
) -> Result:
    path = folder / name
    path.write_bytes(data)
    arguments = ["import", str(path), "--language", language]
    done = app.test_cli_runner().invoke(bank_commands, arguments)
    db.session.remove()
    return done


def find(code: str) -> BankItem | None:
    return db.session.scalars(select(BankItem).where(BankItem.code == code)).one_or_none()


def test_a_ready_item_comes_with_its_review(ground: None, app: Flask, tmp_path: Path) -> None:
    done = run(app, tmp_path, book(CODED, reviews=[REVIEW]))
    assert done.exit_code == 0, done.output
    item = find(CODE)
    assert item is not None
    assert (item.status, item.author, item.file_sha256) == (Status.READY, "内容组甲", "")
    (review,) = item.latest.reviews
    assert (review.reader, review.answer, review.verdict) == ("审题组乙", "B", "agree")
    assert (review.is_second_defensible, review.read_on) == (False, date(2026, 11, 22))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("zh", "新增 1 道，更新 0 道，未变 0 道"), ("en", "1 new, 0 changed, 0 unchanged")],
)
def test_the_command_says_what_it_did(
    ground: None, app: Flask, tmp_path: Path, language: str, sentence: str
) -> None:
    done = run(app, tmp_path, book(CODED, reviews=[REVIEW]), language=language)
    assert sentence in done.output


def test_the_same_workbook_again_changes_nothing(ground: None, app: Flask, tmp_path: Path) -> None:
    data = book(CODED, reviews=[REVIEW])
    assert run(app, tmp_path, data).exit_code == 0
    before = count_rows()
    assert run(app, tmp_path, data).exit_code == 0
    assert count_rows() == before


WRONG: dict[str, tuple[dict[str, str], list[dict[str, str]], str]] = {
    "ready without a review": ({}, [], "试题:2:"),
    "a review by the author": ({}, [{"reader": "内容组甲"}], "试题:2:"),
    "a review with another answer": ({}, [{"answer": "A"}], "试题:2:"),
    "a conclusion that is none": ({}, [{"verdict": "还行"}], "试题:2:状态"),
    "a day that is none": ({}, [{"on": "昨天"}], "试题:2:编号"),
    "a doubt that is neither yes nor no": ({}, [{"second": "也许"}], "试题:2:编号"),
    "no reader": ({}, [{"reader": ""}], "试题:2:编号"),
    "a state that is none": ({"status": "完成"}, [{}], "试题:2:状态"),
    "no code": ({"code": ""}, [{}], "试题:2:编号"),
    "no key": ({"key": ""}, [{}], "试题:2:答案"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_faulty_row_is_told_of_at_its_column_and_nothing_is_written(
    ground: None, app: Flask, tmp_path: Path, name: str
) -> None:
    row, reviews, place = WRONG[name]
    before = count_rows()
    data = book({**CODED, **row}, reviews=[{**REVIEW, **review} for review in reviews])
    done = run(app, tmp_path, data)
    assert done.exit_code == 1
    assert place in done.output
    assert count_rows() == before


def test_one_faulty_row_keeps_the_others_out(ground: None, app: Flask, tmp_path: Path) -> None:
    other = {**SECOND, "code": "JC-01-0601", "status": "草稿", "author": "内容组甲", "key": ""}
    assert run(app, tmp_path, book(CODED, other, reviews=[REVIEW])).exit_code == 1
    assert find(CODE) is None


def test_a_review_of_no_row_is_passed_over(ground: None, app: Flask, tmp_path: Path) -> None:
    stray = {**REVIEW, "code": "JC-01-0999"}
    assert run(app, tmp_path, book(CODED, reviews=[stray, REVIEW])).exit_code == 0
    item = find(CODE)
    assert item is not None
    assert len(item.latest.reviews) == 1


def test_reviews_under_other_headings_are_not_read(
    ground: None, app: Flask, tmp_path: Path
) -> None:
    heads = {**REVIEW_HEADINGS, "reader": "谁"}
    done = run(app, tmp_path, book(CODED, reviews=[REVIEW], heads=heads))
    assert done.exit_code == 1  # a ready item without its review


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.xls", b"x", "旧格式"),
        ("a.xlsx", b"PK", "文件无法读取"),
        ("a.xlsm", b"PK", "宏"),
        ("a.txt", b"1.", "请选择"),
    ],
)
def test_what_is_no_workbook_is_refused_in_one_sentence(
    ground: None, app: Flask, tmp_path: Path, name: str, data: bytes, sentence: str
) -> None:
    done = run(app, tmp_path, data, name=name)
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert sentence in done.output


def lookups(*laws: KnownLaw) -> Lookups:
    found = Lookups(ON)
    vars(found)["laws"] = {law.code: law for law in laws}
    return found


ONE = KnownLaw("one", "一法", "第一法", (("2020-01-01", False), ("2024-01-01", True)))


def test_a_law_without_a_version_is_the_one_in_force() -> None:
    assert lookups(ONE).read_anchor("《一法》第二条：x")["version"] == "2024-01-01"
    assert lookups(ONE).read_anchor("《第一法》2020-01-01 第二条：x")["version"] == "2020-01-01"


@pytest.mark.parametrize("states", [(), (False, False), (True, True)])
def test_without_one_version_in_force_the_line_names_it(states: tuple[bool, ...]) -> None:
    versions = tuple((f"202{place}-01-01", state) for place, state in enumerate(states))
    law = KnownLaw("two", "二法", "第二法", versions)
    with pytest.raises(CellFault, match="no_version"):
        lookups(law).read_anchor("《二法》第二条：x")


def test_a_law_that_nobody_knows_is_refused_and_one_of_two_is_not_guessed() -> None:
    with pytest.raises(CellFault, match="unknown_law_name"):
        lookups(ONE).read_anchor("《三法》第二条：x")
    twin = ONE._replace(code="twin")
    with pytest.raises(CellFault, match="ambiguous_law"):
        lookups(ONE, twin).read_anchor("《一法》第二条：x")
    assert lookups(ONE, twin).read_anchor("twin 2020-01-01 第二条：x")["law"] == "twin"


def test_a_title_of_two_points_is_not_guessed(ground: None) -> None:
    found = Lookups(ON)
    vars(found)["points"] = {"目标": ["JC01.1.01", "JC02.1.01"], "功能": ["JC01.1.02"]}
    with pytest.raises(CellFault, match="ambiguous_title") as fault:
        found.read_knowledge("目标")
    assert fault.value.parameters["codes"] == "JC01.1.01、JC02.1.01"
    assert found.read_knowledge("功能；JC02.1.01、JC01.1.02") == ["JC01.1.02", "JC02.1.01"]
    with pytest.raises(CellFault, match="unknown_title"):
        found.read_knowledge("没有的知识点")


def test_an_item_that_no_cell_can_hold_is_named_in_the_workbook(chen: FlaskClient) -> None:
    with writing():
        item = find("JC-01-0002")
        assert item is not None
        shape = find_shape(item).model_copy(update={"rationale": "长" * 32_001})
        store_item(shape, editor_id=None, note="", now=now())
        db.session.commit()
    db.session.remove()
    exported = export_workbook(select(BankItem), on=ON)
    assert exported.left_out == ["JC-01-0002"]
    assert "JC-01-0002" not in {row.texts["code"] for row in read_workbook(exported.data).rows}
    assert "JC-01-0002" in guide_of(exported.data)


def guide_of(data: bytes) -> str:
    """Every text of the sheet that says how to fill the workbook in."""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("填写说明")
    return "".join(str(cell) for cells in sheet.to_python() for cell in cells)


@pytest.mark.parametrize("name", ["no_such_flaw", "guessable", "key_letter_share"])
def test_an_exception_from_no_flaw_is_an_error(chen: FlaskClient, name: str) -> None:
    batch = bring(chen, make_book({**GOOD, "exceptions": f"{name}：理由"}))
    assert errors_of(batch) == [(2, "例外说明", "unknown_exception")]
    assert confirm(chen, batch).status_code == 409
