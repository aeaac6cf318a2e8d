"""Who may decide and answer, when a notice is over, what a round can come to."""

from __future__ import annotations

from datetime import date

import pytest

from trainingapp.rules.incubation.deciding import (
    HOLDING,
    RESULTS,
    ROUNDS,
    Result,
    Round,
    is_over,
    judged_twice,
    may_answer,
)
from trainingapp.rules.incubation.words import Stage


@pytest.mark.parametrize(
    ("deciders", "reviewers", "both"),
    [([], [], []), ([1], [2], []), ([1, 2], [2, 3], [2]), ([1, 2], [2, 1], [1, 2])],
)
def test_nobody_reviews_and_decides(
    deciders: list[int], reviewers: list[int], both: list[int]
) -> None:
    assert judged_twice(deciders, reviewers) == set(both)


@pytest.mark.parametrize(
    ("today", "is_so"),
    [(date(2026, 11, 30), False), (date(2026, 12, 1), True), (date(2027, 1, 1), True)],
)
def test_a_notice_is_over_on_the_day_after_its_last(today: date, is_so: bool) -> None:
    assert is_over(date(2026, 12, 1), today=today) is is_so


def test_who_had_a_hand_in_it_does_not_answer_an_appeal() -> None:
    assert may_answer(4, [1, 2, None])
    assert not may_answer(2, [1, 2, None])


def test_each_round_has_its_own_results_and_every_result_has_a_round() -> None:
    assert [one for results in RESULTS.values() for one in results] == list(Result)
    assert set(ROUNDS.values()) == set(Round)


@pytest.mark.parametrize(
    "stage", [Stage.DRAFT, Stage.DECISION, Stage.WAITLIST, Stage.WITHDRAWN, Stage.TERMINATED]
)
def test_a_place_is_held_by_nobody_who_is_not_admitted_or_has_left_early(stage: Stage) -> None:
    assert stage not in HOLDING


@pytest.mark.parametrize(
    "stage", [Stage.NOTICE, Stage.ONBOARDING, Stage.INCUBATING, Stage.FOLLOWUP, Stage.ALUMNI]
)
def test_a_place_is_held_from_the_notice_on(stage: Stage) -> None:
    assert stage in HOLDING
