"""The demonstration's people, exam and courses: one for each role, made once, and each can do their work."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.factories_itembank import make_form, make_syllabus
from trainingapp.accounts import actions, queries
from trainingapp.accounts.models import Consent, Organisation, RoleGrant, User
from trainingapp.courses.models import Course, CourseVersion
from trainingapp.exams.models import Seat, Sitting
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.rules.sittings import Feedback, SittingKind
from trainingapp.server import demo_accounts, demo_courses, demo_data
from trainingapp.server.demo_people import LIVES, PASSWORD, PEOPLE, UNIVERSITY, DemoPerson
from trainingapp.web.transactions import committing

MOMENT = datetime(2026, 11, 23, 4, 0, 10, tzinfo=UTC)
EVERYBODY = (*PEOPLE, *LIVES)


@pytest.fixture
def people(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    make_people()


def make_people() -> None:
    with committing():
        demo_accounts.make_people(now=MOMENT)


def person_of(role: Role) -> User:
    found = queries.find_user_by_login(next(p.email for p in PEOPLE if p.role is role))
    assert found is not None
    return found


def count(model: type[object]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_each_person_holds_the_role_shown_where_it_is_shown(people: None) -> None:
    for person in PEOPLE:
        user = queries.find_user_by_login(person.email)
        assert user is not None
        held = [(g.role, g.organisation.name if g.organisation else None) for g in user.role_grants]
        wanted = [] if person.role is Role.CANDIDATE else [(person.role, person.organisation)]
        assert held == wanted
        assert user.has_second_factor is (person.role is not Role.CANDIDATE)
        assert user.notice_version == queries.NOTICE_VERSION
        assert not user.must_change_password


def test_nobody_is_asked_for_more_than_the_service(people: None) -> None:
    purposes = set(db.session.scalars(select(Consent.purpose)))
    assert purposes == {"service"}
    assert count(Consent) == len(EVERYBODY)


def test_a_second_start_makes_nobody_twice(people: None) -> None:
    before = [count(model) for model in (User, RoleGrant, Organisation, Consent)]
    make_people()
    assert [count(model) for model in (User, RoleGrant, Organisation, Consent)] == before
    assert before[0] == len(EVERYBODY)
    assert before[2] == 4


def test_who_has_left_the_demonstration_is_made_anew_and_the_others_stay(people: None) -> None:
    with committing():
        lin = person_of(Role.CANDIDATE)
        lin_id = lin.id
        lin.deletion_due_at = MOMENT
        db.session.flush()
        assert actions.anonymise_due(now=MOMENT) == 1
    make_people()
    assert person_of(Role.CANDIDATE).id != lin_id
    assert count(User) == len(EVERYBODY) + 1


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.role)
def test_each_person_signs_in_at_once(
    app: Flask, client: FlaskClient, people: None, person: DemoPerson
) -> None:
    with time_machine.travel(MOMENT, tick=False):
        data = {"login": person.email, "password": PASSWORD}
        entered = client.post("/accounts/sign-in", data=data)
        if person.totp_secret:
            assert entered.location == "/accounts/second-step"
            code = pyotp.TOTP(person.totp_secret).at(MOMENT)
            entered = client.post("/accounts/second-step", data={"code": code})
        assert entered.location == "/home", "the code shown now is still good after the set-up"
        assert client.get("/home").status_code == 200


def make_exam() -> None:
    with committing():
        demo_data.make_organised_sitting(now=MOMENT)


def test_the_mock_exam_has_seats_for_the_candidates_and_a_code(people: None) -> None:
    form_id = make_form().id
    make_exam()
    sitting = db.session.scalars(select(Sitting)).one()
    assert sitting.kind == SittingKind.ORGANISED
    assert sitting.test_form_id == form_id
    assert (sitting.opens_at, sitting.closes_at) == (MOMENT, MOMENT + timedelta(days=90))
    assert sitting.feedback_after_hand_in == Feedback.SCORE
    assert sitting.needs_seat
    candidates = {p.email for p in PEOPLE if p.role is Role.CANDIDATE}
    seated = db.session.scalars(select(User.email).join(Seat, Seat.candidate_id == User.id))
    assert set(seated) == candidates


def test_the_mock_exam_is_arranged_once(people: None) -> None:
    make_form()
    make_exam()
    make_exam()
    assert count(Sitting) == 1


def test_without_a_form_there_is_no_mock_exam(people: None) -> None:
    make_exam()
    assert count(Sitting) == 0


def make_courses() -> None:
    with committing():
        author, reviewer = person_of(Role.INSTRUCTOR), person_of(Role.ITEM_REVIEWER)
        place = queries.find_organisation(demo_accounts.ORGANISATIONS[UNIVERSITY], UNIVERSITY)
        demo_courses.make_courses(
            author=author,
            organisation_id=place.id if place else None,
            reviewer=reviewer,
            now=MOMENT,
        )


def test_one_course_is_published_and_one_waits(people: None) -> None:
    make_syllabus()
    make_courses()
    states = {
        tuple(sorted(version.state for version in course.versions))
        for course in db.session.scalars(select(Course))
    }
    assert states == {("draft", "published"), ("in-review",)}
    assert {course.organisation_id for course in db.session.scalars(select(Course))} != {None}


def test_a_second_start_makes_no_course_twice(people: None) -> None:
    make_syllabus()
    make_courses()
    before = count(Course), count(CourseVersion)
    make_courses()
    assert (count(Course), count(CourseVersion)) == before


def test_no_two_of_staff_share_a_phone(people: None) -> None:
    secrets = [person.totp_secret for person in PEOPLE if person.totp_secret]
    assert len(set(secrets)) == len(secrets) == len(PEOPLE) - 2
    for person in PEOPLE:
        again = DemoPerson("新名字", person.email, person.role)
        assert again.totp_secret == person.totp_secret, "the same at every start"
