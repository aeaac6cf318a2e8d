"""One's own data of classes to take along, and what becomes of classes when somebody leaves the site."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.classes.acts import cohort_of, state_of, told
from tests.factories_accounts import make_user
from tests.factories_classes import make_cohort, make_member
from tests.factories_courses import NOON, make_instructor
from trainingapp.accounts.actions.privacy import anonymise
from trainingapp.accounts.arrivals import register_welcome, welcome
from trainingapp.accounts.export import collect_data, write_workbook
from trainingapp.accounts.models import User
from trainingapp.classes.actions import calendars, lists
from trainingapp.classes.jobs import tell_class
from trainingapp.classes.models import (
    Announcement,
    CalendarFeed,
    CohortInvitation,
    CohortList,
    Membership,
)
from trainingapp.classes.sheets import Row
from trainingapp.extensions import db
from trainingapp.rules.cohorts import MemberState
from trainingapp.web.transactions import writing


def leave_site(user: User) -> None:
    """Make somebody's account anonymous, as the job does after the cooling-off time."""
    db.session.rollback()
    with writing():
        anonymise(db.session.get_one(User, user.id), now=NOON)
        db.session.commit()
        db.session.remove()


def count(table: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


def fill(cohort: int, wu: User, lin: User) -> None:
    """Something in every table of classes that names a person."""
    make_member(cohort, lin, state=MemberState.REMOVED, reason="转班")
    with writing():
        calendars.renew_feed(lin.id, now=NOON)
        lists.keep_list(cohort, [Row(2, "", "new@example.org")], maker_id=wu.id, now=NOON)
        kept = lists.keep_list(cohort, [Row(2, "", "two@example.org")], maker_id=wu.id, now=NOON)
        lists.confirm_list(kept, actor_id=wu.id, now=NOON)
        db.session.add(
            Announcement(cohort_id=cohort, author_id=wu.id, title="通知", text="内容", made_at=NOON)
        )
        db.session.commit()
        db.session.remove()


def test_everything_that_classes_keep_of_a_person_is_in_their_export(wu: User) -> None:
    lin, cohort = make_user("林美华"), make_cohort(wu)
    fill(cohort, wu, lin)
    title = cohort_of(cohort).title["zh"]
    learner, teacher = collect_data(lin.id), collect_data(wu.id)
    assert learner["class_memberships"] == [
        {"class": title, "state": "removed", "way": "code", "since": NOON, "reason": "转班"}
    ]
    assert learner["calendar_feed"] == [{"made_at": NOON}]
    assert (learner["class_teaching"], teacher["class_memberships"]) == ([], [])
    assert teacher["class_teaching"] == [{"class": title, "leads": True, "since": NOON}]
    assert teacher["class_announcements"] == [
        {"class_id": cohort, "title": "通知", "text": "内容", "made_at": NOON}
    ]
    assert teacher["class_invitations"] == [{"class_id": cohort, "made_at": NOON}]
    assert teacher["class_lists"] == [{"class_id": cohort, "made_at": NOON}]
    assert "example.org" not in str(teacher["class_invitations"]) + str(teacher["class_lists"])
    assert write_workbook(teacher).startswith(b"PK")


@pytest.mark.both_databases
def test_what_names_a_person_goes_with_them_and_the_next_one_gets_the_place(wu: User) -> None:
    lin, wang = make_user("林美华"), make_user("王建国")
    cohort = make_cohort(wu, capacity=1)
    make_member(cohort, lin)
    make_member(cohort, wang, state=MemberState.WAITING)
    with writing():
        calendars.renew_feed(lin.id, now=NOON)
        db.session.commit()
        db.session.remove()
    leave_site(lin)
    assert count(CalendarFeed) == 0
    assert [row.user_id for row in db.session.scalars(select(Membership))] == [wang.id]
    assert (state_of(wang, cohort), told(wang)) == ("in", ["moved_up"])


def test_when_a_leader_goes_the_longest_in_the_team_leads(wu: User) -> None:
    zheng, he = make_instructor("郑丽"), make_instructor("何平")
    cohort = make_cohort(wu, assistants=(zheng, he))
    fill(cohort, wu, make_user())
    leave_site(wu)
    team = {row.user_id: row.is_leader for row in cohort_of(cohort).teachers}
    assert team == {zheng.id: True, he.id: False}
    assert (count(CohortList), count(CohortInvitation), count(Announcement)) == (0, 1, 1)


def test_a_second_leader_goes_on_leading_and_no_third_is_named(wu: User) -> None:
    zheng, he = make_instructor("郑丽"), make_instructor("何平")
    cohort = make_cohort(wu, assistants=(he, zheng))
    with writing():
        for row in cohort_of(cohort).teachers:
            row.is_leader = row.user_id != he.id
        db.session.commit()
        db.session.remove()
    leave_site(wu)
    team = {row.user_id: row.is_leader for row in cohort_of(cohort).teachers}
    assert team == {he.id: False, zheng.id: True}


def test_who_taught_alone_leaves_a_class_without_a_name(wu: User) -> None:
    cohort = make_cohort(wu)
    leave_site(wu)
    (row,) = cohort_of(cohort).teachers
    assert row.user_id == wu.id
    assert "吴晓东" not in db.session.get_one(User, row.user_id).display_name


def test_telling_a_class_that_is_gone_tells_nobody(app: Flask) -> None:
    with writing():
        tell_class(cohort_id=999, kind="ended", states=["in"], told={}, now=NOON)
        db.session.rollback()


def test_two_welcomes_of_one_name_are_a_mistake(app: Flask) -> None:
    with pytest.raises(ValueError, match="two welcomes"):
        register_welcome("classes", lambda user_id, contacts, *, now: None)
    with writing():
        welcome(999, [], now=NOON)  # nobody waits for them
        db.session.rollback()
