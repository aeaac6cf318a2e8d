"""The authorities of the site: which kind each is and for which area. Who is in charge moves, so it is data."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.accounts.models import Organisation
from trainingapp.incubator.actions.authorities import describe_authority
from trainingapp.incubator.forms.authorities import AuthorityForm
from trainingapp.incubator.queries import authorities as queries
from trainingapp.incubator.routes.mount import bp
from trainingapp.rules.incubation.words import AuthorityKind
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

MANAGE = Permission.INCUBATOR_MANAGE


@bp.get("/incubation/settings/authorities")
@require(MANAGE)
def list_authorities() -> str:
    """The authorities among the organisations, with what is known of each."""
    page = paginate(queries.select_authorities())
    details = queries.list_details([one.id for one in page.items])
    return render_template("incubator/list_authorities.html", page=page, details=details)


@bp.get("/incubation/settings/authorities/<int:organisation_id>")
@require(MANAGE)
def edit_authority(organisation_id: int) -> str:
    """The form of one authority."""
    organisation = queries.get_authority(organisation_id)
    return _ask(organisation, _form(organisation))


@bp.post("/incubation/settings/authorities/<int:organisation_id>")
@require(MANAGE)
def change_authority(organisation_id: int) -> ResponseReturnValue:
    """Keep what was said of it."""
    organisation = queries.get_authority(organisation_id)
    form = _form(organisation)
    if not form.validate():
        return _ask(organisation, form), 422
    describe_authority(
        organisation,
        AuthorityKind(form.kind.data),
        area_code=form.area_code.data or "",
        parent_id=form.parent_id,
        address=form.address.data or "",
        phone=form.phone.data or "",
        person_id=current().id,
        now=now(),
    )
    flash(_("What is said of the authority has changed."), "success")
    return redirect(url_for("incubator.list_authorities"), 303)


def _form(organisation: Organisation) -> AuthorityForm:
    known = queries.list_details([organisation.id]).get(organisation.id)
    return AuthorityForm(known, queries.list_others(organisation.id))


def _ask(organisation: Organisation, form: AuthorityForm) -> str:
    return render_template("incubator/edit_authority.html", organisation=organisation, form=form)
