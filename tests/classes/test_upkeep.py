"""A course that is withdrawn while people wait; teams whose leaders lose the role; what the worker mends by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, update

from tests.accounts.pages import last_entry
from tests.classes.acts import code_of, last_notice, state_of, told
from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_classes import EVENING, make_cohort, make_meeting, make_member
from tests.factories_courses import NOON, make_instructor, make_published
from tests.factories_teaching import EN, committed
from trainingapp.accounts.models import RoleGrant, User
from trainingapp.classes.actions.calendars import renew_feed
from trainingapp.classes.actions.joining import move_up
from trainingapp.classes.actions.upkeep import fill_places, name_leaders
from trainingapp.classes.jobs import look_after
from trainingapp.classes.queries import cohorts, timetable, upkeep
from trainingapp.classes.queries.deadlines import select_taught_courses, select_taught_learners
from trainingapp.courses.models import Course
from trainingapp.courses.queries.learning import find_enrolment
from trainingapp.extensions import db
from trainingapp.jobs.registry import TIMETABLE
from trainingapp.rules.cohorts import CohortState, MemberState
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

WITHDRAWN = "withdrawn"


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


def set_listed(course: int, *, is_listed: bool) -> None:
    with committed():
        db.session.execute(update(Course).where(Course.id == course).values(is_listed=is_listed))


def look(*, at: timedelta = timedelta()) -> None:
    with committed():
        look_after(now=NOON + at)


def revoke(user: User) -> None:
    with committed():
        grants = update(RoleGrant).where(RoleGrant.user_id == user.id)
        db.session.execute(grants.values(revoked_at=NOON))


def leads(cohort: int) -> set[int]:
    db.session.rollback()
    found = {row.user_id for row in cohorts.get_cohort_to_change(cohort).teachers if row.is_leader}
    db.session.rollback()
    return found


@pytest.mark.both_databases
def test_a_place_that_became_free_while_the_course_was_away_is_given_when_it_is_back(
    client: FlaskClient, wu: User
) -> None:
    course = make_published()
    cohort = make_cohort(wu, course_id=course, capacity=1)
    lin, wang, li = make_user("林美华"), make_user("王建国"), make_user("李静")
    make_member(cohort, lin)
    for place, one in enumerate((wang, li)):
        since = NOON + timedelta(minutes=place)
        make_member(cohort, one, state=MemberState.WAITING, since=since)
    set_listed(course, is_listed=False)
    assert sign_in(client, lin).post(f"/classes/{cohort}/leaving").status_code == 303
    look()
    assert [state_of(one, cohort) for one in (wang, li)] == ["waiting", "waiting"]
    set_listed(course, is_listed=True)
    look()
    look()
    assert [state_of(one, cohort) for one in (wang, li)] == ["in", "waiting"]
    assert (told(wang), told(li)) == (["moved_up"], [])
    assert find_enrolment(wang.id, course) is not None


@pytest.mark.parametrize(
    ("changes", "moves"),
    [
        ({}, True),
        ({"capacity": None}, True),
        ({"ends_on": date(2026, 11, 21)}, False),
        ({"state": CohortState.DRAFT}, False),
        ({"state": CohortState.ENDED}, False),
        ({"state": CohortState.CANCELLED}, False),
    ],
)
def test_places_are_given_in_open_classes_until_their_last_day(
    wu: User, changes: dict[str, object], *, moves: bool
) -> None:
    cohort, lin = make_cohort(wu, **{"capacity": 3, **changes}), make_user("林美华")
    make_member(cohort, lin, state=MemberState.WAITING)
    with committed():
        moved = move_up(cohorts.get_cohort_to_change(cohort), now=EVENING)
    assert (moved, state_of(lin, cohort)) == ((1, "in") if moves else (0, "waiting"))


def test_teachers_and_those_who_wait_read_why_nobody_moves_up(app: Flask, wu: User) -> None:
    course = make_published()
    cohort, wang = make_cohort(wu, course_id=course, capacity=1), make_user("王建国")
    make_member(cohort, wang, state=MemberState.WAITING)
    places = (
        (wu, f"/taught-classes/{cohort}"),
        (wu, f"/taught-classes/{cohort}/people?view=waiting"),
        (wang, f"/classes/{cohort}"),
    )
    for reader, address in places:
        assert WITHDRAWN not in sign_in(app.test_client(), reader).get(address, headers=EN).text
    set_listed(course, is_listed=False)
    for reader, address in places:
        assert WITHDRAWN in sign_in(app.test_client(), reader).get(address, headers=EN).text
        zh = sign_in(app.test_client(), reader).get(address, headers={"Accept-Language": "zh"})
        assert "撤下" in zh.text


def test_nobody_is_offered_a_place_that_they_would_be_refused(
    client: FlaskClient, wu: User
) -> None:
    course = make_published()
    cohort, lin = make_cohort(wu, course_id=course, capacity=1), make_user("林美华")
    make_member(cohort, make_user("李静"))
    set_listed(course, is_listed=False)
    page = sign_in(client, lin).get(f"/j/{code_of(cohort)}", headers=EN).text
    assert WITHDRAWN in page
    assert "/classes/join" in page
    assert 'method="post" action="/classes/join"' not in page
    answer = client.post("/classes/join", data={"code": code_of(cohort)}, headers=EN)
    assert (answer.status_code, state_of(lin, cohort)) == (409, None)


def test_an_agency_is_offered_no_class_of_a_withdrawn_course(client: FlaskClient, wu: User) -> None:
    course = make_published()
    make_cohort(wu, course_id=course, title={"zh": "撤下的班"})
    agency = make_organisation("春晖社会工作服务中心")
    sign_in(client, make_user("孙玉兰", roles=[Role.AGENCY_MANAGER], organisation=agency))
    assert "撤下的班" in client.get("/agency/classes").text
    set_listed(course, is_listed=False)
    assert "撤下的班" not in client.get("/agency/classes").text


@pytest.mark.parametrize("path", ["", "/people", "/timetable", "/progress", "/mocks"])
def test_who_lost_the_role_teaches_no_more(client: FlaskClient, wu: User, path: str) -> None:
    cohort = make_cohort(wu)
    assert sign_in(client, wu).get(f"/taught-classes/{cohort}{path}").status_code == 200
    revoke(wu)
    assert client.get(f"/taught-classes/{cohort}{path}").status_code == 403


def test_the_calendar_and_the_home_page_of_who_lost_the_role_have_no_taught_meeting(
    client: FlaskClient, wu: User
) -> None:
    cohort, learnt = make_cohort(wu), make_cohort(make_instructor())
    make_meeting(cohort, title="我教的课", join_url="https://live.example.org/1")
    make_meeting(learnt, title="我学的课")
    make_member(learnt, wu)
    with committed():
        secret = renew_feed(wu.id, now=NOON)

    def titles() -> tuple[str, set[str]]:
        coming = timetable.list_coming(wu.id, now=NOON, most=5)
        found = {meeting.title for meeting in coming}
        db.session.remove()
        return client.get(f"/calendar/{secret}.ics").text, found

    feed, coming = titles()
    assert coming == {"我教的课", "我学的课"}
    assert "我教的课" in feed
    revoke(wu)
    feed, coming = titles()
    assert coming == {"我学的课"}
    assert "我教的课" not in feed
    assert "我学的课" in feed


@pytest.mark.both_databases
def test_the_longest_in_the_team_leads_when_no_leader_may_teach_any_more(wu: User) -> None:
    chen, zhou, former = make_instructor("陈"), make_instructor("周"), make_instructor("前")
    cohort = make_cohort(wu, assistants=(former, chen, zhou))
    revoke(former)
    look()
    assert leads(cohort) == {wu.id}
    revoke(wu)
    look()
    look()
    assert leads(cohort) == {wu.id, chen.id}
    assert told(chen) == ["leads"]
    assert last_notice(chen)[1] == f"/taught-classes/{cohort}"
    assert (told(zhou), told(former)) == ([], [])
    assert last_entry("classes.set_leader").actor_id is None


@pytest.mark.parametrize("state", [CohortState.ENDED, CohortState.CANCELLED])
def test_a_class_that_is_over_needs_no_new_leader(wu: User, state: CohortState) -> None:
    cohort = make_cohort(wu, state=state, assistants=(make_instructor("陈"),))
    revoke(wu)
    look()
    assert leads(cohort) == {wu.id}


def test_where_nobody_may_teach_nothing_is_done(wu: User) -> None:
    cohort = make_cohort(wu)
    revoke(wu)
    look()
    assert leads(cohort) == {wu.id}
    assert upkeep.list_unled() == []


def test_an_agency_counts_its_present_staff_only(client: FlaskClient, wu: User) -> None:
    agency = make_organisation("春晖社会工作服务中心")
    cohort, title = make_cohort(wu), "考前班甲"
    with committed():
        cohorts.get_cohort_to_change(cohort).title = {"zh": title}
    stays, goes = make_user("林美华"), make_user("王建国")
    for one in (stays, goes):
        with committed():
            grant = RoleGrant(
                user_id=one.id, role=Role.CANDIDATE, organisation_id=agency.id, granted_at=NOON
            )
            db.session.add(grant)
        make_member(cohort, one, way="agency", sent_by_organisation_id=agency.id)
    manager = make_user("孙玉兰", roles=[Role.AGENCY_MANAGER], organisation=agency)
    cells = sign_in(client, manager).get("/agency/classes").text.split(title)[1]
    assert ">2</td>" in cells
    with committed():
        left = update(RoleGrant).where(
            RoleGrant.user_id == goes.id, RoleGrant.organisation_id == agency.id
        )
        db.session.execute(left.values(revoked_at=NOON))
    assert ">1</td>" in client.get("/agency/classes").text.split(title)[1]
    assert "王建国" not in client.get(f"/agency/classes/{cohort}").text


def test_a_manager_who_lost_the_role_enters_nobody(client: FlaskClient, wu: User) -> None:
    agency = make_organisation("春晖社会工作服务中心")
    manager = make_user("孙玉兰", roles=[Role.AGENCY_MANAGER], organisation=agency)
    cohort = make_cohort(wu)
    assert sign_in(client, manager).get(f"/agency/classes/{cohort}").status_code == 200
    revoke(manager)
    for path in ("/agency/classes", f"/agency/classes/{cohort}"):
        assert client.get(path).status_code == 403
    answer = client.post(f"/agency/classes/{cohort}/staff", data={"person": manager.id})
    assert (answer.status_code, state_of(manager, cohort)) == (403, None)


def test_who_lost_the_role_marks_and_answers_no_more_and_comes_to_no_closed_page(
    client: FlaskClient, wu: User
) -> None:
    course, lin = make_published(), make_user("林美华")
    cohort = make_cohort(wu, course_id=course)
    make_member(cohort, lin)

    def taught() -> tuple[list[int], list[tuple[int, int]], bool]:
        courses = db.session.scalars(select_taught_courses(wu.id)).all()
        learners = db.session.execute(select_taught_learners(wu.id)).all()
        found = [(one, other) for one, other in learners]
        db.session.remove()
        return list(courses), found, cohorts.is_taught(wu.id, cohort)

    assert taught() == ([course], [(course, lin.id)], True)
    page = sign_in(client, wu).get(f"/classes/{cohort}/page")
    assert page.location == f"/taught-classes/{cohort}"
    revoke(wu)
    assert taught() == ([], [], False)
    assert client.get(f"/classes/{cohort}/page").location == f"/classes/{cohort}"
    make_member(cohort, wu)
    assert client.get(f"/classes/{cohort}/page", follow_redirects=True).status_code == 200


def test_the_worker_looks_after_classes_and_finds_nothing_to_do_the_second_time(wu: User) -> None:
    chen = make_instructor("陈")
    cohort, lin = make_cohort(wu, capacity=2, assistants=(chen,)), make_user("林美华")
    make_member(cohort, lin, state=MemberState.WAITING)
    revoke(wu)
    with committed():
        assert (fill_places(now=NOON), name_leaders(now=NOON)) == (1, 1)
    with committed():
        assert (fill_places(now=NOON), name_leaders(now=NOON)) == (0, 0)
    assert TIMETABLE["classes.look_after"].interval == timedelta(minutes=10)


def test_many_classes_without_need_cost_two_statements(wu: User) -> None:
    for _number in range(4):
        make_member(make_cohort(wu, capacity=1), make_user())
    seen: list[object] = []

    def note(*arguments: object) -> None:
        seen.append(arguments[2])

    db.session.rollback()
    with writing():
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            look_after(now=NOON)
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        db.session.rollback()
    assert len(seen) <= 4  # two, and what opens the transaction
