"""The site's navigation: what a reader's roles open, in the order of their work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for
from flask_babel import lazy_gettext as _
from flask_login import current_user

from trainingapp.notices.queries import count_unread
from trainingapp.rules.permissions import Permission, may


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation."""

    label: str
    url: str
    is_current: bool
    icon: str


PLACES = (
    (_("Home"), "dashboards.show_home", Permission.ACCOUNT_OWN, "home"),
    (_("Mock exams"), "exams.list_sittings", Permission.EXAM_SIT, "exam"),
    (_("My results"), "exams.list_attempts", Permission.EXAM_SIT, "results"),
    (_("Item bank"), "itembank.list_items", Permission.ITEM_READ, "bank"),
    (_("Exam office"), "exams.list_office", Permission.SITTING_MANAGE, "office"),
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
    grants = current_user.grants
    return [
        Place(str(label), url_for(endpoint), _is_current(endpoint), icon)
        for label, endpoint, permission, icon in PLACES
        if may(grants, permission)
    ]


def _is_current(endpoint: str) -> bool:
    here = request.endpoint or ""
    if endpoint.startswith("dashboards."):
        return here == endpoint
    return here == endpoint or _root(url_for(endpoint)) == _root(request.path)


def _root(path: str) -> str:
    return "/".join(path.split("/")[:3])


def init_navigation(app: Flask) -> None:
    """Offer the navigation and the number of unread notices to every page."""

    def offer() -> dict[str, Any]:
        if not request or not current_user.is_authenticated:
            return {"navigation": [], "unread_notices": 0}
        return {"navigation": list_places(), "unread_notices": count_unread(current_user.id)}

    app.context_processor(offer)
