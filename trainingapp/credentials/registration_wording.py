"""The words of registration, hours and employment, and how minutes are told in hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from flask_babel import gettext, lazy_gettext as _, lazy_pgettext as pgettext
from flask_babel.speaklater import LazyString

from trainingapp.credentials.registration_terms import find_hours
from trainingapp.rules.education import hours
from trainingapp.rules.registration import Situation, Standing
from trainingapp.rules.registration_words import (
    EmploymentAct,
    EmploymentState,
    RegistrationKind,
    Step,
)
from trainingapp.web.i18n import local_date

STANDINGS: Mapping[Standing, tuple[LazyString, str]] = {
    Standing.FIRST_OPEN: (_("Not registered yet"), "warning"),
    Standing.FIRST_MISSED: (_("Not registered, the year for it is over"), "danger"),
    Standing.APPLIED: (_("Application under way"), "info"),
    Standing.REFUSED: (_("Application refused"), "danger"),
    Standing.IN_FORCE: (_("Registered"), "success"),
    Standing.RENEWAL_OPEN: (_("Registered, to be renewed now"), "warning"),
    Standing.RENEWED: (_("Renewed"), "success"),
    Standing.LAPSED: (_("Registration lapsed"), "danger"),
}

# The steps by the names of the national system.
STEPS: Mapping[Step, LazyString] = {
    Step.NOT_APPLIED: _("Not applied yet"),
    Step.PENDING: _("Handed in, waits for review"),
    Step.FIRST_PASSED: _("First review passed"),
    Step.FIRST_REFUSED: _("First review not passed"),
    Step.FINAL_PASSED: _("Final review passed"),
    Step.FINAL_REFUSED: _("Final review not passed"),
    Step.REGISTERED: _("Registration completed"),
    Step.ISSUED: _("Registration certificate issued"),
}

# What is still to happen, as the end of "You are not finished until …".
UNTIL: Mapping[Step, LazyString] = {
    Step.PENDING: _("the application is handed in"),
    Step.FIRST_PASSED: _("the first review is passed"),
    Step.FINAL_PASSED: _("the final review is passed"),
    Step.REGISTERED: _("the registration is completed"),
    Step.ISSUED: _("you hold the registration certificate and its number is entered here"),
}

KINDS: Mapping[RegistrationKind, LazyString] = {
    RegistrationKind.FIRST: _("First registration"),
    RegistrationKind.RENEWAL: pgettext("registration", "Renewal"),
}

EMPLOYMENT_STATES: Mapping[EmploymentState, tuple[LazyString, str]] = {
    EmploymentState.STATED: (_("Stated, waits for the employer"), "warning"),
    EmploymentState.CONFIRMED: (_("Confirmed by the employer"), "success"),
    EmploymentState.REFUSED: (_("Not confirmed by the employer"), "danger"),
    EmploymentState.WITHDRAWN: (_("Withdrawn by the person"), "neutral"),
}

EMPLOYMENT_ACTS: Mapping[EmploymentAct, LazyString] = {
    EmploymentAct.STATE: _("Stated"),
    EmploymentAct.CONFIRM: _("Confirmed"),
    EmploymentAct.REFUSE: _("Refused"),
    EmploymentAct.WITHDRAW: _("Withdrawn"),
    EmploymentAct.END: _("Last day entered"),
}


def told_hours(minutes: int, *, on: date) -> Decimal:
    """Minutes as hours by the standard of a day, rounded down to one place."""
    return hours(minutes, per_hour=find_hours(on=on).minutes_per_hour.value)


def next_sentence(found: Situation, today: date) -> str:
    """What is next and by when, in one sentence."""
    if found.missing and found.unfinished and found.standing is not Standing.REFUSED:
        return str(gettext("You are not finished until %(step)s.", step=UNTIL[found.missing[0]]))
    if found.window is None:
        return ""
    first, last = local_date(found.window.opens_on), local_date(found.window.last_day)
    if found.standing in (Standing.FIRST_OPEN, Standing.RENEWAL_OPEN):
        left = (found.window.closes_on - today).days
        return str(gettext("Apply by %(last)s: %(left)s days are left.", last=last, left=left))
    if found.standing in (Standing.IN_FORCE, Standing.RENEWED):
        return str(gettext("Renew it from %(first)s to %(last)s.", first=first, last=last))
    if found.standing is Standing.REFUSED:
        return str(gettext("Ask the registering body for the reasons, and hand it in again."))
    return str(gettext("The time to apply ended on %(last)s. Ask the registering body.", last=last))
