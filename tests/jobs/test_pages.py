"""The administrator's pages of background work, and the housekeeping of their table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from tests.factories_accounts import make_user, sign_in
from trainingapp.audit.models import AuditEntry
from trainingapp.extensions import db
from trainingapp.jobs import actions
from trainingapp.jobs.models import Job, JobState, Worker
from trainingapp.jobs.queries import list_timetable
from trainingapp.rules.permissions import Role
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

NOON = datetime(2026, 5, 23, 4, 0, tzinfo=UTC)


@pytest.fixture
def administrator(app: Flask, client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_user("韩立", roles=[Role.ADMINISTRATOR]))


def make_job(state: JobState = JobState.WAITING, **changes: object) -> int:
    values: dict[str, object] = {
        "name": "notices.deliver_mail",
        "arguments": "{}",
        "state": state,
        "created_at": NOON,
        "run_at": NOON,
        **changes,
    }
    with writing():
        job = Job(**values)
        db.session.add(job)
        db.session.commit()
        job_id = job.id
    db.session.remove()
    return job_id


def test_jobs_are_shown_by_state(administrator: FlaskClient) -> None:
    make_job(JobState.DEAD, name="exams.collect")
    make_job(JobState.DONE, name="notices.deliver_mail")
    everything = administrator.get("/jobs").text
    assert "exams.collect" in everything
    assert "notices.deliver_mail" in everything
    dead = administrator.get("/jobs?state=dead").text
    assert "exams.collect" in dead
    assert "<code>notices.deliver_mail" not in dead


def test_an_unknown_state_shows_all(administrator: FlaskClient) -> None:
    make_job()
    assert "notices.deliver_mail" in administrator.get("/jobs?state=nonsense").text


def test_a_missing_worker_is_said(administrator: FlaskClient) -> None:
    assert "后台进程没有运行" in administrator.get("/jobs").text
    with writing():
        actions.give_sign_of_life("host:7", now=now())
        db.session.commit()
    page = administrator.get("/jobs").text
    assert "后台进程没有运行" not in page
    assert "host:7" in page


def test_the_list_takes_the_same_number_of_statements_however_long(
    administrator: FlaskClient,
) -> None:
    def statements() -> int:
        seen: list[str] = []
        event.listen(db.engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
        administrator.get("/jobs")
        return len(seen)

    make_job()
    few = statements()
    for _ in range(40):
        make_job()
    assert statements() == few


def test_a_dead_job_shows_its_error_and_starts_again(administrator: FlaskClient) -> None:
    job_id = make_job(JobState.DEAD, error="ValueError: <script>", attempts=6, finished_at=NOON)
    page = administrator.get(f"/jobs/{job_id}").text
    assert "ValueError: &lt;script&gt;" in page
    assert "重新执行" in page
    answer = administrator.post(f"/jobs/{job_id}/retry")
    assert answer.status_code == 303
    job = db.session.get_one(Job, job_id)
    assert (job.state, job.attempts, job.finished_at) == (JobState.WAITING, 0, None)
    assert "jobs.retry" in db.session.scalars(select(AuditEntry.action)).all()


@pytest.mark.parametrize("state", [JobState.WAITING, JobState.RUNNING, JobState.DONE])
def test_only_a_dead_job_is_started_by_hand(administrator: FlaskClient, state: JobState) -> None:
    job_id = make_job(state)
    assert "重新执行" not in administrator.get(f"/jobs/{job_id}").text
    answer = administrator.post(f"/jobs/{job_id}/retry")
    assert answer.status_code == 409
    assert "不需要重新执行" in answer.text


def test_a_job_that_is_not_there_is_a_404(administrator: FlaskClient) -> None:
    assert administrator.get("/jobs/999").status_code == 404


def test_old_rows_go_and_young_ones_stay(app: Flask) -> None:
    for days, state in (
        (6, JobState.DONE),
        (8, JobState.DONE),
        (8, JobState.DEAD),
        (91, JobState.DEAD),
    ):
        make_job(state, finished_at=NOON - timedelta(days=days))
    make_job(JobState.WAITING)
    with writing():
        actions.give_sign_of_life("gone", now=NOON - timedelta(days=2))
        actions.give_sign_of_life("here", now=NOON)
        actions.remove_finished(now=NOON)
        db.session.commit()
    left = [(j.state, j.finished_at) for j in db.session.scalars(select(Job).order_by(Job.id))]
    assert left == [
        (JobState.DONE, NOON - timedelta(days=6)),
        (JobState.DEAD, NOON - timedelta(days=8)),
        (JobState.WAITING, None),
    ]
    assert [worker.name for worker in db.session.scalars(select(Worker))] == ["here"]


def test_functions_that_left_the_program_leave_the_timetable(app: Flask) -> None:
    with writing():
        actions.plan_timetable(["old", "kept"], now=NOON)
        actions.plan_timetable(["kept", "new"], now=NOON + timedelta(days=1))
        db.session.commit()
    found = {entry.name: entry.next_at for entry in list_timetable()}
    assert found == {"kept": NOON, "new": NOON + timedelta(days=1)}
