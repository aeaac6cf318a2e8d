"""The words of pages on reports, indicators, contracts and money."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from babel.dates import format_date
from flask_babel import get_locale, lazy_gettext as _, lazy_pgettext as pgettext
from flask_babel.speaklater import LazyString

from trainingapp.incubator.indicator_files import Entry, find_entry, the_catalogue
from trainingapp.rules.incubation.accounting_words import (
    ContractKind,
    ContractState,
    Direction,
    EvaluationKind,
    EvaluationLevel,
    Every,
    Lateness,
    Level,
    Payer,
    PaymentKind,
    Precondition,
    ReportState,
    ValueKind,
    ValueState,
)
from trainingapp.rules.incubation.indicators import Figure

EVERY: Mapping[Every, LazyString] = {
    Every.MONTH: _("Monthly report"),
    Every.QUARTER: _("Quarterly report"),
    Every.YEAR: _("Yearly report to the base"),
}
REPORT_STATES: Mapping[ReportState, tuple[LazyString, str]] = {
    ReportState.PENDING: (pgettext("report", "To be written"), "neutral"),
    ReportState.DRAFT: (pgettext("report", "Draft"), "info"),
    ReportState.SUBMITTED: (pgettext("report", "Handed in"), "info"),
    ReportState.RETURNED: (pgettext("report", "Returned to be corrected"), "warning"),
    ReportState.APPROVED: (pgettext("report", "Approved"), "success"),
    ReportState.SKIPPED: (pgettext("report", "Not asked for"), "neutral"),
}
LATENESS: Mapping[Lateness, tuple[LazyString, str]] = {
    Lateness.NOT_DUE: (pgettext("report", "not due yet"), "neutral"),
    Lateness.ON_TIME: (pgettext("report", "on time"), "success"),
    Lateness.OVERDUE: (pgettext("report", "overdue"), "warning"),
    Lateness.LATE: (pgettext("report", "late"), "warning"),
    Lateness.VERY_LATE: (pgettext("report", "very late"), "danger"),
    Lateness.EXCUSED: (pgettext("report", "excused"), "neutral"),
}
VALUE_STATES: Mapping[ValueState, LazyString] = {
    ValueState.DRAFT: pgettext("report", "Draft"),
    ValueState.SUBMITTED: pgettext("report", "Handed in"),
    ValueState.RETURNED: pgettext("report", "Returned to be corrected"),
    ValueState.APPROVED: pgettext("report", "Approved"),
}
VALUE_KINDS: Mapping[ValueKind, LazyString] = {
    ValueKind.ENTRY: pgettext("indicator", "Entry"),
    ValueKind.REVERSAL: pgettext("indicator", "Taken back"),
}
LEVELS: Mapping[Level, LazyString] = {
    Level.BASE: pgettext("indicator", "Base"),
    Level.AGENCY: pgettext("indicator", "Agency"),
    Level.PROJECT: pgettext("indicator", "Project"),
    Level.AREA: pgettext("indicator", "Area"),
    Level.FOLLOWUP: pgettext("indicator", "After graduation"),
}
CONTRACT_KINDS: Mapping[ContractKind, LazyString] = {
    ContractKind.GOV_PURCHASE: _("Government purchase of services"),
    ContractKind.GRANT: pgettext("contract", "Grant"),
    ContractKind.DONATION: pgettext("contract", "Donation"),
    ContractKind.SERVICE_INCOME: _("Paid services"),
    ContractKind.LEASE: pgettext("contract", "Lease"),
    ContractKind.LOAN: pgettext("contract", "Loan"),
}
CONTRACT_STATES: Mapping[ContractState, tuple[LazyString, str]] = {
    ContractState.PLANNED: (pgettext("contract", "Planned"), "neutral"),
    ContractState.RUNNING: (pgettext("contract", "Running"), "info"),
    ContractState.FINISHED: (pgettext("contract", "Finished"), "success"),
    ContractState.BROKEN_OFF: (pgettext("contract", "Broken off"), "danger"),
}
PAYERS: Mapping[Payer, LazyString] = {
    Payer.BUYER: _("The buyer or giver pays the agency"),
    Payer.BASE: _("The base pays from its own money"),
}
PRECONDITIONS: Mapping[Precondition, LazyString] = {
    Precondition.SIGNING: pgettext("instalment", "Signature"),
    Precondition.MIDTERM: pgettext("instalment", "Mid-term evaluation passed"),
    Precondition.FINAL: pgettext("instalment", "Final evaluation passed"),
    Precondition.REPORT: pgettext("instalment", "Report approved"),
    Precondition.MANUAL: pgettext("instalment", "Agreed case by case"),
}
EVALUATIONS: Mapping[EvaluationKind, LazyString] = {
    EvaluationKind.MIDTERM: pgettext("project", "Mid-term evaluation"),
    EvaluationKind.FINAL: pgettext("project", "Final evaluation"),
}
EVALUATION_LEVELS: Mapping[EvaluationLevel, LazyString] = {
    EvaluationLevel.EXCELLENT: pgettext("project", "Excellent"),
    EvaluationLevel.GOOD: pgettext("project", "Good"),
    EvaluationLevel.PASSED: pgettext("project", "Sufficient"),
    EvaluationLevel.FAIL: pgettext("project", "Insufficient"),
}
PAYMENTS: Mapping[PaymentKind, LazyString] = {
    PaymentKind.INSTALMENT: pgettext("payment", "Instalment of a contract"),
    PaymentKind.GRANT: pgettext("payment", "Small grant"),
    PaymentKind.TRUST_IN: pgettext("payment", "Into the trust account"),
    PaymentKind.TRUST_OUT: pgettext("payment", "Out of the trust account"),
}
DIRECTIONS: Mapping[Direction, LazyString] = {
    Direction.IN: pgettext("trust", "In"),
    Direction.OUT: pgettext("trust", "Out"),
}


def language() -> str:
    """The language of the reader, zh or en."""
    return str(get_locale() or "zh")[:2]


def measure_name(code: str) -> str:
    """What a measure is called; its code when the catalogue has it no more."""
    entry = find_entry(code)
    return entry.name(language()) if entry else code


def unit_name(entry: Entry) -> str:
    """The unit of a measure."""
    unit = the_catalogue().units[entry.measure.unit]
    return unit.zh if language() == "zh" else unit.en


def number(value: Decimal | None) -> str:
    """A number with two places, a small one with four, without needless noughts; a dash without data."""
    if value is None:
        return "—"
    text = f"{value:,.2f}" if abs(value) >= 1 else f"{value:,.4f}"
    text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def money(value: Decimal | None) -> str:
    """An amount with its cents; a dash without one."""
    return "—" if value is None else f"{value:,.2f}"


def parts(figure: Figure) -> str:
    """Numerator and denominator of a ratio; nothing for what is no ratio."""
    if figure.numerator is None or figure.denominator is None:
        return ""
    return f"{number(figure.numerator)} / {number(figure.denominator)}"


def last_day(day: date) -> date:
    """The last day before a day: periods end where the next begins."""
    return day - timedelta(days=1)


def period_name(starts_on: date, every: str) -> str:
    """A month, a quarter or a year as the reader writes it: 2026年第3季度, Q3 2026."""
    form = {Every.YEAR: "y", Every.QUARTER: "qqq y"}.get(Every(every), "MMM y")
    if language() == "zh":
        form = {Every.YEAR: "y年", Every.QUARTER: "y年第Q季度"}.get(Every(every), "y年M月")
    return format_date(starts_on, form, locale="en")
