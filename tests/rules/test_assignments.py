"""What may be handed in, how points add up, and what completes an assignment."""

from __future__ import annotations

from decimal import Decimal

import pytest

from trainingapp.rules import assignments as rules
from trainingapp.rules.assignments import (
    Completes,
    RubricLine,
    SubmissionState,
    Takes,
    Task,
    check_handed_in,
    check_points,
    count_words,
    is_completed,
    is_gradable,
    may_begin_again,
    read_task,
    sum_points,
)

RUBRIC = (RubricLine("条理", Decimal(4)), RubricLine("法条", Decimal("6.5")))


def task(completes: Completes, least: str = "0") -> Task:
    return Task("写", Takes.TEXT, Decimal(10), (), True, completes, Decimal(least))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        (" \n\u3000", 0),
        ("接案与预估。", 5),
        ("“接案”——第一步！", 5),
        ("第1步", 3),
        ("用SWOT分析", 4),
        ("the client's view", 3),
        ("2026年11月22日", 6),
        ("3.5分", 2),
        ("\U00020000𠀀", 2),
        ("，。！？……", 0),
        ("a-b c_d", 2),
    ],
)
def test_words_are_counted_as_word_processors_do(text: str, count: int) -> None:
    assert count_words(text) == count


@pytest.mark.parametrize(
    ("takes", "text", "files", "refusal"),
    [
        (Takes.TEXT, "一", 0, None),
        (Takes.TEXT, "", 0, rules.NothingToHandIn),
        (Takes.TEXT, " \n", 0, rules.NothingToHandIn),
        (Takes.TEXT, "", 1, rules.TextMissing),
        (Takes.FILES, "", 5, None),
        (Takes.FILES, "一", 0, rules.FileMissing),
        (Takes.FILES, "", 6, rules.TooManyFiles),
        (Takes.BOTH, "一", 0, None),
        (Takes.BOTH, "", 1, None),
        (Takes.BOTH, "一", 5, None),
        (Takes.BOTH, "", 0, rules.NothingToHandIn),
        (Takes.TEXT, "长" * 20_000, 0, None),
        (Takes.TEXT, "长" * 20_001, 0, rules.TextTooLong),
    ],
)
def test_what_is_handed_in_is_what_was_asked_for(
    takes: Takes, text: str, files: int, refusal: type[Exception] | None
) -> None:
    if refusal is None:
        check_handed_in(takes, text, files=files)
        return
    with pytest.raises(refusal):
        check_handed_in(takes, text, files=files)


@pytest.mark.parametrize("points", ["0", "10", "9.99", "0.5", "3.50"])
def test_points_within_the_assignment_are_taken(points: str) -> None:
    check_points(Decimal(points), most=Decimal(10))


@pytest.mark.parametrize("points", ["-0.01", "10.01", "1.001", "NaN", "Infinity", "-Infinity"])
def test_points_outside_or_too_fine_are_refused(points: str) -> None:
    with pytest.raises(rules.PointsOutOfRange):
        check_points(Decimal(points), most=Decimal(10))


def test_the_lines_of_a_rubric_add_up_exactly() -> None:
    assert sum_points(RUBRIC, [Decimal("3.7"), Decimal("6.4")]) == Decimal("10.1")
    assert sum_points(RUBRIC, [Decimal(0), Decimal(0)]) == 0


def test_no_line_gives_more_than_it_may() -> None:
    with pytest.raises(rules.PointsOutOfRange) as found:
        sum_points(RUBRIC, [Decimal(4), Decimal(7)])
    assert "6.5" in str(found.value)


def test_a_line_too_few_or_too_many_is_no_marking() -> None:
    for given in ([Decimal(1)], [Decimal(1)] * 3):
        with pytest.raises(ValueError, match="zip"):
            sum_points(RUBRIC, given)


@pytest.mark.parametrize("state", list(SubmissionState))
@pytest.mark.parametrize("may_repeat", [True, False])
def test_work_is_begun_again_after_a_call_for_revision_or_before_it_is_marked(
    state: SubmissionState, may_repeat: bool
) -> None:
    is_open = state is SubmissionState.REVISION or (
        state is SubmissionState.HANDED_IN and may_repeat
    )
    assert may_begin_again(state, may_repeat=may_repeat) is is_open


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (SubmissionState.DRAFT, False),
        (SubmissionState.HANDED_IN, True),
        (SubmissionState.REPLACED, False),
        (SubmissionState.MARKED, True),
        (SubmissionState.REVISION, True),
    ],
)
def test_only_what_lies_before_a_teacher_is_marked(state: SubmissionState, expected: bool) -> None:
    assert is_gradable(state) is expected


@pytest.mark.parametrize(
    ("completes", "state", "points", "expected"),
    [
        (Completes.HANDED_IN, SubmissionState.DRAFT, None, False),
        (Completes.HANDED_IN, SubmissionState.HANDED_IN, None, True),
        (Completes.HANDED_IN, SubmissionState.REVISION, None, True),
        (Completes.MARKED, SubmissionState.HANDED_IN, None, False),
        (Completes.MARKED, SubmissionState.MARKED, "0", True),
        (Completes.MARKED, SubmissionState.REVISION, "9", False),
        (Completes.POINTS, SubmissionState.HANDED_IN, "9", False),
        (Completes.POINTS, SubmissionState.MARKED, "5.99", False),
        (Completes.POINTS, SubmissionState.MARKED, "6", True),
        (Completes.POINTS, SubmissionState.MARKED, None, False),
        (Completes.POINTS, SubmissionState.REVISION, "10", False),
    ],
)
def test_an_assignment_is_completed_by_what_its_author_chose(
    completes: Completes, state: SubmissionState, points: str | None, expected: bool
) -> None:
    given = None if points is None else Decimal(points)
    assert is_completed(task(completes, "6"), state, given) is expected


@pytest.mark.parametrize(
    ("handed_in", "due", "expected"), [(5, None, False), (5, 5, False), (6, 5, True), (4, 5, False)]
)
def test_work_is_late_after_its_deadline_only(
    handed_in: int, due: int | None, expected: bool
) -> None:
    assert rules.is_late(handed_in, due) is expected


def test_a_task_is_read_as_it_was_written() -> None:
    found = read_task(
        {
            "markdown": "写",
            "takes": "both",
            "points": "10.5",
            "rubric": [{"criterion": "条理", "most": "10.5"}],
            "may_repeat": False,
            "completes": "points",
            "least": "6",
        }
    )
    assert (found.takes, found.points, found.least) == (Takes.BOTH, Decimal("10.5"), Decimal(6))
    assert found.rubric == (RubricLine("条理", Decimal("10.5")),)
    assert (found.may_repeat, found.completes) == (False, Completes.POINTS)
