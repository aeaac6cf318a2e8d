"""Rows of one sheet against each other: persons, studies, student numbers and papers stand there once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.graduates import TODAY, make_graduate
from trainingapp.rules.graduate_twins import find_twins
from trainingapp.rules.graduates import Graduate, read_graduate


def graduate(number: int = 1, **changes: Any) -> Graduate:
    cells = {k: v for k, v in make_graduate(number, **changes).items() if v != ""}
    found, findings = read_graduate(cells, today=TODAY)
    assert found is not None, findings
    return found


def twins(*graduates: Graduate) -> dict[int, list[tuple[str, str, int]]]:
    found = find_twins(enumerate(graduates, start=2))
    return {
        row: [(one.column, one.code, one.parameters["row"]) for one in problems]
        for row, problems in found.items()
    }


FIRST = make_graduate(1)
PAPERS = ("graduation_number", "degree_number")


def test_rows_of_different_people_do_not_disturb_each_other() -> None:
    assert twins(*(graduate(number) for number in range(1, 30))) == {}


@pytest.mark.parametrize("column", PAPERS)
def test_a_number_that_stands_in_two_rows_is_found_in_the_second(column: str) -> None:
    second = graduate(2, **{column: FIRST[column]})
    assert twins(graduate(1), second) == {3: [(column, "paper_twice", 2)]}


def test_a_diploma_with_the_number_of_anothers_degree_is_found() -> None:
    second = graduate(2, graduation_number=FIRST["degree_number"])
    assert twins(graduate(1), second) == {3: [("graduation_number", "paper_twice", 2)]}


def test_one_id_number_under_two_names_is_found() -> None:
    second = graduate(2, id_number=FIRST["id_number"], level="硕士", major_code="")
    found = twins(graduate(1), second)
    assert found == {3: [("name", "person_two_names", 2)]}


def test_the_same_paper_of_a_person_with_another_number_is_found() -> None:
    second = graduate(2, id_number=FIRST["id_number"], name=FIRST["name"])
    assert twins(graduate(1), second) == {
        3: [("graduation_number", "studies_twice", 2), ("degree_number", "studies_twice", 2)]
    }


def test_diploma_and_degree_of_a_person_may_stand_in_two_rows() -> None:
    diploma = graduate(1, degree_on="", degree_number="")
    degree = graduate(1, ended_on="", graduation_number="")
    assert twins(diploma, degree) == {}


def test_a_person_may_have_studied_two_majors_or_levels() -> None:
    same = {"id_number": FIRST["id_number"], "name": FIRST["name"]}
    law = graduate(2, **same, major="法学", major_code="030101")
    master = graduate(3, **same, level="硕士", major_code="035200")
    assert twins(graduate(1), law, master) == {}


def test_a_student_number_of_two_people_is_found() -> None:
    second = graduate(2, student_number=FIRST["student_number"])
    assert twins(graduate(1), second) == {3: [("student_number", "student_twice", 2)]}


def test_a_student_number_is_compared_by_name_where_id_numbers_are_missing() -> None:
    first = graduate(1, id_number="")
    other = graduate(2, id_number="", student_number=FIRST["student_number"])
    again = graduate(3, name=FIRST["name"], id_number="", student_number=FIRST["student_number"])
    assert twins(first, other, again) == {3: [("student_number", "student_twice", 2)]}


def test_a_row_without_student_number_and_id_number_is_compared_by_its_papers() -> None:
    first = graduate(1, id_number="", student_number="")
    second = graduate(1, id_number="", student_number="", name="王建国")
    assert [code for _c, code, _r in twins(first, second)[3]] == ["paper_twice", "paper_twice"]


def test_a_row_that_repeats_another_does_not_spoil_a_third() -> None:
    second = graduate(2, graduation_number=FIRST["graduation_number"])
    third = graduate(3, student_number=second.student_number)
    assert list(twins(graduate(1), second, third)) == [3]


def test_of_three_equal_rows_the_first_stays() -> None:
    found = twins(graduate(1), graduate(1), graduate(1))
    assert list(found) == [3, 4]
    assert {row for problems in found.values() for _c, _code, row in problems} == {2}
