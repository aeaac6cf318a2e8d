"""Decisions on a case, apart from its reviews: their rounds and results, and whether decider and reviewer are one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum

from trainingapp.rules.incubation.words import Stage


class Round(StrEnum):
    """What is decided."""

    ENTRY = "entry"
    GRADUATION = "graduation"


class Result(StrEnum):
    """How it was decided."""

    ADMIT = "admit"
    REJECT = "reject"
    GRADUATE = "graduate"
    FAIL = "fail"


RESULTS: Mapping[Round, tuple[Result, ...]] = {
    Round.ENTRY: (Result.ADMIT, Result.REJECT),
    Round.GRADUATION: (Result.GRADUATE, Result.FAIL),
}
ROUNDS: Mapping[Stage, Round] = {
    Stage.DECISION: Round.ENTRY,
    Stage.GRADUATION: Round.GRADUATION,
}

# Stages whose cases hold a place of their intake: admitted, not given up and not ended early.
HOLDING = frozenset(
    {Stage.NOTICE, Stage.ONBOARDING, Stage.TRIAL, Stage.INCUBATING, Stage.MIDTERM}
    | {Stage.RECTIFYING, Stage.SUSPENDED, Stage.GRADUATION, Stage.EXITING}
    | {Stage.FOLLOWUP, Stage.ALUMNI}
)


def judged_twice(deciders: Collection[int], reviewers: Collection[int]) -> frozenset[int]:
    """Who reviewed the case and decided it as well: nobody may."""
    return frozenset(deciders) & frozenset(reviewers)


def is_over(ends_on: date, *, today: date) -> bool:
    """Whether a public notice has run its time; `ends_on` is the first day after it."""
    return today >= ends_on


def may_answer(person_id: int, decided_by: Collection[int | None]) -> bool:
    """Whether somebody may answer an appeal: whoever had no hand in the decision."""
    return person_id not in decided_by
