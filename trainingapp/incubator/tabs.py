"""The pages of one case and of one agency, as tabs: which there are, and who sees which."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from flask_babel import lazy_gettext as _, lazy_pgettext as pgettext
from flask_babel.speaklater import LazyString

from trainingapp.rules.incubation.words import APPLYING, CHOOSING, Actor, Stage


class Tab(NamedTuple):
    """A page of a case or an agency, and the capacities that open it."""

    label: LazyString
    endpoint: str
    actors: frozenset[Actor]


BASE = frozenset(
    {Actor.OFFICER, Actor.HEAD, Actor.FINANCE, Actor.AUTHORITY, Actor.AUDITOR},
)
AGENCY = frozenset({Actor.APPLICANT, Actor.AGENCY})
EXPERTS = frozenset({Actor.MENTOR, Actor.ASSESSOR})

# One line for each page, in the order of a case's life. A page adds its line when it stands.
OF_CASE: tuple[Tab, ...] = (
    Tab(
        _("Overview of the case"), "incubator.show_case", BASE | AGENCY | EXPERTS | {Actor.REVIEWER}
    ),
    Tab(_("Its application"), "incubator.show_application", AGENCY),
    Tab(_("Check of the application"), "incubator.show_screening", BASE),
    Tab(_("People of the case"), "incubator.list_case_people", BASE),
    Tab(_("Stay in the base"), "incubator.show_residence", BASE | AGENCY),
    Tab(_("Plan of the stay"), "incubator.show_plan", BASE | AGENCY | EXPERTS),
    Tab(_("Meetings with the agency"), "incubator.list_encounters", BASE | AGENCY | EXPERTS),
    Tab(_("Assessments"), "incubator.list_assessments", BASE | AGENCY | EXPERTS),
    Tab(_("To put right"), "incubator.show_putting_right", BASE | AGENCY),
    Tab(_("Risks"), "incubator.list_risks", BASE),
    Tab(_("Incidents"), "incubator.list_incidents", (BASE | AGENCY) - {Actor.FINANCE}),
    Tab(_("Longer stay and leaving"), "incubator.show_leaving", BASE | AGENCY),
    Tab(_("Follow-up"), "incubator.list_follow_ups", BASE | AGENCY),
    Tab(_("Reports"), "incubator.list_reports", BASE | AGENCY | EXPERTS),
    Tab(_("Figures"), "incubator.list_indicators", BASE | AGENCY | EXPERTS),
    Tab(_("Money"), "incubator.show_money", BASE | AGENCY),
    Tab(
        _("Documents"), "incubator.list_case_documents", BASE | AGENCY | EXPERTS | {Actor.REVIEWER}
    ),
    Tab(_("My review"), "incubator.write_review", frozenset({Actor.REVIEWER})),
    Tab(_("Reviews"), "incubator.show_reviews", BASE),
    Tab(_("Decisions"), "incubator.list_determinations", BASE),
    Tab(_("Outcome of the application"), "incubator.show_outcome", AGENCY),
)
OF_AGENCY: tuple[Tab, ...] = (
    Tab(_("The agency at a glance"), "incubator.show_agency", BASE | AGENCY | EXPERTS),
    Tab(_("Service projects"), "incubator.list_projects", BASE | AGENCY),
    Tab(_("Contracts"), "incubator.list_contracts", BASE | AGENCY),
    Tab(_("Finances"), "incubator.list_accounts", BASE | AGENCY),
    Tab(_("Documents"), "incubator.list_agency_documents", BASE | AGENCY | EXPERTS),
    Tab(_("Standing before the law"), "incubator.show_checks", BASE | AGENCY),
    Tab(pgettext("today", "Calendar"), "incubator.show_agency_calendar", BASE | AGENCY),
    Tab(_("Staff of the agency"), "incubator.show_team", BASE | EXPERTS | {Actor.AGENCY}),
    Tab(
        _("Posts of the agency"),
        "incubator.list_posts",
        frozenset({Actor.AGENCY, Actor.OFFICER, Actor.HEAD}),
    ),
    Tab(
        _("Supervision of staff"),
        "incubator.show_supervision",
        frozenset({Actor.AGENCY, Actor.OFFICER, Actor.HEAD}),
    ),
)


# Pages of the stay: there is nothing on them before a place is given, nor when none was.
OF_STAY = frozenset(
    f"incubator.{name}"
    for name in (
        *("show_residence", "show_plan", "list_encounters", "list_assessments", "list_risks"),
        *("show_putting_right", "list_incidents", "show_leaving", "list_reports"),
        *("list_indicators", "show_money"),
    )
)
OF_FOLLOW_UP = frozenset({"incubator.list_follow_ups"})
WITHOUT_STAY = APPLYING | CHOOSING | {Stage.REJECTED, Stage.WITHDRAWN}
AFTERWARDS = frozenset({Stage.FOLLOWUP, Stage.ALUMNI, Stage.TERMINATED})


def tabs_of_case(stage: str, actors: Collection[Actor]) -> list[Tab]:
    """The tabs of a case in its stage that somebody in these capacities opens."""
    hidden = OF_STAY if stage in WITHOUT_STAY else frozenset()
    if stage not in AFTERWARDS:
        hidden |= OF_FOLLOW_UP
    return [tab for tab in tabs_for(OF_CASE, actors) if tab.endpoint not in hidden]


def tabs_for(tabs: tuple[Tab, ...], actors: Collection[Actor]) -> list[Tab]:
    """The tabs that somebody in these capacities opens."""
    return [tab for tab in tabs if tab.actors & frozenset(actors)]


def opens(endpoint: str, actors: Collection[Actor]) -> bool:
    """Whether a page of an agency is for somebody in these capacities."""
    return any(tab.endpoint == endpoint for tab in tabs_for(OF_AGENCY, actors))
