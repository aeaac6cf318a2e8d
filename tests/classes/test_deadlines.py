"""Deadlines: set and lifted by teachers, shown to members, counted only for those they bind."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_accounts import make_user, sign_in
from tests.factories_classes import EVENING, make_cohort, make_member
from tests.factories_courses import (
    article,
    lesson_keys,
    make_course,
    make_instructor,
    make_published,
    newest,
    publish,
)
from tests.factories_teaching import EN, LATER, committed, complete, make_crowd, make_deadline
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.classes.models import Cohort, CohortDeadline
from trainingapp.classes.queries.deadlines import (
    Due,
    count_due,
    find_class_deadlines,
    select_taught_courses,
    select_taught_learners,
)
from trainingapp.courses.actions import authoring, versions
from trainingapp.courses.deadlines import find_deadlines
from trainingapp.courses.models import Course
from trainingapp.courses.queries.authoring import get_draft
from trainingapp.extensions import db
from trainingapp.rules.cohorts import CohortState
from trainingapp.rules.permissions import Role


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


@pytest.fixture
def course(app: Flask) -> int:
    return make_published(article("第一课"), article("第二课"))


@pytest.fixture
def cohort(wu: User, course: int) -> int:
    return make_cohort(wu, course_id=course)


@pytest.fixture
def teacher(client: FlaskClient, wu: User) -> FlaskClient:
    return sign_in(client, wu)


def row(cohort_id: int) -> Cohort:
    return db.session.get_one(Cohort, cohort_id)


def deadlines(cohort_id: int) -> dict[str, str]:
    query = select(CohortDeadline).where(CohortDeadline.cohort_id == cohort_id)
    found = {one.lesson_key: one.due_at.isoformat() for one in db.session.scalars(query)}
    db.session.remove()
    return found


@pytest.mark.both_databases
def test_a_teacher_sets_changes_and_lifts_a_deadline(
    teacher: FlaskClient, cohort: int, course: int
) -> None:
    first, _second = lesson_keys(course)
    address = f"/taught-classes/{cohort}/deadlines"
    assert "Nothing is due yet" in teacher.get(address, headers=EN).text
    for day in ("10", "12"):
        data = {"lesson": first, "due_at": f"2026-12-{day}T20:00"}
        assert teacher.post(address, data=data).location == address
    assert deadlines(cohort) == {first: "2026-12-12T12:00:00+00:00"}  # 20:00 in Shanghai
    assert "第一课" in teacher.get(address).text
    assert teacher.post(f"{address}/{first}/removal").location == address
    assert deadlines(cohort) == {}
    assert teacher.post(f"{address}/{first}/removal").status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"lesson": "nothing"},
        {"lesson": ""},
        {"lesson": None},
        {"due_at": None},
        {"due_at": "soon"},
        {"due_at": "0001-01-01T00:00"},
        {"due_at": "9999-12-31T23:59"},
    ],
)
def test_what_makes_no_deadline_is_refused_beside_its_field(
    teacher: FlaskClient, cohort: int, course: int, changes: dict[str, str | None]
) -> None:
    whole = {"lesson": lesson_keys(course)[0], "due_at": "2026-12-10T20:00", **changes}
    data = {name: value for name, value in whole.items() if value is not None}
    answer = teacher.post(f"/taught-classes/{cohort}/deadlines", data=data, headers=EN)
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert deadlines(cohort) == {}


def test_a_lesson_of_another_course_gets_no_deadline(teacher: FlaskClient, cohort: int) -> None:
    other = lesson_keys(make_published())[0]
    data = {"lesson": other, "due_at": "2026-12-10T20:00"}
    assert teacher.post(f"/taught-classes/{cohort}/deadlines", data=data).status_code == 422


@pytest.mark.parametrize("state", [CohortState.ENDED, CohortState.CANCELLED])
def test_a_class_that_is_over_keeps_its_deadlines(
    teacher: FlaskClient, wu: User, course: int, state: CohortState
) -> None:
    over = make_cohort(wu, course_id=course, state=state)
    key = lesson_keys(course)[0]
    make_deadline(over, key)
    address = f"/taught-classes/{over}/deadlines"
    data = {"lesson": key, "due_at": "2026-12-10T20:00"}
    assert teacher.post(address, data=data).status_code == 409
    assert teacher.post(f"{address}/{key}/removal").status_code == 409
    assert "stay as they were" in teacher.get(address, headers=EN).text
    assert list(deadlines(over)) == [key]


def test_a_course_without_lessons_offers_none(teacher: FlaskClient, wu: User) -> None:
    unpublished = make_cohort(wu, course_id=make_course(wu))
    page = teacher.get(f"/taught-classes/{unpublished}/deadlines", headers=EN).text
    assert "not published yet" in page


def test_strangers_learners_and_other_teachers_are_kept_out(
    client: FlaskClient, cohort: int, course: int
) -> None:
    key = lesson_keys(course)[0]
    make_deadline(cohort, key)
    address = f"/taught-classes/{cohort}/deadlines"
    assert client.get(address).status_code == 302
    lin = make_user("林美华")
    make_member(cohort, lin)
    for person, status in ((lin, 403), (make_instructor("郑丽"), 404)):
        sign_in(client, person)
        data = {"lesson": key, "due_at": "2026-12-10T20:00"}
        assert client.get(address).status_code == status
        assert client.post(address, data=data).status_code == status
        assert client.post(f"{address}/{key}/removal").status_code == status


def test_members_see_what_is_due_and_what_is_late(
    client: FlaskClient, cohort: int, course: int
) -> None:
    lin = make_user("林美华")
    make_member(cohort, lin)
    first, second = lesson_keys(course)
    make_deadline(cohort, first)
    make_deadline(cohort, second, due_at=EVENING + timedelta(days=3))
    with time_machine.travel(LATER, tick=False):
        sign_in(client, lin)
        page = client.get(f"/classes/{cohort}", headers=EN).text
        assert page.count("Late") == 1
        assert page.index("第一课") < page.index("第二课")
        complete(lin, course, first)
        assert "Late" not in client.get(f"/classes/{cohort}", headers=EN).text


def test_the_teacher_sees_how_many_have_it(teacher: FlaskClient, cohort: int, course: int) -> None:
    first, _second = lesson_keys(course)
    make_deadline(cohort, first)
    people = [make_user(name) for name in ("林美华", "王建国", "退班的人")]
    for person, state in zip(people, ("in", "in", "left"), strict=True):
        make_member(cohort, person, state=state)
    for person in (people[0], people[2]):
        complete(person, course, first)
    page = teacher.get(f"/taught-classes/{cohort}/deadlines", headers=EN).text
    assert "1 of 2" in page


def test_a_deadline_outlives_its_lesson_and_can_be_lifted(
    teacher: FlaskClient, cohort: int
) -> None:
    make_deadline(cohort, "gone")
    page = teacher.get(f"/taught-classes/{cohort}/deadlines", headers=EN).text
    assert "no longer has" in page
    teacher.post(f"/taught-classes/{cohort}/deadlines/gone/removal")
    assert deadlines(cohort) == {}


def test_due_is_what_came_due_since_joining_and_is_not_completed(
    app: Flask, cohort: int, course: int
) -> None:
    first, second = lesson_keys(course)
    make_deadline(cohort, first)
    make_deadline(cohort, second, due_at=LATER + timedelta(seconds=1))
    lin, wang, late = (make_user(name) for name in ("林美华", "王建国", "后来的人"))
    for person in (lin, wang):
        make_member(cohort, person)
    make_member(cohort, late, since=EVENING + timedelta(seconds=1))
    complete(lin, course, first)
    assert count_due(row(cohort), now=LATER) == {lin.id: Due(1, 0), wang.id: Due(1, 1)}
    late_due = count_due(row(cohort), now=LATER + timedelta(seconds=1))
    assert late_due == {lin.id: Due(2, 1), wang.id: Due(2, 2), late.id: Due(1, 1)}


def test_a_lesson_that_somebodys_edition_lacks_is_not_due_for_them(app: Flask, wu: User) -> None:
    zhao = make_user("赵文静", roles=[Role.ITEM_REVIEWER])
    course = make_course(wu, [article("旧课")], reviewer=zhao)
    cohort = make_cohort(wu, course_id=course)
    lin = make_user("林美华")
    make_member(cohort, lin)
    old = lesson_keys(course)[0]
    with committed():
        opened = db.session.get_one(Course, course)
        versions.open_version(opened, actor_id=wu.id, now=EVENING)
        draft = get_draft(opened)
        authoring.add_lesson(draft, draft.sections[0], article("新课"))
        authoring.remove_lesson(draft.sections[0].lessons[0])
        publish(opened, zhao, now=EVENING)
    new = next(key for key in lesson_keys(course) if key != old)
    assert newest(course).major == 2
    db.session.remove()
    make_deadline(cohort, new)
    assert count_due(row(cohort), now=LATER) == {}
    make_deadline(cohort, old)
    assert count_due(row(cohort), now=LATER) == {lin.id: Due(1, 1)}


def test_courses_learn_the_deadlines_of_ones_classes(
    app: Flask, wu: User, cohort: int, course: int
) -> None:
    first, _second = lesson_keys(course)
    make_deadline(cohort, first)
    lin = make_user("林美华")
    assert find_deadlines(lin.id, course) == {}
    make_member(cohort, lin)
    assert find_deadlines(lin.id, course) == {first: EVENING}
    second_class = make_cohort(wu, course_id=course)
    make_deadline(second_class, first, due_at=LATER)
    make_member(second_class, lin, state="waiting")
    assert find_class_deadlines(lin.id, course) == {first: EVENING}
    ended = make_cohort(wu, course_id=course, state=CohortState.ENDED)
    make_deadline(ended, first, due_at=LATER)
    make_member(ended, lin)
    assert find_class_deadlines(lin.id, course) == {first: EVENING}
    third = make_cohort(wu, course_id=course)
    make_deadline(third, first, due_at=LATER)
    make_member(third, lin)
    assert find_class_deadlines(lin.id, course) == {first: LATER}


def test_a_classs_teachers_are_known_to_courses_with_their_learners(
    app: Flask, wu: User, cohort: int, course: int
) -> None:
    lin, left = make_user("林美华"), make_user("已退班")
    make_member(cohort, lin)
    make_member(cohort, left, state="left")
    draft = make_cohort(wu, state=CohortState.DRAFT)
    make_member(draft, left)
    assert list(db.session.scalars(select_taught_courses(wu.id))) == [course]
    assert [tuple(found) for found in db.session.execute(select_taught_learners(wu.id))] == [
        (course, lin.id)
    ]
    assert list(db.session.scalars(select_taught_courses(lin.id))) == []


def test_more_members_take_no_more_statements(teacher: FlaskClient, wu: User, course: int) -> None:
    counts = []
    for people in (1, 60):
        cohort = make_cohort(wu, course_id=course)
        make_crowd(cohort, people)
        for key in lesson_keys(course):
            make_deadline(cohort, key)
        counts.append(count_statements(teacher, f"/taught-classes/{cohort}/deadlines"))
    assert counts[0] == counts[1]
