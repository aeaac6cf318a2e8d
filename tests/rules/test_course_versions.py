"""The states of a version, its number, and what completes a course."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.course_versions import (
    NEXT,
    LessonKind,
    Requirement,
    VersionAct,
    VersionActRefused,
    VersionEmpty,
    VersionState,
    check_complete,
    is_course_completed,
    is_exercise_completed,
    is_major,
    next_number,
    next_state,
)

READ = Requirement(LessonKind.ARTICLE, True)
ANSWER = Requirement(LessonKind.EXERCISE, True)
EXTRA = Requirement(LessonKind.ARTICLE, False)

REQUIREMENTS = st.builds(Requirement, st.sampled_from(LessonKind), st.booleans())
OUTLINES = st.dictionaries(st.sampled_from("abcdef"), REQUIREMENTS)


@pytest.mark.parametrize(
    ("state", "act", "after"),
    [
        ("draft", "send", "in-review"),
        ("in-review", "recall", "draft"),
        ("in-review", "return", "draft"),
        ("in-review", "publish", "published"),
        ("published", "supersede", "superseded"),
    ],
)
def test_a_version_goes_its_way(state: str, act: str, after: str) -> None:
    assert next_state(VersionState(state), VersionAct(act)) == after


def test_every_other_step_is_refused() -> None:
    others = [pair for pair in itertools.product(VersionState, VersionAct) if pair not in NEXT]
    assert len(others) == 15
    for state, act in others:
        with pytest.raises(VersionActRefused):
            next_state(state, act)


def test_nothing_is_published_unread() -> None:
    before = {state for (state, _act), after in NEXT.items() if after is VersionState.PUBLISHED}
    assert before == {VersionState.IN_REVIEW}


@pytest.mark.parametrize(
    ("before", "after", "is_greater"),
    [
        ({}, {"a": READ}, False),
        ({"a": READ}, {"a": READ}, False),
        ({"a": READ}, {"a": READ, "b": READ}, False),  # a new lesson reaches everybody
        ({"a": READ, "b": READ}, {"b": READ, "a": READ}, False),  # another order
        ({"a": READ, "b": READ}, {"a": READ}, True),  # a lesson vanishes
        ({"a": READ}, {"a": EXTRA}, True),  # what counted counts no longer
        ({"a": EXTRA}, {"a": READ}, True),
        ({"a": READ}, {"a": ANSWER}, True),  # completed in another way
        ({"a": READ}, {"b": READ}, True),
    ],
)
def test_what_is_a_major_change(
    before: dict[str, Requirement], after: dict[str, Requirement], is_greater: bool
) -> None:
    assert is_major(before, after) is is_greater
    assert next_number((2, 3), before, after) == ((3, 0) if is_greater else (2, 4))


def test_the_first_version_is_one_point_nought() -> None:
    assert next_number(None, {"a": READ}, {}) == (1, 0)


@given(OUTLINES, OUTLINES, st.integers(1, 9), st.integers(0, 9))
def test_numbers_only_grow(
    before: dict[str, Requirement], after: dict[str, Requirement], major: int, minor: int
) -> None:
    assert next_number((major, minor), before, after) > (major, minor)


@given(OUTLINES, OUTLINES, st.sets(st.sampled_from("abcdef")))
def test_within_an_edition_nobody_loses_what_they_completed(
    before: dict[str, Requirement], after: dict[str, Requirement], completed: set[str]
) -> None:
    if not is_major(before, after):
        kept = {key: requirement for key, requirement in after.items() if key in before}
        assert kept == before
        assert is_course_completed(kept, completed) == is_course_completed(before, completed)


@pytest.mark.parametrize("outline", [{}, {"a": EXTRA}])
def test_a_course_without_a_lesson_that_counts_goes_to_no_review(
    outline: dict[str, Requirement],
) -> None:
    with pytest.raises(VersionEmpty):
        check_complete(outline)
    assert not is_course_completed(outline, {"a"})


def test_a_course_with_one_lesson_that_counts_goes_to_review() -> None:
    check_complete({"a": EXTRA, "b": READ})


@pytest.mark.parametrize(
    ("completed", "is_done"),
    [(set(), False), ({"a"}, False), ({"a", "b"}, True), ({"a", "b", "c"}, True), ({"c"}, False)],
)
def test_a_course_is_completed_with_all_lessons_that_count(
    completed: set[str], is_done: bool
) -> None:
    assert is_course_completed({"a": READ, "b": ANSWER, "c": EXTRA}, completed) is is_done


@pytest.mark.parametrize(
    ("asked", "answered", "is_done"),
    [([], [], False), ([1, 2], [1], False), ([1, 2], [2, 1], True), ([1], [1, 9], True)],
)
def test_an_exercise_is_completed_with_its_last_item(
    asked: list[int], answered: list[int], is_done: bool
) -> None:
    assert is_exercise_completed(asked, answered) is is_done
