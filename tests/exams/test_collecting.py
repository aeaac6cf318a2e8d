"""The collector takes what is overdue; an outage of the site is given back before it does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from tests.exams.test_office import audited
from tests.factories_accounts import make_user, sign_in
from tests.factories_exams import (
    Device,
    change,
    make_organised,
    make_sitting,
    make_test_form,
    read_attempt,
)
from trainingapp.exams.actions.collecting import collect_overdue
from trainingapp.exams.actions.outages import beat, credit_outages, forget_pulses
from trainingapp.exams.heartbeat import Heartbeat
from trainingapp.exams.jobs import collect, tidy_pulses
from trainingapp.exams.models import Attempt, Outage, Pulse, Sitting
from trainingapp.extensions import db
from trainingapp.notices.kinds import notice_sentence
from trainingapp.notices.models import Notice
from trainingapp.web.clock import now
from trainingapp.web.transactions import commit_now, writing

pytestmark = pytest.mark.both_databases


def at(moment: datetime, act: object) -> int:
    """Do one of the collector's acts in a transaction of its own."""
    db.session.rollback()
    with writing():
        done: int = act(now=moment)  # type: ignore[operator]
        commit_now()
    return done


def pulse(moment: datetime, process: str = "web-1") -> None:
    db.session.rollback()
    with writing():
        beat(process, now=moment)
        commit_now()


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    """A clock that only moves when it is told to."""
    with time_machine.travel(now(), tick=False) as found:
        yield found


def start(phone: Device, minutes: int = 10) -> datetime:
    phone.start(make_sitting(minutes=minutes))
    phone.answer(1, "A")
    deadline = read_attempt(phone.attempt).deadline_at
    assert deadline is not None
    return deadline


def test_a_closed_browser_is_collected_after_the_grace(phone: Device) -> None:
    deadline = start(phone)
    assert at(deadline + timedelta(seconds=60), collect_overdue) == 0
    assert read_attempt(phone.attempt).state == "running"
    assert at(deadline + timedelta(seconds=60, milliseconds=1), collect_overdue) == 1
    attempt = read_attempt(phone.attempt)
    assert (attempt.state, attempt.finish_reason) == ("submitted", "collected")
    assert attempt.submitted_at == deadline
    assert (attempt.score, attempt.is_passed) == (Decimal(1), False)
    assert audited() == ["exams.collect_attempt"]


def test_collecting_twice_changes_nothing(phone: Device) -> None:
    deadline = start(phone)
    late = deadline + timedelta(minutes=2)
    at(late, collect_overdue)
    assert at(late, collect_overdue) == 0
    assert audited() == ["exams.collect_attempt"]


def test_a_paused_attempt_is_not_collected(phone: Device) -> None:
    deadline = start(phone)
    change(Attempt, phone.attempt, state="paused", paused_at=now())
    assert at(deadline + timedelta(hours=2), collect_overdue) == 0


def test_many_papers_are_collected_in_short_steps(app: Flask, client: FlaskClient) -> None:
    form = make_test_form().id
    sitting = make_organised(form)
    moment = now()
    people = [make_user(f"考生{number}").id for number in range(3)]
    db.session.rollback()
    with writing():
        db.session.add_all(
            Attempt(
                sitting_id=sitting,
                candidate_id=people[number % 3],
                ordinal=number // 3 + 1,
                test_form_id=form,
                state="running",
                minutes=10,
                started_at=moment,
                deadline_at=moment + timedelta(minutes=10),
            )
            for number in range(310)
        )
        commit_now()
    late = moment + timedelta(minutes=20)
    assert [at(late, collect_overdue) for _ in range(3)] == [300, 10, 0]


def test_a_regular_pulse_credits_nothing(phone: Device) -> None:
    deadline = start(phone)
    moment = now()
    for second in range(0, 30, 10):
        pulse(moment + timedelta(seconds=second))
    assert read_attempt(phone.attempt).deadline_at == deadline
    assert outages() == []


def outages() -> list[Outage]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(Outage).order_by(Outage.started_at)))


def test_an_outage_is_given_back_once(phone: Device) -> None:
    deadline = start(phone)
    moment = now()
    pulse(moment)
    pulse(moment + timedelta(seconds=100), "web-1")
    pulse(moment + timedelta(seconds=100.5), "web-2")
    attempt = read_attempt(phone.attempt)
    assert attempt.deadline_at == deadline + timedelta(seconds=100)
    assert attempt.outage_seconds == 100
    (outage,) = outages()
    assert outage.ended_at - outage.started_at == timedelta(seconds=100)
    assert audited() == ["exams.credit_outage"]
    assert "100" in phone.pulse().json["notice"] or "1" in phone.pulse().json["notice"]


def test_another_process_alive_means_no_outage(phone: Device) -> None:
    deadline = start(phone)
    moment = now()
    pulse(moment, "web-1")
    pulse(moment + timedelta(seconds=8), "web-2")
    pulse(moment + timedelta(seconds=16), "web-1")
    assert read_attempt(phone.attempt).deadline_at == deadline


def test_who_starts_during_an_outage_gets_the_rest_of_it(
    phone: Device, clock: time_machine.Coordinates
) -> None:
    pulse(now())
    clock.shift(40)
    deadline = start(phone)
    clock.shift(20)
    pulse(now())
    assert read_attempt(phone.attempt).deadline_at == deadline + timedelta(seconds=20)


def test_the_collector_credits_before_it_collects(
    phone: Device, clock: time_machine.Coordinates
) -> None:
    """The site goes away a minute before the end and the worker lives on: no paper is taken."""
    deadline = start(phone)
    clock.move_to(deadline - timedelta(minutes=1))
    pulse(now())
    for _ in range(10):
        clock.shift(60)
        db.session.rollback()
        with writing():
            collect(now=now())
            commit_now()
    assert read_attempt(phone.attempt).state == "running"
    clock.shift(5)
    pulse(now())
    attempt = read_attempt(phone.attempt)
    assert attempt.deadline_at == deadline + timedelta(seconds=605)
    assert len(outages()) == 1
    assert phone.answer(2, "B").json["acked"] == 2
    assert "late" not in phone.answer(3, "C").json


def test_submitted_and_paused_attempts_get_no_credit(phone: Device) -> None:
    deadline = start(phone)
    change(Attempt, phone.attempt, state="paused", paused_at=now())
    moment = now()
    pulse(moment)
    pulse(moment + timedelta(seconds=100))
    assert read_attempt(phone.attempt).deadline_at == deadline


def test_an_attempt_that_was_over_gets_no_credit(phone: Device) -> None:
    deadline = start(phone)
    pulse(deadline + timedelta(seconds=61))
    pulse(deadline + timedelta(seconds=200))
    assert read_attempt(phone.attempt).deadline_at == deadline


def test_an_attempt_in_its_grace_can_still_deliver_after_an_outage(phone: Device) -> None:
    deadline = start(phone)
    pulse(deadline + timedelta(seconds=30))
    pulse(deadline + timedelta(seconds=130))
    assert read_attempt(phone.attempt).deadline_at == deadline + timedelta(seconds=100)


def test_without_any_pulse_nothing_is_known(app: Flask) -> None:
    assert at(now(), credit_outages) == 0
    assert outages() == []


def test_old_pulses_are_forgotten_but_the_newest_stays(app: Flask) -> None:
    moment = now()
    for hours in (5, 4, 3):
        db.session.rollback()
        with writing():
            db.session.add(Pulse(at=moment - timedelta(hours=hours), process="web-1"))
            commit_now()
    with writing():
        tidy_pulses(now=moment)
        forget_pulses(now=moment)
        commit_now()
    assert db.session.scalars(select(Pulse.at)).all() == [moment - timedelta(hours=3)]


def test_a_process_leaves_its_pulse_before_its_first_request(app: Flask, phone: Device) -> None:
    """A request credits the outage that ended with the start of its process."""
    deadline = start(phone)
    moment = now()
    pulse(moment - timedelta(seconds=60))
    app.extensions.pop("exams.heartbeat", None)
    app.config["HEARTBEAT"] = True
    try:
        reply = phone.pulse()
    finally:
        app.config["HEARTBEAT"] = False
        app.extensions["exams.heartbeat"].stop()
    assert reply.json["deadline"] > deadline.timestamp() * 1000
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Pulse)) == 2


def test_a_process_whose_first_request_writes_has_its_pulse_and_waits_for_nobody(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = sign_in(client, make_user("何静"))
    pulse(now() - timedelta(seconds=5))
    app.extensions.pop("exams.heartbeat", None)
    app.config["HEARTBEAT"] = True
    monkeypatch.setattr("trainingapp.web.sqlite.WAIT_SECONDS", 0.5)
    try:
        reader.post("/notices/reading")  # the sign-in is read to write
    finally:
        app.config["HEARTBEAT"] = False
        app.extensions["exams.heartbeat"].stop()
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Pulse)) == 2


def test_a_missed_pulse_does_not_stop_the_heart(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("the database is away")

    monkeypatch.setattr("trainingapp.exams.heartbeat.beat", fail)
    Heartbeat(app)._beat_once()
    db.session.rollback()
    assert db.session.scalars(select(Pulse)).all() == []


def test_a_fresh_browser_still_signs_in(app: Flask, client: FlaskClient) -> None:
    assert sign_in(client, make_user("何静")).get("/exams/attempts").status_code == 200


def test_whoever_is_collected_finds_a_notice(
    phone: Device, clock: time_machine.Coordinates
) -> None:
    deadline = start(phone)
    assert at(deadline + timedelta(minutes=5), collect_overdue) == 1
    notice = db.session.scalars(select(Notice)).one()
    assert (notice.user_id, notice.url) == (
        read_attempt(phone.attempt).candidate_id,
        f"/exams/attempts/{phone.attempt}",
    )
    assert "Time was up" in notice_sentence(notice.kind, {}) or "时间已到" in notice_sentence(
        notice.kind, {}
    )


def test_a_start_that_slipped_in_while_its_sitting_was_closed_is_collected(
    phone: Device, clock: time_machine.Coordinates
) -> None:
    start(phone)
    closing = now()
    with writing():
        db.session.execute(update(Sitting).values(closed_at=closing))
        commit_now()
    assert at(closing + timedelta(seconds=10), collect_overdue) == 0  # it may still be on its way
    assert at(closing + timedelta(seconds=11), collect_overdue) == 1
    assert read_attempt(phone.attempt).state == "submitted"


def test_an_attempt_that_was_voided_or_never_begun_is_nobodys_first(phone: Device) -> None:
    test_form = make_test_form().id
    sittings = [make_sitting(test_form) for _ in range(3)]
    phone.start(sittings[0])
    with writing():
        db.session.execute(update(Attempt).values(state="voided"))
        commit_now()
    found = []
    for sitting in sittings[1:]:
        phone.start(sitting)
        found.append(read_attempt(phone.attempt).is_first)
    assert found == [True, False]
