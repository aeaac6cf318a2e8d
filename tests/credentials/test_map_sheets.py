"""The map of a curriculum as a workbook: out, in again, each row looked at, nothing written before the yes."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import update

from tests.factories_accounts import make_registrar, make_university, sign_in
from tests.factories_maps import courses_of, load_syllabus, make_book, make_map, make_sheet
from trainingapp.credentials import link_words, map_sheets
from trainingapp.credentials.actions import maps
from trainingapp.credentials.map_sheets import (
    HEADINGS,
    CoursesFaulty,
    NoPoints,
    Row,
    TooManyPoints,
    read_courses,
    read_sheet,
)
from trainingapp.credentials.models import ProgrammeMap
from trainingapp.credentials.queries.map_findings import GOOD, judge_rows
from trainingapp.credentials.queries.maps import list_subjects
from trainingapp.extensions import db
from trainingapp.itembank.exchange.archives import FileRefused
from trainingapp.itembank.models import ContentArea
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
BEFORE = {"JC01.1.01": ["社会工作概论"], "JC02.1.01": ["个案工作"]}


@pytest.fixture
def number(app: Flask, client: FlaskClient) -> int:
    """A map of the registrar who is signed in."""
    load_syllabus()
    place = make_university()
    zhou = make_registrar(place)
    found = make_map(place, zhou, BEFORE)
    sign_in(client, zhou)
    return found


def bring(client: FlaskClient, number: int, data: bytes, name: str = "map.xlsx") -> str:
    """Bring a file; the page that answers."""
    answer = client.post(
        f"/programme-maps/{number}/sheet",
        data={"file": (io.BytesIO(data), name)},
        headers=EN,
        content_type="multipart/form-data",
    )
    if answer.status_code == 422:
        return answer.text
    assert answer.status_code == 303, answer.text
    return client.get(answer.location, headers=EN).text


def confirm(client: FlaskClient, number: int) -> int:
    return client.post(f"/programme-maps/{number}/sheet/confirmation").status_code


# reading


@pytest.mark.parametrize(
    ("text", "courses"),
    [
        ("", ()),
        (" 、；; ", ()),
        ("社会工作概论", ("社会工作概论",)),
        ("社会工作概论、个案工作", ("社会工作概论", "个案工作")),
        ("社会工作概论；个案工作; 小组工作\n社区工作", ("社会工作概论", "个案工作", "小组工作", "社区工作")),
        ("个案工作、个案工作", ("个案工作",)),
        ("Social  work, introduction; Case work", ("Social work, introduction", "Case work")),
    ],
)  # fmt: skip
def test_courses_are_told_apart(text: str, courses: tuple[str, ...]) -> None:
    assert read_courses(text) == courses


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("、".join(f"课{n}" for n in range(21)), "too_many_courses"),
        ("课" * 81, "course_too_long"),
    ],
)
def test_too_much_is_refused(text: str, word: str) -> None:
    with pytest.raises(CoursesFaulty) as refused:
        read_courses(text)
    assert refused.value.word == word
    assert read_courses("、".join(f"课{n}" for n in range(20)))
    assert read_courses("课" * 80)


def only_row(code: object, courses: object) -> Row:
    """What a row is read as; the good one after it must stay so."""
    row, good = read_sheet(make_sheet((code, courses), ("JC02.1.01", "个案工作")), "map.xlsx")
    assert (good.fault, good.courses) == ("", ("个案工作",))
    return row


@pytest.mark.parametrize(
    ("code", "courses", "fault"),
    [
        ("JC01.1.01", "社会工作概论", ""),
        ("JC01.1.01", "", ""),
        ("", "社会工作概论", "no_code"),
        ("JC01.1.01", "课" * 81, "course_too_long"),
        ("JC01.1.01", "=1+1", "formula"),
        ("JC01.1.01", datetime(2026, 3, 1), "malformed"),
        ("JC01.1.01", "社会\x01工作", "malformed"),
        ("JC01.1.01", 2024, ""),
    ],
)
def test_each_row_is_read_or_found_faulty(code: object, courses: object, fault: str) -> None:
    assert only_row(code, courses).fault == fault


def test_rows_without_code_and_courses_are_passed_over() -> None:
    rows = read_sheet(make_sheet(("", ""), ("JC01.1.01", "甲"), ("", "")), "map.xlsx")
    assert [(row.number, row.code) for row in rows] == [(3, "JC01.1.01")]


def test_headings_may_stand_lower_and_in_another_order() -> None:
    data = make_book([["滨江大学"], ["开设课程", "知识点代码"], ["个案工作", "JC01.1.01"]])
    (row,) = read_sheet(data, "map.xlsx")
    assert (row.number, row.code, row.courses) == (3, "JC01.1.01", ("个案工作",))


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (make_sheet(), "map.xlsx", NoPoints),
        (make_sheet(("JC01.1.01", "甲"), head=["a", "b", "c", "d", "e"]), "map.xlsx", NoPoints),
        (b"no workbook", "map.xlsx", FileRefused),
        (make_sheet(("JC01.1.01", "甲")), "map.docx", FileRefused),
        (make_sheet(("JC01.1.01", "甲")), "map.csv", FileRefused),
        (make_sheet(("JC01.1.01", "甲"))[:-80], "map.xlsx", FileRefused),
    ],
)
def test_a_file_that_is_no_sheet_is_refused(data: bytes, name: str, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        read_sheet(data, name)


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_sheets, "MOST_ROWS", 2)
    rows = [("JC01.1.01", "甲"), ("JC01.1.02", "甲")]
    assert len(read_sheet(make_sheet(*rows), "map.xlsx")) == 2
    with pytest.raises(TooManyPoints):
        read_sheet(make_sheet(*rows, ("JC02.1.01", "甲")), "map.xlsx")


# judging


def test_each_row_has_its_finding(app: Flask, number: int) -> None:
    with writing():
        retired = update(ContentArea).where(ContentArea.code == "JC02.1.02")
        db.session.execute(retired.values(is_retired=True))
        db.session.commit()
    rows = [
        Row(2, "JC01.1.01", "JC01.1.01 的标题", ("社会工作概论",)),
        Row(3, "JC01.1.02", "Title of JC01.1.02", ("社会福利",)),
        Row(4, "JC99.1.01", "", ()),
        Row(5, "JC01.1", "", ()),
        Row(6, "JC02.1.02", "", ()),
        Row(7, "JC02.1.01", "", ()),
        Row(8, "JC02.1.01", "", ()),
        Row(9, "", "", (), "formula"),
    ]
    areas = list_subjects("2025")[0].areas
    found = judge_rows(rows, areas, BEFORE)
    words = [
        "same",
        "changed",
        "unknown_code",
        "not_a_point",
        "retired",
        "twice",
        "twice",
        "formula",
    ]
    assert [one.word for one in found] == words
    assert [one.is_error for one in found] == [word not in GOOD for word in words]
    (slipped,) = judge_rows([Row(2, "JC01.1.02", "别的标题", ("甲",))], areas, BEFORE)
    assert (slipped.word, slipped.is_error, slipped.changes) == ("title_differs", False, True)
    assert {one.word for one in [*found, slipped]} <= set(link_words.FINDINGS)


# the whole way


def test_the_sheet_goes_out_with_every_point_and_comes_back_without_a_change(
    client: FlaskClient, number: int
) -> None:
    answer = client.get(f"/programme-maps/{number}/map.xlsx")
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    lines = book.get_sheet_by_name("课程对应表").to_python()
    assert tuple(lines[0]) == HEADINGS
    assert [(line[2], line[4]) for line in lines[1:]] == [
        ("JC01.1.01", "社会工作概论"),
        ("JC01.1.02", ""),
        ("JC02.1.01", "个案工作"),
        ("JC02.1.02", ""),
    ]
    page = bring(client, number, answer.data)
    assert "The sheet changes nothing" in page
    assert "Bring it in" not in page


def test_nothing_is_written_before_the_yes_and_unlisted_points_stay(
    client: FlaskClient, number: int
) -> None:
    page = bring(
        client, number, make_sheet(("JC01.1.01", "社会福利、社会政策"), ("JC01.1.02", "甲"))
    )
    assert "is changed" in page
    assert "Points that change" in page
    assert courses_of(number) == BEFORE
    assert confirm(client, number) == 303
    assert courses_of(number) == {
        "JC01.1.01": ["社会福利", "社会政策"],
        "JC01.1.02": ["甲"],
        "JC02.1.01": ["个案工作"],
    }
    assert confirm(client, number) == 409


def test_an_empty_cell_takes_the_courses_away(client: FlaskClient, number: int) -> None:
    bring(client, number, make_sheet(("JC01.1.01", "")))
    assert confirm(client, number) == 303
    assert courses_of(number) == {"JC02.1.01": ["个案工作"]}


def test_a_faulty_row_keeps_the_whole_sheet_out(client: FlaskClient, number: int) -> None:
    page = bring(client, number, make_sheet(("JC01.1.01", "甲"), ("JC99.1.01", "乙")))
    assert "Some rows cannot be read" in page
    assert "no such knowledge point in this edition" in page
    assert page.index("JC99.1.01") < page.index("JC01.1.01")
    assert "Bring it in" not in page
    assert confirm(client, number) == 409
    assert courses_of(number) == BEFORE


def test_a_sheet_is_dropped(client: FlaskClient, number: int) -> None:
    bring(client, number, make_sheet(("JC01.1.01", "甲")))
    assert client.post(f"/programme-maps/{number}/sheet/removal").status_code == 303
    assert client.get(f"/programme-maps/{number}/sheet/check").status_code == 303
    assert confirm(client, number) == 409
    with pytest.raises(maps.NoSheet):
        maps.read_pending(db.session.get_one(ProgrammeMap, number))
    assert courses_of(number) == BEFORE


def test_a_second_sheet_takes_the_place_of_the_first(client: FlaskClient, number: int) -> None:
    bring(client, number, make_sheet(("JC01.1.01", "甲")))
    bring(client, number, make_sheet(("JC01.1.02", "乙")))
    confirm(client, number)
    assert courses_of(number) == {**BEFORE, "JC01.1.02": ["乙"]}


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "map.xlsx", "Choose a file first."),
        (b"x", "map.txt", "Choose a workbook"),
        (b"x", "map.xlsx", "damaged"),
        (make_sheet(), "map.xlsx", "No knowledge points were found"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_beside_the_field(
    client: FlaskClient, number: int, data: bytes, name: str, sentence: str
) -> None:
    assert sentence in bring(client, number, data, name if data else "")
    assert courses_of(number) == BEFORE


def test_a_long_sheet_has_pages_and_the_findings_stand_first(
    client: FlaskClient, number: int
) -> None:
    rows = [(f"JC99.1.{n:02d}", "甲") for n in range(60)]
    page = bring(client, number, make_sheet(("JC01.1.01", "甲"), *rows))
    assert "JC99.1.00" in page
    assert "JC01.1.01 " not in page
    second = client.get(f"/programme-maps/{number}/sheet/check?page=2", headers=EN).text
    assert "JC01.1.01" in second
    assert client.get(f"/programme-maps/{number}/sheet/check?page=99").status_code == 200


def test_no_cell_of_the_sheet_is_a_formula(client: FlaskClient, number: int) -> None:
    client.post(
        f"/programme-maps/{number}/chapters/JC01",
        data={"point_0": "=HYPERLINK(1)、@SUM(1)", "point_1": ""},
    )
    data = client.get(f"/programme-maps/{number}/map.xlsx").data
    (row, *_) = read_sheet(data, "map.xlsx")
    assert (row.courses, row.fault) == (("=HYPERLINK(1)", "@SUM(1)"), "")
