"""The annual cycle: last year's class with timetable, deadlines and team, moved by whole weeks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.accounts.pages import last_entry
from tests.classes.acts import cohort_of, told
from tests.factories_accounts import make_user, sign_in
from tests.factories_classes import EVENING, make_cohort, make_meeting, make_member
from tests.factories_courses import lesson_keys, make_instructor, make_published
from trainingapp.accounts.models import RoleGrant, User
from trainingapp.classes.models import Announcement, Cohort, CohortDeadline, Membership
from trainingapp.extensions import db
from trainingapp.rules.cohort_dates import SHANGHAI
from trainingapp.rules.cohorts import CohortState
from trainingapp.web.transactions import writing


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


@pytest.fixture
def teacher(client: FlaskClient, wu: User) -> FlaskClient:
    return sign_in(client, wu)


def make_former(leader: User, *assistants: User) -> int:
    """A class of last year with two meetings, a cancelled one, a deadline, a member and an announcement."""
    course = make_published()
    cohort = make_cohort(
        leader,
        course_id=course,
        assistants=assistants,
        title={"zh": "2026 年中级考前班（2025 秋）", "en": "Middle level, exam of 2026"},
        introduction="每周二晚上。",
        exam_year=2026,
        starts_on=date(2025, 11, 25),
        ends_on=date(2026, 5, 26),
        capacity=40,
        state=CohortState.ENDED,
    )
    first = datetime(2025, 11, 25, 11, 0, tzinfo=UTC)
    links = {"join_url": "https://meet.example.org/a", "replay_url": "https://video.example.org/a"}
    make_meeting(
        cohort, starts_at=first, title="2026 年考试动员", lesson_key=lesson_keys(course)[0]
    )
    make_meeting(cohort, starts_at=first + timedelta(days=7), sequence=3, **links)
    make_meeting(cohort, starts_at=first + timedelta(days=14), cancelled_at=EVENING)
    make_member(cohort, make_user("林美华"))
    with writing():
        key, due = lesson_keys(course)[0], datetime(2025, 12, 7, 15, 59, tzinfo=UTC)
        db.session.add(CohortDeadline(cohort_id=cohort, lesson_key=key, due_at=due))
        db.session.add(
            Announcement(
                cohort_id=cohort, author_id=leader.id, title="t", text="t", made_at=EVENING
            )
        )
        db.session.commit()
        db.session.remove()
    return cohort


def newest() -> Cohort:
    db.session.rollback()
    return cohort_of(db.session.scalars(select(Cohort.id).order_by(Cohort.id.desc())).first() or 0)


def test_a_copy_is_a_draft_of_the_next_year_with_weekdays_hours_and_gaps_kept(
    teacher: FlaskClient, wu: User
) -> None:
    old = make_former(wu)
    answer = teacher.post(f"/taught-classes/{old}/copy", data={"days": "364"})
    new, before = newest(), cohort_of(old)
    assert answer.location == f"/taught-classes/{new.id}"
    assert (new.state, new.exam_year, new.copied_from_id) == (CohortState.DRAFT, 2027, old)
    assert new.title == {"zh": "2027 年中级考前班（2026 秋）", "en": "Middle level, exam of 2027"}
    assert (new.starts_on, new.ends_on) == (date(2026, 11, 24), date(2027, 5, 25))
    assert (new.capacity, new.introduction, new.course_id) == (40, "每周二晚上。", before.course_id)
    assert new.join_code != before.join_code
    times = [one.starts_at.astimezone(SHANGHAI).strftime("%F %a %H:%M") for one in new.meetings]
    assert times == ["2026-11-24 Tue 19:00", "2026-12-01 Tue 19:00"]
    assert new.meetings[0].title == "2027 年考试动员"
    assert new.meetings[0].lesson_key == before.meetings[0].lesson_key


def test_links_to_join_come_along_and_recordings_stay_behind(
    teacher: FlaskClient, wu: User
) -> None:
    teacher.post(f"/taught-classes/{make_former(wu)}/copy", data={"days": "364"})
    second = newest().meetings[1]
    assert (second.join_url, second.replay_url, second.sequence) == (
        "https://meet.example.org/a",
        "",
        0,
    )


def test_a_copy_may_begin_a_week_later(teacher: FlaskClient, wu: User) -> None:
    teacher.post(f"/taught-classes/{make_former(wu)}/copy", data={"days": "371"})
    assert newest().starts_on == date(2026, 12, 1)
    assert newest().meetings[0].starts_at == datetime(2026, 12, 1, 11, 0, tzinfo=UTC)


def test_deadlines_move_along(teacher: FlaskClient, wu: User) -> None:
    teacher.post(f"/taught-classes/{make_former(wu)}/copy", data={"days": "364"})
    row = db.session.scalars(
        select(CohortDeadline).where(CohortDeadline.cohort_id == newest().id)
    ).one()
    assert row.due_at == datetime(2026, 12, 6, 15, 59, tzinfo=UTC)


def test_members_and_announcements_stay_behind(teacher: FlaskClient, wu: User) -> None:
    teacher.post(f"/taught-classes/{make_former(wu)}/copy", data={"days": "364"})
    new = newest().id
    for table in (Membership, Announcement):
        assert db.session.scalars(select(table).where(table.cohort_id == new)).all() == []


@pytest.mark.both_databases
def test_the_team_comes_along_but_for_those_who_teach_no_more(
    teacher: FlaskClient, wu: User
) -> None:
    zheng, gone = make_instructor("郑丽"), make_instructor("何平")
    old = make_former(wu, zheng, gone)
    with writing():
        for grant in db.session.scalars(select(RoleGrant).where(RoleGrant.user_id == gone.id)):
            grant.revoked_at = EVENING
        db.session.commit()
        db.session.remove()
    teacher.post(f"/taught-classes/{old}/copy", data={"days": "364"})
    team = {row.user_id: row.is_leader for row in newest().teachers}
    assert team == {wu.id: True, zheng.id: False}
    assert (told(zheng), told(gone), told(wu)) == (["teaching"], [], [])
    assert str(old) in last_entry("classes.copy").detail


def test_an_assistant_who_copies_leads_the_copy_and_not_the_original(client: FlaskClient) -> None:
    wu, zheng = make_instructor(), make_instructor("郑丽")
    old = make_former(wu, zheng)
    sign_in(client, zheng)
    assert client.post(f"/taught-classes/{old}/copy", data={"days": "364"}).status_code == 303
    assert {row.user_id for row in newest().teachers if row.is_leader} == {wu.id, zheng.id}
    assert {row.user_id for row in cohort_of(old).teachers if row.is_leader} == {wu.id}


@pytest.mark.parametrize("days", ["0", "365", "-364", "x", ""])
def test_only_whole_weeks_of_a_year_are_a_shift(teacher: FlaskClient, wu: User, days: str) -> None:
    old = make_former(wu)
    assert teacher.post(f"/taught-classes/{old}/copy", data={"days": days}).status_code == 422
    assert newest().id == old


def test_a_class_is_copied_by_its_teachers_only(client: FlaskClient) -> None:
    old = make_former(make_instructor())
    sign_in(client, make_instructor("郑丽"))
    assert client.get(f"/taught-classes/{old}/copy").status_code == 404
    assert client.post(f"/taught-classes/{old}/copy", data={"days": "364"}).status_code == 404
