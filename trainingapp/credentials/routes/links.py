"""What a degree does for the certificate: for everybody to read, with force, document and how sure it is."""

from __future__ import annotations

from itertools import groupby

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.credentials.actions import links as actions
from trainingapp.credentials.forms.links import BasisForm
from trainingapp.credentials.queries import links as queries
from trainingapp.credentials.routes.mount import bp
from trainingapp.credentials.shipped_links import find_links
from trainingapp.rules.permissions import Permission, may
from trainingapp.web.auth import current, is_signed_in, public, require
from trainingapp.web.clock import now

MANAGE = Permission.RULESET_MANAGE


@bp.get("/link-policies")
@public
def list_link_policies() -> str:
    """Every policy by its kind; pilots say that they are no law."""
    groups = groupby(queries.list_policies(), key=lambda one: one.policy.kind)
    return render_template(
        "credentials/list_link_policies.html",
        groups=[(kind, list(stated)) for kind, stated in groups],
        links=find_links(),
        may_manage=is_signed_in() and may(current().grants, MANAGE),
    )


@bp.route("/link-policies/<code>/basis", methods=["GET", "POST"])
@require(MANAGE)
def enter_basis(code: str) -> ResponseReturnValue:
    """Enter the document by which a pilot is in force."""
    stated = queries.get_policy(code)
    form = BasisForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("credentials/enter_basis.html", form=form, stated=stated), status
    basis, url = form.basis.data or "", form.url.data or ""
    actions.put_in_force(stated, basis=basis, url=url, actor_id=current().id, now=now())
    flash(_("The policy is in force. This site still signs nothing of it."), "success")
    return redirect(url_for("credentials.list_link_policies"), 303)


@bp.post("/link-policies/<code>/withdrawal")
@require(MANAGE)
def take_policy_back(code: str) -> ResponseReturnValue:
    """Let a pilot be only proposed again."""
    actions.take_back(queries.get_policy(code), actor_id=current().id, now=now())
    flash(_("The policy is only proposed again."), "success")
    return redirect(url_for("credentials.list_link_policies"), 303)
