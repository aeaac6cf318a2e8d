"""What an administrator keeps for applications: the bases of the site and the versions of the form."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext as _

from trainingapp.accounts.models import OrganisationKind
from trainingapp.accounts.queries import get_organisation, list_organisations
from trainingapp.incubator.actions import application_forms, calls as actions
from trainingapp.incubator.form_files import shipped_form
from trainingapp.incubator.forms.calls import NewBaseForm
from trainingapp.incubator.queries import application_forms as queries
from trainingapp.incubator.queries.calls import list_all_bases
from trainingapp.incubator.routes.mount import bp
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

MANAGE = Permission.INCUBATOR_MANAGE


@bp.route("/incubation/settings/bases", methods=["GET", "POST"])
@require(MANAGE)
def list_all() -> ResponseReturnValue:
    """Every base of the site; an organisation becomes one here."""
    bases = list_all_bases()
    known = {base.organisation_id for base in bases}
    organisations = list_organisations()
    form = NewBaseForm()
    form.offer(
        [
            (one.id, one.name)
            for one in organisations
            if one.kind is OrganisationKind.INCUBATION_BASE and one.id not in known
        ],
        [(one.id, one.name) for one in organisations if one.kind is OrganisationKind.AUTHORITY],
    )
    if form.validate_on_submit() and _enter(form):
        flash(_("The base is entered. Its head can open calls now."), "success")
        return redirect(url_for("incubator.list_all"), 303)
    page = render_template("incubator/list_all_bases.html", bases=bases, form=form)
    return page, 422 if request.method == "POST" else 200


def _enter(form: NewBaseForm) -> bool:
    try:
        actions.enter_base(
            get_organisation(form.organisation.data),
            code=form.code.data or "",
            area_code=form.area_code.data or "",
            authority_id=form.authority.data,
            person_id=current().id,
            now=now(),
        )
    except actions.CodeTaken:
        form.code.errors = [_("Another base has this code already.")]
        return False
    return True


@bp.route("/incubation/settings/forms", methods=["GET", "POST"])
@require(MANAGE)
def list_forms() -> ResponseReturnValue:
    """The versions of the application form, and the one of the question bank, to be published."""
    shipped = shipped_form()
    if request.method == "POST":
        application_forms.publish_form(shipped, person_id=current().id, now=now())
        flash(_("The form is published. New applications begin on it."), "success")
        return redirect(url_for("incubator.list_forms"), 303)
    known = queries.find_form(shipped.spec.code, shipped.spec.version)
    return render_template(
        "incubator/list_forms.html",
        forms=queries.list_forms(),
        counts=queries.count_applications(),
        shipped=shipped,
        is_published=known is not None,
        language=str(get_locale() or "zh")[:2],
    )
