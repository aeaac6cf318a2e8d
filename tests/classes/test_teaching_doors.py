"""Every address of teaching against everybody: signed out, other roles, other teachers, forged and foreign ids."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_classes import EVENING, make_cohort, make_meeting, make_member
from tests.factories_courses import lesson_keys, make_instructor, make_published
from tests.factories_exams import make_sitting, make_test_form
from tests.factories_teaching import LATER, add, link, make_deadline
from trainingapp.accounts.models import User
from trainingapp.classes.models import CohortMessage
from trainingapp.rules.permissions import Role

GETS = (
    "attendance",
    "meetings/{meeting}/attendance",
    "meetings/{meeting}/code",
    "deadlines",
    "mocks",
    "mocks/new",
    "mocks/{sitting}",
    "progress",
    "knowledge",
    "messages",
    "messages/new?all=1",
    "messages/{message}",
)
POSTS = (
    "attendance.xlsx",
    "meetings/{meeting}/attendance",
    "meetings/{meeting}/code",
    "meetings/{meeting}/code/closing",
    "deadlines",
    "deadlines/{key}/removal",
    "mocks",
    "mocks/{sitting}/removal",
    "progress.xlsx",
    "messages",
)


@dataclass(frozen=True)
class Taught:
    """A class with one of everything that has an address."""

    cohort: int
    meeting: int
    key: str
    sitting: int
    message: int

    def address(self, rest: str) -> str:
        values = {
            "meeting": self.meeting,
            "key": self.key,
            "sitting": self.sitting,
            "message": self.message,
        }
        return f"/taught-classes/{self.cohort}/{rest.format(**values)}"


def make_taught(leader: User, number: int) -> Taught:
    course = make_published()
    cohort = make_cohort(leader, course_id=course)
    key = lesson_keys(course)[0]
    make_deadline(cohort, key)
    sitting = make_sitting(make_test_form(version=number))
    link(cohort, sitting)
    add(
        CohortMessage(
            id=number,
            cohort_id=cohort,
            author_id=leader.id,
            token=f"{number:032d}",
            text="请来上课",
            made_at=EVENING,
        )
    )
    return Taught(cohort, make_meeting(cohort), key, sitting, number)


@pytest.fixture(autouse=True)
def evening() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


@pytest.fixture
def own(wu: User) -> Taught:
    return make_taught(wu, 1)


def statuses(client: FlaskClient, taught: Taught) -> set[int]:
    found = {client.get(taught.address(rest)).status_code for rest in GETS}
    return found | {client.post(taught.address(rest)).status_code for rest in POSTS}


def test_who_is_signed_out_is_asked_to_sign_in(client: FlaskClient, own: Taught) -> None:
    assert statuses(client, own) == {302}
    for rest in GETS:
        assert "/accounts/sign-in" in client.get(own.address(rest)).location


@pytest.mark.parametrize(
    "role",
    [
        Role.CANDIDATE,
        Role.AGENCY_MANAGER,
        Role.EXAM_OFFICER,
        Role.ITEM_REVIEWER,
        Role.MARKER,
        Role.REGISTRAR,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
    ],
)
def test_no_other_role_opens_anything(client: FlaskClient, own: Taught, role: Role) -> None:
    sign_in(client, make_user("别的人", roles=[role]))
    assert statuses(client, own) == {403}


def test_a_member_opens_nothing_of_the_teachers(client: FlaskClient, own: Taught) -> None:
    lin = make_user("林美华")
    make_member(own.cohort, lin)
    sign_in(client, lin)
    assert statuses(client, own) == {403}


def test_a_teacher_of_another_class_finds_nothing(client: FlaskClient, own: Taught) -> None:
    zheng = make_instructor("郑丽")
    make_cohort(zheng)
    sign_in(client, zheng)
    assert statuses(client, own) == {404}


def test_an_instructor_of_the_same_university_finds_nothing(
    client: FlaskClient, wu: User, own: Taught
) -> None:
    colleague = make_instructor("同事", organisation=make_organisation())
    sign_in(client, colleague)
    assert statuses(client, own) == {404}


def test_an_assistant_sees_what_the_leader_sees(client: FlaskClient, wu: User) -> None:
    zheng = make_instructor("郑丽")
    cohort = make_cohort(wu, assistants=(zheng,))
    make_member(cohort, make_user("林美华"))
    sign_in(client, zheng)
    for rest in ("attendance", "deadlines", "mocks", "progress", "knowledge", "messages"):
        assert client.get(f"/taught-classes/{cohort}/{rest}").status_code == 200, rest


def test_things_of_another_class_are_not_reached_through_ones_own(
    client: FlaskClient, wu: User, own: Taught
) -> None:
    foreign = make_taught(make_instructor("郑丽"), 2)
    mixed = Taught(own.cohort, foreign.meeting, foreign.key, foreign.sitting, foreign.message)
    sign_in(client, wu)
    for rest in (*GETS, *POSTS):
        if "{" not in rest:
            continue
        answer = client.get if rest in GETS and rest not in POSTS else client.post
        assert answer(mixed.address(rest)).status_code == 404, rest


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999999", "-1", "x", "1.5"])
def test_forged_numbers_are_not_found(
    client: FlaskClient, wu: User, own: Taught, number: str
) -> None:
    sign_in(client, wu)
    for rest in ("attendance", "deadlines", "mocks", "progress", "knowledge", "messages"):
        assert client.get(f"/taught-classes/{number}/{rest}").status_code == 404
    for rest in ("meetings/{}/attendance", "meetings/{}/code", "mocks/{}", "messages/{}"):
        address = f"/taught-classes/{own.cohort}/{rest.format(number)}"
        assert client.get(address).status_code == 404, address
    assert client.get(f"/classes/messages/{number}").status_code == 404


def test_every_act_needs_the_token_of_the_page(app: Flask, wu: User, own: Taught) -> None:
    client = app.test_client()
    sign_in(client, wu)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        answers = {client.post(own.address(rest)).status_code for rest in POSTS}
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert answers == {400}


def test_looking_changes_nothing(client: FlaskClient, wu: User, own: Taught) -> None:
    sign_in(client, wu)
    before = [client.get(own.address(rest)).status_code for rest in GETS]
    again = [client.get(own.address(rest)).status_code for rest in GETS]
    assert before == again
    for rest in ("attendance.xlsx", "progress.xlsx", "meetings/{meeting}/code/closing"):
        assert client.get(own.address(rest)).status_code in {404, 405}
