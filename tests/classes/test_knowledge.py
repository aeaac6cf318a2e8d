"""What the class gets wrong: counted once per answer, for the main point, and claimed only where there is enough."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_classes import make_cohort, make_member
from tests.factories_courses import make_instructor
from tests.factories_exams import change, make_organised, make_sitting
from tests.factories_itembank import make_form, make_item, make_syllabus
from tests.factories_teaching import EN, LATER, committed, link, make_attempt, respond
from trainingapp.accounts.models import User
from trainingapp.classes.models import Cohort, Membership
from trainingapp.classes.queries.knowledge import PointResult, list_points
from trainingapp.extensions import db
from trainingapp.rules.sittings import Feedback


@pytest.fixture(autouse=True)
def evening() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


@pytest.fixture
def cohort(wu: User) -> int:
    return make_cohort(wu)


@pytest.fixture
def crowd(cohort: int) -> list[User]:
    people = [make_user(f"学员{number}") for number in range(5)]
    for person in people:
        make_member(cohort, person)
    return people


def course_of(cohort: int) -> int:
    return db.session.get_one(Cohort, cohort).course_id


def item(point: str, *more: str) -> tuple[int, int]:
    """A committed item on these points; its id and its revision's."""
    with committed():
        row = make_item("A", knowledge=[point, *more])
        return (row.id, row.revisions[0].id)


def points(cohort: int) -> dict[str, tuple[int, int]]:
    found = list_points(db.session.get_one(Cohort, cohort), now=LATER)
    db.session.remove()
    return {row.code: (row.right, row.answers) for row in found}


def test_answers_to_exercises_are_counted_by_their_main_point(
    app: Flask, cohort: int, crowd: list[User]
) -> None:
    course, asked = course_of(cohort), item("JC01.1.01", "JC02.1.01")
    for person, is_right in zip(crowd, (True, True, False, False, False), strict=True):
        respond(person, course, asked, is_right=is_right)
    assert points(cohort) == {"JC01.1.01": (2, 5)}


def test_other_courses_and_people_who_are_not_in_do_not_count(
    app: Flask, wu: User, cohort: int, crowd: list[User]
) -> None:
    course, asked = course_of(cohort), item("JC01.1.01")
    respond(make_user("路人"), course, asked, is_right=True)
    respond(crowd[0], course_of(make_cohort(wu)), asked, is_right=True)
    respond(crowd[1], course, asked, is_right=True)
    change(Membership, 2, state="removed")
    assert points(cohort) == {}


def make_mock(cohort: int, **changes: object) -> int:
    with committed():
        items = [make_item("A", knowledge=["JC01.1.01"]), make_item("AB", knowledge=["JC02.1.01"])]
        form = make_form(("A", "AB"), items=items).id
    sitting = make_organised(form, **changes) if changes else make_sitting(form)
    link(cohort, sitting)
    return sitting


def test_answers_of_released_mock_exams_are_added_and_blanks_are_not(
    app: Flask, cohort: int, crowd: list[User]
) -> None:
    sitting = make_mock(cohort)
    for person, selected in zip(
        crowd, (("A", "AB"), ("A", "A"), ("B", ""), ("C", "ABC"), ("", "AB")), strict=True
    ):
        make_attempt(sitting, person, selected=selected)
    assert points(cohort) == {"JC01.1.01": (2, 4), "JC02.1.01": (2, 4)}
    asked = item("JC01.1.01")
    respond(crowd[0], course_of(cohort), asked, is_right=False)
    assert points(cohort)["JC01.1.01"] == (2, 5)


def test_a_mock_exam_counts_only_once_it_is_released_and_handed_in(
    app: Flask, cohort: int, crowd: list[User]
) -> None:
    held = make_mock(cohort, feedback_after_hand_in=Feedback.NOTHING)
    make_attempt(held, crowd[0], selected=("A", "AB"))
    assert points(cohort) == {}


def test_a_running_paper_does_not_count(app: Flask, cohort: int, crowd: list[User]) -> None:
    make_attempt(make_mock(cohort), crowd[0], score=None, selected=("A", "AB"))
    assert points(cohort) == {}


def test_few_answers_come_last_and_make_no_claim(
    client: FlaskClient, wu: User, cohort: int, crowd: list[User]
) -> None:
    with committed():
        make_syllabus()
    course = course_of(cohort)
    for person in crowd:
        respond(person, course, item("JC01.1.01"), is_right=person is crowd[0])
        respond(person, course, item("JC01.1.02"), is_right=True)
    for person in crowd[:4]:
        respond(person, course, item("JC02.1.01"), is_right=False)
    codes = list(points(cohort))
    assert codes == ["JC01.1.01", "JC01.1.02", "JC02.1.01"]
    sign_in(client, wu)
    page = client.get(f"/taught-classes/{cohort}/knowledge", headers=EN).text
    assert "Title of JC01.1.01" in page
    assert "20%" in page
    assert "too few" in page
    assert ">0%" not in page


def test_nothing_answered_is_said(client: FlaskClient, wu: User, cohort: int) -> None:
    sign_in(client, wu)
    page = client.get(f"/taught-classes/{cohort}/knowledge", headers=EN).text
    assert "Nobody has answered anything yet" in page


def test_a_share_without_answers_is_nothing() -> None:
    assert PointResult("JC01", {"zh": "一"}, 0, 0).percent == 0
    assert not PointResult("JC01", {"zh": "一"}, 4, 4).is_enough
    assert PointResult("JC01", {"zh": "一"}, 5, 4).percent == 80
