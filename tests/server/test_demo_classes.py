"""The demonstration's classes: one runs with people in it, one of last year can be copied; nothing twice."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from tests.factories_accounts import make_organisation, make_user
from tests.factories_courses import NOON, article, make_course, make_instructor
from trainingapp.accounts.models import Organisation, User
from trainingapp.classes.models import Announcement, Cohort, CohortDeadline, Membership
from trainingapp.extensions import db
from trainingapp.rules.cohort_dates import SHANGHAI
from trainingapp.rules.cohorts import CohortState, JoinWay, MemberState
from trainingapp.rules.permissions import Grant, Role
from trainingapp.server.demo_classes import make_classes
from trainingapp.web.transactions import writing


@pytest.fixture
def wu(app: Flask) -> User:
    wu = make_instructor()
    make_course(wu, [article()], reviewer=make_user("赵文静", roles=[Role.ITEM_REVIEWER]))
    return wu


def make(wu: User, lin: User, wang: User, agency: Organisation) -> list[Cohort]:
    """Make the classes, as every start of the demonstration does; the older first."""
    with writing():
        leader, member, staff = (db.session.get_one(User, one.id) for one in (wu, lin, wang))
        make_classes(leader=leader, members=[member], staff=[staff], agency=agency, now=NOON)
        db.session.commit()
        db.session.remove()
    query = select(Cohort).options(selectinload(Cohort.meetings)).order_by(Cohort.exam_year)
    return list(db.session.scalars(query))


def test_one_class_runs_and_one_of_last_year_has_ended(wu: User) -> None:
    lin, wang, agency = make_user("林美华"), make_user("王建国"), make_organisation()
    former, running = make(wu, lin, wang, agency)
    assert (former.state, running.state) == (CohortState.ENDED, CohortState.OPEN)
    assert running.exam_year == former.exam_year + 1
    for cohort in (former, running):
        times = {one.starts_at.astimezone(SHANGHAI).strftime("%a %H:%M") for one in cohort.meetings}
        assert times == {"Tue 19:00"}
        assert len(cohort.meetings) == 4
    past = [one for one in running.meetings if one.ends_at < NOON]
    assert 0 < len(past) < 4
    assert all(one.replay_url for one in past)


def test_a_candidate_came_by_code_and_another_through_the_agency(wu: User) -> None:
    lin, wang, agency = make_user("林美华"), make_user("王建国"), make_organisation()
    _former, running = make(wu, lin, wang, agency)
    rows = db.session.scalars(select(Membership).order_by(Membership.id)).all()
    assert [(row.user_id, row.way, row.state) for row in rows] == [
        (lin.id, JoinWay.CODE, MemberState.IN),
        (wang.id, JoinWay.AGENCY, MemberState.IN),
    ]
    assert {row.cohort_id for row in rows} == {running.id}
    staff = db.session.get_one(User, wang.id)
    assert Grant(Role.CANDIDATE, agency.id) in staff.grants
    assert not staff.is_staff


def test_a_second_start_makes_no_class_twice(wu: User) -> None:
    lin, wang, agency = make_user("林美华"), make_user("王建国"), make_organisation()
    make(wu, lin, wang, agency)
    assert len(make(wu, lin, wang, agency)) == 2
    for table, expected in ((Announcement, 2), (CohortDeadline, 1), (Membership, 2)):
        assert db.session.scalar(select(func.count()).select_from(table)) == expected


def test_without_a_listed_course_there_is_no_class(app: Flask) -> None:
    wu = make_instructor()
    make_course(wu, [article()])
    assert make(wu, make_user(), make_user("王建国"), make_organisation()) == []
