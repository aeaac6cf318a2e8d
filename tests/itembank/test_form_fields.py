"""Every field of an item's form with what cannot be stored: said beside it, in both languages, and nothing lost."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.itembank.editing import (
    NEW,
    TYPED,
    WRITTEN,
    add_item,
    enter,
    get_item,
    make_ground,
    make_person,
)
from trainingapp.extensions import db
from trainingapp.itembank.forms.writing import MOST_ROWS
from trainingapp.itembank.models import BankItem
from trainingapp.itembank.writing import base_of

TOO_LONG, LONG_LINE = "长" * 6001, "长" * 201
# Field, what is typed, the field that the fault stands beside.
OBJECTIVE = [
    ("stem", "", "stem"),
    ("stem", "   ", "stem"),
    ("stem", TOO_LONG, "stem"),
    ("options-0-text", "", "options-0-text"),
    ("options-0-text", TOO_LONG, "options-0-text"),
    ("options-3-text", " \n ", "options-3-text"),
    ("options-0-why", "", "options-0-why"),
    ("options-2-why", TOO_LONG, "options-2-why"),
    ("rationale", "", "rationale"),
    ("rationale", TOO_LONG, "rationale"),
    ("sources", "", "sources"),
    ("sources", TOO_LONG, "sources"),
    ("knowledge_1", "", "knowledge_1"),
    ("knowledge_1", "JC99.9.99", "knowledge_1"),
    ("knowledge_1", "JC01", "knowledge_1"),
    ("knowledge_1", "MC01.1.01", "knowledge_1"),
    ("knowledge_2", "JC99.9.99", "knowledge_2"),
    ("knowledge_3", "<script>", "knowledge_3"),
    ("level", "", "level"),
    ("level", "guess", "level"),
    ("expected", "", "expected"),
    ("expected", "viel", "expected"),
    ("expected", "2", "expected"),
    ("expected", "-0.1", "expected"),
    ("expected", "nan", "expected"),
    ("expected", "0.123456789", "expected"),
    ("reason", "", "reason"),
    ("reason", LONG_LINE, "reason"),
    ("anchors-0-law", "no-such-law@2023-12-29", "anchors-0-law"),
    ("anchors-0-law", "charity-law@1999-01-01", "anchors-0-law"),
    ("anchors-0-article", "", "anchors-0-article"),
    ("anchors-0-article", "1" * 17, "anchors-0-article"),
    ("anchors-0-phrase", "", "anchors-0-phrase"),
    ("anchors-0-phrase", LONG_LINE, "anchors-0-phrase"),
    ("origin", "stolen", "origin"),
    ("enemies", "nonsense", "enemies"),
    ("enemies", "JC-01-9998", "enemies"),
    ("enemies", TOO_LONG, "enemies"),
    ("exceptions-0-name", "no-such-flaw", "exceptions-0-reason"),
    ("exceptions-0-reason", "不知为何", "exceptions-0-name"),
]
CASE = [
    ("stimulus", "", "stimulus"),
    ("stimulus", TOO_LONG, "stimulus"),
    ("tasks-0-prompt", "", "tasks-0-prompt"),
    ("tasks-0-prompt", TOO_LONG, "tasks-0-prompt"),
    ("tasks-0-points", "", "tasks-0-points"),
    ("tasks-0-points", "viel", "tasks-0-points"),
    ("tasks-0-points", "9", "tasks-0-points"),
    ("tasks-0-points", "-10", "tasks-0-points"),
    ("tasks-0-points", "123456789", "tasks-0-points"),
    ("tasks-0-rubric-0-point", "", "tasks-0-rubric-0-point"),
    ("tasks-0-rubric-0-points", "", "tasks-0-rubric-0-points"),
    ("tasks-0-rubric-0-points", "NaN", "tasks-0-rubric-0-points"),
    ("tasks-0-rubric-0-accept", TOO_LONG, "tasks-0-rubric-0-accept"),
    ("tasks-0-model_answer", "", "tasks-0-model_answer"),
    ("tasks-0-model_answer", TOO_LONG, "tasks-0-model_answer"),
    ("tasks-0-common_mistakes", TOO_LONG, "tasks-0-common_mistakes"),
]
FAULTS = [("single", *row) for row in OBJECTIVE] + [("case", *row) for row in CASE]


@pytest.fixture
def editor(app: Flask, client: FlaskClient) -> FlaskClient:
    make_ground()
    return enter(client, make_person("陈晨"))


def typed_for(kind: str, **changes: Any) -> dict[str, Any]:
    return {**(WRITTEN if kind == "case" else TYPED), **changes}


def said_beside(page: str, field: str) -> str:
    """The sentence next to a field, without its markup."""
    found = re.search(
        rf'<p class="field-error" id="{re.escape(field)}-error">(.*?)</p>', page, re.S
    )
    return unescape(re.sub(r"<[^>]+>", "", found[1])).strip() if found else ""


def count_items() -> int:
    db.session.expire_all()
    return db.session.scalar(select(func.count()).select_from(BankItem)) or 0


@pytest.mark.parametrize(("kind", "field", "value", "place"), FAULTS)
def test_what_cannot_be_stored_is_said_beside_its_field_and_nothing_is_written(
    editor: FlaskClient, kind: str, field: str, value: str, place: str
) -> None:
    answer = editor.post(NEW + kind, data=typed_for(kind, **{field: value}))
    assert answer.status_code == 422
    assert said_beside(answer.text, place), re.findall(r"field-error\" id=\"([^\"]*)", answer.text)
    assert f'href="#{place}"' in answer.text  # the list on top leads there
    assert count_items() == 0


@pytest.mark.parametrize(("kind", "field", "value", "place"), FAULTS[::3])
def test_both_languages_have_a_sentence_of_their_own(
    editor: FlaskClient, kind: str, field: str, value: str, place: str
) -> None:
    sentences = {}
    for language in ("zh", "en"):
        editor.set_cookie("display", f"{language}.auto.off")
        page = editor.post(NEW + kind, data=typed_for(kind, **{field: value})).text
        sentences[language] = said_beside(page, place)
    assert re.search(r"[\u4e00-\u9fff]", sentences["zh"])
    assert re.search(r"[a-z]{3}", sentences["en"])
    assert sentences["zh"] != sentences["en"]


@pytest.mark.parametrize(("kind", "field", "value", "place"), FAULTS[1::2])
def test_an_item_that_is_revised_wrongly_stays_as_it_is(
    editor: FlaskClient, kind: str, field: str, value: str, place: str
) -> None:
    code = editor.post(NEW + kind, data=typed_for(kind)).location.rpartition("/")[2]
    before = get_item(code).latest.content_sha256
    changed = typed_for(kind, base=base_of(get_item(code)), **{field: value})
    answer = editor.post(f"/bank/items/{code}/edit", data=changed)
    assert answer.status_code == 422
    assert said_beside(answer.text, place)
    item = get_item(code)
    assert (item.latest_number, item.latest.content_sha256) == (1, before)


@pytest.mark.parametrize("kind", ["single", "case"])
def test_what_was_typed_stays_typed_in_every_field(editor: FlaskClient, kind: str) -> None:
    typed = typed_for(kind, expected="viel", note="原来的说明")
    page = unescape(editor.post(NEW + kind, data=typed).text)
    form = page[page.index('class="item-form"') :]
    for name, value in typed.items():
        if name in {"note", "tasks-0-rubric-1-point", "key"}:
            continue  # a new item has no history; a blank row; ticked, see below
        assert value.replace("\n", "\r\n") in form or value in form, name
    if kind == "single":
        assert re.search(r'id="key-B"[^>]*checked', form)
        assert not re.search(r'id="key-A"[^>]*checked', form)


@pytest.mark.parametrize("key", [[], ["A", "B"], ["E"], ["Z"], ["<script>"], ["AB"]])
def test_a_key_that_no_single_item_has_is_refused(editor: FlaskClient, key: list[str]) -> None:
    answer = editor.post(NEW + "single", data=typed_for("single", key=key))
    assert answer.status_code == 422
    assert "答案" in answer.text
    assert "<script>" not in answer.text[answer.text.index("<main") :]
    assert count_items() == 0


@pytest.mark.parametrize("key", [[], ["A"], list("ABCDE"), ["A", "F"]])
def test_a_key_that_no_multiple_item_has_is_refused(editor: FlaskClient, key: list[str]) -> None:
    five = {"options-4-text": "陪同老人散步", "options-4-why": "关系已经建立"}
    answer = editor.post(NEW + "multiple", data=typed_for("multiple", key=key, **five))
    assert answer.status_code == 422
    assert count_items() == 0


def test_each_flaw_is_excepted_once_and_no_reason_is_lost(editor: FlaskClient) -> None:
    twice = {f"exceptions-{n}-name": "key_longest" for n in (0, 1)}
    reasons = {"exceptions-0-reason": "甲的理由", "exceptions-1-reason": "乙的理由"}
    answer = editor.post(NEW + "single", data=typed_for("single", **twice, **reasons))
    assert answer.status_code == 422
    assert "另一行" in said_beside(answer.text, "exceptions-1-name")
    assert said_beside(answer.text, "exceptions-0-name") == ""
    assert all(reason in answer.text for reason in reasons.values())
    assert count_items() == 0


def test_an_exception_without_a_reason_is_refused(editor: FlaskClient) -> None:
    answer = editor.post(
        NEW + "single", data=typed_for("single", **{"exceptions-0-name": "key_longest"})
    )
    assert answer.status_code == 422
    assert count_items() == 0


@pytest.mark.parametrize(
    ("kind", "field", "name"),
    [
        ("single", "anchors", "article"),
        ("single", "exceptions", "reason"),
        ("case", "tasks", "prompt"),
    ],
)
def test_more_rows_than_a_form_keeps_are_refused_and_none_is_dropped(
    editor: FlaskClient, kind: str, field: str, name: str
) -> None:
    many = {f"{field}-{n}-{name}": f"第{n}行" for n in range(MOST_ROWS + 1)}
    answer = editor.post(NEW + kind, data=typed_for(kind, **many))
    assert answer.status_code == 422
    assert f"最多保留 {MOST_ROWS} 行" in answer.text
    assert f"第{MOST_ROWS}行" in answer.text
    assert count_items() == 0


def test_nine_tasks_are_nine_tasks(editor: FlaskClient) -> None:
    data = dict(WRITTEN)
    for number in range(1, 9):
        tasks = {name: value for name, value in data.items() if name.startswith("tasks-0-")}
        data |= {f"tasks-{number}-{name[8:]}": value for name, value in tasks.items()}
    code = editor.post(NEW + "case", data=data).location.rpartition("/")[2]
    assert len(get_item(code).latest.content["tasks"]) == 9
    page = editor.get(f"/bank/items/{code}/edit").text
    assert 'name="tasks-8-prompt"' in page
    again = editor.post(f"/bank/items/{code}/edit", data={**data, "base": base_of(get_item(code))})
    assert again.status_code == 303
    assert get_item(code).latest_number == 1


def test_an_accepted_wording_with_a_semicolon_stays_one_wording(editor: FlaskClient) -> None:
    wordings = "先评估；后计划\n需求调查"
    data = {**WRITTEN, "tasks-0-rubric-0-accept": wordings}
    code = editor.post(NEW + "case", data=data).location.rpartition("/")[2]
    rubric = get_item(code).latest.content["tasks"][0]["rubric"]
    assert rubric[0]["accept"] == ["先评估；后计划", "需求调查"]
    assert wordings in editor.get(f"/bank/items/{code}/edit").text.replace("\r\n", "\n")


def test_an_item_is_not_its_own_enemy(editor: FlaskClient) -> None:
    code = add_item(status="draft")
    data = typed_for("single", base=base_of(get_item(code)), enemies=code)
    answer = editor.post(f"/bank/items/{code}/edit", data=data)
    assert answer.status_code == 422
    assert said_beside(answer.text, "enemies")
