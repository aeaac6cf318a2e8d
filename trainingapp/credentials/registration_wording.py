"""The words of registration and its hours, and how minutes are told in hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from flask_babel import gettext, lazy_gettext as _, lazy_pgettext as pgettext
from flask_babel.speaklater import LazyString

from trainingapp.accounts.models import Level
from trainingapp.credentials.models.registration import RegistrationCycle
from trainingapp.credentials.queries.registration import CycleHours
from trainingapp.credentials.registration_terms import find_hours
from trainingapp.education.standards import Fact
from trainingapp.rules.education import hours
from trainingapp.rules.registration import NEXT, Situation, Standing
from trainingapp.rules.registration_hours import Forecast
from trainingapp.rules.registration_words import RegistrationKind, Step
from trainingapp.web.i18n import local_date, titled

STANDINGS: Mapping[Standing, tuple[LazyString, str]] = {
    Standing.FIRST_OPEN: (_("Not registered yet"), "warning"),
    Standing.FIRST_MISSED: (_("Not registered, the year for it is over"), "danger"),
    Standing.APPLIED: (_("Application under way"), "info"),
    Standing.REFUSED: (_("Application refused"), "danger"),
    Standing.IN_FORCE: (pgettext("registration", "Registered"), "success"),
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
        return str(gettext("Apply by %(last)s. Days left: %(left)s.", last=last, left=left))
    if found.standing in (Standing.IN_FORCE, Standing.RENEWED):
        return str(gettext("Renew it from %(first)s to %(last)s.", first=first, last=last))
    if found.standing is Standing.REFUSED:
        return str(gettext("Ask the registering body for the reasons, and hand it in again."))
    return str(gettext("The time to apply ended on %(last)s. Ask the registering body.", last=last))


def cycle_hours(one: CycleHours, minutes: int) -> Decimal:
    """Minutes as hours of the standard under which a cycle began."""
    return told_hours(minutes, on=one.row.starts_on or date.max)


def tally_text(one: CycleHours) -> str:
    """What a cycle has of what it needs, in hours."""
    if one.tally is None:
        return ""
    told = {
        "earned": cycle_hours(one, one.tally.earned),
        "required": cycle_hours(one, one.tally.required),
    }
    return str(gettext("%(earned)s of %(required)s hours", **told))


def minutes_note(minutes: int) -> str:
    """The exact figure beside hours, which are rounded."""
    return str(gettext("%(count)s minutes", count=minutes))


def pace_sentences(one: CycleHours) -> list[str]:
    """Where the cycle leads at its pace so far, and what is needed from now on."""
    found, counted = one.forecast, one.tally
    if found is None or counted is None:
        return []
    if counted.missing == 0:
        return [str(gettext("You have all the hours that this registration asks for."))]
    if found.days_left == 0:
        return [str(gettext("This registration is over."))]
    told = {"left": found.days_left, "monthly": found.monthly}
    need = gettext("%(left)s days are left: %(monthly)s minutes in each 30 days would do.", **told)
    return [_pace(one, found), str(need)]


def _pace(one: CycleHours, found: Forecast) -> str:
    if found.expected is None:
        return str(gettext("It is too early to say where your pace leads."))
    if found.reached_on:
        day = local_date(found.reached_on)
        return str(gettext("At your present pace you have enough on %(day)s.", day=day))
    expected = cycle_hours(one, found.expected)
    return str(
        gettext(
            "At your present pace you will have %(hours)s hours at its end, which is not enough.",
            hours=expected,
        )
    )


def note_of(fact: Fact) -> str:
    """What a regulation says, in the reader's language."""
    return titled(fact.note.model_dump()) if fact.note else ""


def source_of(fact: Fact | None) -> str:
    """The document behind it, or that we have not seen its wording."""
    if fact is None:
        return ""
    if fact.confidence == "verified" and fact.document:
        return f"({fact.document})"
    return str(gettext("(the wording was not seen)"))


def required_source(one: CycleHours) -> str:
    """The document that says how many hours a cycle asks for."""
    standard = find_hours(on=one.row.starts_on or date.max)
    return source_of(standard.hours_of_cycle(Level(one.row.certificate.level)))


def next_steps(row: RegistrationCycle) -> tuple[Step, ...]:
    """The steps that an application can take now."""
    return NEXT[Step(row.state)]


def last_day(row: RegistrationCycle) -> date | None:
    """The last day on which a registration holds."""
    return row.ends_on - timedelta(days=1) if row.ends_on else None
