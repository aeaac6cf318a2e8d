"""The figures of a case as a tidy workbook: one row for each measure and period, with both parts and the state."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

from trainingapp.incubator.accounting_wording import last_day
from trainingapp.incubator.indicator_files import find_entry, the_catalogue
from trainingapp.incubator.models import Case, IndicatorAssignment
from trainingapp.rules.incubation.indicators import standing_value

# The Chinese heading and the code under which programs read the column.
COLUMNS = (
    ("案卷编号", "case"),
    ("机构", "agency"),
    ("项目", "project"),
    ("指标代码", "measure"),
    ("指标", "name"),
    ("单位", "unit"),
    ("期间起", "starts_on"),
    ("期间止", "last_day"),
    ("目标", "target"),
    ("数值", "value"),
    ("分子", "numerator"),
    ("分母", "denominator"),
    ("来源", "source"),
    ("状态", "state"),
    ("已更正", "corrected"),
    ("说明", "note"),
)
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def rows_of(case: Case, assignments: Iterable[IndicatorAssignment]) -> list[list[Any]]:
    """One row for each measure and period of a case, in their order; without a value the cells are empty."""
    rows = []
    for one in assignments:
        entry = find_entry(one.measure)
        unit = the_catalogue().units[entry.measure.unit].zh if entry else ""
        name = entry.name("zh") if entry else one.measure
        for period in one.periods:
            value = standing_value(period.values)
            rows.append(
                [
                    case.number,
                    case.agency.name,
                    one.project.name if one.project else "",
                    one.measure,
                    name,
                    unit,
                    period.starts_on.isoformat(),
                    last_day(period.ends_on).isoformat(),
                    period.target,
                    value.value if value else None,
                    value.numerator if value else None,
                    value.denominator if value else None,
                    value.source if value else "",
                    value.state if value else "",
                    "是" if any(row.reverses_id for row in period.values) else "",
                    value.note if value else "",
                ]
            )
    return rows


def write_workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    """The workbook: headings, their codes, then the rows. Text is never taken for a formula."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, _OPTIONS) as book:
        sheet = book.add_worksheet("指标")
        head = book.add_format({"bold": True, "bg_color": "#F3D9C4", "border": 1})
        sheet.freeze_panes(2, 0)
        for place, (title, code) in enumerate(COLUMNS):
            sheet.write_string(0, place, title, head)
            sheet.write_string(1, place, code)
        for line, row in enumerate(rows, start=2):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(line, place, cell)
                elif cell is not None:
                    sheet.write_number(line, place, float(cell))
    return body.getvalue()
