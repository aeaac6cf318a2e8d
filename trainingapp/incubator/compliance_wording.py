"""The words of the pages of checks: statuses, severities, how sure the law is, and the sentences of findings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from flask_babel import get_locale, lazy_gettext as _
from flask_babel.speaklater import LazyString

from trainingapp.education.standards import Words
from trainingapp.incubator.check_files import list_checks
from trainingapp.incubator.models import ComplianceResult
from trainingapp.incubator.place_files import Key, list_places, parse_flag
from trainingapp.rules.incubation.compliance.words import Severity, Status
from trainingapp.rules.incubation.places import COUNTRY, Source
from trainingapp.web.i18n import local_date

STATUSES: Mapping[Status, LazyString] = {
    Status.OK: _("In order"),
    Status.DUE_SOON: _("Falls due soon"),
    Status.BREACH: _("Not in order"),
    Status.UNKNOWN: _("Cannot be told yet"),
    Status.NOT_APPLICABLE: _("Does not concern it"),
    Status.WAIVED: _("Let stand for now"),
}
KINDS: Mapping[Status, str] = {
    Status.OK: "success",
    Status.DUE_SOON: "warning",
    Status.BREACH: "danger",
    Status.UNKNOWN: "info",
    Status.NOT_APPLICABLE: "neutral",
    Status.WAIVED: "warning",
}
SIGNS: Mapping[Status, str] = {
    Status.OK: "✓",
    Status.DUE_SOON: "!",
    Status.BREACH: "×",
    Status.UNKNOWN: "?",
    Status.NOT_APPLICABLE: "–",
    Status.WAIVED: "◇",
}
SEVERITIES: Mapping[Severity, LazyString] = {
    Severity.RED: _("Red: stops passages"),
    Severity.AMBER: _("Amber: to be put right"),
    Severity.INFO: _("For information"),
}
CONFIDENCES: Mapping[str, LazyString] = {
    "A": _("A: the text itself was read"),
    "B": _("B: an official page or several reports"),
    "C": _("C: one secondary source"),
    "D": _("D: recalled, still to be confirmed"),
    "P": _("P: this site's proposal, not a rule"),
}
GROUPS: Mapping[str, LazyString] = {
    "founding": _("Founding and registration"),
    "staff": _("Staff and supervision"),
    "standing": _("Filings, lists, grade, tax"),
    "money": _("Contracts, grants and reports"),
    "case": _("The way of a case"),
    "year": _("The year of a base"),
}
UNITS: Mapping[str, LazyString | str] = {
    "none": "",
    "person": _("persons"),
    "yuan": _("RMB yuan"),
    "month": _("calendar months"),
    "day": _("days of the calendar"),
    "working_day": _("working days"),
    "year": _("calendar years"),
    "hour": _("full hours"),
    "percent": "%",
    "point": _("points"),
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def said(words: Words | Key | None) -> str:
    """What a file says in both languages, in the reader's."""
    if words is None:
        return ""
    return words.zh if str(get_locale() or "zh").startswith("zh") else words.en


def note_of(source: Source) -> str:
    """What is noted of a value, in the reader's language."""
    return source.note_zh if str(get_locale() or "zh").startswith("zh") else source.note_en


def reason_of(result: ComplianceResult) -> str:
    """Why a check stands as it does, as a sentence."""
    parameters = {name: _shown(value) for name, value in result.parameters.items()}
    return said(list_checks().reasons.get(result.reason)) % parameters


def _shown(value: object) -> object:
    if isinstance(value, str) and _DAY.fullmatch(value):
        return local_date(date.fromisoformat(value))
    return value


def area_name(area: str) -> str:
    """An area as it is shown: the whole country, or its code."""
    return str(_("Whole country")) if area == COUNTRY else area


def key_of(name: str) -> Key | None:
    """What is said of a key of places."""
    return list_places().keys.get(name)


def value_of(name: str, value: str) -> str:
    """A value with its unit, in the reader's language."""
    key = key_of(name)
    if key is None or not value:
        return value or "—"
    if key.kind == "flag":
        return str(_("Yes")) if parse_flag(value) else str(_("No"))
    return f"{value} {UNITS[key.unit]}".strip()
