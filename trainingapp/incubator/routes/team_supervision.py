"""Supervision at an agency: who supervises whom, whether last month had enough of it, and the talks."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.education.days import today
from trainingapp.incubator.actions import supervising as actions
from trainingapp.incubator.forms.supervision import SupervisionForm, TalkForm
from trainingapp.incubator.queries import supervision as queries
from trainingapp.incubator.queries.supervision_view import SupervisionView, find_supervision
from trainingapp.incubator.routes.agency_pages import Reached, reach_agency
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.routes.team_pages import OWN, reach_named, show_team_page
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate


@bp.get("/incubation/agencies/<int:agency_id>/supervision")
@require(Permission.CASE_OPEN)
def show_supervision(agency_id: int) -> str:
    """Who supervises whom, last month's hours of each, and every talk with the word of both sides."""
    reached = reach_named(agency_id)
    return _show(reached, find_supervision(agency_id, on=today()))


@bp.post("/incubation/agencies/<int:agency_id>/supervision")
@require(Permission.AGENCY_RUN)
def begin_supervision(agency_id: int) -> ResponseReturnValue:
    """Let somebody supervise somebody from today on."""
    reached = reach_agency(agency_id, OWN)
    view = find_supervision(agency_id, on=today())
    form = SupervisionForm(view.supervisors, view.staff)
    if not form.validate():
        return _show(reached, view, pair=form), 422
    actions.begin_supervision(
        reached.agency,
        form.supervisor.data,
        form.supervised.data,
        on=today(),
        actor_id=current().id,
        now=now(),
    )
    flash(_("The supervision is entered."), "success")
    return _back(agency_id)


@bp.post("/incubation/agencies/<int:agency_id>/supervision/<int:supervision_id>/end")
@require(Permission.AGENCY_RUN)
def end_supervision(agency_id: int, supervision_id: int) -> ResponseReturnValue:
    """End a supervision with today."""
    reach_agency(agency_id, OWN)
    row = queries.get_of_agency(agency_id, supervision_id)
    actions.end_supervision(row, on=today(), actor_id=current().id, now=now())
    flash(_("The supervision has ended."), "success")
    return _back(agency_id)


@bp.post("/incubation/agencies/<int:agency_id>/supervision/talks")
@require(Permission.AGENCY_RUN)
def enter_talk(agency_id: int) -> ResponseReturnValue:
    """Enter a talk; it counts once both of the two have confirmed it."""
    reached = reach_agency(agency_id, OWN)
    view = find_supervision(agency_id, on=today())
    form = TalkForm(view.pairs)
    if not (form.validate() and form.is_sound(today())):
        return _show(reached, view, talk=form), 422
    row = queries.get_of_agency(agency_id, form.supervision.data)
    plan = actions.TalkPlan(form.held_on.data, form.minutes.data or 0, form.kind.data)
    actions.enter_talk(row, plan, actor_id=current().id, now=now())
    flash(_("The talk is entered. Both sides are asked to confirm it."), "success")
    return _back(agency_id)


def _show(
    reached: Reached,
    view: SupervisionView,
    pair: SupervisionForm | None = None,
    talk: TalkForm | None = None,
) -> str:
    return show_team_page(
        "incubator/show_supervision.html",
        reached,
        view=view,
        page=paginate(queries.list_talks(reached.agency.id), per_page=50),
        pair=pair or SupervisionForm(view.supervisors, view.staff, is_empty=True),
        talk=talk or TalkForm(view.pairs, is_empty=True),
        source=view.standing.parameters.source("supervision_hours"),
    )


def _back(agency_id: int) -> ResponseReturnValue:
    return redirect(url_for("incubator.show_supervision", agency_id=agency_id), 303)
