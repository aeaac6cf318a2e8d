"""Values that the site enters for a place: what is refused, which of several holds, from which day to which."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.factories_accounts import make_user
from tests.factories_checks import make_changed, make_place_rule, make_sound_agency
from tests.factories_incubator import NOON, TODAY, make_agency, make_case, make_place
from tests.factories_staffing import enter_as
from tests.statements import count_statements
from trainingapp.extensions import db
from trainingapp.incubator.actions.checking import check_agencies
from trainingapp.incubator.compliance_jobs import check_every_agency
from trainingapp.incubator.models import (
    Agency,
    Case,
    ComplianceLook,
    ComplianceResult,
    PlaceRule,
)
from trainingapp.incubator.place_files import is_value, list_places
from trainingapp.incubator.queries.compliance import find_check, list_history
from trainingapp.incubator.queries.guards_standing import GUARDS
from trainingapp.incubator.queries.parameters import read_parameters, read_parameters_of
from trainingapp.rules.incubation.compliance.words import Status
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

PLACES = "/incubation/settings/places"
ONE = timedelta(days=1)
KEY = "min_full_time_staff"
ROW = {
    "key": KEY,
    "area": "1301",
    "value": "4",
    "document": "石民规〔2026〕3号",
    "confidence": "B",
    "valid_from": "2026-01-01",
}


def _administrator(client: FlaskClient) -> None:
    enter_as(client, make_user(roles=[Role.ADMINISTRATOR]))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("value", ""),
        ("value", "four"),
        ("value", "-1"),
        ("value", "3.5"),
        ("value", "1001"),
        ("value", "1e400"),
        ("value", "Infinity"),
        ("value", "4" * 201),
        ("area", ""),
        ("area", "cn"),
        ("area", "130"),
        ("area", "13010"),
        ("area", "1301021"),
        ("area", "13 01"),
        ("area", "1301020001000"),
        ("document", ""),
        ("document", "文" * 201),
        ("article", "第" * 41),
        ("confidence", "E"),
        ("confidence", ""),
        ("valid_from", ""),
        ("valid_from", "2026-02-29"),
        ("valid_to", "2025-12-31"),
        ("valid_to", "never"),
        ("note", "长" * 1001),
        ("key", "min_full_time"),
    ],
)
def test_a_row_that_is_not_right_says_so_beside_its_field(
    client: FlaskClient, field: str, value: str
) -> None:
    _administrator(client)
    page = client.post(f"{PLACES}/new", data=ROW | {"article": "第九条之二"} | {field: value})
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    if field != "article":
        assert "第九条之二" in page.text
    assert db.session.scalars(select(PlaceRule)).all() == []


@pytest.mark.parametrize("area", ["CN", "13", "1301", "130102", "130102001", "130102001001"])
def test_an_area_is_the_country_or_a_code_of_a_whole_level(client: FlaskClient, area: str) -> None:
    _administrator(client)
    assert client.post(f"{PLACES}/new", data=ROW | {"area": area}).status_code == 303
    assert db.session.scalars(select(PlaceRule.area)).all() == [area]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("days", "36500", True),
        ("days", "36501", False),
        ("days", "20260101", False),
        ("days", "-3", False),
        ("integer", "1000", True),
        ("integer", "1001", False),
        ("integer", "99999999999999999999", False),
        ("integer", " 3 ", True),
        ("number", "0.8", True),
        ("number", "-0.8", True),
        ("number", "1,000", False),
        ("number", "sNaN", False),
        ("flag", "TRUE", True),
        ("flag", "yes", False),
        ("flag", "", False),
        ("day", "2026-13-01", False),
        ("day", "", False),
        ("month_day", "12-31", True),
        ("month_day", "2-3", False),
        ("month_day", "04-31", False),
        ("numbers", "", False),
        ("numbers", "7,,1", False),
        ("numbers", "7,1,0", True),
    ],
)
def test_a_value_that_no_date_could_be_reckoned_with_is_none(
    kind: str, value: str, expected: bool
) -> None:
    assert is_value(kind, value) is expected


def test_a_link_from_a_key_opens_the_form_with_that_key(client: FlaskClient) -> None:
    _administrator(client)
    page = client.get(f"{PLACES}/new?key=statement_months").text
    chosen = page[page.index('value="statement_months"') :][:60]
    assert (
        "selected" in chosen
        or "selected" in page[page.index('value="statement_months"') - 30 :][:90]
    )
    assert client.get(f"{PLACES}/new?key=<script>").status_code == 200


# rows of the site: area, value, first day, last day; which value an agency in 130102 has on TODAY
OVERLAPS: list[tuple[list[tuple[str, int, date, date | None]], int]] = [
    ([], 3),
    ([("CN", 4, TODAY, None)], 4),
    ([("CN", 4, TODAY + ONE, None)], 3),
    ([("CN", 4, TODAY - ONE, TODAY - ONE)], 3),
    ([("CN", 4, TODAY - ONE, TODAY)], 4),
    ([("13", 5, TODAY, None), ("CN", 4, TODAY, None)], 5),
    ([("1301", 6, TODAY, None), ("13", 5, TODAY, None)], 6),
    ([("130102", 7, TODAY, None), ("1301", 6, TODAY, None)], 7),
    ([("130103", 7, TODAY, None)], 3),
    ([("31", 7, TODAY, None)], 3),
    ([("13", 5, TODAY - 9 * ONE, None), ("13", 6, TODAY - ONE, None)], 6),
    ([("13", 6, TODAY - ONE, None), ("13", 5, TODAY - 9 * ONE, None)], 6),
    ([("13", 5, TODAY - 9 * ONE, None), ("13", 6, TODAY - ONE, TODAY - ONE)], 5),
    ([("13", 5, TODAY, None), ("13", 6, TODAY + ONE, None)], 5),
    ([("1301", 6, TODAY - 9 * ONE, TODAY - ONE), ("13", 5, TODAY - 99 * ONE, None)], 5),
    ([("130102001", 9, TODAY, None)], 3),
]


@pytest.mark.parametrize(("rows", "expected"), OVERLAPS)
def test_of_several_rows_the_narrowest_then_the_newest_holds(
    app: Flask, rows: list[tuple[str, int, date, date | None]], expected: int
) -> None:
    for area, value, begins, ends in rows:
        make_place_rule(area, KEY, str(value), valid_from=begins, valid_to=ends)
    assert read_parameters("130102", TODAY).integer(KEY) == expected


def test_a_row_that_was_taken_back_never_held(app: Flask) -> None:
    row = make_place_rule("13", KEY, "9")
    assert read_parameters("130102", TODAY).integer(KEY) == 9
    make_changed(row, withdrawn_at=NOON)
    assert read_parameters("130102", TODAY).integer(KEY) == 3


@pytest.mark.parametrize("place", ["", "CN", "1", "99", "130102001001"])
def test_a_place_that_nobody_knows_has_what_the_country_has(app: Flask, place: str) -> None:
    found = read_parameters_of([place], TODAY)[place]
    assert found.integer(KEY) == 3
    assert found.has("founders_middle") is place.startswith("13")


@pytest.mark.parametrize(
    ("last_day", "ends", "said"),
    [
        ("2026-12-31", date(2026, 12, 31), "该值"),
        ("2026-01-01", date(2026, 1, 1), "该值"),
        ("2025-12-31", None, "截止日期早于起始日期"),
        ("", None, "请填写日期"),
        ("soon", None, "请填写日期"),
        ("2026-02-30", None, "请填写日期"),
    ],
)
def test_a_row_ends_on_a_day_or_the_page_says_why_not(
    client: FlaskClient, last_day: str, ends: date | None, said: str
) -> None:
    number = make_place_rule("13", KEY, "4").id
    _administrator(client)
    page = client.post(f"{PLACES}/{number}/end", data={"last_day": last_day}, follow_redirects=True)
    assert db.session.get_one(PlaceRule, number).valid_to == ends
    assert said in page.text or ends is not None


def test_a_row_that_was_taken_back_is_gone_for_every_act(client: FlaskClient) -> None:
    number = make_place_rule("13", KEY, "4").id
    _administrator(client)
    assert client.post(f"{PLACES}/{number}/withdrawal").status_code == 303
    assert client.post(f"{PLACES}/{number}/withdrawal").status_code == 404
    assert client.post(f"{PLACES}/{number}/end", data={"last_day": "2027-01-01"}).status_code == 404
    assert client.post(f"{PLACES}/999999/end").status_code == 404


def test_many_rows_are_paged_and_cost_the_same(client: FlaskClient) -> None:
    _administrator(client)
    make_place_rule("13", KEY, "4")
    few = count_statements(client, PLACES)
    with writing():
        for number in range(60):
            values: dict[str, Any] = {"document": "N" * 200, "note": "长" * 1000}
            values |= {"confidence": "C", "valid_from": TODAY, "entered_at": NOON}
            db.session.add(PlaceRule(area=f"{4401 + number}", key=KEY, value="5", **values))
        db.session.commit()
    assert count_statements(client, PLACES) == few
    assert client.get(f"{PLACES}?page=2").status_code == 200
    assert client.get(f"{PLACES}?page=99").status_code in {200, 404}


@pytest.mark.both_databases
@pytest.mark.parametrize("changes", [{"valid_to": date(2025, 12, 31)}, {"confidence": "E"}])
def test_the_database_refuses_what_no_form_lets_through(
    app: Flask, changes: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError):
        make_place_rule("13", KEY, "4", **changes)
    db.session.rollback()


def _look(*agencies: Agency, days: int = 0) -> None:
    with writing():
        check_agencies([one.id for one in agencies], now=NOON + days * ONE)
        db.session.commit()


def _without(monkeypatch: pytest.MonkeyPatch, *keys: str) -> None:
    rows = [one for one in list_places().rows if one.key not in keys]
    shown = list_places().model_copy(update={"rows": rows})
    monkeypatch.setattr("trainingapp.incubator.queries.parameters.list_places", lambda: shown)


def test_a_threshold_that_is_missing_stops_neither_the_worker_nor_other_checks(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [make_agency().id for _number in range(3)]
    _without(monkeypatch, "seal_filing_days", "soon_days")
    with writing():
        check_every_agency(now=NOON)
    assert len(db.session.scalars(select(ComplianceLook)).all()) == 3
    for number in numbers:
        found = find_check(number, "R10", on=TODAY)
        assert found is not None
        assert (found.status, found.result.reason) == (Status.UNKNOWN, "no_threshold")
        assert find_check(number, "R01", on=TODAY) is not None


@pytest.mark.parametrize(
    ("key", "gate", "code"),
    [
        ("insurance_days", "gate_staff", "R20"),
        ("labour_contract_months", "gate_staff", "R19"),
        ("premises_warn_days", "gate_clean", None),
        ("filing_registry_date", "gate_clean", "R25"),
        ("statement_months", "gate_governed", None),
    ],
)
def test_a_gate_stays_shut_where_its_threshold_is_missing(
    app: Flask, monkeypatch: pytest.MonkeyPatch, key: str, gate: str, code: str | None
) -> None:
    case = make_case(make_place(), make_sound_agency())
    _without(monkeypatch, key)
    assert [one.code for one in GUARDS[gate](case, NOON)] == ([code] if code else [])


def test_a_threshold_that_comes_back_is_used_on_the_next_look(app: Flask) -> None:
    agency = make_sound_agency()
    row = make_place_rule("13", KEY, "4")
    _look(agency)
    make_changed(row, valid_to=TODAY)
    _look(agency, days=1)
    rows = list_history(agency.id, "R15")
    assert [one.status for one in rows] == [Status.OK, Status.BREACH]
    assert [one.terms[KEY]["value"] for one in rows] == ["3", "4"]
    assert (rows[0].since, rows[1].replaced_at) == (TODAY + ONE, NOON + ONE)


def test_a_breach_is_first_seen_once_and_again_after_it_was_cleared(app: Flask) -> None:
    agency = make_sound_agency()
    row = make_place_rule("13", KEY, "4")
    for day in range(3):
        _look(agency, days=day)
    make_changed(row, withdrawn_at=NOON)
    _look(agency, days=3)
    make_place_rule("13", KEY, "5")
    _look(agency, days=4)
    _look(agency, days=5)
    told = [(one.status, one.since) for one in reversed(list_history(agency.id, "R15"))]
    assert told == [
        (Status.BREACH, TODAY),
        (Status.OK, TODAY + 3 * ONE),
        (Status.BREACH, TODAY + 4 * ONE),
    ]


@pytest.mark.both_databases
def test_one_finding_of_a_check_holds_at_a_time(app: Flask) -> None:
    agency = make_agency()
    _look(agency)
    twin = ComplianceResult(
        agency_id=agency.id,
        code="R01",
        status=Status.OK,
        severity="amber",
        reason="ok",
        since=TODAY,
        found_at=NOON,
    )
    with writing():
        db.session.add(twin)
        with pytest.raises(IntegrityError):
            db.session.flush()
    db.session.rollback()


def test_the_wall_of_sixty_agencies_has_two_pages_and_as_many_statements(
    client: FlaskClient,
) -> None:
    place, first = make_place(), make_agency("机构00")
    sample = make_case(place, first)
    _look(first)
    address = f"/incubation/bases/{place.base.id}/checks"
    officer = place.people["officer"]
    shared: dict[str, Any] = {
        "base_id": sample.base_id,
        "workflow_version_id": sample.workflow_version_id,
    }
    shared |= {"applicants": "registered", "track": "m12", "mode": "physical"}
    enter_as(client, officer)
    few = count_statements(client, address)
    with writing():
        for number in range(1, 60):
            values: dict[str, Any] = {"kind": "service", "status": "registered"}
            values |= {"area_code": "130102", "entered_at": NOON}
            agency = Agency(name=f"机构{number:02}", **values)
            db.session.add(agency)
            db.session.flush()
            case = Case(agency_id=agency.id, number=f"W{number}", stage="incubating", **shared)
            case.stage_since = case.opened_at = NOON
            db.session.add(case)
        db.session.commit()
    assert count_statements(client, address) <= few + 1  # more pages: they are counted
    page, second = client.get(address).text, client.get(f"{address}?page=2").text
    assert ("机构00" in page, "机构49" in page, "机构50" in page) == (True, True, False)
    assert ("机构49" in second, "机构50" in second, "机构59" in second) == (False, True, True)
    assert "还没有检查过" in page
