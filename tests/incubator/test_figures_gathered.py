"""Facts that nobody gathered before: training of a base, study and pace of staff, communities of its area."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from tests.factories_accounts import make_user
from tests.factories_charts import make_world, put
from tests.factories_classes import make_cohort, make_meeting
from tests.factories_education import make_entry
from tests.factories_incubator import NOON, make_agency, make_place, written
from tests.factories_staffing import (
    hold_certificate,
    make_consent,
    make_job,
    make_member,
    make_terms,
    register,
)
from tests.statements import counted
from trainingapp.accounts.models import User
from trainingapp.classes.models import Attendance
from trainingapp.extensions import db
from trainingapp.incubator.indicator_files import check_facts, find_entry, the_catalogue
from trainingapp.incubator.models import Agency, Community, Site
from trainingapp.incubator.queries import figures
from trainingapp.rules.cohorts import AttendanceWay
from trainingapp.rules.incubation.accounting_words import Level
from trainingapp.rules.incubation.words import AgencyKind, AgencyStatus
from trainingapp.rules.intervals import Interval

pytestmark = pytest.mark.usefixtures("app")
Q3 = Interval(date(2026, 7, 1), date(2026, 10, 1))
YEAR = Interval(date(2026, 1, 1), date(2027, 1, 1))
D = Decimal


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


def fact(level: Level, owner_id: int, name: str, span: Interval = Q3) -> Decimal | None:
    return figures.gather(level, [owner_id], span, [name])[owner_id].get(name)


def value(level: Level, owner_id: int, code: str, span: Interval = Q3) -> Decimal | None:
    entry = find_entry(code)
    assert entry is not None
    return figures.compute_entries([entry], level, [owner_id], span)[owner_id][code].value


def test_every_formula_of_the_catalogue_has_its_facts_now() -> None:
    assert the_catalogue().without_facts == []
    assert list(check_facts(the_catalogue(), figures.known_facts())) == []


# training


def at(month: int, day: int, hour: int = 2) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def be_there(meeting_id: int, *present: bool) -> None:
    for is_present in present:
        row = Attendance(
            meeting_id=meeting_id,
            user_id=make_user().id,
            way=AttendanceWay.CODE,
            is_present=is_present,
            noted_at=NOON,
        )
        written(row)


def training(base_id: int, span: Interval = Q3) -> list[int]:
    names = ("training_events", "training_attendances", "training_minutes")
    return [int(fact(Level.BASE, base_id, name, span) or 0) for name in names]


@pytest.mark.both_databases
def test_meetings_of_the_classes_of_a_base_are_its_training() -> None:
    world, place = make_world()
    cohort = make_cohort(make_user(), organisation_id=place.organisation.id)
    first = make_meeting(cohort, starts_at=at(7, 10), minutes=90)
    make_meeting(cohort, starts_at=at(8, 10), minutes=120)
    be_there(first, True, True, False)
    assert training(world.base_id) == [2, 2, 210]
    assert value(Level.BASE, world.base_id, "B15.hours") == D("3.5")


@pytest.mark.parametrize(
    ("changes", "is_in"),
    [
        pytest.param({"starts_at": at(6, 30, 15)}, False, id="the-last-minute-before"),
        pytest.param({"starts_at": at(6, 30, 16)}, True, id="midnight-of-shanghai"),
        pytest.param({"starts_at": at(9, 30, 15)}, True, id="the-last-evening"),
        pytest.param({"starts_at": at(9, 30, 16)}, False, id="the-next-quarter"),
        pytest.param({"starts_at": at(8, 1), "cancelled_at": NOON}, False, id="cancelled"),
    ],
)
def test_a_meeting_belongs_to_the_days_it_begins_in(changes: dict[str, Any], is_in: bool) -> None:
    world, place = make_world()
    make_meeting(make_cohort(make_user(), organisation_id=place.organisation.id), **changes)
    assert training(world.base_id)[0] == int(is_in)


def test_classes_of_others_are_not_the_training_of_the_base() -> None:
    world, _place = make_world()
    make_meeting(make_cohort(make_user()), starts_at=at(8, 1))
    other = make_cohort(make_user(), organisation_id=make_place().organisation.id)
    make_meeting(other, starts_at=at(8, 1))
    assert training(world.base_id) == [0, 0, 0]


# study


@pytest.mark.both_databases
def test_study_is_that_of_the_staff_in_the_days() -> None:
    agency = make_agency()
    number = agency.id
    user = make_member(agency)
    for earned_on, minutes in (("2026-06-30", 1), ("2026-07-01", 60), ("2026-09-30", 90)):
        make_entry(user, minutes, earned_on=date.fromisoformat(earned_on))
    make_entry(user, 500, earned_on=date(2026, 10, 1))
    assert fact(Level.AGENCY, number, "study_minutes") == 150
    assert value(Level.AGENCY, number, "A06") == D("2.5")


def hire(agency: Agency, **changes: Any) -> int:
    """Somebody with an hour of study in August, by their number."""
    is_seen = changes.pop("is_seen", True)
    job = make_job(agency, **changes)
    make_terms(agency, job)
    if is_seen:
        make_consent(agency, job.user)
    number: int = job.user_id
    make_entry(job.user, 60, earned_on=date(2026, 8, 1))
    return number


@pytest.mark.parametrize(
    ("changes", "minutes"),
    [
        pytest.param({}, 60, id="works-there"),
        pytest.param({"is_seen": False}, 0, id="did-not-agree-to-be-seen"),
        pytest.param({"ends_on": date(2026, 10, 1)}, 60, id="to-the-last-day"),
        pytest.param({"ends_on": date(2026, 9, 30)}, 0, id="left-before-the-end"),
        pytest.param({"starts_on": date(2026, 9, 30)}, 60, id="came-on-the-last-day"),
        pytest.param({"starts_on": date(2026, 10, 1)}, 0, id="came-later"),
        pytest.param({"state": "stated", "confirmed_at": None}, 0, id="not-confirmed"),
    ],
)
def test_whose_study_counts(changes: dict[str, Any], minutes: int) -> None:
    agency = make_agency()
    number = agency.id
    hire(agency, **changes)
    assert fact(Level.AGENCY, number, "study_minutes") == minutes


def test_two_employments_at_one_agency_count_an_hour_once() -> None:
    agency = make_agency()
    number = agency.id
    user_id = hire(agency)
    again = db.session.get_one(Agency, number)
    make_job(again, db.session.get_one(User, user_id), starts_on=date(2025, 1, 1))
    assert fact(Level.AGENCY, number, "study_minutes") == 60


# pace


@pytest.mark.parametrize(
    ("span", "is_on_pace"),
    [
        pytest.param((date(2026, 9, 30), date(2029, 9, 30)), True, id="begun-today"),
        pytest.param((date(2024, 1, 1), date(2027, 1, 1)), False, id="long-under-way"),
        pytest.param((date(2023, 1, 1), date(2026, 1, 1)), False, id="over"),
    ],
)
def test_pace_is_that_of_the_last_day(span: tuple[date, date], is_on_pace: bool) -> None:
    agency = make_agency()
    number = agency.id
    register(hold_certificate(make_member(agency)), *span)
    assert fact(Level.AGENCY, number, "staff_on_pace") == int(is_on_pace)


def test_the_share_on_pace_is_of_those_with_a_registration() -> None:
    agency = make_agency()
    number = agency.id
    for span in ((date(2026, 9, 30), date(2029, 9, 30)), (date(2024, 1, 1), date(2027, 1, 1))):
        register(hold_certificate(make_member(agency)), *span)
    make_member(agency)
    assert value(Level.AGENCY, number, "A05") == D(50)


# the area


def communities(*told: tuple[str, str, int | None, int | None]) -> None:
    put(
        Community,
        [
            {
                "code": code.ljust(12, "0"),
                "name": code,
                "street": "",
                "kind": kind,
                "filed": filed,
                "registered": registered,
                "changed_at": NOON,
            }
            for code, kind, filed, registered in told
        ],
    )


@pytest.mark.both_databases
def test_organisations_of_each_kind_of_community() -> None:
    world, _place = make_world()
    communities(
        ("130102001", "urban", 6, 3),
        ("130102002", "urban", 10, 1),
        ("130102003", "urban", None, 4),
        ("130102004", "rural", 3, 0),
        ("130104001", "urban", 99, 9),
    )
    assert value(Level.AREA, world.base_id, "C01", YEAR) == D(10)
    assert value(Level.AREA, world.base_id, "C02", YEAR) == D(3)
    assert fact(Level.AREA, world.base_id, "communities_urban", YEAR) == 2


def test_a_kind_that_nobody_counted_has_no_data() -> None:
    world, _place = make_world()
    communities(("130102001", "urban", None, None))
    names = ("communities_urban", "organisations_urban", "communities_rural", "organisations_rural")
    assert [fact(Level.AREA, world.base_id, name, YEAR) for name in names] == [None] * 4
    assert value(Level.AREA, world.base_id, "C01", YEAR) is None


def test_a_base_of_a_city_has_the_communities_of_its_counties() -> None:
    world, _place = make_world(area_code="130100")
    communities(("130102001", "urban", 6, 0), ("130104001", "urban", 8, 0), ("1302", "urban", 1, 0))
    assert value(Level.AREA, world.base_id, "C01", YEAR) == D(7)


def test_communities_that_nobody_serves() -> None:
    world, _place = make_world()
    communities(
        ("130102001", "urban", 6, 3), ("130102002", "rural", None, None), ("1304", "urban", 1, 1)
    )
    assert value(Level.AREA, world.base_id, "C06", YEAR) == 2
    query = select(Community.id).where(Community.code == "130102001000")
    number = db.session.scalars(query).one()
    site: dict[str, Any] = {
        "name": "站",
        "kind": "station",
        "starts_on": date(2026, 3, 1),
        "entered_as": "officer",
    }
    agencies = make_agency().id, make_agency().id
    for agency_id in agencies:
        written(Site(agency_id=agency_id, community_id=number, entered_at=NOON, **site))
    assert value(Level.AREA, world.base_id, "C06", YEAR) == 1
    before = Interval(date(2025, 1, 1), date(2026, 1, 1))
    assert value(Level.AREA, world.base_id, "C06", before) == 2


def test_an_area_without_communities_has_no_data() -> None:
    world, _place = make_world()
    assert value(Level.AREA, world.base_id, "C06", YEAR) is None


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        pytest.param({}, 1, id="registered"),
        pytest.param({"status": AgencyStatus.SUSPENDED}, 1, id="suspended-is-still-registered"),
        pytest.param({"status": AgencyStatus.DEREGISTERED}, 0, id="deregistered"),
        pytest.param({"kind": AgencyKind.FOUNDATION}, 0, id="no-service-agency"),
        pytest.param({"area_code": "130104"}, 0, id="another-county"),
        pytest.param({"registered_on": date(2026, 12, 31)}, 1, id="on-the-last-day"),
        pytest.param({"registered_on": date(2027, 1, 1)}, 0, id="a-day-later"),
        pytest.param({"registered_on": None}, 0, id="nobody-knows-since-when"),
    ],
)
def test_registered_agencies_of_the_area(changes: dict[str, Any], count: int) -> None:
    world, _place = make_world()
    make_agency(**changes)
    assert value(Level.AREA, world.base_id, "C05", YEAR) == count


@pytest.mark.parametrize(
    ("level", "names"),
    [
        (Level.BASE, ["training_events", "survival_12"]),
        (Level.AREA, ["communities_urban", "communities_unserved", "agencies_of_area"]),
        (Level.FOLLOWUP, ["survival_12", "graded_3a"]),
    ],
)
def test_many_bases_take_as_many_statements_as_one(level: Level, names: list[str]) -> None:
    ids = []
    for number in range(5):
        place = make_place()
        ids.append(place.base.id)
        cohort = make_cohort(make_user(), organisation_id=place.organisation.id)
        make_meeting(cohort, starts_at=at(8, 1) + timedelta(days=number))
    with counted() as few:
        figures.gather(level, ids[:1], Q3, names)
    with counted() as many:
        figures.gather(level, ids, Q3, names)
    assert len(many) == len(few)
