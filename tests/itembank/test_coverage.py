"""Coverage counts every item where it belongs, shows holes first, and tells candidates nothing of doubts."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from tests.factories_accounts import make_user, sign_in
from tests.factories_itembank import (
    JUNIOR,
    NOON,
    make_form,
    make_item,
    make_specification,
    make_syllabus,
)
from tests.itembank.editions import with_new_edition
from tests.itembank.test_bank_editions import load
from tests.statements import count_statements
from trainingapp.extensions import db
from trainingapp.itembank.coverage import AreaCoverage, list_coverage
from trainingapp.rules.items import Kind
from trainingapp.rules.permissions import Role
from trainingapp.rules.shares import ShareState
from trainingapp.rules.specifications import Bounds
from trainingapp.web.transactions import writing

NOTE = "章名均为编写组推断，须待核对"
TEMPLATES = Path(__file__).parent.parent.parent / "trainingapp" / "templates"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def bank(app: Flask) -> None:
    """Two chapters of two points: 01.1.01 has most, 02.1.02 has nothing; a retired item counts nowhere."""
    with writing():
        make_syllabus(note=NOTE)
        chapters = {"JC01": {"min": 1, "max": 2}, "JC02": {"min": 1, "max": 2}}
        make_specification({"single": 2, "multiple": 1}, chapters=chapters)
        first = make_item("A", knowledge=["JC01.1.01"], level="recall")
        both = make_item("AB", knowledge=["JC01.1.01", "JC02.1.01"])
        make_item("A", knowledge=["JC01.1.01"], status="draft", level="understand")
        make_item("A", knowledge=["JC01.1.02"], status="needs-review")
        make_item("A", knowledge=["JC02.1.02"], chapter="JC02", status="retired")
        make_form(items=[first, both], keys=["A", "AB"], code="fixed-1")
        make_form(items=[first], keys=["A"], code="fixed-2")
        make_form(items=[first], keys=["A"], code="own-1", origin="assembled")
        db.session.commit()
    db.session.remove()


@pytest.fixture
def chen(bank: None, client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_user("陈晨", roles=[Role.ITEM_EDITOR], language="zh"))


def facts(found: AreaCoverage) -> tuple[object, ...]:
    counts = found.counts
    return (found.area.code, counts.ready, counts.unready, found.forms)


@pytest.mark.both_databases
def test_points_count_what_names_them_holes_first(bank: None) -> None:
    (found,) = list_coverage(exam_year=2027)
    assert [facts(point) for point in found.points] == [
        ("JC02.1.02", 0, 0, 0),  # only a retired item names it
        ("JC01.1.02", 0, 1, 0),
        ("JC02.1.01", 1, 0, 1),
        ("JC01.1.01", 2, 1, 2),  # a paper made for one candidate is no fixed form
    ]
    assert found.holes == 2
    counts = found.points[-1].counts
    assert counts.ready_kinds == {"single": 1, "multiple": 1}
    assert counts.other_kinds == {"single": 1}
    assert counts.ready_levels == {"recall": 1, "apply": 1}
    assert counts.other_levels == {"understand": 1}
    assert found.kinds == [Kind.SINGLE, Kind.MULTIPLE]


@pytest.mark.both_databases
def test_chapters_count_each_item_once_and_are_held_to_the_specification(bank: None) -> None:
    (found,) = list_coverage(exam_year=2027)
    first, second = found.chapters
    assert facts(first) == ("JC01", 2, 2, 0)
    assert facts(second) == ("JC02", 0, 0, 0)
    assert first.share is not None
    assert second.share is not None
    assert (first.share.on_paper, first.share.state) == (3.0, ShareState.ABOVE)
    assert (second.share.on_paper, second.share.state) == (0.0, ShareState.BELOW)
    assert second.share.bounds == Bounds(1, 2)


def test_a_subject_without_a_specification_has_no_bounds(app: Flask) -> None:
    with writing():
        make_syllabus()
        db.session.commit()
    (found,) = list_coverage(exam_year=2027)
    assert {c.share.state for c in found.chapters if c.share} == {ShareState.UNBOUND}
    assert found.kinds == []


def test_a_chapter_that_the_paper_does_not_name_gets_no_item(app: Flask) -> None:
    with writing():
        make_syllabus()
        make_specification({"single": 1}, chapters={"JC01": {"min": 1, "max": 1}})
        make_item("A", chapter="JC02")
        db.session.commit()
    shares = {c.area.code: c.share for c in list_coverage(exam_year=2027)[0].chapters}
    assert shares["JC02"] is not None
    assert (shares["JC02"].bounds, shares["JC02"].state) == (Bounds(0, 0), ShareState.ABOVE)


@pytest.mark.parametrize(
    ("year", "edition", "shown"),
    [(2027, None, "2025"), (2031, None, "2030"), (2027, "2030", "2030"), (2027, "1999", "2025")],
)
def test_the_edition_is_that_of_the_exam_unless_one_is_named(
    app: Flask, tmp_path: Path, year: int, edition: str | None, shown: str
) -> None:
    load(tmp_path, **with_new_edition())
    (found,) = list_coverage(exam_year=year, subject=JUNIOR, edition=edition)
    assert found.syllabus.edition == shown
    assert found.editions == ["2025", "2030"]
    assert "JC01.1.03" not in [point.area.code for point in found.points]  # retired


def test_the_page_shows_holes_bounds_and_how_sure_a_chapter_is(chen: FlaskClient) -> None:
    page = chen.get("/bank/coverage").text
    for words in ("JC02.1.02", "没有可用试题", "偏少", "偏多", "1–2", "据课程笔记", NOTE):
        assert words in page
    assert page.index("JC02.1.02") < page.index("JC01.1.01")


def test_a_chapter_can_be_chosen(chen: FlaskClient) -> None:
    page = chen.get("/bank/coverage?chapter=JC01").text
    assert "point=JC01.1.01" in page
    assert "point=JC02.1.01" not in page
    other = chen.get("/bank/coverage?chapter=ML01")  # of another subject: forgotten
    assert other.status_code == 200
    assert "point=JC02.1.01" in other.text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("subject=junior-practice", 200),
        ("subject=riddles", 422),
        ("page=99", 200),
        ("edition=x", 200),
    ],
)
def test_odd_addresses_still_show_a_page(chen: FlaskClient, query: str, status: int) -> None:
    answer = chen.get(f"/bank/coverage?{query}")
    assert answer.status_code == status
    assert ("还没有大纲" in answer.text) is ("junior-practice" in query)


def test_a_long_syllabus_is_paged(app: Flask, client: FlaskClient) -> None:
    with writing():
        make_syllabus(chapters=20)
        db.session.commit()
    reader = sign_in(client, make_user(roles=[Role.ITEM_EDITOR]))
    first, second = (reader.get(f"/bank/coverage?page={n}").text for n in (1, 2))
    assert (first.count("point=JC"), second.count("point=JC")) == (30, 10)


@pytest.mark.parametrize("address", ["/bank/coverage", "/bank/coverage.xlsx"])
def test_more_items_and_subjects_take_no_more_statements(chen: FlaskClient, address: str) -> None:
    few = count_statements(chen, address)
    with writing():
        make_syllabus("middle-law", chapters=5)
        items = [make_item("A", knowledge=[f"JC01.1.0{1 + n % 2}"]) for n in range(20)]
        for number in range(5):
            make_form(items=items, keys=["A"] * 20, code=f"more-{number}")
        db.session.commit()
    db.session.remove()
    assert count_statements(chen, address) == few


# ---------------------------------------------------------------- the spreadsheet


def sheets(client: FlaskClient) -> dict[str, list[dict[str, Any]]]:
    answer = client.get("/bank/coverage.xlsx")
    assert answer.status_code == 200
    assert answer.mimetype.endswith("spreadsheetml.sheet")
    assert "coverage-2026-11-22.xlsx" in answer.headers["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(BytesIO(answer.data))
    found = {}
    for name in book.sheet_names:
        head, *rows = book.get_sheet_by_name(name).to_python()
        found[name] = [dict(zip(head, row, strict=True)) for row in rows]
    return found


def test_the_spreadsheet_says_what_the_page_says(chen: FlaskClient) -> None:
    found = sheets(chen)
    assert list(found) == ["各章", "知识点"]
    points = found["知识点"]
    assert [row["编号"] for row in points] == ["JC02.1.02", "JC01.1.02", "JC02.1.01", "JC01.1.01"]
    most = points[-1]
    assert (most["可用试题"], most["编写中的试题"], most["固定试卷"]) == (2, 1, 2)
    assert (most["单选题 可用"], most["单选题 编写中"], most["多选题 可用"]) == (1, 1, 1)
    assert (most["识记 可用"], most["理解 编写中"]) == (1, 1)
    first, second = found["各章"]
    assert (first["编号"], first["占比"], first["可信程度"]) == ("JC01", "偏多", "据课程笔记")
    assert (second["至少"], second["至多"], second["按占比应出题数"]) == (1, 2, 0)


def test_a_title_that_looks_like_a_formula_stays_text(app: Flask, client: FlaskClient) -> None:
    with writing():
        syllabus = make_syllabus(chapters=1)
        syllabus.areas[-1].title = {"zh": "=1+1", "en": "=1+1"}
        db.session.commit()
    reader = sign_in(client, make_user(roles=[Role.ITEM_EDITOR], language="zh"))
    assert sheets(reader)["知识点"][-1]["名称"] == "=1+1"


def test_an_empty_bank_gives_a_sheet_of_headings(app: Flask, client: FlaskClient) -> None:
    reader = sign_in(client, make_user(roles=[Role.ITEM_EDITOR], language="zh"))
    assert sheets(reader) == {"各章": [], "知识点": []}


# ---------------------------------------------------------------- doubts are for editors


@pytest.mark.parametrize("address", ["/bank/coverage", "/bank/coverage.xlsx", "/bank/editions"])
@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.ADMINISTRATOR, Role.AGENCY_MANAGER])
def test_only_those_who_work_with_items_open_them(
    bank: None, client: FlaskClient, address: str, role: Role
) -> None:
    assert sign_in(client, make_user(roles=[role])).get(address).status_code == 403


def test_no_page_outside_of_the_item_bank_names_how_sure_a_chapter_is() -> None:
    naming = [
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATES.rglob("*.html")
        if "confidence" in path.read_text() or "syllabus.note" in path.read_text()
    ]
    # These show how sure a document or a check's law is, not how sure the syllabus is.
    others = {"education", "credentials", "incubator"}
    assert {name.split("/")[0] for name in naming} - others == {"itembank"}
