"""Which line of the lists decides a paper."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from typing import Any

import pytest

from trainingapp.rules.recognition import Line, MatchKind, Programme, recognise, tidy

DAY = date(2024, 7, 1)
PAPER: dict[str, Any] = {
    "institution_name": "滨江大学",
    "level": "bachelor",
    "major": "社会工作",
    "code": "030302",
    "day": DAY,
}
LINE: dict[str, Any] = {
    "id": 1,
    "match_kind": MatchKind.NAME,
    "value": "社会工作",
    "is_social_work": True,
    "valid_from": date(1950, 1, 1),
}


def paper(**changes: Any) -> Programme:
    return Programme(**{**PAPER, **changes})


def line(**changes: Any) -> Line:
    return Line(**{**LINE, **changes})


def decides(programme: Programme, *lines: Line) -> int | None:
    found = recognise(programme, lines)
    return found.id if found else None


@pytest.mark.parametrize(
    ("printed", "listed"),
    [
        ("社会工作", "社会工作"),
        ("社会学（社会工作方向）", "社会学(社会工作方向)"),
        (" 社会 工作 ", "社会工作"),
        ("社会工作\u3000", "社会工作"),
        ("Social Work", "SOCIAL WORK"),
        ("Ｓｏｃｉａｌ Work", "social work"),
    ],
)
def test_width_blanks_and_capitals_make_no_other_name(printed: str, listed: str) -> None:
    assert tidy(printed) == tidy(listed)
    assert decides(paper(major=printed), line(value=listed)) == 1


@pytest.mark.parametrize("printed", ["社会工作与管理", "社会学", "社会", "社会工作硕士"])
def test_a_part_of_a_name_is_not_the_name(printed: str) -> None:
    assert decides(paper(major=printed), line()) is None


@pytest.mark.parametrize(
    ("changes", "is_fitting"),
    [
        ({}, True),
        ({"level": "bachelor"}, True),
        ({"level": "master"}, False),
        ({"institution_name": "滨江大学"}, True),
        ({"institution_name": "滨江 大学"}, True),
        ({"institution_name": "江南学院"}, False),
        ({"match_kind": MatchKind.CODE, "value": "030302"}, True),
        ({"match_kind": MatchKind.CODE, "value": "030301"}, False),
        ({"match_kind": MatchKind.CODE, "value": "社会工作"}, False),
        # valid from a day up to, but without, another
        ({"valid_from": DAY}, True),
        ({"valid_from": date(2024, 7, 2)}, False),
        ({"valid_to": date(2024, 7, 2)}, True),
        ({"valid_to": DAY}, False),
    ],
)
def test_a_line_fits_by_what_level_school_and_day(
    changes: dict[str, Any], is_fitting: bool
) -> None:
    assert (decides(paper(), line(**changes)) == 1) is is_fitting


ORDERED = [
    ("a school before all", {"institution_name": "滨江大学"}, {}),
    ("a level before all", {"level": "bachelor"}, {}),
    ("the school before the level", {"institution_name": "滨江大学"}, {"level": "bachelor"}),
    ("the printed name before the code", {}, {"match_kind": MatchKind.CODE, "value": "030302"}),
    ("a level before the name", {"match_kind": MatchKind.CODE, "value": "030302", "level": "bachelor"}, {}),
    ("the newer before the older", {"valid_from": date(2020, 1, 1)}, {}),
    ("other before social work", {"is_social_work": False}, {}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second"), [case[1:] for case in ORDERED], ids=[c[0] for c in ORDERED]
)
def test_of_two_lines_the_narrower_decides_in_any_order(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    lines = [line(id=5, **first), line(id=7, **second)]
    assert {decides(paper(), *order) for order in permutations(lines)} == {5}


def test_of_two_equal_lines_the_earlier_decides_in_any_order() -> None:
    lines = [line(id=5), line(id=7)]
    assert {decides(paper(), *order) for order in permutations(lines)} == {5}


def test_without_a_fitting_line_nothing_is_decided() -> None:
    assert decides(paper()) is None
    assert decides(paper(code=""), line(match_kind=MatchKind.CODE, value="030302")) is None
