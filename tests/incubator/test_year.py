"""The year of a base: the days of the law and of the base, calls, milestones of plans, planned ends, checks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_checks import make_place_rule
from tests.factories_incubator import (
    NOON,
    TODAY,
    Place,
    make_agency,
    make_case,
    make_intake,
    make_place,
    written,
)
from tests.factories_staffing import enter_as
from tests.statements import counted
from trainingapp.incubator.models import ComplianceResult, PlanItem
from trainingapp.incubator.place_files import list_places
from trainingapp.incubator.queries.parameters import read_parameters
from trainingapp.incubator.queries.year import MILESTONES, OF_BASE, OF_LAW, Day, list_days
from trainingapp.rules.incubation.words import RESIDENT, Stage

DAY = timedelta(days=1)


def _days(place: Place, year: int = 2026) -> Sequence[Day]:
    terms = read_parameters(place.base.area_code, TODAY)
    return list_days(place.base.id, terms, year=year)


def _item(case_id: int, code: str = "baseline", **changes: Any) -> PlanItem:
    values: dict[str, Any] = {
        "title": "完成基线评估",
        "title_en": "Finish the baseline assessment",
        "owner": "agency",
        "due_on": date(2026, 6, 23),
        "entered_at": NOON,
        **changes,
    }
    return written(PlanItem(case_id=case_id, code=code, **values))  # type: ignore[no-any-return]


def _finding(agency_id: int, **changes: Any) -> ComplianceResult:
    values: dict[str, Any] = {
        "code": "R12",
        "status": "due_soon",
        "severity": "red",
        "reason": "ends",
        "parameters": {"due": "2026-12-13"},
        "due_on": date(2026, 12, 13),
        "since": TODAY,
        "found_at": NOON,
        **changes,
    }
    return written(ComplianceResult(agency_id=agency_id, **values))  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("key", "day"),
    [
        ("filing_start_date", date(2026, 1, 1)),
        ("close_figures_date", date(2026, 1, 31)),
        ("survey_date", date(2026, 1, 31)),
        ("filing_supervisor_date", date(2026, 3, 31)),
        ("filing_registry_date", date(2026, 5, 31)),
        ("pass_check_date", date(2026, 6, 30)),
        ("entry_date", date(2026, 6, 30)),
        ("grading_from_date", date(2026, 10, 1)),
        ("grading_to_date", date(2026, 12, 31)),
        ("yearly_report_date", date(2026, 12, 31)),
    ],
)
def test_every_yearly_day_stands_on_its_day(app: Flask, key: str, day: date) -> None:
    found = {one.key: one for one in _days(make_place())}
    assert found[key].on == day
    assert found[key].is_of_law is (key in OF_LAW)


def test_a_year_without_agencies_has_these_days_and_no_other(app: Flask) -> None:
    assert sorted(one.key for one in _days(make_place())) == sorted([*OF_LAW, *OF_BASE])


@pytest.mark.parametrize("key", OF_BASE)
def test_what_the_law_does_not_say_is_marked_as_a_proposal(key: str) -> None:
    rows = [one for one in list_places().rows if one.key == key]
    assert [(one.area, one.confidence, one.document) for one in rows] == [("CN", "P", None)]
    assert list_places().keys[key].kind == "month_day"


def test_the_site_moves_a_day_for_its_place(app: Flask) -> None:
    place, other = make_place(), make_place("310101")
    make_place_rule("1301", "survey_date", "02-15")
    assert date(2026, 2, 15) in {one.on for one in _days(place) if one.key == "survey_date"}
    assert [one.on for one in _days(other) if one.key == "survey_date"] == [date(2026, 1, 31)]


def test_a_day_that_is_settled_nowhere_is_left_out(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [one for one in list_places().rows if one.key != "filing_registry_date"]
    shown = list_places().model_copy(update={"rows": rows})
    monkeypatch.setattr("trainingapp.incubator.queries.parameters.list_places", lambda: shown)
    keys = {one.key for one in _days(make_place())}
    assert "filing_registry_date" not in keys
    assert "filing_supervisor_date" in keys


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        pytest.param(date(2026, 3, 1), date(2026, 3, 20), [False, True], id="within the year"),
        pytest.param(date(2025, 12, 20), date(2026, 1, 5), [True], id="from the year before"),
        pytest.param(date(2026, 12, 20), date(2027, 1, 5), [False], id="into the next year"),
        pytest.param(date(2025, 3, 1), date(2025, 3, 20), [], id="of another year"),
        pytest.param(date(2026, 1, 1), date(2026, 12, 31), [False, True], id="all the year"),
    ],
)
def test_a_call_opens_and_closes(
    app: Flask, opens: date, closes: date, expected: list[bool]
) -> None:
    place = make_place()
    make_intake(place.base, opens_on=opens, closes_on=closes)
    assert [one.is_closing for one in _days(place) if one.call] == expected


def test_a_call_that_is_not_published_is_not_shown(app: Flask) -> None:
    place = make_place()
    make_intake(place.base, published_at=None)
    make_intake(make_place().base)
    assert [one for one in _days(place) if one.call] == []


@pytest.mark.parametrize("code", MILESTONES)
def test_milestones_of_a_plan_are_shown(app: Flask, code: str) -> None:
    place = make_place()
    item = _item(make_case(place).id, code)
    assert [one.item for one in _days(place) if one.item] == [item]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"code": "charter"}, id="no milestone"),
        pytest.param({"settled_at": NOON}, id="settled"),
        pytest.param({"due_on": None}, id="without a day"),
        pytest.param({"due_on": date(2025, 12, 31)}, id="of the year before"),
        pytest.param({"due_on": date(2027, 1, 1)}, id="of the year after"),
    ],
)
def test_other_items_of_a_plan_are_not(app: Flask, changes: dict[str, Any]) -> None:
    place = make_place()
    _item(make_case(place).id, **changes)
    assert [one for one in _days(place) if one.item] == []


@pytest.mark.parametrize("stage", list(Stage))
def test_only_who_is_in_the_base_has_a_planned_end(app: Flask, stage: Stage) -> None:
    place = make_place()
    make_case(place, stage=stage, planned_exit_on=date(2026, 12, 1))
    ends = [one.on for one in _days(place) if one.case]
    assert ends == ([date(2026, 12, 1)] if stage in RESIDENT else [])


def test_the_first_and_the_last_day_belong_to_the_year(app: Flask) -> None:
    place = make_place()
    for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)):
        make_case(place, planned_exit_on=day)
    shown = [one.on for one in _days(place) if one.case]
    assert shown == [date(2026, 1, 1), date(2026, 12, 31)]


@pytest.mark.parametrize(
    ("changes", "is_shown"),
    [
        pytest.param({}, True, id="falls due"),
        pytest.param({"status": "breach", "reason": "ended"}, True, id="in breach"),
        pytest.param({"status": "ok", "reason": "until"}, False, id="in order"),
        pytest.param({"replaced_at": NOON}, False, id="replaced"),
        pytest.param({"due_on": None}, False, id="without a day"),
        pytest.param({"due_on": date(2027, 1, 1)}, False, id="next year"),
    ],
)
def test_a_check_with_a_day_is_shown(app: Flask, changes: dict[str, Any], is_shown: bool) -> None:
    place, agency = make_place(), make_agency()
    make_case(place, agency)
    _finding(agency.id, **changes)
    assert bool([one for one in _days(place) if one.result]) is is_shown


def test_days_come_in_order_and_those_of_everybody_first(app: Flask) -> None:
    place = make_place()
    make_case(place, planned_exit_on=date(2026, 3, 31))
    days = _days(place)
    assert [one.on for one in days] == sorted(one.on for one in days)
    same = [one.key for one in days if one.on == date(2026, 3, 31)]
    assert same == ["filing_supervisor_date", ""]


def test_another_base_shows_nothing_of_it(app: Flask) -> None:
    place, agency = make_place(), make_agency()
    case = make_case(place, agency, planned_exit_on=date(2026, 12, 1))
    _item(case.id)
    _finding(agency.id)
    make_intake(place.base)
    assert {one.agency or one.call for one in _days(make_place())} == {None}


def test_many_agencies_cost_what_one_does(app: Flask) -> None:
    place = make_place()

    def enter() -> None:
        agency = make_agency()
        case = make_case(place, agency, planned_exit_on=date(2026, 12, 1))
        _item(case.id)
        _finding(agency.id)
        make_intake(place.base)

    enter()
    with counted() as few:
        _days(place)
    for _number in range(5):
        enter()
    with counted() as many:
        assert len([one for one in _days(place) if one.agency]) == 18
    assert len(many) == len(few)


def test_the_page_names_each_kind_of_day(client: FlaskClient) -> None:
    place, agency = make_place(), make_agency("晨光社工")
    case = make_case(place, agency, planned_exit_on=date(2026, 12, 1))
    _item(case.id)
    _finding(agency.id)
    call = make_intake(place.base, name="2026年第三批")
    address = f"/incubation/bases/{place.base.id}/year/2026"
    enter_as(client, place.people["authority"])
    page = client.get(address).text
    for said in (
        "计划出壳",
        "完成基线评估",
        "孵化协议",
        "开始征集：2026年第三批",
        "征集截止：2026年第三批",
        "年度报告初稿",
        "以当地通知为准",
        "晨光社工",
        f"/incubation/calls/{call.id}",
    ):
        assert said in page, said


def test_the_page_reads_in_english_too(client: FlaskClient) -> None:
    place = make_place()
    _item(make_case(place).id)
    enter_as(client, place.people["officer"])
    client.post("/accounts/display", data={"language": "en"})
    page = client.get(f"/incubation/bases/{place.base.id}/year/2026").text
    for said in ("Finish the baseline assessment", "Draft of the yearly report", "Its plan"):
        assert said in page, said


@pytest.mark.parametrize(("year", "status"), [(2023, 200), (2029, 200), (2022, 404), (2030, 404)])
def test_three_years_before_and_after_are_shown(
    client: FlaskClient, year: int, status: int
) -> None:
    place = make_place()
    enter_as(client, place.people["head"])
    assert client.get(f"/incubation/bases/{place.base.id}/year/{year}").status_code == status
