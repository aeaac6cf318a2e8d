"""Attendance: by code, by staying online, by a teacher; the sheets, and who may see them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from tests.factories_accounts import make_user, sign_in
from tests.factories_classes import EVENING, make_cohort, make_meeting, make_member
from tests.factories_courses import make_instructor
from tests.factories_teaching import EN, LATER, add, attend, make_crowd, stay
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.audit.models import AuditEntry
from trainingapp.classes.models import Attendance, Meeting
from trainingapp.classes.queries.attendance import count_attended, list_records
from trainingapp.extensions import db
from trainingapp.rules.attendance import Record


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


@pytest.fixture
def teacher(client: FlaskClient, wu: User) -> Iterator[FlaskClient]:
    """The teacher, signed in when the first meeting is over."""
    with time_machine.travel(LATER, tick=False):
        yield sign_in(client, wu)


def known(meeting_id: int) -> dict[tuple[int, str], bool]:
    rows = db.session.scalars(select(Attendance).where(Attendance.meeting_id == meeting_id))
    found = {(row.user_id, str(row.way)): row.is_present for row in rows}
    db.session.remove()
    return found


def at_meeting(cohort: int, meeting: int) -> str:
    return f"/taught-classes/{cohort}/meetings/{meeting}/attendance"


def acts() -> list[str]:
    found = list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)))
    db.session.remove()
    return [action for action in found if action.startswith("classes.")]


def test_the_sheet_shows_members_by_meetings(
    teacher: FlaskClient, cohort: int, meeting: int, lin: User
) -> None:
    wang = make_user("王建国")
    make_member(cohort, wang)
    attend(meeting, lin)
    attend(meeting, wang, way="teacher", is_present=False, note="出差")
    page = teacher.get(f"/taught-classes/{cohort}/attendance", headers=EN).text
    assert "林美华" in page
    assert "100%" in page
    assert "Absent" in page
    assert "出差" in page
    assert "1 there" in page


def test_a_class_without_people_or_meetings_says_so(teacher: FlaskClient, wu: User) -> None:
    empty = make_cohort(wu)
    page = teacher.get(f"/taught-classes/{empty}/attendance", headers=EN).text
    assert "No meeting has taken place yet" in page
    lone = make_meeting(empty)
    page = teacher.get(f"/taught-classes/{empty}/attendance", headers=EN).text
    assert "Nobody is in the class yet" in page
    page = teacher.get(at_meeting(empty, lone), headers=EN).text
    assert "Nobody is in the class yet" in page


def test_a_coming_meeting_is_not_on_the_sheet_before_half_an_hour(
    teacher: FlaskClient, cohort: int, wu: User
) -> None:
    make_meeting(cohort, title="第九讲")
    make_meeting(cohort, title="取消的一讲", cancelled_at=EVENING)
    address = f"/taught-classes/{cohort}/attendance"
    for minutes, is_shown in ((-31, False), (-30, True)):
        with time_machine.travel(EVENING + timedelta(minutes=minutes), tick=False):
            sign_in(teacher, wu)
            assert ("第九讲" in teacher.get(address).text) is is_shown
    sign_in(teacher, wu)
    assert "取消的一讲" not in teacher.get(address).text


@pytest.mark.both_databases
def test_a_teacher_notes_who_was_there(
    teacher: FlaskClient, cohort: int, meeting: int, lin: User
) -> None:
    address = at_meeting(cohort, meeting)
    answer = teacher.post(address, data={f"mark-{lin.id}": "absent", f"note-{lin.id}": " 病假 "})
    assert answer.status_code == 303
    page = teacher.get(address, headers=EN).text
    assert 'value="病假"' in page
    assert '<option value="absent" selected>' in page
    assert known(meeting) == {(lin.id, "teacher"): False}
    assert acts() == ["classes.mark_attendance"]


def test_a_word_taken_back_lets_the_machine_count_again(
    teacher: FlaskClient, cohort: int, meeting: int, lin: User
) -> None:
    attend(meeting, lin)
    attend(meeting, lin, way="teacher", is_present=False)
    teacher.post(at_meeting(cohort, meeting), data={f"mark-{lin.id}": ""})
    assert known(meeting) == {(lin.id, "code"): True}


def test_what_is_not_changed_is_not_written(
    teacher: FlaskClient, cohort: int, meeting: int, lin: User
) -> None:
    attend(meeting, lin, way="teacher", note="迟到")
    data = {f"mark-{lin.id}": "present", f"note-{lin.id}": "迟到"}
    teacher.post(at_meeting(cohort, meeting), data=data)
    teacher.post(at_meeting(cohort, meeting), data={})
    assert acts() == []
    assert known(meeting) == {(lin.id, "teacher"): True}


@pytest.mark.parametrize(
    ("said", "note", "sentence"),
    [("present", "长" * 201, "At most 200 letters"), ("", "迟到", "Choose present or absent")],
)
def test_a_note_that_does_not_fit_is_shown_again_and_nothing_is_saved(
    teacher: FlaskClient, cohort: int, meeting: int, lin: User, said: str, note: str, sentence: str
) -> None:
    data = {f"mark-{lin.id}": said, f"note-{lin.id}": note}
    answer = teacher.post(at_meeting(cohort, meeting), data=data, headers=EN)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert note in answer.text
    assert known(meeting) == {}


def test_people_who_are_not_in_the_class_cannot_be_marked(
    teacher: FlaskClient, cohort: int, meeting: int
) -> None:
    stranger, gone = make_user("路人"), make_user("已退班")
    make_member(cohort, gone, state="left")
    data = {f"mark-{person.id}": "present" for person in (stranger, gone)}
    teacher.post(at_meeting(cohort, meeting), data={**data, "mark-99999": "present"})
    assert known(meeting) == {}


def test_every_place_is_closed_to_everybody_else(
    client: FlaskClient, cohort: int, meeting: int, lin: User, wu: User
) -> None:
    other = make_instructor("郑丽")
    foreign = make_cohort(other)
    there = make_meeting(foreign)
    places = (
        f"/taught-classes/{cohort}/attendance",
        at_meeting(cohort, meeting),
        f"/taught-classes/{cohort}/meetings/{meeting}/code",
    )
    posts = (
        at_meeting(cohort, meeting),
        f"/taught-classes/{cohort}/meetings/{meeting}/code",
        f"/taught-classes/{cohort}/meetings/{meeting}/code/closing",
        f"/taught-classes/{cohort}/attendance.xlsx",
    )
    for place in places:
        assert client.get(place).status_code == 302  # signed out
    for person, status in ((lin, 403), (other, 404)):
        sign_in(client, person)
        assert [client.get(place).status_code for place in places] == [status] * 3
        assert [client.post(place).status_code for place in posts] == [status] * 4
    sign_in(client, wu)  # a meeting of another class under one's own
    assert client.get(at_meeting(cohort, there)).status_code == 404
    assert client.post(at_meeting(cohort, there)).status_code == 404
    assert client.post(f"/taught-classes/{cohort}/meetings/{there}/code").status_code == 404


def test_the_workbook_has_everything_and_no_formula(
    teacher: FlaskClient, cohort: int, meeting: int
) -> None:
    evil = make_user("=HYPERLINK(1)")
    make_member(cohort, evil)
    attend(meeting, evil, way="teacher", note="=1+1")
    answer = teacher.post(f"/taught-classes/{cohort}/attendance.xlsx", headers=EN)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert rows[0][:3] == ["Name", "Present at", "Meetings that count"]
    assert rows[1] == ["=HYPERLINK(1)", 1.0, 1.0, 100.0, "Present (=1+1)"]
    assert b"<f>" not in answer.data
    assert acts() == ["classes.export"]


def test_a_record_counts_each_meeting_once_and_a_teachers_word_first(
    app: Flask, cohort: int, meeting: int, lin: User
) -> None:
    second = make_meeting(cohort, starts_at=EVENING + timedelta(days=1))
    untaken = make_meeting(cohort, starts_at=EVENING + timedelta(days=2))
    attend(meeting, lin)
    attend(meeting, lin, way="online")
    attend(second, lin)
    attend(second, lin, way="teacher", is_present=False)
    late = EVENING + timedelta(days=9)
    late_comer = (999, EVENING + timedelta(hours=12))
    members = [(lin.id, EVENING - timedelta(days=1)), late_comer]
    records = list_records(cohort, members, now=late)
    assert records == {lin.id: Record(1, 2), 999: Record(0, 1)}
    assert count_attended(cohort, [lin.id]) == {lin.id: 1}
    attend(untaken, lin, way="teacher")
    assert list_records(cohort, members, now=late)[lin.id] == Record(2, 3)


def test_what_was_before_joining_is_not_counted(
    app: Flask, wu: User, cohort: int, meeting: int
) -> None:
    wang = make_user("王建国")
    make_member(cohort, wang, since=EVENING + timedelta(minutes=1))
    attend(meeting, wang)
    record = list_records(cohort, [(wang.id, EVENING + timedelta(minutes=1))], now=LATER)
    assert record == {wang.id: Record(0, 0)}


@pytest.mark.both_databases
def test_long_classes_take_no_more_statements(client: FlaskClient) -> None:
    wu = make_instructor()
    small, large = make_cohort(wu), make_cohort(wu)
    for cohort, people, meetings in ((small, 2, 1), (large, 40, 4)):
        users = make_crowd(cohort, people)
        for number in range(meetings):
            held = make_meeting(cohort, starts_at=EVENING - timedelta(days=number))
            add(
                Attendance(
                    meeting_id=held, user_id=users[0], way="code", is_present=True, noted_at=EVENING
                )
            )
    with time_machine.travel(LATER, tick=False):
        sign_in(client, wu)
        counts = [
            count_statements(client, f"/taught-classes/{c}/attendance") for c in (small, large)
        ]
        assert counts[0] == counts[1]
        assert "Page 1 of 2" in client.get(f"/taught-classes/{large}/attendance", headers=EN).text
        held_small, held_large = (
            db.session.scalars(select(Meeting.id).where(Meeting.cohort_id == c)).first()
            for c in (small, large)
        )
        db.session.remove()
        pages = (at_meeting(small, held_small or 0), at_meeting(large, held_large or 0))
        assert len({count_statements(client, page) for page in pages}) == 1


def test_a_page_of_a_long_list_marks_its_own_members_only(teacher: FlaskClient, wu: User) -> None:
    cohort = make_cohort(wu)
    users = make_crowd(cohort, 35)
    held = make_meeting(cohort)
    address = f"{at_meeting(cohort, held)}?page=2"
    assert f'name="mark-{users[34]}"' in teacher.get(address).text
    answer = teacher.post(address, data={f"mark-{users[34]}": "present"})
    assert answer.location.endswith("page=2")
    assert known(held) == {(users[34], "teacher"): True}


def test_stays_are_not_shown_to_teachers_minute_by_minute(
    teacher: FlaskClient, cohort: int, meeting: int, lin: User
) -> None:
    stay(meeting, lin, 0, 30)
    page = teacher.get(at_meeting(cohort, meeting), headers=EN).text
    assert "Not noted" in page
    assert "25%" not in page
