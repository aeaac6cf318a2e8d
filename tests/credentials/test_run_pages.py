"""The pages on which instructors and exam officers issue to many: theirs alone, and each step seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_classes import make_cohort
from tests.factories_courses import NOON, make_instructor
from tests.factories_issuing import begin, finish, make_class, make_officer, make_sat, step
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.credentials.models import Credential, IssueRun, RunSource
from trainingapp.credentials.run_jobs import issue_run
from trainingapp.extensions import db
from trainingapp.jobs import worker
from trainingapp.rules.permissions import Role
from trainingapp.rules.sittings import Feedback

EN = {"Accept-Language": "en"}
COHORT, SITTING = RunSource.COHORT, RunSource.SITTING


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def read(client: FlaskClient, path: str = "", language: str = "en") -> str:
    answer = client.get(f"/credentials/issuing{path}", headers={"Accept-Language": language})
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def start(client: FlaskClient, path: str) -> Any:
    return client.post(f"/credentials/issuing/{path}", headers=EN)


@pytest.mark.parametrize("kind", ["classes", "sittings"])
def test_from_the_list_to_the_finished_run(app: Flask, client: FlaskClient, kind: str) -> None:
    names = ("林美华", "王建国", "赵小兰")
    person, number, _people = (
        make_class(*names, done=2) if kind == "classes" else make_sat(*names, sat=2)
    )
    sign_in(client, person)
    assert f"/credentials/issuing/{kind}/{number}" in read(client, f"/{kind}")
    before = read(client, f"/{kind}/{number}")
    assert "Issue to everybody?" in before
    assert "Nothing was issued yet." in before
    answer = start(client, f"{kind}/{number}")
    assert answer.status_code == 303
    path = answer.location.removeprefix("/credentials/issuing")
    waiting = read(client, path)
    assert "0 / 3" in waiting
    assert "hx-trigger" in waiting
    assert issue_run, "the worker knows it"
    worker.run_all()
    done = read(client, path)
    assert "3 / 3" in done
    assert "Finished on" in done
    assert "hx-trigger" not in done
    reason = "Has not completed the course" if kind == "classes" else "Has handed in no attempt"
    assert reason in done
    codes = [row.short_code for row in db.session.query(Credential)]
    assert len(codes) == 2
    assert all(code in done for code in codes)


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ("issued", {"林美华"}),
        ("refused", {"王建国"}),
        ("waiting", set()),
        ("x", {"林美华", "王建国"}),
    ],
)
def test_people_are_listed_by_what_became_of_them(
    app: Flask, client: FlaskClient, state: str, shown: set[str]
) -> None:
    teacher, cohort, _people = make_class("林美华", "王建国", done=1)
    run = begin(teacher, COHORT, cohort)
    finish(run)
    sign_in(client, teacher)
    page = read(client, f"/runs/{run}?state={state}").partition("<table")[2]
    assert {name for name in ("林美华", "王建国") if name in page} == shown


def test_pressing_twice_leads_to_the_same_run(app: Flask, client: FlaskClient) -> None:
    teacher, cohort, _people = make_class("林美华")
    sign_in(client, teacher)
    first, second = start(client, f"classes/{cohort}"), start(client, f"classes/{cohort}")
    assert first.location == second.location
    assert db.session.query(IssueRun).count() == 1
    page = read(client, f"/classes/{cohort}")
    assert "See how far it has come" in page
    assert "Issue to everybody?" not in page


def test_the_list_of_runs_says_how_far_each_is(app: Flask, client: FlaskClient) -> None:
    teacher, cohort, _people = make_class("林美华", "王建国", "赵小兰")
    run = begin(teacher, COHORT, cohort)
    sign_in(client, teacher)
    assert step(run, 1)
    page = read(client)
    assert "1 / 3" in page
    assert "Under way" in page
    finish(run)
    assert "Finished" in read(client)
    assert "3 / 3" in read(client)


def test_an_empty_class_offers_nothing_and_refuses(app: Flask, client: FlaskClient) -> None:
    teacher = make_instructor()
    cohort = make_cohort(teacher)
    sign_in(client, teacher)
    assert "There is nobody to issue anything to." in read(client, f"/classes/{cohort}")
    answer = start(client, f"classes/{cohort}")
    assert answer.status_code == 409
    assert db.session.query(IssueRun).count() == 0


def test_lists_without_anything_say_so(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_instructor())
    assert "Nothing was issued yet." in read(client)
    assert "You teach no class." in read(client, "/classes")
    assert "You run no mock exam." in read(client, "/sittings")


def others() -> list[User]:
    return [make_instructor("吴晓东"), make_officer("郑安")]


def test_a_class_is_its_teachers_alone(app: Flask, client: FlaskClient) -> None:
    teacher, cohort, _people = make_class("林美华")
    run = begin(teacher, COHORT, cohort)
    for person in others():
        sign_in(client, person)
        for path in (f"/classes/{cohort}", f"/runs/{run}"):
            assert client.get(f"/credentials/issuing{path}").status_code == 404
        assert start(client, f"classes/{cohort}").status_code == 404
        assert f"/runs/{run}" not in read(client)


def test_a_sitting_is_its_officers_alone(app: Flask, client: FlaskClient) -> None:
    officer, sitting, _people = make_sat("林美华")
    run = begin(officer, SITTING, sitting)
    teacher = others()[0]
    sign_in(client, teacher)
    for path in (f"/sittings/{sitting}", f"/runs/{run}"):
        assert client.get(f"/credentials/issuing{path}").status_code == 404
    assert start(client, f"sittings/{sitting}").status_code == 404


@pytest.mark.parametrize("path", ["", "/classes", "/sittings", "/classes/1", "/runs/1"])
@pytest.mark.parametrize(
    "role", [None, Role.REGISTRAR, Role.ADMINISTRATOR, Role.AUDITOR, Role.AGENCY_MANAGER]
)
def test_who_neither_teaches_nor_runs_exams_issues_nothing(
    app: Flask, client: FlaskClient, role: Role | None, path: str
) -> None:
    sign_in(client, make_user(roles=[role] if role else []))
    assert client.get(f"/credentials/issuing{path}").status_code == 403


def test_there_are_classes_and_sittings_and_nothing_else(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_instructor())
    assert client.get("/credentials/issuing/people").status_code == 404
    assert client.get("/credentials/issuing/people/1").status_code == 404
    assert start(client, "people/1").status_code == 404


def test_what_is_not_released_is_told_to_the_officer_and_not_issued(
    app: Flask, client: FlaskClient
) -> None:
    officer, sitting, _people = make_sat("林美华", feedback=Feedback.NOTHING)
    run = begin(officer, SITTING, sitting)
    finish(run)
    sign_in(client, officer)
    assert "The score is not released yet" in read(client, f"/runs/{run}")
    assert "成绩尚未公布" in read(client, f"/runs/{run}", "zh")


def test_pages_take_as_many_statements_for_many_people_as_for_few(
    app: Flask, client: FlaskClient
) -> None:
    few, many = make_class("林美华"), make_class(*"甲乙丙丁戊己庚辛")
    counts = []
    for teacher, cohort, _people in (few, many):
        run = begin(teacher, COHORT, cohort)
        finish(run)
        sign_in(client, teacher)
        paths = (f"/classes/{cohort}", f"/runs/{run}", "")
        counts.append([count_statements(client, f"/credentials/issuing{path}") for path in paths])
    assert counts[0] == counts[1]


def test_a_long_run_is_paged(app: Flask, client: FlaskClient) -> None:
    teacher, cohort, _people = make_class(*(f"学员{number:02d}" for number in range(31)), done=0)
    run = begin(teacher, COHORT, cohort)
    finish(run)
    sign_in(client, teacher)
    assert "学员30" not in read(client, f"/runs/{run}")
    assert "学员30" in read(client, f"/runs/{run}?page=2")


def test_the_navigation_leads_there_who_may_issue(app: Flask, client: FlaskClient) -> None:
    for person, is_led in ((make_instructor(), True), (make_officer(), True), (make_user(), False)):
        sign_in(client, person)
        home = client.get("/home", headers=EN, follow_redirects=True).get_data(as_text=True)
        assert ('href="/credentials/issuing"' in home) is is_led
