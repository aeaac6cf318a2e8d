"""An instructor's public page: only with a course in the catalogue, and only if they want one."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_organisation, make_user
from tests.factories_courses import (
    NOON,
    article,
    make_course,
    make_enrolment,
    make_instructor,
)
from tests.factories_talk import browser, complete, make_rating
from tests.statements import count_statements
from trainingapp.accounts.actions.privacy import anonymise
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import OrganisationKind, User
from trainingapp.courses.models import Course, CourseTeacher, InstructorPage
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
ABOUT = {"introduction": "## 教什么\n\n十二年**一线**经验。", "is_public": "y"}


@pytest.fixture
def wu(app: Flask) -> User:
    place = make_organisation("滨江师范大学", kind=OrganisationKind.UNIVERSITY)
    return make_instructor("吴晓东", organisation=place)


@pytest.fixture
def zhao(app: Flask) -> User:
    return make_user("赵文静", roles=[Role.ITEM_REVIEWER])


@pytest.fixture
def course(wu: User, zhao: User) -> int:
    place = wu.role_grants[0].organisation_id
    return make_course(wu, [article()], reviewer=zhao, title="个案工作", organisation_id=place)


def change_listing(course: int, *, is_listed: bool) -> None:
    with writing():
        db.session.get_one(Course, course).is_listed = is_listed
        db.session.commit()
    db.session.remove()


@pytest.mark.both_databases
def test_the_page_names_who_teaches_and_what(
    app: Flask, client: FlaskClient, wu: User, course: int
) -> None:
    assert f"/instructors/{wu.id}" in client.get(f"/courses/{course}").text
    assert browser(app, wu).post("/teaching/page", data=ABOUT).status_code == 303
    page = client.get(f"/instructors/{wu.id}", headers=EN).text
    for words in ("吴晓东", "滨江师范大学", "个案工作", "<strong>一线</strong>", "1 course"):
        assert words in page, words
    assert str(wu.email) not in page


@pytest.mark.both_databases
def test_the_page_counts_the_ratings_of_all_listed_courses(
    client: FlaskClient, wu: User, course: int, zhao: User
) -> None:
    lin = make_user()
    other = make_course(wu, [article()], reviewer=zhao, title="小组工作")
    hidden = make_course(wu, [article()], reviewer=zhao, title="下架的课")
    for number, stars in ((course, 5), (other, 2), (hidden, 1)):
        make_enrolment(lin, number)
        complete(lin, number)
        make_rating(lin, number, stars)
    change_listing(hidden, is_listed=False)
    page = client.get(f"/instructors/{wu.id}", headers=EN).text
    assert "3.5 of 5" in page
    assert "2 ratings" in page
    assert "小组工作" in page
    assert "下架的课" not in page


def test_only_who_has_a_listed_course_has_a_page(
    client: FlaskClient, wu: User, course: int, zhao: User
) -> None:
    nobody = make_instructor("郑丽")
    make_course(nobody, [article()])  # a draft
    for number in (nobody.id, zhao.id, make_user().id, 99_999, 0):
        assert client.get(f"/instructors/{number}").status_code == 404, number
    change_listing(course, is_listed=False)
    assert client.get(f"/instructors/{wu.id}").status_code == 404


def test_the_page_is_off_by_the_instructors_choice(
    app: Flask, client: FlaskClient, wu: User, course: int
) -> None:
    desk = browser(app, wu)
    desk.post("/teaching/page", data={"introduction": "不公开"})
    assert client.get(f"/instructors/{wu.id}").status_code == 404
    shown = client.get(f"/courses/{course}").text
    assert f"/instructors/{wu.id}" not in shown
    assert "吴晓东" in shown
    assert "不公开" in desk.get("/teaching/page").text
    desk.post("/teaching/page", data={**ABOUT})
    assert client.get(f"/instructors/{wu.id}").status_code == 200


def test_co_instructors_have_a_page_with_the_courses_of_their_team(
    client: FlaskClient, course: int
) -> None:
    zheng = make_instructor("郑丽")
    with writing():
        db.session.add(CourseTeacher(course_id=course, user_id=zheng.id, added_at=NOON))
        db.session.commit()
    db.session.remove()
    page = client.get(f"/instructors/{zheng.id}").text
    assert "郑丽" in page
    assert "个案工作" in page


def test_only_instructors_write_a_page_and_not_without_end(app: Flask, wu: User) -> None:
    assert browser(app, make_user()).get("/teaching/page").status_code == 403
    too_long = {"introduction": "长" * 6001, "is_public": "y"}
    answer = browser(app, wu).post("/teaching/page", data=too_long)
    assert answer.status_code == 422
    assert "error-summary" in answer.text


def test_an_introduction_is_no_markup(
    app: Flask, client: FlaskClient, wu: User, course: int
) -> None:
    evil = "<img src=x onerror=alert(1)> [点我](javascript:alert(1)) <script>alert(2)</script>"
    browser(app, wu).post("/teaching/page", data={"introduction": evil, "is_public": "y"})
    page = client.get(f"/instructors/{wu.id}").text
    assert "<img src=x" not in page
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


def test_who_leaves_has_no_page_any_more(
    app: Flask, client: FlaskClient, wu: User, course: int
) -> None:
    browser(app, wu).post("/teaching/page", data=ABOUT)
    (row,) = collect_data(wu.id)["instructor_page"]
    assert row["introduction"] == ABOUT["introduction"]
    with writing():
        anonymise(db.session.get_one(User, wu.id), now=NOON)
        db.session.commit()
    db.session.remove()
    assert db.session.get(InstructorPage, wu.id) is None
    assert client.get(f"/instructors/{wu.id}").status_code == 404
    assert collect_data(wu.id)["instructor_page"] == []


def test_the_page_takes_a_constant_number_of_statements(
    client: FlaskClient, wu: User, course: int, zhao: User
) -> None:
    few = count_statements(client, f"/instructors/{wu.id}")
    for _number in range(4):
        make_course(wu, [article(is_preview=True)], reviewer=zhao)
    assert count_statements(client, f"/instructors/{wu.id}") == few
