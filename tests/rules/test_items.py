"""What makes an item's options, key, facility and reviews right."""

from __future__ import annotations

import pytest

from trainingapp.rules.items import (
    Kind,
    Review,
    Status,
    Subject,
    check_facility,
    check_options,
    check_readiness,
)


def options(letters: str) -> dict[str, tuple[str, str]]:
    return {letter: (f"做法{letter}", f"理由{letter}") for letter in letters}


def test_every_subject_has_its_prefix() -> None:
    assert [subject.prefix for subject in Subject] == ["JC", "JP", "MC", "ML", "MP", "SP"]


def test_a_key_decides_the_points_of_objective_items_only() -> None:
    assert [kind for kind in Kind if kind.is_objective] == [Kind.SINGLE, Kind.MULTIPLE]


@pytest.mark.parametrize(
    ("kind", "letters", "key", "codes"),
    [
        (Kind.SINGLE, "ABCD", "B", []),
        (Kind.MULTIPLE, "ABCDE", "AE", []),
        (Kind.MULTIPLE, "ABCDE", "ABCD", []),
        (Kind.SINGLE, "ABC", "B", ["single_options"]),
        (Kind.SINGLE, "ABCDE", "B", ["single_options"]),
        (Kind.SINGLE, "BACD", "B", ["single_options"]),
        (Kind.MULTIPLE, "ABCD", "AB", ["multiple_options"]),
        (Kind.SINGLE, "ABCD", "", ["single_key"]),
        (Kind.SINGLE, "ABCD", "BC", ["single_key"]),
        (Kind.MULTIPLE, "ABCDE", "A", ["multiple_key"]),
        (Kind.MULTIPLE, "ABCDE", "ABCDE", ["multiple_key"]),
        (Kind.MULTIPLE, "ABCDE", "BA", ["key_order"]),
        (Kind.MULTIPLE, "ABCDE", "AAB", ["key_order"]),
        (Kind.SINGLE, "ABCD", "E", ["key_without_option"]),
        (Kind.SINGLE, "", "A", ["single_options", "key_without_option"]),
    ],
)
def test_options_and_key_are_as_on_the_official_paper(
    kind: Kind, letters: str, key: str, codes: list[str]
) -> None:
    assert [fault.code for fault in check_options(kind, options(letters), key)] == codes


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({"C": (" ", "理由")}, ["empty_text"]),
        ({"C": ("做法", "　")}, ["missing_why"]),
        ({"C": ("做法A ", "理由")}, ["same_options"]),
    ],
)
def test_every_option_says_something_of_its_own_and_why(
    changed: dict[str, tuple[str, str]], codes: list[str]
) -> None:
    found = check_options(Kind.SINGLE, {**options("ABCD"), **changed}, "A")
    assert [fault.code for fault in found] == codes


@pytest.mark.parametrize(
    ("expected", "reason", "codes"),
    [
        (0.5, "易混", []),
        (0, "易混", ["facility_range"]),
        (1, "易混", ["facility_range"]),
        (0.5, " ", ["facility_reason"]),
    ],
)
def test_the_facility_is_a_share_with_a_reason(
    expected: float, reason: str, codes: list[str]
) -> None:
    assert [fault.code for fault in check_facility(expected, reason)] == codes


AGREES = Review("审题组乙", "B", "agree", is_second_defensible=False)


@pytest.mark.parametrize(
    ("status", "reviews", "codes"),
    [
        (Status.DRAFT, [], []),
        (Status.READY, [AGREES], []),
        (Status.READY, [], ["ready_without_review"]),
        (Status.READY, [AGREES._replace(verdict="disagree")], ["ready_without_review"]),
        (Status.READY, [AGREES._replace(verdict="unsure", answer="C"), AGREES], []),
        (Status.READY, [AGREES._replace(answer="C"), AGREES], ["review_answer"]),
        (Status.DRAFT, [AGREES._replace(answer="C")], ["review_answer"]),
        (
            Status.READY,
            [AGREES._replace(reader="内容组甲")],
            ["reviewer_is_author", "ready_without_review"],
        ),
        (
            Status.READY,
            [AGREES._replace(is_second_defensible=True)],
            ["second_defensible", "ready_without_review"],
        ),
    ],
)
def test_a_ready_item_survived_a_second_reader(
    status: Status, reviews: list[Review], codes: list[str]
) -> None:
    found = check_readiness(status, "内容组甲", key="B", reviews=reviews)
    assert [fault.code for fault in found] == codes


def test_readers_of_written_items_give_no_letters() -> None:
    reviews = [AGREES._replace(answer="")]
    assert [*check_readiness(Status.READY, "内容组甲", key=None, reviews=reviews)] == []
