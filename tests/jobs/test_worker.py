"""A job runs if its cause was committed, survives its worker, and is given up in the end."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from trainingapp.extensions import db
from trainingapp.jobs import actions, worker
from trainingapp.jobs.actions import enqueue
from trainingapp.jobs.leases import claim_job
from trainingapp.jobs.models import Job, JobState, TimetableEntry, Worker
from trainingapp.jobs.registry import JOBS, TIMETABLE, every, job
from trainingapp.web.transactions import committing, start_writing, writing

pytestmark = pytest.mark.both_databases

NOON = datetime(2026, 5, 23, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    """Functions that a test registers are forgotten after it."""
    jobs, timetable = dict(JOBS), dict(TIMETABLE)
    yield
    for table, before in ((JOBS, jobs), (TIMETABLE, timetable)):
        table.clear()
        table.update(before)


def ask(name: str, **options: object) -> None:
    with writing():
        enqueue(name, **options)  # type: ignore[arg-type]
        db.session.commit()
    db.session.remove()


def all_jobs() -> list[Job]:
    db.session.rollback()
    found = list(db.session.scalars(select(Job).order_by(Job.id)))
    db.session.expunge_all()
    db.session.rollback()
    return found


def test_a_job_runs_once_with_its_arguments_and_the_time(app: Flask) -> None:
    calls: list[tuple[int, str]] = []

    @job("test.greet")
    def greet(*, person_id: int, word: str, now: datetime) -> None:
        assert now.tzinfo
        calls.append((person_id, word))

    ask("test.greet", person_id=3, word="你好")
    assert worker.run_all() == 1
    assert worker.run_all() == 0
    assert calls == [(3, "你好")]
    (done,) = all_jobs()
    assert (done.state, done.attempts, done.leased_by) == (JobState.DONE, 1, None)
    assert done.finished_at


def test_a_job_whose_cause_was_rolled_back_never_runs(app: Flask) -> None:
    with writing():
        enqueue("test.never")
        db.session.rollback()
    assert worker.run_all() == 0
    assert all_jobs() == []


def test_a_job_waits_for_its_time(app: Flask) -> None:
    @job("test.later")
    def later(*, now: datetime) -> None: ...

    with time_machine.travel(NOON, tick=False) as clock:
        ask("test.later", run_at=NOON + timedelta(minutes=5))
        assert worker.run_all() == 0
        clock.shift(timedelta(minutes=5))
        assert worker.run_all() == 1


def test_the_longest_due_job_runs_first(app: Flask) -> None:
    order: list[int] = []

    @job("test.ordered")
    def ordered(*, number: int, now: datetime) -> None:
        order.append(number)

    with time_machine.travel(NOON, tick=False):
        for number, minutes in ((1, 1), (2, 3), (3, 2)):
            ask("test.ordered", number=number, run_at=NOON - timedelta(minutes=minutes))
        worker.run_all()
    assert order == [2, 3, 1]


def test_the_same_unique_job_waits_only_once(app: Flask) -> None:
    @job("test.unique")
    def unique(*, now: datetime) -> None: ...

    ask("test.unique", unique="sitting-1")
    ask("test.unique", unique="sitting-1")
    ask("test.unique", unique="sitting-2")
    assert len(all_jobs()) == 2
    worker.run_all()
    ask("test.unique", unique="sitting-1")
    assert worker.run_all() == 1


def test_what_a_failing_job_wrote_is_undone_and_it_is_tried_again_later(app: Flask) -> None:
    @job("test.fail", attempts=2)
    def fail(*, now: datetime) -> None:
        enqueue("test.leftover")
        raise ValueError("no paper")

    with time_machine.travel(NOON, tick=False) as clock:
        ask("test.fail")
        assert worker.run_next_job("w")
        (waiting,) = all_jobs()
        assert waiting.state == JobState.WAITING
        assert waiting.error
        assert "ValueError: no paper" in waiting.error
        assert waiting.run_at == NOON + timedelta(seconds=10)
        assert not worker.run_next_job("w")
        clock.shift(timedelta(seconds=11))
        assert worker.run_next_job("w")
        (dead,) = all_jobs()
        assert (dead.state, dead.attempts) == (JobState.DEAD, 2)
        clock.shift(timedelta(days=1))
        assert not worker.run_next_job("w")


def test_the_pauses_between_tries_grow_to_an_hour(app: Flask) -> None:
    @job("test.fail", attempts=8)
    def fail(*, now: datetime) -> None:
        raise ValueError

    pauses = []
    with time_machine.travel(NOON, tick=False) as clock:
        ask("test.fail")
        for _ in range(7):
            worker.run_next_job("w")
            (waiting,) = all_jobs()
            pauses.append((waiting.run_at - datetime.now(UTC)).total_seconds())
            clock.move_to(waiting.run_at)
    assert pauses == [10, 40, 160, 640, 2560, 3600, 3600]


def test_a_job_nobody_knows_is_kept_for_a_worker_that_does(app: Flask) -> None:
    ask("test.of_a_newer_release")
    worker.run_next_job("old")
    (waiting,) = all_jobs()
    assert waiting.state == JobState.WAITING
    assert "No function is registered" in (waiting.error or "")


def test_a_job_whose_worker_died_is_taken_over_when_the_lease_ends(app: Flask) -> None:
    calls: list[int] = []

    @job("test.long", lease_seconds=60)
    def long(*, now: datetime) -> None:
        calls.append(1)

    with time_machine.travel(NOON, tick=False) as clock:
        ask("test.long")
        assert claim_job("the one that dies")
        assert not worker.run_next_job("other")
        clock.shift(timedelta(seconds=61))
        assert worker.run_next_job("other")
    (done,) = all_jobs()
    assert (done.state, done.attempts, calls) == (JobState.DONE, 2, [1])


def test_a_job_that_kills_every_worker_is_given_up(app: Flask) -> None:
    @job("test.deadly", attempts=2, lease_seconds=10)
    def deadly(*, now: datetime) -> None: ...

    with time_machine.travel(NOON, tick=False) as clock:
        ask("test.deadly")
        for _ in range(2):
            assert claim_job("dies")
            clock.shift(timedelta(seconds=11))
        assert claim_job("third") is None
    (dead,) = all_jobs()
    assert dead.state == JobState.DEAD
    assert dead.error == "The worker ended before the job did."


def test_a_worker_that_lost_its_lease_changes_nothing(app: Flask) -> None:
    with time_machine.travel(NOON, tick=False) as clock:

        @job("test.slow", lease_seconds=10)
        def slow(*, now: datetime) -> None:
            enqueue("test.written_by_the_slow_one")
            clock.shift(timedelta(seconds=11))

        ask("test.slow")
        claim = claim_job("slow")
        assert claim
        clock.shift(timedelta(seconds=11))
        assert claim_job("fast")
        assert "LeaseLost" in (worker._attempt(lambda: worker._run(claim), False) or "")
    assert [found.name for found in all_jobs()] == ["test.slow"]
    assert all_jobs()[0].leased_by == "fast"


def test_a_job_that_waits_for_the_outside_holds_no_write_lock(app: Flask) -> None:
    @job("test.outside", reads_first=True)
    def outside(*, now: datetime) -> None:
        db.session.scalar(select(Job.id))
        db.session.rollback()
        other = threading.Thread(target=in_context, args=(app, lambda: ask("test.meanwhile")))
        other.start()
        other.join(5)
        assert not other.is_alive(), "the other writer had to wait"
        start_writing()
        enqueue("test.afterwards")

    ask("test.outside")
    assert worker.run_next_job("w")
    assert {found.name: found.state for found in all_jobs()} == {
        "test.outside": JobState.DONE,
        "test.meanwhile": JobState.WAITING,
        "test.afterwards": JobState.WAITING,
    }


def in_context(app: Flask, function: object) -> None:
    with app.app_context():
        function()  # type: ignore[operator]


def test_several_workers_share_the_work_and_run_nothing_twice(app: Flask) -> None:
    runs: list[int] = []

    @job("test.shared")
    def shared(*, number: int, now: datetime) -> None:
        runs.append(number)

    with writing():
        for number in range(24):
            enqueue("test.shared", number=number)
        db.session.commit()
    db.session.remove()
    threads = [
        threading.Thread(target=in_context, args=(app, lambda n=n: worker.run_all(f"worker {n}")))
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(runs) == list(range(24))
    assert {found.state for found in all_jobs()} == {JobState.DONE}


def test_two_functions_cannot_have_one_name(app: Flask) -> None:
    def make(module: str) -> None:
        def twin(*, now: datetime) -> None: ...

        twin.__module__ = module
        job("test.twin")(twin)

    make("trainingapp.exams.jobs")
    make("trainingapp.exams.jobs")
    with pytest.raises(ValueError, match=r"test\.twin"):
        make("trainingapp.accounts.jobs")


def test_the_timetable_runs_each_function_at_its_interval_by_one_worker(app: Flask) -> None:
    runs: list[datetime] = []
    TIMETABLE.clear()

    @every(seconds=60, name="test.tick")
    def tick(*, now: datetime) -> None:
        runs.append(now)

    with time_machine.travel(NOON, tick=False) as clock:
        with committing():
            actions.plan_timetable(["test.tick"], now=NOON)
        assert worker.run_timetable()
        assert not worker.run_timetable()
        clock.shift(timedelta(seconds=59))
        assert not worker.run_timetable()
        clock.shift(timedelta(seconds=1))
        assert worker.run_timetable()
    assert runs == [NOON, NOON + timedelta(seconds=60)]


def test_a_failure_on_the_timetable_is_kept_and_the_next_run_comes(app: Flask) -> None:
    TIMETABLE.clear()

    @every(seconds=5, name="test.tick")
    def tick(*, now: datetime) -> None:
        enqueue("test.leftover")
        raise RuntimeError("ink is out")

    with time_machine.travel(NOON, tick=False) as clock:
        with committing():
            actions.plan_timetable(["test.tick"], now=NOON)
        assert worker.run_timetable()
        entry = db.session.get_one(TimetableEntry, "test.tick")
        assert "ink is out" in (entry.last_error or "")
        assert entry.failed_at == NOON
        db.session.rollback()
        clock.shift(timedelta(seconds=5))
        assert worker.run_timetable()
    assert all_jobs() == []


def test_the_names_of_repeated_functions_follow_their_part(app: Flask) -> None:
    def sweep(*, now: datetime) -> None: ...

    sweep.__module__ = "trainingapp.exams.jobs"
    every(seconds=5)(sweep)
    assert "exams.sweep" in TIMETABLE


def test_a_worker_says_that_it_lives_works_and_leaves(app: Flask) -> None:
    done = threading.Event()
    stop = threading.Event()

    @job("test.one")
    def one(*, now: datetime) -> None:
        done.set()

    ask("test.one")
    thread = threading.Thread(
        target=in_context, args=(app, lambda: worker.work("host:1", stop=stop))
    )
    thread.start()
    assert done.wait(10)
    deadline = time.monotonic() + 10
    while all_jobs()[0].state != JobState.DONE and time.monotonic() < deadline:
        done.wait(0.01)
    assert [found.name for found in db.session.scalars(select(Worker))] == ["host:1"]
    db.session.rollback()
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    assert all_jobs()[0].state == JobState.DONE
    assert list(db.session.scalars(select(Worker))) == []
    db.session.rollback()


def test_a_worker_outlives_a_database_that_is_away(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, stop = threading.Event(), threading.Event()
    monkeypatch.setattr(worker, "AWAY_SECONDS", 0.01)
    real = worker.queries.has_due_job
    failures = iter([OperationalError("", {}, Exception("gone"))])

    def away_once(*, now: datetime) -> bool:
        for failure in failures:
            raise failure
        return real(now=now)

    monkeypatch.setattr(worker.queries, "has_due_job", away_once)

    @job("test.one")
    def one(*, now: datetime) -> None:
        done.set()

    ask("test.one")
    thread = threading.Thread(
        target=in_context, args=(app, lambda: worker.work("host:1", stop=stop))
    )
    thread.start()
    assert done.wait(10)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
