"""Whatever happens to an item after its import decides what taking the import back does to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_accounts import make_user
from tests.factories_itembank import NOON
from tests.itembank.banks import ON
from tests.itembank.exchange.books import (
    GOOD,
    SECOND,
    bring,
    confirm,
    findings_of,
    get_batch,
    make_book,
    undo,
)
from trainingapp.extensions import db
from trainingapp.itembank.exchange.sheet_reading import read_workbook
from trainingapp.itembank.models import BankItem, BlindAnswer, ItemReview
from trainingapp.itembank.storing import find_shape, store_item
from trainingapp.web.transactions import writing

READY, DRAFT = "JC-01-0001", "JC-01-0002"


def get(code: str) -> BankItem:
    return db.session.scalars(select(BankItem).where(BankItem.code == code)).one()


def find(code: str) -> BankItem | None:
    return db.session.scalars(select(BankItem).where(BankItem.code == code)).one_or_none()


def act(change: Callable[[BankItem], object], code: str) -> None:
    """Something happens to the item after its import."""
    with writing():
        change(get(code))
        db.session.commit()
    db.session.remove()


def row_of(client: FlaskClient, code: str) -> dict[str, Any]:
    rows = read_workbook(client.get("/bank/items.xlsx").data).rows
    return dict(next(row.texts for row in rows if row.texts["code"] == code))


def store(client: FlaskClient, *rows: dict[str, Any]) -> int:
    batch = bring(client, make_book(*rows))
    answer = confirm(client, batch)
    assert answer.status_code == 303, answer.text
    return batch


def change_key(client: FlaskClient, code: str) -> int:
    """An import that gives a stored item another rationale."""
    return store(client, {**row_of(client, code), "rationale": "接案时先倾听，这里换了说法。"})


def review(item: BankItem) -> None:
    made = ItemReview(
        item_revision_id=item.latest.id,
        reader="审题组乙",
        answer="B",
        verdict="agree",
        is_second_defensible=False,
        read_on=ON,
        note="",
    )
    db.session.add(made)
    item.status = "ready"


def answer_blind(item: BankItem) -> None:
    reader = make_user("王审")
    db.session.flush()
    made = BlindAnswer(
        item_revision_id=item.latest.id, reader_id=reader.id, answer="B", doubt="", answered_at=NOON
    )
    db.session.add(made)


def rewrite(item: BankItem) -> None:
    shape = find_shape(item).model_copy(update={"rationale": "编辑在网站上又改了一遍。"})
    store_item(shape, editor_id=None, note="", now=NOON)


def name_enemy(item: BankItem) -> None:
    item.enemies = ["JC-01-0003"]


def name_exception(item: BankItem) -> None:
    item.exceptions = {"key_longest": "法条原文"}


def set_status(status: str) -> Callable[[BankItem], None]:
    def change(item: BankItem) -> None:
        item.status = status

    return change


def nothing(_item: BankItem) -> None:
    """Nothing happens."""


class Later(NamedTuple):
    """What happens later, what becomes of a new item and of a changed one, and their states after."""

    change: Callable[[BankItem], object]
    new: str
    new_status: str | None  # None: the item is gone
    changed: str
    status: str


LATER = {
    "nothing": Later(nothing, "deleted", None, "restored", "draft"),
    "sent to review": Later(set_status("needs-review"), "deleted", None, "restored", "draft"),
    "retired": Later(set_status("retired"), "deleted", None, "kept_retired", "retired"),
    "rewritten": Later(rewrite, "kept_changed", "draft", "kept_changed", "draft"),
    "an enemy named": Later(name_enemy, "kept_changed", "draft", "kept_changed", "draft"),
    "an exception": Later(name_exception, "kept_changed", "draft", "kept_changed", "draft"),
    "reviewed": Later(review, "kept_read", "retired", "kept_reviewed", "ready"),
    "answered blind": Later(answer_blind, "kept_read", "retired", "kept_reviewed", "draft"),
}


def outcome(batch: int) -> str:
    return str(get_batch(batch).rows[0]["undone"])


@pytest.mark.parametrize("name", LATER)
def test_a_new_item_is_deleted_unless_something_rests_on_it(chen: FlaskClient, name: str) -> None:
    batch = store(chen, GOOD)
    code = get_batch(batch).rows[0]["code"]
    act(LATER[name].change, code)
    assert undo(chen, batch).status_code == 303
    assert outcome(batch) == LATER[name].new
    item = find(code)
    assert (item.status if item else None) == LATER[name].new_status


@pytest.mark.parametrize("name", LATER)
def test_a_changed_item_says_again_what_it_said_unless_somebody_came_between(
    chen: FlaskClient, name: str
) -> None:
    before = get(READY).latest.content["rationale"]
    batch = change_key(chen, READY)
    act(LATER[name].change, READY)
    assert undo(chen, batch).status_code == 303
    assert outcome(batch) == LATER[name].changed
    item = get(READY)
    assert item.status == LATER[name].status
    is_restored = LATER[name].changed == "restored"
    assert (item.latest.content["rationale"] == before) is is_restored
    assert item.revisions[0].content["rationale"] == before  # no revision is ever changed


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh", "导入的内容已经有人复核，保持不变。"),
        ("en", "A second reader has read what the import brought; the item stays as it is."),
    ],
)
def test_what_was_reviewed_since_is_listed_with_its_reason(
    chen: FlaskClient, language: str, sentence: str
) -> None:
    batch = change_key(chen, READY)
    act(review, READY)
    undo(chen, batch)
    assert ("kept_reviewed", "kept") in {found[2:] for found in findings_of(batch)}
    chen.set_cookie("display", f"{language}.auto.off")
    assert sentence in chen.get(f"/bank/imports/{batch}").text


def test_a_review_of_the_revision_before_does_not_keep_the_import(chen: FlaskClient) -> None:
    act(review, READY)
    batch = change_key(chen, READY)
    undo(chen, batch)
    assert outcome(batch) == "restored"


def test_of_two_imports_of_one_item_the_later_is_taken_back_first(chen: FlaskClient) -> None:
    said = get(READY).latest.content["rationale"]
    first = change_key(chen, READY)
    second = store(chen, {**row_of(chen, READY), "rationale": "第二次导入换的另一种说法。"})
    undo(chen, first)
    assert outcome(first) == "kept_changed"
    undo(chen, second)
    assert outcome(second) == "restored"
    assert get(READY).latest.content["rationale"] != said
    assert get(READY).latest.content["rationale"] == "接案时先倾听，这里换了说法。"


def test_an_enemy_that_is_gone_is_not_named_again(chen: FlaskClient) -> None:
    """The item of the first import is named, is named no more, and is deleted: who named it stays without it."""
    made = store(chen, GOOD)
    code = get_batch(made).rows[0]["code"]
    store(chen, {**row_of(chen, DRAFT), "enemies": code})
    unnamed = row_of(chen, DRAFT)
    unnamed.pop("enemies")
    dropped = store(chen, unnamed)
    undo(chen, made)
    undo(chen, dropped)
    assert outcome(made) == "deleted"
    assert get(DRAFT).enemies == []


def test_an_enemy_that_is_still_there_is_named_again(chen: FlaskClient) -> None:
    made = store(chen, GOOD)
    code = get_batch(made).rows[0]["code"]
    store(chen, {**row_of(chen, DRAFT), "enemies": code})
    unnamed = row_of(chen, DRAFT)
    unnamed.pop("enemies")
    dropped = store(chen, unnamed)
    undo(chen, dropped)
    assert get(DRAFT).enemies == [code]
    undo(chen, made)
    assert outcome(made) == "kept_enemy"


def test_each_item_of_one_import_has_its_own_fate(chen: FlaskClient) -> None:
    batch = store(chen, GOOD, SECOND, {**row_of(chen, READY), "rationale": "换一种说法的解析。"})
    codes = [row["code"] for row in get_batch(batch).rows]
    act(review, codes[1])
    undo(chen, batch)
    assert [row["undone"] for row in get_batch(batch).rows] == ["deleted", "kept_read", "restored"]
    assert find(codes[0]) is None


@pytest.mark.both_databases
def test_an_import_taken_back_can_be_brought_again(chen: FlaskClient) -> None:
    first = store(chen, GOOD)
    undo(chen, first)
    again = store(chen, GOOD)
    assert get_batch(again).rows[0]["code"] == get_batch(first).rows[0]["code"]
    assert undo(chen, first).status_code == 409
    assert undo(chen, again).status_code == 303
