"""Whatever courses are called: they are read alike again, go through a workbook and back, and are judged once each."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as some

from tests.factories_maps import make_sheet
from trainingapp.credentials.map_sheets import (
    LONGEST_COURSE,
    MOST_COURSES,
    CoursesFaulty,
    Row,
    read_courses,
    read_sheet,
    write_sheet,
)
from trainingapp.credentials.queries.map_findings import SAME, judge_rows
from trainingapp.itembank.models import ContentArea

NAMES = some.text("社会工作概论Case work=+-@'\"<&>《》（）0123456789，", min_size=1, max_size=30)
ANYTHING = some.text(max_size=200)
CODES = [f"JC01.1.{number:02d}" for number in range(1, 8)]


def areas() -> list[ContentArea]:
    return [
        ContentArea(code=code, kind="point", is_retired=False, title={"zh": code}) for code in CODES
    ]


@given(ANYTHING)
def test_courses_that_are_read_are_few_short_tidy_and_different(text: str) -> None:
    try:
        found = read_courses(text)
    except CoursesFaulty:
        return
    assert len(found) <= MOST_COURSES
    assert len(set(found)) == len(found)
    assert all(name and name == name.strip() and len(name) <= LONGEST_COURSE for name in found)


@given(ANYTHING)
def test_courses_written_as_they_are_shown_are_read_alike_again(text: str) -> None:
    try:
        found = read_courses(text)
    except CoursesFaulty:
        return
    assert read_courses("、".join(found)) == found


@settings(max_examples=25, deadline=None)  # a busy machine says nothing of workbooks
@given(some.lists(some.lists(NAMES, max_size=4), min_size=1, max_size=len(CODES)))
def test_a_workbook_gives_back_what_was_written_and_is_judged_the_same(
    courses: list[list[str]],
) -> None:
    taught = {
        code: list(found)
        for code, names in zip(CODES, courses, strict=False)
        if (found := read_courses("、".join(names)))
    }
    lines = [("科目", "章", code, code, "、".join(taught.get(code, ()))) for code in CODES]
    rows = read_sheet(write_sheet(lines, "滨江大学"), "map.xlsx")
    assert {row.code: list(row.courses) for row in rows if row.courses} == taught
    assert [row.fault for row in rows] == [""] * len(CODES)
    found = judge_rows(rows, areas(), taught)
    assert {one.word for one in found} == {SAME}
    assert not any(one.changes for one in found)


@given(some.lists(some.sampled_from([*CODES, "JC09.9.99", ""]), max_size=12))
def test_every_row_has_one_finding_and_only_codes_that_stand_once_are_taken(
    codes: list[str],
) -> None:
    rows = [
        Row(number, code, "", ("甲",), "" if code else "no_code")
        for number, code in enumerate(codes, start=2)
    ]
    found = judge_rows(rows, areas(), {})
    assert [one.row for one in found] == rows
    for one in found:
        is_known_once = one.row.code in CODES and codes.count(one.row.code) == 1
        assert one.is_error is not is_known_once


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t="])
def test_a_course_that_begins_like_a_formula_stays_text(sign: str) -> None:
    lines = [("科目", "章", CODES[0], CODES[0], f"{sign}1+1")]
    (row,) = read_sheet(write_sheet(lines, "滨江大学"), "map.xlsx")
    assert (row.fault, row.courses) == ("", (f"{sign}1+1".strip(),))


def test_a_real_formula_is_not_taken() -> None:
    (row,) = read_sheet(make_sheet((CODES[0], "=1+1")), "map.xlsx")
    assert row.fault == "formula"
