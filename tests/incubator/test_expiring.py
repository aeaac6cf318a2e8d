"""Whose registration runs out: who is on the list, on which days, and who may read the names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_day import DAY, reader_of
from tests.factories_incubator import (
    NOON,
    TODAY,
    Place,
    make_agency,
    make_case,
    make_expert,
    make_manager,
    make_place,
    make_seat,
)
from tests.factories_staffing import (
    BEGAN,
    change,
    hold_certificate,
    make_consent,
    make_job,
    register,
)
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, Case
from trainingapp.incubator.queries.expiring import AHEAD, list_expiring
from trainingapp.incubator.queries.today import MOST
from trainingapp.rules.incubation.words import Duty, SeatState, Stage
from trainingapp.rules.permissions import Role

SOON = TODAY + timedelta(days=30)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def make_holder(agency: Agency, until: date = SOON, *, name: str = "王强", **job: Any) -> User:
    """Somebody in service, who agreed that the agency sees a registration that ends on a day."""
    user = make_user(name)
    make_job(agency, user, **job)
    make_consent(agency, user)
    register(hold_certificate(user), BEGAN, until)
    return user


def make_scene(stage: Stage = Stage.INCUBATING) -> tuple[Place, Agency]:
    place, agency = make_place(), make_agency()
    make_case(place, agency, stage=stage)
    return place, agency


def names_for(user: User) -> list[str]:
    return [row[1] for row in list_expiring(reader_of(user), today=TODAY).rows]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("ends_on", "is_listed"),
    [
        (TODAY, False),  # the first day without it
        (TODAY + DAY, True),
        (TODAY + 2 * DAY, True),
        (TODAY + AHEAD + DAY, True),
        (TODAY + AHEAD + 2 * DAY, False),
    ],
    ids=["yesterday", "today", "tomorrow", "in-90-days", "in-91-days"],
)
def test_a_registration_is_listed_from_90_days_before_it_ends(
    app: Flask, ends_on: date, is_listed: bool
) -> None:
    place, agency = make_scene()
    make_holder(agency, ends_on)
    assert names_for(place.people["head"]) == (["王强"] if is_listed else [])


def test_a_row_says_when_who_and_where(app: Flask) -> None:
    place, agency = make_scene()
    make_holder(agency)
    found = list_expiring(reader_of(place.people["officer"]), today=TODAY)
    (row,) = found.rows
    assert tuple(row)[:4] == (SOON - DAY, "王强", agency.id, agency.name)
    assert found.total == 1


def test_a_registration_that_is_renewed_already_is_left_out(app: Flask) -> None:
    place, agency = make_scene()
    user = make_user("王强")
    make_job(agency, user)
    make_consent(agency, user)
    certificate = hold_certificate(user)
    register(certificate, BEGAN, SOON)
    register(certificate, SOON, SOON + timedelta(days=1095))
    assert names_for(place.people["head"]) == []


@pytest.mark.parametrize(
    ("who", "is_named"),
    [
        ("officer", True),
        ("second", True),
        ("head", True),
        ("finance", False),
        ("authority", False),
        ("manager", True),
        ("other_officer", False),
        ("other_manager", False),
        ("mentor", False),
        ("auditor", False),
        ("candidate", False),
        ("self", False),
    ],
)
def test_names_are_read_by_the_agency_and_by_officers_and_head_of_its_base(
    app: Flask, who: str, is_named: bool
) -> None:
    place, agency = make_scene()
    other, other_agency = make_scene()
    holder = make_holder(agency)
    mentor = make_expert()
    make_seat(place_case(agency), mentor, duty=Duty.MENTOR)
    people = {
        **place.people,
        "manager": make_manager(agency),
        "other_officer": other.people["officer"],
        "other_manager": make_manager(other_agency),
        "mentor": mentor,
        "auditor": make_user(roles=[Role.AUDITOR]),
        "candidate": make_user(),
        "self": holder,
    }
    assert names_for(people[who]) == (["王强"] if is_named else [])


def place_case(agency: Agency) -> Case:
    found: Case = db.session.scalars(db.select(Case).filter_by(agency_id=agency.id)).one()
    return found


@pytest.mark.parametrize(
    ("stage", "is_named"),
    [
        (Stage.SUBMITTED, False),
        (Stage.REVIEW, False),
        (Stage.NOTICE, False),
        (Stage.ONBOARDING, False),
        (Stage.TRIAL, True),
        (Stage.INCUBATING, True),
        (Stage.SUSPENDED, True),
        (Stage.GRADUATION, True),
        (Stage.EXITING, True),
        (Stage.FOLLOWUP, True),
        (Stage.ALUMNI, False),
        (Stage.REJECTED, False),
        (Stage.TERMINATED, False),
    ],
)
def test_a_base_reads_names_only_while_the_agency_is_with_it(
    app: Flask, stage: Stage, is_named: bool
) -> None:
    place, agency = make_scene(stage)
    make_holder(agency)
    assert names_for(place.people["officer"]) == (["王强"] if is_named else [])
    assert names_for(make_manager(agency)) == ["王强"]


def test_who_declared_a_conflict_reads_no_names(app: Flask) -> None:
    place, agency = make_scene()
    make_holder(agency)
    make_seat(place_case(agency), place.people["officer"], state=SeatState.CONFLICT)
    assert names_for(place.people["officer"]) == []
    assert names_for(place.people["second"]) == ["王强"]


@pytest.mark.parametrize(
    ("job", "is_listed"),
    [
        ({}, True),
        ({"ends_on": TODAY + DAY}, True),
        ({"ends_on": TODAY}, False),
        ({"ends_on": TODAY - DAY}, False),
        ({"starts_on": TODAY}, True),
        ({"starts_on": TODAY + DAY}, False),
        ({"state": "stated", "confirmed_at": None}, False),
    ],
    ids=["in-service", "leaves-tomorrow", "left-today", "left", "begins", "begins-later", "stated"],
)
def test_only_those_in_confirmed_service_are_listed(
    app: Flask, job: dict[str, Any], is_listed: bool
) -> None:
    place, agency = make_scene()
    make_holder(agency, **job)
    assert bool(names_for(place.people["head"])) is is_listed


def test_whose_consent_is_withdrawn_is_not_listed(app: Flask) -> None:
    place, agency = make_scene()
    user = make_user("王强")
    make_job(agency, user)
    make_consent(agency, user, withdrawn_at=NOON)
    register(hold_certificate(user), BEGAN, SOON)
    assert names_for(place.people["head"]) == []
    assert names_for(make_manager(agency)) == []


def test_consent_to_one_agency_is_none_to_another(app: Flask) -> None:
    place, agency = make_scene()
    other, other_agency = make_scene()
    user = make_holder(agency)
    make_job(other_agency, user)
    assert names_for(place.people["head"]) == ["王强"]
    assert names_for(other.people["head"]) == []


def test_who_has_left_the_site_is_not_listed(app: Flask) -> None:
    place, agency = make_scene()
    user = make_holder(agency)
    change(user, anonymised_at=NOON)
    assert names_for(place.people["head"]) == []


@pytest.mark.both_databases
def test_the_soonest_come_first_and_all_are_counted(app: Flask) -> None:
    place, agency = make_scene()
    for days in range(MOST + 2, 0, -1):
        make_holder(agency, TODAY + days * DAY, name=f"社工{days:02}")
    found = list_expiring(reader_of(place.people["head"]), today=TODAY)
    assert found.total == MOST + 2
    assert [row[1] for row in found.rows] == [f"社工{days:02}" for days in range(1, MOST + 1)]


def test_the_page_links_each_person_to_their_page(app: Flask, client: FlaskClient) -> None:
    place, agency = make_scene()
    make_holder(agency)
    (row,) = list_expiring(reader_of(place.people["officer"]), today=TODAY).rows
    agency_id = agency.id
    sign_in(client, place.people["officer"])
    page = client.get("/incubation", headers={"Accept-Language": "en"}).text
    address = f"/incubation/agencies/{agency_id}/team/{row[4]}"
    assert "Registrations that end within 90 days" in page
    assert address in page
    assert client.get(address).status_code == 200
    sign_in(client, place.people["finance"])
    assert "王强" not in client.get("/incubation").text
