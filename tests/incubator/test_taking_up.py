"""A yes to an agency's question by somebody who has stated the work there already, or worked there before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user
from tests.factories_incubator import TODAY, make_agency, make_manager
from tests.factories_staffing import enter_as, make_job, make_request
from trainingapp.accounts.models import User
from trainingapp.credentials.models.employment import Employment, EmploymentEvent
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, AgencyConsent, StaffRequest
from trainingapp.web.clock import now
from trainingapp.web.i18n import SHANGHAI

OWN = "/incubation/my-agency"
WAITING: dict[str, Any] = {"state": "stated", "confirmed_at": None}
DAYS = timedelta(days=1)


@pytest.fixture
def today() -> date:
    return now().astimezone(SHANGHAI).date()


@pytest.fixture
def agency(app: Flask) -> Agency:
    return make_agency()


def jobs() -> list[Employment]:
    db.session.rollback()
    return list(db.session.scalars(db.select(Employment).order_by(Employment.id)))


def say_yes(client: FlaskClient, user: User, row: StaffRequest) -> int:
    number = row.id
    enter_as(client, user)
    return client.post(f"{OWN}/requests/{number}/yes", data={"agrees": "y"}).status_code


def test_what_waits_is_confirmed_by_who_asked_with_the_words_of_the_person(
    agency: Agency, client: FlaskClient
) -> None:
    user, manager = make_user("韩雪"), make_manager(agency)
    make_job(agency, user, post="督导", starts_on=date(2025, 1, 6), **WAITING)
    row = make_request(agency, user, manager, post="社工")
    assert say_yes(client, user, row) == 303
    (job,) = jobs()
    assert (job.state, job.confirmed_by_id) == ("confirmed", manager.id)
    assert (job.post, job.starts_on) == ("督导", date(2025, 1, 6))
    assert db.session.get_one(StaffRequest, row.id).answer == "confirmed"
    assert db.session.query(AgencyConsent).filter_by(user_id=user.id).count() == 1
    acts = [one.act for one in db.session.query(EmploymentEvent).filter_by(employment_id=job.id)]
    assert acts == ["confirm"]


def test_what_is_confirmed_already_stays_as_it_is_and_the_request_is_answered(
    agency: Agency, client: FlaskClient
) -> None:
    user, manager = make_user("韩雪"), make_manager(agency)
    kept = make_job(agency, user)
    confirmed_at = kept.confirmed_at
    row = make_request(agency, user, manager)
    assert say_yes(client, user, row) == 303
    (job,) = jobs()
    assert (job.state, job.confirmed_at, job.confirmed_by_id) == ("confirmed", confirmed_at, None)
    assert db.session.query(EmploymentEvent).count() == 0
    assert db.session.get_one(StaffRequest, row.id).answer == "confirmed"


def test_of_two_that_hold_the_confirmed_one_counts(agency: Agency, client: FlaskClient) -> None:
    user, manager = make_user("韩雪"), make_manager(agency)
    make_job(agency, user, starts_on=date(2026, 5, 1), **WAITING)
    make_job(agency, user, starts_on=date(2024, 3, 1), ends_on=date(2999, 1, 1))
    row = make_request(agency, user, manager)
    assert say_yes(client, user, row) == 303
    assert sorted(one.state for one in jobs()) == ["confirmed", "stated"]


@pytest.mark.parametrize("state", ["refused", "withdrawn"])
def test_what_was_refused_or_taken_back_is_stated_anew(
    agency: Agency, client: FlaskClient, state: str
) -> None:
    user, manager = make_user("韩雪"), make_manager(agency)
    make_job(agency, user, state=state, confirmed_at=None)
    row = make_request(agency, user, manager)
    assert say_yes(client, user, row) == 303
    assert [one.state for one in jobs()] == [state, "confirmed"]


def test_work_at_another_agency_is_nothing_of_this_one(agency: Agency, client: FlaskClient) -> None:
    user, manager = make_user("韩雪"), make_manager(agency)
    make_job(make_agency(), user)
    row = make_request(agency, user, manager)
    assert say_yes(client, user, row) == 303
    assert [one.organisation_id for one in jobs()][-1] == agency.organisation_id
    assert len(jobs()) == 2


@pytest.mark.parametrize(
    ("ends_in", "starts_in", "status", "count"),
    [
        pytest.param(-100, -99, 303, 2, id="long over, and begun anew"),
        pytest.param(-100, -100, 303, 2, id="over, begun anew on the next day"),
        pytest.param(-100, -101, 409, 1, id="over, but on the same days"),
        pytest.param(0, -10, 409, 1, id="yesterday was the last day"),
        pytest.param(1, -10, 303, 1, id="today is the last day"),
        pytest.param(30, -10, 303, 1, id="ends next month"),
    ],
)
def test_work_that_is_over_is_not_taken_for_that_of_today(
    agency: Agency,
    client: FlaskClient,
    today: date,
    ends_in: int,
    starts_in: int,
    status: int,
    count: int,
) -> None:
    user, manager = make_user("韩雪"), make_manager(agency)
    make_job(agency, user, ends_on=today + ends_in * DAYS)
    row = make_request(agency, user, manager, starts_on=today + starts_in * DAYS)
    number = row.id
    assert say_yes(client, user, row) == status
    assert len(jobs()) == count
    answer = db.session.get_one(StaffRequest, number).answer
    assert answer == ("confirmed" if status == 303 else None)


def test_a_manager_who_has_left_confirms_nothing(agency: Agency, client: FlaskClient) -> None:
    user = make_user("韩雪")
    make_job(agency, user, **WAITING)
    row = make_request(agency, user, make_user("前主任"))
    assert say_yes(client, user, row) == 303
    assert [one.state for one in jobs()] == ["stated"]


def test_nobody_confirms_their_own_work_by_asking_themselves(
    agency: Agency, client: FlaskClient
) -> None:
    manager = make_manager(agency)
    make_job(agency, manager, **WAITING)
    row = make_request(agency, manager, manager)
    assert say_yes(client, manager, row) == 303
    assert [one.state for one in jobs()] == ["stated"]


def test_the_page_tells_that_it_is_entered_and_asks_no_more(
    agency: Agency, client: FlaskClient
) -> None:
    user, manager = make_user("韩雪"), make_manager(agency)
    make_job(agency, user, starts_on=TODAY, **WAITING)
    row = make_request(agency, user, manager)
    enter_as(client, user)
    assert f"requests/{row.id}/yes" in client.get(OWN).text
    page = client.post(f"{OWN}/requests/{row.id}/yes", follow_redirects=True)
    assert "任职已填写。" in page.text
    assert f"requests/{row.id}/yes" not in page.text
