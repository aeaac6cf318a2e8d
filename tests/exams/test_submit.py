"""POST /exams/attempts/<id>/submission: the rest is stored, the score is right, and it happens once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from flask import Flask

from tests.exams.test_record_events import answers, is_chain_whole
from tests.factories_exams import (
    Device,
    at_once,
    change,
    make_event,
    make_sitting,
    make_test_form,
    read_attempt,
)
from trainingapp.exams.models import Attempt
from trainingapp.extensions import milliseconds
from trainingapp.rules.results import Outcome
from trainingapp.web.clock import now


@pytest.mark.both_databases
def test_handing_in_scores_at_once(phone: Device) -> None:
    phone.start(make_sitting(make_test_form(("A", "B", "AB", "ABC", "ABCD"))))
    phone.answer(1, "A")  # 1
    phone.answer(2, "C")  # 0
    phone.answer(3, "A")  # 0.5
    reply = phone.submit(make_event(4, 4, "ABC"), make_event(5, 5, "ABCDE"))  # 2, 0
    assert reply.status_code == 200
    assert reply.json["state"] == "submitted"
    assert reply.json["acked"] == 5
    assert reply.json["receipt"] == f"/exams/attempts/{phone.attempt}/receipt"
    assert reply.json["result"] == f"/exams/attempts/{phone.attempt}"
    attempt = read_attempt(phone.attempt)
    assert (attempt.score, attempt.is_passed) == (Decimal("3.5"), False)
    assert (attempt.state, attempt.finish_reason) == ("submitted", "handed_in")
    assert attempt.policy == "cn-objective@1"
    outcome = Outcome.from_text(attempt.outcome or "")
    assert [str(points) for points in outcome.points] == ["1", "0", "0.5", "2", "0"]
    assert [held.selected for held in outcome.held] == ["A", "C", "A", "ABC", "ABCDE"]
    assert is_chain_whole(phone.attempt)


@pytest.mark.both_databases
def test_a_second_submission_returns_the_first_result(phone: Device) -> None:
    phone.start(make_sitting())
    phone.answer(1, "A")
    phone.submit()
    first = read_attempt(phone.attempt)
    submitted, score = first.submitted_at, first.score
    again = phone.submit(make_event(2, 1, "B"))
    assert (again.status_code, again.json["state"], again.json["late"]) == (200, "submitted", 1)
    second = read_attempt(phone.attempt)
    assert (second.submitted_at, second.score) == (submitted, score)
    assert answers(phone.attempt) == {1: "A"}


@pytest.mark.both_databases
def test_submissions_at_once_give_one_result(app: Flask, phone: Device) -> None:
    phone.start(make_sitting())
    phone.answer(1, "A")
    copies = [_copy(phone) for _ in range(20)]
    replies = at_once(app, lambda device: device.submit(make_event(2, 2, "B")), copies)
    assert {reply.status_code for reply in replies} == {200}
    assert {reply.json["acked"] for reply in replies} == {2}
    attempt = read_attempt(phone.attempt)
    assert (attempt.score, attempt.event_count) == (Decimal(2), 2)
    assert is_chain_whole(phone.attempt)


def _copy(device: Device) -> Device:
    copy = Device(device.client.application.test_client(), device.name)
    copy.attempt, copy.token, copy.seq, copy.head = (
        device.attempt,
        device.token,
        device.seq,
        device.head,
    )
    return copy


@pytest.mark.both_databases
def test_handing_in_too_early_keeps_the_answers(phone: Device) -> None:
    phone.start(make_sitting(earliest_hand_in_minutes=30))
    reply = phone.submit(make_event(1, 1, "A"))
    started = read_attempt(phone.attempt).started_at
    assert started is not None
    assert (reply.status_code, reply.json["error"]) == (409, "too_early")
    assert reply.json["at"] == milliseconds(started) + 30 * 60_000
    assert answers(phone.attempt) == {1: "A"}
    assert read_attempt(phone.attempt).state == "running"
    with time_machine.travel(now() + timedelta(minutes=30), tick=False):
        assert phone.submit().status_code == 200


def test_the_end_of_the_time_beats_the_earliest_hand_in(phone: Device) -> None:
    phone.start(make_sitting(minutes=10, earliest_hand_in_minutes=30))
    with time_machine.travel(now() + timedelta(minutes=10, seconds=1), tick=False):
        assert phone.submit().status_code == 200


@pytest.mark.both_databases
def test_a_hand_in_within_the_grace_counts_from_the_deadline(phone: Device) -> None:
    phone.start(make_sitting(minutes=10))
    with time_machine.travel(now() + timedelta(minutes=10, seconds=30), tick=False):
        phone.submit(make_event(1, 1, "A"))
    attempt = read_attempt(phone.attempt)
    assert (attempt.score, attempt.finish_reason) == (Decimal(1), "handed_in")
    assert attempt.submitted_at == attempt.deadline_at


@pytest.mark.both_databases
def test_a_hand_in_after_the_grace_is_what_the_collector_would_have_done(phone: Device) -> None:
    phone.start(make_sitting(minutes=10))
    with time_machine.travel(now() + timedelta(minutes=12), tick=False):
        reply = phone.submit(make_event(1, 1, "A"))
    assert (reply.status_code, reply.json["late"]) == (200, 1)
    attempt = read_attempt(phone.attempt)
    assert (attempt.score, attempt.finish_reason) == (Decimal(0), "collected")
    assert attempt.submitted_at == attempt.deadline_at


def test_a_gap_keeps_the_attempt_open(phone: Device) -> None:
    phone.start(make_sitting())
    assert phone.submit(make_event(2, 1, "A")).json["error"] == "gap"
    assert read_attempt(phone.attempt).state == "running"


def test_a_paused_attempt_is_not_handed_in(phone: Device) -> None:
    phone.start(make_sitting())
    change(Attempt, phone.attempt, state="paused", paused_at=now())
    assert phone.submit().json["error"] == "paused"


@pytest.mark.both_databases
def test_only_the_holder_of_the_lease_hands_in(phone: Device, tablet: Device) -> None:
    phone.start(make_sitting())
    tablet.lease(phone.attempt, take_over=True)
    assert phone.submit().json["error"] == "lease_lost"
    assert read_attempt(phone.attempt).state == "running"


def test_malformed_events_do_not_hand_in(phone: Device) -> None:
    phone.start(make_sitting())
    assert phone.submit(make_event(1, 99, "A")).status_code == 422
    assert read_attempt(phone.attempt).state == "running"


@pytest.mark.parametrize(("right", "is_passed"), [(60, True), (59, False)])
def test_the_cut_score_decides(phone: Device, right: int, is_passed: bool) -> None:
    phone.start(make_sitting(make_test_form(tuple("A" * 60))))
    events = [make_event(slot, slot, "A") for slot in range(1, right + 1)]
    phone.send(*events[:50])
    phone.submit(*events[50:])
    attempt = read_attempt(phone.attempt)
    assert (attempt.score, attempt.is_passed) == (Decimal(right), is_passed)
