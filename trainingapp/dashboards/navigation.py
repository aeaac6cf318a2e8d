"""The site's navigation: what a reader's roles open, in the order of their work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import lazy_gettext as _
from flask_login import current_user
from werkzeug.routing import BuildError

from trainingapp.rules.permissions import Grant, Permission, may
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


def list_places() -> list[Place]:
    """The places that the signed-in reader may open."""
    if not current_user.is_authenticated:
        return []
    open_to = _open_to(frozenset(current_user.grants))
    nearest = _nearest([place[1] for place in open_to])
    return [
        Place(str(label), endpoint_url(endpoint) or "", endpoint == nearest, icon)
        for label, endpoint, _permission, icon in open_to
    ]


@lru_cache(maxsize=1000)
def _open_to(grants: frozenset[Grant]) -> Sequence[tuple[Any, str, Permission, str]]:
    return [place for place in PLACES if may(grants, place[2])]


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
    ),
}


def _nearest(endpoints: list[str]) -> str | None:
    """The place that a page is, or the one that it lies below: of several the innermost."""
    if request.endpoint in endpoints:
        return request.endpoint
    depths = {name: _find_depth(name) for name in endpoints}
    deepest = max(depths, key=lambda name: depths[name], default=None)
    return deepest if deepest and depths[deepest] else None


def _find_depth(endpoint: str) -> int:
    """How long the address is below which the page lies, of a place and its sub-tabs; 0 beside all of them."""
    if endpoint.startswith("dashboards."):
        return 0
    addresses = [endpoint_url(name) or "" for name in (endpoint, *BRANCHES.get(endpoint, ()))]
    return max(
        (len(one) for one in addresses if one and f"{request.path}/".startswith(f"{one}/")),
        default=0,
    )


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
