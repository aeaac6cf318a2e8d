"""Contracts, books, stays and traces as the checks see them, from the rows that other pages write."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from tests.factories_checks import make_entry, make_sound_agency
from tests.factories_incubator import NOON, TODAY, make_agency, make_case, make_place, written
from tests.factories_money import make_accounts, make_contract, make_grant
from trainingapp.extensions import db
from trainingapp.incubator.actions.checking import check_agency
from trainingapp.incubator.models import (
    Agency,
    Agreement,
    Case,
    ComplianceResult,
    DeskAssignment,
    registry as kept,
)
from trainingapp.incubator.queries.compliance import list_standing_checks
from trainingapp.rules.incubation.words import Mode
from trainingapp.web.transactions import writing


def _look(agency: Agency) -> dict[str, ComplianceResult]:
    with writing():
        check_agency(agency, now=NOON)
        db.session.commit()
    checks = list_standing_checks([agency.id], on=TODAY)[agency.id]
    return {one.result.code: one.result for one in checks}


@pytest.mark.parametrize(
    ("code", "changes", "area", "status", "reason"),
    [
        ("R39", {"awarded_on": date(2025, 12, 1)}, "130102", "ok", "ok"),
        ("R39", {"awarded_on": date(2025, 11, 1)}, "130102", "ok", "signed_late"),
        (
            "R39",
            {"awarded_on": date(2026, 10, 1), "signed_on": None},
            "130102",
            "breach",
            "overdue",
        ),
        ("R39", {"is_labour_dispatch": True}, "130102", "breach", "dispatch"),
        ("R39", {}, "130102", "unknown", "no_award_date"),
        ("R41", {}, "130102", "ok", "ok"),
        ("R41", {"ends_on": date(2029, 1, 1)}, "130102", "ok", "ok"),
        ("R41", {"ends_on": date(2029, 1, 2)}, "130102", "breach", "too_long"),
        ("R41", {"is_subcontracted": True}, "130102", "breach", "passed_on"),
        ("R42", {"staff_cost": Decimal(180000)}, "510104", "ok", "ok"),
        ("R42", {"staff_cost": Decimal(179000)}, "510104", "breach", "below"),
        ("R42", {"staff_cost": Decimal(1)}, "130102", "not_applicable", "no_rule"),
        ("R42", {}, "510104", "unknown", "no_record"),
        ("R40", {}, "130102", "ok", "stated"),
        ("R40", {"kind": "donation"}, "130102", "not_applicable", "no_contract"),
        ("R41", {"state": "finished"}, "130102", "not_applicable", "no_contract"),
    ],
)
def test_a_contract_is_seen_by_its_checks(
    app: Flask, code: str, changes: dict[str, Any], area: str, status: str, reason: str
) -> None:
    agency = make_sound_agency(area_code=area)
    make_contract(agency, **changes)
    found = _look(agency)[code]
    assert (found.status, found.reason) == (status, reason)


def test_donations_in_the_accounts_ask_for_their_register(app: Flask) -> None:
    agency = make_agency()
    assert _look(agency)["R36"].status == "unknown"
    make_accounts(agency, income_donations=Decimal(0))
    assert _look(agency)["R36"].status == "not_applicable"
    make_accounts(agency, starts_on=date(2026, 10, 1), ends_on=date(2026, 11, 1))
    assert _look(agency)["R36"].reason == "not_stated"


def test_net_assets_below_the_start_capital_are_named_with_both_sums(app: Flask) -> None:
    agency = make_sound_agency()
    make_accounts(agency, net_assets=Decimal("12000.50"))
    found = _look(agency)["R11"]
    assert found.status == "breach"
    assert found.parameters == {"assets": "12000.50", "capital": "30000.00"}


@pytest.mark.parametrize(
    ("shares", "status"),
    [
        ([(60, False), (40, True)], "breach"),
        ([(70, False), (30, True)], "ok"),
        ([(70, False), (None, True)], "unknown"),
    ],
)
def test_in_shanghai_two_thirds_of_the_assets_are_not_the_states(
    app: Flask, shares: list[tuple[int | None, bool]], status: str
) -> None:
    agency = make_sound_agency(area_code="310101")
    for number, (amount, is_state) in enumerate(shares):
        contribution = Decimal(amount) if amount is not None else None
        make_entry(
            agency,
            kept.Founder,
            name=f"发起人{number}",
            contribution=contribution,
            is_state=is_state,
            certificate_level="none",
        )
    assert _look(agency)["R11"].status == status


def _agree(case: Case, ends_on: date, *, is_signed: bool = True) -> None:
    signed_on = date(2026, 5, 20) if is_signed else None
    written(
        Agreement(
            case_id=case.id,
            kind="entry",
            starts_on=date(2026, 5, 25),
            ends_on=ends_on,
            signed_agency_on=signed_on,
            signed_base_on=signed_on,
            entered_at=NOON,
        )
    )


def _desk(case: Case) -> None:
    written(
        DeskAssignment(
            base_id=case.base_id,
            case_id=case.id,
            desk=1,
            starts_on=date(2026, 5, 25),
        )
    )


@pytest.mark.parametrize(
    ("ends_on", "has_desk", "mode", "status", "reason"),
    [
        (date(2027, 5, 25), True, Mode.PHYSICAL, "ok", "until"),
        (date(2027, 5, 25), False, Mode.PHYSICAL, "breach", "no_desk"),
        (date(2027, 5, 25), False, Mode.VIRTUAL, "ok", "until"),
        (TODAY + timedelta(days=1), True, Mode.PHYSICAL, "due_soon", "ends"),
        (TODAY, True, Mode.PHYSICAL, "breach", "agreement_ended"),
    ],
)
def test_a_stay_is_judged_by_its_agreement_and_desk(
    app: Flask, ends_on: date, has_desk: bool, mode: Mode, status: str, reason: str
) -> None:
    agency = make_sound_agency()
    case = make_case(make_place(), agency, mode=mode)
    _agree(case, ends_on)
    if has_desk:
        _desk(case)
    found = _look(agency)["R47"]
    assert (found.status, found.reason) == (status, reason)


def test_an_agreement_that_one_side_signed_is_none(app: Flask) -> None:
    agency = make_sound_agency()
    _agree(make_case(make_place(), agency), date(2027, 5, 25), is_signed=False)
    assert _look(agency)["R47"].reason == "no_agreement"


def test_a_grant_that_nobody_accounted_for_is_named_after_the_stay(app: Flask) -> None:
    agency = make_sound_agency()
    case = make_case(make_place(), agency, planned_exit_on=date(2026, 10, 1))
    _agree(case, date(2027, 5, 25))
    _desk(case)
    make_grant(case, paid_on=date(2026, 6, 1), paid_amount=Decimal(5000))
    found = _look(agency)["R47"]
    assert (found.reason, found.due_on) == ("grant_open", date(2026, 10, 31))


def test_an_agency_that_left_is_not_in_a_base(app: Flask) -> None:
    agency = make_sound_agency()
    assert _look(agency)["R47"].reason == "not_in_base"


@pytest.mark.parametrize("column", ["phone", "address"])
def test_agencies_with_the_same_traces_are_named(app: Flask, column: str) -> None:
    first = make_agency(**{column: "0311-8600000"})
    second = make_agency(**{column: "0311-8600000"})
    make_agency(**{column: ""})
    assert _look(first)["R48"].parameters == {"count": 1}
    assert _look(second)["R48"].status == "breach"


def test_empty_traces_are_shared_with_nobody_and_say_nothing(app: Flask) -> None:
    make_agency()
    assert _look(make_agency())["R48"].status == "unknown"
    assert _look(make_agency(phone="0311-1"))["R48"].status == "ok"


@pytest.mark.parametrize(
    ("area", "levels", "status"),
    [
        ("130102", ["social_worker", "assistant"], "breach"),
        ("130102", ["social_worker", "senior"], "ok"),
        ("510104", ["assistant", "assistant"], "ok"),
        ("510104", ["assistant"], "breach"),
        ("440402", ["social_worker"], "ok"),
        ("110101", ["none"], "not_applicable"),
        ("130102", [], "unknown"),
    ],
)
def test_a_team_meets_the_founders_rule_of_its_place(
    app: Flask, area: str, levels: list[str], status: str
) -> None:
    agency = make_agency(is_registered=False, area_code=area)
    make_case(make_place(), agency)
    for number, level in enumerate(levels):
        make_entry(agency, kept.Founder, name=f"发起人{number}", certificate_level=level)
    assert _look(agency)["R14"].status == status
