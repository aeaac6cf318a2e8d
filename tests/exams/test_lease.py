"""POST /exams/attempts/<id>/lease: one device writes, another may take over, nothing answered before is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.exams.conftest import Person
from tests.exams.test_record_events import answers, is_chain_whole, stored
from tests.factories_accounts import sign_in
from tests.factories_exams import Device, at_once, change, make_event, make_sitting, read_attempt
from trainingapp.exams.models import Attempt, AttemptLease
from trainingapp.extensions import db, milliseconds
from trainingapp.web.clock import now


@pytest.mark.both_databases
def test_the_same_device_resumes_with_everything_it_saved(phone: Device) -> None:
    phone.start(make_sitting())
    phone.answer(1, "A")
    phone.send(make_event(2, 4, "AB", flagged=True, struck="E", seconds=50))
    reply = phone.lease()
    assert (reply.status_code, reply.json["lease"], reply.json["sequence"]) == (200, 1, 2)
    assert reply.json["head"] == read_attempt(phone.attempt).chain_head
    first, second = reply.json["responses"]
    assert (first["slot"], first["selected"], first["flagged"]) == (1, "A", False)
    assert second.pop("client_at") > 0
    assert second == {"slot": 4, "selected": "AB", "flagged": True, "struck": "E", "seconds": 50}


@pytest.mark.both_databases
def test_a_second_device_is_told_who_holds_the_attempt(phone: Device, tablet: Device) -> None:
    phone.start(make_sitting())
    reply = tablet.lease(phone.attempt)
    assert (reply.status_code, reply.json["error"]) == (423, "lease_held")
    assert reply.json["device"] == phone.name
    assert reply.json["seen_at"] > 0
    assert phone.answer(1, "A").status_code == 200


def test_a_start_on_a_second_device_does_not_take_over(phone: Device, tablet: Device) -> None:
    sitting = make_sitting()
    phone.start(sitting)
    reply = tablet.start(sitting)
    assert (reply.status_code, reply.json["attempt"]) == (423, phone.attempt)


@pytest.mark.both_databases
def test_taking_over_starts_a_new_lease_and_sequence(phone: Device, tablet: Device) -> None:
    phone.start(make_sitting())
    phone.answer(1, "A")
    reply = tablet.lease(phone.attempt, take_over=True)
    assert (reply.status_code, reply.json["lease"], reply.json["sequence"]) == (200, 2, 0)
    assert reply.json["responses"][0]["selected"] == "A"
    assert tablet.answer(2, "B").json["acked"] == 1
    assert answers(phone.attempt) == {1: "A", 2: "B"}
    assert is_chain_whole(phone.attempt)


@pytest.mark.both_databases
def test_the_device_that_lost_the_lease_may_not_write(phone: Device, tablet: Device) -> None:
    phone.start(make_sitting())
    tablet.lease(phone.attempt, take_over=True)
    later = milliseconds(now() + timedelta(seconds=5))
    reply = phone.answer(1, "B", client_at=later)
    assert (reply.status_code, reply.json["error"], reply.json["acked"]) == (423, "lease_lost", 0)
    assert reply.json["lease"] == 2
    assert stored(phone.attempt) == []


@pytest.mark.both_databases
def test_what_was_answered_before_the_take_over_is_kept_as_stray(
    phone: Device, tablet: Device
) -> None:
    phone.start(make_sitting())
    before = milliseconds(now() - timedelta(seconds=30))
    tablet.lease(phone.attempt, take_over=True)
    tablet.answer(2, "C")
    after = milliseconds(now() + timedelta(seconds=5))
    reply = phone.send(
        make_event(1, 1, "A", client_at=before),
        make_event(2, 2, "B", client_at=before),
        make_event(3, 3, "D", client_at=after),
    )
    assert (reply.status_code, reply.json["acked"]) == (423, 2)
    assert reply.json["superseded"] == [2]
    assert answers(phone.attempt) == {1: "A", 2: "C"}
    assert [(e.lease_number, e.seq, e.is_stray) for e in stored(phone.attempt)] == [
        (2, 1, False),
        (1, 1, True),
        (1, 2, True),
    ]
    assert is_chain_whole(phone.attempt)
    assert tablet.answer(4, "AB").json["acked"] == 2  # the head has moved, the sequence has not
    assert is_chain_whole(phone.attempt)


@pytest.mark.both_databases
def test_stray_events_sent_twice_are_stored_once(phone: Device, tablet: Device) -> None:
    phone.start(make_sitting())
    event = make_event(1, 1, "A", client_at=milliseconds(now() - timedelta(seconds=30)))
    tablet.lease(phone.attempt, take_over=True)
    assert phone.send(event).json["acked"] == 1
    assert phone.send(event).json["acked"] == 1
    assert len(stored(phone.attempt)) == 1


def test_a_gap_in_stray_events_is_named(phone: Device, tablet: Device) -> None:
    phone.start(make_sitting())
    tablet.lease(phone.attempt, take_over=True)
    reply = phone.send(make_event(2, client_at=0))
    assert (reply.status_code, reply.json["expected"]) == (409, 1)


def test_the_time_of_the_first_loss_counts(phone: Device, tablet: Device) -> None:
    phone.start(make_sitting())
    moment = now()
    tablet.lease(phone.attempt, take_over=True)
    change_lease(phone.attempt, 2, moment - timedelta(minutes=5))
    Device(phone.client, "device-three").lease(phone.attempt, take_over=True)
    reply = phone.answer(1, "A", client_at=milliseconds(moment - timedelta(minutes=1)))
    assert reply.json["acked"] == 0


def change_lease(attempt: int, number: int, taken: object) -> None:
    change(AttemptLease, (attempt, number), taken_at=taken)  # type: ignore[arg-type]


@pytest.mark.both_databases
def test_two_devices_never_both_write(
    app: Flask, client: FlaskClient, lin: Person, phone: Device
) -> None:
    """Ten devices fight for the lease and write: whatever is acknowledged as normal came from the holder."""
    phone.start(make_sitting())
    devices = [Device(sign_in(app.test_client(), lin), f"device-{n:02d}") for n in range(10)]  # type: ignore[arg-type]

    def fight(device: Device) -> list[tuple[int, int]]:
        acked = []
        for _ in range(4):
            if device.lease(phone.attempt, take_over=True).status_code != 200:
                continue
            lease = device.state["lease"]
            future = milliseconds(now() + timedelta(hours=1))  # never before a take-over
            reply = device.answer(1, "A", client_at=future)
            if reply.status_code == 200:
                acked.append((lease, reply.json["acked"]))
        return acked

    acked = [pair for pairs in at_once(app, fight, devices) for pair in pairs]
    events = stored(phone.attempt)
    assert sorted(acked) == sorted((event.lease_number, event.seq) for event in events)
    positions = [event.lease_number for event in events]
    assert positions == sorted(positions)  # a later lease never writes before an earlier one
    assert is_chain_whole(phone.attempt)
    db.session.rollback()
    leases = db.session.scalar(select(func.count()).select_from(AttemptLease))
    assert leases == read_attempt(phone.attempt).lease_number


def test_a_lease_needs_the_candidate(other: FlaskClient, phone: Device) -> None:
    phone.start(make_sitting())
    assert Device(other).lease(phone.attempt, take_over=True).status_code == 404


def test_a_lease_needs_a_sign_in(app: Flask, phone: Device) -> None:
    phone.start(make_sitting())
    reply = Device(app.test_client()).lease(phone.attempt)
    assert (reply.status_code, reply.json) == (401, {"error": "signed_out"})


def test_a_lease_needs_the_csrf_token(app: Flask, phone: Device) -> None:
    phone.start(make_sitting())
    app.config["WTF_CSRF_ENABLED"] = True
    assert phone.lease().status_code == 400


def test_a_submitted_attempt_can_be_resumed_to_deliver_the_rest(
    phone: Device, tablet: Device
) -> None:
    phone.start(make_sitting())
    phone.submit()
    reply = phone.lease()
    assert (reply.status_code, reply.json["state"]) == (200, "submitted")
    assert tablet.lease(phone.attempt, take_over=False).status_code == 423
    taken = tablet.lease(phone.attempt, take_over=True)
    assert (taken.status_code, taken.json["error"]) == (409, "submitted")


def test_a_voided_attempt_has_no_lease_to_take(phone: Device, tablet: Device) -> None:
    phone.start(make_sitting())
    change(Attempt, phone.attempt, state="voided")
    assert tablet.lease(phone.attempt, take_over=True).status_code == 409
