"""Calendars: a private feed, a file of one class; times, cancelled meetings, sequence, escaping, nobody's name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar, Event
from sqlalchemy import select

from tests.accounts.pages import list_acts
from tests.factories_accounts import make_user, sign_in
from tests.factories_classes import EVENING, make_cohort, make_meeting, make_member
from tests.factories_courses import make_instructor
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.classes.calendars import host_of, write_calendar
from trainingapp.classes.models import CalendarFeed, Cohort, Meeting
from trainingapp.classes.queries.calendars import find_secret
from trainingapp.extensions import db, limiter
from trainingapp.rules.cohorts import CohortState, MemberState
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

NASTY = "第一讲；个案, \\工作\r\nATTENDEE:mailto:evil@example.org\nEND:VEVENT"


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


@pytest.fixture
def learner(client: FlaskClient, lin: User) -> FlaskClient:
    return sign_in(client, lin)


def events(data: bytes) -> list[Event]:
    """The events of a document, as a calendar reads it."""
    return list(Calendar.from_ical(data).events)


def soon(days: int = 3) -> datetime:
    return (now() + timedelta(days=days)).replace(microsecond=0)


def feed_of(client: FlaskClient, user: User) -> str:
    """Make a feed and give its path."""
    assert client.post("/calendar/renewal").status_code == 303
    secret = find_secret(user.id)
    assert secret is not None
    return f"/calendar/{secret}.ics"


def document(*meetings: Meeting, name: str = "我的班级") -> bytes:
    cohort = Cohort(id=5, title={"zh": "考前班", "en": "Class"})
    return write_calendar(
        [(one, cohort) for one in meetings],
        name=name,
        host="example.org",
        page="https://example.org/classes/{class}",
    )


def meeting(**changes: object) -> Meeting:
    values: dict[str, object] = {
        "id": 7,
        "title": "第一讲",
        "starts_at": EVENING,
        "ends_at": EVENING + timedelta(hours=2),
        "place": "教学楼 302",
        "join_url": "https://meet.example.org/secret",
        "sequence": 0,
        "changed_at": datetime(2026, 11, 1, tzinfo=UTC),
        **changes,
    }
    return Meeting(**values)


def test_a_meeting_stands_in_shanghai_time_with_its_zone() -> None:
    data = document(meeting())
    text = data.decode()
    assert "DTSTART;TZID=Asia/Shanghai:20261124T190000" in text
    assert "DTEND;TZID=Asia/Shanghai:20261124T210000" in text
    assert "BEGIN:VTIMEZONE" in text
    assert "TZOFFSETTO:+0800" in text
    (event,) = events(data)
    assert event["summary"] == "考前班：第一讲"
    assert event["location"] == "教学楼 302"
    assert event["uid"] == "meeting-7@example.org"
    assert event["url"] == "https://example.org/classes/5"


def test_lines_end_as_the_standard_says_and_are_never_too_long() -> None:
    data = document(meeting(title="很长的标题" * 20))
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    assert events(data)[0]["summary"] == "考前班：" + "很长的标题" * 20


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\u2028", "\x0b"])
def test_the_name_of_a_calendar_is_one_line_of_text(end: str) -> None:
    data = document(meeting(), name=f"考前班{end}ATTENDEE:mailto:x@example.org, A;B")
    line = "X-WR-CALNAME:考前班 ATTENDEE:mailto:x@example.org\\, A\\;B".encode()
    assert line in data.split(b"\r\n")
    assert "attendee" not in Calendar.from_ical(data)


def test_a_title_is_text_whatever_stands_in_it() -> None:
    data = document(meeting(title=NASTY, place=NASTY))
    (event,) = events(data)
    assert "ATTENDEE" not in event
    assert event["summary"].replace("\r\n", "\n") == "考前班：" + NASTY.replace("\r\n", "\n")
    assert not [line for line in data.split(b"\r\n") if line.startswith(b"ATTENDEE")]
    assert data.count(b"\r\nEND:VEVENT\r\n") == 1


def test_a_change_raises_the_sequence_and_a_cancelled_meeting_says_so() -> None:
    moved = meeting(sequence=2)
    gone = meeting(id=8, sequence=3, cancelled_at=EVENING)
    first, second = events(document(moved, gone))
    assert (first["sequence"], first["status"]) == (2, "CONFIRMED")
    assert (second["sequence"], second["status"]) == (3, "CANCELLED")


def test_the_same_meetings_give_the_same_bytes() -> None:
    assert document(meeting()) == document(meeting())
    assert document(meeting()) != document(meeting(place="图书馆"))


def test_the_name_of_the_site_stands_in_the_names_of_events() -> None:
    assert host_of("https://learn.example.org/app") == "learn.example.org"
    assert host_of("") == "localhost"


@pytest.mark.both_databases
def test_the_feed_holds_the_meetings_of_all_ones_classes_and_of_no_others(
    learner: FlaskClient, lin: User, app: Flask
) -> None:
    wu = make_instructor()
    mine, second, foreign, waited, left, draft = (make_cohort(wu) for _ in range(6))
    for cohort in (mine, second):
        make_member(cohort, lin)
    make_member(waited, lin, state=MemberState.WAITING)
    make_member(left, lin, state=MemberState.LEFT)
    make_member(draft, lin)
    with writing():
        db.session.get_one(Cohort, draft).state = CohortState.DRAFT
        db.session.commit()
        db.session.remove()
    names = ("第一讲", "第二讲", "外班", "候补", "退班", "筹备")
    for cohort, title in zip((mine, second, foreign, waited, left, draft), names, strict=True):
        make_meeting(cohort, starts_at=soon(), title=title)
    make_meeting(mine, starts_at=soon(-200), title="太久以前")

    answer = app.test_client().get(feed_of(learner, lin))  # a calendar is signed in nowhere
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    found = {str(one["summary"]).rpartition("：")[2] for one in events(answer.data)}
    assert found == {"第一讲", "第二讲"}
    text = answer.get_data(as_text=True)
    assert "林美华" not in text
    assert str(lin.email) not in text
    assert "meet.example.org" not in text


def test_a_teacher_finds_the_classes_they_teach_in_their_feed(client: FlaskClient) -> None:
    wu = make_instructor()
    make_meeting(make_cohort(wu, state=CohortState.DRAFT), starts_at=soon())
    sign_in(client, wu)
    assert len(events(client.get(feed_of(client, wu)).data)) == 1


def test_a_new_address_shuts_the_old_one_and_a_closed_one_opens_nothing(
    learner: FlaskClient, lin: User, app: Flask
) -> None:
    old = feed_of(learner, lin)
    new = feed_of(learner, lin)
    calendar = app.test_client()
    assert old != new
    assert len(new) > 50
    assert calendar.get(old).status_code == 404
    assert calendar.get(new).status_code == 200
    assert new in learner.get("/calendar").get_data(as_text=True)
    assert learner.post("/calendar/closing").status_code == 303
    assert calendar.get(new).status_code == 404
    assert learner.post("/calendar/closing").status_code == 303
    assert list_acts().count("classes.renew_feed") == 2
    assert list_acts().count("classes.close_feed") == 1


def test_the_secret_of_a_feed_is_stored_encrypted(learner: FlaskClient, lin: User) -> None:
    secret = feed_of(learner, lin).removeprefix("/calendar/").removesuffix(".ics")
    db.session.rollback()
    row = db.session.scalars(select(CalendarFeed)).one()
    assert secret not in row.secret_encrypted + row.secret_index


@pytest.mark.parametrize("secret", ["x", "0" * 43, "..", "%00", "林"])
def test_a_guessed_address_opens_nothing(client: FlaskClient, secret: str) -> None:
    assert client.get(f"/calendar/{secret}.ics").status_code == 404


def test_guessing_addresses_is_slowed_down(client: FlaskClient) -> None:
    limiter.enabled = True
    try:
        answers = [client.get("/calendar/x.ics").status_code for _ in range(61)]
        limiter.reset()
    finally:
        limiter.enabled = False
    assert (answers[0], answers[-1]) == (404, 429)


def test_a_calendar_that_knows_the_state_gets_nothing_new_until_something_changes(
    learner: FlaskClient, lin: User
) -> None:
    cohort = make_cohort(make_instructor())
    make_member(cohort, lin)
    row = make_meeting(cohort, starts_at=soon())
    address = feed_of(learner, lin)
    answer = learner.get(address)
    assert "private" in answer.headers["Cache-Control"]
    known = {"If-None-Match": answer.headers["ETag"]}
    again = learner.get(address, headers=known)
    assert (again.status_code, again.data) == (304, b"")
    with writing():
        db.session.get_one(Meeting, row).sequence += 1
        db.session.commit()
        db.session.remove()
    assert learner.get(address, headers=known).status_code == 200


def test_the_file_of_one_class_is_for_its_members_and_teachers(
    learner: FlaskClient, lin: User, app: Flask
) -> None:
    wu = make_instructor()
    cohort = make_cohort(wu)
    make_meeting(cohort, starts_at=soon(-200))
    make_meeting(cohort, starts_at=soon(), cancelled_at=now())
    address = f"/classes/{cohort}/timetable.ics"
    assert learner.get(address).status_code == 404
    make_member(cohort, lin)
    answer = learner.get(address)
    assert len(events(answer.data)) == 2
    assert answer.headers["Content-Disposition"] == f'attachment; filename="class-{cohort}.ics"'
    assert learner.get(f"/taught-classes/{cohort}/timetable.ics").status_code == 403
    teacher = sign_in(app.test_client(), wu)
    assert teacher.get(f"/taught-classes/{cohort}/timetable.ics").status_code == 200
    stranger = sign_in(app.test_client(), make_instructor("郑丽"))
    assert stranger.get(f"/taught-classes/{cohort}/timetable.ics").status_code == 404
    assert app.test_client().get(address).status_code == 302


def test_a_feed_asks_the_same_of_the_database_however_many_classes_there_are(
    learner: FlaskClient, lin: User
) -> None:
    wu = make_instructor()
    counts = set()
    address = feed_of(learner, lin)
    for _ in range(2):
        for _ in range(2):
            cohort = make_cohort(wu)
            make_member(cohort, lin)
            make_meeting(cohort, starts_at=soon())
        counts.add(count_statements(learner, address))
    assert len(counts) == 1
