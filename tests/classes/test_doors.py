"""Every address of classes: signed out, of another role, of another class; writing needs the token."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.classes.acts import cohort_of, state_of
from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_classes import make_cohort, make_meeting, make_member
from tests.factories_courses import make_instructor
from trainingapp.accounts.models import User
from trainingapp.rules.cohorts import MemberState
from trainingapp.rules.permissions import Role

OVERVIEW = ("", "/people", "/timetable", "/announcements", "/copy", "/timetable.ics")
LEADING = ("/edit", "/timetable/new", "/timetable/{meeting}", "/people/{member}/removal", "/lists")
ACTS = (
    "/edit",
    "/code",
    "/opening",
    "/end",
    "/cancellation",
    "/teachers",
    "/teachers/{leader}/role",
    "/teachers/{leader}/removal",
    "/timetable/new",
    "/timetable/{meeting}",
    "/timetable/{meeting}/cancellation",
    "/people/{member}/removal",
    "/people/{gone}/return",
    "/invitations/1/withdrawal",
    "/lists",
    "/lists/1/confirmation",
    "/lists/1/removal",
)
OWN = ("", "/announcements", "/timetable.ics")
EVERYBODY = ("/classes", "/classes/join", "/calendar", "/join", "/j/AAAAAAA")


@dataclass
class Places:
    """A class of somebody else to aim at."""

    cohort: int
    leader: int
    meeting: int
    member: int
    gone: int
    person: User

    def taught(self, pattern: str) -> str:
        return f"/taught-classes/{self.cohort}" + pattern.format(**vars(self))


@pytest.fixture
def places(app: Flask) -> Places:
    wu, lin, wang = make_instructor(), make_user("林美华"), make_user("王建国")
    cohort = make_cohort(wu)
    return Places(
        cohort,
        wu.id,
        make_meeting(cohort),
        make_member(cohort, lin),
        make_member(cohort, wang, state=MemberState.LEFT),
        lin,
    )


def unchanged(places: Places) -> bool:
    """Whether nothing of the class was touched."""
    cohort = cohort_of(places.cohort)
    return (
        cohort.state == "open"
        and [row.user_id for row in cohort.teachers] == [places.leader]
        and [row.cancelled_at for row in cohort.meetings] == [None]
        and state_of(places.person, places.cohort) == "in"
    )


def test_whoever_is_signed_out_is_asked_to_sign_in(client: FlaskClient, places: Places) -> None:
    reading = [places.taught(one) for one in (*OVERVIEW, *LEADING)]
    reading += [f"/classes/{places.cohort}{one}" for one in OWN]
    reading += [*EVERYBODY, "/taught-classes", "/taught-classes/new", "/agency/classes"]
    for address in reading:
        answer = client.get(address)
        assert answer.status_code == 302, address
        assert answer.location.startswith("/accounts/sign-in"), address


def test_learners_come_to_no_page_of_teachers_or_agencies(
    client: FlaskClient, places: Places
) -> None:
    sign_in(client, places.person)
    for one in (*OVERVIEW, *LEADING):
        assert client.get(places.taught(one)).status_code == 403, one
    for one in ACTS:
        assert client.post(places.taught(one)).status_code == 403, one
    for address in ("/taught-classes", "/taught-classes/new", "/agency/classes"):
        assert client.get(address).status_code == 403, address
    assert unchanged(places)


def test_an_instructor_comes_to_no_class_of_others(client: FlaskClient, places: Places) -> None:
    sign_in(client, make_instructor("郑丽"))
    for one in (*OVERVIEW, *LEADING):
        assert client.get(places.taught(one)).status_code == 404, one
    for one in (*ACTS, "/announcements", "/copy"):
        assert client.post(places.taught(one)).status_code == 404, one
    assert unchanged(places)


def test_a_leader_of_another_class_reaches_nothing_of_this_one_through_their_own(
    client: FlaskClient, places: Places
) -> None:
    zheng = make_instructor("郑丽")
    own = make_cohort(zheng)
    sign_in(client, zheng)
    for one in LEADING[2:4]:
        address = f"/taught-classes/{own}" + one.format(**vars(places))
        assert client.get(address).status_code == 404, one
    for one in ACTS:
        if "{" in one:
            address = f"/taught-classes/{own}" + one.format(**vars(places))
            data = {"role": "assistant", "reason": "x"}
            assert client.post(address, data=data).status_code == 404, one
    assert unchanged(places)


def test_an_assistant_reads_and_does_not_write(client: FlaskClient) -> None:
    zheng, lin = make_instructor("郑丽"), make_user("林美华")
    leader = make_instructor()
    cohort = make_cohort(leader, assistants=(zheng,))
    places = Places(cohort, leader.id, make_meeting(cohort), make_member(cohort, lin), 0, lin)
    sign_in(client, zheng)
    for one in OVERVIEW:
        page = client.get(places.taught(one))
        assert page.status_code == 200, one
        assert "/removal" not in page.get_data(as_text=True).replace(f"/{zheng.id}/removal", "")
    for one in LEADING:
        assert client.get(places.taught(one)).status_code == 404, one
    for one in ACTS:
        assert client.post(places.taught(one), data={"role": "leader"}).status_code == 404, one
    assert state_of(lin, cohort) == "in"


def test_other_members_of_staff_are_learners_here(client: FlaskClient, places: Places) -> None:
    for role in (Role.ADMINISTRATOR, Role.EXAM_OFFICER, Role.AUDITOR, Role.ITEM_REVIEWER):
        sign_in(client, make_user(roles=[role]))
        assert client.get(places.taught("")).status_code == 403, role
        assert client.get(f"/classes/{places.cohort}").status_code == 404, role
        assert client.get("/classes").status_code == 200, role


def test_an_agency_manager_reads_no_page_of_teachers(client: FlaskClient, places: Places) -> None:
    sun = make_user("孙玉兰", roles=[Role.AGENCY_MANAGER], organisation=make_organisation())
    sign_in(client, sun)
    assert client.get(places.taught("/people")).status_code == 403
    page = client.get(f"/agency/classes/{places.cohort}").get_data(as_text=True)
    assert "林美华" not in page
    assert cohort_of(places.cohort).join_code not in page


def test_nothing_is_written_by_opening_a_page_and_nothing_without_the_token(
    app: Flask, places: Places
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        client = sign_in(app.test_client(), User(id=places.leader))
        for one in ACTS:
            assert client.post(places.taught(one)).status_code == 400, one
        reader = sign_in(app.test_client(), places.person)
        for address in ("/classes/join", f"/classes/{places.cohort}/leaving", "/calendar/renewal"):
            assert reader.post(address).status_code == 400, address
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    for one in ("/end", "/cancellation", "/code", "/opening"):
        assert client.get(places.taught(one)).status_code == 405, one
    assert unchanged(places)


@pytest.mark.parametrize("number", ["0", "999999", "999999999999999999999999"])
def test_a_class_that_does_not_exist_is_not_found(client: FlaskClient, number: str) -> None:
    sign_in(client, make_instructor())
    assert client.get(f"/taught-classes/{number}").status_code == 404
    assert client.get(f"/classes/{number}").status_code == 404
