"""The code of the day: opened and closed by a teacher, typed by members only, guessed by nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_accounts import make_user, sign_in
from tests.factories_classes import EVENING, make_cohort, make_meeting, make_member
from tests.factories_courses import make_instructor
from tests.factories_exams import change
from tests.factories_teaching import EN, attend
from trainingapp.accounts.models import User
from trainingapp.audit.models import AuditEntry
from trainingapp.classes.models import Attendance, Meeting
from trainingapp.extensions import db, limiter
from trainingapp.rules.attendance import CODE_MINUTES


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


@pytest.fixture
def cohort(wu: User, lin: User) -> int:
    found = make_cohort(wu)
    make_member(found, lin)
    return found


@pytest.fixture
def meeting(cohort: int) -> int:
    return make_meeting(cohort)


@pytest.fixture(autouse=True)
def evening() -> Iterator[None]:
    with time_machine.travel(EVENING, tick=False):
        yield


@pytest.fixture
def limits(app: Flask) -> Iterator[None]:
    limiter.enabled = True
    limiter.reset()
    yield
    limiter.reset()
    limiter.enabled = False


def set_code(meeting_id: int, code: str | None = "123456", minutes: float = 0) -> None:
    opened = EVENING - timedelta(minutes=minutes)
    change(Meeting, meeting_id, attendance_code=code, code_opened_at=opened)


def here(cohort: int, meeting: int) -> str:
    return f"/classes/{cohort}/meetings/{meeting}/attend"


def present(meeting_id: int) -> list[int]:
    query = select(Attendance.user_id).where(Attendance.meeting_id == meeting_id)
    found = list(db.session.scalars(query))
    db.session.remove()
    return found


def test_a_teacher_opens_a_code_and_shows_it_with_its_picture(
    client: FlaskClient, wu: User, cohort: int, meeting: int
) -> None:
    sign_in(client, wu)
    address = f"/taught-classes/{cohort}/meetings/{meeting}/code"
    assert "No code is open" in client.get(address, headers=EN).text
    answer = client.post(address)
    assert answer.location == address
    page = client.get(address, headers=EN).text
    code = db.session.get_one(Meeting, meeting).attendance_code
    assert code is not None
    assert re.fullmatch(r"\d{6}", code)
    assert f"{code[:3]} {code[3:]}" in page
    assert "data:image/svg+xml" in page
    assert "Closes in" in page
    db.session.remove()
    client.post(address)  # a new one
    client.post(f"{address}/closing")
    assert "No code is open" in client.get(address, headers=EN).text
    acts = db.session.scalars(select(AuditEntry.action).where(AuditEntry.subject == "cohort"))
    assert list(acts) == ["classes.open_code", "classes.open_code", "classes.close_code"]


def test_the_code_does_not_stand_in_the_audit_log(
    client: FlaskClient, wu: User, cohort: int, meeting: int
) -> None:
    sign_in(client, wu)
    client.post(f"/taught-classes/{cohort}/meetings/{meeting}/code")
    code = db.session.get_one(Meeting, meeting).attendance_code or "?"
    details = db.session.scalars(select(AuditEntry.detail)).all()
    assert not [text for text in details if code in text]


def test_a_cancelled_meeting_has_no_code(
    client: FlaskClient, wu: User, lin: User, cohort: int
) -> None:
    gone = make_meeting(cohort, cancelled_at=EVENING)
    sign_in(client, wu)
    address = f"/taught-classes/{cohort}/meetings/{gone}/code"
    assert client.post(address).status_code == 409
    assert "cancelled" in client.get(address, headers=EN).text
    set_code(gone)
    sign_in(client, lin)
    assert client.post(here(cohort, gone), data={"code": "123456"}).status_code == 422


def test_a_member_who_types_the_code_is_present(
    client: FlaskClient, lin: User, cohort: int, meeting: int
) -> None:
    set_code(meeting)
    sign_in(client, lin)
    for _time in range(2):  # twice is once
        answer = client.post(here(cohort, meeting), data={"code": " 123 456 "})
        assert answer.location == f"/classes/{cohort}"
    assert present(meeting) == [lin.id]


def test_the_picture_leads_to_the_filled_page_and_changes_nothing_by_itself(
    client: FlaskClient, lin: User, cohort: int, meeting: int
) -> None:
    set_code(meeting)
    sign_in(client, lin)
    page = client.get(f"{here(cohort, meeting)}?code=123456", headers=EN)
    assert 'value="123456"' in page.text
    assert "pattern=" not in page.text  # blanks and full-width digits are read too
    assert present(meeting) == []
    other = client.get(f"{here(cohort, meeting)}?code=999999", headers=EN)
    assert other.status_code == 200  # looking at the page tells nothing of the code
    evil = client.get(f"{here(cohort, meeting)}?code=%22%3E%3Cscript%3E", headers=EN)
    assert "<script>" not in evil.text.split("<main")[1]


def test_who_is_signed_out_comes_back_to_the_filled_page(
    client: FlaskClient, cohort: int, meeting: int
) -> None:
    answer = client.get(f"{here(cohort, meeting)}?code=123456")
    assert answer.status_code == 302
    assert "code%3D123456" in answer.location or "code=123456" in answer.location


@pytest.mark.parametrize("typed", ["654321", "12345", "", "１２３４５７", "x" * 21])
def test_another_code_is_refused_beside_the_field(
    client: FlaskClient, lin: User, cohort: int, meeting: int, typed: str
) -> None:
    set_code(meeting)
    sign_in(client, lin)
    answer = client.post(here(cohort, meeting), data={"code": typed}, headers=EN)
    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert present(meeting) == []


@pytest.mark.parametrize(("code", "minutes"), [(None, 1), ("123456", CODE_MINUTES)])
def test_a_closed_or_expired_code_is_refused(
    client: FlaskClient, lin: User, cohort: int, meeting: int, code: str | None, minutes: int
) -> None:
    set_code(meeting, code, minutes)
    sign_in(client, lin)
    answer = client.post(here(cohort, meeting), data={"code": "123456"}, headers=EN)
    assert answer.status_code == 422
    assert "No code is open" in answer.text
    assert present(meeting) == []


def test_a_code_opens_its_own_meeting_only(
    client: FlaskClient, lin: User, cohort: int, meeting: int
) -> None:
    set_code(meeting)
    other = make_meeting(cohort)
    sign_in(client, lin)
    assert client.post(here(cohort, other), data={"code": "123456"}).status_code == 422


@pytest.mark.parametrize("state", ["waiting", "left", "removed", None])
def test_only_members_can_say_that_they_are_here(
    client: FlaskClient, cohort: int, meeting: int, state: str | None
) -> None:
    set_code(meeting)
    wang = make_user("王建国")
    if state:
        make_member(cohort, wang, state=state)
    sign_in(client, wang)
    assert client.get(here(cohort, meeting)).status_code == 404
    assert client.post(here(cohort, meeting), data={"code": "123456"}).status_code == 404
    assert present(meeting) == []


def test_a_meeting_of_another_class_is_not_reached_through_ones_own(
    client: FlaskClient, wu: User, lin: User, cohort: int
) -> None:
    foreign = make_meeting(make_cohort(wu))
    set_code(foreign)
    sign_in(client, lin)
    assert client.post(here(cohort, foreign), data={"code": "123456"}).status_code == 404


def test_guessing_is_limited_and_right_codes_are_not_counted(
    client: FlaskClient, lin: User, cohort: int, meeting: int, limits: None
) -> None:
    set_code(meeting)
    sign_in(client, lin)
    right = [client.post(here(cohort, meeting), data={"code": "123456"}) for _ in range(8)]
    assert {answer.status_code for answer in right} == {303}
    wrong = [client.post(here(cohort, meeting), data={"code": "000000"}) for _ in range(7)]
    assert [answer.status_code for answer in wrong] == [422] * 6 + [429]
    assert client.post(here(cohort, meeting), data={"code": "123456"}).status_code == 429


def test_the_page_of_the_class_says_that_attendance_is_taken(
    client: FlaskClient, lin: User, cohort: int, meeting: int
) -> None:
    sign_in(client, lin)
    assert here(cohort, meeting) not in client.get(f"/classes/{cohort}").text
    set_code(meeting)
    assert here(cohort, meeting) in client.get(f"/classes/{cohort}").text
    set_code(meeting, minutes=CODE_MINUTES + 1)
    assert here(cohort, meeting) not in client.get(f"/classes/{cohort}").text


def test_a_teachers_word_stands_against_the_code(
    client: FlaskClient, lin: User, wu: User, cohort: int, meeting: int
) -> None:
    set_code(meeting)
    attend(meeting, lin, way="teacher", is_present=False, note="替人签到")
    sign_in(client, lin)
    client.post(here(cohort, meeting), data={"code": "123456"})
    sign_in(client, wu)
    page = client.get(f"/taught-classes/{cohort}/attendance", headers=EN).text
    assert "Absent" in page
    assert "attendance-here" not in page
