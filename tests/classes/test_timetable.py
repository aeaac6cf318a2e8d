"""The timetable: single meetings and series, changes that calendars notice, overlaps, cancelling."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.accounts.pages import field_error, list_acts
from tests.classes.acts import cohort_of, last_notice, run_tellings, told
from tests.factories_accounts import make_user, sign_in
from tests.factories_classes import EVENING, make_cohort, make_meeting, make_member
from tests.factories_courses import lesson_keys, make_instructor, make_published
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.classes.models import Meeting
from trainingapp.extensions import db
from trainingapp.rules.cohort_dates import SHANGHAI
from trainingapp.rules.cohorts import CohortState

EN = {"Accept-Language": "en"}
LATER = datetime(2050, 3, 1, 11, 0, tzinfo=UTC)
MEETING = {
    "title": "第一讲：个案工作",
    "day": "2050-03-01",
    "starts": "19:00",
    "ends": "21:00",
    "place": "教学楼 302",
    "count": "1",
    "every_weeks": "1",
    "lesson_key": "",
}


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


@pytest.fixture
def teacher(client: FlaskClient, wu: User) -> FlaskClient:
    return sign_in(client, wu)


def meetings_of(cohort: int) -> list[Meeting]:
    return list(cohort_of(cohort).meetings)


def test_a_meeting_is_typed_in_shanghai_time(teacher: FlaskClient, wu: User) -> None:
    cohort = make_cohort(wu)
    answer = teacher.post(f"/taught-classes/{cohort}/timetable/new", data=MEETING)
    assert answer.location == f"/taught-classes/{cohort}/timetable"
    (meeting,) = meetings_of(cohort)
    assert (meeting.starts_at, meeting.ends_at) == (LATER, LATER + timedelta(hours=2))
    assert meeting.sequence == 0
    page = teacher.get(answer.location).get_data(as_text=True)
    assert "19:00–21:00" in page
    assert "classes.add_meetings" in list_acts()


def test_a_series_takes_the_same_weekday_and_numbers_its_titles(
    teacher: FlaskClient, wu: User
) -> None:
    cohort = make_cohort(wu)
    data = {**MEETING, "count": "8"}
    page = teacher.post(
        f"/taught-classes/{cohort}/timetable/new", data=data, headers=EN, follow_redirects=True
    )
    assert "8 meetings are in the timetable." in page.get_data(as_text=True)
    meetings = meetings_of(cohort)
    assert len(meetings) == 8
    assert {one.starts_at.astimezone(SHANGHAI).strftime("%a %H:%M") for one in meetings} == {
        "Tue 19:00"
    }
    assert meetings[7].starts_at - meetings[0].starts_at == timedelta(weeks=7)
    assert [one.title[-5:] for one in meetings[:2]] == ["（1/8）", "（2/8）"]


def test_a_meeting_names_a_lesson_of_the_course(teacher: FlaskClient, wu: User) -> None:
    course = make_published()
    cohort, key = make_cohort(wu, course_id=course), lesson_keys(course)[0]
    address = f"/taught-classes/{cohort}/timetable/new"
    assert teacher.post(address, data={**MEETING, "lesson_key": "forged"}).status_code == 422
    assert teacher.post(address, data={**MEETING, "lesson_key": key}).status_code == 303
    assert meetings_of(cohort)[0].lesson_key == key
    assert "第一课" in teacher.get(f"/taught-classes/{cohort}/timetable").get_data(as_text=True)


def test_the_lesson_of_an_earlier_edition_stays_when_the_meeting_is_changed(
    teacher: FlaskClient, wu: User
) -> None:
    cohort = make_cohort(wu)
    meeting = make_meeting(cohort, lesson_key="0123456789ab")
    data = {**MEETING, "lesson_key": "0123456789ab"}
    assert (
        teacher.post(f"/taught-classes/{cohort}/timetable/{meeting}", data=data).status_code == 303
    )
    assert meetings_of(cohort)[0].lesson_key == "0123456789ab"


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"title": ""}, "title"),
        ({"title": "长" * 121}, "title"),
        ({"day": "2050-02-30"}, "day"),
        ({"day": "0050-03-01"}, "day"),
        ({"ends": "19:00"}, "ends"),
        ({"ends": "18:00"}, "ends"),
        ({"starts": "24:30"}, "starts"),
        ({"count": "0"}, "count"),
        ({"count": "61"}, "count"),
        ({"every_weeks": "3"}, "every_weeks"),
        ({"join_url": "javascript:alert(1)"}, "join_url"),
        ({"join_url": "http://meet.example.org"}, "join_url"),
        ({"join_url": "https://meet.example.org/a b"}, "join_url"),
        ({"replay_url": "data:text/html,x"}, "replay_url"),
    ],
)
def test_what_cannot_be_a_meeting_is_said_beside_its_field(
    teacher: FlaskClient, wu: User, changes: dict[str, str], name: str
) -> None:
    cohort = make_cohort(wu)
    answer = teacher.post(f"/taught-classes/{cohort}/timetable/new", data={**MEETING, **changes})
    assert answer.status_code == 422
    if name != "replay_url":  # a new meeting has no recording to show
        assert field_error(answer.get_data(as_text=True), name)
    assert meetings_of(cohort) == []


def test_a_timetable_has_at_most_three_hundred_meetings(teacher: FlaskClient, wu: User) -> None:
    cohort = make_cohort(wu)
    address = f"/taught-classes/{cohort}/timetable/new"
    for _ in range(5):
        assert teacher.post(address, data={**MEETING, "count": "60"}).status_code == 303
    assert teacher.post(address, data=MEETING).status_code == 409


def test_meetings_at_the_same_time_are_allowed_and_marked(teacher: FlaskClient, wu: User) -> None:
    cohort = make_cohort(wu)
    make_meeting(cohort, starts_at=LATER)
    data = {**MEETING, "starts": "20:30", "ends": "22:00"}
    page = teacher.post(
        f"/taught-classes/{cohort}/timetable/new", data=data, headers=EN, follow_redirects=True
    ).get_data(as_text=True)
    assert "Two meetings take place at the same time." in page
    assert page.count("At the same time as another") == 2


def test_a_cancelled_meeting_takes_no_time(teacher: FlaskClient, wu: User) -> None:
    cohort = make_cohort(wu)
    make_meeting(cohort, starts_at=LATER, cancelled_at=EVENING)
    page = teacher.post(
        f"/taught-classes/{cohort}/timetable/new", data=MEETING, headers=EN, follow_redirects=True
    ).get_data(as_text=True)
    assert "same time" not in page


def test_another_time_or_place_is_told_and_counted_and_another_title_only_counted(
    teacher: FlaskClient, wu: User
) -> None:
    cohort, lin = make_cohort(wu), make_user()
    make_member(cohort, lin)
    meeting = make_meeting(cohort, starts_at=LATER)
    address = f"/taught-classes/{cohort}/timetable/{meeting}"

    teacher.post(address, data=MEETING)  # nothing is different
    assert meetings_of(cohort)[0].sequence == 0
    teacher.post(address, data={**MEETING, "title": "第一讲（修订）"})
    assert (meetings_of(cohort)[0].sequence, run_tellings()) == (1, 0)
    teacher.post(address, data={**MEETING, "title": "第一讲（修订）", "place": "图书馆"})
    assert (meetings_of(cohort)[0].sequence, run_tellings()) == (2, 1)
    assert told(lin) == ["meeting_moved"]
    assert last_notice(lin) == (
        {"title": cohort_of(cohort).title["zh"], "meeting": "第一讲（修订）"},
        f"/classes/{cohort}",
    )


def test_a_meeting_is_cancelled_once_and_stays_in_the_timetable(
    teacher: FlaskClient, wu: User
) -> None:
    cohort, lin = make_cohort(wu), make_user()
    make_member(cohort, lin)
    meeting = make_meeting(cohort, starts_at=LATER, attendance_code="ABCD")
    address = f"/taught-classes/{cohort}/timetable/{meeting}"
    assert teacher.post(f"{address}/cancellation").status_code == 303
    (row,) = meetings_of(cohort)
    assert row.cancelled_at is not None
    assert (row.sequence, row.attendance_code) == (1, None)
    assert run_tellings() == 1
    assert told(lin) == ["meeting_cancelled"]
    assert teacher.post(f"{address}/cancellation").status_code == 409
    assert teacher.post(address, data=MEETING).status_code == 409
    page = teacher.get(f"/taught-classes/{cohort}/timetable", headers=EN).get_data(as_text=True)
    assert "Cancelled" in page


def test_nobody_is_told_of_meetings_in_a_class_that_is_being_prepared(
    teacher: FlaskClient, wu: User
) -> None:
    cohort = make_cohort(wu, state=CohortState.DRAFT)
    meeting = make_meeting(cohort, starts_at=LATER)
    teacher.post(f"/taught-classes/{cohort}/timetable/{meeting}/cancellation")
    assert run_tellings() == 0


@pytest.mark.parametrize("state", [CohortState.ENDED, CohortState.CANCELLED])
def test_the_timetable_of_a_class_that_is_over_stays(
    teacher: FlaskClient, wu: User, state: CohortState
) -> None:
    cohort = make_cohort(wu, state=state)
    meeting = make_meeting(cohort)
    base = f"/taught-classes/{cohort}/timetable"
    assert teacher.post(f"{base}/new", data=MEETING).status_code == 409
    assert teacher.post(f"{base}/{meeting}", data=MEETING).status_code == 409
    assert teacher.post(f"{base}/{meeting}/cancellation").status_code == 409
    assert "/cancellation" not in teacher.get(base).get_data(as_text=True)


def test_a_meeting_of_another_class_is_not_reached_through_ones_own(
    teacher: FlaskClient, wu: User
) -> None:
    own, other = make_cohort(wu), make_cohort(make_instructor("郑丽"))
    meeting = make_meeting(other)
    address = f"/taught-classes/{own}/timetable/{meeting}"
    assert teacher.get(address).status_code == 404
    assert teacher.post(address, data=MEETING).status_code == 404
    assert teacher.post(f"{address}/cancellation").status_code == 404
    db.session.rollback()
    assert db.session.get_one(Meeting, meeting).cancelled_at is None


def test_an_assistant_reads_the_timetable_and_does_not_write_it(client: FlaskClient) -> None:
    zheng = make_instructor("郑丽")
    cohort = make_cohort(make_instructor(), assistants=(zheng,))
    meeting = make_meeting(cohort, starts_at=LATER)
    sign_in(client, zheng)
    base = f"/taught-classes/{cohort}/timetable"
    page = client.get(base).get_data(as_text=True)
    assert "教学楼 302" in page
    assert f"{base}/{meeting}" not in page
    for address in (f"{base}/new", f"{base}/{meeting}"):
        assert client.get(address).status_code == 404
        assert client.post(address, data=MEETING).status_code == 404


def test_a_long_timetable_asks_the_same_of_the_database(teacher: FlaskClient, wu: User) -> None:
    cohort = make_cohort(wu)
    make_meeting(cohort, starts_at=LATER)
    before = count_statements(teacher, f"/taught-classes/{cohort}/timetable")
    teacher.post(f"/taught-classes/{cohort}/timetable/new", data={**MEETING, "count": "60"})
    assert count_statements(teacher, f"/taught-classes/{cohort}/timetable") == before
