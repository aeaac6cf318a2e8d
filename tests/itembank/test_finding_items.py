"""Items are found by words, by what they are about, and by what waits for whom, on both databases alike."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_itembank import make_item
from tests.itembank.editing import add_item, enter, get_item, make_ground, make_person
from tests.itembank.test_pages import count_statements
from trainingapp.extensions import db
from trainingapp.itembank.flawed import flaw_names
from trainingapp.itembank.models import ItemReview, LawVersion
from trainingapp.itembank.waiting import count_waiting
from trainingapp.itembank.writing import Person
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

SUBJECT = "subject=junior-comprehensive"


@pytest.fixture
def chen(app: Flask) -> Person:
    make_ground()
    return make_person("陈晨")


@pytest.fixture
def editor(client: FlaskClient, chen: Person) -> FlaskClient:
    return enter(client, chen)


def codes(reader: FlaskClient, query: str) -> list[str]:
    answer = reader.get(f"/bank/items?{query}")
    assert answer.status_code == 200
    return re.findall(r'href="/bank/items/([A-Z]{2}-\d{2}-\d{4})"', answer.text)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("低保", ["JC-01-0001"]),  # two characters, which a word index would not know
        ("老人", ["JC-01-0002"]),
        ("保边", ["JC-01-0001"]),  # and two that are no word at all
        ("低保 缘家", ["JC-01-0001"]),
        ("低保 老人", []),
        ("ＣＲＰ", ["JC-01-0002"]),  # full width and case are folded
        ("crp", ["JC-01-0002"]),
        ("个案管理", ["JC-01-0002"]),  # in an option
        ("接案", ["JC-01-0001", "JC-01-0002"]),  # in the rationale
        ("jc-01-0002", ["JC-01-0002"]),
        ("%", []),
        ("_", []),
        ("\\", []),
    ],
)
def test_words_of_two_characters_are_found(
    editor: FlaskClient, words: str, wanted: list[str]
) -> None:
    options = {letter: {"text": f"做法{letter}", "why": "理由"} for letter in "ABC"}
    options["D"] = {"text": "提供个案管理", "why": "理由"}
    add_item(code="JC-01-0001", content={"stem": "下列家庭中，属于低保边缘家庭的是（　　）。"})
    stem = "社会工作者用 CRP 模式服务独居老人，首先应（　　）。"
    add_item(code="JC-01-0002", content={"stem": stem, "options": options})
    assert codes(editor, f"q={words}") == wanted


@pytest.mark.both_databases
def test_items_are_found_by_point_law_and_author(editor: FlaskClient) -> None:
    with writing():
        law = db.session.scalars(select(LawVersion)).one()
        make_item("A", code="JC-01-0001", anchors=[(law, "3", "扶贫")])
        db.session.commit()
    add_item(code="JC-01-0002", knowledge=["JC01.1.02"], author="内容组丁")
    add_item(code="JC-02-0001", chapter="JC02")
    assert codes(editor, "law=charity-law") == ["JC-01-0001"]
    assert codes(editor, "author=内容组丁") == ["JC-01-0002"]
    assert codes(editor, f"{SUBJECT}&point=JC01.1.02") == ["JC-01-0002"]
    assert codes(editor, f"{SUBJECT}&point=JC01.1") == ["JC-01-0001", "JC-01-0002"]
    assert codes(editor, f"{SUBJECT}&point=JC02.1.01") == ["JC-02-0001"]
    assert codes(editor, f"{SUBJECT}&point=JC01.1.02&author=内容组甲") == []


def test_items_are_found_by_flaw_and_an_exception_silences_it(editor: FlaskClient) -> None:
    options = {letter: {"text": f"做法{letter}", "why": "理由"} for letter in "ABC"}
    options["D"] = {"text": "以上都对", "why": "理由"}
    flawed = add_item(code="JC-01-0001", content={"options": options})
    add_item(code="JC-01-0002")
    name = next(name for name in flaw_names(get_item(flawed)) if "all" in name or "above" in name)
    assert codes(editor, f"{SUBJECT}&flaw={name}") == [flawed]
    with writing():
        get_item(flawed).exceptions = {name: "原题如此"}
        db.session.commit()
    assert codes(editor, f"{SUBJECT}&flaw={name}") == []


def test_flaws_and_points_are_offered_within_a_subject_only(editor: FlaskClient) -> None:
    assert 'name="flaw"' not in editor.get("/bank/items").text
    page = editor.get(f"/bank/items?{SUBJECT}").text
    assert 'name="flaw"' in page
    assert 'value="JC01.1.02"' in page
    # A filter left over from another subject is dropped, one that never was is refused.
    assert editor.get("/bank/items?subject=&point=JC01.1.02").status_code == 200
    for wrong in (f"{SUBJECT}&flaw=no_such", f"{SUBJECT}&point=XX", "law=none", "waiting=x"):
        assert editor.get(f"/bank/items?{wrong}").status_code == 422


@pytest.mark.both_databases
def test_what_waits_is_sorted_by_whom_it_waits_for(client: FlaskClient, chen: Person) -> None:
    zhao = make_person("赵明", Role.ITEM_REVIEWER)
    draft = add_item(code="JC-01-0001", status="draft", author_id=chen.id, author=chen.name)
    add_item(code="JC-01-0002", status="draft")
    back = add_item(code="JC-01-0003", status="draft", author_id=chen.id, author=chen.name)
    waits = add_item(code="JC-01-0004", status="needs-review")
    own = add_item(code="JC-01-0005", status="needs-review", author_id=zhao.id, author="赵明")
    for status in ("draft", "retired"):
        add_item(status=status, attention={"reason": "law-changed"})
    lapsed = add_item(code="JC-01-0006", status="needs-review", attention={"reason": "law-changed"})
    with writing():
        review: ItemReview = get_item(back).latest.reviews[0]
        review.verdict = "disagree"
        db.session.commit()
    wanted = {
        "own-drafts": [draft, back],
        "returned": [back],
        "attention": [lapsed],
    }
    for name, found in wanted.items():
        assert codes(enter(client, chen), f"waiting={name}") == found
    assert codes(enter(client, zhao), "waiting=for-me") == [waits, lapsed]
    assert own not in codes(client, "waiting=for-me")
    assert count_waiting(chen) == {"own-drafts": 2, "returned": 1, "for-me": 3, "attention": 1}
    assert count_waiting(zhao)["for-me"] == 2


def test_only_editors_tick_items(client: FlaskClient, chen: Person) -> None:
    code = add_item(code="JC-01-0001")
    assert f'name="codes" value="{code}"' in enter(client, chen).get("/bank/items").text
    reader = enter(client, make_person("吴", Role.INSTRUCTOR))
    page = reader.get("/bank/items").text
    assert code in page
    assert 'name="codes"' not in page
    assert "/bank/items/new" not in page


def test_a_longer_list_with_every_filter_takes_no_more_statements(editor: FlaskClient) -> None:
    add_item(status="draft")
    address = f"/bank/items?{SUBJECT}&q=老人&author=内容组甲&point=JC01.1&waiting=returned"
    few = count_statements(editor, address)
    for _ in range(25):
        add_item(status="draft")
    assert count_statements(editor, address) == few


def test_a_remembered_flaw_is_of_the_words_and_exceptions_of_now(app: Flask) -> None:
    make_ground()
    code = add_item("B", content={"stem": "下列说法不正确的是（　　）。"})
    before = flaw_names(get_item(code))
    assert flaw_names(get_item(code)) is before
    with writing():
        get_item(code).exceptions = dict.fromkeys(before, "有意如此")
        db.session.commit()
    assert flaw_names(get_item(code)) == frozenset()


def test_the_item_page_and_the_reviews_name_the_flaws(client: FlaskClient, chen: Person) -> None:
    options = {letter: {"text": f"做法{letter}", "why": "理由"} for letter in "ABC"}
    options["D"] = {"text": "以上都对", "why": "理由"}
    code = add_item(status="needs-review", content={"options": options})
    assert "/bank/flaws#" in enter(client, chen).get(f"/bank/items/{code}").text
    reader = enter(client, make_person("赵明", Role.ITEM_REVIEWER))
    assert "/bank/flaws#" not in reader.get(f"/bank/reviews/{code}").text
    data = {"revision": str(get_item(code).latest.id), "selected": "B"}
    reader.post(f"/bank/reviews/{code}/answer", data=data)
    assert "/bank/flaws#" in reader.get(f"/bank/reviews/{code}").text
