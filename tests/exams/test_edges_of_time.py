"""Deadlines, graces, windows, pauses and outages to the millisecond, and who wins when two things happen at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.exams.conftest import Person
from tests.exams.test_record_events import answers, is_chain_whole, stored
from tests.factories_exams import (
    Device,
    at_once,
    change,
    make_created,
    make_event,
    make_organised,
    make_sitting,
    make_test_form,
    read_attempt,
)
from trainingapp.audit.models import AuditEntry
from trainingapp.exams.actions.collecting import collect_overdue
from trainingapp.exams.actions.outages import beat, credit_outages
from trainingapp.exams.jobs import collect
from trainingapp.exams.models import Attempt, Outage, Pulse
from trainingapp.extensions import db, milliseconds
from trainingapp.rules.attempts import Timing, classify_arrival, is_overdue
from trainingapp.web.clock import now
from trainingapp.web.transactions import commit_now, writing

pytestmark = pytest.mark.both_databases

GRACE = timedelta(seconds=60)
MS = timedelta(milliseconds=1)
MORNING = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)  # nine o'clock in Shanghai
AROUND = [-1, 0, 1, 59_999, 60_000, 60_001]


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    """A clock that shows a whole second and only moves when it is told to."""
    with time_machine.travel(MORNING, tick=False) as found:
        yield found


def do(act: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """An act of the site in a transaction of its own, now."""
    db.session.rollback()
    with writing():
        done = act(*arguments, now=now(), **options)
        commit_now()
    return done


def begin(phone: Device, sitting: int | None = None) -> datetime:
    """Lin begins; the deadline."""
    assert phone.start(sitting or make_sitting(minutes=10)).status_code == 201
    return deadline_of(phone)


def deadline_of(phone: Device) -> datetime:
    deadline = read_attempt(phone.attempt).deadline_at
    assert deadline is not None
    return deadline


def acts() -> list[str]:
    db.session.rollback()
    rows = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.number))
    return [action for action in rows if action.startswith("exams.")]


# Deadline and grace


def test_both_ways_of_saving_judge_every_millisecond_by_the_rule(
    phone: Device, clock: time_machine.Coordinates
) -> None:
    """The raw guard, the slow path after it and the rule agree on what is on time, in grace and late."""
    deadline = begin(phone)
    for offset in AROUND:
        clock.move_to(deadline + offset * MS)
        assert phone.answer(1, "A").status_code == 200
        phone.head = "0" * 64  # now only the slow path can save
        assert phone.answer(2, "B").status_code == 200
        expected = classify_arrival(now(), deadline, grace=GRACE)
        for event in stored(phone.attempt)[-2:]:
            found = Timing.LATE if event.is_late else Timing.ON_TIME
            assert (Timing.GRACE if event.is_grace else found) is expected, offset
    assert is_chain_whole(phone.attempt)


def test_the_last_answer_within_the_grace_stands_against_a_late_one(
    phone: Device, clock: time_machine.Coordinates
) -> None:
    deadline = begin(phone)
    clock.move_to(deadline + GRACE)
    phone.answer(1, "A")
    clock.shift(MS)
    assert phone.answer(1, "B").json["late"] == 1
    do(collect_overdue)
    assert answers(phone.attempt) == {1: "A"}
    assert read_attempt(phone.attempt).score == 1


def test_a_hand_in_is_the_candidates_own_up_to_the_grace(
    phone: Device, clock: time_machine.Coordinates
) -> None:
    sitting = make_sitting(minutes=10)
    for offset in AROUND:
        clock.move_to(MORNING)
        deadline = begin(phone, sitting)
        clock.move_to(deadline + offset * MS)
        reply = phone.submit(make_event(1, 1, "A"))
        assert (reply.status_code, reply.json["state"]) == (200, "submitted")
        attempt = read_attempt(phone.attempt)
        assert attempt.submitted_at == min(now(), deadline)
        is_counted = not is_overdue(deadline, now(), grace=GRACE)
        assert (attempt.finish_reason == "handed_in", attempt.score == 1) == (is_counted,) * 2


def test_a_paper_without_grace_ends_with_its_deadline(
    phone: Device, clock: time_machine.Coordinates
) -> None:
    deadline = begin(phone, make_sitting(minutes=10, grace_seconds=0))
    clock.move_to(deadline)
    assert "late" not in phone.answer(1, "A").json
    assert do(collect_overdue) == 0
    clock.shift(MS)
    assert phone.answer(2, "B").json["late"] == 1
    assert do(collect_overdue) == 1


def test_handing_in_opens_to_the_millisecond(
    phone: Device, clock: time_machine.Coordinates
) -> None:
    begin(phone, make_sitting(minutes=60, earliest_hand_in_minutes=30))
    opens = MORNING + timedelta(minutes=30)
    clock.move_to(opens - MS)
    reply = phone.submit(make_event(1, 1, "A"))
    assert (reply.status_code, reply.json["error"]) == (409, "too_early")
    assert reply.json["at"] == milliseconds(opens)
    assert answers(phone.attempt) == {1: "A"}
    clock.shift(MS)
    assert phone.submit().status_code == 200


@pytest.mark.parametrize(
    ("window", "status"),
    [
        ({"opens_at": MS}, 409),
        ({"opens_at": 0 * MS}, 201),
        ({"last_start_at": -MS}, 409),
        ({"last_start_at": 0 * MS}, 201),
        ({"closes_at": 0 * MS}, 409),
        ({"closes_at": MS}, 201),
    ],
    ids=str,
)
def test_a_window_opens_and_ends_to_the_millisecond(
    phone: Device, window: dict[str, timedelta], status: int
) -> None:
    sitting = make_organised(**{name: MORNING + offset for name, offset in window.items()})
    shown = phone.client.get(f"/exams/sittings/{sitting}", headers={"Accept-Language": "en"}).text
    assert ("Start now" in shown) is (status == 201)
    assert phone.start(sitting).status_code == status
    if "closes_at" in window and status == 201:
        assert deadline_of(phone) == MORNING + MS


# Leases


def test_an_answer_given_at_the_very_take_over_is_kept_and_one_after_it_is_not(
    phone: Device, tablet: Device, clock: time_machine.Coordinates
) -> None:
    begin(phone)
    clock.shift(5)
    tablet.lease(phone.attempt, take_over=True)
    taken = milliseconds(now())
    reply = phone.send(
        make_event(1, 1, "A", client_at=taken),
        make_event(2, 2, "B", client_at=taken + 1),
        make_event(3, 3, "C", client_at=taken),
    )
    assert (reply.status_code, reply.json["acked"]) == (423, 1)
    assert answers(phone.attempt) == {1: "A"}


def test_a_stray_answer_after_the_grace_is_kept_and_does_not_count(
    phone: Device, tablet: Device, clock: time_machine.Coordinates
) -> None:
    deadline = begin(phone)
    given = milliseconds(now())
    clock.shift(5)
    tablet.lease(phone.attempt, take_over=True)
    clock.move_to(deadline + GRACE + MS)
    reply = phone.answer(1, "A", client_at=given)
    assert (reply.status_code, reply.json["late"]) == (423, 1)
    (event,) = stored(phone.attempt)
    assert (event.is_late, event.is_stray, event.is_grace) == (True, True, False)
    assert answers(phone.attempt) == {}
    assert is_chain_whole(phone.attempt)


# Pauses


def test_a_second_pause_does_not_start_the_clock_of_the_first_anew(
    officer: FlaskClient, phone: Device, clock: time_machine.Coordinates
) -> None:
    deadline = begin(phone, make_organised())
    act = f"/exams/office/attempts/{phone.attempt}"
    for path, wait in [("pause", 180), ("pause", 120), ("resumption", 60), ("resumption", 60)]:
        assert officer.post(f"{act}/{path}").status_code == 303
        clock.shift(wait)
    attempt = read_attempt(phone.attempt)
    assert attempt.deadline_at == deadline + timedelta(minutes=5)
    assert attempt.paused_seconds == 300
    assert acts() == ["exams.pause_attempt", "exams.resume_attempt"]


def test_a_pause_gives_back_every_millisecond(
    officer: FlaskClient, phone: Device, clock: time_machine.Coordinates
) -> None:
    deadline = begin(phone, make_organised())
    act = f"/exams/office/attempts/{phone.attempt}"
    officer.post(f"{act}/pause")
    clock.shift(timedelta(seconds=59, milliseconds=999))
    officer.post(f"{act}/resumption")
    attempt = read_attempt(phone.attempt)
    assert attempt.deadline_at == deadline + timedelta(seconds=59, milliseconds=999)
    assert attempt.paused_seconds == 59


def test_a_pause_in_the_grace_keeps_the_rest_of_the_grace(
    officer: FlaskClient, phone: Device, clock: time_machine.Coordinates
) -> None:
    deadline = begin(phone, make_sitting_of_ten_minutes())
    act = f"/exams/office/attempts/{phone.attempt}"
    clock.move_to(deadline + timedelta(seconds=30))
    officer.post(f"{act}/pause")
    clock.shift(300)
    assert do(collect_overdue) == 0
    officer.post(f"{act}/resumption")
    clock.shift(30)
    assert "late" not in phone.answer(1, "A").json
    clock.shift(MS)
    assert phone.answer(2, "B").json["late"] == 1


def make_sitting_of_ten_minutes() -> int:
    return make_organised(minutes=10)


def test_extra_time_in_a_pause_comes_on_top_of_it(
    officer: FlaskClient, phone: Device, clock: time_machine.Coordinates
) -> None:
    deadline = begin(phone, make_organised())
    act = f"/exams/office/attempts/{phone.attempt}"
    officer.post(f"{act}/pause")
    officer.post(f"{act}/extra-time", data={"minutes": "10", "reason": "停电"})
    clock.shift(60)
    officer.post(f"{act}/resumption")
    attempt = read_attempt(phone.attempt)
    assert attempt.deadline_at == deadline + timedelta(minutes=11)
    assert (attempt.extra_seconds, attempt.paused_seconds) == (600, 60)


def test_extra_time_in_the_grace_opens_the_paper_again(
    officer: FlaskClient, phone: Device, clock: time_machine.Coordinates
) -> None:
    deadline = begin(phone, make_sitting_of_ten_minutes())
    clock.move_to(deadline + GRACE + MS)
    assert phone.answer(1, "B").json["late"] == 1
    act = f"/exams/office/attempts/{phone.attempt}/extra-time"
    officer.post(act, data={"minutes": "5", "reason": "网络中断"})
    assert do(collect_overdue) == 0
    assert "late" not in phone.answer(1, "A").json
    assert answers(phone.attempt) == {1: "A"}


def test_a_paper_closed_in_a_pause_is_handed_in_then(
    officer: FlaskClient, phone: Device, clock: time_machine.Coordinates
) -> None:
    deadline = begin(phone, make_sitting_of_ten_minutes())
    phone.answer(1, "A")
    act = f"/exams/office/attempts/{phone.attempt}"
    officer.post(f"{act}/pause")
    clock.move_to(deadline + timedelta(minutes=5))
    officer.post(f"{act}/closing", data={"act-reason": "考试结束"})
    attempt = read_attempt(phone.attempt)
    assert (attempt.state, attempt.submitted_at, attempt.paused_at) == ("submitted", deadline, None)
    assert attempt.score == 1


# Outages


def pulse(process: str = "web-1") -> None:
    do(lambda now: beat(process, now=now))


def outages() -> list[tuple[datetime, datetime]]:
    db.session.rollback()
    rows = db.session.scalars(select(Outage).order_by(Outage.started_at))
    return [(row.started_at, row.ended_at) for row in rows]


@pytest.mark.parametrize(
    ("silence", "credit"),
    [(9_999, 0), (10_000, 0), (10_001, 10_001), (12_345, 12_345), (3_600_000, 3_600_000)],
)
def test_a_silence_counts_from_ten_seconds_and_a_millisecond_and_then_whole(
    phone: Device, clock: time_machine.Coordinates, silence: int, credit: int
) -> None:
    deadline = begin(phone, make_sitting(minutes=120))
    pulse()
    clock.shift(silence * MS)
    pulse()
    attempt = read_attempt(phone.attempt)
    assert attempt.deadline_at == deadline + credit * MS
    assert attempt.outage_seconds == credit // 1000
    assert isinstance(attempt.outage_seconds, int)


def test_two_silences_are_given_back_one_after_the_other(
    phone: Device, clock: time_machine.Coordinates
) -> None:
    deadline = begin(phone)
    for seconds in (0, 20, 5, 40):
        clock.shift(seconds)
        pulse()
    assert deadline_of(phone) == deadline + timedelta(seconds=60)
    starts = [MORNING, MORNING + timedelta(seconds=25)]
    assert outages() == [
        (starts[0], starts[0] + timedelta(seconds=20)),
        (starts[1], starts[1] + timedelta(seconds=40)),
    ]


def test_a_silence_credited_in_steps_is_credited_once_and_whole(
    phone: Device, clock: time_machine.Coordinates
) -> None:
    """The collector goes on every five seconds and a bit while every web process is away."""
    deadline = begin(phone)
    pulse()
    for _ in range(30):
        clock.shift(5_300 * MS)
        do(collect)
        do(credit_outages)  # a second sweep in the same moment finds nothing left
    pulse()
    attempt = read_attempt(phone.attempt)
    assert attempt.deadline_at == deadline + 159 * timedelta(seconds=1)
    assert attempt.outage_seconds == 159
    assert len(outages()) == 1


def test_who_begins_within_a_silence_gets_what_is_left_of_it(
    phone: Device, clock: time_machine.Coordinates
) -> None:
    pulse()
    clock.shift(7_300 * MS)
    deadline = begin(phone)
    clock.shift(8_900 * MS)
    do(credit_outages)
    clock.shift(5_900 * MS)
    pulse()
    attempt = read_attempt(phone.attempt)
    assert attempt.deadline_at == deadline + 14_800 * MS
    assert attempt.outage_seconds == 14


def test_who_begins_with_the_end_of_a_silence_gets_nothing(
    phone: Device, clock: time_machine.Coordinates
) -> None:
    pulse()
    clock.shift(60)
    deadline = begin(phone)
    pulse()
    assert deadline_of(phone) == deadline


def test_a_clock_that_runs_backwards_credits_nothing(
    phone: Device, clock: time_machine.Coordinates
) -> None:
    deadline = begin(phone)
    pulse()
    clock.shift(60)
    do(credit_outages)
    clock.shift(-30)
    assert do(credit_outages) == 0
    clock.move_to(MORNING - timedelta(hours=1))
    assert do(credit_outages) == 0
    assert deadline_of(phone) == deadline + timedelta(seconds=60)


def test_a_silence_within_a_pause_is_given_back_by_the_pause_alone(
    officer: FlaskClient, phone: Device, clock: time_machine.Coordinates
) -> None:
    deadline = begin(phone, make_organised())
    act = f"/exams/office/attempts/{phone.attempt}"
    officer.post(f"{act}/pause")
    clock.shift(10)
    pulse()
    clock.shift(100)
    pulse()
    clock.shift(10)
    officer.post(f"{act}/resumption")
    do(credit_outages)
    attempt = read_attempt(phone.attempt)
    assert attempt.deadline_at == deadline + timedelta(seconds=120)
    assert (attempt.outage_seconds, attempt.paused_seconds) == (0, 120)


@pytest.mark.parametrize(("offset", "is_credited"), [(0, True), (1, False)])
def test_a_silence_reaches_those_who_were_within_their_grace(
    phone: Device, clock: time_machine.Coordinates, offset: int, is_credited: bool
) -> None:
    deadline = begin(phone)
    clock.move_to(deadline + GRACE + offset * MS)
    pulse()
    clock.shift(30)
    pulse()
    moved = deadline_of(phone) - deadline
    assert moved == (timedelta(seconds=30) if is_credited else timedelta(0))


@pytest.mark.parametrize("state", ["paused", "submitted", "voided"])
def test_a_silence_moves_only_running_attempts(
    phone: Device, clock: time_machine.Coordinates, state: str
) -> None:
    deadline = begin(phone)
    change(Attempt, phone.attempt, state=state)
    pulse()
    clock.shift(60)
    pulse()
    assert deadline_of(phone) == deadline


def test_a_silence_does_not_touch_a_prepared_paper(
    phone: Device, lin: Person, clock: time_machine.Coordinates
) -> None:
    sitting = make_organised(minutes=10)
    attempt = make_created(sitting, lin.id)
    pulse()
    clock.shift(60)
    pulse()
    row = read_attempt(attempt)
    assert (row.state, row.started_at, row.deadline_at, row.outage_seconds) == (
        "created",
        None,
        None,
        0,
    )
    assert begin(phone, sitting) == now() + timedelta(minutes=10)


def test_two_processes_that_come_back_together_credit_once(
    app: Flask, phone: Device, clock: time_machine.Coordinates
) -> None:
    deadline = begin(phone)
    pulse()
    clock.shift(60)
    db.session.rollback()

    def come_back(process: str) -> str:
        try:
            pulse(process)
        except Exception as error:
            return type(error).__name__  # the heartbeat logs it and goes on
        return ""

    failed = at_once(app, come_back, ["web-1", "web-2", "web-3"])
    assert failed.count("") >= 1
    assert deadline_of(phone) == deadline + timedelta(seconds=60)
    assert acts() == ["exams.credit_outage"]


@pytest.fixture
def heart(app: Flask) -> Iterator[Callable[[], None]]:
    """Call it to be a process that has just started; its pulses are real from then on."""

    def start_anew() -> None:
        heartbeat = app.extensions.pop("exams.heartbeat", None)
        if heartbeat is not None:
            heartbeat.stop()
        app.config["HEARTBEAT"] = True

    yield start_anew
    start_anew()
    app.config["HEARTBEAT"] = False


def test_the_first_request_after_a_crash_is_an_answer_and_it_counts(
    phone: Device, clock: time_machine.Coordinates, heart: Callable[[], None]
) -> None:
    """Rooms that stayed open ask for hot routes only: these have to credit the outage themselves."""
    deadline = begin(phone)
    clock.move_to(deadline - timedelta(seconds=10))
    pulse()
    heart()
    clock.shift(300)
    reply = phone.answer(1, "A")
    assert (reply.status_code, "late" in reply.json) == (200, False)
    assert reply.json["deadline"] == milliseconds(deadline + timedelta(seconds=300))
    assert answers(phone.attempt) == {1: "A"}


def test_every_hot_route_gives_a_fresh_process_its_pulse(
    phone: Device, clock: time_machine.Coordinates, heart: Callable[[], None]
) -> None:
    sitting = make_sitting(minutes=60)
    begin(phone, sitting)
    document = phone.state["document"]
    routes: dict[str, Callable[[], Any]] = {
        "start": lambda: phone.start(sitting),
        "lease": phone.lease,
        "document": lambda: phone.client.get(document),
        "events": lambda: phone.answer(1, "A"),
        "pulse": phone.pulse,
        "submission": phone.submit,
    }
    for name, ask in routes.items():
        clock.shift(60)
        heart()
        assert ask().status_code == 200, name
        db.session.rollback()
        assert db.session.scalar(select(func.max(Pulse.at))) == now(), name


# Two things at once


def test_the_collector_and_a_hand_in_make_one_result(
    app: Flask, phone: Device, clock: time_machine.Coordinates
) -> None:
    deadline = begin(phone)
    phone.answer(1, "A")
    clock.move_to(deadline + GRACE + MS)
    db.session.rollback()
    acts_at_once: list[Callable[[], Any]] = [
        phone.submit,
        lambda: do(collect_overdue),
        lambda: do(collect_overdue),
    ]
    at_once(app, lambda act: act(), acts_at_once)
    attempt = read_attempt(phone.attempt)
    assert (attempt.state, attempt.finish_reason) == ("submitted", "collected")
    assert (attempt.score, attempt.submitted_at) == (1, deadline)
    assert len(acts()) <= 1


def test_an_answer_that_waited_behind_the_collector_is_kept_as_late(
    phone: Device, clock: time_machine.Coordinates
) -> None:
    deadline = begin(phone)
    clock.move_to(deadline + GRACE + MS)
    do(collect_overdue)
    clock.shift(-MS)  # it reached the server in time and had to wait for the database
    reply = phone.answer(1, "A")
    assert (reply.status_code, reply.json["state"], reply.json["late"]) == (200, "submitted", 1)
    assert len(stored(phone.attempt)) == 1


def test_a_hand_in_and_the_officers_closing_make_one_result(
    app: Flask, officer: FlaskClient, phone: Device, clock: time_machine.Coordinates
) -> None:
    begin(phone, make_organised())
    phone.answer(1, "A")
    act = f"/exams/office/attempts/{phone.attempt}/closing"
    db.session.rollback()
    acts_at_once: list[Callable[[], Any]] = [
        phone.submit,
        lambda: officer.post(act, data={"act-reason": "离场"}),
        lambda: officer.post(act, data={"act-reason": "离场"}),
    ]
    at_once(app, lambda do_it: do_it(), acts_at_once)
    attempt = read_attempt(phone.attempt)
    assert (attempt.state, attempt.score) == ("submitted", 1)
    assert attempt.finish_reason in {"handed_in", "closed_by_officer"}
    is_closed = attempt.finish_reason == "closed_by_officer"
    assert acts().count("exams.close_attempt") == int(is_closed)


def test_pauses_at_once_pause_once(
    app: Flask, officer: FlaskClient, phone: Device, clock: time_machine.Coordinates
) -> None:
    deadline = begin(phone, make_organised())
    act = f"/exams/office/attempts/{phone.attempt}"
    db.session.rollback()
    at_once(app, officer.post, [f"{act}/pause"] * 4)
    clock.shift(60)
    at_once(app, officer.post, [f"{act}/resumption"] * 4)
    attempt = read_attempt(phone.attempt)
    assert attempt.deadline_at == deadline + timedelta(seconds=60)
    assert acts() == ["exams.pause_attempt", "exams.resume_attempt"]


def test_prepared_papers_begin_once_however_many_devices_knock(
    app: Flask, phone: Device, lin: Person, clock: time_machine.Coordinates
) -> None:
    form = make_test_form().id
    attempt = make_created(make_organised(form), lin.id)
    sitting = read_attempt(attempt).sitting_id
    db.session.rollback()
    path = f"/exams/sittings/{sitting}/attempts"
    names = [f"device-{number:02d}" for number in range(8)]
    replies = at_once(app, lambda name: phone.client.post(path, json={"device": name}), names)
    assert {reply.json["attempt"] for reply in replies} == {attempt}
    assert sorted(reply.status_code for reply in replies)[:1] == [201]
    assert [reply.status_code for reply in replies].count(423) == 7
    row = read_attempt(attempt)
    assert (row.started_at, row.lease_number) == (MORNING, 1)
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 1
