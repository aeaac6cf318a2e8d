"""The staff of a base together: spread, what ends when, pace; no name, and nothing about too few people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.factories_charts import ZH, World, enter, make_world, read
from tests.factories_checks import make_place_rule
from tests.factories_incubator import NOON, TODAY, Place, make_agency, make_case, make_place
from tests.factories_staffing import (
    hold_certificate,
    make_consent,
    make_job,
    make_member,
    make_team,
    make_terms,
    register,
)
from tests.statements import counted
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, IncubationBase
from trainingapp.incubator.queries.workforce import Workforce, measure_workforce
from trainingapp.rules.incubation.spread import Part
from trainingapp.rules.incubation.words import Stage

ALL = pytest.mark.usefixtures("app")
PLACE = "420100"  # a place without rules of its own


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


def team(
    place: Place, qualified: int, full_time: int, *, stage: Stage = Stage.INCUBATING
) -> Agency:
    agency = make_agency(area_code=PLACE)
    make_case(place, agency, stage=stage)
    make_team(agency, qualified, full_time)
    return agency


def measured(world: World, on: date = TODAY) -> Workforce:
    db.session.rollback()
    return measure_workforce(db.session.get_one(IncubationBase, world.base_id), on=on)


def ending(found: Workforce) -> dict[str, tuple[int, int]]:
    """Registrations and contracts that end, by month, only months with any."""
    return {
        f"{month:%Y-%m}": (count, found.contracts[month])
        for month, count in found.registrations.items()
        if count or found.contracts[month]
    }


@pytest.mark.both_databases
@ALL
def test_teams_are_spread_by_their_shares() -> None:
    world, place = make_world(area_code=PLACE)
    for qualified, full_time in ((0, 0), (0, 2), (1, 4), (1, 3), (2, 3), (2, 2)):
        team(place, qualified, full_time)
    found = measured(world)
    assert list(found.parts.values()) == [1, 1, 1, 1, 1, 1]
    assert (found.people, found.full_time, found.qualified) == (14, 14, 6)
    assert (found.agencies, found.too_few) == (6, 2)


@pytest.mark.parametrize(
    ("stage", "is_in"),
    [
        (Stage.ONBOARDING, False),
        (Stage.TRIAL, True),
        (Stage.SUSPENDED, True),
        (Stage.ALUMNI, False),
    ],
)
@ALL
def test_only_agencies_in_incubation(stage: Stage, is_in: bool) -> None:
    world, place = make_world()
    team(place, 1, 2, stage=stage)
    assert measured(world).people == (2 if is_in else 0)


@ALL
def test_another_base_is_left_out() -> None:
    world, _place = make_world()
    team(make_place(), 1, 2)
    assert (measured(world).agencies, measured(world).people) == (0, 0)


@ALL
def test_too_few_is_what_the_place_of_the_agency_says() -> None:
    world, place = make_world()
    make_place_rule("42", "qualified_ratio_numerator", "2")
    team(place, 1, 2)
    assert measured(world).too_few == 1
    assert measured(world).parts[Part.BELOW_ALL] == 1


# what ends


@pytest.mark.parametrize(
    ("ends_on", "months"),
    [
        pytest.param(date(2026, 11, 24), {"2026-11": (1, 0)}, id="today-is-the-last-day"),
        pytest.param(date(2026, 12, 1), {"2026-11": (1, 0)}, id="the-last-day-is-in-november"),
        pytest.param(date(2026, 12, 2), {"2026-12": (1, 0)}, id="december"),
        pytest.param(date(2027, 11, 1), {"2027-10": (1, 0)}, id="the-last-of-twelve-months"),
        pytest.param(date(2027, 11, 2), {}, id="beyond"),
        pytest.param(TODAY, {}, id="over-since-today"),
    ],
)
@ALL
def test_a_registration_ends_in_the_month_of_its_last_day(
    ends_on: date, months: dict[str, tuple[int, int]]
) -> None:
    world, place = make_world()
    agency = team(place, 0, 0)
    register(hold_certificate(make_member(agency)), date(2024, 1, 1), ends_on)
    assert ending(measured(world)) == months


@ALL
def test_of_two_registrations_the_one_that_ends_last_counts() -> None:
    world, place = make_world()
    user = make_member(team(place, 0, 0))
    register(hold_certificate(user), date(2024, 1, 1), date(2026, 12, 15))
    register(hold_certificate(user, "middle"), date(2024, 1, 1), date(2027, 3, 15))
    assert ending(measured(world)) == {"2027-03": (1, 0)}


@ALL
def test_a_person_at_two_agencies_counts_once() -> None:
    world, place = make_world()
    first, second = team(place, 0, 0), team(place, 0, 0)
    user = make_member(first)
    make_terms(second, make_job(second, user), form="part_time", share="0.50")
    make_consent(second, user)
    register(hold_certificate(user), date(2024, 1, 1), date(2027, 3, 15))
    found = measured(world)
    assert found.people == 1
    assert ending(found) == {"2027-03": (1, 0)}


@pytest.mark.parametrize(
    ("until", "months"),
    [
        pytest.param(date(2027, 2, 28), {"2027-02": (0, 1)}, id="the-last-day"),
        pytest.param(date(2026, 11, 22), {}, id="ended-yesterday"),
        pytest.param(None, {}, id="without-an-end"),
    ],
)
@ALL
def test_a_contract_ends_in_the_month_of_its_last_day(
    until: date | None, months: dict[str, tuple[int, int]]
) -> None:
    world, place = make_world()
    make_member(team(place, 0, 0), contract_until=until)
    assert ending(measured(world)) == months


@ALL
def test_who_did_not_agree_is_not_seen() -> None:
    world, place = make_world()
    agency = team(place, 0, 0)
    job = make_job(agency)
    make_terms(agency, job, contract_until=date(2027, 1, 31))
    register(hold_certificate(job.user), date(2024, 1, 1), date(2027, 3, 15))
    found = measured(world)
    assert ending(found) == {"2027-01": (0, 1)}
    assert (found.registered, found.qualified, found.people) == (0, 0, 1)


@pytest.mark.parametrize(
    ("ends_on", "will_break"),
    [
        pytest.param(date(2027, 3, 1), 1, id="within-a-year"),
        pytest.param(date(2027, 10, 31), 1, id="the-last-month"),
        pytest.param(date(2027, 11, 1), 0, id="after-the-months-of-the-chart"),
    ],
)
@ALL
def test_agencies_that_will_have_too_few(ends_on: date, will_break: int) -> None:
    world, place = make_world()
    make_place_rule("42", "registration_required", "true")
    agency = team(place, 0, 2)
    register(hold_certificate(make_member(agency)), date(2024, 1, 1), ends_on)
    found = measured(world)
    assert (found.will_break, found.too_few) == (will_break, 0)


@ALL
def test_pace_is_counted_of_those_with_a_registration_in_force() -> None:
    world, place = make_world()
    agency = team(place, 0, 1)
    register(hold_certificate(make_member(agency)), TODAY, date(2029, 11, 23))  # nothing asked yet
    register(hold_certificate(make_member(agency)), date(2024, 1, 1), date(2027, 1, 1))
    found = measured(world)
    assert (found.registered, found.on_pace) == (2, 1)


@ALL
def test_many_agencies_take_as_many_statements_as_one() -> None:
    world, place = make_world()
    team(place, 1, 2)
    with counted() as few:
        measured(world)
    for _one in range(5):
        team(place, 1, 3)
    with counted() as many:
        measured(world)
    assert len(many) == len(few)


@ALL
def test_the_highest_month_is_that_of_both_together() -> None:
    world, place = make_world()
    agency = team(place, 0, 0)
    user = make_member(agency, contract_until=date(2027, 3, 31))
    register(hold_certificate(user), date(2024, 1, 1), date(2027, 3, 15))
    make_member(agency, contract_until=date(2027, 4, 30))
    assert measured(world).most_ends == 2


# the page


def test_a_base_without_agencies(client: FlaskClient) -> None:
    world, _place = make_world()
    enter(client, world)
    assert "No agency is in this base now" in read(client, f"{world.url}/workforce")


@pytest.mark.parametrize(("people", "is_shown"), [(1, False), (4, False), (5, True)])
def test_fewer_than_five_people_are_not_shown(
    client: FlaskClient, people: int, is_shown: bool
) -> None:
    world, place = make_world()
    team(place, 1, people)
    enter(client, world)
    page = read(client, f"{world.url}/workforce")
    assert ("Fewer than 5 people work in these agencies" in page) is not is_shown
    assert ("What ends in the year to come" in page) is is_shown
    assert ("stat-value" in page) is is_shown


@pytest.mark.parametrize("who", ["officer", "head", "finance", "authority"])
def test_nobody_is_named(client: FlaskClient, who: str) -> None:
    world, place = make_world()
    people = [one.display_name for one in make_team_of(place)]
    enter(client, world, who)
    page = read(client, f"{world.url}/workforce")
    assert "Continuing education on pace" in page
    assert not [name for name in people if name in page]


def make_team_of(place: Place) -> list[Any]:
    agency = make_agency(area_code=PLACE)
    make_case(place, agency)
    return make_team(agency, 2, 6)


def test_the_page_in_chinese(client: FlaskClient) -> None:
    world, place = make_world()
    make_team_of(place)
    enter(client, world)
    page = read(client, f"{world.url}/workforce", ZH)
    for words in (
        "人员汇总",
        "未来一年到期情况",
        "登记 2 · 合同 0",
        "三分之一至不足一半",
        "不含姓名",
    ):
        assert words in page
    assert 'aria-current="page">人员汇总' in page
