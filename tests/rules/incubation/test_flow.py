"""How far cases come, how long they stay where, and who graduates in time."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.incubation.flow import (
    ACTS,
    Count,
    Passage,
    Rung,
    Share,
    Stay,
    Visit,
    funnel,
    graduated_within,
    highest_rung,
    list_standing,
    visits,
)
from trainingapp.rules.incubation.words import CLOSED, Stage

BEGAN = date(2026, 1, 10)
TODAY = date(2026, 11, 23)
S = Stage


def way(*told: tuple[str, Stage, int, int | None] | tuple[str, Stage, int]) -> list[Passage]:
    """Passages numbered from 1: the act, the stage it leads to, the day, and what it undoes."""
    found: list[Passage] = []
    stage = Stage.DRAFT
    for number, (act, to_stage, day, *reverts) in enumerate(told, 1):
        on = BEGAN + timedelta(days=day)
        found.append(Passage(number, act, stage, to_stage, on, reverts[0] if reverts else None))
        stage = to_stage
    return found


TO_REVIEW = (("submit", S.SUBMITTED, 0), ("pass_check", S.REVIEW, 4))
MOVED_IN = (
    *TO_REVIEW,
    ("close_review", S.DECISION, 20),
    ("admit", S.NOTICE, 25),
    ("close_notice", S.ONBOARDING, 33),
    ("move_in", S.INCUBATING, 40),
)

# how far


@pytest.mark.parametrize(
    ("told", "rung"),
    [
        pytest.param((), None, id="a-draft"),
        pytest.param(TO_REVIEW[:1], Rung.SUBMITTED, id="submitted"),
        pytest.param(TO_REVIEW, Rung.CHECKED, id="checked"),
        pytest.param(MOVED_IN[:3], Rung.REVIEWED, id="reviewed"),
        pytest.param(MOVED_IN[:4], Rung.ADMITTED, id="admitted"),
        pytest.param(MOVED_IN[:5], Rung.ADMITTED, id="a-notice-closed-is-no-rung"),
        pytest.param(MOVED_IN, Rung.MOVED_IN, id="moved-in"),
        pytest.param(
            (*MOVED_IN, ("ask_graduation", S.GRADUATION, 300), ("graduate", S.FOLLOWUP, 330)),
            Rung.GRADUATED,
            id="graduated",
        ),
        pytest.param(
            (*MOVED_IN, ("dismiss", S.EXITING, 300), ("close_exit", S.TERMINATED, 330)),
            Rung.MOVED_IN,
            id="dismissed",
        ),
        pytest.param(
            (*MOVED_IN[:3], ("put_on_waitlist", S.WAITLIST, 21)), Rung.REVIEWED, id="waiting"
        ),
        pytest.param(
            (*MOVED_IN[:3], ("put_on_waitlist", S.WAITLIST, 21), ("move_up", S.NOTICE, 60)),
            Rung.ADMITTED,
            id="moved-up",
        ),
        pytest.param(
            (*TO_REVIEW, ("return", S.RETURNED, 6), ("withdraw", S.WITHDRAWN, 9)),
            Rung.CHECKED,
            id="withdrawn-later",
        ),
        pytest.param(
            (*TO_REVIEW, ("revert", S.SUBMITTED, 5, 2)), Rung.SUBMITTED, id="undone-is-not-reached"
        ),
        pytest.param(
            (*TO_REVIEW, ("revert", S.SUBMITTED, 5, 2), ("pass_check", S.REVIEW, 6)),
            Rung.CHECKED,
            id="undone-and-done-again",
        ),
        pytest.param((("withdraw", S.WITHDRAWN, 1),), None, id="withdrawn-as-a-draft"),
    ],
)
def test_how_far_a_case_came(told: tuple[tuple[str, Stage, int], ...], rung: Rung | None) -> None:
    assert highest_rung(way(*told)) is rung


def test_every_rung_has_an_act() -> None:
    assert set(ACTS.values()) == set(Rung)


def test_the_funnel_counts_everybody_who_came_as_far_or_further() -> None:
    rungs = [Rung.SUBMITTED, Rung.SUBMITTED, Rung.CHECKED, Rung.MOVED_IN, Rung.GRADUATED, None]
    assert funnel(rungs) == [
        Count(Rung.SUBMITTED, 5, 5, 5),
        Count(Rung.CHECKED, 3, 5, 5),
        Count(Rung.REVIEWED, 2, 5, 3),
        Count(Rung.ADMITTED, 2, 5, 2),
        Count(Rung.MOVED_IN, 2, 5, 2),
        Count(Rung.GRADUATED, 1, 5, 2),
    ]


def test_the_funnel_of_nobody_is_empty() -> None:
    assert {one.count for one in funnel([])} == {0}
    assert [one.rung for one in funnel([None])] == list(Rung)


@given(st.lists(st.one_of(st.none(), st.sampled_from(Rung))))
def test_the_funnel_never_widens(highest: list[Rung | None]) -> None:
    rows = funnel(highest)
    counts = [one.count for one in rows]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == sum(one is not None for one in highest)
    assert all(one.count <= one.of_previous <= one.of_first for one in rows)


# days in stages


@pytest.mark.parametrize(
    ("told", "found"),
    [
        pytest.param((), [], id="a-draft"),
        pytest.param((("submit", S.SUBMITTED, 0),), [(S.SUBMITTED, 317, False)], id="still-there"),
        pytest.param(TO_REVIEW, [(S.SUBMITTED, 4, True), (S.REVIEW, 313, False)], id="went-on"),
        pytest.param(
            (("submit", S.SUBMITTED, 0), ("refuse", S.REJECTED, 0)),
            [(S.SUBMITTED, 0, True)],
            id="the-same-day-and-the-end-has-no-length",
        ),
        pytest.param(
            (
                ("submit", S.SUBMITTED, 0),
                ("return", S.RETURNED, 2),
                ("resubmit", S.SUBMITTED, 10),
                ("refuse", S.REJECTED, 13),
            ),
            [(S.SUBMITTED, 2, True), (S.RETURNED, 8, True), (S.SUBMITTED, 3, True)],
            id="twice-in-a-stage",
        ),
        pytest.param(
            (
                ("move_in", S.INCUBATING, 0),
                ("extend", S.INCUBATING, 100),
                ("ask_graduation", S.GRADUATION, 150),
                ("graduate", S.FOLLOWUP, 160),
                ("finish_followup", S.ALUMNI, 300),
            ),
            [(S.INCUBATING, 150, True), (S.GRADUATION, 10, True), (S.FOLLOWUP, 140, True)],
            id="an-extension-ends-nothing",
        ),
        pytest.param(
            (
                ("submit", S.SUBMITTED, 0),
                ("pass_check", S.REVIEW, 4),
                ("revert", S.SUBMITTED, 5, 2),
                ("refuse", S.REJECTED, 9),
            ),
            [(S.SUBMITTED, 9, True)],
            id="a-mistake-took-no-time",
        ),
    ],
)
def test_the_days_in_each_stage(
    told: tuple[tuple[str, Stage, int], ...], found: list[tuple[Stage, int, bool]]
) -> None:
    expected = [Visit(*one) for one in found]
    assert visits(way(*told), today=TODAY, closed=CLOSED) == expected


def test_a_passage_dated_after_today_makes_no_negative_days() -> None:
    rows = way(("submit", S.SUBMITTED, 400))
    assert visits(rows, today=TODAY, closed=CLOSED) == [Visit(S.SUBMITTED, 0, False)]


open_stages = st.sampled_from([one for one in Stage if one not in CLOSED])


@given(st.lists(st.tuples(open_stages, st.integers(0, 60)), min_size=1, max_size=12))
def test_the_days_of_all_stages_add_up(told: list[tuple[Stage, int]]) -> None:
    day, rows, stage = BEGAN, [], Stage.DRAFT
    for number, (to_stage, length) in enumerate(told):
        rows.append(Passage(number, "x", stage, to_stage, day))
        day, stage = day + timedelta(days=length), to_stage
    found = visits(rows, today=day, closed=CLOSED)
    assert sum(one.days for one in found) == (day - BEGAN).days
    assert [one.is_over for one in found] == [True] * (len(found) - 1) + [False]
    assert all(one.stage is not two.stage for one, two in itertools.pairwise(found))


@given(st.lists(st.integers(0, 9), max_size=10))
def test_what_stands_is_neither_undone_nor_an_undoing(undone: list[int]) -> None:
    rows = [Passage(n, "x", S.DRAFT, S.REVIEW, BEGAN) for n in range(10)]
    rows += [Passage(10 + n, "revert", S.REVIEW, S.DRAFT, BEGAN, m) for n, m in enumerate(undone)]
    assert {one.id for one in list_standing(rows)} == set(range(10)) - set(undone)


# graduation in time


@pytest.mark.parametrize(
    ("entered", "left", "graduated", "years", "share"),
    [
        pytest.param("2025-11-23", "2026-11-23", True, 1, (1, 1), id="a-year-to-the-day"),
        pytest.param("2025-11-24", "2026-11-20", True, 1, (0, 0), id="the-year-is-not-over"),
        pytest.param("2025-06-01", "2026-06-02", True, 1, (0, 1), id="a-day-late"),
        pytest.param("2025-06-01", "2026-06-01", True, 1, (1, 1), id="on-the-anniversary"),
        pytest.param("2025-06-01", None, False, 1, (0, 1), id="still-there"),
        pytest.param("2025-06-01", "2026-01-01", False, 1, (0, 1), id="left-otherwise"),
        pytest.param("2023-06-01", "2025-01-01", True, 1, (0, 1), id="within-two-not-one"),
        pytest.param("2023-06-01", "2025-01-01", True, 2, (1, 1), id="within-two"),
        pytest.param("2023-06-01", "2025-01-01", True, 3, (1, 1), id="within-three"),
        pytest.param("2024-02-29", "2025-03-01", True, 1, (1, 1), id="leap-day"),
        pytest.param("2024-02-29", "2025-03-02", True, 1, (0, 1), id="leap-day-a-day-late"),
        pytest.param("2025-06-01", None, True, 1, (0, 1), id="without-a-day-of-leaving"),
    ],
)
def test_graduated_within_some_years(
    entered: str, left: str | None, graduated: bool, years: int, share: tuple[int, int]
) -> None:
    end = date.fromisoformat(left) if left else None
    stay = Stay(date.fromisoformat(entered), end, graduated)
    assert graduated_within([stay], years, today=TODAY) == Share(*share)


@pytest.mark.parametrize(("share", "percent"), [((0, 0), None), ((0, 4), 0), ((1, 8), 12.5)])
def test_a_share_of_nobody_is_no_share(share: tuple[int, int], percent: float | None) -> None:
    assert Share(*share).percent == percent


stays = st.builds(
    Stay,
    st.dates(date(2020, 1, 1), TODAY),
    st.one_of(st.none(), st.dates(date(2020, 1, 1), TODAY)),
    st.booleans(),
)


@given(st.lists(stays, max_size=30))
def test_more_years_never_have_more_to_count_nor_a_lower_share_of_the_same(
    rows: list[Stay],
) -> None:
    shares = [graduated_within(rows, years, today=TODAY) for years in (1, 2, 3)]
    assert all(0 <= one.part <= one.whole <= len(rows) for one in shares)
    assert [one.whole for one in shares] == sorted((one.whole for one in shares), reverse=True)
    old = [one for one in rows if one.entered_on.year < TODAY.year - 3]
    same = [graduated_within(old, years, today=TODAY).part for years in (1, 2, 3)]
    assert same == sorted(same)
