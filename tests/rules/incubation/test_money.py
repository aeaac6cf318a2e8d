"""Instalments, payments by two, trust money and grants, as rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.incubation.accounting_words import Direction, Precondition
from trainingapp.rules.incubation.money import (
    BalanceTooLow,
    GrantUnbalanced,
    PaymentOwn,
    balance_after,
    check_accounted,
    check_releaser,
    count_sources,
    days_late,
    is_open_at_signing,
    left_to_plan,
)

D = Decimal
DAY = date(2026, 11, 23)


@pytest.mark.parametrize("precondition", list(Precondition))
def test_only_what_waits_for_the_signature_is_open_once_it_is_signed(
    precondition: Precondition,
) -> None:
    assert is_open_at_signing(precondition, DAY) is (precondition is Precondition.SIGNING)
    assert not is_open_at_signing(precondition, None)


def test_nobody_releases_their_own_payment() -> None:
    check_releaser(1, 2)
    with pytest.raises(PaymentOwn):
        check_releaser(1, 1)


def test_no_more_leaves_the_trust_account_than_there_is() -> None:
    assert balance_after(D("10.50"), Direction.IN, D("0.50")) == D("11.00")
    assert balance_after(D("10.50"), Direction.OUT, D("10.50")) == 0
    with pytest.raises(BalanceTooLow) as refused:
        balance_after(D("10.50"), Direction.OUT, D("10.51"))
    assert refused.value.parameters == {"balance": D("10.50")}


@given(st.lists(st.tuples(st.sampled_from(Direction), st.decimals(D("0.01"), 9999, places=2))))
def test_the_running_balance_is_the_sum_and_never_below_nothing(
    movements: list[tuple[Direction, Decimal]],
) -> None:
    balance = total = D(0)
    for direction, amount in movements:
        try:
            balance = balance_after(balance, direction, amount)
        except BalanceTooLow:
            continue
        total += amount if direction is Direction.IN else -amount
        assert balance >= 0
    assert balance == total


def test_what_instalments_leave_of_a_contract_is_known() -> None:
    assert left_to_plan(D(100), [D(60), D("39.99")]) == D("0.01")
    assert left_to_plan(D(100), []) == 100


def test_a_grant_is_accounted_for_to_the_last_cent() -> None:
    check_accounted(D(5000), spent=D("4800.01"), returned=D("199.99"))
    for spent, returned in (("5000", "0.01"), ("4999.99", "0")):
        with pytest.raises(GrantUnbalanced):
            check_accounted(D(5000), spent=D(spent), returned=D(returned))


@pytest.mark.parametrize(
    ("due", "paid", "days"),
    [
        (None, None, None),
        (None, DAY, None),
        (DAY, None, None),
        (date(2026, 11, 22), None, 1),
        (date(2026, 11, 1), date(2026, 11, 21), 20),
        (DAY, date(2026, 11, 20), -3),
        (date(2028, 2, 28), date(2028, 3, 1), 2),
    ],
)
def test_delay_counts_from_the_day_it_was_due(
    due: date | None, paid: date | None, days: int | None
) -> None:
    assert days_late(due, paid, on=DAY) == days


def test_a_source_counts_from_a_tenth_of_the_income() -> None:
    assert count_sources([D(90), D(10), D(0)], percent=D(10)) == 2
    assert count_sources([D("90.01"), D("9.99")], percent=D(10)) == 1
    assert count_sources([D(0), D(0)], percent=D(10)) is None
    assert count_sources([], percent=D(10)) is None
