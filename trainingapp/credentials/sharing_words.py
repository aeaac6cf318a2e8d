"""How shares, looks, watches and the register are called."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask_babel import lazy_gettext as _, lazy_pgettext as pgettext
from flask_babel.speaklater import LazyString

from trainingapp.accounts.labels import PROVINCES
from trainingapp.education.days import day_of
from trainingapp.education.wording import CATEGORIES

PARTS = {
    "degrees": _("Diplomas and degrees"),
    "work": _("Social work jobs"),
    "passes": _("Passed papers"),
    "certificates": _("National certificates"),
    "registration": _("Registration of the certificate"),
    "education": _("Minutes of continuing education"),
}

# of a record as somebody else reads it
STATUSES = {
    "claimed": (_("stated by the person, not verified"), "warning"),
    "document": (_("a document was seen, not looked up yet"), "info"),
    "verified": (_("verified by this platform"), "success"),
    "authority": (_("confirmed by the authority"), "success"),
    "rejected": (_("checked, does not match"), "danger"),
    "expired": (_("has to be verified again"), "warning"),
}

SHARES = {
    "open": (pgettext("share", "Open"), "success"),
    "expired": (_("Expired"), "neutral"),
    "ended": (_("Ended by you"), "neutral"),
}

DEVICES = {
    "phone": _("a phone"),
    "tablet": _("a tablet"),
    "computer": _("a computer"),
    "program": _("a program, perhaps the preview of a messenger"),
}

WATCHES = {
    "asked": (_("Waits for an answer"), "info"),
    "standing": (_("Agreed"), "success"),
    "declined": (pgettext("watch", "Declined"), "neutral"),
    "withdrawn": (_("Consent withdrawn"), "warning"),
    "ended": (_("Ended by the organisation"), "neutral"),
    "lapsed": (_("Lapsed without an answer"), "neutral"),
    "over": (_("Its time is over"), "neutral"),
}

ALERTS = {
    "revoked": _("Revoked"),
    "superseded": _("Replaced by a correction"),
    "suspended": _("Suspended"),
    "resumed": _("Holds again"),
    "reinstated": _("Holds again"),
    "expired": _("Expired"),
    "registration_due": _("The registration can be renewed"),
    "registration_lapsed": _("The registration was not renewed in time"),
}

# in which state something was on a day
STATES_THEN = {
    "issued": _("was valid"),
    "suspended": _("was suspended"),
    "revoked": _("was revoked"),
    "superseded": _("was replaced by a correction"),
    "expired": _("had expired"),
    None: _("was not issued yet"),
}

MINUTES = CATEGORIES  # of continuing education
LANGUAGES = {"zh": "中文", "en": "English"}


def last_day(ends_at: datetime) -> date:
    """The last Shanghai date on which a share opens that ends at midnight."""
    return day_of(ends_at) - timedelta(days=1)


def day_before(day: date) -> date:
    """The last day of a span up to, but without, a date."""
    return day - timedelta(days=1)


def place(region: str | None) -> LazyString:
    """Where a certificate is valid."""
    return PROVINCES[region] if region else _("nationwide")
