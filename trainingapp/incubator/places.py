"""The pages of the incubator that have no case and no agency, as links: which there are, and who opens them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flask_babel import lazy_gettext as _, lazy_pgettext as pgettext
from flask_babel.speaklater import LazyString

from trainingapp.rules.permissions import Grant, Permission, may


class Link(NamedTuple):
    """A page, and who opens it."""

    label: LazyString
    endpoint: str
    permission: Permission
    icon: str


# In the order of the day's work. A page of its own adds its line when it stands.
LINKS: tuple[Link, ...] = (
    Link(
        pgettext("today", "Board of cases"),
        "incubator.show_board",
        Permission.INCUBATOR_OVERSEE,
        "list",
    ),
    Link(_("Cases"), "incubator.list_cases", Permission.CASE_OPEN, "office"),
    Link(_("My tasks"), "incubator.list_tasks", Permission.CASE_OPEN, "check"),
    Link(
        _("Reports to look at"),
        "incubator.list_waiting_reports",
        Permission.INCUBATOR_OVERSEE,
        "chart",
    ),
    Link(_("Payments to release"), "incubator.list_payments", Permission.INCUBATOR_OVERSEE, "bank"),
    Link(_("My seats"), "incubator.list_seats", Permission.SEAT_TAKE, "user"),
    Link(_("Agencies"), "incubator.list_agencies", Permission.CASE_OPEN, "building"),
    Link(
        _("Incubation bases"), "incubator.list_own_bases", Permission.INCUBATOR_OVERSEE, "building"
    ),
    Link(_("Communities"), "incubator.list_communities", Permission.INCUBATOR_OVERSEE, "globe"),
    Link(
        _("My applications for incubation"),
        "incubator.list_applications",
        Permission.INCUBATION_APPLY,
        "pencil",
    ),
    Link(_("Calls"), "incubator.list_calls", Permission.INCUBATION_APPLY, "flag"),
    Link(_("Public notices"), "incubator.list_public_notices", Permission.INCUBATION_APPLY, "info"),
    Link(
        pgettext("today", "Calendar on your phone"),
        "incubator.show_feeds",
        Permission.CASE_OPEN,
        "calendar",
    ),
)
# Pages of one base, for those who work in it or oversee it.
OF_BASE: tuple[tuple[LazyString, str], ...] = (
    (pgettext("today", "Calendar"), "incubator.show_base_calendar"),
    (_("Desks"), "incubator.show_desks"),
    (_("Teams of the agencies in incubation"), "incubator.list_teams"),
    (_("Compliance wall"), "incubator.show_wall"),
    (_("Figures of the base"), "incubator.show_base_figures"),
)


def list_links(grants: Iterable[Grant]) -> Sequence[Link]:
    """The pages that somebody with these grants opens."""
    held = list(grants)
    return [one for one in LINKS if may(held, one.permission)]
