"""The lines of a working life in words: when, what, how sure, and where it is changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask_babel import gettext, lazy_gettext as _, pgettext
from flask_babel.speaklater import LazyString

from trainingapp.credentials import eligibility_words as words, wording
from trainingapp.credentials.career_words import LINKS, PLACES
from trainingapp.rules.career import Entry
from trainingapp.rules.registration_words import RegistrationKind, Step
from trainingapp.web.i18n import local_date, titled


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the life, in words; where it leads."""

    time: str
    title: str
    text: str
    state: str
    tone: str
    endpoint: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


def describe(entry: Entry) -> Line:
    """An entry in the reader's language."""
    return KINDS[entry.kind](entry)


def _time(entry: Entry) -> str:
    if entry.is_year:
        return str(pgettext("year alone", "%(year)s", year=entry.on.year))
    return local_date(entry.on)


def _describe_record(entry: Entry) -> Line:
    title, dates = words.describe(entry.kind, entry.row)
    state, tone = words.STATUSES[entry.status]
    is_span = entry.kind == "work"
    text = dates if is_span else str(LINKS[entry.link])
    arguments = {"kind": entry.kind, "record_id": entry.id}
    place = "credentials.show_record"
    return Line(_time(entry), title, text, str(state), tone, place, arguments)


def _describe_decision(entry: Entry) -> Line:
    row = entry.row
    title = f"{words.GOALS[row.target]} · {row.year}"
    text = words.headline(row.outcome, row.from_on and row.from_on.isoformat())
    arguments = {"number": row.number}
    state = gettext("decision kept")
    return Line(_time(entry), title, text, state, "info", "credentials.show_decision", arguments)


def _describe_opening(entry: Entry) -> Line:
    exam = entry.row.exam
    title = str(words.GOALS[exam.target.goal])
    text = gettext("From this day on you meet the conditions, if your work goes on until then.")
    place = "credentials.show_eligibility"
    state = str(words.outcome_name(exam.outcome))
    arguments = {"goal": exam.target.goal, "year": entry.on.year, "region": "", "start": ""}
    return Line(_time(entry), title, text, state, "info", place, arguments)


def _describe_cycle(entry: Entry) -> Line:
    row = entry.row
    title = gettext("Registered: %(level)s", level=words.CERTIFICATES[row.certificate.level])
    text = gettext("holds until %(day)s", day=_last_day(entry))
    is_done = entry.status == Step.ISSUED
    state = (
        gettext("its certificate is entered")
        if is_done
        else gettext("its certificate is still missing")
    )
    return Line(
        _time(entry), title, text, state, "success" if is_done else "warning", PLACES[entry.link]
    )


def _describe_window(entry: Entry) -> Line:
    level = words.CERTIFICATES[entry.row.certificate.level]
    is_first = entry.row.situation.window.kind is RegistrationKind.FIRST
    if entry.kind == "window":
        title = gettext("From here on the registration can be renewed: %(level)s", level=level)
    elif is_first:
        title = gettext("The time for the first registration ends: %(level)s", level=level)
    else:
        title = gettext("The registration ends: %(level)s", level=level)
    return Line(_time(entry), title, "", gettext("coming"), "info", PLACES[entry.link])


_EMPLOYMENTS: Mapping[str, tuple[LazyString, str]] = {
    "stated": (_("entered, not confirmed"), "warning"),
    "confirmed": (_("confirmed by the employer"), "success"),
    "refused": (_("not confirmed by the employer"), "danger"),
}


def _describe_employment(entry: Entry) -> Line:
    row = entry.row
    employer = row.organisation.name if row.organisation else row.employer_name
    title = f"{employer} · {row.post}" if row.post else employer
    text = gettext("since %(day)s", day=_time(entry))
    if entry.until:
        text = f"{_time(entry)} – {_last_day(entry)}"
    state, tone = _EMPLOYMENTS[entry.status]
    return Line(_time(entry), title, text, str(state), tone, PLACES[entry.link])


def _last_day(entry: Entry) -> str:
    return local_date(entry.until - timedelta(days=1)) if entry.until else ""


def _describe_education(entry: Entry) -> Line:
    row = entry.row
    title = gettext("Continuing education %(year)s", year=entry.id)
    text = gettext("%(minutes)s minutes in this year", minutes=row.minutes)
    return Line(_time(entry), title, text, gettext("earned here"), "success", PLACES[entry.link])


def _describe_credential(entry: Entry) -> Line:
    row = entry.row
    arguments = {"public_id": row.public_id}
    return Line(
        _time(entry),
        titled(row.title),
        str(wording.KINDS[row.kind]),
        str(wording.STATES[row.state]),
        wording.STATE_TONES[row.state],
        "credentials.show_credential",
        arguments,
    )


KINDS: Mapping[str, Callable[[Entry], Line]] = {
    "degree": _describe_record,
    "work": _describe_record,
    "certificate": _describe_record,
    "pass": _describe_record,
    "decision": _describe_decision,
    "opening": _describe_opening,
    "cycle": _describe_cycle,
    "window": _describe_window,
    "end": _describe_window,
    "employment": _describe_employment,
    "education": _describe_education,
    "credential": _describe_credential,
}
