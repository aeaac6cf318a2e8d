"""The words of calendars: what kind of day it is, what its row is called, and the page it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import url_for
from flask_babel import format_date, lazy_pgettext as pgettext
from flask_babel.speaklater import LazyString

from trainingapp.incubator.check_files import list_checks
from trainingapp.incubator.compliance_wording import said
from trainingapp.incubator.models import ComplianceResult, Intake, PlanItem, Task
from trainingapp.incubator.queries.calendar_days import Entry
from trainingapp.incubator.queries.calendar_rows import DayKind
from trainingapp.incubator.residence_wording import task_text, title_of

KINDS: Mapping[DayKind, LazyString] = {
    DayKind.TASK: pgettext("day", "Task due"),
    DayKind.ITEM: pgettext("day", "Item of the plan due"),
    DayKind.REPORT: pgettext("day", "Report due"),
    DayKind.RECTIFY: pgettext("day", "To be put right"),
    DayKind.CHECK: pgettext("day", "Due by law or agreement"),
    DayKind.MEETING: pgettext("day", "Meeting"),
    DayKind.CALL: pgettext("day", "Last day of a call"),
    DayKind.NOTICE: pgettext("day", "Public notice is over"),
    DayKind.AGREEMENT: pgettext("day", "Agreement no longer holds"),
    DayKind.EXIT: pgettext("day", "Planned end of the stay"),
    DayKind.PAUSE: pgettext("day", "Planned end of the pause"),
    DayKind.LEAVE: pgettext("day", "Leaves the base"),
    DayKind.FOLLOW_UP: pgettext("day", "Follow-up due"),
    DayKind.INSTALMENT: pgettext("day", "Instalment of a contract due"),
    DayKind.DELIVERABLE: pgettext("day", "Promised by a contract"),
}
PAGES: Mapping[DayKind, str] = {
    DayKind.TASK: "incubator.show_case",
    DayKind.ITEM: "incubator.show_plan",
    DayKind.RECTIFY: "incubator.show_putting_right",
    DayKind.NOTICE: "incubator.show_case",
    DayKind.AGREEMENT: "incubator.show_residence",
    DayKind.EXIT: "incubator.show_residence",
    DayKind.PAUSE: "incubator.show_case",
    DayKind.LEAVE: "incubator.show_leaving",
    DayKind.FOLLOW_UP: "incubator.list_follow_ups",
}


def month_name(day: date) -> str:
    """The month of a day: November 2026."""
    return str(format_date(day, str(pgettext("day", "MMMM yyyy"))))


def row_name(entry: Entry) -> str:
    """What the row of a day is called, where it has a name; for pages of this site only."""
    row = entry.row
    if isinstance(row, Task):
        return task_text(row)
    if isinstance(row, PlanItem):
        return title_of(row)
    if isinstance(row, Intake):
        return row.name
    if isinstance(row, ComplianceResult):
        text = list_checks().by_code.get(row.code)
        return said(text.title) if text else row.code
    return ""


def address_of(entry: Entry) -> str:
    """The page of this site where one goes on."""
    if entry.kind is DayKind.CALL:
        return url_for("incubator.show_call", call_id=entry.ref_id)
    if entry.case_id is None:
        return url_for("incubator.show_checks", agency_id=entry.agency_id)
    if entry.kind is DayKind.REPORT:
        return url_for("incubator.show_report", case_id=entry.case_id, report_id=entry.ref_id)
    if entry.kind is DayKind.MEETING:
        return url_for("incubator.show_encounter", case_id=entry.case_id, encounter_id=entry.ref_id)
    if entry.kind in {DayKind.INSTALMENT, DayKind.DELIVERABLE}:
        return url_for(
            "incubator.show_contract", agency_id=entry.agency_id, contract_id=entry.ref_id
        )
    return url_for(PAGES[entry.kind], case_id=entry.case_id)
