"""What applicants and the base are told of an application: notices, and the words of its letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from trainingapp.incubator.models import Case
from trainingapp.incubator.models.applications import LetterKind, ScreeningResult, Trait
from trainingapp.incubator.wording import sentence
from trainingapp.notices.actions import notify
from trainingapp.notices.kinds import register_kind
from trainingapp.rules.incubation.applying import CallState
from trainingapp.rules.incubation.findings import Missing
from trainingapp.web.i18n import local_date

register_kind(
    "incubation.application_received",
    _("Application %(number)s has arrived. It will be checked by %(day)s."),
)
register_kind(
    "incubation.application_returned",
    _("Application %(number)s needs something more. Please answer by %(day)s."),
)
register_kind("incubation.application_refused", _("Application %(number)s was not accepted."))
register_kind("incubation.application_withdrawn", _("Application %(number)s was withdrawn."))
register_kind(
    "incubation.application_new",
    _("“%(name)s” applied (%(number)s). The first check is due by %(day)s."),
)
register_kind(
    "incubation.application_taken_back", _("“%(name)s” withdrew its application %(number)s.")
)

LETTERS: Mapping[LetterKind, LazyString] = {
    LetterKind.RECEIVED: _("Receipt of an application"),
    LetterKind.RETURNED: _("Request for more papers"),
    LetterKind.REFUSED: _("Notice that an application is not accepted"),
    LetterKind.WITHDRAWN: _("Confirmation of a withdrawal"),
}

TRAITS: Mapping[Trait, LazyString] = {
    Trait.CODE: _("Credit code"),
    Trait.NAME: _("Full name of the agency"),
    Trait.LEGAL_REPRESENTATIVE: _("Legal representative or leading founder"),
    Trait.ADDRESS: _("Its address"),
    Trait.PHONE: _("Its telephone"),
}

RESULTS: Mapping[ScreeningResult, LazyString] = {
    ScreeningResult.PASS: _("First check passed"),
    ScreeningResult.MORE: _("Something is missing"),
    ScreeningResult.REFUSE: _("Not to be accepted"),
}

CHECK_STATES: Mapping[str, LazyString] = {
    "ok": _("In order"),
    "lacking": _("Lacking"),
    "not_applicable": _("Does not apply"),
}

CALL_STATES: Mapping[CallState, tuple[LazyString, str]] = {
    CallState.HIDDEN: (_("Not published"), "neutral"),
    CallState.AHEAD: (_("Opens soon"), "info"),
    CallState.OPEN: (_("Takes applications"), "success"),
    CallState.CLOSED: (_("Closed to applications"), "neutral"),
}


def signal_sentence(row: Mapping[str, Any]) -> str:
    """A finding of the self-check, as it is kept with a submission, in the reader's language."""
    return sentence(Missing(row["key"], row["message"], row["parameters"]))


def day_in(text: str) -> str:
    """A day as a letter keeps it, written out."""
    return local_date(date.fromisoformat(text)) if text else ""


def tell(
    user_ids: Sequence[int], kind: str, case: Case, *, day: object = "", now: datetime
) -> None:
    """Give everybody a notice about the application, which leads to its page or, of the base, to the first check."""
    is_base = kind in ("new", "taken_back")
    page = "screening" if is_base else "application"
    for user_id in user_ids:
        notify(
            user_id=user_id,
            kind=f"incubation.application_{kind}",
            arguments={"number": case.number, "name": case.agency.name, "day": str(day)},
            url=f"/incubation/cases/{case.id}/{page}",
            now=now,
        )
