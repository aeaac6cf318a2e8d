"""All checks of a base together: how many stand how, what was open when, and how long it took."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.factories_charts import ZH, enter, find_result, make_world, moment, put, read
from tests.factories_checks import make_waiver
from tests.factories_incubator import NOON, TODAY, Place, make_case, make_place
from tests.statements import counted
from trainingapp.incubator.models import ComplianceResult
from trainingapp.incubator.queries.breaches import (
    count_agencies,
    count_statuses,
    list_breaches,
)
from trainingapp.rules.incubation.breaches import Breach
from trainingapp.rules.incubation.compliance.words import Severity, Status
from trainingapp.rules.incubation.words import RESIDENT, Stage

SINCE = date(2026, 10, 1)
ALL = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


def agency(place: Place, *rows: dict[str, Any], stage: Stage = Stage.INCUBATING) -> int:
    """An agency in the base with findings, by its number."""
    number = make_case(place, stage=stage).agency_id
    put(ComplianceResult, [find_result(number, **row) for row in rows])
    return number


def statuses(base_id: int, code: str = "R12") -> dict[Status, int]:
    found = count_statuses(base_id, on=TODAY).get(code, {})
    return {status: count for status, count in found.items() if count}


# now


@pytest.mark.both_databases
@ALL
def test_agencies_are_counted_by_check_and_status() -> None:
    world, place = make_world()
    agency(place, {"code": "R12"}, {"code": "R13", "status": "ok"})
    agency(place, {"code": "R12"}, {"code": "R13", "status": "unknown"})
    agency(place, {"code": "R12", "status": "due_soon"})
    assert statuses(world.base_id) == {Status.BREACH: 2, Status.DUE_SOON: 1}
    assert statuses(world.base_id, "R13") == {Status.OK: 1, Status.UNKNOWN: 1}
    assert statuses(world.base_id, "R14") == {}


@ALL
def test_what_was_replaced_is_not_how_it_stands() -> None:
    world, place = make_world()
    agency(
        place,
        {"code": "R12", "replaced_at": NOON - timedelta(days=3)},
        {"code": "R12", "status": "ok", "since": date(2026, 11, 20)},
    )
    assert statuses(world.base_id) == {Status.OK: 1}


@pytest.mark.parametrize(("stage", "is_in"), [(one, one in RESIDENT) for one in Stage])
@ALL
def test_only_agencies_in_incubation_count(stage: Stage, is_in: bool) -> None:
    world, place = make_world()
    agency(place, {}, stage=stage)
    assert bool(statuses(world.base_id)) is is_in
    assert count_agencies(world.base_id) == int(is_in)
    assert bool(list_breaches(world.base_id, since=SINCE)) is is_in


@ALL
def test_an_agency_of_another_base_is_its_own() -> None:
    world, _place = make_world()
    agency(make_place(), {})
    assert statuses(world.base_id) == {}
    assert list_breaches(world.base_id, since=SINCE) == []
    assert count_agencies(world.base_id) == 0


@ALL
def test_an_agency_with_two_stays_counts_once() -> None:
    world, place = make_world()
    case = make_case(place)
    number = case.agency_id
    make_case(place, case.agency)
    put(ComplianceResult, [find_result(number)])
    assert statuses(world.base_id) == {Status.BREACH: 1}
    assert count_agencies(world.base_id) == 1


# what is let stand


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        pytest.param({}, Status.WAIVED, id="in-its-days"),
        pytest.param({"starts_on": TODAY}, Status.WAIVED, id="from-today"),
        pytest.param({"starts_on": TODAY + timedelta(days=1)}, Status.BREACH, id="from-tomorrow"),
        pytest.param({"ends_on": TODAY}, Status.BREACH, id="over-since-today"),
        pytest.param({"ended_at": NOON}, Status.BREACH, id="ended-early"),
        pytest.param({"code": "R13"}, Status.BREACH, id="of-another-check"),
    ],
)
@ALL
def test_a_breach_that_is_let_stand_is_counted_apart(
    changes: dict[str, Any], found: Status
) -> None:
    world, place = make_world()
    case = make_case(place)
    values = {"starts_on": date(2026, 11, 1), "ends_on": date(2027, 1, 1), **changes}
    put(ComplianceResult, [find_result(case.agency_id)])
    make_waiver(case.agency, place.people["head"], values.pop("code", "R12"), **values)
    assert statuses(world.base_id) == {found: 1}


# over time


@pytest.mark.both_databases
@ALL
def test_breaches_that_were_open_since_a_day() -> None:
    world, place = make_world()
    number = agency(
        place,
        {"code": "R11", "replaced_at": moment(SINCE) - timedelta(days=1)},
        {"code": "R12", "replaced_at": moment(date(2026, 10, 20))},
        {"code": "R13", "severity": "amber"},
        {"code": "R14", "status": "due_soon"},
    )
    assert list_breaches(world.base_id, since=SINCE) == [
        Breach(number, "R12", Severity.RED, SINCE, date(2026, 10, 20)),
        Breach(number, "R13", Severity.AMBER, SINCE, None),
    ]


@ALL
def test_the_same_breach_with_other_words_is_one() -> None:
    world, place = make_world()
    later = date(2026, 11, 2)
    number = agency(
        place,
        {"replaced_at": moment(later)},
        {"found_at": moment(later), "reason": "later"},
    )
    assert list_breaches(world.base_id, since=SINCE) == [
        Breach(number, "R12", Severity.RED, SINCE, None)
    ]


@ALL
def test_a_thousand_findings_take_as_many_statements_as_one() -> None:
    world, place = make_world()
    agency(place, {})
    with counted() as few:
        count_statuses(world.base_id, on=TODAY)
        list_breaches(world.base_id, since=SINCE)
    for _one in range(20):
        agency(place, *({"code": f"R{code}"} for code in range(10, 50)))
    with counted() as many:
        count_statuses(world.base_id, on=TODAY)
        list_breaches(world.base_id, since=SINCE)
    assert len(many) == len(few) == 3


# the page


def test_before_anything_was_checked(client: FlaskClient) -> None:
    world, place = make_world()
    make_case(place)
    enter(client, world)
    page = read(client, f"{world.url}/breaches")
    assert "Nothing has been checked yet" in page
    assert "Check by check" not in page
    assert "还没有检查结果" in read(client, f"{world.url}/breaches", ZH)


def test_when_all_is_well(client: FlaskClient) -> None:
    world, place = make_world()
    agency(place, {"status": "ok"})
    enter(client, world)
    page = read(client, f"{world.url}/breaches")
    assert "Nothing is out of order today." in page
    assert "Days until a breach was put right" not in page


def test_the_most_frequent_breach_comes_first(client: FlaskClient) -> None:
    world, place = make_world()
    agency(place, {"code": "R12"}, {"code": "R13"})
    agency(place, {"code": "R13"}, {"code": "R12", "status": "ok"})
    agency(place)
    agency(place)
    enter(client, world)
    page = read(client, f"{world.url}/breaches")
    bars = page.split("the most frequent first</figcaption>")[1].split("</figure>")[0]
    assert bars.index("R13") < bars.index("R12")
    assert [part.split("<")[0] for part in bars.split('bars-figure">')[1:]] == [
        "2 agencies",
        "1 agencies",
    ]
    assert 'width="50.0"' in bars
    assert "Of 4 agencies in incubation" in page


def test_the_months_behind_and_the_days_it_took(client: FlaskClient) -> None:
    world, place = make_world()
    agency(place, {"since": date(2026, 9, 1), "replaced_at": moment(date(2026, 10, 1))})
    agency(place, {"since": date(2026, 9, 11), "replaced_at": moment(date(2026, 10, 1))})
    agency(place, {"since": date(2026, 11, 1), "severity": "amber"})
    enter(client, world)
    page = read(client, f"{world.url}/breaches")
    bars = page.split("<figcaption>Open breaches month by month")[1].split("</figure>")[0]
    found = [part.split("<")[0] for part in bars.split('bars-figure">')[1:]]
    nothing = "0 red · 0 amber"
    assert found == [*[nothing] * 10, "2 red · 0 amber", nothing, "0 red · 1 amber"]
    cells = page.split("Put right</th>")[1].split("<tbody>")[1].split("</tbody>")[0]
    told = [cell.rsplit(">", 1)[1] for cell in cells.split("</td>")[:-1]]
    assert told[1:] == ["2", "25", "22.5–27.5"]


def test_a_check_that_the_catalogue_has_no_more_breaks_nothing(client: FlaskClient) -> None:
    world, place = make_world()
    agency(place, {"code": "R99"}, {"code": "R12"})
    enter(client, world)
    page = read(client, f"{world.url}/breaches")
    assert "R99" not in page
    assert "R12" in page
