"""Asking people to confirm that they work for an agency."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.education.days import today
from trainingapp.extensions import limiter
from trainingapp.incubator.actions import staff_requests as actions
from trainingapp.incubator.forms.staffing import AskForm
from trainingapp.incubator.queries import staff as queries
from trainingapp.incubator.routes.agency_pages import reach_agency
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.routes.team_pages import OWN, show_team_page
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now


@bp.route("/incubation/agencies/<int:agency_id>/team/requests/new", methods=["GET", "POST"])
@require(Permission.AGENCY_RUN)
@limiter.limit("30 per day", methods=["POST"], key_func=lambda: f"staff {current().id}")
def ask_member(agency_id: int) -> ResponseReturnValue:
    """Ask somebody by contact; what is answered is the same whether the contact is known here."""
    reached = reach_agency(agency_id, OWN)
    form = AskForm()
    if form.validate_on_submit() and form.is_sound(today()):
        ask = actions.Ask(form.contact.data or "", form.post.data or "", form.starts_on.data)
        actions.ask_person(reached.agency, ask, actor_id=current().id, now=now())
        flash(_("The request is sent. You are told as soon as it is answered."), "success")
        return redirect(url_for("incubator.show_team", agency_id=agency_id), 303)
    page = show_team_page("incubator/ask_member.html", reached, form=form)
    return page, 422 if request.method == "POST" else 200


@bp.post("/incubation/agencies/<int:agency_id>/team/requests/<int:request_id>/withdrawal")
@require(Permission.AGENCY_RUN)
def withdraw_staff_request(agency_id: int, request_id: int) -> ResponseReturnValue:
    """Take a request back that nobody has answered."""
    reached = reach_agency(agency_id, OWN)
    row = queries.get_request(reached.agency.id, request_id)
    actions.withdraw_request(row, actor_id=current().id, now=now())
    flash(_("The request is taken back."), "success")
    return redirect(url_for("incubator.show_team", agency_id=agency_id), 303)
