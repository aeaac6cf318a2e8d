"""Administrators: organisations."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.accounts import actions, queries
from trainingapp.accounts.forms import administration as forms
from trainingapp.accounts.labels import KINDS, PROVINCES
from trainingapp.accounts.models import OrganisationKind
from trainingapp.accounts.routes.blueprint import bp, page, reader
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate


@bp.get("/organisations")
@require(Permission.ORGANISATION_MANAGE)
def list_organisations() -> ResponseReturnValue:
    """All organisations by name."""
    form = forms.OrganisationSearchForm(request.args)
    kind = OrganisationKind(form.kind.data) if form.validate() and form.kind.data else None
    found = queries.select_organisations(search=form.q.data or "", kind=kind)
    return page(
        "list_organisations", form=form, page=paginate(found), kinds=KINDS, provinces=PROVINCES
    )


@bp.route("/organisations/new", methods=["GET", "POST"])
@require(Permission.ORGANISATION_MANAGE)
def new_organisation() -> ResponseReturnValue:
    """Enter an organisation."""
    form = forms.OrganisationForm()
    if not form.validate_on_submit():
        return page("new_organisation", form=form)
    actions.create_organisation(**form.values(), actor_id=reader().id, now=now())
    flash(_("The organisation is entered."), "success")
    return redirect(url_for("accounts.list_organisations"), 303)


@bp.route("/organisations/<int:organisation_id>", methods=["GET", "POST"])
@require(Permission.ORGANISATION_MANAGE)
def edit_organisation(organisation_id: int) -> ResponseReturnValue:
    """Correct an organisation."""
    organisation = queries.get_organisation(organisation_id)
    form = forms.OrganisationForm(organisation)
    if not form.validate_on_submit():
        return page("edit_organisation", form=form, organisation=organisation)
    actions.update_organisation(organisation, **form.values(), actor_id=reader().id, now=now())
    flash(_("The organisation is saved."), "success")
    return redirect(url_for("accounts.list_organisations"), 303)
