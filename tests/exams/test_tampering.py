"""Whoever reaches past the site into its database leaves a trace: the receipt names where the record was changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import text

from tests.conftest import standing_aside, triggers
from tests.exams.test_result_pages import page
from tests.factories_exams import Device, make_event, make_organised, make_sitting, read_attempt
from trainingapp.exams.queries.receipts import Receipt, get_receipt, receipt_data
from trainingapp.extensions import db
from trainingapp.web.transactions import writing

EVENTS = 6


@pytest.fixture
def attempt(phone: Device, tablet: Device) -> int:
    """Three answers from the phone, a take-over, two from the tablet, a stray one from the phone."""
    phone.start(make_sitting())
    phone.send(*[make_event(seq, seq, "A") for seq in (1, 2, 3)])
    tablet.lease(phone.attempt, take_over=True)
    tablet.send(make_event(1, 4, "AB"), make_event(2, 5, "C", flagged=True, struck="D"))
    phone.answer(6, "E", client_at=0)
    return phone.attempt


@contextmanager
def unlocked() -> Iterator[None]:
    """The triggers stand aside, as for somebody who owns the database."""
    db.session.rollback()
    with writing():
        for name in ("answer_event_unchangeable", "answer_event_undeletable"):
            db.session.execute(text(f"DROP TRIGGER {name}"))
        yield
        for statement in triggers("sqlite"):
            if "answer_event" in statement:
                db.session.execute(text(standing_aside(statement)))
        db.session.commit()
        db.session.rollback()


def change(*statements: str) -> None:
    with unlocked():
        for statement in statements:
            db.session.execute(text(statement))


def receipt_of(attempt: int) -> Receipt:
    return get_receipt(read_attempt(attempt))


def test_an_untouched_record_is_whole(attempt: int) -> None:
    receipt = receipt_of(attempt)
    assert (receipt.is_whole, receipt.broken_at, len(receipt.events)) == (True, None, EVENTS)


@pytest.mark.parametrize(
    "change_of",
    [
        "lease_number = lease_number + 7",
        "seq = seq + 100",
        "kind = 'visit'",
        "slot = 1 + slot % 6",
        "selected = 'B'",
        "flagged = 1 - flagged",
        "struck = 'E'",
        "seconds = seconds + 1",
        "client_at = client_at + 1",
        "server_at = server_at - 1",
        "is_late = 1 - is_late",
        "is_stray = 1 - is_stray",
        "hash = substr(hash, 2) || '0'",
    ],
)
def test_no_fact_of_an_entry_can_be_changed_unseen(attempt: int, change_of: str) -> None:
    for place in (1, 4, EVENTS):
        with unlocked():
            row = db.session.execute(
                text("SELECT * FROM answer_event WHERE position = :place"), {"place": place}
            ).mappings()
            before: dict[str, Any] = dict(row.one())
            db.session.execute(
                text(f"UPDATE answer_event SET {change_of} WHERE position = :place"),
                {"place": place},
            )
        receipt = receipt_of(attempt)
        assert (receipt.is_whole, receipt.broken_at) == (False, place)
        with unlocked():
            columns = ", ".join(f"{name} = :{name}" for name in before)
            db.session.execute(
                text(f"UPDATE answer_event SET {columns} WHERE position = :position"),
                before,
            )
        assert receipt_of(attempt).is_whole


@pytest.mark.parametrize("place", [1, 3, EVENTS])
def test_an_entry_that_was_taken_away_is_missed(attempt: int, place: int) -> None:
    change(f"DELETE FROM answer_event WHERE position = {place}")
    assert not receipt_of(attempt).is_whole


def test_entries_in_another_order_are_noticed(attempt: int) -> None:
    change(
        "UPDATE answer_event SET position = 99 WHERE position = 2",
        "UPDATE answer_event SET position = 2 WHERE position = 3",
        "UPDATE answer_event SET position = 3 WHERE position = 99",
    )
    receipt = receipt_of(attempt)
    assert (receipt.is_whole, receipt.broken_at) == (False, 2)


@pytest.mark.parametrize("position", [0, 7])
def test_an_entry_that_was_slipped_in_is_noticed(attempt: int, position: int) -> None:
    change(
        "INSERT INTO answer_event SELECT attempt_id, 9, 1, "
        f"{position}, kind, slot, selected, flagged, struck, seconds, client_at, server_at, "
        "is_late, is_grace, is_stray, hash FROM answer_event WHERE position = 1"
    )
    assert not receipt_of(attempt).is_whole


def test_the_head_of_the_attempt_is_part_of_the_proof(attempt: int) -> None:
    change(f"UPDATE attempt SET chain_head = '{'0' * 64}' WHERE id = {attempt}")
    receipt = receipt_of(attempt)
    assert (receipt.is_whole, receipt.broken_at) == (False, None)


def test_all_entries_taken_away_are_missed(attempt: int) -> None:
    change("DELETE FROM answer_event")
    assert not receipt_of(attempt).is_whole


def test_the_last_entry_cut_off_with_its_head_is_missed_by_the_count(attempt: int) -> None:
    """Whoever also sets the head back still has to lie about the number of entries."""
    change(
        f"DELETE FROM answer_event WHERE position = {EVENTS}",
        "UPDATE attempt SET chain_head = (SELECT hash FROM answer_event WHERE position = 5)",
    )
    receipt = receipt_of(attempt)
    assert (receipt.is_whole, receipt.broken_at) == (False, None)


def test_another_count_is_noticed(attempt: int) -> None:
    change("UPDATE attempt SET event_count = event_count + 1")
    assert not receipt_of(attempt).is_whole


def test_entries_of_another_attempt_do_not_fit(attempt: int, phone: Device) -> None:
    phone.start(make_sitting(read_attempt(attempt).test_form_id))
    phone.answer(1, "B")
    change(
        "UPDATE answer_event SET hash = (SELECT hash FROM answer_event WHERE attempt_id = "
        f"{phone.attempt}) WHERE attempt_id = {attempt} AND position = 1"
    )
    assert not receipt_of(attempt).is_whole
    assert receipt_of(phone.attempt).is_whole


def test_everybody_who_looks_is_told(phone: Device, officer: Any) -> None:
    phone.start(make_organised())
    phone.send(*[make_event(seq, seq, "A") for seq in (1, 2, 3)])
    change("UPDATE answer_event SET selected = 'B' WHERE position = 2")
    mine = page(phone.client, f"/exams/attempts/{phone.attempt}/receipt")
    office = page(officer, f"/exams/office/attempts/{phone.attempt}")
    for shown in (mine, office):
        assert "The chain does not hold at entry 2" in shown
    for client, path in [(phone.client, "attempts"), (officer, "office/attempts")]:
        receipt = client.get(f"/exams/{path}/{phone.attempt}/receipt.json").json
        assert receipt["is_whole"] is False


def test_the_file_can_be_checked_with_nothing_but_its_own_words(attempt: int) -> None:
    """As `how_to_check` says it, without any code of the site."""
    receipt = receipt_data(receipt_of(attempt))
    head = ""
    for event in receipt["events"]:
        link = event.pop("hash")
        del event["position"]
        spelling = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        head = sha256(f"{head}\n{spelling}".encode()).hexdigest()
        assert head == link
    assert head == receipt["head"]
    assert receipt["count"] == len(receipt["events"]) == EVENTS


def test_a_receipt_of_nothing_is_whole(phone: Device) -> None:
    phone.start(make_sitting())
    assert receipt_of(phone.attempt).is_whole
    assert "Nothing was answered." in page(phone.client, f"/exams/attempts/{phone.attempt}/receipt")


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE answer_event SET hash = ''",
        "UPDATE answer_event SET is_late = is_late",
        "DELETE FROM answer_event WHERE position = 1",
    ],
)
def test_the_site_itself_cannot_touch_the_record(phone: Device, statement: str) -> None:
    phone.start(make_sitting())
    phone.answer(1, "A")
    db.session.rollback()
    with writing():
        touch: Callable[..., Any] = db.session.execute
        with pytest.raises(Exception, match="an answer event never changes"):
            touch(text(statement))
        db.session.rollback()
    assert receipt_of(phone.attempt).is_whole


@pytest.mark.both_databases
def test_an_answer_saved_while_the_receipt_is_read_breaks_no_chain(phone: Device) -> None:
    phone.start(make_sitting())
    phone.answer(1, "A")
    as_it_was = read_attempt(phone.attempt)
    db.session.expunge_all()
    phone.answer(2, "B")
    receipt = get_receipt(as_it_was)
    assert (receipt.is_whole, receipt.count, len(receipt.events)) == (True, 2, 2)
    assert receipt_data(receipt)["head"] == phone.head
