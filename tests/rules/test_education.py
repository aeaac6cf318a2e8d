"""What a completed course is worth, and what may be corrected."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.education import (
    NEXT,
    WHOLE,
    Basis,
    CorrectionEmpty,
    CorrectionTooLarge,
    RestorationTooLarge,
    RuleAct,
    RuleActRefused,
    RuleState,
    Terms,
    check_correction,
    hours,
    is_in_force,
    minutes_due,
    most_minutes,
    next_state,
    overlap,
    too_much,
)

WHOLE_90 = Terms(Basis.WHOLE, minutes=90)
BY_KIND = Terms(Basis.LESSONS, by_kind={"article": 10, "video": 30})
DAY = date(2026, 11, 22)
minutes = st.integers(min_value=1, max_value=600)
keys = st.sampled_from([f"lesson{number}" for number in range(8)])
kinds = st.sampled_from(["article", "video", "live"])


def grant_all(terms: Terms, events: list[dict[str, str]]) -> dict[str, int]:
    """What a ledger holds after these completions, one after the other."""
    ledger: dict[str, int] = {}
    for event in events:
        ledger |= minutes_due(terms, event, ledger)
    return ledger


def test_a_whole_course_grants_when_it_is_completed() -> None:
    assert minutes_due(WHOLE_90, {"a": "article"}, {}) == {}
    assert minutes_due(WHOLE_90, {"a": "article", WHOLE: ""}, {}) == {WHOLE: 90}


def test_lessons_grant_by_their_kind_and_other_kinds_nothing() -> None:
    done = {"a": "article", "b": "video", "c": "live"}
    assert minutes_due(BY_KIND, done, {}) == {"a": 10, "b": 30}


def test_the_whole_course_is_no_lesson() -> None:
    assert minutes_due(BY_KIND, {WHOLE: "article"}, {}) == {}


def test_a_lesson_that_was_granted_is_not_granted_again() -> None:
    assert minutes_due(BY_KIND, {"a": "article"}, {"a": 10}) == {}


def test_after_lessons_the_whole_grants_the_rest() -> None:
    assert minutes_due(WHOLE_90, {WHOLE: ""}, {"a": 10, "b": 30}) == {WHOLE: 50}


def test_where_lessons_brought_as_much_the_whole_grants_nothing() -> None:
    assert minutes_due(WHOLE_90, {WHOLE: ""}, {"a": 90}) == {}
    assert minutes_due(WHOLE_90, {WHOLE: ""}, {"a": 120}) == {}


def test_after_the_whole_no_lesson_grants() -> None:
    assert minutes_due(BY_KIND, {"a": "article"}, {WHOLE: 90}) == {}
    assert minutes_due(WHOLE_90, {WHOLE: ""}, {WHOLE: 30}) == {}


@given(st.dictionaries(keys, kinds, min_size=1), st.randoms(use_true_random=False))
def test_the_order_of_completing_does_not_matter(done: dict[str, str], chance: object) -> None:
    events = [{key: kind} for key, kind in done.items()]
    shuffled = list(events)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    for terms in (WHOLE_90, BY_KIND):
        first = grant_all(terms, [*events, {WHOLE: ""}])
        assert first == grant_all(terms, [*shuffled, {WHOLE: ""}])
        assert first == grant_all(terms, [{**done, WHOLE: ""}])


@given(st.lists(st.dictionaries(keys, kinds), max_size=8), st.lists(st.booleans(), max_size=8))
def test_an_hour_counts_once_however_often_it_is_reported(
    events: list[dict[str, str]], turns: list[bool]
) -> None:
    ledger: dict[str, int] = {}
    for event, is_whole in zip(events, turns, strict=False):
        terms = WHOLE_90 if is_whole else BY_KIND
        due = minutes_due(terms, {**event, WHOLE: ""}, ledger)
        assert not set(due) & set(ledger)
        assert all(value > 0 for value in due.values())
        ledger |= due
        assert minutes_due(terms, {**event, WHOLE: ""}, ledger) == {}


@given(minutes, st.lists(st.integers(min_value=-700, max_value=700), max_size=12))
def test_whatever_is_tried_an_entry_counts_between_nothing_and_what_was_granted(
    granted: int, tried: list[int]
) -> None:
    made: list[int] = []
    for change in tried:
        left = granted + sum(made)
        try:
            check_correction(granted, made, minutes=change)
        except (CorrectionEmpty, CorrectionTooLarge, RestorationTooLarge):
            assert change == 0 or not 0 <= left + change <= granted
        else:
            made.append(change)
        assert 0 <= granted + sum(made) <= granted


def test_all_of_an_entry_may_be_taken_and_given_back() -> None:
    check_correction(60, [], minutes=-60)
    check_correction(60, [-60], minutes=60)


def test_a_minute_too_many_is_refused_with_what_is_left() -> None:
    with pytest.raises(CorrectionTooLarge) as refused:
        check_correction(60, [-20], minutes=-41)
    assert refused.value.parameters == {"left": 40}


def test_no_more_is_given_back_than_was_taken() -> None:
    with pytest.raises(RestorationTooLarge) as refused:
        check_correction(60, [-20], minutes=21)
    assert refused.value.parameters == {"taken": 20}


def test_a_correction_changes_something() -> None:
    with pytest.raises(CorrectionEmpty):
        check_correction(60, [], minutes=0)


@pytest.mark.parametrize(
    ("taken", "shown"), [(0, "0.0"), (5, "0.0"), (6, "0.1"), (59, "0.9"), (60, "1.0"), (90, "1.5")]
)
def test_hours_are_rounded_down(taken: int, shown: str) -> None:
    assert hours(taken, per_hour=60) == Decimal(shown)


@given(st.integers(min_value=0, max_value=100_000), st.sampled_from([45, 50, 60]))
def test_hours_never_promise_more_than_the_minutes(taken: int, per_hour: int) -> None:
    assert hours(taken, per_hour=per_hour) * per_hour <= taken


@pytest.mark.parametrize(
    ("first", "last", "is_so"),
    [
        (DAY, DAY, True),
        (date(2026, 11, 23), None, False),
        (date(2026, 1, 1), date(2026, 11, 21), False),
        (date(2026, 1, 1), None, True),
        (date(2026, 1, 1), DAY, True),
    ],
)
def test_both_ends_are_in_force(first: date, last: date | None, is_so: bool) -> None:
    assert is_in_force(DAY, valid_from=first, valid_to=last) is is_so


def test_spans_overlap_when_they_share_a_day() -> None:
    year = (date(2026, 1, 1), date(2026, 12, 31))
    assert overlap(year, (date(2026, 12, 31), None))
    assert overlap((date(2026, 12, 31), None), year)
    assert not overlap(year, (date(2027, 1, 1), None))
    assert not overlap((date(2027, 1, 1), None), year)
    assert overlap((date(2020, 1, 1), None), (date(2030, 1, 1), None))


@pytest.mark.parametrize("state", list(RuleState))
@pytest.mark.parametrize("act", list(RuleAct))
def test_a_rule_goes_only_where_the_table_says(state: RuleState, act: RuleAct) -> None:
    if (state, act) in NEXT:
        assert next_state(state, act) is NEXT[state, act]
    else:
        with pytest.raises(RuleActRefused):
            next_state(state, act)


def test_nothing_leads_back_from_a_rule_that_grants_no_more() -> None:
    assert not {act for state, act in NEXT if state in {RuleState.DECLINED, RuleState.ENDED}}


def test_a_course_grants_at_most_the_sum_of_its_lessons_or_its_whole() -> None:
    lessons = ["article", "article", "video", "download"]
    assert most_minutes(BY_KIND, lessons) == 50
    assert most_minutes(WHOLE_90, lessons) == 90


def test_no_more_counts_than_the_time_that_learning_takes() -> None:
    lessons = [("article", 20), ("article", 8), ("video", 40)]
    assert too_much(Terms(Basis.WHOLE, minutes=68), lessons) == []
    assert too_much(Terms(Basis.WHOLE, minutes=69), lessons) == [WHOLE]
    assert too_much(Terms(Basis.LESSONS, by_kind={"article": 8, "video": 40}), lessons) == []
    assert too_much(Terms(Basis.LESSONS, by_kind={"article": 9, "live": 1}), lessons) == [
        "article",
        "live",
    ]


def reference(terms: Terms, events: list[str], kinds_of: dict[str, str]) -> int:
    """What a ledger should hold, told in the slowest and plainest way."""
    if terms.basis is Basis.WHOLE:
        return terms.minutes if WHOLE in events else 0
    total = 0
    for key in set(events) - {WHOLE}:
        total += terms.by_kind.get(kinds_of[key], 0)
    return total


@given(
    st.dictionaries(keys, kinds, min_size=1),
    st.lists(st.integers(min_value=0, max_value=8), max_size=20),
    st.booleans(),
)
def test_the_sum_is_what_plain_counting_says(
    kinds_of: dict[str, str], picks: list[int], is_whole: bool
) -> None:
    terms = WHOLE_90 if is_whole else BY_KIND
    names = [*sorted(kinds_of), WHOLE]
    events = [names[pick % len(names)] for pick in picks]
    completions = [{name: kinds_of.get(name, "")} for name in events]
    assert sum(grant_all(terms, completions).values()) == reference(terms, events, kinds_of)


@given(st.dictionaries(keys, kinds), minutes, minutes)
def test_more_minutes_in_a_rule_never_grant_less(
    done: dict[str, str], first: int, second: int
) -> None:
    low, high = sorted((first, second))
    for make in (
        lambda value: Terms(Basis.WHOLE, minutes=value),
        lambda value: Terms(Basis.LESSONS, by_kind={"article": value, "video": value}),
    ):
        completed = {**done, WHOLE: ""}
        less, more = minutes_due(make(low), completed, {}), minutes_due(make(high), completed, {})
        assert set(less) == set(more)
        assert all(less[unit] <= more[unit] for unit in less)


def test_a_rule_of_no_minutes_grants_no_row() -> None:
    assert minutes_due(Terms(Basis.WHOLE), {WHOLE: ""}, {}) == {}
    nothing = Terms(Basis.LESSONS, by_kind={"article": 0})
    assert minutes_due(nothing, {"a": "article"}, {}) == {}


@given(st.dictionaries(keys, kinds, min_size=1))
def test_a_course_never_grants_more_than_it_announces(done: dict[str, str]) -> None:
    for terms in (WHOLE_90, BY_KIND):
        granted = sum(minutes_due(terms, {**done, WHOLE: ""}, {}).values())
        assert granted == most_minutes(terms, done.values())
