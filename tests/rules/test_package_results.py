"""What a SCO says: which words are believed, what they mean, and when a lesson is completed by them."""

from __future__ import annotations

import pytest

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

DONE = Outcome(Completion.COMPLETED)
PASSED = Outcome(Completion.COMPLETED, Success.PASSED, 8_000)
FAILED = Outcome(Completion.INCOMPLETE, Success.FAILED, 3_000)
BEGUN = Outcome(Completion.INCOMPLETE)


@pytest.mark.parametrize(
    ("standard", "name", "value"),
    [
        (SCORM_12, "cmi.core.lesson_status", "incomplete"),
        (SCORM_12, "cmi.core.lesson_location", "第三页"),
        (SCORM_12, "cmi.suspend_data", "x" * rules.MOST_VALUE),
        (SCORM_12, "cmi.core.score.raw", "87.5"),
        (SCORM_12, "cmi.core.session_time", "0001:02:03.45"),
        (SCORM_12, "cmi.core.exit", ""),
        (SCORM_12, "cmi.interactions.12.student_response", "a,b"),
        (SCORM_12, "cmi.interactions.0.correct_responses.3.pattern", "a"),
        (SCORM_12, "cmi.objectives.2.status", "passed"),
        (SCORM_12, "cmi.objectives.2.score.max", ""),
        (SCORM_2004, "cmi.completion_status", "completed"),
        (SCORM_2004, "cmi.success_status", "failed"),
        (SCORM_2004, "cmi.score.scaled", "-0.5"),
        (SCORM_2004, "cmi.session_time", "PT1H5M"),
        (SCORM_2004, "cmi.progress_measure", "0.33"),
        (SCORM_2004, "cmi.interactions.7.learner_response", "甲"),
        (SCORM_2004, "cmi.comments_from_learner.0.comment", "好"),
    ],
)
def test_words_of_the_standard_are_believed(standard: str, name: str, value: str) -> None:
    assert clean_data(standard, {name: value}) == ({name: value}, [])


@pytest.mark.parametrize(
    ("standard", "name", "value"),
    [
        (SCORM_12, "cmi.core.lesson_status", "perfect"),
        (SCORM_12, "cmi.core.student_name", "王"),  # not the package's to say
        (SCORM_12, "cmi.core.total_time", "9999:00:00"),
        (SCORM_12, "cmi.completion_status", "completed"),  # of the other version
        (SCORM_2004, "cmi.core.lesson_status", "passed"),
        (SCORM_12, "cmi.suspend_data", "x" * (rules.MOST_VALUE + 1)),
        (SCORM_12, "cmi.core.lesson_location", "x" * (rules.MOST_ORDINARY + 1)),
        (SCORM_12, "cmi.core.score.raw", "NaN"),
        (SCORM_12, "cmi.core.score.raw", "1e9"),
        (SCORM_12, "cmi.core.score.raw", "Infinity"),
        (SCORM_12, "cmi.core.score.raw", "９０"),
        (SCORM_2004, "cmi.score.scaled", "1.01"),
        (SCORM_2004, "cmi.progress_measure", "2"),
        (SCORM_2004, "cmi.progress_measure", "half"),
        (SCORM_2004, "cmi.session_time", "5 minutes"),
        (SCORM_2004, "cmi.exit", "explode"),
        (SCORM_12, "cmi.suspend_data", "a\0b"),
        (SCORM_12, "cmi.suspend_data", 5),
        (SCORM_12, "cmi.suspend_data", None),
        (SCORM_12, "cmi.interactions.1000.id", "x"),
        (SCORM_12, "cmi.interactions.99999.id", "x"),
        (SCORM_12, "cmi.interactions.0.objectives.1000.id", "x"),
        (SCORM_12, "__proto__", "x"),
        (SCORM_12, "cmi.suspend_data\n", "x"),
    ],
)
def test_other_words_are_not(standard: str, name: str, value: object) -> None:
    kept, refused = clean_data(standard, {name: value})
    assert kept == {}
    assert refused == [name]


def test_too_much_is_not_believed_at_all() -> None:
    many = {f"cmi.interactions.{n}.x": "" for n in range(rules.MOST_ELEMENTS + 1)}
    with pytest.raises(ValueError):
        clean_data(SCORM_12, many)
    long = {f"cmi.interactions.{n}.student_response": "x" * 4_096 for n in range(100)}
    with pytest.raises(ValueError):
        clean_data(SCORM_12, long)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0000:00:00", 0),
        ("00:05:10", 310),
        ("0012:00:01.99", 43_201),
        ("00:60:00", None),
        ("0:05:10", None),
        ("PT0S", 0),
        ("PT5M10.5S", 310),
        ("P1DT1H", 90_000),
        ("P1Y", 31_536_000),
        ("P", None),
        ("PT", None),
        ("P1DT", None),
        ("310", None),
        ("-PT5M", None),
    ],
)
def test_time_spans_are_read_in_either_spelling(text: str, seconds: int | None) -> None:
    assert read_seconds(text) == seconds


@pytest.mark.parametrize(
    ("status", "completion", "success"),
    [
        ("passed", Completion.COMPLETED, Success.PASSED),
        ("completed", Completion.COMPLETED, Success.UNKNOWN),
        ("failed", Completion.INCOMPLETE, Success.FAILED),
        ("incomplete", Completion.INCOMPLETE, Success.UNKNOWN),
        ("browsed", Completion.INCOMPLETE, Success.UNKNOWN),
        ("not attempted", Completion.UNKNOWN, Success.UNKNOWN),
        ("", Completion.UNKNOWN, Success.UNKNOWN),
    ],
)
def test_the_one_status_of_the_older_version_is_taken_apart(
    status: str, completion: Completion, success: Success
) -> None:
    found = read_outcome(SCORM_12, {"cmi.core.lesson_status": status}, mastery=None)
    assert (found.completion, found.success) == (completion, success)


def test_the_two_of_the_newer_version_are_taken_as_they_are() -> None:
    data = {"cmi.completion_status": "incomplete", "cmi.success_status": "passed"}
    found = read_outcome(SCORM_2004, data, mastery=None)
    assert (found.completion, found.success) == (Completion.INCOMPLETE, Success.PASSED)
    found = read_outcome(SCORM_2004, {"cmi.completion_status": "not attempted"}, mastery=None)
    assert found == Outcome()


@pytest.mark.parametrize(
    ("numbers", "score"),
    [
        ({"raw": "85"}, 8_500),
        ({"raw": "17", "min": "0", "max": "20"}, 8_500),
        ({"raw": "15", "min": "10", "max": "20"}, 5_000),
        ({"raw": "7", "min": "10", "max": "10"}, 700),  # bounds that are none
        ({"raw": "250"}, 10_000),
        ({"raw": "-3"}, 0),
        ({"scaled": "0.333"}, 3_330),
        ({"scaled": "-1"}, 0),
        ({"scaled": "0.9", "raw": "12"}, 9_000),
        ({"min": "0", "max": "100"}, None),
        ({"raw": ""}, None),
        ({}, None),
    ],
)
def test_scores_become_hundredths_of_a_per_cent(numbers: dict[str, str], score: int | None) -> None:
    data = {f"cmi.score.{name}": value for name, value in numbers.items()}
    assert read_outcome(SCORM_2004, data, mastery=None).score == score


def test_the_manifest_judges_a_score_that_has_no_verdict() -> None:
    data = {"cmi.core.score.raw": "80", "cmi.core.lesson_status": "completed"}
    assert read_outcome(SCORM_12, data, mastery=80).success == Success.PASSED
    assert read_outcome(SCORM_12, data, mastery=80.5).success == Success.FAILED
    assert read_outcome(SCORM_12, data, mastery=None).success == Success.UNKNOWN
    own = {"cmi.score.scaled": "0.1", "cmi.success_status": "passed"}
    assert read_outcome(SCORM_2004, own, mastery=80).success == Success.PASSED


def test_a_launch_lasts_a_day_at_most() -> None:
    found = read_outcome(SCORM_2004, {"cmi.session_time": "P30D"}, mastery=None)
    assert found.seconds == rules.MOST_SECONDS
    assert read_outcome(SCORM_2004, {}, mastery=None).seconds is None


@pytest.mark.parametrize(
    ("rule", "units", "done"),
    [
        (Rule.COMPLETED, [DONE, PASSED], True),
        (Rule.COMPLETED, [DONE, BEGUN], False),
        (Rule.COMPLETED, [DONE, FAILED], False),
        (Rule.COMPLETED, [Outcome(success=Success.PASSED)], True),
        (Rule.COMPLETED, [DONE, Outcome()], False),
        (Rule.PASSED, [PASSED], True),
        (Rule.PASSED, [DONE, PASSED], True),  # slides and a test
        (Rule.PASSED, [BEGUN, PASSED], False),
        (Rule.PASSED, [DONE], False),  # nobody judged
        (Rule.PASSED, [PASSED, FAILED], False),
        (Rule.SCORE, [PASSED], True),
        (Rule.SCORE, [PASSED, Outcome(score=5_000)], True),  # 65 in the mean
        (Rule.SCORE, [PASSED, FAILED], False),
        (Rule.SCORE, [DONE], False),
        (Rule.HAND, [PASSED], False),
        (Rule.COMPLETED, [], False),
    ],
)
def test_the_rule_of_the_lesson_decides(rule: Rule, units: list[Outcome], done: bool) -> None:
    assert is_done(rule, units, least=60) is done


def test_the_bound_itself_is_enough() -> None:
    assert is_done(Rule.SCORE, [Outcome(score=6_000)], least=60)
    assert not is_done(Rule.SCORE, [Outcome(score=5_999)], least=60)


def test_parts_without_a_score_do_not_lower_the_mean() -> None:
    assert mean_score([PASSED, DONE, FAILED]) == 5_500
    assert mean_score([DONE]) is None
