"""Kaplan and Meier: known curves, who is at risk until when, and who is kept apart."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.incubation.residence_words import Survival
from trainingapp.rules.incubation.survival import (
    YEAR,
    Estimate,
    Fate,
    Life,
    Look,
    Step,
    count_fates,
    curve,
    life_of,
    share_after,
)

LEFT = date(2024, 2, 29)
TODAY = date(2026, 11, 23)
GONE, STANDS, LOST = Fate.GONE, Fate.STANDS, Fate.LOST


def looks(*told: tuple[int, str]) -> list[Look]:
    return [Look(LEFT + timedelta(days=days), Survival(found)) for days, found in told]


def lives(*told: tuple[int, Fate]) -> list[Life]:
    return [Life(days, fate) for days, fate in told]


# one graduate


@pytest.mark.parametrize(
    ("told", "days", "fate"),
    [
        pytest.param([], 0, Fate.UNASKED, id="nobody-asked"),
        pytest.param([(90, "active")], 90, STANDS, id="active"),
        pytest.param([(90, "dormant")], 90, STANDS, id="dormant-exists"),
        pytest.param([(90, "active"), (366, "active")], 366, STANDS, id="the-newest-counts"),
        pytest.param([(366, "active"), (90, "active")], 366, STANDS, id="in-any-order"),
        pytest.param([(90, "deregistered")], 90, GONE, id="gone"),
        pytest.param([(90, "deregistered"), (200, "active")], 90, GONE, id="gone-for-good"),
        pytest.param([(90, "merged")], 90, Fate.MERGED, id="merged"),
        pytest.param([(90, "merged"), (200, "deregistered")], 90, Fate.MERGED, id="merged-away"),
        pytest.param([(90, "unknown")], 0, LOST, id="never-heard-of"),
        pytest.param([(90, "active"), (180, "unknown")], 90, LOST, id="lost-later"),
        pytest.param([(90, "unknown"), (180, "active")], 180, STANDS, id="found-again"),
        pytest.param([(90, "unknown"), (180, "deregistered")], 180, GONE, id="lost-then-gone"),
        pytest.param([(0, "active")], 0, STANDS, id="on-the-last-day"),
        pytest.param([(-1, "deregistered")], 0, Fate.UNASKED, id="before-the-end-of-the-stay"),
        pytest.param([(998, "active")], 998, STANDS, id="today"),
        pytest.param([(999, "active")], 0, Fate.UNASKED, id="tomorrow"),
    ],
)
def test_what_is_known_of_a_graduate(told: list[tuple[int, str]], days: int, fate: Fate) -> None:
    assert life_of(LEFT, looks(*told), today=TODAY) == Life(days, fate)


@pytest.mark.parametrize(
    ("life", "is_followed"),
    [
        (Life(0, STANDS), True),
        (Life(10, STANDS), True),
        (Life(0, GONE), True),
        (Life(5, Fate.MERGED), True),
        (Life(90, LOST), True),
        (Life(0, LOST), False),
        (Life(0, Fate.UNASKED), False),
    ],
)
def test_who_was_never_heard_of_is_kept_apart(life: Life, is_followed: bool) -> None:
    assert life.is_followed is is_followed


def test_a_look_on_the_anniversary_is_never_before_the_horizon() -> None:
    after = date(2025, 2, 28)
    assert (after - LEFT).days == YEAR
    life = life_of(LEFT, [Look(after, Survival.ACTIVE)], today=TODAY)
    assert share_after([life], YEAR).at_risk == 1


# the curve


def test_the_curve_of_freireich_1963_as_every_textbook_has_it() -> None:
    """Remission of 21 children under 6-mercaptopurine, in weeks; + was censored."""
    gone = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    rows = lives(*((week, GONE) for week in gone), *((week, STANDS) for week in censored))
    steps = curve(rows)
    assert [(step.day, step.at_risk, step.gone) for step in steps] == [
        (6, 21, 3),
        (7, 17, 1),
        (10, 15, 1),
        (13, 12, 1),
        (16, 11, 1),
        (22, 7, 1),
        (23, 6, 1),
    ]
    shares = [round(float(step.share), 4) for step in steps]
    assert shares == [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]


@pytest.mark.parametrize(
    ("rows", "steps"),
    [
        pytest.param([], [], id="nobody"),
        pytest.param([(100, STANDS), (200, STANDS)], [], id="nobody-is-gone"),
        pytest.param([(100, GONE)], [Step(100, 1, 1, Fraction(0))], id="the-only-one-is-gone"),
        pytest.param(
            [(100, GONE), (100, GONE), (200, STANDS)],
            [Step(100, 3, 2, Fraction(1, 3))],
            id="two-on-one-day",
        ),
        pytest.param(
            [(100, STANDS), (100, GONE)],
            [Step(100, 2, 1, Fraction(1, 2))],
            id="seen-the-same-day-is-at-risk",
        ),
        pytest.param(
            [(99, STANDS), (100, GONE), (101, STANDS)],
            [Step(100, 2, 1, Fraction(1, 2))],
            id="no-more-at-risk-a-day-later",
        ),
        pytest.param(
            [(50, LOST), (100, GONE), (300, STANDS)],
            [Step(100, 2, 1, Fraction(1, 2))],
            id="the-lost-are-at-risk-as-long-as-they-were-known",
        ),
        pytest.param(
            [(0, LOST), (0, Fate.UNASKED), (100, GONE), (300, STANDS)],
            [Step(100, 2, 1, Fraction(1, 2))],
            id="the-never-heard-of-are-apart",
        ),
        pytest.param(
            [(100, Fate.MERGED), (200, GONE)],
            [Step(200, 1, 1, Fraction(0))],
            id="a-merger-is-no-end",
        ),
        pytest.param(
            [(10, GONE), (20, STANDS), (30, GONE)],
            [Step(10, 3, 1, Fraction(2, 3)), Step(30, 1, 1, Fraction(0))],
            id="two-steps",
        ),
    ],
)
def test_the_steps_of_the_curve(rows: list[tuple[int, Fate]], steps: list[Step]) -> None:
    assert list(curve(lives(*rows))) == steps


@pytest.mark.parametrize(
    ("rows", "day", "share", "at_risk"),
    [
        pytest.param([], YEAR, None, 0, id="nobody"),
        pytest.param([(364, STANDS)], YEAR, None, 0, id="a-day-short"),
        pytest.param([(365, STANDS)], YEAR, 1, 1, id="to-the-day"),
        pytest.param([(366, STANDS)], YEAR, 1, 1, id="a-day-more"),
        pytest.param([(365, GONE), (400, STANDS)], YEAR, "1/2", 2, id="gone-on-the-day"),
        pytest.param([(366, GONE), (400, STANDS)], YEAR, 1, 2, id="gone-a-day-later"),
        pytest.param([(100, GONE)], YEAR, 0, 0, id="all-gone-is-known-for-ever"),
        pytest.param([(100, GONE), (200, STANDS)], YEAR, None, 0, id="the-rest-not-followed"),
        pytest.param([(0, LOST), (0, LOST)], YEAR, None, 0, id="only-unknown"),
        pytest.param([(400, LOST)], YEAR, 1, 1, id="lost-after-the-day"),
        pytest.param([(800, STANDS)], 2 * YEAR, 1, 1, id="two-years"),
        pytest.param([(800, STANDS)], 3 * YEAR, None, 0, id="not-three"),
        pytest.param([(5, STANDS)], 0, 1, 1, id="day-nought"),
    ],
)
def test_the_share_after_some_days(
    rows: list[tuple[int, Fate]], day: int, share: str | int | None, at_risk: int
) -> None:
    expected = None if share is None else Fraction(share)
    assert share_after(lives(*rows), day) == Estimate(day, expected, at_risk)


def test_every_fate_is_counted() -> None:
    rows = lives((10, STANDS), (10, STANDS), (5, GONE), (0, LOST))
    assert count_fates(rows) == {
        Fate.STANDS: 2,
        Fate.GONE: 1,
        Fate.MERGED: 0,
        Fate.LOST: 1,
        Fate.UNASKED: 0,
    }
    assert set(count_fates([]).values()) == {0}


# whatever the numbers are

some_lives = st.lists(st.builds(Life, st.integers(0, 1200), st.sampled_from(Fate)), max_size=40)


@given(some_lives)
def test_the_share_only_falls_and_stays_between_none_and_all(rows: list[Life]) -> None:
    shares = [Fraction(1), *(step.share for step in curve(rows))]
    assert all(0 <= share <= 1 for share in shares)
    assert all(later < earlier for earlier, later in itertools.pairwise(shares))


@given(some_lives, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_is_nothing(rows: list[Life], chance: object) -> None:
    shuffled = rows[:]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert curve(shuffled) == curve(rows)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=30), st.integers(0, 1000))
def test_without_anybody_lost_it_is_the_plain_share(days: list[int], day: int) -> None:
    rows = [Life(one, GONE) for one in days]
    assert share_after(rows, day).share == Fraction(sum(one > day for one in days), len(days))


@given(some_lives, st.integers(0, 1200))
def test_who_was_never_heard_of_changes_nothing(rows: list[Life], day: int) -> None:
    more = [*rows, Life(0, LOST), Life(0, Fate.UNASKED)]
    assert curve(more) == curve(rows)
    assert share_after(more, day) == share_after(rows, day)


@given(some_lives, st.integers(1, 1200))
def test_one_more_who_stands_for_ever_never_lowers_the_share(rows: list[Life], day: int) -> None:
    before, after = share_after(rows, day).share, share_after([*rows, Life(2000, STANDS)], day)
    assert after.share is not None
    assert before is None or after.share >= before


@given(some_lives, st.integers(0, 1200))
def test_the_shares_are_the_product_of_what_each_day_left(rows: list[Life], day: int) -> None:
    assert share_after(rows, day).share in {_slowly(rows, day), None}


def _slowly(rows: Sequence[Life], day: int) -> Fraction:
    """Day by day, as the definition says."""
    share = Fraction(1)
    followed = [one for one in rows if one.is_followed]
    for today in range(day + 1):
        at_risk = sum(one.days >= today for one in followed)
        ends = sum(one.days == today and one.fate is GONE for one in followed)
        share *= 1 - Fraction(ends, at_risk) if at_risk else 1
    return share


@given(
    st.lists(
        st.tuples(st.integers(-100, 1200), st.sampled_from(Survival)).map(
            lambda told: Look(LEFT + timedelta(days=told[0]), told[1])
        )
    )
)
def test_a_life_never_lasts_longer_than_today(told: list[Look]) -> None:
    life = life_of(LEFT, told, today=TODAY)
    assert 0 <= life.days <= (TODAY - LEFT).days
    assert (life.fate is Fate.UNASKED) == (not any(LEFT <= one.on <= TODAY for one in told))
