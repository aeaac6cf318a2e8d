"""One act on many items: each by itself, with a summary of what was done and what was refused."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.itembank.editing import add_item, enter, get_item, make_ground, make_person
from trainingapp.extensions import db


@pytest.fixture
def editor(app: Flask, client: FlaskClient) -> FlaskClient:
    make_ground()
    return enter(client, make_person("陈晨"))


def do(editor: FlaskClient, act: str, *codes: str) -> str:
    answer = editor.post("/bank/items/acts", data={"act": act, "codes": list(codes)})
    assert answer.status_code == 200
    return answer.text


def test_what_can_be_done_is_done_and_the_rest_is_said_with_its_reason(editor: FlaskClient) -> None:
    draft = add_item(status="draft")
    faulty = add_item(status="draft", knowledge=["JC77.1.01"])
    ready, retired = add_item(status="ready"), add_item(status="retired")
    page = do(editor, "send", draft, faulty, ready, retired, "JC-99-9999", draft)
    assert [get_item(code).status for code in (draft, faulty, ready, retired)] == [
        "needs-review",
        "draft",
        "ready",
        "retired",
    ]
    done, _sign, refused = page.partition("未能执行")
    assert draft in done
    assert draft not in refused
    for code, why in (
        (faulty, "还有 1 处问题"),
        (ready, "不能这样操作"),
        (retired, "请先退回草稿"),
        ("JC-99-9999", "没有这道题"),
    ):
        assert code in refused
        assert why in refused


@pytest.mark.parametrize(
    ("act", "before", "after"),
    [("recall", "ready", "draft"), ("retire", "draft", "retired"), ("recall", "retired", "draft")],
)
def test_items_are_taken_back_and_retired_together(
    editor: FlaskClient, act: str, before: str, after: str
) -> None:
    codes = [add_item(status=before) for _ in range(3)]
    page = do(editor, act, *codes)
    assert [get_item(code).status for code in codes] == [after] * 3
    assert "未能执行" not in page


@pytest.mark.parametrize(
    "data",
    [{"act": "send"}, {"codes": "JC-01-0001"}, {"act": "approve", "codes": "JC-01-0001"}, {}],
)
def test_nothing_is_done_without_items_or_with_another_act(
    editor: FlaskClient, data: dict[str, str]
) -> None:
    code = add_item(status="draft", code="JC-01-0001")
    answer = editor.post("/bank/items/acts", data=data)
    assert answer.status_code == 422
    assert "至少勾选" in answer.text
    assert get_item(code).status == "draft"


def test_the_way_back_keeps_the_filters(editor: FlaskClient) -> None:
    code = add_item(status="draft")
    page = editor.get("/bank/items?status=draft&page=1").text
    assert 'name="back" value="status=draft&amp;page=1"' in page
    answer = editor.post(
        "/bank/items/acts", data={"act": "retire", "codes": code, "back": "status=draft"}
    )
    assert 'href="/bank/items?status=draft"' in answer.text


def test_the_statements_grow_only_with_what_is_changed(editor: FlaskClient) -> None:
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    def count(number: int) -> int:
        codes = [add_item(status="retired") for _ in range(number)]
        statements.clear()
        do(editor, "retire", *codes)  # all refused: nothing to write
        return len(statements)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        count(1)
        assert count(2) == count(20)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
