"""The passages of a base, the days in its stages, and the page of the funnel."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.factories_charts import ZH, enter, make_world, moment, read, walk
from tests.factories_incubator import NOON, TODAY, make_case, make_intake, make_place, make_record
from trainingapp.incubator.queries.flows import StageDays, list_passages, measure_stages
from trainingapp.rules.incubation.flow import Rung, highest_rung
from trainingapp.rules.incubation.quartiles import Quartiles
from trainingapp.rules.incubation.words import Stage

BEGAN = date(2026, 6, 1)
D = Decimal


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


def same(count: int, days: int) -> Quartiles:
    return Quartiles(count, D(days), D(days), D(days))


@pytest.mark.both_databases
@pytest.mark.usefixtures("app")
def test_the_passages_of_each_case_in_their_order() -> None:
    world, place = make_world()
    first, second = make_case(place), make_case(place)
    walk(second, BEGAN, 1)
    walk(first, BEGAN, 3)
    found = list_passages(world.base_id)
    assert {number: [one.act for one in rows] for number, rows in found.items()} == {
        first.id: ["submit", "pass_check", "close_review"],
        second.id: ["submit"],
    }
    one = found[first.id][1]
    assert (one.from_stage, one.to_stage, one.on) == (
        Stage.SUBMITTED,
        Stage.REVIEW,
        BEGAN + timedelta(days=5),
    )


@pytest.mark.usefixtures("app")
def test_days_are_those_of_shanghai() -> None:
    world, place = make_world()
    case = make_case(place, stage=Stage.DRAFT)
    late = moment(BEGAN) + timedelta(hours=12, minutes=1)  # a minute after midnight
    make_record(case, "submit", Stage.SUBMITTED, at=late)
    assert list_passages(world.base_id)[case.id][0].on == BEGAN + timedelta(days=1)


@pytest.mark.usefixtures("app")
def test_another_base_and_other_calls_are_left_out() -> None:
    world, place = make_world()
    call, other_call = make_intake(place.base), make_intake(place.base)
    mine = make_case(place, intake_id=call.id)
    beside = make_case(place, intake_id=other_call.id)
    without = make_case(place)
    elsewhere = make_case(make_place())
    for case in (mine, beside, without, elsewhere):
        walk(case, BEGAN, 2)
    assert set(list_passages(world.base_id)) == {mine.id, beside.id, without.id}
    assert set(list_passages(world.base_id, intake_id=call.id)) == {mine.id}


@pytest.mark.usefixtures("app")
def test_what_was_undone_is_not_reached() -> None:
    world, place = make_world()
    case = make_case(place, stage=Stage.DRAFT)
    make_record(case, "submit", Stage.SUBMITTED, at=moment(BEGAN))
    passed = make_record(case, "pass_check", Stage.REVIEW, at=moment(BEGAN))
    make_record(case, "revert", Stage.SUBMITTED, at=moment(BEGAN), reverts_id=passed.id)
    rows = list_passages(world.base_id)[case.id]
    assert highest_rung(rows) is Rung.SUBMITTED


@pytest.mark.usefixtures("app")
def test_the_days_of_each_stage_in_the_order_of_stages() -> None:
    world, place = make_world()
    for steps in (1, 2, 3):
        walk(make_case(place), BEGAN, steps)
    found = measure_stages(list_passages(world.base_id), today=TODAY)
    assert found == [
        StageDays(Stage.SUBMITTED, same(2, 5), same(1, 175)),
        StageDays(Stage.REVIEW, same(1, 15), same(1, 170)),
        StageDays(Stage.DECISION, None, same(1, 155)),
    ]


def test_nothing_is_measured_of_nothing() -> None:
    assert measure_stages({}, today=TODAY) == []


# the page


def test_the_page_of_a_base_without_applications_says_so(client: FlaskClient) -> None:
    world, _place = make_world()
    enter(client, world)
    page = read(client, f"{world.url}/flow")
    assert "Nobody has applied here yet" in page
    assert "Days in each stage" not in page
    assert "还没有人申请" in read(client, f"{world.url}/flow", ZH)


def test_the_funnel_with_its_shares(client: FlaskClient) -> None:
    world, place = make_world()
    for steps in (1, 2, 6, 8):
        walk(make_case(place), BEGAN, steps)
    enter(client, world)
    page = read(client, f"{world.url}/flow")
    told = page.split("<figcaption>Cases that came so far")[1].split("</figure>")[0]
    figures = [part.split("<")[0] for part in told.split('bars-figure">')[1:]]
    assert figures == ["4", "3", "2", "2", "2", "1"]
    notes = [part.split("<")[0] for part in told.split('bars-note">')[1:]]
    assert notes == [f"{share}% of the step before" for share in (75, 67, 100, 100, 50)]
    assert 'width="75.0"' in told
    assert "Passed the first check" in told


def test_the_stages_have_the_names_of_the_workflow(client: FlaskClient) -> None:
    world, place = make_world()
    walk(make_case(place), BEGAN, 2)
    enter(client, world)
    assert "To be checked" in read(client, f"{world.url}/flow")
    page = read(client, f"{world.url}/flow", ZH)
    assert "待初核" in page
    assert "各阶段停留天数" in page


def test_the_cases_of_one_call(client: FlaskClient) -> None:
    world, place = make_world()
    call = make_intake(place.base, name="2026年春季批次")
    number = call.id
    walk(make_case(place, intake_id=number), BEGAN, 1)
    walk(make_case(place), BEGAN, 1)
    enter(client, world)
    assert 'bars-figure">2<' in read(client, f"{world.url}/flow")
    page = read(client, f"{world.url}/flow?intake={number}")
    assert 'bars-figure">1<' in page
    assert f'<option selected value="{number}">2026年春季批次' in page


@pytest.mark.parametrize("wrong", ["999999", "x", "-1", "1e3", "٣"])
def test_a_wrong_call_is_told_beside_the_field_and_breaks_nothing(
    client: FlaskClient, wrong: str
) -> None:
    world, place = make_world()
    walk(make_case(place), BEGAN, 1)
    enter(client, world)
    answer = client.get(f"{world.url}/flow?intake={wrong}", headers=ZH)
    assert answer.status_code in {200, 422}
    assert 'bars-figure">1<' in answer.get_data(as_text=True)


def test_a_call_of_another_base_is_none_of_this_one(client: FlaskClient) -> None:
    world, place = make_world()
    foreign = make_intake(make_place().base, name="别处的批次").id
    walk(make_case(place), BEGAN, 1)
    enter(client, world)
    page = read(client, f"{world.url}/flow?intake={foreign}", status=422)
    assert "别处的批次" not in page
    assert 'bars-figure">1<' in page
