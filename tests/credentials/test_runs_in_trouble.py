"""Runs in which something goes wrong: a role lost, a class closed, a person gone, a worker killed, a row that fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.exc import DataError, OperationalError

from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import NOON
from tests.factories_credentials import make_credential
from tests.factories_issuing import (
    begin,
    complete,
    finish,
    frozen,
    make_class,
    make_sat,
    results as results_of,
    run_of,
    step,
)
from tests.factories_teaching import committed
from trainingapp.accounts.erasure import erase
from trainingapp.accounts.models import RoleGrant, User
from trainingapp.audit.models import AuditEntry
from trainingapp.classes.models import Cohort, Membership
from trainingapp.credentials import run_jobs
from trainingapp.credentials.actions import runs as actions
from trainingapp.credentials.actions.issuing import issue
from trainingapp.credentials.models import Credential, IssueRow, IssueRun, RunSource
from trainingapp.credentials.queries import runs as queries
from trainingapp.credentials.queries.run_facts import find_facts
from trainingapp.credentials.signing.verifying import verify
from trainingapp.exams.models import Attempt
from trainingapp.extensions import db
from trainingapp.jobs import worker
from trainingapp.jobs.models import Job
from trainingapp.notices.models import Notice
from trainingapp.rules.cohorts import CohortState
from trainingapp.web.transactions import writing

COHORT, SITTING = RunSource.COHORT, RunSource.SITTING
LATER = NOON + timedelta(days=1)
FIVE = ("林美华", "王建国", "赵小兰", "周敏", "吴晓东")
NOTHING_LEFT = {"waiting": 0, "issued": 5, "held": 0, "refused": 0}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def documents() -> list[str]:
    db.session.rollback()
    return [row.document for row in db.session.query(Credential).order_by(Credential.id)]


def leave(user: User) -> None:
    """Somebody is anonymised, as their request asks."""
    with committed():
        erase(user.id)
        db.session.execute(
            update(User)
            .where(User.id == user.id)
            .values(anonymised_at=NOON, display_name="已注销用户")
        )


def failing(monkeypatch: pytest.MonkeyPatch, user: User, error: Exception) -> None:
    """Let signing fail for one person."""

    def fail(person: User, *rest: object, **more: object) -> Credential:
        if person.id == user.id:
            raise error
        return issue(person, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(actions, "issue", fail)


@pytest.mark.both_databases
def test_a_worker_killed_between_signing_and_commit_leaves_nothing_half_done(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher, cohort, _people = make_class(*FIVE)
    run = begin(teacher, COHORT, cohort)
    step(run, 4)

    def die() -> None:
        raise KeyboardInterrupt

    with writing():
        actions.issue_next(run, 4, now=NOON)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(db.session(), "commit", die)
            with pytest.raises(KeyboardInterrupt):
                db.session().commit()
        db.session.rollback()
        db.session.remove()
    assert len(documents()) == 4
    assert queries.count_rows([run])[run] == {"waiting": 1, "issued": 4, "held": 0, "refused": 0}
    finish(run)
    assert queries.count_rows([run])[run] == NOTHING_LEFT
    assert Counter(row.version for row in db.session.query(Credential)) == {1: 5}
    places = {row.status_index for row in db.session.query(Credential)}
    assert len(places) == 5
    assert db.session.query(Notice).filter_by(kind="credentials.issued").count() == 5


@pytest.mark.both_databases
def test_one_of_four_in_a_transaction_fails_and_three_have_theirs(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher, cohort, people = make_class(*FIVE[:4])
    failing(monkeypatch, people[1], ValueError("broken"))
    run = begin(teacher, COHORT, cohort)
    assert not step(run, 4)
    assert results_of(run)["王建国"] == ("refused", "failed")
    assert queries.count_rows([run])[run] == {"waiting": 0, "issued": 3, "held": 0, "refused": 1}
    assert all(verify(text, now=NOON).is_valid for text in documents())
    assert len(documents()) == 3


def test_data_that_the_database_refuses_for_one_stops_nobody_else_for_ever(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher, cohort, people = make_class(*FIVE[:3])
    failing(monkeypatch, people[0], DataError("INSERT", {}, Exception("value too long")))
    run = begin(teacher, COHORT, cohort)
    finish(run)
    assert results_of(run)["林美华"] == ("refused", "failed")
    assert run_of(run).ended_at is not None
    assert len(documents()) == 2


def test_a_database_that_is_away_refuses_nobody_and_the_run_waits(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher, cohort, people = make_class(*FIVE[:3])
    run = begin(teacher, COHORT, cohort)
    with monkeypatch.context() as patch:
        failing(patch, people[1], OperationalError("SELECT", {}, Exception("locked")))
        with pytest.raises(OperationalError), committed():
            actions.issue_next(run, 4, now=NOON)
        db.session.remove()
    assert documents() == []
    assert set(results_of(run).values()) == {("waiting", "")}
    finish(run)
    assert set(results_of(run).values()) == {("issued", "")}


def test_a_job_that_fails_is_taken_up_again_by_the_timetable(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher, cohort, people = make_class(*FIVE)
    run = begin(teacher, COHORT, cohort)
    with committed():
        run_jobs.resume_runs(now=NOON)
    with monkeypatch.context() as patch:
        failing(patch, people[4], OperationalError("SELECT", {}, Exception("away")))
        worker.run_next_job("first")
    assert len(documents()) == 4
    with committed():
        db.session.query(Job).delete()  # given up
    with committed():
        run_jobs.resume_runs(now=NOON)
    worker.run_all()
    assert queries.count_rows([run])[run] == NOTHING_LEFT
    assert run_of(run).ended_at is not None


def test_a_teacher_who_loses_the_role_sees_nothing_and_what_began_ends(
    app: Flask, client: FlaskClient
) -> None:
    teacher, cohort, _people = make_class(*FIVE)
    run = begin(teacher, COHORT, cohort)
    step(run, 4)
    sign_in(client, teacher)
    assert client.get(f"/credentials/issuing/runs/{run}").status_code == 200
    with committed():
        db.session.query(RoleGrant).filter_by(user_id=teacher.id).delete()
    for path in (f"/credentials/issuing/runs/{run}", f"/credentials/issuing/classes/{cohort}"):
        assert client.get(path).status_code == 403
    assert client.post(f"/credentials/issuing/classes/{cohort}").status_code == 403
    finish(run)
    assert queries.count_rows([run])[run] == NOTHING_LEFT
    assert db.session.query(IssueRun).count() == 1


def test_a_class_that_is_closed_meanwhile_changes_nothing_of_what_was_completed(app: Flask) -> None:
    teacher, cohort, _people = make_class(*FIVE)
    run = begin(teacher, COHORT, cohort)
    step(run, 2)
    with committed():
        db.session.get_one(Cohort, cohort).state = CohortState.CANCELLED
    finish(run)
    assert queries.count_rows([run])[run] == NOTHING_LEFT


def test_who_has_not_completed_it_any_more_when_their_turn_comes_gets_nothing(app: Flask) -> None:
    teacher, cohort, people = make_class(*FIVE)
    run = begin(teacher, COHORT, cohort)
    step(run, 2)
    complete(people[4], cohort, at=None)
    finish(run)
    assert results_of(run)["吴晓东"] == ("refused", "not-completed")
    assert len(documents()) == 4


def test_who_left_the_class_before_it_began_is_not_counted(app: Flask) -> None:
    teacher, cohort, people = make_class(*FIVE)
    with committed():
        row = db.session.query(Membership).filter_by(user_id=people[0].id).one()
        row.state = "left"
    run = begin(teacher, COHORT, cohort)
    assert run_of(run).total == 4
    finish(run)
    assert "林美华" not in results_of(run)


def test_an_attempt_voided_before_its_turn_gives_no_score(app: Flask) -> None:
    officer, sitting, people = make_sat(*FIVE)
    run = begin(officer, SITTING, sitting)
    step(run, 1)
    with committed():
        db.session.query(Attempt).filter_by(candidate_id=people[4].id).update({"state": "voided"})
    finish(run)
    assert results_of(run)["吴晓东"] == ("refused", "no-score")


def test_numbers_add_up_to_the_whole_at_every_step(app: Flask) -> None:
    teacher, cohort, people = make_class(*FIVE, done=4)
    run = begin(teacher, COHORT, cohort)
    seen = []
    open_ = True
    while open_:
        open_ = step(run, 1)
        counts = queries.count_rows([run])[run]
        assert sum(counts.values()) == run_of(run).total == len(people)
        seen.append(counts["waiting"])
    assert seen == [4, 3, 2, 1, 0]


@pytest.mark.both_databases
def test_a_double_press_starts_one_run_and_one_job(app: Flask, client: FlaskClient) -> None:
    teacher, cohort, _people = make_class(*FIVE)
    sign_in(client, teacher)
    answers = [client.post(f"/credentials/issuing/classes/{cohort}") for _ in range(3)]
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    assert db.session.query(IssueRun).count() == 1
    assert db.session.query(IssueRow).count() == 5
    assert db.session.query(Job).filter_by(name="credentials.issue_run").count() == 1


def test_a_job_of_a_run_that_ended_does_nothing(app: Flask) -> None:
    teacher, cohort, _people = make_class(*FIVE)
    run = begin(teacher, COHORT, cohort)
    finish(run)
    before = documents()
    run_jobs.issue_run(run_id=run, now=LATER)
    db.session.rollback()
    assert documents() == before
    assert run_of(run).ended_at == NOON
    assert db.session.query(Job).filter_by(name="credentials.issue_run").count() == 0


def test_who_asks_themselves_while_the_run_is_under_way_has_one(app: Flask) -> None:
    teacher, cohort, people = make_class("林美华", "王建国")
    run = begin(teacher, COHORT, cohort)
    with committed():
        row = db.session.query(IssueRow).filter_by(user_id=people[0].id).one()
        facts = find_facts(run_of(run), row.user_id, now=NOON)
    make_credential(people[0], facts, now=NOON - timedelta(minutes=1))
    finish(run)
    assert results_of(run) == {"林美华": ("held", ""), "王建国": ("issued", "")}
    assert len(documents()) == 2


def test_what_a_starter_who_has_left_began_is_not_said_to_be_the_holders_act(app: Flask) -> None:
    teacher, cohort, people = make_class("林美华")
    run = begin(teacher, COHORT, cohort)
    leave(teacher)
    finish(run)
    acts = db.session.query(AuditEntry).filter_by(action="credentials.issue").all()
    assert [row.actor_id for row in acts] == [teacher.id]
    assert people[0].id != teacher.id


def test_a_score_counted_anew_signs_nothing_for_somebody_who_left(app: Flask) -> None:
    officer, sitting, people = make_sat("林美华", "王建国")
    finish(begin(officer, SITTING, sitting))
    leave(people[0])
    with committed():
        for attempt in db.session.query(Attempt):
            attempt.outcome, attempt.late_counted_at = frozen("75")["outcome"], LATER
    for _ in range(2):
        with committed():
            run_jobs.follow_attempts(now=LATER + timedelta(hours=1))
    db.session.rollback()
    of_lin = db.session.query(Credential).filter_by(user_id=people[0].id).all()
    assert [(row.state, row.document, row.title) for row in of_lin] == [("revoked", "", {})]
    of_wang = db.session.query(Credential).filter_by(user_id=people[1].id)
    assert [row.state for row in of_wang.order_by(Credential.id)] == ["superseded", "issued"]
    told = db.session.query(Notice).filter_by(user_id=people[0].id, kind="credentials.fell")
    assert told.count() == 0


def test_nothing_is_issued_to_somebody_who_left_whoever_asks(app: Flask) -> None:
    officer, sitting, people = make_sat("林美华", "王建国")
    run = begin(officer, SITTING, sitting)
    leave(people[1])
    finish(run)
    assert results_of(run) == {"林美华": ("issued", ""), "已注销用户": ("refused", "gone")}
    assert make_user("赵小兰").id not in {row.user_id for row in db.session.query(Credential)}
