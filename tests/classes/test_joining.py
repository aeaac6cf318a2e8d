"""Joining by code, the waiting list, leaving, being removed and coming back; the course comes with the class."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.accounts.pages import last_entry, list_acts
from tests.classes.acts import cohort_of, last_notice, state_of, told
from tests.factories_accounts import make_user, sign_in
from tests.factories_classes import make_cohort, make_member, membership_of
from tests.factories_courses import enrolment_of, make_instructor, make_published
from trainingapp.accounts.models import User
from trainingapp.classes.actions import joining
from trainingapp.courses.models import Course
from trainingapp.courses.queries.learning import find_enrolment
from trainingapp.extensions import db, limiter
from trainingapp.rules.cohorts import CohortState, JoinWay, MemberState
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


@pytest.fixture
def learner(client: FlaskClient, lin: User) -> FlaskClient:
    return sign_in(client, lin)


def code_of(cohort_id: int) -> str:
    return cohort_of(cohort_id).join_code


def test_a_code_shows_the_class_before_anybody_joins_it(learner: FlaskClient, lin: User) -> None:
    cohort = make_cohort(make_instructor(), introduction="每周二晚上**面授**。")
    code = code_of(cohort)
    typed = f"{code[:3]} {code[3:].lower()}"
    page = learner.get("/classes/join", query_string={"code": typed}).get_data(as_text=True)
    assert cohort_of(cohort).title["zh"] in page
    assert "<strong>面授</strong>" in page
    assert membership_of(lin, cohort) is None


def test_joining_by_code_enrols_in_the_course_in_the_same_breath(
    learner: FlaskClient, lin: User
) -> None:
    cohort = make_cohort(make_instructor())
    answer = learner.post("/classes/join", data={"code": code_of(cohort)})
    assert answer.location == f"/classes/{cohort}"
    row = membership_of(lin, cohort)
    assert row is not None
    assert (row.state, row.way) == ("in", "code")
    assert enrolment_of(lin, cohort_of(cohort).course_id).major == 1
    assert told(lin) == ["joined"]
    assert {"classes.join", "courses.enrol"} <= set(list_acts())
    assert last_entry("classes.join").subject_id == cohort
    assert learner.get(answer.location).status_code == 200


def test_who_learns_the_course_already_keeps_what_they_did(learner: FlaskClient, lin: User) -> None:
    course = make_published()
    learner.post(f"/courses/{course}/enrolment")
    before = enrolment_of(lin, course).id
    cohort = make_cohort(make_instructor(), course_id=course)
    learner.post("/classes/join", data={"code": code_of(cohort)})
    assert state_of(lin, cohort) == "in"
    assert enrolment_of(lin, course).id == before


def test_a_class_of_a_withdrawn_course_lets_nobody_in_half(learner: FlaskClient, lin: User) -> None:
    cohort = make_cohort(make_instructor())
    course = cohort_of(cohort).course_id
    with writing():
        db.session.get_one(Course, course).is_listed = False
        db.session.commit()
        db.session.remove()
    assert learner.post("/classes/join", data={"code": code_of(cohort)}).status_code == 409
    assert membership_of(lin, cohort) is None
    assert find_enrolment(lin.id, course) is None
    assert told(lin) == []


@pytest.mark.parametrize("typed", ["ZZZZZZZ", "AAAAAAA", "x", "", "<b>", "A" * 300])
def test_a_code_of_no_class_is_refused_beside_the_field(learner: FlaskClient, typed: str) -> None:
    answer = learner.post("/classes/join", data={"code": typed}, headers=EN)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "No open class has this code" in page
    assert "<b>" not in page


@pytest.mark.parametrize("state", [CohortState.DRAFT, CohortState.ENDED, CohortState.CANCELLED])
def test_the_code_of_a_class_that_is_not_open_says_no_more_than_a_wrong_one(
    learner: FlaskClient, state: CohortState
) -> None:
    cohort = make_cohort(make_instructor(), state=state)
    answer = learner.get(f"/j/{code_of(cohort)}", headers=EN)
    assert answer.status_code == 422
    assert cohort_of(cohort).title["zh"] not in answer.get_data(as_text=True)


def test_a_class_that_takes_nobody_by_code_says_so(learner: FlaskClient, lin: User) -> None:
    cohort = make_cohort(make_instructor(), is_joinable=False)
    page = learner.get(f"/j/{code_of(cohort)}", headers=EN).get_data(as_text=True)
    assert "takes nobody by code" in page
    assert 'name="code"' not in page
    assert learner.post("/classes/join", data={"code": code_of(cohort)}).status_code == 409
    assert membership_of(lin, cohort) is None


def test_after_its_last_day_nobody_joins(learner: FlaskClient) -> None:
    over = make_cohort(make_instructor(), starts_on=date(2020, 1, 1), ends_on=date(2020, 6, 1))
    assert learner.post("/classes/join", data={"code": code_of(over)}).status_code == 409


def test_the_short_address_survives_signing_in_and_signing_up(app: Flask) -> None:
    cohort = make_cohort(make_instructor())
    short = f"/j/{code_of(cohort)}"
    app.config["WTF_CSRF_ENABLED"] = False
    stranger = app.test_client()
    answer = stranger.get(short)
    assert answer.status_code == 302
    assert short in answer.location
    page = stranger.get(answer.location).get_data(as_text=True)
    assert f"/accounts/register?next={short}" in page
    answer = stranger.post(
        f"/accounts/register?next={short}",
        data={
            "display_name": "新同学",
            "login": "new@example.org",
            "password": "kranich-und-gruener-tee-7",
            "consent": "y",
        },
    )
    assert answer.location == short
    assert stranger.get(short).status_code == 200
    assert stranger.get("/join").location == "/classes/join"


def test_who_is_in_the_class_already_comes_to_its_page(learner: FlaskClient, lin: User) -> None:
    cohort = make_cohort(make_instructor())
    make_member(cohort, lin)
    assert learner.get(f"/j/{code_of(cohort)}").location == f"/classes/{cohort}"
    assert learner.post("/classes/join", data={"code": code_of(cohort)}).status_code == 409


def test_guessing_codes_is_slowed_down(learner: FlaskClient) -> None:
    limiter.enabled = True
    try:
        answers = [learner.get("/j/AAAAAAA").status_code for _ in range(21)]
        limiter.reset()
    finally:
        limiter.enabled = False
    assert answers[0] == 422
    assert answers[-1] == 429


def test_a_full_class_has_a_waiting_list_with_ones_place_on_it(
    learner: FlaskClient, lin: User
) -> None:
    cohort = make_cohort(make_instructor(), capacity=1)
    make_member(cohort, make_user("王建国"))
    make_member(cohort, make_user("李静"), state=MemberState.WAITING)
    page = learner.get(f"/j/{code_of(cohort)}", headers=EN).get_data(as_text=True)
    assert "The class is full." in page
    answer = learner.post("/classes/join", data={"code": code_of(cohort)})
    assert state_of(lin, cohort) == "waiting"
    assert told(lin) == ["waiting"]
    assert find_enrolment(lin.id, cohort_of(cohort).course_id) is None
    page = learner.get(answer.location, headers=EN).get_data(as_text=True)
    assert "Your place on the waiting list" in page
    assert ">2<" in page.replace("\n", "")
    assert "王建国" not in page
    assert "李静" not in page
    assert "Waiting" in learner.get("/classes", headers=EN).get_data(as_text=True)


def test_when_somebody_leaves_the_longest_waiting_comes_in_with_the_course(
    client: FlaskClient,
) -> None:
    lin, wang, li = (make_user(name) for name in ("林美华", "王建国", "李静"))
    cohort = make_cohort(make_instructor(), capacity=1)
    make_member(cohort, lin)
    for one in (wang, li):
        make_member(cohort, one, state=MemberState.WAITING)
    sign_in(client, lin)
    assert client.post(f"/classes/{cohort}/leaving").location == "/classes"
    assert [state_of(one, cohort) for one in (lin, wang, li)] == ["left", "in", "waiting"]
    assert told(wang) == ["moved_up"]
    course = cohort_of(cohort).course_id
    assert find_enrolment(wang.id, course) is not None
    assert find_enrolment(lin.id, course) is not None  # what was learned stays
    assert client.get(f"/classes/{cohort}").status_code == 404
    assert client.post(f"/classes/{cohort}/leaving").status_code == 409


def test_who_has_left_comes_back_by_the_code_at_the_end_of_the_list(
    learner: FlaskClient, lin: User
) -> None:
    cohort = make_cohort(make_instructor(), capacity=1)
    make_member(cohort, lin, state=MemberState.LEFT)
    make_member(cohort, make_user("王建国"))
    learner.post("/classes/join", data={"code": code_of(cohort)})
    assert state_of(lin, cohort) == "waiting"


def test_a_removed_person_reads_why_and_comes_back_only_by_a_teacher(
    client: FlaskClient, lin: User, app: Flask
) -> None:
    wu = make_instructor()
    cohort = make_cohort(wu)
    member = make_member(cohort, lin)
    teacher, learner = sign_in(client, wu), sign_in(app.test_client(), lin)
    people = f"/taught-classes/{cohort}/people"

    assert teacher.post(f"{people}/{member}/removal", data={"reason": ""}).status_code == 422
    answer = teacher.post(f"{people}/{member}/removal", data={"reason": "已转到周末班"})
    assert answer.status_code == 303
    assert state_of(lin, cohort) == "removed"
    assert last_notice(lin)[0]["reason"] == "已转到周末班"
    assert "已转到周末班" in teacher.get(f"{people}?view=gone").get_data(as_text=True)
    assert "已转到周末班" not in last_entry("classes.remove_member").detail
    assert learner.post("/classes/join", data={"code": code_of(cohort)}).status_code == 409
    assert teacher.post(f"{people}/{member}/removal", data={"reason": "x"}).status_code == 409

    assert teacher.post(f"{people}/{member}/return").status_code == 303
    row = membership_of(lin, cohort)
    assert row is not None
    assert (row.state, row.way, row.reason) == ("in", "teacher", "")
    assert teacher.post(f"{people}/{member}/return").status_code == 409


def test_who_teaches_a_class_takes_no_place_in_it(client: FlaskClient) -> None:
    wu = make_instructor()
    cohort = make_cohort(wu)
    sign_in(client, wu)
    assert client.post("/classes/join", data={"code": code_of(cohort)}).status_code == 409
    assert membership_of(wu, cohort) is None


@pytest.mark.both_databases
def test_two_who_come_at_once_never_both_get_the_last_place(app: Flask) -> None:
    cohort = make_cohort(make_instructor(), capacity=1)
    people = [make_user(name) for name in ("林美华", "王建国", "李静", "何平")]
    barrier = threading.Barrier(len(people))

    def come(user_id: int) -> None:
        with app.app_context():
            barrier.wait(timeout=10)
            with writing():
                joining.join(cohort, user_id, joining.Entry(JoinWay.CODE, user_id), now=now())
                db.session.commit()
                db.session.remove()

    threads = [threading.Thread(target=come, args=(one.id,)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    states = sorted(str(state_of(one, cohort)) for one in people)
    assert states == ["in", "waiting", "waiting", "waiting"]
