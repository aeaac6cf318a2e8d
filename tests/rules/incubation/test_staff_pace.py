"""Pace of hours, months of supervision, posts and loads: one case a line, at their edges."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.eligibility_facts import CertificateLevel
from trainingapp.rules.incubation.staff_growth import (
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

D = Decimal
TODAY = date(2026, 11, 23)
BEGAN = date(2024, 3, 1)
YEAR = Span(date(2027, 1, 1), date(2028, 1, 1))  # 365 days
LEAP_YEAR = Span(date(2028, 1, 1), date(2029, 1, 1))  # 366 days


@pytest.mark.parametrize(
    ("minutes", "required", "cycle", "today", "expected"),
    [
        (0, 0, YEAR, date(2027, 6, 1), True),
        (0, 365, YEAR, date(2027, 1, 1), True),
        (0, 365, YEAR, date(2027, 1, 2), False),
        (1, 365, YEAR, date(2027, 1, 2), True),
        (58, 365, YEAR, date(2027, 2, 28), True),
        (57, 365, YEAR, date(2027, 2, 28), False),
        (59, 366, LEAP_YEAR, date(2028, 2, 29), True),
        (58, 366, LEAP_YEAR, date(2028, 2, 29), False),
        (60, 366, LEAP_YEAR, date(2028, 3, 1), True),
        (59, 366, LEAP_YEAR, date(2028, 3, 1), False),
        (364, 365, YEAR, date(2027, 12, 31), True),
        (363, 365, YEAR, date(2027, 12, 31), False),
        (364, 365, YEAR, date(2028, 1, 1), False),
        (365, 365, YEAR, date(2028, 1, 1), True),
        (365, 365, YEAR, date(2040, 1, 1), True),
        (9999, 365, YEAR, date(2027, 2, 1), True),
        (0, 365, YEAR, date(2026, 12, 31), True),
        (0, 365, Span(date(2027, 1, 1)), date(2027, 6, 1), True),
        (0, 365, Span(date(2027, 1, 1), date(2027, 1, 1)), date(2027, 6, 1), True),
    ],
)
def test_the_pace_from_day_to_day(
    minutes: int, required: int, cycle: Span, today: date, expected: bool
) -> None:
    assert is_on_pace(minutes, required, cycle, today) is expected


@given(st.integers(0, 6000), st.integers(0, 5400), st.integers(0, 1200))
def test_who_is_on_pace_stays_so_with_more_hours(minutes: int, required: int, days: int) -> None:
    cycle = Span(BEGAN, date(2027, 3, 1))
    today = BEGAN + timedelta(days=days)
    if is_on_pace(minutes, required, cycle, today):
        assert is_on_pace(minutes + 1, required, cycle, today)
        assert is_on_pace(minutes, required, cycle, today - timedelta(days=1))


# ----- supervision --------------------------------------------------------------------------------

RULES = SupervisionRules(D(2), D(4), 2, 20)
ONCE = SupervisionRules(D(2), D(4), 1, 20)
HALF = SupervisionRules(D("1.5"), D("2.5"), 1, 20)
FEBRUARY = date(2028, 2, 1)


def single(minutes: int, day: date = date(2028, 2, 10)) -> Talk:
    return Talk(day, minutes, TalkKind.SINGLE)


def group(minutes: int, day: date = date(2028, 2, 10)) -> Talk:
    return Talk(day, minutes, TalkKind.GROUP)


@pytest.mark.parametrize(
    ("talks", "rules", "expected"),
    [
        ([], ONCE, False),
        ([single(120)], ONCE, True),
        ([single(119)], ONCE, False),
        ([group(240)], ONCE, True),
        ([group(239)], ONCE, False),
        ([single(60), group(120)], ONCE, True),
        ([single(60), group(119)], ONCE, False),
        ([single(59), group(120)], ONCE, False),
        ([single(30), single(30), group(60), group(60)], ONCE, True),
        ([single(90), group(60)], ONCE, True),
        ([single(90), group(59)], ONCE, False),
        ([single(120, date(2028, 2, 29))], ONCE, True),
        ([single(120, date(2028, 3, 1))], ONCE, False),
        ([single(120, date(2028, 1, 31))], ONCE, False),
        ([single(60, date(2028, 1, 31)), single(60, FEBRUARY)], ONCE, False),
        ([single(90)], HALF, True),
        ([single(89)], HALF, False),
        ([group(150)], HALF, True),
        ([group(149)], HALF, False),
        ([], SupervisionRules(D(0), D(4), 2, 20), True),
        ([], SupervisionRules(D(2), D(0), 2, 20), True),
    ],
)
def test_the_supervision_of_a_leap_month(
    talks: list[Talk], rules: SupervisionRules, expected: bool
) -> None:
    month = judge_month(talks, FEBRUARY, began_on=date(2020, 1, 1), rules=rules)
    assert month.is_enough is expected


@pytest.mark.parametrize(
    ("began_on", "single_minutes"),
    [
        (date(2020, 1, 1), 120),
        (date(2027, 1, 31), 120),
        (date(2027, 2, 1), 120),  # exactly a year ago: the first year is over
        (date(2027, 2, 2), 240),
        (date(2027, 12, 1), 240),
        (FEBRUARY, 240),
        (date(2028, 2, 29), 240),
    ],
)
def test_the_first_year_asks_for_more_until_it_is_over(began_on: date, single_minutes: int) -> None:
    month = judge_month([], FEBRUARY, began_on=began_on, rules=RULES)
    assert (month.needs_single, month.needs_group) == (single_minutes, 2 * single_minutes)


def test_who_began_on_a_leap_day_has_a_year_until_the_last_of_february() -> None:
    began_on = date(2028, 2, 29)
    needs = [
        judge_month([], first, began_on=began_on, rules=RULES).needs_single
        for first in (date(2029, 2, 1), date(2029, 3, 1))
    ]
    assert needs == [240, 120]


def test_minutes_of_each_kind_are_told_apart() -> None:
    month = judge_month([single(30), single(15), group(45)], FEBRUARY, began_on=BEGAN, rules=RULES)
    assert (month.single, month.group) == (45, 45)


@given(st.lists(st.integers(1, 200), max_size=5), st.lists(st.integers(1, 200), max_size=5))
def test_one_talk_more_never_makes_a_month_worse(alone: list[int], together: list[int]) -> None:
    talks = [*map(single, alone), *map(group, together)]
    before = judge_month(talks, FEBRUARY, began_on=BEGAN, rules=RULES)
    after = judge_month([*talks, single(1)], FEBRUARY, began_on=BEGAN, rules=RULES)
    assert after.is_enough >= before.is_enough


# ----- posts --------------------------------------------------------------------------------------

JUNIOR, MIDDLE, SENIOR = CertificateLevel


@pytest.mark.parametrize(
    ("least", "held", "missing"),
    [
        (None, None, None),
        (None, JUNIOR, None),
        (JUNIOR, None, JUNIOR),
        (JUNIOR, JUNIOR, None),
        (JUNIOR, SENIOR, None),
        (MIDDLE, None, MIDDLE),
        (MIDDLE, JUNIOR, MIDDLE),
        (MIDDLE, MIDDLE, None),
        (SENIOR, MIDDLE, SENIOR),
        (SENIOR, SENIOR, None),
    ],
)
def test_the_certificate_of_a_post(
    least: CertificateLevel | None,
    held: CertificateLevel | None,
    missing: CertificateLevel | None,
) -> None:
    fit = judge_post(PostNeeds(least), level=held, began_on=BEGAN, today=TODAY)
    assert (fit.missing_level, fit.is_fit) == (missing, missing is None)


@pytest.mark.parametrize(
    ("years", "began_on", "today", "years_on"),
    [
        (0, TODAY, TODAY, None),
        (1, date(2025, 11, 23), TODAY, None),
        (1, date(2025, 11, 24), TODAY, date(2026, 11, 24)),
        (2, BEGAN, TODAY, None),
        (3, BEGAN, TODAY, date(2027, 3, 1)),
        (1, date(2024, 2, 29), date(2025, 2, 27), date(2025, 2, 28)),
        (1, date(2024, 2, 29), date(2025, 2, 28), None),
        (4, date(2024, 2, 29), date(2028, 2, 28), date(2028, 2, 29)),
        (40, date(2000, 1, 1), TODAY, date(2040, 1, 1)),
    ],
)
def test_the_years_of_a_post_at_leap_days(
    years: int, began_on: date, today: date, years_on: date | None
) -> None:
    fit = judge_post(PostNeeds(None, years), level=None, began_on=began_on, today=today)
    assert (fit.years_on, fit.is_fit) == (years_on, years_on is None)


def test_a_post_may_lack_both() -> None:
    fit = judge_post(PostNeeds(SENIOR, 5), level=JUNIOR, began_on=BEGAN, today=TODAY)
    assert (fit.missing_level, fit.years_on, fit.is_fit) == (SENIOR, date(2029, 3, 1), False)


# ----- loads --------------------------------------------------------------------------------------

ALWAYS = Span(BEGAN)


@pytest.mark.parametrize(
    ("loads", "expected"),
    [
        ([], "0"),
        ([(ALWAYS, "1.00")], "1.00"),
        ([(ALWAYS, "0.50"), (ALWAYS, "0.50")], "1.00"),
        ([(ALWAYS, "0.50"), (ALWAYS, "0.51")], "1.01"),
        ([(ALWAYS, "1.00"), (Span(BEGAN, TODAY), "1.00")], "1.00"),
        ([(ALWAYS, "1.00"), (Span(BEGAN, TODAY + timedelta(days=1)), "0.01")], "1.01"),
        ([(ALWAYS, "1.00"), (Span(TODAY + timedelta(days=1)), "1.00")], "1.00"),
        ([(ALWAYS, "0.33"), (ALWAYS, "0.33"), (ALWAYS, "0.34")], "1.00"),
        ([(ALWAYS, "0.10")] * 10, "1.00"),
        ([(ALWAYS, "0.10")] * 11, "1.10"),
    ],
)
def test_hours_of_all_employments_together(loads: list[tuple[Span, str]], expected: str) -> None:
    rows = [Load(span, D(share)) for span, share in loads]
    assert total_share(rows, TODAY) == D(expected)
    assert is_too_much(rows, TODAY) is (D(expected) > 1)
