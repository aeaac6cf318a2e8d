"""A new edition of a syllabus lies in the bank before its first exam: filters and titles keep to the exam's."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import NoResultFound

from tests.factories_itembank import JUNIOR, make_syllabus
from tests.itembank.editing import add_item, enter, make_person
from tests.statements import count_statements
from trainingapp.extensions import db
from trainingapp.itembank.editions import edition_of
from trainingapp.itembank.models import Syllabus
from trainingapp.itembank.offering import find_area, list_chapters, list_points
from trainingapp.itembank.queries import get_subject_title
from trainingapp.web.transactions import writing

SUBJECT = f"subject={JUNIOR}"
NEW_TITLE = {"zh": "综合能力（新版）", "en": "Comprehensive ability, new"}


@pytest.fixture
def ground(app: Flask) -> None:
    """Two chapters for the exams from 2026, and an edition of four for those from 2031."""
    with writing():
        make_syllabus()
        make_syllabus(edition="2030", first_exam_year=2031, chapters=4, title=NEW_TITLE)
        make_syllabus("middle-law", chapters=3)
        db.session.commit()


@pytest.fixture
def editor(client: FlaskClient, ground: None) -> FlaskClient:
    return enter(client, make_person("陈晨"))


def offered(reader: FlaskClient, name: str, query: str = SUBJECT) -> list[str]:
    answer = reader.get(f"/bank/items?{query}")
    assert answer.status_code == 200
    found = re.search(rf'<select[^>]*name="{name}".*?</select>', answer.text, re.DOTALL)
    assert found
    return [value for value in re.findall(r'value="([^"]*)"', found.group()) if value]


@pytest.mark.both_databases
@pytest.mark.parametrize(("year", "count"), [(2025, 2), (2026, 2), (2030, 2), (2031, 4), (2032, 4)])
def test_chapters_are_those_of_the_edition_the_exam_asks(
    ground: None, year: int, count: int
) -> None:
    codes = [area.code for area in list_chapters(JUNIOR, exam_year=year)]
    assert codes == [f"JC{number:02d}" for number in range(1, count + 1)]


@pytest.mark.parametrize(("year", "count"), [(2027, 2), (2031, 4)])
def test_points_of_a_filter_are_those_of_the_same_edition(
    ground: None, year: int, count: int
) -> None:
    sections = [area.code for area in list_points(JUNIOR, exam_year=year)]
    assert sections == [f"JC{number:02d}.1" for number in range(1, count + 1)]


def test_whoever_writes_is_offered_the_newest_edition(ground: None) -> None:
    assert len(list_points(JUNIOR)) == 4
    assert list_points("senior-practice") == {}
    assert list_points("senior-practice", exam_year=2027) == {}


def test_a_subject_without_a_syllabus_has_no_chapters(ground: None) -> None:
    assert list_chapters("senior-practice", exam_year=2027) == []


def test_chapters_stand_as_printed_and_retired_ones_are_still_found(ground: None) -> None:
    with writing():
        first = list_chapters("middle-law", exam_year=2027)[0]
        first.position, first.is_retired = 99, True
        db.session.commit()
    db.session.expire_all()
    chapters = list_chapters("middle-law", exam_year=2027)
    assert [area.code for area in chapters] == ["ML02", "ML03", "ML01"]
    assert chapters[-1].is_retired


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("year", "title"),
    [
        (2025, "社会工作综合能力（初级）"),
        (2027, "社会工作综合能力（初级）"),
        (2031, "综合能力（新版）"),
    ],
)
def test_a_subject_is_called_what_the_exam_calls_it(ground: None, year: int, title: str) -> None:
    assert get_subject_title(JUNIOR, exam_year=year)["zh"] == title


def test_a_subject_without_a_syllabus_has_no_title(ground: None) -> None:
    with pytest.raises(NoResultFound):
        get_subject_title("senior-practice", exam_year=2027)


def test_of_two_editions_for_one_exam_the_later_one_is_asked(app: Flask) -> None:
    with writing():
        make_syllabus(edition="2025", first_exam_year=2027)
        make_syllabus(edition="2026", first_exam_year=2027, chapters=3)
        db.session.commit()
    assert len(list_chapters(JUNIOR, exam_year=2027)) == 3
    assert len(list_chapters(JUNIOR, exam_year=2026)) == 2  # none is used yet: the oldest


def test_an_edition_used_again_later_goes_by_its_first_exam_and_not_by_its_name() -> None:
    old = Syllabus(edition="2030", first_exam_year=2026)
    new = Syllabus(edition="2025", first_exam_year=2027)
    assert edition_of([old, new], 2027) is new
    assert edition_of([new, old], 2026) is old
    assert edition_of([old, new], 2020) is new  # the oldest by name where none is used yet
    assert edition_of([], 2027) is None


def test_the_list_of_items_offers_the_chapters_of_the_next_exam(editor: FlaskClient) -> None:
    assert offered(editor, "chapter") == ["JC01", "JC02"]
    points = offered(editor, "point")
    assert points[:4] == ["JC01.1", "JC01.1.01", "JC01.1.02", "JC02.1"]
    assert "JC03.1.01" not in points
    assert offered(editor, "chapter", "subject=middle-law") == ["ML01", "ML02", "ML03"]


def test_what_another_edition_names_can_still_be_looked_for(editor: FlaskClient) -> None:
    with writing():
        code = add_item(chapter="JC03", code="JC-03-0001")
    for name, value in (("chapter", "JC03"), ("point", "JC03.1"), ("point", "JC03.1.01")):
        query = f"{SUBJECT}&{name}={value}"
        assert offered(editor, name, query)[-1] == value
        assert f"/bank/items/{code}" in editor.get(f"/bank/items?{query}").text


@pytest.mark.parametrize(
    "query",
    [
        "chapter=JC05",  # in no edition
        "chapter=ML03",  # of another subject
        "chapter=JC03.1",  # a section is no chapter
        "chapter=JC01.1.01",
        "point=JC03",  # a chapter is no point
        "point=ML03.1.01",
        "point=JC03.1.09",
        "point=" + "J" * 4000,
    ],
)
def test_what_no_edition_of_the_subject_names_is_refused(editor: FlaskClient, query: str) -> None:
    assert editor.get(f"/bank/items?{SUBJECT}&{query}").status_code == 422


@pytest.mark.both_databases
@pytest.mark.parametrize("name", ["chapter", "point", "q", "author", "law", "subject"])
def test_a_sign_that_no_text_has_is_no_fault_of_the_site(editor: FlaskClient, name: str) -> None:
    found = editor.get(f"/bank/items?{SUBJECT if name != 'subject' else ''}&{name}=a%00b")
    assert found.status_code in {200, 422}


def test_pages_of_every_edition_lead_to_their_items(editor: FlaskClient) -> None:
    for syllabus in db.session.query(Syllabus).filter_by(subject=JUNIOR).all():
        page = editor.get(f"/bank/syllabi/{syllabus.id}").text
        links = re.findall(r'href="(/bank/items\?[^"]*chapter=[^"]*)"', page)
        assert links
        for link in links:
            assert editor.get(link.replace("&amp;", "&")).status_code == 200, link


@pytest.mark.parametrize("edition", ["2025", "2030"])
def test_the_coverage_of_every_edition_leads_to_its_items(
    editor: FlaskClient, edition: str
) -> None:
    page = editor.get(f"/bank/coverage?{SUBJECT}&edition={edition}").text
    links = re.findall(r'href="(/bank/items\?[^"]*point=[^"]*)"', page)
    assert len(links) == (4 if edition == "2025" else 8)
    for link in links:
        assert editor.get(link.replace("&amp;", "&")).status_code == 200, link


def test_an_area_is_read_from_the_newest_edition_that_has_it(ground: None) -> None:
    with writing():
        for area in list_chapters(JUNIOR, exam_year=2031):
            area.title = {"zh": "新标题"}
        db.session.commit()
    found = find_area(JUNIOR, "JC01")
    assert found is not None
    assert found.title == {"zh": "新标题"}
    assert find_area("middle-law", "JC01") is None


def test_more_editions_and_chapters_take_no_more_statements(editor: FlaskClient) -> None:
    address = f"/bank/items?{SUBJECT}&chapter=JC01"
    few = count_statements(editor, address)
    with writing():
        make_syllabus(edition="2035", first_exam_year=2036, chapters=14)
        make_syllabus(edition="2026", first_exam_year=2027, chapters=9)
        db.session.commit()
    assert count_statements(editor, address) == few
    assert len(offered(editor, "chapter")) == 9
