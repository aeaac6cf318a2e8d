"""The office: who may grant continuing education, and what says so."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.accounts.queries import list_organisations
from trainingapp.education.actions import rules as actions
from trainingapp.education.days import today
from trainingapp.education.forms.office import ProviderForm
from trainingapp.education.queries import rules as queries
from trainingapp.education.routes.mount import bp, form_status
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

MANAGE = Permission.EDUCATION_MANAGE


@bp.get("/education-office/providers")
@require(MANAGE)
def list_providers() -> str:
    """Every provider by name."""
    page = paginate(queries.list_providers())
    return render_template("education/list_providers.html", page=page, today=today())


@bp.route("/education-office/providers/new", methods=["GET", "POST"])
@require(MANAGE)
def new_provider() -> ResponseReturnValue:
    """Enter a provider."""
    form = ProviderForm()
    form.offer(list_organisations())
    if not form.validate_on_submit():
        return render_template("education/edit_provider.html", form=form, provider=None), (
            form_status()
        )
    actions.create_provider(form.plan(), actor_id=current().id, now=now())
    flash(_("The provider is entered."), "success")
    return redirect(url_for("education.list_providers"), 303)


@bp.route("/education-office/providers/<int:provider_id>", methods=["GET", "POST"])
@require(MANAGE)
def edit_provider(provider_id: int) -> ResponseReturnValue:
    """Correct a provider; rows that were granted keep what they said."""
    provider = queries.get_provider(provider_id)
    form = ProviderForm(provider)
    form.offer(list_organisations())
    if not form.validate_on_submit():
        return render_template("education/edit_provider.html", form=form, provider=provider), (
            form_status()
        )
    actions.update_provider(provider, form.plan(), actor_id=current().id, now=now())
    flash(_("The provider is saved."), "success")
    return redirect(url_for("education.list_providers"), 303)
