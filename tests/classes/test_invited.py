"""Who comes by an invitation, on signing up or with a contact added later; teachers see it, and under which name."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.classes.acts import state_of, told
from tests.factories_accounts import LONG_AGO, PASSWORD, make_user, sign_in
from tests.factories_classes import make_cohort, make_member, membership_of
from tests.factories_courses import NOON, make_instructor, make_published
from tests.factories_teaching import EN, committed
from tests.statements import count_statements
from trainingapp.accounts import actions
from trainingapp.accounts.models import User
from trainingapp.classes.actions.invitations import invite
from trainingapp.classes.models import CohortInvitation
from trainingapp.courses.models import Course
from trainingapp.extensions import db
from trainingapp.rules.cohorts import CohortState, JoinWay, MemberState

MOBILE, EMAIL = "13812345678", "lin@example.org"
WARNING = "The site has not checked it"


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


def invite_to(cohort: int, teacher: User, *contacts: str) -> None:
    with committed():
        for contact in contacts:
            invite(cohort, contact, actor_id=teacher.id, now=NOON)


def change(user: User, *, email: str | None = None, mobile: str | None = None) -> None:
    with committed():
        person = db.session.get_one(User, user.id)
        actions.change_contact(person, email=email, mobile=mobile, now=NOON)


def sign_up(login: str, name: str = "新同学") -> User:
    with committed():
        user = actions.sign_up(name, login=login, password_hash="x", purposes=[], now=NOON)
        db.session.commit()
        found = db.session.get_one(User, user.id, populate_existing=True)
        db.session.expunge(found)
    return found


def invitations() -> int:
    db.session.rollback()
    return db.session.query(CohortInvitation).count()


@pytest.mark.parametrize("contact", [MOBILE, EMAIL])
def test_a_contact_that_is_added_later_takes_the_invitation_up(wu: User, contact: str) -> None:
    cohort = make_cohort(wu)
    invite_to(cohort, wu, contact)
    lin = make_user("林美华", email="old@example.org")
    assert state_of(lin, cohort) is None
    change(
        lin,
        email=EMAIL if contact == EMAIL else "old@example.org",
        mobile="138 1234 5678" if contact == MOBILE else None,
    )
    row = membership_of(lin, cohort)
    assert row is not None
    assert (row.state, row.way) == ("in", JoinWay.INVITATION)
    assert told(lin) == ["added"]
    assert invitations() == 0


def test_another_contact_takes_nothing_up(wu: User) -> None:
    cohort = make_cohort(wu)
    invite_to(cohort, wu, MOBILE, EMAIL)
    lin = make_user("林美华")
    change(lin, email="other@example.org", mobile="13912345678")
    assert (state_of(lin, cohort), invitations()) == (None, 2)


def test_the_page_where_contacts_are_changed_leads_into_the_class(
    client: FlaskClient, wu: User
) -> None:
    cohort = make_cohort(wu)
    invite_to(cohort, wu, MOBILE)
    lin = make_user("林美华", email="old@example.org")
    data = {"email": "old@example.org", "mobile": MOBILE, "password": PASSWORD}
    answer = sign_in(client, lin).post("/accounts/contact", data=data)
    assert answer.status_code == 303
    assert state_of(lin, cohort) == "in"


@pytest.mark.both_databases
def test_two_invitations_of_one_person_give_one_place(wu: User) -> None:
    cohort = make_cohort(wu, capacity=5)
    invite_to(cohort, wu, MOBILE, EMAIL)
    lin = sign_up(EMAIL)
    assert (state_of(lin, cohort), invitations()) == ("in", 1)
    change(lin, email=EMAIL, mobile=MOBILE)
    assert (state_of(lin, cohort), invitations()) == ("in", 0)
    assert told(lin) == ["added"]


@pytest.mark.parametrize(
    ("state", "after"),
    [
        (MemberState.LEFT, "left"),
        (MemberState.REMOVED, "removed"),
        (MemberState.WAITING, "waiting"),
        (MemberState.IN, "in"),
    ],
)
def test_an_invitation_undoes_nothing_that_was_done_with_a_person(
    wu: User, state: MemberState, after: str
) -> None:
    cohort, lin = make_cohort(wu), make_user("林美华")
    make_member(cohort, lin, state=state)
    invite_to(cohort, wu, MOBILE)
    change(lin, email=EMAIL, mobile=MOBILE)
    row = membership_of(lin, cohort)
    assert row is not None
    assert (row.state, row.way, invitations()) == (after, JoinWay.CODE, 0)


def test_a_teacher_who_adds_the_contact_stays_a_teacher(wu: User) -> None:
    cohort = make_cohort(wu)
    invite_to(cohort, wu, MOBILE)
    change(wu, email="wu@example.org", mobile=MOBILE)
    assert (state_of(wu, cohort), invitations()) == (None, 0)


@pytest.mark.parametrize(
    ("changes", "is_listed", "after"),
    [
        ({}, True, "in"),
        ({"capacity": 1}, True, "waiting"),
        ({"state": CohortState.DRAFT}, True, None),
        ({"state": CohortState.ENDED}, True, None),
        ({"state": CohortState.CANCELLED}, True, None),
        ({"ends_on": LONG_AGO.date(), "starts_on": LONG_AGO.date()}, True, None),
        ({}, False, None),
    ],
)
def test_an_invitation_leads_where_the_class_stands(
    wu: User, changes: dict[str, object], after: str | None, *, is_listed: bool
) -> None:
    course = make_published()
    cohort = make_cohort(wu, course_id=course, **changes)
    make_member(cohort, make_user("李静"))
    invite_to(cohort, wu, EMAIL)
    with committed():
        db.session.get_one(Course, course).is_listed = is_listed
    lin = sign_up(EMAIL)
    assert (state_of(lin, cohort), invitations()) == (after, 0)


def test_one_person_is_welcome_in_every_class_that_waits_for_them(wu: User) -> None:
    first, second, over = make_cohort(wu), make_cohort(wu), make_cohort(wu, state="ended")
    for cohort in (first, second, over):
        invite_to(cohort, wu, EMAIL)
    lin = sign_up(EMAIL)
    assert [state_of(lin, one) for one in (first, second, over)] == ["in", "in", None]
    assert invitations() == 0


def test_teachers_see_who_came_by_invitation_and_under_which_name(
    client: FlaskClient, wu: User
) -> None:
    cohort = make_cohort(wu)
    make_member(cohort, make_user("李静"))
    sign_in(client, wu)
    address = f"/taught-classes/{cohort}/people"
    assert WARNING not in client.get(address, headers=EN).text
    invite_to(cohort, wu, EMAIL)
    sign_up(EMAIL, "<b>冒名者</b>")
    page = client.get(address, headers=EN).text
    assert "By invitation" in page
    assert "&lt;b&gt;冒名者&lt;/b&gt;" in page
    assert WARNING in page
    assert "请核对姓名" in client.get(address, headers={"Accept-Language": "zh"}).text
    assert EMAIL not in page
    assert WARNING not in client.get(f"{address}?view=invited", headers=EN).text


def test_whoever_has_no_account_yet_is_told_apart_from_the_others_on_the_waiting_list(
    client: FlaskClient, wu: User
) -> None:
    cohort = make_cohort(wu, capacity=1)
    make_member(cohort, make_user("李静"))
    invite_to(cohort, wu, EMAIL)
    lin = sign_up(EMAIL)
    assert told(lin) == ["waiting"]
    page = sign_in(client, wu).get(f"/taught-classes/{cohort}/people?view=waiting", headers=EN)
    assert WARNING in page.text


def test_the_hint_costs_no_statement(client: FlaskClient, wu: User) -> None:
    cohort = make_cohort(wu)
    make_member(cohort, make_user("李静"))
    sign_in(client, wu)
    before = count_statements(client, f"/taught-classes/{cohort}/people")
    for number in range(6):
        make_member(cohort, make_user(f"学员{number}"), way=JoinWay.INVITATION)
    assert count_statements(client, f"/taught-classes/{cohort}/people") == before
