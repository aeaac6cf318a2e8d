"""What a candidate has sat stays as it was when the law changes: the same bytes, before and after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text

from tests.factories_accounts import make_user
from tests.factories_exams import Device, make_event, make_sitting
from tests.factories_itembank import NOON, make_form, make_item, make_law
from trainingapp.exams.routes.review import _fragments
from trainingapp.extensions import db
from trainingapp.itembank.keeping import memory
from trainingapp.itembank.law_changes import promulgate
from trainingapp.itembank.queries import list_ready_pool
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

TOKENS = re.compile(
    r'(name="csrf_token"[^>]*value=|<meta name="csrf-token" content=|nonce=)"[^"]*"|"token": *"[^"]*"'
)
TABLES = (
    "attempt",
    "item_response",
    "answer_event",
    "test_form_slot",
    "item_revision",
    "law_anchor",
)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def sitting(app: Flask) -> int:
    """A sitting whose two items rest on the law that is going to change."""
    with writing():
        version = make_law()
        anchors = [(version, "3", "自愿开展的下列公益活动")]
        items = [make_item(key, anchors=anchors) for key in ("A", "B")]
        form = make_form(("A", "B"), items=items).id
        db.session.commit()
    db.session.remove()
    return make_sitting(form)


def change_law() -> None:
    editor = make_user("陈晨", roles=[Role.ITEM_EDITOR])
    db.session.rollback()
    with writing():
        lapses = promulgate(
            "charity-law",
            version=date(2026, 10, 1),
            effective_from=date(2026, 11, 1),
            source="国家法律法规数据库",
            actor_id=editor.id,
            now=NOON,
        )
        assert len(lapses[0].items) == 2
        db.session.commit()
    db.session.remove()
    forget_everything()
    assert list_ready_pool("junior-comprehensive", on=date(2026, 12, 31)) == []
    db.session.remove()


def forget_everything() -> None:
    """As if another process answered: nothing that was read or drawn before the change is still at hand."""
    memory.forget()
    _fragments._drawn.clear()


def read(phone: Device, *addresses: str) -> list[str]:
    pages = []
    for address in addresses:
        answer = phone.client.get(address)
        assert answer.status_code == 200, address
        pages.append(TOKENS.sub("", answer.text))
    return pages


def rows() -> dict[str, list[tuple[object, ...]]]:
    found = {
        table: [tuple(row) for row in db.session.execute(text(f"SELECT * FROM {table}"))]
        for table in TABLES
    }
    db.session.rollback()
    return found


def test_result_review_and_receipt_are_the_same_bytes_before_and_after(
    phone: Device, sitting: int
) -> None:
    phone.start(sitting)
    phone.submit(make_event(1, 1, "A", seconds=20), make_event(2, 2, "C", seconds=30))
    base = f"/exams/attempts/{phone.attempt}"
    addresses = (
        base,
        f"{base}/review",
        f"{base}/review?slot=2",
        f"{base}/receipt",
        f"{base}/receipt.json",
    )
    read(phone, *addresses)  # whatever only a first visit shows
    before, stored = read(phone, *addresses), rows()
    assert "自愿开展的下列公益活动" in "".join(before)
    change_law()
    assert read(phone, *addresses) == before
    assert rows() == stored


def test_an_attempt_under_way_goes_on_and_is_marked_by_its_own_revision(
    phone: Device, sitting: int
) -> None:
    phone.start(sitting)
    phone.send(make_event(1, 1, "A", seconds=20))
    change_law()
    phone.submit(make_event(2, 2, "B", seconds=30))
    page = read(phone, f"/exams/attempts/{phone.attempt}")[0]
    assert "待复核" not in page
    score = db.session.execute(text("SELECT score FROM attempt")).scalar_one()
    assert score == 200  # two points, in hundredths
