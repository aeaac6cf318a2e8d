"""Calls compared by months since moving in: the numbers, whose they are, and the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.factories_charts import ZH, World, enter, keep_ratio, make_world, put, read
from tests.factories_incubator import (
    NOON,
    TODAY,
    Place,
    make_agency,
    make_case,
    make_intake,
    make_place,
)
from tests.factories_money import make_period, make_value
from tests.statements import counted
from trainingapp.incubator.models import Case, TeamDay
from trainingapp.incubator.queries.comparison import (
    RATIO,
    list_measures,
    list_points,
    list_residents,
)
from trainingapp.rules.incubation.accounting_words import Every, ValueKind, ValueState
from trainingapp.rules.incubation.quartiles import Point
from trainingapp.rules.incubation.words import Stage

ENTERED = date(2026, 5, 25)
D = Decimal


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


def reported(case: Case, value: str | None, month: int, measure: str = "A21.people") -> int:
    """An approved value of a month of this year; the period by its number."""
    span = (date(2026, month, 1), date(2026, month + 1, 1))
    period = make_period(measure, case_id=case.id, every=Every.MONTH, span=span)
    number = period.id
    make_value(period, value)
    return number


def ratios(case: Case, *told: tuple[date, int, int]) -> None:
    put(TeamDay, [keep_ratio(case.agency_id, *one) for one in told])


def told(world: World, measure: str = RATIO) -> list[tuple[date, Decimal]]:
    points = list_points(world.base_id, measure, on=TODAY)
    return sorted((one.on, one.value) for rows in points.values() for one in rows)


# the ratio of staff


@pytest.mark.both_databases
@pytest.mark.usefixtures("app")
def test_the_ratio_is_taken_at_the_ends_and_in_the_middle_of_months() -> None:
    world, place = make_world()
    case = make_case(place)
    days = [date(2026, 9, 14), date(2026, 9, 15), date(2026, 9, 29), date(2026, 9, 30), TODAY]
    ratios(case, *((day, 1, 4) for day in days))
    assert told(world) == [(day, D(25)) for day in days[1:]]


@pytest.mark.usefixtures("app")
def test_a_point_knows_its_case_and_the_day_of_moving_in() -> None:
    world, place = make_world()
    case = make_case(place)
    ratios(case, (date(2026, 8, 31), 2, 3))
    number = case.id
    assert list_points(world.base_id, RATIO, on=TODAY) == {
        number: [Point(number, ENTERED, date(2026, 8, 31), D(200) / 3)]
    }


@pytest.mark.parametrize(
    ("day", "full_time", "is_in"),
    [
        pytest.param(date(2026, 5, 15), 3, False, id="before-moving-in"),
        pytest.param(date(2026, 5, 31), 3, True, id="in-the-first-month"),
        pytest.param(date(2026, 8, 31), 0, False, id="nobody-full-time-is-no-ratio"),
        pytest.param(date(2026, 9, 30), 3, True, id="the-day-before-leaving"),
        pytest.param(date(2026, 10, 15), 3, False, id="after-leaving"),
    ],
)
@pytest.mark.usefixtures("app")
def test_only_nights_of_the_stay_count(day: date, full_time: int, is_in: bool) -> None:
    world, place = make_world()
    case = make_case(place, stage=Stage.FOLLOWUP, entered_on=ENTERED, exit_on=date(2026, 10, 15))
    ratios(case, (day, 0, full_time))
    assert bool(told(world)) is is_in


@pytest.mark.usefixtures("app")
def test_the_ratio_of_an_agency_of_another_base_is_left_out() -> None:
    world, _place = make_world()
    elsewhere = make_case(make_place())
    ratios(elsewhere, (date(2026, 8, 31), 1, 3))
    assert told(world) == []


# approved values


@pytest.mark.both_databases
@pytest.mark.usefixtures("app")
def test_approved_values_stand_on_the_last_day_of_their_period() -> None:
    world, place = make_world()
    case = make_case(place)
    reported(case, "12", 6)
    reported(case, "0", 7)
    assert told(world, "A21.people") == [(date(2026, 6, 30), D(12)), (date(2026, 7, 31), D(0))]


@pytest.mark.usefixtures("app")
def test_no_data_is_no_point() -> None:
    world, place = make_world()
    reported(make_case(place), None, 6)
    assert told(world, "A21.people") == []


@pytest.mark.parametrize("state", [ValueState.DRAFT, ValueState.SUBMITTED, ValueState.RETURNED])
@pytest.mark.usefixtures("app")
def test_what_is_not_approved_is_not_compared(state: ValueState) -> None:
    world, place = make_world()
    period = make_period("A21.people", case_id=make_case(place).id)
    make_value(period, "7", state=state)
    assert told(world, "A21.people") == []
    assert list_measures(world.base_id) == []


@pytest.mark.usefixtures("app")
def test_a_corrected_value_stands_for_the_one_taken_back() -> None:
    world, place = make_world()
    period = make_period("A21.people", case_id=make_case(place).id)
    number = period.id
    first = make_value(period, "7")
    make_value(period, None, kind=ValueKind.REVERSAL, reverses_id=first.id)
    make_value(period, "9")
    assert [value for _day, value in told(world, "A21.people")] == [D(9)]
    assert number


@pytest.mark.usefixtures("app")
def test_measures_are_those_with_an_approved_value_of_this_base() -> None:
    world, place = make_world()
    case = make_case(place)
    reported(case, "1", 6, "A21.people")
    reported(case, "2", 7, "A21.people")
    reported(case, "3", 6, "A09.pay")
    reported(make_case(make_place()), "4", 6, "A16")
    assert list_measures(world.base_id) == ["A09.pay", "A21.people"]


@pytest.mark.usefixtures("app")
def test_stays_are_listed_by_name_past_ones_too() -> None:
    world, place = make_world()
    call = make_intake(place.base)
    number = call.id
    make_case(place, make_agency("乙中心"), intake_id=number)
    make_case(
        place,
        make_agency("甲中心"),
        stage=Stage.TERMINATED,
        entered_on=ENTERED,
        exit_on=TODAY,
    )
    make_case(place, stage=Stage.SUBMITTED)
    found = list_residents(world.base_id)
    assert sorted((one.name, one.intake_id, one.left_on) for one in found) == [
        ("乙中心", number, None),
        ("甲中心", None, TODAY),
    ]


@pytest.mark.parametrize("measure", [RATIO, "A21.people"])
@pytest.mark.usefixtures("app")
def test_many_agencies_take_one_statement(measure: str) -> None:
    world, place = make_world()
    for _one in range(5):
        case = make_case(place)
        ratios(case, (date(2026, 8, 31), 1, 3))
        reported(case, "4", 6)
    with counted() as statements:
        points = list_points(world.base_id, measure, on=TODAY)
    assert (len(points), len(statements)) == (5, 1)


# the page


def scene(place: Place) -> tuple[int, int]:
    """Two calls: by the first came agencies with ratios of 25, 50 and 100 after three months, by the other one of 0."""
    first, second = (make_intake(place.base, name=name) for name in ("春季批次", "秋季批次"))
    ids = first.id, second.id
    for qualified, intake_id in ((1, ids[0]), (2, ids[0]), (4, ids[0]), (0, ids[1])):
        case = make_case(place, make_agency(f"机构{qualified}"), intake_id=intake_id)
        ratios(case, (date(2026, 8, 31), qualified, 4))
    return ids


def rows_of(page: str) -> list[str]:
    """The cells of the first table."""
    body = page.split("<tbody>")[1].split("</tbody>", maxsplit=1)[0]
    return [cell.split("</td>")[0].strip() for cell in body.split("<td")[1:]]


def cells(page: str) -> list[str]:
    return [cell.split(">", 1)[1].strip() for cell in rows_of(page)]


def test_the_page_without_numbers(client: FlaskClient) -> None:
    world, _place = make_world()
    enter(client, world)
    page = read(client, f"{world.url}/comparison")
    assert "There is no number for this choice yet" in page
    assert "chart-svg" not in page
    assert "Call by call" not in page
    assert "这个选择还没有数据" in read(client, f"{world.url}/comparison", ZH)


def test_the_quartiles_of_all_calls(client: FlaskClient) -> None:
    world, place = make_world()
    scene(place)
    enter(client, world)
    page = read(client, f"{world.url}/comparison")
    assert cells(page) == ["3", "4", "18.75", "37.5", "62.5"]
    assert "chart-svg" in page
    assert "Call by call" in page


def test_one_call(client: FlaskClient) -> None:
    world, place = make_world()
    first, second = scene(place)
    enter(client, world)
    assert cells(read(client, f"{world.url}/comparison?intake={first}"))[:4] == [
        "3",
        "3",
        "37.5",
        "50",
    ]
    assert cells(read(client, f"{world.url}/comparison?intake={second}")) == ["3", "1", *["0"] * 3]


def test_one_agency_beside_the_others(client: FlaskClient) -> None:
    world, place = make_world()
    scene(place)
    one = next(one for one in list_residents(world.base_id) if one.name == "机构4")
    enter(client, world)
    page = read(client, f"{world.url}/comparison?case={one.case_id}")
    assert cells(page) == ["3", "4", "18.75", "37.5", "62.5", "100"]
    assert "chart-line-2" in page
    assert page.count("机构4") >= 3  # the choice, the key of the chart, the column


def test_another_figure(client: FlaskClient) -> None:
    world, place = make_world()
    reported(make_case(place), "12", 6)
    enter(client, world)
    page = read(client, f"{world.url}/comparison?measure=A21.people")
    assert cells(page) == ["1", "1", "12", "12", "12"]
    assert "Volunteers: people" in page


@pytest.mark.parametrize(
    "wrong",
    ["measure=B99", "measure=B22.months12", "intake=99999", "case=99999", "case=x&intake=y"],
)
def test_wrong_words_of_an_address_break_nothing(client: FlaskClient, wrong: str) -> None:
    world, place = make_world()
    scene(place)
    enter(client, world)
    answer = client.get(f"{world.url}/comparison?{wrong}")
    assert answer.status_code in {200, 422}
    assert "37.5" in answer.get_data(as_text=True)


def test_an_agency_of_another_base_is_no_choice(client: FlaskClient) -> None:
    world, place = make_world()
    scene(place)
    foreign = make_case(make_place(), make_agency("别处的机构"))
    number = foreign.id
    ratios(foreign, (date(2026, 8, 31), 1, 1))
    enter(client, world)
    page = read(client, f"{world.url}/comparison?case={number}", status=422)
    assert "别处的机构" not in page


def test_a_name_with_a_script_in_it_is_only_a_name(client: FlaskClient) -> None:
    world, place = make_world()
    case = make_case(place, make_agency("<script>alert(1)</script>"))
    number = case.id
    ratios(case, (date(2026, 8, 31), 1, 1))
    enter(client, world)
    assert "<script>alert" not in read(client, f"{world.url}/comparison?case={number}")
