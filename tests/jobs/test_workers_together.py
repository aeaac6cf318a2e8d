"""Several workers, jobs that go wrong in every way, and names that may wait only once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.factories_accounts import make_user
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.jobs import leases, worker
from trainingapp.jobs.actions import JobNotDead, enqueue, retry_job
from trainingapp.jobs.models import Job, JobState
from trainingapp.jobs.registry import JOBS, TIMETABLE, job
from trainingapp.web.transactions import committing, start_writing

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
    with committing():
        enqueue(name, **options)  # type: ignore[arg-type]


def all_jobs() -> list[Job]:
    db.session.rollback()
    found = list(db.session.scalars(select(Job).order_by(Job.id)))
    db.session.expunge_all()
    db.session.rollback()
    return found


def at_once(app: Flask, count: int, work: object) -> None:
    barrier = threading.Barrier(count)

    def run(number: int) -> None:
        with app.app_context():
            barrier.wait(10)
            work(number)  # type: ignore[operator]
            db.session.remove()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


def test_one_job_is_claimed_by_one_of_many(app: Flask) -> None:
    ask("test.one")
    claims: list[object] = []
    at_once(app, 6, lambda number: claims.append(leases.claim_job(f"w{number}")))
    assert len(claims) == 6
    assert len([claim for claim in claims if claim is not None]) == 1
    assert all_jobs()[0].attempts == 1


def test_many_ask_for_the_same_work_at_once_and_it_waits_once(app: Flask) -> None:
    at_once(app, 6, lambda _number: ask("test.unique", unique="sitting-1"))
    assert len(all_jobs()) == 1


def test_the_same_name_of_another_job_is_another(app: Flask) -> None:
    ask("test.a", unique="1")
    ask("test.b", unique="1")
    ask("test.a")
    ask("test.a")
    assert [j.unique_name for j in all_jobs()] == ["test.a:1", "test.b:1", None, None]


def test_while_one_runs_the_next_of_its_name_may_wait(app: Flask) -> None:
    ask("test.unique", unique="1")
    assert leases.claim_job("w") is not None
    ask("test.unique", unique="1")
    ask("test.unique", unique="1")
    assert [j.state for j in all_jobs()] == [JobState.RUNNING, JobState.WAITING]


@pytest.mark.parametrize("error", [ValueError, MemoryError, RecursionError, LookupError])
def test_a_job_that_fails_in_any_way_leaves_nothing_and_the_next_runs(
    app: Flask, error: type[Exception]
) -> None:
    ran: list[str] = []

    @job("test.bad")
    def bad(*, now: datetime) -> None:
        enqueue("test.leftover")
        raise error("broken")

    @job("test.good")
    def good(*, now: datetime) -> None:
        ran.append("good")

    ask("test.bad")
    ask("test.good")
    assert worker.run_all() == 2
    assert ran == ["good"]
    failed, done = all_jobs()
    assert (failed.state, done.state) == (JobState.WAITING, JobState.DONE)
    assert error.__name__ in str(failed.error)


def test_what_a_job_was_about_is_not_in_the_error_an_administrator_reads(app: Flask) -> None:
    make_user(email="lin@example.org")

    @job("test.twice")
    def twice(*, now: datetime) -> None:
        copy = User(
            display_name="林美华", email="lin@example.org", password_hash="", created_at=now
        )
        db.session.add(copy)
        db.session.flush()

    ask("test.twice")
    worker.run_all()
    (failed,) = all_jobs()
    assert IntegrityError.__name__ in str(failed.error)
    assert "林美华" not in str(failed.error)


def test_a_job_is_tried_as_often_as_it_may_and_then_given_up(app: Flask) -> None:
    tries: list[datetime] = []

    @job("test.never", attempts=3)
    def never(*, now: datetime) -> None:
        tries.append(now)
        raise OSError("no network")

    with time_machine.travel(NOON, tick=False) as clock:
        ask("test.never")
        for _ in range(10):
            worker.run_all()
            clock.shift(timedelta(hours=2))
    assert len(tries) == 3
    (dead,) = all_jobs()
    assert (dead.state, dead.attempts, dead.leased_by) == (JobState.DEAD, 3, None)
    assert dead.finished_at is not None


def test_a_dead_job_gets_all_its_tries_again(app: Flask) -> None:
    calls: list[int] = []

    @job("test.mended", attempts=1)
    def mended(*, now: datetime) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise OSError

    ask("test.mended")
    worker.run_all()
    (dead,) = all_jobs()
    with committing():
        retry_job(db.session.get_one(Job, dead.id), actor_id=1, now=datetime.now(UTC))
    worker.run_all()
    (done,) = all_jobs()
    assert (done.state, done.error, len(calls)) == (JobState.DONE, None, 2)


@pytest.mark.parametrize("state", [JobState.WAITING, JobState.RUNNING, JobState.DONE])
def test_only_what_was_given_up_can_be_started_again(app: Flask, state: JobState) -> None:
    ask("test.x")
    with committing():
        row = db.session.get_one(Job, all_jobs()[0].id)
        row.state = state
        db.session.flush()
        with pytest.raises(JobNotDead):
            retry_job(row, actor_id=1, now=NOON)


@pytest.mark.parametrize(("seconds", "is_taken"), [(59, False), (60, False), (61, True)])
def test_a_lease_holds_exactly_as_long_as_it_says(app: Flask, seconds: int, is_taken: bool) -> None:
    @job("test.leased", lease_seconds=60)
    def leased(*, now: datetime) -> None: ...

    with time_machine.travel(NOON, tick=False) as clock:
        ask("test.leased")
        assert leases.claim_job("first") is not None
        clock.shift(timedelta(seconds=seconds))
        assert (leases.claim_job("second") is not None) is is_taken


def test_who_lost_the_lease_can_neither_finish_nor_put_back(app: Flask) -> None:
    @job("test.leased", lease_seconds=60)
    def leased(*, now: datetime) -> None: ...

    with time_machine.travel(NOON, tick=False) as clock:
        ask("test.leased")
        slow = leases.claim_job("slow")
        clock.shift(timedelta(seconds=61))
        quick = leases.claim_job("quick")
        assert slow is not None
        assert quick is not None
        with pytest.raises(leases.LeaseLost), committing():
            leases.finish_job(slow)
        leases.put_back(slow, "too slow")
        (held,) = all_jobs()
        assert (held.state, held.leased_by, held.error) == (JobState.RUNNING, "quick", None)
        with committing():
            leases.finish_job(quick)
        leases.put_back(quick, "late")
    assert all_jobs()[0].state == JobState.DONE


def test_the_same_worker_under_a_later_try_is_another_holder(app: Flask) -> None:
    @job("test.leased", lease_seconds=60)
    def leased(*, now: datetime) -> None: ...

    with time_machine.travel(NOON, tick=False) as clock:
        ask("test.leased")
        first = leases.claim_job("w")
        clock.shift(timedelta(seconds=61))
        assert leases.claim_job("w") is not None
        assert first is not None
        with pytest.raises(leases.LeaseLost), committing():
            leases.finish_job(first)


def test_a_job_that_reads_first_keeps_what_it_wrote_and_is_done(app: Flask) -> None:
    @job("test.outside", reads_first=True)
    def outside(*, now: datetime) -> None:
        start_writing()
        enqueue("test.next")

    ask("test.outside")
    worker.run_next_job("w")
    assert [(j.name, j.state) for j in all_jobs()] == [
        ("test.outside", JobState.DONE),
        ("test.next", JobState.WAITING),
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"text": "你好 'quoted' \"double\" \\ %s {x}"},
        {"number": 2**60},
        {"nested": {"a": [1, None, True]}},
        {"empty": ""},
    ],
)
def test_arguments_arrive_as_they_were_given(app: Flask, arguments: dict[str, object]) -> None:
    found: list[dict[str, object]] = []

    @job("test.arguments")
    def take(*, now: datetime, **given: object) -> None:
        found.append(given)

    ask("test.arguments", **arguments)
    worker.run_all()
    assert found == [arguments]


def test_wrong_arguments_fail_the_job_and_not_the_worker(app: Flask) -> None:
    @job("test.strict")
    def strict(*, mail_id: int, now: datetime) -> None: ...

    ask("test.strict", nonsense=1)
    assert worker.run_all() == 1
    assert "TypeError" in str(all_jobs()[0].error)
