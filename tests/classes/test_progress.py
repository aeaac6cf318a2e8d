"""The dashboard: flags with their figures, bands, filters and orders, for ten members and for five hundred."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select, update

from tests.factories_accounts import make_user, sign_in
from tests.factories_classes import EVENING, make_cohort, make_meeting, make_member
from tests.factories_courses import (
    NOON,
    article,
    lesson_keys,
    make_instructor,
    make_published,
)
from tests.factories_exams import change, make_sitting
from tests.factories_teaching import (
    EN,
    attend,
    committed,
    complete,
    link,
    make_attempt,
    make_crowd,
    make_deadline,
)
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.audit.models import AuditEntry
from trainingapp.classes.models import Cohort, Membership
from trainingapp.classes.queries.progress import MemberProgress, list_progress
from trainingapp.classes.queries.sorting import Order, Wanted, choose, sum_up
from trainingapp.courses.models import Enrolment
from trainingapp.extensions import db
from trainingapp.rules.falling_behind import Band, FlagKind

TODAY = EVENING + timedelta(days=20)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


@pytest.fixture
def course(app: Flask) -> int:
    return make_published(article("一"), article("二"), article("三"))


@pytest.fixture
def cohort(wu: User, course: int) -> int:
    return make_cohort(wu, course_id=course)


@pytest.fixture
def people(cohort: int, course: int) -> dict[str, User]:
    """Lin keeps up; Wang was last here long ago; Li misses lessons and meetings and failed the mock exam."""
    found = {name: make_user(name) for name in ("林美华", "王建国", "李静")}
    for person in found.values():
        make_member(cohort, person)
    for name in ("林美华", "李静"):
        with committed():
            mine = update(Enrolment).where(Enrolment.user_id == found[name].id)
            db.session.execute(mine.values(last_seen_at=TODAY - timedelta(days=1)))
    keys = lesson_keys(course)
    for key in keys[:2]:
        make_deadline(cohort, key)
        for name in ("林美华", "王建国"):
            complete(found[name], course, key)
    for day in (0, 1):
        meeting = make_meeting(cohort, starts_at=EVENING + timedelta(days=day))
        for name in ("林美华", "王建国"):
            attend(meeting, found[name])
    sitting = make_sitting()
    link(cohort, sitting)
    make_attempt(sitting, found["林美华"], score="85")
    make_attempt(sitting, found["李静"], score="45")
    return found


@pytest.fixture
def teacher(client: FlaskClient, wu: User) -> FlaskClient:
    return sign_in(client, wu)


def place(cohort: int, query: str = "") -> str:
    return f"/taught-classes/{cohort}/progress{query}"


def members(cohort: int) -> list[MemberProgress]:
    return list_progress(db.session.get_one(Cohort, cohort), now=TODAY)


def test_each_flag_is_found_and_explained(
    teacher: FlaskClient, cohort: int, people: dict[str, User]
) -> None:
    found = {member.name: [str(flag.kind) for flag in member.flags] for member in members(cohort)}
    assert found == {"林美华": [], "王建国": ["quiet"], "李静": ["overdue", "absent"]}
    page = teacher.get(place(cohort), headers=EN).text
    assert "Not in the course for 22 days" in page
    assert "2 of 2 due lessons not completed" in page
    assert "Absent from 2 of 2 meetings" in page
    assert "not opened for 14 days or more" in page  # the rule itself
    assert "promises nothing about the exam" in page


def test_bands_stand_beside_the_last_score(
    teacher: FlaskClient, cohort: int, people: dict[str, User]
) -> None:
    found = {member.name: member.band for member in members(cohort)}
    assert found == {"林美华": Band.WELL_ABOVE, "王建国": Band.UNKNOWN, "李静": Band.BELOW}
    page = teacher.get(place(cohort), headers=EN).text
    assert "85 / 100" in page
    assert "Not yet known" in page


def test_the_class_is_summed_up(app: Flask, cohort: int, people: dict[str, User]) -> None:
    overview = sum_up(members(cohort))
    assert (overview.members, overview.flagged) == (3, 2)
    assert overview.flags == {FlagKind.QUIET: 1, FlagKind.OVERDUE: 1, FlagKind.ABSENT: 1}
    assert overview.bands[Band.BELOW] == 1
    assert (overview.attendance.present, overview.attendance.meetings) == (4, 6)


def names(cohort: int, **wanted: str) -> list[str]:
    return [member.name for member in choose(members(cohort), Wanted(**wanted))]


def test_the_list_is_filtered(app: Flask, cohort: int, people: dict[str, User]) -> None:
    assert names(cohort, text="王") == ["王建国"]
    assert names(cohort, flag="any") == ["李静", "王建国"]
    assert names(cohort, flag="none") == ["林美华"]
    assert names(cohort, flag="absent") == ["李静"]
    assert names(cohort, band="well-above") == ["林美华"]
    assert names(cohort, flag="quiet", band="below") == []


@pytest.mark.parametrize(
    ("order", "first", "last"),
    [
        (Order.FLAGS, "李静", "林美华"),
        (Order.NAME, "李静", "王建国"),
        (Order.SEEN, "王建国", "林美华"),
        (Order.MISSING, "李静", "王建国"),
        (Order.ATTENDANCE, "李静", "王建国"),
        (Order.SCORE, "李静", "王建国"),
        ("nonsense", "李静", "林美华"),
    ],
)
def test_the_list_is_sorted(
    app: Flask, cohort: int, people: dict[str, User], order: str, first: str, last: str
) -> None:
    found = names(cohort, order=order)
    assert (found[0], found[-1]) == (first, last)


def test_the_page_filters_by_its_address_and_forgives_nonsense(
    teacher: FlaskClient, cohort: int, people: dict[str, User]
) -> None:
    page = teacher.get(place(cohort, "?flag=absent"), headers=EN).text
    table = page.split("<table")[1]
    assert "李静" in table
    assert "林美华" not in table
    assert "Nobody fits" in teacher.get(place(cohort, "?q=nobody"), headers=EN).text
    for query in ("?flag=x&band=y&order=z", "?page=x", "?page=-3", "?page=99", f"?q={'长' * 90}"):
        assert teacher.get(place(cohort, query)).status_code == 200, query


def test_an_empty_class_says_what_to_do(teacher: FlaskClient, cohort: int) -> None:
    page = teacher.get(place(cohort), headers=EN).text
    assert "Nobody is in the class yet" in page
    assert "<table" not in page


def test_who_has_left_is_gone_from_it(
    app: Flask, cohort: int, people: dict[str, User], course: int
) -> None:
    gone = make_user("已退班")
    make_member(cohort, gone, state="left")
    assert "已退班" not in [member.name for member in members(cohort)]


def test_a_member_who_was_never_enrolled_is_quiet_since_joining(app: Flask, wu: User) -> None:
    cohort = make_cohort(wu)
    lin = make_user("林美华")
    make_member(cohort, lin, state="waiting")
    change(Membership, 1, state="in", since=TODAY - timedelta(days=15))
    (member,) = members(cohort)
    assert member.standing.seen_at is None
    assert [(flag.kind, flag.value) for flag in member.flags] == [(FlagKind.QUIET, 15)]


def test_the_workbook_has_what_the_list_shows_and_no_formula(
    teacher: FlaskClient, cohort: int, people: dict[str, User]
) -> None:
    evil = make_user("=1+1")
    make_member(cohort, evil)
    address = f"/taught-classes/{cohort}/progress.xlsx"
    answer = teacher.post(f"{address}?flag=any&order=name", headers=EN)
    assert answer.headers["Content-Disposition"].endswith('.xlsx"')
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert [row[0] for row in rows] == ["Name", "=1+1", "李静", "王建国"]
    li = dict(zip(rows[0], rows[2], strict=True))
    assert li["Reasons to ask"] == ("2 of 2 due lessons not completed; Absent from 2 of 2 meetings")
    assert (li["Score"], li["Cut score"], li["Full score"]) == (45, 60, 100)
    assert li["Readiness"] == "Below the cut score"
    assert li["Attendance, per cent"] == 0
    exports = db.session.scalars(
        select(AuditEntry.detail).where(AuditEntry.action == "classes.export")
    ).all()
    assert list(exports) == ['{"list":"class"}']


def test_nobody_else_sees_it(client: FlaskClient, cohort: int, people: dict[str, User]) -> None:
    gets = [place(cohort), f"/taught-classes/{cohort}/knowledge"]
    assert {client.get(one).status_code for one in gets} == {302}
    for person, status in ((people["林美华"], 403), (make_instructor("郑丽"), 404)):
        sign_in(client, person)
        assert {client.get(one).status_code for one in gets} == {status}
        assert client.post(f"/taught-classes/{cohort}/progress.xlsx").status_code == status


@pytest.mark.both_databases
def test_five_hundred_members_take_as_many_statements_as_ten(client: FlaskClient) -> None:
    wu, sitting = make_instructor(), make_sitting()
    counts = []
    sign_in(client, wu)
    for size in (10, 500):
        cohort = make_cohort(wu)
        users = make_crowd(cohort, size)
        course = db.session.get_one(Cohort, cohort).course_id
        meeting = make_meeting(cohort)
        link(cohort, sitting)
        for key in lesson_keys(course):
            make_deadline(cohort, key)
        for user in users[:8]:
            make_attempt(sitting, user)
            attend(meeting, user)
        counts.append(
            [
                count_statements(client, place(cohort)),
                count_statements(client, f"/taught-classes/{cohort}/knowledge"),
                count_statements(client, f"/taught-classes/{cohort}/messages/new?all=1"),
            ]
        )
    assert counts[0] == counts[1]
    assert counts[0][0] <= 20
    page = client.get(place(cohort, "?page=17"), headers=EN).text
    assert "Page 17 of 17, 500 in all" in page


def test_the_joining_day_bounds_what_counts(app: Flask, wu: User, course: int) -> None:
    cohort = make_cohort(wu, course_id=course)
    lin = make_user("林美华")
    make_member(cohort, lin, since=TODAY - timedelta(days=1))
    make_deadline(cohort, lesson_keys(course)[0], due_at=NOON)
    attend(make_meeting(cohort), make_user("别人"))
    (member,) = members(cohort)
    assert (member.standing.due, member.standing.meetings) == (0, 0)
    assert member.flags == ()
