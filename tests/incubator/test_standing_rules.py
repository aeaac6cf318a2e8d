"""Rules of places that an administrator enters change how teams stand at once, there and on those days only."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.factories_checks import make_place_rule
from tests.factories_incubator import NOON, TODAY, make_agency, make_manager
from tests.factories_staffing import (
    change,
    enter_as,
    hold_certificate,
    hold_degree,
    make_member,
    make_team,
    register,
)
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency
from trainingapp.incubator.queries.standing import TeamStanding, find_standing, list_standings
from trainingapp.rules.incubation.staffing import Why

pytestmark = pytest.mark.usefixtures("app")

WUHAN = "420100"


def stand(agency: Agency, on: date = TODAY) -> TeamStanding:
    db.session.rollback()
    db.session.expire_all()
    return find_standing(agency.id, on=on)


def rule(key: str, value: str, area: str = "42", **changes: Any) -> Any:
    return make_place_rule(area, key, value, **changes)


@pytest.mark.parametrize(
    ("part", "whole", "is_met", "to_certify", "to_hire"),
    [
        ("1", "3", True, 0, 0),
        ("1", "4", True, 0, 0),
        ("1", "2", False, 1, 1),
        ("2", "3", False, 1, 3),
        ("1", "1", False, 2, None),
    ],
)
def test_another_share_of_the_place_is_taken_at_once(
    part: str, whole: str, is_met: bool, to_certify: int, to_hire: int | None
) -> None:
    agency = make_agency(area_code=WUHAN)
    make_team(agency, 1, 3)
    rule("qualified_ratio_numerator", part)
    rule("qualified_ratio_denominator", whole)
    found = stand(agency).ratio
    assert (found.is_met, found.to_certify, found.to_hire) == (is_met, to_certify, to_hire)


@pytest.mark.parametrize(
    ("asked", "share", "counts"),
    [
        ("0.5", "0.50", True),
        ("0.5", "0.49", False),
        ("1", "0.99", False),
        ("1", "1.00", True),
        ("0.75", "0.75", True),
    ],
)
def test_from_which_share_the_place_counts_full_time(asked: str, share: str, counts: bool) -> None:
    agency = make_agency(area_code=WUHAN)
    make_member(agency, share=Decimal(share))
    rule("full_time_fte", asked)
    assert stand(agency).ratio.full_time == int(counts)


@pytest.mark.parametrize(
    ("majors", "printed", "ground"),
    [
        ("社会工作", "社会工作", Why.DEGREE),
        ("社会工作", "社会学", Why.OTHER_MAJOR),
        ("社会工作、社会学", "社会学", Why.DEGREE),
        ("社会工作，社会学", "社会学", Why.DEGREE),
        (" 社会工作 、 社会学 ", "社会学", Why.DEGREE),
        ("社会工作、", "心理学", Why.OTHER_MAJOR),
        ("社会工作", "社会工作（儿童方向）", Why.DEGREE),
    ],
)
def test_the_list_of_majors_of_the_place(majors: str, printed: str, ground: Why) -> None:
    agency = make_agency(area_code=WUHAN)
    hold_degree(make_member(agency), major_as_printed=printed)
    rule("social_work_majors", majors)
    (member,) = stand(agency).members
    assert member.verdict.ground is ground


@pytest.mark.parametrize(("least", "is_enough"), [("0", True), ("2", True), ("3", False)])
def test_how_many_full_time_people_the_place_asks_for(least: str, is_enough: bool) -> None:
    agency = make_agency(area_code=WUHAN)
    make_team(agency, 0, 2)
    rule("min_full_time_staff", least)
    assert stand(agency).has_enough_staff is is_enough


@pytest.mark.parametrize(
    ("area", "counts"),
    [("CN", False), ("42", False), ("4201", False), ("4202", True), ("13", True), ("420101", True)],
)
def test_a_rule_holds_in_its_place_only(area: str, counts: bool) -> None:
    agency = make_agency(area_code=WUHAN)
    hold_certificate(make_member(agency))
    rule("registration_required", "true", area=area)
    assert stand(agency).ratio.qualified == int(counts)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "counts"),
    [
        (TODAY, None, False),
        (TODAY + timedelta(days=1), None, True),
        (date(2020, 1, 1), TODAY, False),
        (date(2020, 1, 1), TODAY - timedelta(days=1), True),
    ],
)
def test_a_rule_holds_on_its_days_only(
    valid_from: date, valid_to: date | None, counts: bool
) -> None:
    agency = make_agency(area_code=WUHAN)
    hold_certificate(make_member(agency))
    rule("registration_required", "true", valid_from=valid_from, valid_to=valid_to)
    assert stand(agency).ratio.qualified == int(counts)


def test_a_rule_that_is_withdrawn_holds_no_more() -> None:
    agency = make_agency(area_code=WUHAN)
    hold_certificate(make_member(agency))
    row = rule("registration_required", "true")
    assert stand(agency).ratio.qualified == 0
    change(row, withdrawn_at=NOON)
    assert stand(agency).ratio.qualified == 1


def test_a_city_may_ask_for_registration_within_itself() -> None:
    agency = make_agency(area_code=WUHAN)
    rule("registration_area", "4201", area="4201")
    for area in ("420106", "420200", ""):
        register(hold_certificate(make_member(agency)), area=area)
    grounds = sorted(one.verdict.ground for one in stand(agency).members)
    assert grounds == sorted([Why.CERTIFICATE, Why.OTHER_AREA, Why.AREA_UNKNOWN])


def test_agencies_of_several_places_are_each_judged_by_their_own() -> None:
    areas = (WUHAN, "130102", "510104", "310101")
    agencies = [make_agency(area_code=area) for area in areas]
    for agency in agencies:
        hold_certificate(make_member(agency))
    db.session.rollback()
    found = list_standings([one.id for one in agencies], on=TODAY)
    assert [found[one.id].ratio.qualified for one in agencies] == [1, 0, 0, 1]
    assert [found[one.id].rules.area for one in agencies] == ["", "", "5101", ""]


def test_the_page_says_by_which_document_the_place_counts(client: FlaskClient) -> None:
    agency = make_agency(area_code=WUHAN)
    rule("qualified_ratio_denominator", "4", document="武民规〔2026〕9号")
    rule("qualified_ratio_numerator", "1", document="武民规〔2026〕9号")
    make_team(agency, 1, 4)
    enter_as(client, make_manager(agency))
    page = client.get(f"/incubation/agencies/{agency.id}/team").text
    assert "武民规〔2026〕9号" in page
    assert "1/4" in page


@pytest.mark.parametrize("whole", ["0", "1"])
def test_a_share_of_nothing_breaks_no_page_and_asks_for_everybody(whole: str) -> None:
    agency = make_agency(area_code=WUHAN)
    make_team(agency, 1, 3)
    rule("qualified_ratio_denominator", whole)
    found = stand(agency).ratio
    assert (found.is_met, found.to_certify, found.to_hire) == (False, 2, None)
