"""New items: a code for each, also when two come at once; and what is sent twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from tests.factories_accounts import sign_in
from tests.factories_itembank import NOON
from tests.itembank.banks import ON
from tests.itembank.editing import NEW, TYPED, WRITTEN, enter, get_item, make_ground, make_person
from tests.itembank.test_storing import objective
from trainingapp.accounts.models import User
from trainingapp.audit.models import AuditEntry
from trainingapp.extensions import db
from trainingapp.itembank import adding, storing
from trainingapp.itembank.models import BankItem
from trainingapp.itembank.routes import sheets
from trainingapp.itembank.writing import Person, base_of, propose_code
from trainingapp.rules.item_states import ItemUnsound
from trainingapp.web.transactions import writing

OTHER = TYPED["stem"].replace("小李", "小周")


@pytest.fixture
def chen(app: Flask) -> Person:
    make_ground()
    return make_person("陈晨")


@pytest.fixture
def editor(client: FlaskClient, chen: Person) -> FlaskClient:
    return enter(client, chen)


def count_items() -> int:
    db.session.expire_all()
    return db.session.scalar(select(func.count()).select_from(BankItem)) or 0


def together(*calls: Callable[[], Any]) -> list[Any]:
    """What each call gives when all run at once, in the order of the calls."""
    outcomes: list[Any] = [None] * len(calls)

    def run(place: int) -> None:
        outcomes[place] = calls[place]()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


@pytest.mark.both_databases
def test_two_new_items_at_once_get_two_codes(
    app: Flask, client: FlaskClient, chen: Person, monkeypatch: pytest.MonkeyPatch, database: str
) -> None:
    wang = make_person("王编")
    first = enter(client, chen)
    second = sign_in(app.test_client(), db.session.get_one(User, wang.id))
    db.session.remove()
    reading, writing_both = threading.Barrier(2, timeout=20), threading.Barrier(2, timeout=20)
    asked: set[tuple[str, int]] = set()

    def meet(name: str, barrier: threading.Barrier) -> Callable[[str], str]:
        def propose(knowledge: str) -> str:
            code = propose_code(knowledge)
            if (name, threading.get_ident()) not in asked:
                asked.add((name, threading.get_ident()))
                barrier.wait()
            return code

        return propose

    monkeypatch.setattr(sheets, "propose_code", meet("form", reading))
    if database == "postgresql":  # SQLite has one writer at a time: there the second comes later
        monkeypatch.setattr(adding, "propose_code", meet("writing", writing_both))
    answers = together(
        lambda: first.post(NEW + "single", data=TYPED),
        lambda: second.post(NEW + "single", data={**TYPED, "stem": OTHER}),
    )
    assert [found.status_code for found in answers] == [303, 303]
    codes = sorted(found.location.rpartition("/")[2] for found in answers)
    assert codes == ["JC-01-0001", "JC-01-0002"]
    stems = {get_item(code).latest.content["stem"] for code in codes}
    assert stems == {TYPED["stem"], OTHER}
    assert {get_item(code).author for code in codes} == {"陈晨", "王编"}


@pytest.mark.both_databases
def test_a_code_that_was_taken_meanwhile_is_left_to_its_item(
    editor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor.post(NEW + "single", data={**TYPED, "stem": OTHER})
    proposals = iter(["JC-01-0001", "JC-01-0001", "JC-01-0002"])
    monkeypatch.setattr(adding, "propose_code", lambda _knowledge: next(proposals))
    saved = editor.post(NEW + "single", data={**TYPED, "send": "1"})
    assert saved.location == "/bank/items/JC-01-0002"
    assert get_item("JC-01-0001").latest.content["stem"] == OTHER
    assert (get_item("JC-01-0001").latest_number, get_item("JC-01-0001").status) == (1, "draft")
    assert get_item("JC-01-0002").status == "needs-review"
    written = select(AuditEntry.detail).where(AuditEntry.action.like("%.write"))
    rows = db.session.scalars(written.order_by(AuditEntry.number))
    assert [("JC-01-0001" in row, "JC-01-0002" in row) for row in rows] == [
        (True, False),
        (False, True),
    ]


def test_a_fault_that_no_other_code_mends_is_not_tried_again(
    chen: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[str] = []

    def fail(shape: Any, **_more: Any) -> None:
        tries.append(shape.code)
        raise IntegrityError("insert", {}, Exception("another rule of the table"))

    monkeypatch.setattr(adding, "insert_item", fail)
    with writing(), pytest.raises(IntegrityError):
        adding.add_item(objective(), editor=chen, note="", on=ON, now=NOON)
    db.session.rollback()
    assert tries == ["JC-01-0001"]


@pytest.mark.parametrize("kind", ["single", "case"])
def test_a_new_item_sent_twice_is_one_item(editor: FlaskClient, kind: str) -> None:
    typed = WRITTEN if kind == "case" else TYPED
    first = editor.post(NEW + kind, data=typed)
    again = editor.post(NEW + kind, data={**typed, "send": "1"})
    assert first.location == again.location
    assert count_items() == 1
    assert get_item("JC-01-0001").status == "needs-review"  # the second time it was sent on


@pytest.mark.both_databases
def test_also_when_both_arrive_at_once(app: Flask, client: FlaskClient, chen: Person) -> None:
    first = enter(client, chen)
    second = sign_in(app.test_client(), db.session.get_one(User, chen.id))
    db.session.remove()
    answers = together(
        lambda: first.post(NEW + "single", data=TYPED),
        lambda: second.post(NEW + "single", data=TYPED),
    )
    assert [found.location for found in answers] == ["/bank/items/JC-01-0001"] * 2
    assert count_items() == 1


def test_the_same_words_of_somebody_else_are_another_item(
    client: FlaskClient, editor: FlaskClient
) -> None:
    editor.post(NEW + "single", data=TYPED)
    other = enter(client, make_person("王编")).post(NEW + "single", data=TYPED)
    assert other.location == "/bank/items/JC-01-0002"


def test_what_was_revised_since_may_be_written_anew(editor: FlaskClient) -> None:
    editor.post(NEW + "single", data=TYPED)
    changed = {**TYPED, "stem": OTHER, "base": base_of(get_item("JC-01-0001"))}
    assert editor.post("/bank/items/JC-01-0001/edit", data=changed).status_code == 303
    assert editor.post(NEW + "single", data=TYPED).location == "/bank/items/JC-01-0002"


def test_a_forged_base_does_not_make_a_new_item_a_change_of_another(editor: FlaskClient) -> None:
    editor.post(NEW + "single", data={**TYPED, "stem": OTHER})
    forged = {**TYPED, "base": base_of(get_item("JC-01-0001")), "code": "JC-01-0001"}
    assert editor.post(NEW + "single", data=forged).location == "/bank/items/JC-01-0002"
    assert get_item("JC-01-0001").latest_number == 1


def test_an_unsound_item_gets_no_code(chen: Person) -> None:
    with writing(), pytest.raises(ItemUnsound):
        adding.add_item(objective(knowledge=["JC09.9.99"]), editor=chen, note="", on=ON, now=NOON)
    db.session.rollback()
    assert count_items() == 0


def test_an_item_is_added_as_a_draft_whatever_the_shape_says(chen: Person) -> None:
    shape = objective(status="ready", code="JC-01-7777")
    with writing():
        revision = adding.add_item(shape, editor=chen, note="初稿", on=ON, now=NOON)
        db.session.commit()
    item = get_item("JC-01-0001")
    assert (item.status, item.author_id, item.latest.id) == ("draft", chen.id, revision.id)
    assert (item.latest.note, item.latest.editor_id, item.latest.made_at) == ("初稿", chen.id, NOON)


@pytest.mark.both_databases
def test_inserting_under_a_code_that_is_taken_is_refused_by_the_database(chen: Person) -> None:
    more: dict[str, Any] = {"editor_id": chen.id, "note": "", "now": NOON, "author_id": chen.id}
    with writing():
        storing.insert_item(objective(), **more)
        db.session.commit()
        with pytest.raises(IntegrityError):
            storing.insert_item(objective(stem="别的（　　）。"), **more)
        db.session.rollback()
    assert count_items() == 1
