"""Rows of a registrar's sheet: every error by itself, what is only noted, and what a sound row becomes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.graduates import NOTES, TODAY, WRONG, make_graduate, wrong_rows
from trainingapp.rules.eligibility_facts import DegreeKind, DegreeLevel, StudyMode
from trainingapp.rules.graduates import COLUMNS, Finding, Graduate, read_graduate

OF_CELLS = {"control_character", "value_odd", "figures_lost"}  # found before the rules see them


def read(row: dict[str, Any]) -> tuple[Graduate | None, list[Finding]]:
    return read_graduate({name: value for name, value in row.items() if value != ""}, today=TODAY)


def sound(**changes: Any) -> Graduate:
    graduate, findings = read(make_graduate(**changes))
    assert graduate is not None, findings
    return graduate


def errors(row: dict[str, Any]) -> list[tuple[str, str]]:
    return [(found.column, found.code) for found in read(row)[1] if found.is_error]


def test_a_sound_row_becomes_a_graduate_without_findings() -> None:
    graduate, findings = read(make_graduate(7))
    assert findings == []
    assert graduate is not None
    assert (graduate.level, graduate.mode) == (DegreeLevel.BACHELOR, StudyMode.FULL_TIME)
    assert graduate.papers == (
        (DegreeKind.GRADUATION, "103351202605000007", date(2026, 6, 30)),
        (DegreeKind.DEGREE, "1033542026000007", date(2026, 6, 30)),
    )


@pytest.mark.parametrize("code", [code for code in WRONG if code not in OF_CELLS])
def test_each_error_is_found_in_its_column_and_alone(code: str) -> None:
    row = wrong_rows()[code]
    assert errors(row) == [(WRONG[code][0], code)]
    assert read(row)[0] is None


@pytest.mark.parametrize("code", list(NOTES))
def test_what_is_only_noted_lets_the_row_pass(code: str) -> None:
    column, changes = NOTES[code]
    graduate, findings = read(make_graduate(1, **changes))
    assert graduate is not None
    assert [(found.column, found.code, found.is_error) for found in findings] == [
        (column, code, False)
    ]


def test_at_least_thirty_kinds_of_errors_are_known() -> None:
    assert len(WRONG) >= 30


def test_all_errors_of_a_row_are_told_in_the_order_of_the_columns() -> None:
    found = errors({"name": "3", "level": "高中", "mode": "走读", "degree_on": "2026"})
    columns = [column for column, _code in found]
    assert columns == sorted(columns, key=COLUMNS.index)
    assert {"name", "major", "level", "mode", "enrolled_on", "degree_on"} <= set(columns)


def test_an_empty_row_lacks_everything_that_is_needed() -> None:
    assert [code for _column, code in errors({})] == [
        "name_missing",
        "major_missing",
        "level_missing",
        "mode_missing",
        "enrolled_on_missing",
        "no_paper",
    ]


def test_a_cell_that_could_not_be_read_is_told_once() -> None:
    before = (Finding("id_number", "formula_in_cell"),)
    cells = {name: value for name, value in make_graduate().items() if name != "id_number"}
    graduate, findings = read_graduate(cells, today=TODAY, found=before)
    assert graduate is None
    assert findings == list(before)


def test_a_faulty_number_or_day_is_not_said_to_be_missing_too() -> None:
    assert errors(make_graduate(graduation_number="12")) == [("graduation_number", "number_short")]
    assert errors(make_graduate(ended_on="2026-06")) == [("ended_on", "date_without_day")]


def test_a_row_may_bring_a_diploma_alone_or_a_degree_alone() -> None:
    diploma = sound(degree_on="", degree_number="")
    degree = sound(ended_on="", graduation_number="")
    assert [kind for kind, _n, _d in diploma.papers] == [DegreeKind.GRADUATION]
    assert [kind for kind, _n, _d in degree.papers] == [DegreeKind.DEGREE]


def test_an_empty_conclusion_means_graduated_and_completed_is_apart() -> None:
    assert sound(conclusion="").kind is DegreeKind.GRADUATION
    completed = sound(conclusion="结业", degree_on="", degree_number="")
    assert [kind for kind, _n, _d in completed.papers] == [DegreeKind.COMPLETION]


@pytest.mark.parametrize(
    ("changes", "is_social_work"),
    [
        ({}, True),
        ({"major": "社会工作", "major_code": ""}, True),
        ({"major": "社会工作（老年方向）"}, True),
        ({"major": "社会学", "major_code": "030301"}, False),
        ({"major": "社会工作与管理", "major_code": ""}, False),
    ],
)
def test_only_social_work_itself_is_taken_for_it(
    changes: dict[str, Any], is_social_work: bool
) -> None:
    assert sound(**changes).is_social_work is is_social_work


def test_a_master_of_social_work_has_the_code_of_masters() -> None:
    row = make_graduate(level="硕士", major="社会工作硕士", major_code="035200")
    row["graduation_number"] = "103351202602000001"
    assert read(row)[1] == []
    assert errors({**row, "level": "本科"}) == [("major_code", "code_contradicts_level")]
    assert errors({**row, "level": "高中"}) == [("level", "level_unknown")]


@pytest.mark.parametrize(
    ("enrolled", "ended", "code"),
    [
        ("2025-01-06", "2026-06-30", None),
        ("2025-01-07", "2026-06-30", "span_short"),
        ("2018-06-24", "2026-06-30", None),
        ("2018-06-23", "2026-06-30", "span_long"),
    ],
)
def test_the_length_of_studies_is_noted_from_its_bounds_on(
    enrolled: str, ended: str, code: str | None
) -> None:
    row = make_graduate(enrolled_on=enrolled, ended_on=ended)
    assert [found.code for found in read(row)[1]] == ([code] if code else [])


def test_a_day_is_good_today_and_to_come_tomorrow() -> None:
    row = make_graduate(degree_on="", degree_number="", graduation_number="103351202605000001")
    assert errors({**row, "ended_on": "2026-11-22"}) == []
    assert errors({**row, "ended_on": "2026-11-23"}) == [("ended_on", "day_to_come")]
    assert ("enrolled_on", "day_to_come") in errors({**row, "enrolled_on": "2026-11-23"})


def test_who_is_fourteen_on_the_day_of_enrolment_may_study() -> None:
    born = sound(id_number=make_graduate()["id_number"]).enrolled_on
    assert born == date(2022, 9, 1)


def test_the_level_in_a_number_is_compared_only_where_it_is_known() -> None:
    known = make_graduate(graduation_number="103351202606000001")
    other = make_graduate(graduation_number="103351202699000001")
    assert [found.code for found in read(known)[1]] == ["number_level"]
    assert read(other)[1] == []


def test_no_finding_holds_a_number_or_name_of_the_person() -> None:
    rows = [row for code, row in wrong_rows().items() if code not in OF_CELLS]
    for row in rows:
        cells = {name: value for name, value in row.items() if value != ""}
        private = {str(row[name]) for name in ("id_number", "graduation_number", "degree_number")}
        for found in read_graduate(cells, today=TODAY)[1]:
            told = {str(value) for value in found.parameters.values()}
            assert not told & {*private, row["name"]} - {""}
