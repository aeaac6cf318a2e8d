"""An item is one thing in files, in the database and in between: shape → rows → shape is the identity."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from tests.factories_accounts import make_user
from tests.factories_itembank import NOON, make_form, make_law, make_syllabus
from tests.itembank.banks import ON, write_bank
from trainingapp.extensions import db
from trainingapp.itembank import queries
from trainingapp.itembank.actions import load_bank
from trainingapp.itembank.bank import Bank
from trainingapp.itembank.checking import check_bank
from trainingapp.itembank.models import BankItem, ItemRevision
from trainingapp.itembank.shapes import ItemShape, ObjectiveItem, WrittenItem
from trainingapp.itembank.storing import (
    check_shape,
    check_shapes,
    find_shape,
    settle,
    shape_details,
    store_item,
)
from trainingapp.rules.item_states import ItemIsRetired
from trainingapp.rules.items import Status
from trainingapp.web.transactions import writing

FOLDER = Path(__file__).parent.parent.parent / "question_bank"
OBJECTIVE: dict[str, Any] = {
    "code": "JC-01-0001",
    "kind": "single",
    "status": "draft",
    "knowledge": ["JC01.1.01", "JC01.1.02"],
    "level": "apply",
    "facility": {"expected": 0.65, "reason": "两种做法容易混淆"},
    "stem": "社会工作者小李走访独居老人时，最恰当的做法是（　　）。",
    "options": {letter: {"text": f"做法{letter}", "why": f"理由{letter}"} for letter in "ABCD"},
    "key": "B",
    "rationale": "接案阶段的首要任务是建立专业关系。",
    "sources": ["2025年版大纲 第一章"],
    "anchors": [{"law": "charity-law", "version": "2023-12-29", "article": "3", "phrase": "扶贫"}],
    "origin": "original",
    "author": "陈晨",
    "enemies": [],
    "exceptions": {"key_longest": "法条原文如此"},
}
WRITTEN: dict[str, Any] = {
    **{name: OBJECTIVE[name] for name in ("level", "facility", "rationale", "sources", "origin")},
    "code": "JC-01-0009",
    "kind": "case",
    "status": "draft",
    "knowledge": ["JC01.1.02"],
    "author": "陈晨",
    "stimulus": "某街道拟开展老年人互助服务。",
    "tasks": [
        {
            "prompt": "请分析服务对象的需要。",
            "points": "10",
            "rubric": [
                {"point": "评估", "points": "7.5", "accept": ["需求评估"]},
                {"point": "目标", "points": "2.5"},
            ],
            "model_answer": "先评估需求。",
            "common_mistakes": ["没有目标"],
        }
    ],
}


def objective(**changes: Any) -> ItemShape:
    return ObjectiveItem.model_validate({**OBJECTIVE, **changes})


def written(**changes: Any) -> ItemShape:
    return WrittenItem.model_validate({**WRITTEN, **changes})


@pytest.fixture
def ground(app: Flask) -> None:
    """A syllabus and a law."""
    with writing():
        make_syllabus()
        make_law()
        db.session.commit()


def store(shape: ItemShape, **changes: Any) -> ItemRevision:
    with writing():
        found = store_item(shape, **{"editor_id": None, "note": "", "now": NOON, **changes})
        db.session.commit()
    return found


def item_of(code: str = "JC-01-0001") -> BankItem:
    db.session.expire_all()
    return db.session.scalars(select(BankItem).where(BankItem.code == code)).one()


@pytest.fixture(scope="module")
def whole_bank() -> Bank:
    return check_bank(FOLDER, on=ON)


@pytest.mark.slow
def test_every_item_of_the_question_bank_comes_back_as_it_was_written(
    app: Flask, whole_bank: Bank
) -> None:
    with writing():
        load_bank(whole_bank, now=NOON, progress=lambda done, total: None)
        db.session.commit()
    rows = db.session.scalars(select(BankItem).options(*shape_details()))
    stored = {item.code: find_shape(item) for item in rows}
    written_down = {placed.shape.code: settle(placed.shape) for placed in whole_bank.items}
    assert len(stored) > 500
    assert stored == written_down


@pytest.mark.slow
def test_items_stored_one_by_one_come_back_as_drafts_that_say_the_same(
    app: Flask, whole_bank: Bank
) -> None:
    shapes = [placed.shape for placed in whole_bank.items][::9]
    with writing():
        load_bank(
            Bank(FOLDER, syllabi=whole_bank.syllabi, laws=whole_bank.laws),
            now=NOON,
            progress=lambda done, total: None,
        )
        for shape in shapes:
            store_item(shape, editor_id=None, note="", now=NOON)
        db.session.commit()
    unread = {"status": Status.DRAFT, "reviews": []}
    for shape in shapes:
        assert find_shape(item_of(shape.code)) == settle(shape).model_copy(update=unread)


@pytest.mark.both_databases
@pytest.mark.parametrize("make", [objective, written])
def test_what_is_stored_comes_back(ground: None, make: Any) -> None:
    shape = make()
    revision = store(shape)
    assert revision.number == 1
    assert find_shape(item_of(shape.code)) == settle(shape)


def test_settling_joins_folded_lines_and_sorts_enemies_and_does_nothing_twice(ground: None) -> None:
    shape = objective(stem="社会工作者 小李：A B", enemies=["JC-01-0003", "JC-01-0002"])
    settled = settle(shape)
    assert isinstance(settled, ObjectiveItem)
    assert settled.stem == "社会工作者小李：A B"
    assert settled.enemies == ["JC-01-0002", "JC-01-0003"]
    assert settle(settled) == settled


def test_a_new_item_is_a_draft_of_its_author_whatever_the_shape_says(
    app: Flask, ground: None
) -> None:
    with writing():
        chen = make_user("陈晨").id
        db.session.commit()
    review = {"reader": "审题组乙", "answer": "B", "verdict": "agree", "second_defensible": False}
    shape = objective(status="ready", reviews=[{**review, "on": date(2026, 11, 22)}])
    store(shape, editor_id=chen, author_id=chen, note="写好了")
    item = item_of()
    assert (item.status, item.author_id, item.latest.editor_id) == ("draft", chen, chen)
    assert (item.latest.note, item.latest.reviews) == ("写好了", [])


@pytest.mark.both_databases
def test_a_change_makes_a_revision_and_a_draft_and_leaves_the_old_one_alone(ground: None) -> None:
    store(objective())
    with writing():
        item_of().status = "ready"
        db.session.commit()
    revision = store(objective(stem="新的题干（　　）。", knowledge=["JC01.1.02"], anchors=[]))
    item = item_of()
    assert (revision.number, item.latest_number, item.status) == (2, 2, "draft")
    assert [found.content["stem"][:2] for found in item.revisions] == ["社会", "新的"]
    assert [len(found.anchors) for found in item.revisions] == [1, 0]
    assert [[k.code for k in found.knowledge] for found in item.revisions] == [
        ["JC01.1.01", "JC01.1.02"],
        ["JC01.1.02"],
    ]
    assert "新的题干" in item.search_text


@pytest.mark.parametrize(
    "change",
    [
        {"exceptions": {}},
        {"origin": "adapted"},
        {"enemies": ["JC-01-0002"]},
        {"status": "retired"},
        {"author": "别人"},
    ],
)
def test_what_an_item_is_beside_what_it_says_makes_no_revision(
    ground: None, change: dict[str, Any]
) -> None:
    store(objective())
    with writing():
        item_of().status = "ready"
        db.session.commit()
    assert store(objective(**change)).number == 1
    item = item_of()
    assert (item.status, item.author, item.latest_number) == ("ready", "陈晨", 1)
    kept = {"status", "author"}
    assert all(getattr(item, name) == value for name, value in change.items() if name not in kept)


def test_a_retired_item_is_brought_back_before_it_is_changed(ground: None) -> None:
    store(objective())
    with writing():
        item_of().status = "retired"
        db.session.commit()
    with pytest.raises(ItemIsRetired):
        store(objective(stem="新的题干（　　）。"))


def test_a_revision_on_a_form_stays_when_the_item_is_changed(ground: None) -> None:
    store(objective())
    with writing():
        form_id = make_form(["B"], items=[item_of()]).id
        db.session.commit()
    store(objective(key="C"))
    (shown,) = queries.get_item_revisions(form_id)
    assert (shown.number, shown.key) == (1, "B")
    assert item_of().latest.key == "C"


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"knowledge": ["JC09.9.99"]}, "unknown_knowledge", ("knowledge", 0)),
        ({"knowledge": ["JC01.1.01", "JC01.1"]}, "knowledge_not_point", ("knowledge", 1)),
        ({"knowledge": ["JC01.1.01"] * 2}, "repeated_knowledge", ("knowledge", 1)),
        ({"enemies": ["JC-77-0001"]}, "unknown_enemy", ("enemies", 0)),
        ({"enemies": ["JC-01-0001"]}, "own_enemy", ("enemies", 0)),
        ({"code": "ZZ-01-0001"}, "bad_code", ("code",)),
        ({"code": "MC-01-0001"}, "knowledge_of_other_subject", ("knowledge", 0)),
        ({"key": "AB"}, "single_key", ("key",)),
        ({"key": "E"}, "key_without_option", ("key",)),
        ({"facility": {"expected": 0.5, "reason": ""}}, "facility_reason", ("facility",)),
        ({"status": "ready"}, "ready_without_review", ("status",)),
        (
            {"anchors": [{"law": "no-law", "version": "1", "article": "1", "phrase": "字"}]},
            "unknown_law",
            ("anchors", 0, "law"),
        ),
        (
            {"anchors": [{"law": "charity-law", "version": "1", "article": "1", "phrase": "字"}]},
            "unknown_law_version",
            ("anchors", 0, "version"),
        ),
    ],
)
def test_a_fault_against_the_database_is_found_with_its_place(
    ground: None, change: dict[str, Any], code: str, path: tuple[object, ...]
) -> None:
    found = check_shape(objective(**change), on=ON)
    assert (code, path) in [(finding.code, finding.path) for finding in found]
    assert all(finding.sentence for finding in found)
    assert not any(".yaml" in finding.sentence for finding in found)  # an editor sees no files


def test_a_sound_shape_has_no_faults(ground: None) -> None:
    assert check_shape(objective(), on=ON) == []
    assert check_shape(written(), on=ON) == []


def test_the_law_counts_as_it_stands_on_the_day(ground: None) -> None:
    found = check_shape(objective(), on=date(2020, 1, 1))
    assert [finding.code for finding in found] == ["anchor_not_in_force"]


def test_items_checked_together_may_be_enemies_and_take_no_more_statements(ground: None) -> None:
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    def pair(count: int) -> int:
        statements.clear()
        codes = [f"JC-01-{number:04d}" for number in range(1, count + 1)]
        shapes = [objective(code=code, enemies=[codes[-1]]) for code in codes[:-1]]
        assert check_shapes([*shapes, objective(code=codes[-1])], on=ON) == [[]] * count
        return len(statements)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        pair(2)  # whatever only the first does: BEGIN
        assert pair(2) == pair(30)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_the_files_and_the_database_find_the_same_faults(app: Flask, tmp_path: Path) -> None:
    found = check_bank(write_bank(tmp_path), on=ON)
    with writing():
        load_bank(found, now=NOON, progress=lambda done, total: None)
        db.session.commit()
    for placed in found.items:
        assert check_shape(placed.shape, on=ON) == []
