"""POST /exams/sittings/<id>/attempts: one attempt whatever happens, and only for those who may."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.exams.conftest import Person
from tests.factories_accounts import make_user, sign_in
from tests.factories_exams import (
    Device,
    at_once,
    change,
    make_created,
    make_organised,
    make_seat,
    make_sitting,
    read_attempt,
)
from trainingapp.accounts.models import SignIn, User
from trainingapp.exams.models import Attempt, AttemptLease, Sitting
from trainingapp.extensions import db, milliseconds
from trainingapp.web.clock import now


def count_attempts() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Attempt)) or 0


@pytest.mark.both_databases
def test_a_start_makes_a_running_attempt_with_a_deadline(phone: Device, lin: Person) -> None:
    sitting = make_sitting(minutes=90)
    before = now()
    reply = phone.start(sitting)
    assert reply.status_code == 201
    attempt = read_attempt(reply.json["attempt"])
    assert (attempt.state, attempt.ordinal, attempt.candidate_id) == ("running", 1, lin.id)
    assert attempt.started_at is not None
    assert before <= attempt.started_at <= now()
    assert attempt.deadline_at == attempt.started_at + timedelta(minutes=90)
    assert reply.json["deadline"] == milliseconds(attempt.deadline_at)
    assert reply.json["url"] == f"/exams/attempts/{attempt.id}"
    assert attempt.is_first


@pytest.mark.both_databases
def test_the_start_answer_holds_all_a_room_needs(phone: Device, lin: Person) -> None:
    sitting = make_sitting(earliest_hand_in_minutes=30, grace_seconds=45)
    answer = phone.start(sitting).json
    assert answer["lease"] == 1
    assert (answer["sequence"], answer["head"], answer["responses"]) == (0, "", [])
    assert (answer["state"], answer["order"], answer["grace_seconds"]) == ("running", None, 45)
    assert answer["min_submit_at"] == answer["deadline"] - 90 * 60_000
    assert answer["poll_seconds"] == 15
    assert answer["candidate"] == {"name": "林美华", "number": f"{lin.id:08d}"}
    assert answer["document"].startswith("/exams/forms/")


@pytest.mark.both_databases
def test_a_second_start_returns_the_open_attempt(phone: Device) -> None:
    sitting = make_sitting()
    first = phone.start(sitting)
    again = phone.start(sitting)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json["attempt"] == first.json["attempt"]
    assert again.json["lease"] == 1
    assert count_attempts() == 1


@pytest.mark.both_databases
def test_fifty_starts_at_once_make_one_attempt(
    app: Flask, client: FlaskClient, lin: Person
) -> None:
    sitting = make_sitting()
    devices = [Device(sign_in(app.test_client(), lin)) for _ in range(50)]
    replies = at_once(app, lambda device: device.start(sitting), devices)
    assert {reply.json["attempt"] for reply in replies} == {replies[0].json["attempt"]}
    assert Counter(reply.status_code for reply in replies) == {201: 1, 200: 49}
    assert count_attempts() == 1
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(AttemptLease)) == 1


def test_after_handing_in_a_new_attempt_begins(phone: Device) -> None:
    sitting = make_sitting()
    first = phone.start(sitting).json["attempt"]
    phone.submit()
    reply = phone.start(sitting)
    assert reply.status_code == 201
    assert reply.json["attempt"] != first
    attempt = read_attempt(reply.json["attempt"])
    assert (attempt.ordinal, attempt.is_first) == (2, False)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"opens_at": timedelta(minutes=1)}, "SittingNotOpen"),
        ({"closes_at": timedelta(0)}, "SittingOver"),
        ({"last_start_at": timedelta(minutes=-1)}, "SittingOver"),
        ({"closed_at": timedelta(hours=-1)}, "SittingOver"),
        ({"needs_seat": True}, "SeatMissing"),
        ({"access_code": "春 风 7"}, "WrongAccessCode"),
    ],
)
def test_a_start_that_the_sitting_does_not_allow_is_refused(
    phone: Device, changes: dict[str, Any], refusal: str
) -> None:
    moments = {k: now() + v if isinstance(v, timedelta) else v for k, v in changes.items()}
    reply = phone.start(make_organised(**moments))
    assert reply.status_code == 409
    assert reply.json["error"] == refusal
    assert reply.json["detail"]
    assert count_attempts() == 0


def test_an_open_attempt_may_be_entered_after_the_last_start(phone: Device) -> None:
    sitting = make_organised()
    phone.start(sitting)
    change(Sitting, sitting, last_start_at=now() - timedelta(minutes=1))
    assert phone.start(sitting).status_code == 200


def test_the_access_code_opens_the_sitting(phone: Device) -> None:
    sitting = make_organised(access_code="Spring 7")
    assert phone.start(sitting, access_code="spring7").status_code == 201


def test_an_organised_sitting_is_sat_once(phone: Device) -> None:
    sitting = make_organised()
    phone.start(sitting)
    phone.submit()
    reply = phone.start(sitting)
    assert (reply.status_code, reply.json["error"]) == (409, "NoAttemptLeft")


def test_extra_time_of_the_seat_moves_the_deadline_past_the_common_end(
    phone: Device, lin: Person
) -> None:
    closes = now() + timedelta(minutes=60)
    sitting = make_organised(needs_seat=True, closes_at=closes)
    make_seat(sitting, lin.id, extra_seconds=600, number=17)
    answer = phone.start(sitting).json
    assert answer["deadline"] == milliseconds(closes) + 600_000
    assert answer["candidate"]["number"] == "17"
    assert answer["poll_seconds"] == 5


def test_a_created_attempt_begins_when_its_candidate_comes(phone: Device, lin: Person) -> None:
    sitting = make_organised()
    attempt = make_created(sitting, lin.id)
    reply = phone.start(sitting)
    assert (reply.status_code, reply.json["attempt"]) == (201, attempt)
    assert read_attempt(attempt).state == "running"
    assert count_attempts() == 1


def test_options_are_shuffled_only_where_the_sitting_says_so(phone: Device) -> None:
    order = phone.start(make_sitting(is_shuffled=True)).json["order"]
    assert [sorted(letters) for letters in order[:4]] == [list("ABCD")] * 3 + [list("ABCDE")]
    assert phone.lease().json["order"] == order


def test_somebody_elses_own_sitting_does_not_exist(phone: Device, wang: Person) -> None:
    assert phone.start(make_sitting(owner_id=wang.id)).status_code == 404


def test_an_unknown_sitting_does_not_exist(phone: Device) -> None:
    assert phone.start(4711).status_code == 404


def test_nobody_starts_without_signing_in(app: Flask, client: FlaskClient) -> None:
    sitting = make_sitting()
    reply = Device(app.test_client()).start(sitting)
    assert (reply.status_code, reply.json) == (401, {"error": "signed_out"})


def test_an_ended_sign_in_starts_nothing(app: Flask, client: FlaskClient, lin: Person) -> None:
    sitting = make_sitting()
    device = Device(sign_in(client, lin))
    db.session.rollback()
    row = db.session.scalars(select(SignIn)).one().id
    change(SignIn, row, ended_at=now())
    assert device.start(sitting).status_code == 401


def test_a_due_change_of_password_comes_first(phone: Device, lin: Person) -> None:
    sitting = make_sitting()
    change(User, lin.id, must_change_password=True)
    assert phone.start(sitting).status_code == 401


def test_a_start_without_the_csrf_token_is_refused(app: Flask, phone: Device) -> None:
    sitting = make_sitting()
    app.config["WTF_CSRF_ENABLED"] = True
    assert phone.start(sitting).status_code == 400
    assert count_attempts() == 0


def test_a_plain_form_leads_to_the_room(phone: Device) -> None:
    reply = phone.client.post(f"/exams/sittings/{make_sitting()}/attempts")
    assert reply.status_code == 303
    db.session.rollback()
    attempt = db.session.scalars(select(Attempt)).one()
    assert reply.location == f"/exams/attempts/{attempt.id}"
    assert attempt.lease_device is None


@pytest.mark.parametrize("device", [None, "", "short", "x" * 65, "<script>", 7])
def test_a_device_needs_a_name(phone: Device, device: object) -> None:
    assert phone.start(make_sitting(), device=device).status_code == 422


def test_other_people_have_attempts_of_their_own(
    phone: Device, app: Flask, client: FlaskClient
) -> None:
    sitting = make_sitting()
    phone.start(sitting)
    other = Device(sign_in(app.test_client(), make_user("王建国")))
    assert other.start(sitting).json["attempt"] != phone.attempt
