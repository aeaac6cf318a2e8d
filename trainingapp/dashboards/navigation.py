"""The site's navigation: what a reader's roles open, in the order of their work."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import get_locale, lazy_gettext as _, lazy_pgettext as pgettext
from flask_login import current_user
from werkzeug.routing import BuildError

from trainingapp.rules.permissions import Grant, Permission, Role, may
from trainingapp.web.auth import is_signed_in


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation."""

    label: str
    url: str
    is_current: bool
    icon: str


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the account menu."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class SignedInReader:
    """What the page's frame shows of the reader."""

    id: int
    name: str


MOST_KNOWN = 1000  # combinations of grants and language

ACCOUNT_LINKS = (
    (_("Profile"), "accounts.show_profile"),
    (_("Password and second step"), "accounts.show_security"),
    (_("Signed-in devices"), "accounts.list_sign_ins"),
    (_("Privacy and my data"), "accounts.show_my_data"),
)

PLACES = (
    (_("Home"), "dashboards.show_home", Permission.ACCOUNT_OWN, "home"),
    (_("Mock exams"), "exams.list_sittings", Permission.EXAM_SIT, "exam"),
    (_("Courses"), "courses.list_courses", Permission.COURSE_LEARN, "book"),
    (_("My classes"), "classes.list_classes", Permission.CLASS_JOIN, "users"),
    (_("My results"), "exams.list_attempts", Permission.EXAM_SIT, "results"),
    (_("My teaching"), "courses.list_own_courses", Permission.COURSE_WRITE, "pencil"),
    (_("Classes I teach"), "classes.list_taught", Permission.CLASS_TEACH, "users"),
    (_("Classes for our staff"), "classes.list_offered", Permission.CLASS_SEND, "users"),
    (_("Our staff"), "credentials.list_staff", Permission.EMPLOYMENT_CONFIRM, "people"),
    (
        _("Credentials of our staff"),
        "credentials.list_asked",
        Permission.CREDENTIAL_WATCH,
        "shield",
    ),
    (_("Course reviews"), "courses.list_reviews", Permission.COURSE_REVIEW, "check"),
    (_("Studies and certificates"), "credentials.show_file", Permission.CREDENTIAL_OWN, "shield"),
    (_("Issue credentials"), "credentials.list_runs", Permission.CREDENTIAL_ISSUE, "certificate"),
    (_("Continuing education"), "education.show_record", Permission.EDUCATION_OWN, "certificate"),
    (_("Incubation of agencies"), "incubator.show_today", Permission.CASE_OPEN, "office"),
    (
        pgettext("today", "Board of cases"),
        "incubator.show_board",
        Permission.INCUBATOR_OVERSEE,
        "list",
    ),
    (_("My seats"), "incubator.list_seats", Permission.SEAT_TAKE, "check"),
    (
        _("Workflows of incubation"),
        "incubator.list_workflows",
        Permission.INCUBATOR_MANAGE,
        "office",
    ),
    (
        _("What holds in which place"),
        "incubator.list_place_rules",
        Permission.INCUBATOR_MANAGE,
        "office",
    ),
    (_("Curriculum and syllabus"), "credentials.list_maps", Permission.PROGRAMME_MAP, "book"),
    (_("Item bank"), "itembank.list_items", Permission.ITEM_READ, "bank"),
    (_("Exam office"), "exams.list_office", Permission.SITTING_MANAGE, "office"),
    (
        _("Continuing education office"),
        "education.list_rules",
        Permission.EDUCATION_MANAGE,
        "certificate",
    ),
    (
        _("Office of credentials"),
        "credentials.list_issued",
        Permission.CREDENTIAL_MANAGE,
        "shield",
    ),
    (_("Verification desk"), "credentials.list_cases", Permission.DEGREE_VERIFY, "check"),
    (_("Sheets of graduates"), "credentials.list_batches", Permission.DEGREE_LOAD, "upload"),
    (_("Rules of eligibility"), "credentials.list_rulesets", Permission.RULESET_MANAGE, "check"),
    (_("People"), "accounts.list_users", Permission.ACCOUNT_MANAGE, "people"),
    (_("Organisations"), "accounts.list_organisations", Permission.ORGANISATION_MANAGE, "building"),
    (_("Audit log"), "audit.list_entries", Permission.AUDIT_READ, "audit"),
    (_("Jobs"), "jobs.list_jobs", Permission.JOB_MANAGE, "jobs"),
    (_("Mail"), "notices.list_mail", Permission.MAIL_READ, "mail"),
)


HOME = "dashboards.show_home"
# Those whose daily work incubation is, and the places where they do it.
AT_INCUBATION = frozenset(
    {Role.INCUBATOR_STAFF, Role.INCUBATOR_HEAD, Role.INCUBATOR_FINANCE}
    | {Role.AUTHORITY_STAFF, Role.EXPERT, Role.AGENCY_MANAGER}
)
DAILY = frozenset({HOME, "incubator.show_today", "incubator.show_board", "incubator.list_seats"})


@dataclass(frozen=True, slots=True)
class Open:
    """A place that is open to a reader, and the addresses below which its pages lie."""

    endpoint: str
    addresses: tuple[str, ...]
    elsewhere: Place  # as it is shown on pages of other places
    here: Place


def list_places() -> list[Place]:
    """The places that the signed-in reader may open."""
    if not current_user.is_authenticated:
        return []
    open_to = _open_to(frozenset(current_user.grants))
    nearest = _nearest(open_to)
    return [place.here if place is nearest else place.elsewhere for place in open_to]


def _open_to(grants: frozenset[Grant]) -> Sequence[Open]:
    """The places of these grants in the reader's language, made once: every page shows them."""
    known: OrderedDict[Hashable, Sequence[Open]] = current_app.extensions.setdefault(
        "places", OrderedDict()
    )
    name = (grants, str(get_locale()), request.script_root)
    if name not in known:
        known[name] = [_open(*place) for place in _in_order(grants) if may(grants, place[2])]
        while len(known) > MOST_KNOWN:
            known.popitem(last=False)
    return known[name]


def _in_order(grants: frozenset[Grant]) -> Sequence[tuple[Any, str, Permission, str]]:
    """The places; for those whose work is incubation its places stand next to home."""
    if AT_INCUBATION.isdisjoint(grant.role for grant in grants):
        return PLACES
    return sorted(PLACES, key=lambda place: (place[1] != HOME) + (place[1] not in DAILY))


def _open(label: Any, endpoint: str, _permission: Permission, icon: str) -> Open:
    url = endpoint_url(endpoint) or ""
    names = (endpoint, *BRANCHES.get(endpoint, ()))
    is_apart = endpoint.startswith("dashboards.")
    found = () if is_apart else tuple(filter(None, map(endpoint_url, names)))
    places = (Place(str(label), url, is_current, icon) for is_current in (False, True))
    return Open(endpoint, found, *places)


# A place with several sub-tabs: the addresses that lie below it.
BRANCHES = {
    "credentials.show_file": (
        "credentials.list_credentials",
        "credentials.show_claims",
        "credentials.show_eligibility",
        "credentials.list_registrations",
        "credentials.list_employments",
        "credentials.list_shares",
        "credentials.list_watches",
        "credentials.show_own_entry",
        "incubator.show_own_agency",
    ),
}


def _nearest(open_to: Sequence[Open]) -> Open | None:
    """The place that the page is, or the one that it lies below: of several the innermost, whose address is longest."""
    path = f"{request.path}/"
    nearest, depth = None, 0
    for place in open_to:
        if place.endpoint == request.endpoint:
            return place
        for address in place.addresses:
            if len(address) > depth and path.startswith(f"{address}/"):
                nearest, depth = place, len(address)
    return nearest


def endpoint_url(name: str) -> str | None:
    """The address of a view, or None where it does not exist or needs arguments.

    Every page asks for some thirty of them and they stay the same, so each is built once.
    """
    known: dict[tuple[str, str], str | None] = current_app.extensions.setdefault("addresses", {})
    place = (request.script_root, name)
    if place not in known:
        try:
            known[place] = url_for(name)
        except BuildError:
            known[place] = None
    return known[place]


def list_account_links() -> list[Link]:
    """The entries of the account menu."""
    found = [(str(label), endpoint_url(endpoint)) for label, endpoint in ACCOUNT_LINKS]
    return [Link(label, url) for label, url in found if url is not None]


def init_navigation(app: Flask) -> None:
    """Offer the navigation and the number of unread notices to every page."""

    def offer() -> dict[str, Any]:
        if not request or not is_signed_in():
            return {"navigation": [], "unread_notices": 0, "signed_in": None}
        return {
            "navigation": list_places(),
            "unread_notices": current_user.unread_notices,
            "signed_in": SignedInReader(current_user.id, current_user.display_name),
            "account_links": list_account_links(),
        }

    app.context_processor(offer)
    app.jinja_env.globals["endpoint_url"] = endpoint_url
