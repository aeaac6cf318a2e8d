"""How an agency stands by the checks: all of them, and the explanation of one."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.education.days import today
from trainingapp.incubator import compliance_wording
from trainingapp.incubator.actions.checking import check_agency
from trainingapp.incubator.queries import compliance as queries
from trainingapp.incubator.routes.agency_pages import reach_agency, show_agency_page
from trainingapp.incubator.routes.check_pages import LOOKERS, READERS, check_page, red_days, text_of
from trainingapp.incubator.routes.mount import bp
from trainingapp.rules.incubation.compliance.words import Status
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import require
from trainingapp.web.clock import now

OPEN = Permission.CASE_OPEN
CHECKS = "/incubation/agencies/<int:agency_id>/checks"


@bp.get(CHECKS)
@require(OPEN)
def show_checks(agency_id: int) -> str:
    """How the agency stands by every check; one status alone when the reader asks for it."""
    reached = reach_agency(agency_id, READERS)
    found = queries.list_standing_checks([agency_id], on=today())[agency_id]
    asked = request.args.get("status", "")
    chosen = Status(asked) if asked in set(Status) else None
    counts = {status: sum(one.status is status for one in found) for status in queries.WORST}
    days = red_days(reached) if reached.is_office else None
    long_red = [
        one
        for one in found
        if days is not None and one.is_red and (today() - one.result.since).days > days
    ]
    shown = [one for one in found if chosen is None or one.status is chosen]
    shown.sort(key=lambda one: (queries.WORST.index(one.status), one.result.code))
    return show_agency_page(
        "incubator/show_checks.html",
        reached,
        checks=shown,
        counts=counts,
        long_red=long_red,
        red_days=days,
        chosen=chosen,
        look=queries.find_look(agency_id),
        words=compliance_wording,
        may_look=not reached.actors.isdisjoint(LOOKERS),
    )


@bp.post(CHECKS)
@require(OPEN)
def look_again(agency_id: int) -> ResponseReturnValue:
    """Run every check of the agency now."""
    reached = reach_agency(agency_id, LOOKERS, lock=True)
    check_agency(reached.agency, now=now())
    flash(_("Every check was run again."), "success")
    return redirect(url_for("incubator.show_checks", agency_id=agency_id), 303)


@bp.get(f"{CHECKS}/<code>")
@require(OPEN)
def show_check(agency_id: int, code: str) -> str:
    """What a check looks at, on what law, and how the agency stands by it."""
    return check_page(reach_agency(agency_id, READERS), text_of(code))
