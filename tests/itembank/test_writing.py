"""Editors write and revise items; what is wrong is said beside its field, and nothing typed is lost."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

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
from trainingapp.audit.models import AuditEntry
from trainingapp.extensions import db
from trainingapp.itembank.models import BankItem
from trainingapp.itembank.storing import find_shape
from trainingapp.itembank.writing import Person, base_of, propose_code
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing


@pytest.fixture
def chen(app: Flask) -> Person:
    make_ground()
    return make_person("陈晨")


@pytest.fixture
def editor(client: FlaskClient, chen: Person) -> FlaskClient:
    return enter(client, chen)


def write(editor: FlaskClient, kind: str = "single", **changes: str | list[str]) -> str:
    """Write a new item; returns its code."""
    typed = WRITTEN if kind in {"case", "design", "essay"} else TYPED
    answer = editor.post(NEW + kind, data={**typed, **changes})
    assert answer.status_code == 303, re.findall(r"<li>.*?</li>", answer.text)
    return str(answer.location.rpartition("/")[2])


def base(code: str) -> str:
    return base_of(get_item(code))


@pytest.mark.both_databases
def test_a_new_item_is_a_draft_of_its_author_with_the_next_code(
    editor: FlaskClient, chen: Person
) -> None:
    assert write(editor) == "JC-01-0001"
    code = write(editor, stem="社会工作者小周首先应（　　）。")
    assert code == "JC-01-0002"
    item = get_item(code)
    assert (item.status, item.author, item.author_id) == ("draft", "陈晨", chen.id)
    assert (item.latest.editor_id, item.latest.key, item.latest.chapter) == (chen.id, "B", "JC01")
    shape = find_shape(item)
    assert shape.sources == ["2025年版大纲第一章", "社会工作综合能力（初级）"]
    assert shape.anchors[0].phrase == "扶贫"
    assert shape.facility.expected == 0.65
    page = editor.get(f"/bank/items/{code}").text
    assert "先倾听老人的想法" in page


def test_a_multiple_item_takes_several_letters(editor: FlaskClient) -> None:
    five = {"options-4-text": "陪同老人散步", "options-4-why": "关系已经建立"}
    code = write(editor, "multiple", **five, key=["D", "B"])
    assert get_item(code).latest.key == "BD"


@pytest.mark.parametrize("kind", ["case", "design", "essay"])
def test_a_written_item_has_tasks_with_a_rubric_and_blank_rows_are_left_out(
    editor: FlaskClient, kind: str
) -> None:
    item = get_item(write(editor, kind))
    (task,) = item.latest.content["tasks"]
    assert [row["point"] for row in task["rubric"]] == ["评估", "目标"]
    assert task["rubric"][0]["accept"] == ["需求评估", "需求调查"]
    assert task["common_mistakes"] == ["没有目标", "没有评估"]
    assert (item.latest.kind, item.latest.key) == (kind, None)


def test_subject_and_kind_are_chosen_first(editor: FlaskClient) -> None:
    assert "命题科目" in editor.get("/bank/items/new").text or editor.get("/bank/items/new").text
    assert editor.get("/bank/items/new?subject=junior-comprehensive&kind=riddle").status_code == 422
    page = editor.get(NEW + "single").text
    assert page.count('name="key"') == 4
    assert "JC01.1.02" in page
    assert editor.get(NEW + "multiple").text.count('name="key"') == 5
    assert "tasks-0-rubric-1-point" in editor.get(NEW + "case").text


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"stem": " "}, "stem", "题干"),
        ({"options-2-text": ""}, "options-2-text", "选项"),
        ({"options-2-why": ""}, "options-2-why", "C"),
        ({"key": ""}, None, "答案"),
        ({"rationale": ""}, "rationale", "解析"),
        ({"sources": ""}, "sources", "出处"),
        ({"knowledge_1": ""}, "knowledge_1", "知识点"),
        ({"knowledge_1": "JC01.1"}, "knowledge_1", "JC01.1"),
        ({"level": ""}, "level", "认知层次"),
        ({"expected": "很难"}, "expected", "难度"),
        ({"expected": "1.5"}, "expected", "1.5"),
        ({"reason": ""}, "reason", "理由"),
        ({"enemies": "JC-77-0001"}, "enemies", "JC-77-0001"),
        ({"enemies": "甲"}, "enemies", "甲"),
        ({"anchors-0-law": "no-law@2020-01-01"}, "anchors-0-law", "no-law"),
        ({"anchors-0-article": "第三条"}, "anchors-0-article", "第三条"),
        ({"anchors-0-phrase": ""}, "anchors-0-phrase", "法条"),
        ({"stem": "长" * 6001}, "stem", "6000"),
        ({"anchors-0-phrase": "长" * 201}, "anchors-0-phrase", "200"),
        ({"exceptions-0-name": "key_longer"}, "exceptions-0-reason", "例外"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    editor: FlaskClient, change: dict[str, str], field: str | None, sentence: str
) -> None:
    answer = editor.post(NEW + "single", data={**TYPED, **change})
    assert answer.status_code == 422
    (box,) = re.findall(r'<div class="error-summary".*?</div>', answer.text, re.DOTALL)
    assert sentence in box
    if field:
        assert f'href="#{field}"' in box
        assert re.search(
            rf'id="{field}"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*id="{field}"',
            answer.text,
        )
    if "options-0-text" not in change:
        assert "立即告知老人的子女" in answer.text
    assert db.session.scalars(select(BankItem)).all() == []


def test_a_rubric_that_does_not_add_up_is_said_beside_the_points(editor: FlaskClient) -> None:
    answer = editor.post(NEW + "case", data={**WRITTEN, "tasks-0-points": "11"})
    assert answer.status_code == 422
    assert 'href="#tasks-0-points"' in answer.text
    answer = editor.post(NEW + "case", data={**WRITTEN, "tasks-0-rubric-2-points": "四"})
    assert 'href="#tasks-0-rubric-2-points"' in answer.text


@pytest.mark.parametrize(
    ("kind", "row", "wanted"),
    [
        ("single", "anchors", "anchors-1-phrase"),
        ("single", "exceptions", "exceptions-1-reason"),
        ("case", "tasks", "tasks-1-prompt"),
        ("case", "tasks-0", "tasks-0-rubric-3-point"),
    ],
)
def test_rows_are_added_without_script(
    editor: FlaskClient, kind: str, row: str, wanted: str
) -> None:
    typed = WRITTEN if kind == "case" else TYPED
    answer = editor.post(NEW + kind, data={**typed, "row": row})
    assert answer.status_code == 200
    assert f'name="{wanted}"' in answer.text
    assert typed["rationale"] in answer.text
    assert db.session.scalars(select(BankItem)).all() == []


@pytest.mark.parametrize("row", ["", "stem", "tasks-99", "tasks-x", "place", "data", "anchors-0"])
def test_a_row_that_does_not_exist_adds_nothing(editor: FlaskClient, row: str) -> None:
    assert editor.post(NEW + "case", data={**WRITTEN, "row": row}).status_code == 200


def test_rows_end_somewhere(editor: FlaskClient) -> None:
    many = {f"anchors-{n}-article": "1" for n in range(50)}
    page = editor.post(NEW + "single", data={**TYPED, **many, "row": "anchors"}).text
    assert "anchors-49-article" in page
    assert "anchors-50-article" not in page


def test_the_preview_shows_what_a_candidate_sees_with_faults_and_flaws(editor: FlaskClient) -> None:
    typed = {**TYPED, "options-1-why": "", "options-3-text": "以上都对"}
    for answer in (
        editor.post(NEW + "single", data={**typed, "preview": "1"}),
        editor.post(NEW.replace("new", "preview") + "single", data=typed),
    ):
        assert answer.status_code == 200
        pane = answer.text[answer.text.find("考生看到的样子") :]
        assert TYPED["stem"] in pane
        assert "没有说明" in pane or "理由" in pane
        assert "/bank/flaws#" in pane
    assert db.session.scalars(select(BankItem)).all() == []


def test_the_preview_takes_anything_half_written(editor: FlaskClient) -> None:
    for kind in ("single", "multiple", "case", "design", "essay"):
        address = NEW.replace("new", "preview") + kind
        assert editor.post(address, data={}).status_code == 200
        assert (
            editor.post(address, data={"expected": "x", "tasks-0-points": "x"}).status_code == 200
        )
    assert editor.post("/bank/items/preview", data={}).status_code == 404


def test_a_revision_is_made_by_the_editor_with_a_note(editor: FlaskClient, chen: Person) -> None:
    code = add_item("B", code="JC-01-0100")
    page = editor.get(f"/bank/items/{code}/edit").text
    assert "做法A的理由" in page
    typed = {**TYPED, "base": base(code), "note": "题干更清楚"}
    assert editor.post(f"/bank/items/{code}/edit", data=typed).status_code == 303
    item = get_item(code)
    assert (item.latest_number, item.status, item.author) == (2, "draft", "内容组甲")
    assert (item.latest.editor_id, item.latest.note) == (chen.id, "题干更清楚")
    assert item.revisions[0].content["stem"] != item.latest.content["stem"]


def test_saving_what_was_opened_changes_nothing(editor: FlaskClient) -> None:
    codes = [write(editor), write(editor, "case"), write(editor, **{"options-0-text": "甲\n乙"})]
    for code in codes:
        before = find_shape(get_item(code))
        form = fields_of(editor.get(f"/bank/items/{code}/edit").text)
        assert editor.post(f"/bank/items/{code}/edit", data=form).status_code == 303
        item = get_item(code)
        assert item.latest_number == 1
        assert find_shape(item) == before


def fields_of(page: str) -> dict[str, list[str]]:
    """What a browser would send of the editor's form, read from the page."""
    (form,) = html.fromstring(page).xpath("//form[contains(@class, 'item-form')]")
    return {name: [value] for name, value in form.form_values() if name != "csrf_token"}


def test_enemies_and_exceptions_change_without_a_revision_and_keep_it_ready(
    editor: FlaskClient,
) -> None:
    other, code = add_item("A"), write(editor)
    with writing():
        get_item(code).status = "ready"
        db.session.commit()
    typed = {**TYPED, "base": base(code), "enemies": other.lower() + "，"}
    typed |= {"exceptions-0-name": "all_of_the_above", "exceptions-0-reason": "原文如此"}
    assert editor.post(f"/bank/items/{code}/edit", data=typed).status_code == 303
    item = get_item(code)
    assert (item.latest_number, item.status, item.enemies) == (1, "ready", [other])
    assert item.exceptions == {"all_of_the_above": "原文如此"}


def test_of_two_editors_the_second_sees_what_the_first_did_and_loses_nothing(
    editor: FlaskClient, app: Flask
) -> None:
    code = write(editor)
    started = base(code)
    first = {**TYPED, "stem": "第一位编辑的题干（　　）。", "base": started}
    assert editor.post(f"/bank/items/{code}/edit", data=first).status_code == 303
    second = {**TYPED, "rationale": "第二位编辑的解析。", "base": started}
    answer = editor.post(f"/bank/items/{code}/edit", data=second)
    assert answer.status_code == 409
    assert "第二位编辑的解析。</textarea>" in answer.text
    theirs = answer.text[: answer.text.find('class="item-form"')]
    assert re.search(r"<ins>.*第一位编辑", theirs, re.DOTALL)
    assert get_item(code).latest_number == 2
    # Saving the page that came back is meant: it starts from what the first editor stored.
    again = fields_of(answer.text)
    assert editor.post(f"/bank/items/{code}/edit", data=again).status_code == 303
    item = get_item(code)
    assert item.latest_number == 3
    assert item.latest.content["rationale"] == "第二位编辑的解析。"
    assert [r.number for r in item.revisions] == [1, 2, 3]


@pytest.mark.parametrize("forged", ["", "1-0000000000000000", "x", "99-1"])
def test_a_base_that_is_none_stores_nothing(editor: FlaskClient, forged: str) -> None:
    code = write(editor)
    typed = {**TYPED, "stem": "别的（　　）。", "base": forged}
    assert editor.post(f"/bank/items/{code}/edit", data=typed).status_code == 409
    assert get_item(code).latest_number == 1


def test_an_identity_changed_meanwhile_is_noticed_too(editor: FlaskClient) -> None:
    code, started = write(editor), ""
    started = base(code)
    with writing():
        get_item(code).exceptions = {"stem_too_long": "案例需要"}
        db.session.commit()
    assert (
        editor.post(f"/bank/items/{code}/edit", data={**TYPED, "base": started}).status_code == 409
    )


def test_a_retired_item_is_not_revised(editor: FlaskClient) -> None:
    code = write(editor)
    started = base(code)
    with writing():
        get_item(code).status = "retired"
        db.session.commit()
    assert editor.get(f"/bank/items/{code}/edit").status_code == 409
    typed = {**TYPED, "stem": "别的（　　）。", "base": started}
    answer = editor.post(f"/bank/items/{code}/edit", data=typed)
    assert answer.status_code == 409
    assert "别的（　　）。" in answer.text


def test_script_and_control_characters_stay_text_or_go(editor: FlaskClient) -> None:
    code = write(editor, stem="<script>alert(1)</script>\x07第一行\r\n第二行（　　）。")
    assert get_item(code).latest.content["stem"] == (
        "<script>alert(1)</script>第一行\n第二行（　　）。"
    )
    for address in (
        f"/bank/items/{code}",
        f"/bank/items/{code}/edit",
        f"/bank/items/{code}/history",
    ):
        assert "<script>alert" not in editor.get(address).text


@pytest.mark.parametrize(
    ("act", "before", "after", "status"),
    [
        ("send", "draft", "needs-review", 303),
        ("recall", "needs-review", "draft", 303),
        ("recall", "ready", "draft", 303),
        ("retire", "ready", "retired", 303),
        ("recall", "retired", "draft", 303),
        ("send", "ready", "ready", 409),
        ("send", "retired", "retired", 409),
        ("retire", "retired", "retired", 409),
        ("approve", "needs-review", "needs-review", 400),
        ("lapse", "ready", "ready", 400),
        ("", "draft", "draft", 400),
    ],
)
def test_an_item_is_sent_taken_back_and_retired(
    editor: FlaskClient, act: str, before: str, after: str, status: int
) -> None:
    code = write(editor)
    with writing():
        get_item(code).status = before
        db.session.commit()
    answer = editor.post(f"/bank/items/{code}/state", data={"act": act})
    assert (answer.status_code, get_item(code).status) == (status, after)
    assert editor.get(f"/bank/items/{code}").status_code == 200


def test_an_item_with_faults_is_not_sent(editor: FlaskClient) -> None:
    code = add_item("B", status="draft", knowledge=["JC77.1.01"])
    answer = editor.post(f"/bank/items/{code}/state", data={"act": "send"})
    assert answer.status_code == 409
    assert get_item(code).status == "draft"


def test_save_and_send_does_both(editor: FlaskClient) -> None:
    assert get_item(write(editor, send="1")).status == "needs-review"


def test_what_editors_do_is_in_the_audit_log(editor: FlaskClient, chen: Person) -> None:
    code = write(editor, send="1")
    query = select(AuditEntry).where(AuditEntry.action.like("itembank.%"))
    entries = db.session.scalars(query.order_by(AuditEntry.number)).all()
    assert [entry.action for entry in entries] == ["itembank.write", "itembank.send"]
    assert {entry.actor_id for entry in entries} == {chen.id}
    assert all(code in entry.detail for entry in entries)


@pytest.mark.parametrize("role", [Role.ITEM_REVIEWER, Role.INSTRUCTOR, Role.EXAM_OFFICER])
def test_who_only_reads_items_cannot_write_them(
    client: FlaskClient, chen: Person, role: Role
) -> None:
    code = add_item("B", code="JC-01-0100")
    reader = enter(client, make_person("某人", role))
    for address in ("/bank/items/new", f"/bank/items/{code}/edit"):
        assert reader.get(address).status_code == 403
        assert reader.post(address, data=TYPED).status_code == 403
    for address in (f"/bank/items/{code}/state", "/bank/items/acts", "/bank/items/preview"):
        assert reader.post(address, data={"act": "retire", "codes": code}).status_code == 403
    assert "/edit" not in reader.get(f"/bank/items/{code}").text


@pytest.mark.parametrize("address", ["/bank/items/JC-99-9999/edit", "/bank/items/JC-99-9999/state"])
def test_an_item_that_does_not_exist_is_not_found(editor: FlaskClient, address: str) -> None:
    assert editor.post(address, data={**TYPED, "act": "send"}).status_code == 404


def test_codes_count_on_within_their_chapter(app: Flask, chen: Person) -> None:
    add_item("A", code="JC-01-0041")
    add_item("A", code="JC-01-12345")
    add_item("A", code="JC-02-0007")
    assert propose_code("JC01.1.01") == "JC-01-0042"
    assert propose_code("JC02.1.01") == "JC-02-0008"
    assert propose_code("JC11.1.01") == "JC-11-0001"
