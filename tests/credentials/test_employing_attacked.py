"""An employment says what its employer confirmed: no other manager, no second role and no late click changes that."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.committing import written
from tests.education.test_at_once import run_at_once
from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_registration import NOON, TODAY, confirm, make_employment
from trainingapp.accounts.models import RoleGrant, User
from trainingapp.credentials.actions import employing
from trainingapp.credentials.actions.employing import EmploymentDecided, EmploymentEnded
from trainingapp.credentials.models.employment import Employment, EmploymentEvent
from trainingapp.credentials.queries import employment as queries
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.rules.registration_words import EmploymentState

EN = {"Accept-Language": "en"}


def make_agency(name: str = "滨江社会工作服务中心") -> tuple[int, User]:
    """An agency and its manager."""
    agency = make_organisation(name)
    number = agency.id
    return number, make_user("孙莉", roles=[Role.AGENCY_MANAGER], organisation=agency)


def stored(employment: int) -> Employment:
    db.session.rollback()
    return db.session.get_one(Employment, employment, populate_existing=True)


def end(user: User, employment: int, day: date, actor: User) -> None:
    written(
        lambda: employing.end_employment(
            queries.get_own(user.id, employment), day, actor_id=actor.id, now=NOON
        )
    )


# who may say it


@pytest.mark.parametrize("act", ["confirmation", "refusal", "end"])
def test_the_manager_of_another_agency_finds_nothing_to_decide(
    client: FlaskClient, act: str
) -> None:
    agency, _sun = make_agency()
    _other, stranger = make_agency("江南社会工作服务中心")
    employment = make_employment(make_user(), agency)
    sign_in(client, stranger)
    data = {"reason": "不是我们的人", "last_day": "2025-06-30"}
    assert client.post(f"/agency/staff/{employment}/{act}", data=data).status_code == 404
    assert client.get(f"/agency/staff/{employment}").status_code == 404
    assert client.get(f"/agency/staff?agency={agency}").status_code == 404
    assert stored(employment).state == EmploymentState.STATED


@pytest.mark.parametrize(
    "roles", [[Role.AGENCY_MANAGER, Role.ADMINISTRATOR], [Role.AGENCY_MANAGER]]
)
def test_a_manager_who_is_staff_confirms_not_oneself_whatever_roles_they_have(
    client: FlaskClient, roles: list[Role]
) -> None:
    agency = make_organisation("滨江社会工作服务中心")
    number = agency.id
    sun = make_user("孙莉", roles=roles, organisation=agency)
    user_id = sun.id
    written(
        lambda: db.session.add(
            RoleGrant(
                user_id=user_id, role=Role.INSTRUCTOR, organisation_id=number, granted_at=NOON
            )
        )
    )
    employment = make_employment(sun, number)
    sign_in(client, sun)
    for act in ("confirmation", "refusal"):
        answer = client.post(f"/agency/staff/{employment}/{act}", data={"reason": "x"}, headers=EN)
        assert answer.status_code == 409
    assert stored(employment).confirmed_by_id is None


def test_a_manager_whose_role_was_taken_decides_no_more(client: FlaskClient) -> None:
    agency, sun = make_agency()
    employment, user_id = make_employment(make_user(), agency), sun.id
    sign_in(client, sun)
    assert client.get(f"/agency/staff/{employment}").status_code == 200

    def revoke() -> None:
        for grant in db.session.query(RoleGrant).filter_by(user_id=user_id):
            grant.revoked_at = NOON

    written(revoke)
    answer = client.post(f"/agency/staff/{employment}/confirmation")
    assert answer.status_code in (302, 403, 404)
    assert stored(employment).state == EmploymentState.STATED


# what was confirmed stays


def test_nobody_makes_their_own_confirmed_employment_longer(app: Flask) -> None:
    agency, sun = make_agency()
    lin = make_user()
    employment = make_employment(lin, agency)
    confirm(lin, employment, sun)
    end(lin, employment, date(2025, 6, 30), sun)
    with pytest.raises(EmploymentEnded):
        end(lin, employment, date(2025, 7, 1), lin)
    assert stored(employment).ends_on == date(2025, 7, 1)
    end(lin, employment, date(2025, 6, 29), lin)
    assert stored(employment).ends_on == date(2025, 6, 30)
    end(lin, employment, date(2025, 12, 31), sun)
    assert stored(employment).ends_on == date(2026, 1, 1)


def test_the_page_says_who_can_enter_a_later_day(client: FlaskClient) -> None:
    agency, sun = make_agency()
    lin = make_user()
    employment = make_employment(lin, agency, ends_on=date(2025, 7, 1))
    confirm(lin, employment, sun)
    with time_machine.travel(NOON, tick=False):
        sign_in(client, lin)
        address = f"/credentials/employment/{employment}/end"
        answer = client.post(address, data={"last_day": "2026-11-20"}, headers=EN)
    assert answer.status_code == 409
    assert "Only your employer can enter a later one." in answer.text
    assert stored(employment).ends_on == date(2025, 7, 1)


def test_what_is_only_stated_may_still_be_corrected_to_a_later_day(app: Flask) -> None:
    agency, _sun = make_agency()
    lin = make_user()
    employment = make_employment(lin, agency, ends_on=date(2025, 7, 1))
    end(lin, employment, date(2025, 12, 31), lin)
    assert stored(employment).ends_on == date(2026, 1, 1)


@pytest.mark.both_databases
def test_two_managers_at_once_decide_once(app: Flask) -> None:
    agency, sun = make_agency()
    lin = make_user()
    employment, actor = make_employment(lin, agency), sun.id
    db.session.remove()

    def say_yes() -> None:
        row = queries.get_of_organisations([agency], employment)
        employing.confirm_employment(row, actor_id=actor, now=NOON)

    def say_no() -> None:
        row = queries.get_of_organisations([agency], employment)
        employing.refuse_employment(row, reason="日期不符", actor_id=actor, now=NOON)

    wrong = run_at_once(app, say_yes, say_no, say_yes)
    assert [type(one) for one in wrong] == [EmploymentDecided] * 2
    said = db.session.query(EmploymentEvent).filter(EmploymentEvent.act.in_(["confirm", "refuse"]))
    assert said.count() == 1


# days


@pytest.mark.parametrize(
    ("first", "last", "status"),
    [
        ("2024-02-29", "", 303),
        ("2023-02-29", "", 422),
        ("2024-02-29", "2025-02-28", 303),
        ("2025-12-31", "2025-12-31", 303),
        ("2025-12-31", "2025-12-30", 422),
        ("1949-12-31", "", 422),
        ("1950-01-01", "", 303),
        ("2026-11-22", "", 303),
        ("2026-11-23", "", 422),
        ("2025-01-01", "2027-11-23", 303),
        ("2025-01-01", "2027-11-24", 422),
        ("2025-01-01", "9999-12-31", 422),
        ("0001-01-01", "", 422),
        ("", "", 422),
    ],
)
def test_days_of_an_employment_are_of_our_time(
    client: FlaskClient, first: str, last: str, status: int
) -> None:
    data = {"employer_name": "滨江街道办事处", "starts_on": first, "last_day": last}
    with time_machine.travel(NOON, tick=False):
        sign_in(client, make_user())
        answer = client.post("/credentials/employment/new", data=data)
    assert answer.status_code == status
    assert db.session.query(Employment).count() == (status == 303)


def test_today_is_the_day_of_shanghai(client: FlaskClient) -> None:
    data = {"employer_name": "滨江街道办事处", "starts_on": "2026-11-23"}
    midnight = datetime(2026, 11, 22, 16, tzinfo=UTC)
    with time_machine.travel(midnight - timedelta(milliseconds=1), tick=False):
        sign_in(client, make_user())
        assert client.post("/credentials/employment/new", data=data).status_code == 422
    with time_machine.travel(midnight, tick=False):
        assert client.post("/credentials/employment/new", data=data).status_code == 303


@pytest.mark.parametrize(
    ("day", "is_there"),
    [
        (date(2024, 2, 28), False),
        (date(2024, 2, 29), True),
        (date(2025, 12, 31), True),
        (date(2026, 1, 1), False),
    ],
)
def test_staff_are_counted_from_the_first_to_the_last_day(
    app: Flask, day: date, is_there: bool
) -> None:
    agency, sun = make_agency()
    lin = make_user()
    values = {"starts_on": date(2024, 2, 29), "ends_on": date(2026, 1, 1)}
    confirm(lin, make_employment(lin, agency, **values), sun)
    assert bool(queries.list_staff(agency, on=day)) is is_there
    assert date(2026, 1, 1) < TODAY
