"""What figures of agencies and projects count on which day, and what must not be counted twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from tests.factories_accounts import make_user
from tests.factories_incubator import (
    NOON,
    make_agency,
    written,
)
from tests.factories_money import (
    Q3,
    make_accounts,
    make_contract,
    make_evaluation,
    make_instalment,
    make_period,
    make_project,
    make_value,
)
from trainingapp.credentials.models.employment import Employment
from trainingapp.incubator.indicator_files import find_entry
from trainingapp.incubator.queries import figures
from trainingapp.rules.incubation.accounting_words import Level
from trainingapp.rules.incubation.indicators import Figure
from trainingapp.rules.intervals import Interval
from trainingapp.rules.registration_words import EmploymentState

D = Decimal
SPAN = Interval(*Q3)
YEAR = Interval(date(2026, 1, 1), date(2027, 1, 1))
FIRST = datetime(2026, 6, 30, 16, tzinfo=UTC)  # the first moment of the third quarter in Shanghai
LAST = datetime(2026, 9, 30, 15, 59, 59, tzinfo=UTC)  # the last second of it
SECOND = timedelta(seconds=1)


def figure(level: Level, owner_id: int, code: str, span: Interval = SPAN) -> Figure:
    entry = find_entry(code)
    assert entry is not None
    return figures.compute_entries([entry], level, [owner_id], span)[owner_id][code]


# staff who leave


@pytest.mark.parametrize(
    ("stays", "shown"),
    [
        ([], None),
        ([("2025-01-01", None)], (0, 1)),
        ([("2025-01-01", "2026-06-30")], (1, "0.5")),
        ([("2025-01-01", "2027-01-01")], (1, "0.5")),
        ([("2025-01-01", "2026-01-01")], None),
        ([("2025-01-01", "2027-01-02")], (0, 1)),
        ([("2026-03-01", "2026-06-30")], (1, 0)),
        ([("2025-01-01", "2026-06-30"), ("2026-06-30", None)], (0, 1)),
        ([("2025-01-01", "2026-06-30"), ("2026-10-01", None)], (0, 1)),
        ([("2025-01-01", "2026-03-01"), ("2026-04-01", "2026-06-30")], (1, "0.5")),
    ],
)
def test_somebody_whose_employment_was_renewed_has_not_left(
    app: Flask, stays: list[tuple[str, str | None]], shown: tuple[int, Any] | None
) -> None:
    agency, person = make_agency(), make_user()
    for start, end in stays:
        written(
            Employment(
                user_id=person.id,
                organisation_id=agency.organisation_id,
                starts_on=date.fromisoformat(start),
                ends_on=None if end is None else date.fromisoformat(end),
                state=EmploymentState.CONFIRMED,
                entered_at=NOON,
            )
        )
    found = figure(Level.AGENCY, agency.id, "A08", YEAR)
    parts = (found.numerator, found.denominator)
    assert parts == ((None, None) if shown is None else (D(shown[0]), D(shown[1])))


# accounts


@pytest.mark.parametrize(
    ("spans", "runway"),
    [
        ([("2026-07-01", "2026-10-01", 90000)], 2),
        ([("2026-04-01", "2026-07-01", 30000), ("2026-07-01", "2026-10-01", 90000)], 3),
        ([("2026-01-01", "2026-04-01", 1), ("2026-07-01", "2026-10-01", 90000)], 2),
        ([("2026-04-01", "2026-07-01", 30000)], None),
        ([("2026-07-01", "2026-08-01", 20000), ("2026-08-01", "2026-10-01", 100000)], "1.5"),
        ([("2026-07-01", "2026-10-01", 0)], None),
        ([("2026-10-01", "2027-01-01", 90000)], None),
    ],
)
def test_cash_lasts_as_long_as_the_expense_of_half_a_year_says(
    app: Flask, spans: list[tuple[str, str, int]], runway: Any
) -> None:
    agency = make_agency()
    for start, end, expense in spans:
        make_accounts(
            agency,
            starts_on=date.fromisoformat(start),
            ends_on=date.fromisoformat(end),
            expense_staff=D(expense),
            expense_activities=D(0),
            expense_administration=D(0),
        )
    value = figure(Level.AGENCY, agency.id, "A15").value
    assert value == (None if runway is None else D(runway))


def test_income_is_that_of_the_quarter_alone(app: Flask) -> None:
    agency = make_agency()
    make_accounts(agency, starts_on=date(2026, 4, 1), ends_on=date(2026, 7, 1))
    make_accounts(agency)
    assert figure(Level.AGENCY, agency.id, "A11.total").value == 120000


@pytest.mark.parametrize(
    ("capital", "assets", "fold"),
    [(None, 80000, None), (0, 80000, None), (40000, 80000, 2), (40000, -10000, "-0.25")],
)
def test_net_assets_are_measured_against_the_start_capital(
    app: Flask, capital: int | None, assets: int, fold: Any
) -> None:
    agency = make_agency(start_capital=None if capital is None else D(capital))
    make_accounts(agency, net_assets=D(assets))
    value = figure(Level.AGENCY, agency.id, "A14", YEAR).value
    assert value == (None if fold is None else D(fold))


# projects


def test_the_cost_of_an_attendance_counts_both_from_the_beginning(app: Flask) -> None:
    agency = make_agency()
    number = make_project(agency, make_contract(agency, spent=D(3000))).id
    quarters = [(date(2026, 1, 1), date(2026, 4, 1)), (date(2026, 4, 1), date(2026, 7, 1)), Q3]
    for span, count in zip(quarters, ("100", "50", "150"), strict=True):
        make_value(make_period("S05.attendances", project_id=number, span=span), count)
    later = (date(2026, 10, 1), date(2027, 1, 1))
    make_value(make_period("S05.attendances", project_id=number, span=later), "9000")
    assert figure(Level.PROJECT, number, "S13") == Figure(D(10), D(3000), D(300))


@pytest.mark.parametrize(
    ("due", "paid", "rate", "delay"),
    [
        (date(2026, 9, 30), None, 0, 0),
        (date(2026, 10, 1), None, None, None),
        (date(2026, 9, 1), date(2026, 9, 1), 100, 0),
        (date(2026, 9, 1), date(2026, 8, 20), 100, 0),
        (date(2026, 9, 1), date(2026, 9, 30), 100, 29),
        (date(2026, 9, 1), date(2026, 10, 1), 0, 29),
        (None, date(2026, 9, 1), None, None),
    ],
)
def test_money_is_late_by_the_last_day_of_the_quarter(
    app: Flask, due: date | None, paid: date | None, rate: int | None, delay: int | None
) -> None:
    agency = make_agency()
    contract = make_contract(agency)
    number = make_project(agency, contract).id
    amount = None if paid is None else D("100000.00")
    make_instalment(contract, due_on=due, paid_on=paid, paid_amount=amount)
    assert figure(Level.PROJECT, number, "S11.rate").value == rate
    assert figure(Level.PROJECT, number, "S11.delay").value == delay


def test_the_newest_evaluation_up_to_the_last_day_gives_the_points(app: Flask) -> None:
    project = make_project(make_agency())
    number = project.id
    for day, score in ((date(2026, 7, 1), "70"), (date(2026, 9, 30), "80.5"), (Q3[1], "99")):
        make_evaluation(project, done_on=day, score=D(score))
    assert figure(Level.PROJECT, number, "S12").value == D("80.5")
