"""The calendar of a base and of an agency, month by month."""

from __future__ import annotations

from flask import render_template, request
from flask_babel import gettext as _

from trainingapp.education.days import today
from trainingapp.incubator import calendar_wording
from trainingapp.incubator.queries.calendar_days import Entry, list_month
from trainingapp.incubator.queries.calendar_rows import Scope
from trainingapp.incubator.queries.calls import get_base
from trainingapp.incubator.routes.agency_pages import reach_agency, show_agency_page
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.tabs import AGENCY, BASE
from trainingapp.rules.incubation.months import Month, read_month
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.pages import Page


@bp.get("/incubation/bases/<int:base_id>/calendar")
@require(Permission.INCUBATOR_OVERSEE)
def show_base_calendar(base_id: int) -> str:
    """What falls due in a month in all cases of a base, and its calls."""
    base = get_base(current(), base_id)
    month = read_month(request.args.get("month"), today())
    return render_template(
        "incubator/show_base_calendar.html",
        base=base,
        month=month,
        page=_listed(Scope(current(), base_id=base.id), month),
        title=_("Calendar of %(name)s", name=base.organisation.name),
        words=calendar_wording,
        today=today(),
    )


@bp.get("/incubation/agencies/<int:agency_id>/calendar")
@require(Permission.CASE_OPEN)
def show_agency_calendar(agency_id: int) -> str:
    """What falls due in a month for one agency, in the cases that the reader reaches."""
    reached = reach_agency(agency_id, BASE | AGENCY)
    month = read_month(request.args.get("month"), today())
    return show_agency_page(
        "incubator/show_agency_calendar.html",
        reached,
        month=month,
        page=_listed(Scope(current(), agency_id=agency_id), month),
        title=_("Calendar of %(name)s", name=reached.agency.name),
        words=calendar_wording,
        today=today(),
    )


def _listed(scope: Scope, month: Month) -> Page[Entry]:
    return list_month(scope, month.first, month.last, number=request.args.get("page", 1, int))
