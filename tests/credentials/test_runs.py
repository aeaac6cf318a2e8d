"""Issuing to many: nobody is left out, nobody gets it twice, whatever happens between two steps."""

from __future__ import annotations

import json
import time
from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy.exc import IntegrityError

from tests.factories_accounts import make_user
from tests.factories_classes import make_cohort
from tests.factories_courses import NOON, make_instructor
from tests.factories_credentials import credential_of, end_credential, make_credential
from tests.factories_issuing import (
    begin,
    complete,
    finish,
    frozen,
    make_class,
    make_sat,
    results,
    run_of,
    step,
    title_of,
)
from tests.factories_teaching import committed, make_attempt
from trainingapp.accounts.erasure import erase
from trainingapp.accounts.export import collect_data
from trainingapp.audit.models import AuditEntry
from trainingapp.credentials import run_jobs
from trainingapp.credentials.actions import runs as actions
from trainingapp.credentials.actions.issuing import issue
from trainingapp.credentials.kinds import CourseFacts
from trainingapp.credentials.models import Credential, IssueRow, RunSource
from trainingapp.credentials.queries import runs as queries
from trainingapp.credentials.signing.verifying import verify
from trainingapp.exams.models import Attempt
from trainingapp.extensions import db
from trainingapp.jobs import worker
from trainingapp.jobs.models import Job
from trainingapp.notices.models import Notice
from trainingapp.rules.sittings import Feedback
from trainingapp.web.transactions import writing

COHORT, SITTING = RunSource.COHORT, RunSource.SITTING
LATER = NOON + timedelta(days=1)


def issued() -> list[Credential]:
    db.session.rollback()
    return db.session.query(Credential).order_by(Credential.id).all()


@pytest.mark.both_databases
def test_everybody_who_completed_the_course_gets_one_and_the_others_are_told_apart(
    app: Flask,
) -> None:
    teacher, cohort, _people = make_class("林美华", "王建国", "赵小兰", done=2)
    run = begin(teacher, COHORT, cohort)
    finish(run)
    assert results(run) == {
        "林美华": ("issued", ""),
        "王建国": ("issued", ""),
        "赵小兰": ("refused", "not-completed"),
    }
    assert [row.kind for row in issued()] == ["course", "course"]
    assert run_of(run).ended_at == NOON
    assert all(verify(row.document, now=NOON).is_valid for row in issued())


@pytest.mark.both_databases
def test_everybody_who_handed_in_gets_the_frozen_score_of_the_sitting(app: Flask) -> None:
    officer, sitting, people = make_sat("林美华", "王建国", "赵小兰", sat=2)
    run = begin(officer, SITTING, sitting)
    finish(run)
    assert Counter(results(run).values()) == {("issued", ""): 2, ("refused", "no-score"): 1}
    row = issued()[0]
    assert (row.kind, row.user_id) == ("mock", people[0].id)
    assert row.title["zh"] == f"练习记录 · 模拟考试成绩：{title_of(sitting)}，72.5 / 100 分"


def test_a_score_that_candidates_may_not_see_yet_is_not_issued(app: Flask) -> None:
    officer, sitting, _people = make_sat("林美华", feedback=Feedback.NOTHING)
    run = begin(officer, SITTING, sitting)
    finish(run)
    assert results(run) == {"林美华": ("refused", "not-released")}
    assert issued() == []


def test_the_last_attempt_that_was_handed_in_counts(app: Flask) -> None:
    officer, sitting, people = make_sat("林美华")
    make_attempt(sitting, people[0], ordinal=2, begun=NOON - timedelta(hours=30), **frozen("81"))
    make_attempt(sitting, people[0], ordinal=3, begun=NOON - timedelta(hours=29), score=None)
    run = begin(officer, SITTING, sitting)
    with committed():
        db.session.query(Attempt).filter_by(ordinal=3).update({"state": "voided"})
    finish(run)
    assert "81 / 100" in issued()[0].title["zh"]


def test_who_has_it_already_keeps_it(app: Flask) -> None:
    teacher, cohort, people = make_class("林美华", "王建国")
    first = begin(teacher, COHORT, cohort)
    finish(first)
    second = begin(teacher, COHORT, cohort, now=LATER)
    assert second != first
    finish(second, now=LATER)
    assert set(results(second).values()) == {("held", "")}
    assert len(issued()) == 2
    assert {row.credential_id for row in db.session.query(IssueRow)} == {r.id for r in issued()}
    assert people


def test_who_completed_it_since_gets_it_the_next_time(app: Flask) -> None:
    teacher, cohort, people = make_class("林美华", done=0)
    finish(begin(teacher, COHORT, cohort))
    complete(people[0], cohort, at=NOON)
    run = begin(teacher, COHORT, cohort, now=LATER)
    finish(run, now=LATER)
    assert results(run) == {"林美华": ("issued", "")}


def test_other_facts_are_a_correction(app: Flask) -> None:
    teacher, cohort, people = make_class("林美华")
    finish(begin(teacher, COHORT, cohort))
    complete(people[0], cohort, at=NOON + timedelta(hours=20))
    run = begin(teacher, COHORT, cohort, now=LATER)
    finish(run, now=LATER)
    assert results(run) == {"林美华": ("issued", "")}
    assert [(row.state, row.version) for row in issued()] == [("superseded", 1), ("issued", 2)]


def test_what_the_office_revoked_is_not_issued_again_to_anybody_by_a_run(app: Flask) -> None:
    teacher, cohort, _people = make_class("林美华", "王建国")
    finish(begin(teacher, COHORT, cohort))
    end_credential(issued()[0].public_id)
    run = begin(teacher, COHORT, cohort, now=LATER)
    finish(run, now=LATER)
    assert results(run) == {"林美华": ("refused", "revoked"), "王建国": ("held", "")}


def test_while_a_run_is_under_way_nobody_starts_another_of_the_same(app: Flask) -> None:
    teacher, cohort, _people = make_class("林美华", "王建国")
    run = begin(teacher, COHORT, cohort)
    assert step(run, 1)
    assert begin(teacher, COHORT, cohort, now=LATER) == run
    assert db.session.query(IssueRow).count() == 2


def test_the_database_itself_holds_one_open_run_of_a_class(app: Flask) -> None:
    teacher, cohort, _people = make_class("林美华")
    begin(teacher, COHORT, cohort)
    source = queries.Source(COHORT, cohort, {"zh": "班"}, 1, 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queries, "find_open_run", lambda *_: None)
        with writing():
            with pytest.raises(IntegrityError):
                actions.start_run(source, actor_id=teacher.id, now=NOON)
            db.session.rollback()


def test_an_empty_class_starts_nothing(app: Flask) -> None:
    teacher = make_instructor()
    cohort = make_cohort(teacher)
    with pytest.raises(actions.NobodyThere):
        begin(teacher, COHORT, cohort)


def test_steps_are_taken_in_order_and_the_last_one_ends_the_run(app: Flask) -> None:
    teacher, cohort, _people = make_class(*"甲乙丙丁戊")
    run = begin(teacher, COHORT, cohort)
    assert step(run, 2)
    assert queries.count_rows([run])[run]["waiting"] == 3
    assert run_of(run).ended_at is None
    assert step(run, 2)
    assert not step(run, 2, now=LATER)
    assert run_of(run).ended_at == LATER
    assert not step(run, 2, now=LATER + timedelta(days=1))
    assert run_of(run).ended_at == LATER
    assert len(issued()) == 5


def test_a_step_that_is_rolled_back_is_done_again_without_a_second_credential(app: Flask) -> None:
    teacher, cohort, _people = make_class("林美华", "王建国")
    run = begin(teacher, COHORT, cohort)
    with writing():
        actions.issue_next(run, 2, now=NOON)
        db.session.rollback()
    assert issued() == []
    finish(run)
    assert [row.version for row in issued()] == [1, 1]


def test_one_persons_fault_stops_nobody_else(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    teacher, cohort, people = make_class("林美华", "王建国", "赵小兰")
    real = issue

    def fail(user: object, facts: object, **rest: object) -> Credential:
        if getattr(user, "id", None) == people[1].id:
            raise ValueError("broken")
        return real(user, facts, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(actions, "issue", fail)
    run = begin(teacher, COHORT, cohort)
    finish(run)
    assert results(run)["王建国"] == ("refused", "failed")
    assert len(issued()) == 2


def test_somebody_who_left_in_between_gets_nothing(app: Flask) -> None:
    teacher, cohort, people = make_class("林美华", "王建国")
    run = begin(teacher, COHORT, cohort)
    with committed():
        erase(people[0].id)
    with committed():
        people[0] = db.session.merge(people[0])
        people[0].anonymised_at = NOON
    finish(run)
    assert sorted(results(run).values()) == [("issued", ""), ("refused", "gone")]


def test_holders_are_told_once_and_the_log_names_the_starter(app: Flask) -> None:
    teacher, cohort, people = make_class("林美华")
    finish(begin(teacher, COHORT, cohort))
    finish(begin(teacher, COHORT, cohort, now=LATER), now=LATER)
    notices = db.session.query(Notice).filter_by(user_id=people[0].id, kind="credentials.issued")
    assert [row.url for row in notices] == [f"/credentials/{issued()[0].public_id}"]
    acts = db.session.query(AuditEntry).filter(AuditEntry.action.like("credentials.%"))
    told = {row.action: row for row in acts}
    assert told["credentials.issue"].actor_id == teacher.id
    detail = json.loads(told["credentials.start_run"].detail)
    assert detail == {"source": "cohort", "source_id": cohort, "people": 1}
    assert [event.actor_id for event in credential_of(issued()[0].public_id).events] == [teacher.id]


def test_the_worker_goes_through_a_run_in_slices(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher, cohort, _people = make_class(*"甲乙丙丁戊己庚")
    run = begin(teacher, COHORT, cohort)
    monkeypatch.setattr(run_jobs, "AT_ONCE", 2)
    monkeypatch.setattr(run_jobs, "SLICE_SECONDS", 1e-9)
    with committed():
        run_jobs.resume_runs(now=NOON)
        run_jobs.resume_runs(now=NOON)
    assert db.session.query(Job).count() == 1
    ticks = iter(range(1000))
    monkeypatch.setattr(time, "monotonic", lambda: 1e-10 * next(ticks))
    worker.run_all()
    assert run_of(run).ended_at is not None
    assert len(issued()) == 7


def test_a_run_whose_people_are_all_in_other_hands_waits(app: Flask) -> None:
    teacher, cohort, _people = make_class("林美华")
    run = begin(teacher, COHORT, cohort)
    with pytest.MonkeyPatch.context() as patch, committed():
        patch.setattr(queries, "list_waiting", lambda *_: [])
        assert actions.issue_next(run, 4, now=NOON) == actions.Step(0, True)


def test_a_finished_run_is_not_asked_for_again(app: Flask) -> None:
    teacher, cohort, _people = make_class("林美华")
    finish(begin(teacher, COHORT, cohort))
    with committed():
        run_jobs.resume_runs(now=NOON)
    assert db.session.query(Job).filter_by(name="credentials.issue_run").count() == 0


def test_a_score_of_an_attempt_that_was_voided_is_revoked(app: Flask) -> None:
    officer, sitting, _people = make_sat("林美华", "王建国")
    finish(begin(officer, SITTING, sitting))
    with committed():
        first = db.session.query(Attempt).order_by(Attempt.id).first()
        assert first is not None
        first.state = "voided"
    with committed():
        run_jobs.follow_attempts(now=LATER)
    assert [row.state for row in issued()] == ["revoked", "issued"]
    assert credential_of(issued()[0].public_id).events[-1].reason == "site:removed"


def test_a_score_that_was_counted_anew_is_corrected_once(app: Flask) -> None:
    officer, sitting, _people = make_sat("林美华")
    finish(begin(officer, SITTING, sitting))
    with committed():
        attempt = db.session.query(Attempt).one()
        attempt.outcome, attempt.late_counted_at = frozen("75")["outcome"], LATER
    for _ in range(2):
        with committed():
            run_jobs.follow_attempts(now=LATER + timedelta(hours=1))
    assert [(row.state, row.title["zh"][-12:]) for row in issued()] == [
        ("superseded", "72.5 / 100 分"[-12:]),
        ("issued", issued()[1].title["zh"][-12:]),
    ]
    assert "75 / 100" in issued()[1].title["zh"]


def test_a_copy_of_ones_data_tells_of_runs_and_leaving_keeps_no_name(app: Flask) -> None:
    teacher, cohort, people = make_class("林美华")
    run = begin(teacher, COHORT, cohort)
    finish(run)
    assert collect_data(people[0].id)["credential_runs"] == [
        {"run": run, "state": "issued", "reason": ""}
    ]
    assert [row["title"] for row in collect_data(teacher.id)["credential_runs_started"]]
    assert collect_data(make_user("王建国").id)["credential_runs"] == []


def test_only_who_teaches_the_class_or_runs_the_sitting_sees_its_runs(app: Flask) -> None:
    teacher, cohort, _people = make_class("林美华")
    officer, sitting, _others = make_sat("王建国")
    runs = {
        teacher.id: begin(teacher, COHORT, cohort),
        officer.id: begin(officer, SITTING, sitting),
    }
    for person in (teacher, officer):
        page = db.session.scalars(queries.list_runs(person)).all()
        assert [run.id for run in page] == [runs[person.id]]
    assert db.session.scalars(queries.list_runs(make_instructor("吴晓东"))).all() == []


def test_what_a_run_issues_is_the_same_as_what_holders_ask_for(app: Flask) -> None:
    teacher, cohort, people = make_class("林美华")
    finish(begin(teacher, COHORT, cohort))
    row = issued()[0]
    public_id = row.public_id
    facts = CourseFacts(
        int(row.key.rpartition("|")[2]), row.title["zh"].partition("：")[2], NOON.date()
    )
    with time_machine.travel(LATER, tick=False):
        assert make_credential(people[0], facts, now=LATER) == public_id
