"""What agencies and their people are told of each other's words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask_babel import lazy_gettext as _

from trainingapp.credentials.queries.employment import list_managers
from trainingapp.notices.actions import notify, withdraw
from trainingapp.notices.kinds import register_kind

register_kind(
    "staffing.terms_asked",
    _("%(agency)s has entered the terms of your work. Please read and confirm them."),
)
register_kind("staffing.terms_confirmed", _("%(name)s has confirmed the terms of their work."))
register_kind("staffing.terms_denied", _("%(name)s says that the terms are not right: %(note)s"))
register_kind(
    "staffing.consent_given",
    _("%(name)s agrees that you see how their certificates stand; they count by them now."),
)
register_kind(
    "staffing.consent_withdrawn",
    _("%(name)s no longer agrees that you see how their certificates stand; they count no more."),
)
register_kind(
    "staffing.asked", _("%(agency)s says that you work there. Please answer; only you can.")
)
register_kind("staffing.answered_yes", _("%(name)s has confirmed that they work for you."))
register_kind("staffing.answered_no", _("“%(contact)s” says that they do not work for you."))

OWN_PAGE = "/incubation/my-agency"


def tell_managers(
    organisation_id: int | None,
    kind: str,
    arguments: Mapping[str, object],
    *,
    url: str,
    but: int,
    now: datetime,
) -> None:
    """Tell everybody who manages an organisation, except who did it."""
    for person in list_managers(organisation_id or 0):
        if person != but:
            notify(user_id=person, kind=kind, arguments=arguments, url=url, now=now)


def tell_person(
    user_id: int, kind: str, arguments: Mapping[str, object], *, place: str = "", now: datetime
) -> None:
    """Tell somebody of what waits on their own page; `place` is a mark on it."""
    notify(user_id=user_id, kind=kind, arguments=arguments, url=f"{OWN_PAGE}{place}", now=now)


def take_back(user_id: int, kind: str, *, place: str = "") -> None:
    """Remove an unread notice that a newer word has made wrong."""
    withdraw(user_id=user_id, kinds=(kind,), url=f"{OWN_PAGE}{place}")
