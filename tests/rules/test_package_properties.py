"""Whatever a package says: what is kept is bounded and of the standard, and more never turns done into not done."""

from __future__ import annotations

from hypothesis import given, strategies as st

from trainingapp.rules import package_results as rules
from trainingapp.rules.package_results import (
    SCORM_12,
    SCORM_2004,
    Completion,
    Outcome,
    Rule,
    Success,
    clean_data,
    is_done,
    mean_score,
    read_outcome,
    read_seconds,
)

STANDARDS = st.sampled_from([SCORM_12, SCORM_2004])
NAMES = st.sampled_from(
    [
        "cmi.core.lesson_status",
        "cmi.core.score.raw",
        "cmi.core.score.max",
        "cmi.core.session_time",
        "cmi.completion_status",
        "cmi.success_status",
        "cmi.score.scaled",
        "cmi.score.raw",
        "cmi.session_time",
        "cmi.progress_measure",
        "cmi.suspend_data",
        "cmi.exit",
    ]
)
VALUES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["passed", "failed", "completed", "incomplete", "PT5M", "00:05:00", "-1", "1e5"]
    ),
    st.decimals(-200, 200, places=2).map(str),
    st.integers(),
    st.none(),
    st.lists(st.text(), max_size=2),
)
OUTCOMES = st.builds(
    Outcome,
    st.sampled_from(Completion),
    st.sampled_from(Success),
    st.none() | st.integers(0, rules.WHOLE),
)


@given(STANDARDS, st.dictionaries(NAMES | st.text(max_size=30), VALUES, max_size=12))
def test_every_element_is_kept_or_named_and_never_both(
    standard: str, said: dict[str, object]
) -> None:
    kept, refused = clean_data(standard, said)
    assert len(kept) + len(refused) == len(said)
    assert all(said[name] == value for name, value in kept.items())
    assert clean_data(standard, kept) == (kept, [])  # what was kept is believed again


@given(STANDARDS, st.dictionaries(NAMES, VALUES, max_size=12), st.none() | st.floats(0, 100))
def test_whatever_was_kept_can_be_read(
    standard: str, said: dict[str, object], mastery: float | None
) -> None:
    kept, _refused = clean_data(standard, said)
    found = read_outcome(standard, kept, mastery=mastery)
    assert found.score is None or 0 <= found.score <= rules.WHOLE
    assert found.seconds is None or 0 <= found.seconds <= rules.MOST_SECONDS
    if mastery is not None and found.score is not None:
        assert found.success != Success.UNKNOWN


@given(st.lists(OUTCOMES, max_size=5), st.integers(1, 100))
def test_another_part_that_is_passed_takes_nothing_away(units: list[Outcome], least: int) -> None:
    perfect = Outcome(Completion.COMPLETED, Success.PASSED, rules.WHOLE)
    for rule in Rule:
        if is_done(rule, units, least=least):
            assert is_done(rule, [*units, perfect], least=least)


@given(st.lists(OUTCOMES, min_size=1, max_size=5), st.permutations(range(5)), st.integers(1, 100))
def test_the_order_of_the_parts_does_not_matter(
    units: list[Outcome], order: list[int], least: int
) -> None:
    shuffled = [units[place] for place in order if place < len(units)]
    for rule in Rule:
        assert is_done(rule, units, least=least) == is_done(rule, shuffled, least=least)
    assert mean_score(units) == mean_score(shuffled)


@given(st.integers(0, 9999), st.integers(0, 59), st.integers(0, 59))
def test_both_spellings_of_a_time_mean_the_same(hours: int, minutes: int, seconds: int) -> None:
    old = f"{hours:04}:{minutes:02}:{seconds:02}"
    new = f"PT{hours}H{minutes}M{seconds}S"
    assert read_seconds(old) == read_seconds(new) == hours * 3600 + minutes * 60 + seconds
