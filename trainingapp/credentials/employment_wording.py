"""The words of employment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from flask_babel import gettext, lazy_gettext as _, lazy_pgettext as pgettext
from flask_babel.speaklater import LazyString

from trainingapp.credentials.models.employment import Employment, EmploymentEvent
from trainingapp.rules.registration_words import EmploymentAct, EmploymentState
from trainingapp.web.i18n import local_date

STATES: Mapping[EmploymentState, tuple[LazyString, str]] = {
    EmploymentState.STATED: (_("Stated, waits for the employer"), "warning"),
    EmploymentState.CONFIRMED: (_("Confirmed by the employer"), "success"),
    EmploymentState.REFUSED: (_("Not confirmed by the employer"), "danger"),
    EmploymentState.WITHDRAWN: (_("Withdrawn by the person"), "neutral"),
}

ACTS: Mapping[EmploymentAct, LazyString] = {
    EmploymentAct.STATE: pgettext("employment", "Stated"),
    EmploymentAct.CONFIRM: pgettext("employment", "Confirmed"),
    EmploymentAct.REFUSE: pgettext("employment", "Refused"),
    EmploymentAct.WITHDRAW: pgettext("employment", "Withdrawn"),
    EmploymentAct.END: _("Last day entered"),
}


def state_of(row: Employment) -> tuple[LazyString, str]:
    """How an employment stands; nobody confirms one with an employer that is not on this site."""
    if row.organisation_id is None:
        return _("Stated by you, cannot be confirmed here"), "neutral"
    return STATES[EmploymentState(row.state)]


def period(row: Employment) -> str:
    """From its first day to its last."""
    first = local_date(row.starts_on)
    if row.ends_on is None:
        return str(gettext("since %(day)s", day=first))
    return f"{first} – {local_date(row.ends_on - timedelta(days=1))}"


def reason_of(event: EmploymentEvent) -> str:
    """Why, or which last day was entered."""
    is_end = event.act == EmploymentAct.END
    return local_date(date.fromisoformat(event.reason)) if is_end else event.reason
