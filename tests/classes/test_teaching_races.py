"""Two at once: teachers who note the same person, one form sent twice, one code typed on two phones."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.factories_accounts import make_user
from tests.factories_classes import EVENING, make_cohort, make_meeting, make_member
from tests.factories_courses import NOON, lesson_keys, make_instructor
from tests.factories_exams import at_once, change, make_sitting
from tests.factories_teaching import committed
from trainingapp.accounts.models import User
from trainingapp.classes.actions import attendance, deadlines, messages, mocks
from trainingapp.classes.models import (
    Attendance,
    Cohort,
    CohortDeadline,
    CohortMessage,
    CohortSitting,
    Meeting,
    MessageRecipient,
)
from trainingapp.exams.models import Sitting
from trainingapp.extensions import db
from trainingapp.jobs.models import Job
from trainingapp.rules.attendance import Word

pytestmark = pytest.mark.both_databases


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


def twice(app: Flask, act: Callable[[int], object]) -> None:
    """Do the act twice at the same time, each in a transaction of its own."""

    def work(number: int) -> None:
        with committed():
            act(number)

    at_once(app, work, [1, 2])


def count(table: type) -> int:
    found = db.session.scalar(select(func.count()).select_from(table)) or 0
    db.session.remove()
    return found


def test_two_words_on_one_person_leave_one(app: Flask, wu: User, lin: User, cohort: int) -> None:
    meeting = make_meeting(cohort)

    def note(number: int) -> None:
        row = db.session.get_one(Meeting, meeting)
        words = {lin.id: Word(number == 1, f"第{number}次")}
        attendance.mark_members(row, words, actor_id=wu.id, now=EVENING)

    twice(app, note)
    row = db.session.scalars(select(Attendance)).one()
    assert row.is_present == (row.note == "第1次")


def test_a_code_typed_on_two_phones_is_one_presence(app: Flask, lin: User, cohort: int) -> None:
    meeting = make_meeting(cohort)
    change(Meeting, meeting, attendance_code="123456", code_opened_at=EVENING)

    def attend(_number: int) -> None:
        row = db.session.get_one(Meeting, meeting)
        attendance.attend_by_code(row, "123456", user_id=lin.id, now=EVENING)

    twice(app, attend)
    assert count(Attendance) == 1


def test_two_deadlines_of_one_lesson_leave_one(app: Flask, wu: User, cohort: int) -> None:
    key = lesson_keys(db.session.get_one(Cohort, cohort).course_id)[0]

    def set_deadline(_number: int) -> None:
        row = db.session.get_one(Cohort, cohort)
        deadlines.set_deadline(row, key, due_at=EVENING, actor_id=wu.id, now=NOON)

    twice(app, set_deadline)
    assert count(CohortDeadline) == 1


def test_a_form_sent_twice_at_once_is_one_message(
    app: Flask, wu: User, lin: User, cohort: int
) -> None:
    def send(_number: int) -> None:
        row = db.session.get_one(Cohort, cohort)
        messages.send_message(
            row, "请来上课", to=[lin.id], token="a" * 32, author_id=wu.id, now=NOON
        )

    twice(app, send)
    assert (count(CohortMessage), count(MessageRecipient)) == (1, 1)
    jobs = select(func.count()).select_from(Job).where(Job.name == "classes.tell_message")
    assert db.session.scalar(jobs) == 1


def test_a_sitting_linked_twice_at_once_is_one_mock_exam(app: Flask, wu: User, cohort: int) -> None:
    sitting = make_sitting()

    def link(_number: int) -> None:
        row, exam = db.session.get_one(Cohort, cohort), db.session.get_one(Sitting, sitting)
        mocks.link_sitting(row, exam, actor_id=wu.id, now=NOON)

    twice(app, link)
    assert count(CohortSitting) == 1
