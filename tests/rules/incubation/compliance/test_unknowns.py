"""What nobody can tell is never called well: half-filled registers, terms nobody entered, thresholds not settled."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.rules.incubation.compliance.terms import (
    CONTRACT,
    DAY,
    FORMING,
    VALUES,
    PlainTerms,
    facts,
    terms,
)
from trainingapp.rules.incubation.compliance.catalogue import CHECKS, check_all, check_one
from trainingapp.rules.incubation.compliance.facts import (
    AgencyFacts,
    Change,
    Contract,
    Filing,
    Grade,
    Listed,
)
from trainingapp.rules.incubation.compliance.words import Status
from trainingapp.rules.incubation.words import AgencyStatus, Field

OK, SOON, BREACH = Status.OK, Status.DUE_SOON, Status.BREACH
UNKNOWN, NOT = Status.UNKNOWN, Status.NOT_APPLICABLE
FILED = Filing(registry_on=date(2026, 5, 1))
LATE = Change(consent_on=date(2026, 10, 23))
RUNNING = Change(consent_on=date(2026, 11, 20))
UNDATED = Change()
OPEN_CONTRACT = Contract(award_on=date(2026, 11, 20))
OVERDUE_CONTRACT = Contract(award_on=date(2026, 10, 1))
CHENGDU: dict[str, Any] = {"staff_cost_percent": 60}


def _found(code: str, agency: AgencyFacts, today: date = DAY, **place: Any) -> tuple[Status, str]:
    finding = check_one(code, agency, terms(**place), today)
    return finding.status, finding.reason


def _paid(*shares: int | None) -> dict[str, Any]:
    percents = [None if share is None else Decimal(share) for share in shares]
    return {"money__contracts": tuple(Contract(staff_percent=share) for share in percents)}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ((UNDATED,), (UNKNOWN, "no_consent_date")),
        ((RUNNING, UNDATED), (UNKNOWN, "no_consent_date")),
        ((LATE, UNDATED), (BREACH, "overdue")),
        ((RUNNING, LATE), (BREACH, "overdue")),
        ((RUNNING,), (SOON, "to_do")),
        ((Change(filed_on=DAY), UNDATED), (UNKNOWN, "no_consent_date")),
        ((Change(filed_on=DAY), Change(filed_on=DAY)), (OK, "ok")),
    ],
)
def test_one_dated_change_does_not_answer_for_an_undated_one(
    changes: tuple[Change, ...], expected: tuple[Status, str]
) -> None:
    assert _found("R05", facts(register__changes=changes)) == expected


@pytest.mark.parametrize(
    ("filings", "expected"),
    [
        (
            {2023: Filing(result="fail"), 2025: Filing(result="basic", corrected_on=DAY)},
            (UNKNOWN, "no_correction_date"),
        ),
        (
            {
                2023: Filing(result="fail", correct_by=date(2024, 9, 1)),
                2025: Filing(result="basic", corrected_on=DAY),
            },
            (BREACH, "overdue"),
        ),
        (
            {
                2024: Filing(result="basic", correct_by=date(2026, 11, 22)),
                2025: Filing(result="fail"),
            },
            (BREACH, "overdue"),
        ),
        (
            {
                2024: Filing(result="basic", correct_by=date(2027, 6, 1)),
                2025: Filing(result="fail"),
            },
            (UNKNOWN, "no_correction_date"),
        ),
        ({2025: Filing(result="basic", correct_by=DAY)}, (SOON, "to_do")),
        ({2025: Filing(result="basic", correct_by=date(2027, 6, 1))}, (OK, "running")),
        (
            {
                2024: Filing(result="basic", corrected_on=date(2025, 9, 1)),
                2025: Filing(result="fail", corrected_on=DAY),
            },
            (OK, "done"),
        ),
        ({2025: Filing(result="pass")}, (NOT, "no_poor_result")),
    ],
)
def test_a_correction_of_one_year_does_not_answer_for_another(
    filings: dict[int, Filing], expected: tuple[Status, str]
) -> None:
    assert _found("R26", facts(register__filings=filings)) == expected


@pytest.mark.parametrize(
    ("contracts", "expected"),
    [
        ((CONTRACT, Contract()), (UNKNOWN, "no_award_date")),
        ((CONTRACT, OPEN_CONTRACT), (SOON, "to_do")),
        ((Contract(), OVERDUE_CONTRACT), (BREACH, "overdue")),
        ((Contract(), Contract(award_on=date(2026, 11, 20))), (SOON, "to_do")),
        ((CONTRACT, CONTRACT), (OK, "ok")),
        ((Contract(has_dispatch=True), CONTRACT), (BREACH, "dispatch")),
    ],
)
def test_an_award_that_is_on_record_does_not_answer_for_one_that_is_not(
    contracts: tuple[Contract, ...], expected: tuple[Status, str]
) -> None:
    assert _found("R39", facts(money__contracts=contracts)) == expected


@pytest.mark.parametrize(
    ("contracts", "expected"),
    [
        ((CONTRACT, Contract()), (UNKNOWN, "no_record")),
        ((CONTRACT, Contract(starts_on=date(2026, 1, 1))), (UNKNOWN, "no_record")),
        ((CONTRACT, Contract(last_day=date(2040, 1, 1))), (UNKNOWN, "no_record")),
        (
            (Contract(), Contract(starts_on=date(2020, 1, 1), last_day=date(2023, 1, 1))),
            (BREACH, "too_long"),
        ),
        ((Contract(), Contract(is_passed_on=True)), (BREACH, "passed_on")),
        ((CONTRACT,), (OK, "ok")),
    ],
)
def test_the_term_of_one_contract_does_not_answer_for_another(
    contracts: tuple[Contract, ...], expected: tuple[Status, str]
) -> None:
    assert _found("R41", facts(money__contracts=contracts)) == expected


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ((60, 61), (OK, "ok")),
        ((60, None), (UNKNOWN, "no_record")),
        ((59, None), (BREACH, "below")),
        ((None, None), (UNKNOWN, "no_record")),
        ((100, 59), (BREACH, "below")),
    ],
)
def test_the_staff_share_of_one_project_does_not_answer_for_another(
    shares: tuple[int | None, ...], expected: tuple[Status, str]
) -> None:
    assert _found("R42", facts(**_paid(*shares)), **CHENGDU) == expected


CHILDREN = frozenset({Field.CHILDREN})
YESTERDAY_A_MONTH = date(2026, 10, 22)


@pytest.mark.parametrize(
    ("code", "changes", "expected"),
    [
        ("R19", {}, (UNKNOWN, "staff_not_recorded")),
        ("R19", {"team__uncontracted_since": (DAY,)}, (UNKNOWN, "staff_not_recorded")),
        ("R19", {"team__uncontracted_since": (YESTERDAY_A_MONTH,)}, (BREACH, "late_for")),
        ("R20", {}, (UNKNOWN, "staff_not_recorded")),
        ("R20", {"team__uninsured_since": (DAY,)}, (UNKNOWN, "staff_not_recorded")),
        ("R20", {"team__uninsured_since": (date(2026, 10, 23),)}, (BREACH, "late_for")),
        ("R22", {"team__queries": (DAY,)}, (UNKNOWN, "staff_not_recorded")),
        ("R22", {"team__queries": (None,)}, (BREACH, "never_queried")),
        ("R22", {"team__queries": (date(2025, 1, 1),)}, (BREACH, "ended")),
        ("R22", {"fields": CHILDREN}, (UNKNOWN, "nobody_marked")),
        ("R23", {"team__contact": 2}, (UNKNOWN, "staff_not_recorded")),
        ("R23", {"team__contact": 2, "team__unsigned": 1}, (BREACH, "unsigned")),
        ("R23", {"fields": CHILDREN}, (UNKNOWN, "nobody_marked")),
    ],
)
def test_staff_whose_terms_nobody_entered_leave_it_open(
    code: str, changes: dict[str, Any], expected: tuple[Status, str]
) -> None:
    agency = facts(team__unrecorded=2, **changes)
    assert _found(code, agency) == expected
    if expected[1] == "staff_not_recorded":
        assert check_one(code, agency, terms(), DAY).parameters == {"count": 2}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"register__insured_on": None}, (UNKNOWN, "own_not_recorded")),
        (
            {"register__insured_on": None, "team__uninsured_since": (date(2026, 1, 1),)},
            (BREACH, "late_for"),
        ),
        (
            {"register__insured_on": None, "team__uninsured_since": (DAY,)},
            (UNKNOWN, "own_not_recorded"),
        ),
        ({"register__insured_on": None, "registered_on": None}, (UNKNOWN, "own_not_recorded")),
        ({"register__insured_on": None, "registered_on": date(2026, 10, 24)}, (OK, "ok")),
        (
            {"register__insured_on": None, "registered_on": date(2026, 10, 23)},
            (UNKNOWN, "own_not_recorded"),
        ),
        ({"register__insured_on": None, "team": None}, (UNKNOWN, "own_not_recorded")),
        ({"team": None}, (UNKNOWN, "no_record")),
        ({"team__uninsured_since": None}, (UNKNOWN, "no_record")),
        ({"team__full_time": 0, "register__insured_on": None}, (UNKNOWN, "own_not_recorded")),
    ],
)
def test_uninsured_staff_are_named_whatever_is_known_of_the_agency_itself(
    changes: dict[str, Any], expected: tuple[Status, str]
) -> None:
    assert _found("R20", facts(**changes)) == expected


@pytest.mark.parametrize(
    ("full_time", "incomplete", "expected"),
    [(0, 0, NOT), (0, 2, BREACH), (3, 0, OK), (3, 1, BREACH), (0, None, UNKNOWN)],
)
def test_the_roster_is_of_part_timers_too(
    full_time: int, incomplete: int | None, expected: Status
) -> None:
    agency = facts(team__full_time=full_time, team__qualified=0, team__incomplete=incomplete)
    assert _found("R21", agency)[0] is expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, (OK, "may_apply")),
        ({"register__listed": (Listed("abnormal", DAY),)}, (NOT, "barred")),
        ({"register__listed": (Listed("serious", date(2020, 1, 1)),)}, (NOT, "barred")),
        ({"register__listed": (Listed("abnormal", date(2024, 1, 1), DAY),)}, (OK, "may_apply")),
        ({"register__listed": (Listed("penalty", DAY),)}, (NOT, "barred")),
        ({"register__listed": (Listed("penalty", date(2025, 11, 24)),)}, (NOT, "barred")),
        ({"register__listed": (Listed("penalty", date(2025, 11, 23)),)}, (OK, "may_apply")),
        ({"register__filings": {2025: Filing(result="fail")}}, (NOT, "barred")),
        ({"register__filings": {2025: Filing(result="basic")}}, (OK, "may_apply")),
        (
            {"register__filings": {2024: Filing(result="basic"), 2025: Filing(result="basic")}},
            (NOT, "barred"),
        ),
        (
            {"register__filings": {2024: Filing(result="fail"), 2025: Filing(result="pass")}},
            (OK, "may_apply"),
        ),
        ({"register__filings": {}}, (OK, "may_apply")),
    ],
)
def test_who_may_not_ask_for_a_grade_is_not_told_to(
    changes: dict[str, Any], expected: tuple[Status, str]
) -> None:
    assert _found("R30", facts(**changes)) == expected


def test_a_grade_without_an_end_lasts_the_years_of_the_rule() -> None:
    agency = facts(register__grade=Grade(date(2024, 2, 29)))
    assert _found("R30", agency) == (OK, "until")
    assert _found("R30", agency, date(2029, 2, 27)) == (SOON, "ends")
    assert _found("R30", agency, date(2029, 2, 28)) == (BREACH, "ended")


@pytest.mark.parametrize("code", ["R32", "R33"])
def test_an_exemption_without_an_end_is_unknown_and_not_unconcerned(code: str) -> None:
    assert _found(code, facts(register__has_endless_exemption=True))[0] is UNKNOWN
    assert _found(code, facts(FORMING, register__has_endless_exemption=True))[0] is NOT


def test_an_exempt_agency_without_an_end_keeps_its_income_apart() -> None:
    agency = facts(register__has_endless_exemption=True, statements={})
    assert _found("R34", agency) == (UNKNOWN, "not_stated")


@pytest.mark.parametrize("status", [AgencyStatus.DEREGISTERED, AgencyStatus.REVOKED])
def test_an_agency_that_was_struck_off_needs_no_founders(status: AgencyStatus) -> None:
    agency = facts(status=status, register__founders=("none",))
    assert _found("R14", agency, founders_middle=2) == (NOT, "not_registered")


FULL = facts(
    fields=frozenset({Field.CHILDREN, Field.MENTAL_HEALTH}),
    register__changes=(RUNNING,),
    register__exempt_until=date(2028, 1, 1),
    register__grade=Grade(date(2024, 1, 1)),
    team__registrations_end=(date(2028, 1, 1),),
    team__unregistered_since=(DAY,),
    team__uncontracted_since=(DAY,),
    team__uninsured_since=(DAY,),
    team__queries=(DAY,),
    team__average_pay=Decimal(80_000),
)


@pytest.mark.parametrize("missing", sorted(VALUES))
def test_a_threshold_that_is_settled_nowhere_makes_its_checks_unknown_and_no_other(
    missing: str,
) -> None:
    place = PlainTerms({key: value for key, value in VALUES.items() if key != missing})
    before = check_all(FULL, terms(), DAY)
    after = check_all(FULL, place, DAY)
    assert set(after) == set(before)
    changed = {code for code, finding in after.items() if finding != before[code]}
    assert {after[code].reason for code in changed} <= {"no_threshold"}
    assert {after[code].status for code in changed} <= {UNKNOWN}


def test_without_any_threshold_nothing_that_needs_one_is_well() -> None:
    found = check_all(FULL, PlainTerms({}), DAY)
    well = {code for code, one in found.items() if one.status in {OK, SOON}}
    assert well == {"R01", "R02", "R07", "R08", "R10", "R11", "R17", "R21", "R28", "R48", "R49"}
    assert sum(one.reason == "no_threshold" for one in found.values()) > 25


def test_an_error_in_a_check_is_not_called_a_missing_threshold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_arguments: object) -> None:
        raise KeyError("a fault of the program")

    monkeypatch.setitem(CHECKS, "R01", broken)
    with pytest.raises(KeyError):
        check_one("R01", FULL, terms(), DAY)
