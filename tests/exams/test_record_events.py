"""POST /exams/attempts/<id>/events: what is acknowledged is stored, once, in order, and from one device."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests.factories_exams import Device, change, make_event, make_sitting, read_attempt
from trainingapp.exams.lean.token import Claims, sign_token
from trainingapp.exams.models import AnswerEvent, Attempt, ItemResponse
from trainingapp.exams.queries.receipts import as_recorded
from trainingapp.extensions import db, milliseconds
from trainingapp.rules.answer_events import find_break
from trainingapp.web.clock import now


def stored(attempt: int) -> list[AnswerEvent]:
    db.session.rollback()
    db.session.expire_all()
    return list(
        db.session.scalars(
            select(AnswerEvent)
            .where(AnswerEvent.attempt_id == attempt)
            .order_by(AnswerEvent.position)
        )
    )


def answers(attempt: int) -> dict[int, str]:
    db.session.rollback()
    db.session.expire_all()
    rows = db.session.scalars(select(ItemResponse).where(ItemResponse.attempt_id == attempt))
    return {row.slot: row.selected for row in rows}


def is_chain_whole(attempt: int) -> bool:
    events = stored(attempt)
    head = events[-1].hash if events else ""
    links = [(as_recorded(event), event.hash) for event in events]
    return (
        find_break(links) is None
        and read_attempt(attempt).chain_head == head
        and [event.position for event in events] == list(range(1, len(events) + 1))
        and read_attempt(attempt).event_count == len(events)
    )


@pytest.mark.both_databases
def test_an_acknowledged_answer_is_stored(phone: Device) -> None:
    phone.start(make_sitting())
    reply = phone.answer(4, "BA", flagged=True, struck="E", seconds=33)
    assert reply.status_code == 200
    assert (reply.json["acked"], reply.json["state"]) == (1, "running")
    (event,) = stored(phone.attempt)
    assert (event.slot, event.selected, event.flagged, event.struck) == (4, "AB", True, "E")
    assert (event.lease_number, event.seq, event.position, event.seconds) == (1, 1, 1, 33)
    assert (event.is_late, event.is_grace, event.is_stray) == (False, False, False)
    assert event.hash == reply.json["head"]
    assert answers(phone.attempt) == {4: "AB"}
    assert is_chain_whole(phone.attempt)


@pytest.mark.both_databases
def test_the_last_answer_of_a_slot_counts(phone: Device) -> None:
    phone.start(make_sitting())
    phone.answer(1, "A")
    phone.send(make_event(2, 1, "B"), make_event(3, 2, "C"), make_event(4, 1, "D"))
    phone.answer(2, "")
    assert answers(phone.attempt) == {1: "D", 2: ""}
    assert [event.seq for event in stored(phone.attempt)] == [1, 2, 3, 4, 5]
    assert is_chain_whole(phone.attempt)


@pytest.mark.both_databases
def test_an_event_sent_twice_is_stored_once_and_acknowledged_twice(phone: Device) -> None:
    phone.start(make_sitting())
    body = {"after": {"seq": 0, "head": ""}}
    event = make_event(1, 1, "A")
    first = phone.send(event, **body)
    again = phone.send(event, **body)
    assert (again.status_code, again.json["acked"]) == (200, 1)
    assert again.json["head"] == first.json["head"]
    assert len(stored(phone.attempt)) == 1
    assert is_chain_whole(phone.attempt)


@pytest.mark.both_databases
def test_a_batch_that_overlaps_adds_only_what_is_new(phone: Device) -> None:
    phone.start(make_sitting())
    phone.answer(1, "A")
    reply = phone.send(make_event(1, 1, "A"), make_event(2, 2, "B"), after={"seq": 0, "head": ""})
    assert reply.json["acked"] == 2
    assert [event.seq for event in stored(phone.attempt)] == [1, 2]
    assert is_chain_whole(phone.attempt)


@pytest.mark.both_databases
def test_a_gap_names_the_event_that_is_missing(phone: Device) -> None:
    phone.start(make_sitting())
    reply = phone.send(make_event(3))
    assert (reply.status_code, reply.json["error"], reply.json["expected"]) == (409, "gap", 1)
    assert stored(phone.attempt) == []


def test_a_wrong_head_does_not_keep_an_answer_out(phone: Device) -> None:
    phone.start(make_sitting())
    phone.answer(1, "A")
    reply = phone.send(make_event(2, 2, "B"), after={"seq": 1, "head": "f" * 64})
    assert (reply.status_code, reply.json["acked"]) == (200, 2)
    assert is_chain_whole(phone.attempt)


def test_an_empty_batch_tells_where_the_server_is(phone: Device) -> None:
    phone.start(make_sitting())
    phone.answer(1, "A")
    assert phone.send().json["acked"] == 1


@pytest.mark.parametrize(
    "body",
    [
        {"events": [{"seq": 1}]},
        {"events": [make_event(1, slot=7)]},
        {"events": [make_event(1, slot=1, selected="E")]},
        {"after": None},
        {"events": [make_event(n) for n in range(1, 52)]},
    ],
)
def test_malformed_events_store_nothing(phone: Device, body: dict[str, object]) -> None:
    phone.start(make_sitting())
    reply = phone.send(**body)
    assert (reply.status_code, reply.json["error"]) == (422, "malformed")
    assert reply.json["detail"]
    assert stored(phone.attempt) == []


def test_a_body_that_is_no_json_is_malformed(phone: Device) -> None:
    phone.start(make_sitting())
    reply = phone.client.post(
        f"/exams/attempts/{phone.attempt}/events", data="{", headers=phone.headers
    )
    assert reply.status_code == 422


@pytest.mark.parametrize("path", ["events", "submission", "pulse"])
@pytest.mark.parametrize("token", ["", "x", "1.2.3.4.5.6.7.signature", None])
def test_a_bad_token_is_refused(phone: Device, path: str, token: str | None) -> None:
    phone.start(make_sitting())
    if token is not None:
        phone.token = token
    else:
        phone.token = phone.token[:-3] + "AAA"
    method = phone.client.get if path == "pulse" else phone.client.post
    reply = method(f"/exams/attempts/{phone.attempt}/{path}", headers=phone.headers)
    assert (reply.status_code, reply.json) == (401, {"error": "token"})


def test_a_token_opens_only_its_own_attempt(phone: Device) -> None:
    phone.start(make_sitting())
    phone.attempt += 1
    assert phone.answer(1, "A").status_code == 401
    assert phone.pulse().status_code == 401


def test_a_token_expires(phone: Device, app: Flask) -> None:
    phone.start(make_sitting())
    claims = Claims(phone.attempt, 1, 1, 1, 1, 60_000, milliseconds(now()))
    phone.token = sign_token(app.config["SECRET_KEY"], claims)
    assert phone.answer(1, "A").status_code == 401


@pytest.mark.both_databases
def test_an_answer_within_the_grace_counts_and_is_marked(phone: Device) -> None:
    phone.start(make_sitting(minutes=10))
    with time_machine.travel(now() + timedelta(minutes=10, seconds=30), tick=False):
        reply = phone.answer(1, "A")
    assert "late" not in reply.json
    (event,) = stored(phone.attempt)
    assert (event.is_grace, event.is_late) == (True, False)
    assert answers(phone.attempt) == {1: "A"}


@pytest.mark.both_databases
def test_a_late_answer_is_kept_but_does_not_count(phone: Device) -> None:
    phone.start(make_sitting(minutes=10))
    phone.answer(1, "A")
    with time_machine.travel(now() + timedelta(minutes=11, seconds=1), tick=False):
        reply = phone.answer(1, "B")
    assert (reply.status_code, reply.json["late"], reply.json["acked"]) == (200, 1, 2)
    assert [event.is_late for event in stored(phone.attempt)] == [False, True]
    assert answers(phone.attempt) == {1: "A"}
    assert is_chain_whole(phone.attempt)


@pytest.mark.both_databases
def test_an_answer_after_handing_in_is_late(phone: Device) -> None:
    phone.start(make_sitting())
    phone.answer(1, "A")
    phone.submit()
    reply = phone.answer(1, "B")
    assert (reply.status_code, reply.json["state"], reply.json["late"]) == (200, "submitted", 1)
    assert answers(phone.attempt) == {1: "A"}
    assert is_chain_whole(phone.attempt)


def test_a_pause_takes_no_answers_until_it_ends(phone: Device) -> None:
    phone.start(make_sitting())
    change(Attempt, phone.attempt, state="paused", paused_at=now())
    reply = phone.answer(1, "A")
    assert (reply.status_code, reply.json["error"]) == (409, "paused")
    change(Attempt, phone.attempt, state="running", paused_at=None)
    assert phone.answer(1, "A").json["acked"] == 1


def test_a_voided_attempt_takes_nothing(phone: Device) -> None:
    phone.start(make_sitting())
    change(Attempt, phone.attempt, state="voided")
    assert phone.answer(1, "A").json["error"] == "voided"


def test_an_attempt_does_not_grow_without_end(phone: Device) -> None:
    phone.start(make_sitting())
    change(Attempt, phone.attempt, event_count=20_000)
    reply = phone.answer(1, "A")
    assert (reply.status_code, reply.json["error"]) == (409, "too_many")
