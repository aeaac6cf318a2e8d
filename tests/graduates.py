"""Graduates for tests: rows of a registrar's sheet, sound ones and one for every error, and workbooks of them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import xlsxwriter

from trainingapp.credentials.sheets.columns import HEADINGS, SHEET
from trainingapp.rules.identity import id_check_character

TODAY = date(2026, 11, 22)
SURNAMES, GIVEN = "林王陈赵周孙李吴郑冯褚卫蒋沈韩杨", "晓雨美华建国静怡志强文丽子涵镕䶮"
BOOK_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
Row = dict[str, Any]


def make_id_number(number: int, born: str = "20040315", region: str = "330106") -> str:
    """A sound ID number, another for every number below a thousand million."""
    day = f"{born[:6]}{1 + number // 1000 % 28:02d}" if born == "20040315" else born
    area = f"{region[:2]}{1 + number // 28000:04d}" if region == "330106" else region
    digits = f"{area}{day}{number % 1000:03d}"
    return digits + id_check_character(digits)


def make_graduate(number: int = 1, **changes: Any) -> Row:
    """A sound bachelor of social work with both papers."""
    return {
        "name": SURNAMES[number % 16] + GIVEN[number // 16 % 16] + GIVEN[number // 256 % 16],
        "id_number": make_id_number(number),
        "student_number": f"2022{number:06d}",
        "major": "社会工作",
        "major_code": "030302",
        "catalogue": "2020",
        "level": "本科",
        "mode": "全日制",
        "enrolled_on": "2022-09-01",
        "conclusion": "毕业",
        "ended_on": "2026-06-30",
        "graduation_number": f"10335120260500{number:04d}" if number < 10_000 else f"X{number:09d}",
        "degree_on": "2026-06-30",
        "degree_number": f"1033542026{number:06d}",
        **changes,
    }


def bare(**changes: Any) -> Row:
    """A change that leaves no degree."""
    return {"degree_on": "", "degree_number": "", **changes}


def misspell(id_number: str) -> str:
    """The ID number with another last character."""
    return id_number[:17] + ("0" if id_number[17] != "0" else "1")


# Code of the sentence → the column it is found in, and what is changed in a sound row.
WRONG: Mapping[str, tuple[str, Row]] = {
    "control_character": ("major", {"major": "社会\x07工作"}),
    "text_too_long": ("major", {"major": "社" * 121}),
    "date_in_cell": ("graduation_number", {"graduation_number": date(2026, 6, 30)}),
    "value_odd": ("ended_on", {"ended_on": time(8, 30)}),
    "figures_lost": ("degree_number", {"degree_number": 1033542026000001.0}),
    "name_missing": ("name", {"name": ""}),
    "name_odd": ("name", {"name": "林晓雨3"}),
    "name_short": ("name", {"name": "林"}),
    "id_old": ("id_number", {"id_number": "330106040315001"}),
    "id_length": ("id_number", {"id_number": "33010620040315"}),
    "id_characters": ("id_number", {"id_number": "33010620040315001A"}),
    "id_birthday": ("id_number", {"id_number": make_id_number(1, born="20041331")}),
    "id_check": ("id_number", {"id_number": misspell(make_id_number(1))}),
    "id_region": ("id_number", {"id_number": make_id_number(1, region="990106")}),
    "id_too_young": ("id_number", {"id_number": make_id_number(1, born="20150315")}),
    "student_characters": ("student_number", {"student_number": "二〇二二第三"}),
    "enrolled_too_young": ("enrolled_on", {"id_number": make_id_number(1, born="20100315")}),
    "major_missing": ("major", {"major": ""}),
    "major_odd": ("major", {"major": "030302"}),
    "code_malformed": ("major_code", {"major_code": "30302"}),
    "code_contradicts_major": ("major_code", {"major": "社会学"}),
    "code_contradicts_level": ("major_code", {"major_code": "035200"}),
    "catalogue_unknown": ("catalogue", {"catalogue": "新版"}),
    "level_missing": ("level", {"level": ""}),
    "level_unknown": ("level", {"level": "博士后"}),
    "mode_missing": ("mode", {"mode": ""}),
    "mode_unknown": ("mode", {"mode": "自学"}),
    "conclusion_unknown": ("conclusion", {"conclusion": "肄业"}),
    "enrolled_on_missing": ("enrolled_on", {"enrolled_on": ""}),
    "ended_on_missing": ("ended_on", {"ended_on": ""}),
    "degree_on_missing": ("degree_on", {"degree_on": ""}),
    "date_unreadable": ("enrolled_on", {"enrolled_on": "去年九月"}),
    "date_without_day": ("enrolled_on", {"enrolled_on": "2022年9月"}),
    "date_impossible": ("ended_on", {"ended_on": "2026-02-30"}),
    "date_out_of_time": ("enrolled_on", {"enrolled_on": "1902-09-01"}),
    "day_to_come": ("ended_on", {"ended_on": "2027-06-30"}),
    "ends_before_begins": ("ended_on", {"ended_on": "2022-09-01"}),
    "no_paper": ("graduation_number", bare(ended_on="", graduation_number="")),
    "graduation_number_missing": ("graduation_number", {"graduation_number": ""}),
    "degree_number_missing": ("degree_number", {"degree_number": ""}),
    "number_characters": ("graduation_number", {"graduation_number": "10335/2026@1"}),
    "number_short": ("degree_number", {"degree_number": "2026"}),
    "numbers_equal": ("degree_number", {"degree_number": "103351202605000001"}),
    "degree_of_associate": ("degree_number", {"level": "专科", "major_code": ""}),
    "degree_without_graduation": ("degree_number", {"conclusion": "结业"}),
}
NOTES: Mapping[str, tuple[str, Row]] = {
    "id_missing": ("id_number", {"id_number": ""}),
    "code_other": ("major_code", {"major_code": "030301"}),
    "span_short": ("ended_on", {"enrolled_on": "2025-09-01"}),
    "span_long": ("ended_on", {"enrolled_on": "2018-06-01"}),
    "degree_before_graduation": ("degree_on", {"degree_on": "2026-06-01"}),
    "number_unusual": ("graduation_number", {"graduation_number": "浙大毕字（99）第1234号"}),
    "number_year": ("degree_number", {"degree_number": "1033542025000001"}),
    "number_level": ("graduation_number", {"graduation_number": "103351202602000001"}),
}


def make_book(
    rows: Iterable[Mapping[str, Any]],
    headings: Sequence[str] | None = None,
    *,
    name: str = SHEET,
) -> bytes:
    """A workbook with these rows from row 2; dates, times and numbers stay what they are."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, BOOK_OPTIONS) as book:
        book.set_properties({"created": datetime(2026, 1, 5)})  # the same rows, the same file
        sheet = book.add_worksheet(name)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        clock = book.add_format({"num_format": "hh:mm"})
        titles = list(headings or [column.heading for column in HEADINGS.values()])
        fields = {column.heading: field for field, column in HEADINGS.items()}
        sheet.write_row(0, 0, titles)
        for line, row in enumerate(rows, start=1):
            for place, title in enumerate(titles):
                value = row.get(fields.get(title, title), "")
                if callable(value):
                    value(sheet, line, place)
                elif isinstance(value, datetime | date):
                    sheet.write_datetime(line, place, value, day)
                elif isinstance(value, time):
                    sheet.write_datetime(line, place, value, clock)
                elif value != "":
                    sheet.write(line, place, value)
    return body.getvalue()


def formula(text: str, value: Any = 0) -> Any:
    """A cell with a formula that last gave this value."""
    return lambda sheet, line, place: sheet.write_formula(line, place, text, None, value)


def wrong_rows(first: int = 1) -> dict[str, Row]:
    """A row for every error of its own, each with numbers of its own otherwise."""
    found = {}
    for offset, (code, (_column, changes)) in enumerate(WRONG.items()):
        number = first + offset
        row = make_graduate(number)
        row.update(changes)
        if code == "numbers_equal":
            row["degree_number"] = row["graduation_number"]
        if code in {"ended_on_missing", "day_to_come"}:
            row.update(bare())
        found[code] = row
    return found
