"""A meeting whose hours change after people were online: who was there is settled anew, no other word is lost."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from tests.factories_accounts import make_user, sign_in
from tests.factories_classes import EVENING, make_cohort, make_meeting, make_member
from tests.factories_courses import make_instructor
from tests.factories_teaching import LATER, attend, committed, make_crowd, stay
from trainingapp.accounts.models import User
from trainingapp.classes.actions.timetable import update_meeting
from trainingapp.classes.models import Attendance, Meeting
from trainingapp.classes.plans import MeetingPlan
from trainingapp.classes.queries.attendance import list_records
from trainingapp.extensions import db
from trainingapp.rules.cohort_dates import Span


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


@pytest.fixture
def cohort(wu: User) -> int:
    return make_cohort(wu)


def ways(meeting: int, user: User | int) -> list[str]:
    db.session.rollback()
    number = user if isinstance(user, int) else user.id
    query = select(Attendance.way).where(
        Attendance.meeting_id == meeting, Attendance.user_id == number
    )
    return sorted(str(way) for way in db.session.scalars(query))


def move(
    meeting: int,
    teacher: User,
    start: int,
    end: int,
    *,
    now: datetime = LATER,
    title: str = "第一讲",
) -> None:
    """Change the hours of a meeting, in minutes after its usual beginning."""
    with committed():
        row = db.session.get_one(Meeting, meeting)
        hours = [EVENING + timedelta(minutes=minute) for minute in (start, end)]
        plan = MeetingPlan(title, Span(*hours), row.place)
        update_meeting(row, plan, actor_id=teacher.id, now=now)


# Usual hours 0 to 120. Stays, new hours, whether the machine says "there" before and after.
HOURS = [
    ([(0, 72)], (0, 120), True, True),
    ([(0, 72)], (0, 121), True, False),  # longer: 59.5 per cent
    ([(0, 60)], (0, 90), False, True),  # shorter: two thirds
    ([(0, 60)], (0, 100), False, True),  # exactly sixty
    ([(0, 60)], (0, 101), False, False),
    ([(0, 120)], (60, 180), True, False),  # an hour later
    ([(0, 120)], (1440, 1560), True, False),  # put off by a day: nobody was there yet
    ([(-30, 80)], (-30, 90), True, True),
    ([(-30, 60)], (-30, 60), False, True),  # it began earlier than was written
    ([(0, 40), (80, 120)], (0, 120), True, True),
    ([(0, 40), (80, 120)], (30, 90), True, False),
    ([(0, 40), (20, 60), (10, 50)], (0, 100), False, True),  # overlaps count once
    ([(0, 40), (0, 40)], (0, 120), False, False),
]


@pytest.mark.parametrize(("stays", "hours", "before", "after"), HOURS)
def test_who_was_online_is_settled_for_the_new_hours(
    wu: User,
    cohort: int,
    stays: list[tuple[int, int]],
    hours: tuple[int, int],
    *,
    before: bool,
    after: bool,
) -> None:
    lin, meeting = make_user("林美华"), make_meeting(cohort)
    make_member(cohort, lin)
    for start, end in stays:
        stay(meeting, lin, start, end)
    if before:
        attend(meeting, lin, way="online")
    move(meeting, wu, *hours)
    assert ways(meeting, lin) == (["online"] if after else [])


@pytest.mark.both_databases
def test_codes_and_words_of_teachers_stay(wu: User, cohort: int) -> None:
    lin, wang, meeting = make_user("林美华"), make_user("王建国"), make_meeting(cohort)
    for one in (lin, wang):
        make_member(cohort, one)
    for way in ("code", "online", "teacher"):
        attend(meeting, lin, way=way)
    attend(meeting, wang, way="teacher", is_present=False, note="病假")
    stay(meeting, wang, 0, 100)
    move(meeting, wu, 0, 150)
    assert ways(meeting, lin) == ["code", "teacher"]
    assert ways(meeting, wang) == ["online", "teacher"]


def test_another_title_settles_nothing(wu: User, cohort: int) -> None:
    lin, meeting = make_user("林美华"), make_meeting(cohort)
    make_member(cohort, lin)
    attend(meeting, lin, way="online")
    move(meeting, wu, 0, 120, title="第二讲")
    assert ways(meeting, lin) == ["online"]


def test_other_meetings_are_left_alone(wu: User, cohort: int) -> None:
    lin = make_user("林美华")
    moved, other = make_meeting(cohort), make_meeting(cohort)
    make_member(cohort, lin)
    for meeting in (moved, other):
        attend(meeting, lin, way="online")
        stay(meeting, lin, 0, 80)
    move(moved, wu, 0, 240)
    assert (ways(moved, lin), ways(other, lin)) == ([], ["online"])


def test_the_record_follows(wu: User, cohort: int) -> None:
    lin, wang, meeting = make_user("林美华"), make_user("王建国"), make_meeting(cohort)
    for one in (lin, wang):
        make_member(cohort, one)
    attend(meeting, wang)
    stay(meeting, lin, 0, 60)
    people = [(one.id, EVENING - timedelta(days=1)) for one in (lin, wang)]
    assert list_records(cohort, people, now=LATER)[lin.id].present == 0
    move(meeting, wu, 0, 90)
    records = list_records(cohort, people, now=LATER)
    assert [(records[one.id].present, records[one.id].meetings) for one in (lin, wang)] == [
        (1, 1),
        (1, 1),
    ]


def test_a_sign_after_the_change_counts_by_the_new_hours(
    client: FlaskClient, wu: User, cohort: int
) -> None:
    lin, meeting = make_user("林美华"), make_meeting(cohort, join_url="https://live.example.org/1")
    make_member(cohort, lin)
    stay(meeting, lin, 0, 71)
    move(meeting, wu, 0, 240, now=EVENING + timedelta(minutes=71))
    with time_machine.travel(EVENING + timedelta(minutes=72), tick=False):
        sign_in(client, lin)
        answer = client.post(f"/classes/{cohort}/meetings/{meeting}/signs")
    assert answer.get_json() == {"noted": True, "present": False}
    assert ways(meeting, lin) == []


def test_a_large_class_is_settled_in_as_many_statements_as_a_small_one(
    wu: User, cohort: int
) -> None:
    meeting = make_meeting(cohort)

    def statements(minutes: int) -> int:
        seen: list[object] = []

        def note(*arguments: object) -> None:
            seen.append(arguments[2])

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            move(meeting, wu, 0, minutes)
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    first = make_crowd(cohort, 1)[0]
    stay(meeting, first, 0, 100)
    few = statements(130)
    people = make_crowd(make_cohort(wu), 12)
    for one in people:
        stay(meeting, one, 0, 100)
    assert statements(131) == few
    assert [ways(meeting, one) for one in (first, people[-1])] == [["online"], ["online"]]
