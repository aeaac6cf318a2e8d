"""Pace of hours, supervision, posts, and who works too much."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from trainingapp.rules.eligibility_facts import CertificateLevel
from trainingapp.rules.incubation.staff_growth import (
    Fit,
    Load,
    PostNeeds,
    SupervisionRules,
    Talk,
    is_on_pace,
    is_too_much,
    judge_month,
    judge_post,
    total_share,
)
from trainingapp.rules.incubation.staff_words import TalkKind
from trainingapp.rules.incubation.staffing_facts import Span

CYCLE = Span(date(2024, 3, 1), date(2027, 3, 1))  # 1095 days
NEEDED = 72 * 45
RULES = SupervisionRules(Decimal(2), Decimal(4), 2, 20)
NOVEMBER = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("minutes", "today", "expected"),
    [
        (0, date(2024, 2, 29), True),  # before it begins
        (0, date(2024, 3, 1), True),
        (0, date(2024, 3, 2), False),
        (1080, date(2025, 3, 1), True),  # a third on the 365th day, exactly
        (1079, date(2025, 3, 1), False),
        (NEEDED, date(2027, 3, 1), True),
        (NEEDED - 1, date(2027, 3, 1), False),
        (NEEDED, date(2029, 3, 1), True),  # after it never more than the whole
    ],
)
def test_the_pace_asks_for_the_part_of_the_days_gone_by(
    minutes: int, today: date, expected: bool
) -> None:
    assert is_on_pace(minutes, NEEDED, CYCLE, today) is expected


def test_a_cycle_without_an_end_has_no_pace() -> None:
    assert is_on_pace(0, NEEDED, Span(date(2024, 3, 1)), date(2026, 1, 1))


def single(minutes: int, day: date = date(2026, 11, 10)) -> Talk:
    return Talk(day, minutes, TalkKind.SINGLE)


def group(minutes: int) -> Talk:
    return Talk(date(2026, 11, 10), minutes, TalkKind.GROUP)


@pytest.mark.parametrize(
    ("talks", "expected"),
    [
        ([], False),
        ([single(120)], True),
        ([single(119)], False),
        ([single(60), single(60)], True),
        ([group(240)], True),
        ([group(239)], False),
        ([single(60), group(120)], True),
        ([single(60), group(119)], False),
        ([single(120, date(2026, 10, 31))], False),
        ([single(120, date(2026, 12, 1))], False),
        ([single(60, date(2026, 11, 1)), single(60, date(2026, 11, 30))], True),
    ],
)
def test_a_month_of_supervision(talks: list[Talk], expected: bool) -> None:
    month = judge_month(talks, NOVEMBER, began_on=date(2020, 1, 1), rules=RULES)
    assert month.is_enough is expected


@pytest.mark.parametrize(
    ("began_on", "expected"),
    [(date(2025, 11, 1), 120), (date(2025, 11, 2), 240), (date(2026, 11, 10), 240)],
)
def test_the_first_year_asks_for_double(began_on: date, expected: int) -> None:
    month = judge_month([], NOVEMBER, began_on=began_on, rules=RULES)
    assert (month.needs_single, month.needs_group) == (expected, expected * 2)


def test_a_place_that_asks_for_no_hours_has_enough() -> None:
    rules = SupervisionRules(Decimal(0), Decimal(4), 2, 20)
    assert judge_month([], NOVEMBER, began_on=NOVEMBER, rules=rules).is_enough


@pytest.mark.parametrize(
    ("needs", "level", "expected"),
    [
        (PostNeeds(), None, Fit(None, None)),
        (PostNeeds(CertificateLevel.JUNIOR), None, Fit(CertificateLevel.JUNIOR, None)),
        (PostNeeds(CertificateLevel.JUNIOR), CertificateLevel.MIDDLE, Fit(None, None)),
        (
            PostNeeds(CertificateLevel.SENIOR),
            CertificateLevel.MIDDLE,
            Fit(CertificateLevel.SENIOR, None),
        ),
        (PostNeeds(least_years=2), None, Fit(None, None)),
        (PostNeeds(least_years=3), None, Fit(None, date(2027, 2, 28))),
    ],
)
def test_what_somebody_lacks_for_a_post(
    needs: PostNeeds, level: CertificateLevel | None, expected: Fit
) -> None:
    found = judge_post(needs, level=level, began_on=date(2024, 2, 29), today=date(2026, 11, 23))
    assert found == expected
    assert found.is_fit is (expected == Fit(None, None))


@pytest.mark.parametrize(
    ("began_on", "is_fit"), [(date(2024, 11, 23), True), (date(2024, 11, 24), False)]
)
def test_the_years_of_a_post_are_full_on_their_day(began_on: date, is_fit: bool) -> None:
    found = judge_post(
        PostNeeds(least_years=2), level=None, began_on=began_on, today=date(2026, 11, 23)
    )
    assert found.is_fit is is_fit


def load(share: str, starts_on: date = date(2024, 1, 1), ends_on: date | None = None) -> Load:
    return Load(Span(starts_on, ends_on), Decimal(share))


@pytest.mark.parametrize(
    ("loads", "total", "too_much"),
    [
        ([], "0", False),
        ([load("1")], "1", False),
        ([load("0.8"), load("0.2")], "1.0", False),
        ([load("0.8"), load("0.21")], "1.01", True),
        ([load("1"), load("1", ends_on=date(2026, 11, 23))], "1", False),
        ([load("1"), load("1", date(2026, 11, 24))], "1", False),
    ],
)
def test_employments_together_are_no_more_than_full_hours(
    loads: list[Load], total: str, too_much: bool
) -> None:
    day = date(2026, 11, 23)
    assert total_share(loads, day) == Decimal(total)
    assert is_too_much(loads, day) is too_much
