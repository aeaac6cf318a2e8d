"""Cells of a registrar's sheet: read in the ways people write them, refused with a reason otherwise."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given, strategies as st

from tests.graduates import TODAY, make_id_number, misspell
from trainingapp.rules import graduate_fields as fields
from trainingapp.rules.eligibility_facts import DegreeKind, DegreeLevel, StudyMode
from trainingapp.rules.graduate_fields import Fault


def person(cell: Any) -> Any:
    return fields.read_person_number(cell, today=TODAY)


def catalogue(cell: Any) -> Any:
    return fields.read_catalogue(cell, today=TODAY)


READ: list[tuple[Callable[[Any], Any], Any, Any]] = [
    (fields.read_name, " 林晓雨 ", "林晓雨"),
    (fields.read_name, "阿依古丽·买买提", "阿依古丽·买买提"),
    (fields.read_name, "Anna  Maria O'Neil", "Anna Maria O'Neil"),
    (fields.read_name, "𠮷镕䶮", "𠮷镕䶮"),
    (fields.read_student_number, "sw 2022-01", "SW2022-01"),
    (fields.read_major, "社会工作（老年服务方向）", "社会工作（老年服务方向）"),
    (fields.read_major_code, "０３０３０２", "030302"),
    (fields.read_major_code, "120203k", "120203K"),
    (fields.read_major_code, "0352", "0352"),
    (catalogue, "2020年版", "2020年"[:4]),
    (catalogue, "1998", "1998"),
    (fields.read_level, "专科", DegreeLevel.ASSOCIATE),
    (fields.read_level, " 硕士研究生 ", DegreeLevel.MASTER),
    (fields.read_mode, "函授", StudyMode.PART_TIME),
    (fields.read_conclusion, "结业", DegreeKind.COMPLETION),
    (fields.read_day, date(2026, 6, 30), date(2026, 6, 30)),
    (fields.read_day, "2026-6-30", date(2026, 6, 30)),
    (fields.read_day, "2026/06/30", date(2026, 6, 30)),
    (fields.read_day, "2026.6.30", date(2026, 6, 30)),
    (fields.read_day, "20260630", date(2026, 6, 30)),
    (fields.read_day, "2026年6月30日", date(2026, 6, 30)),
    (fields.read_day, "２０２６ 年 6 月 30 日", date(2026, 6, 30)),
    (fields.read_number, "1033 5120 2605 0000 01", "103351202605000001"),
    (fields.read_number, "浙大毕字（99）第 1234 号", "浙大毕字(99)第1234号"),
    (fields.read_number, "１０３３５", "10335"),
    (fields.read_number, "a1234\u200b5", "A12345"),
]
REFUSED: list[tuple[Callable[[Any], Any], Any, str]] = [
    (fields.read_name, date(2026, 1, 1), "date_in_cell"),
    (fields.read_name, "林" * 61, "text_too_long"),
    (fields.read_name, "林_晓", "name_odd"),
    (fields.read_name, "林晓雨2", "name_odd"),
    (fields.read_name, "=林", "name_odd"),
    (fields.read_name, "林", "name_short"),
    (person, "330106040315001", "id_old"),
    (person, "3301", "id_length"),
    (person, "33010620040315001Y", "id_characters"),
    (person, "٣٣010620040315001X", "id_characters"),
    (person, make_id_number(1, born="20040230"), "id_birthday"),
    (person, make_id_number(1, born="20270101"), "id_birthday"),
    (person, make_id_number(1, born="18991231"), "id_birthday"),
    (person, misspell(make_id_number(1)), "id_check"),
    (person, make_id_number(1, region="160000"), "id_region"),
    (person, make_id_number(1, born="20121123"), "id_too_young"),
    (fields.read_student_number, "学号1", "student_characters"),
    (fields.read_student_number, "1" * 31, "text_too_long"),
    (fields.read_major, "社" * 121, "text_too_long"),
    (fields.read_major, "社", "major_odd"),
    (fields.read_major_code, "30302", "code_malformed"),
    (fields.read_major_code, "030302A", "code_malformed"),
    (catalogue, "1962", "catalogue_unknown"),
    (catalogue, "2027", "catalogue_unknown"),
    (catalogue, "二〇二〇", "catalogue_unknown"),
    (fields.read_level, "高中", "level_unknown"),
    (fields.read_mode, "走读", "mode_unknown"),
    (fields.read_conclusion, "肄业", "conclusion_unknown"),
    (fields.read_day, "六月", "date_unreadable"),
    (fields.read_day, "202606301", "date_unreadable"),
    (fields.read_day, "2026-06", "date_without_day"),
    (fields.read_day, "2026年6月", "date_without_day"),
    (fields.read_day, "202606", "date_without_day"),
    (fields.read_day, "2025-02-29", "date_impossible"),
    (fields.read_day, "2026-13-01", "date_impossible"),
    (fields.read_day, "1949-12-31", "date_out_of_time"),
    (fields.read_day, date(2101, 1, 1), "date_out_of_time"),
    (fields.read_number, date(2026, 1, 1), "date_in_cell"),
    (fields.read_number, "10335/2026", "number_characters"),
    (fields.read_number, "毕字第号", "number_characters"),
    (fields.read_number, "1234", "number_short"),
    (fields.read_number, "1" * 31, "text_too_long"),
]


@pytest.mark.parametrize(("read", "cell", "value"), READ)
def test_a_cell_is_read_as_people_write_it(
    read: Callable[[Any], Any], cell: Any, value: Any
) -> None:
    assert read(cell) == value


@pytest.mark.parametrize(("read", "cell", "code"), REFUSED)
def test_a_cell_that_cannot_be_is_refused_with_its_reason(
    read: Callable[[Any], Any], cell: Any, code: str
) -> None:
    with pytest.raises(Fault) as refused:
        read(cell)
    assert refused.value.code == code


@pytest.mark.parametrize("between", [" ", "-", "\u200b", "\u3000"])
def test_an_id_number_is_read_through_blanks_hyphens_and_wide_figures(between: str) -> None:
    number = make_id_number(1, born="20040301")
    typed = between.join((number[:6], number[6:14], number[14:]))
    wide = typed.replace("3", "３").replace("X", "ｘ")
    assert person(typed) == person(wide) == (number, date(2004, 3, 1))


def test_somebody_who_is_fourteen_today_is_old_enough() -> None:
    assert person(make_id_number(1, born="20121122"))[1] == date(2012, 11, 22)


@pytest.mark.parametrize("day", [fields.EARLIEST, fields.LATEST])
def test_the_first_and_the_last_day_of_our_time_are_read(day: date) -> None:
    assert fields.read_day(str(day)) == day


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("阿依古丽·买买提", "阿依古丽•买买提"),
        ("阿依古丽·买买提", "阿依古丽 买买提"),
        ("Anna Maria", "ANNA MARIA"),
        ("林晓雨", "林 晓雨"),
    ],
)
def test_names_that_differ_by_dots_blanks_and_case_are_one(one: str, other: str) -> None:
    assert fields.name_key(one) == fields.name_key(other)


def test_names_of_other_characters_are_others() -> None:
    assert fields.name_key("林晓雨") != fields.name_key("林小雨")
    assert fields.name_key("镕") != fields.name_key("熔")


@given(st.integers(min_value=0, max_value=999), st.integers(min_value=0, max_value=17))
def test_one_wrong_figure_of_an_id_number_is_always_found(number: int, place: int) -> None:
    good = make_id_number(number)
    for figure in "0123456789":
        if figure != good[place]:
            with pytest.raises(Fault):
                person(good[:place] + figure + good[place + 1 :])


@given(st.text(max_size=40))
def test_no_text_breaks_a_reader_but_by_a_fault(text: str) -> None:
    readers = (
        *(fields.read_name, person, fields.read_student_number, fields.read_major),
        *(fields.read_major_code, catalogue, fields.read_level, fields.read_mode),
        *(fields.read_conclusion, fields.read_day, fields.read_number),
    )
    for read in readers:
        with suppress(Fault):
            read(text)
