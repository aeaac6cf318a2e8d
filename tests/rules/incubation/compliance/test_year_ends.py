"""Terms at year ends, on leap days and on their last day."""

from __future__ import annotations

from datetime import date

import pytest

from tests.rules.incubation.compliance.terms import facts, terms
from trainingapp.rules.incubation.compliance.catalogue import CHECKS
from trainingapp.rules.incubation.compliance.facts import Change, Filing, Listed, Statement
from trainingapp.rules.incubation.compliance.governing import is_exempt
from trainingapp.rules.incubation.compliance.words import Status
from trainingapp.rules.incubation.registry_words import StatementKind

OK, SOON, BREACH = Status.OK, Status.DUE_SOON, Status.BREACH


@pytest.mark.parametrize(
    ("today", "has_unit", "filings", "status", "due_on"),
    [
        (date(2026, 12, 31), True, {}, BREACH, date(2026, 3, 31)),
        (date(2027, 1, 1), True, {}, OK, None),
        (date(2027, 1, 29), True, {}, OK, None),
        (date(2027, 1, 30), True, {}, SOON, date(2027, 3, 31)),
        (date(2027, 3, 31), True, {}, SOON, date(2027, 3, 31)),
        (date(2027, 4, 1), True, {}, BREACH, date(2027, 3, 31)),
        (date(2027, 4, 1), False, {}, SOON, date(2027, 5, 31)),
        (date(2027, 4, 1), True, {2026: Filing(supervisor_on=date(2027, 3, 1))}, SOON, None),
        (date(2027, 5, 31), False, {}, SOON, date(2027, 5, 31)),
        (date(2027, 6, 1), False, {}, BREACH, date(2027, 5, 31)),
        (date(2027, 6, 1), True, {2026: Filing(registry_on=date(2027, 5, 31))}, OK, None),
        (date(2027, 1, 1), True, {2025: Filing()}, BREACH, None),
        (date(2028, 2, 29), False, {}, OK, None),
        (date(2028, 4, 1), False, {}, SOON, date(2028, 5, 31)),
    ],
)
def test_the_yearly_filing_has_its_days(
    today: date, has_unit: bool, filings: dict[int, Filing], status: Status, due_on: date | None
) -> None:
    known = {today.year - 2: Filing(registry_on=date(today.year - 1, 5, 1))} | filings
    agency = facts(register__filings=known, register__has_supervising_unit=has_unit)
    found = CHECKS["R25"](agency, terms(), today)
    assert found.status is status
    if due_on is not None:
        assert found.due_on == due_on


@pytest.mark.parametrize(
    ("registered_on", "year", "expected"),
    [
        (date(2026, 6, 30), 2026, False),  # six months on 30 December
        (date(2026, 7, 1), 2026, True),
        (date(2026, 12, 31), 2026, True),
        (date(2027, 1, 1), 2026, True),
        (date(2024, 2, 29), 2024, False),
    ],
)
def test_who_is_registered_for_less_than_half_a_year_need_not_file(
    registered_on: date, year: int, expected: bool
) -> None:
    assert is_exempt(registered_on, year, months=6) is expected


def test_a_filing_on_a_holiday_is_not_due_later() -> None:
    sunday = date(2024, 3, 31)
    agency = facts(
        registered_on=date(2020, 1, 1),
        register__filings={2022: Filing(registry_on=date(2023, 5, 1))},
        register__has_supervising_unit=True,
    )
    assert CHECKS["R25"](agency, terms(), sunday).due_on == sunday
    assert CHECKS["R25"](agency, terms(), date(2024, 4, 1)).status is BREACH


@pytest.mark.parametrize(
    ("queried_on", "today", "status"),
    [
        (date(2024, 2, 29), date(2025, 2, 28), SOON),
        (date(2024, 2, 29), date(2025, 3, 1), BREACH),
        (date(2023, 2, 28), date(2024, 2, 28), SOON),
        (date(2023, 2, 28), date(2024, 2, 29), BREACH),
        (date(2025, 12, 31), date(2026, 12, 31), SOON),
        (date(2025, 12, 31), date(2027, 1, 1), BREACH),
    ],
)
def test_a_year_after_a_record_query_has_its_last_day(
    queried_on: date, today: date, status: Status
) -> None:
    assert CHECKS["R22"](facts(team__queries=(queried_on,)), terms(), today).status is status


@pytest.mark.parametrize(
    ("began", "today", "status"),
    [
        (date(2024, 1, 31), date(2024, 2, 29), SOON),
        (date(2024, 1, 31), date(2024, 3, 1), BREACH),
        (date(2025, 1, 31), date(2025, 2, 28), SOON),
        (date(2025, 1, 31), date(2025, 3, 1), BREACH),
        (date(2025, 12, 1), date(2026, 1, 1), SOON),
        (date(2025, 12, 1), date(2026, 1, 2), BREACH),
    ],
)
def test_a_month_for_the_contract_ends_with_a_short_month(
    began: date, today: date, status: Status
) -> None:
    agency = facts(team__uncontracted_since=(began,))
    assert CHECKS["R19"](agency, terms(), today).status is status


@pytest.mark.parametrize(
    ("consent_on", "today", "status"),
    [
        (date(2024, 1, 31), date(2024, 3, 1), SOON),
        (date(2024, 1, 31), date(2024, 3, 2), BREACH),
        (date(2025, 12, 5), date(2026, 1, 4), SOON),
        (date(2025, 12, 5), date(2026, 1, 5), BREACH),
    ],
)
def test_thirty_days_for_a_change_run_over_the_year_end(
    consent_on: date, today: date, status: Status
) -> None:
    agency = facts(register__changes=(Change(consent_on=consent_on),))
    assert CHECKS["R05"](agency, terms(), today).status is status


def test_two_years_on_the_abnormal_list_end_on_a_day() -> None:
    agency = facts(register__listed=(Listed("abnormal", date(2024, 2, 29)),))
    assert CHECKS["R28"](agency, terms(), date(2025, 6, 1)).due_on == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("stated_on", "last_day", "today", "status"),
    [
        (date(2024, 2, 29), None, date(2025, 1, 28), OK),
        (date(2024, 2, 29), None, date(2025, 2, 28), SOON),
        (date(2024, 2, 29), None, date(2025, 3, 1), Status.UNKNOWN),
        (date(2024, 2, 29), date(2024, 12, 31), date(2025, 1, 1), Status.UNKNOWN),
        (date(2024, 2, 29), date(2026, 12, 31), date(2026, 1, 1), OK),
    ],
)
def test_an_old_statement_says_nothing_any_more(
    stated_on: date, last_day: date | None, today: date, status: Status
) -> None:
    statement = Statement(is_met=True, stated_on=stated_on, last_day=last_day)
    agency = facts(statements={StatementKind.VOLUNTEERS: statement})
    assert CHECKS["R45"](agency, terms(), today).status is status


def test_done_after_its_last_day_is_said_to_be_late() -> None:
    agency = facts(register__filings={2026: Filing(registry_on=date(2027, 6, 2))})
    assert CHECKS["R25"](agency, terms(), date(2027, 7, 1)).reason == "done_late"


@pytest.mark.parametrize(
    ("today", "registered_on", "filings", "status", "reason"),
    [
        (date(2026, 12, 31), date(2020, 1, 1), {2024: True}, BREACH, "overdue"),
        (date(2027, 1, 1), date(2020, 1, 1), {2024: True}, BREACH, "last_year"),
        (date(2027, 3, 31), date(2020, 1, 1), {2024: True}, BREACH, "last_year"),
        (date(2027, 6, 1), date(2020, 1, 1), {2024: True}, BREACH, "overdue"),
        (date(2027, 1, 1), date(2020, 1, 1), {}, BREACH, "last_year"),
        (date(2027, 1, 1), date(2020, 1, 1), {2025: True}, OK, "running"),
        (date(2027, 3, 1), date(2020, 1, 1), {2026: True}, OK, "done"),
        (date(2027, 3, 1), date(2020, 1, 1), {2025: False, 2026: True}, BREACH, "last_year"),
        (date(2027, 1, 1), date(2025, 7, 1), {}, OK, "running"),
        (date(2027, 1, 1), date(2025, 7, 1), {2025: False}, OK, "running"),
        (date(2027, 1, 1), date(2025, 6, 30), {}, BREACH, "last_year"),
        (date(2027, 1, 1), date(2026, 7, 1), {}, Status.NOT_APPLICABLE, "too_young"),
        (date(2027, 6, 1), date(2025, 7, 1), {}, BREACH, "overdue"),
        (date(2028, 1, 1), date(2026, 7, 1), {}, OK, "running"),
    ],
)
def test_a_filing_that_is_missing_does_not_heal_at_new_year(
    today: date,
    registered_on: date,
    filings: dict[int, bool],
    status: Status,
    reason: str,
) -> None:
    known = {
        year: Filing(registry_on=date(year + 1, 2, 1) if is_filed else None)
        for year, is_filed in filings.items()
    }
    agency = facts(registered_on=registered_on, register__filings=known)
    found = CHECKS["R25"](agency, terms(), today)
    assert (found.status, found.reason) == (status, reason)


@pytest.mark.parametrize("month", range(1, 13))
def test_an_exempt_year_asks_for_nothing_all_year_long(month: int) -> None:
    exempt = {2025: Filing(registry_on=date(2026, 5, 1)), 2026: Filing(is_exempt=True)}
    agency = facts(register__filings=exempt)
    assert CHECKS["R25"](agency, terms(), date(2027, month, 28)).reason == "exempted"
