"""The agencies somebody reaches, and the page of one: what it is, and every register at a glance."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.incubator.actions.agencies import CreditCodeTaken, change_agency
from trainingapp.incubator.forms.agencies import AgencyForm
from trainingapp.incubator.queries import agencies as queries
from trainingapp.incubator.routes.agency_pages import Reached, reach_agency, show_agency_page
from trainingapp.incubator.routes.filtering import wanted_agencies
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.routes.register_overview import code_finding, lists_of, overview_of
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.errors import sentence
from trainingapp.web.pages import paginate

OPEN = Permission.CASE_OPEN


@bp.get("/incubation/agencies")
@require(OPEN)
def list_agencies() -> ResponseReturnValue:
    """The agencies that the reader reaches."""
    form, filters, is_valid, bases = wanted_agencies()
    page = paginate(queries.select_found(current(), filters), per_page=queries.PER_PAGE)
    return render_template(
        "incubator/list_agencies.html",
        page=page,
        form=form,
        is_inside=bases > 0,
        has_bases=bases > 1,
        is_filtered=bool(filters),
    ), (200 if is_valid else 422)


@bp.get("/incubation/agencies/<int:agency_id>")
@require(OPEN)
def show_agency(agency_id: int) -> str:
    """What the agency is, how each register stands, and what ends soon."""
    reached = reach_agency(agency_id)
    return show_agency_page(
        "incubator/show_agency.html",
        reached,
        overview=overview_of(reached.agency),
        on_lists=lists_of(reached.agency),
        code_finding=code_finding(reached.agency),
    )


@bp.get("/incubation/agencies/<int:agency_id>/edit")
@require(OPEN)
def edit_agency(agency_id: int) -> str:
    """The form of what it is."""
    reached = _writing(agency_id)
    return _ask(reached, _form(reached))


@bp.post("/incubation/agencies/<int:agency_id>/edit")
@require(OPEN)
def change_agency_facts(agency_id: int) -> ResponseReturnValue:
    """Say anew what it is."""
    reached = _writing(agency_id, lock=True)
    form = _form(reached)
    if not (form.validate() and form.is_sound()):
        return _ask(reached, form), 422
    try:
        change_agency(reached.agency, form.said(), person_id=current().id, now=now())
    except CreditCodeTaken as refusal:
        form.credit_code.errors = [sentence(refusal)]
        return _ask(_writing(agency_id), form), 422
    flash(_("What is said of the agency has changed."), "success")
    return redirect(url_for("incubator.show_agency", agency_id=agency_id), 303)


def _writing(agency_id: int, *, lock: bool = False) -> Reached:
    reached = reach_agency(agency_id, lock=lock)
    if not reached.may_write:
        abort(403)
    return reached


def _form(reached: Reached) -> AgencyForm:
    return AgencyForm(reached.agency, is_office=reached.is_office)


def _ask(reached: Reached, form: AgencyForm) -> str:
    return show_agency_page("incubator/edit_agency.html", reached, form=form)
