"""The office of credentials: everybody's, revocation, and the keys that sign."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.credentials.actions import keys as key_actions
from trainingapp.credentials.actions.revoking import revoke
from trainingapp.credentials.codes import read_code
from trainingapp.credentials.forms.verifiable import CodeForm, ReasonForm
from trainingapp.credentials.models.verifiable import KeyKind, KeyState
from trainingapp.credentials.queries import verifiable as queries
from trainingapp.credentials.routes.mount import bp
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

MANAGE = Permission.CREDENTIAL_MANAGE


@bp.get("/credentials/office")
@require(MANAGE)
def list_issued() -> str:
    """Everybody's credentials, or the one with a short code."""
    form = CodeForm(request.args)
    page = paginate(queries.list_all(read_code(form.code.data or "")))
    return render_template("credentials/list_issued.html", page=page, form=form)


@bp.get("/credentials/office/<public_id>")
@require(MANAGE)
def show_issued(public_id: str) -> str:
    """A credential, what happened to it, and the form to revoke it."""
    return _show_issued(public_id, ReasonForm(formdata=None))


@bp.post("/credentials/office/<public_id>/revocation")
@require(MANAGE)
def revoke_credential(public_id: str) -> ResponseReturnValue:
    """Revoke for good."""
    form = ReasonForm()
    if not form.validate():
        return _show_issued(public_id, form), 422
    credential = queries.get_by_public_id(public_id)
    revoke(credential, reason=form.reason.data or "", actor_id=current().id, now=now())
    flash(_("The credential is revoked."), "success")
    return redirect(url_for("credentials.show_issued", public_id=public_id), 303)


def _show_issued(public_id: str, form: ReasonForm) -> str:
    credential = queries.get_by_public_id(public_id)
    return render_template("credentials/show_issued.html", credential=credential, form=form)


@bp.get("/credentials/office/keys")
@require(MANAGE)
def list_keys() -> str:
    """The keys, where each is in its life, and how much it has signed."""
    return _list_keys(ReasonForm(formdata=None))


@bp.post("/credentials/office/keys")
@require(MANAGE)
def add_key() -> ResponseReturnValue:
    """Publish the key that will sign."""
    kind = request.form.get("kind", str(KeyKind.PROOF))
    if kind not in set(KeyKind):
        abort(404)
    key_actions.add_next(KeyKind(kind), actor_id=current().id, now=now())
    flash(_("The next key is published. It may sign in 24 hours."), "success")
    return redirect(url_for("credentials.list_keys"), 303)


@bp.post("/credentials/office/keys/<int:key_id>/activation")
@require(MANAGE)
def activate_key(key_id: int) -> ResponseReturnValue:
    """Let the next key sign."""
    key_actions.activate(queries.get_key(key_id), actor_id=current().id, now=now())
    flash(_("The key signs from now on."), "success")
    return redirect(url_for("credentials.list_keys"), 303)


@bp.post("/credentials/office/keys/<int:key_id>/loss")
@require(MANAGE)
def give_up_key(key_id: int) -> ResponseReturnValue:
    """Give a key up, and revoke what it has signed."""
    form = ReasonForm()
    if not form.validate():
        form.reason.id = f"reason-{key_id}"  # the form stands beside its key
        return _list_keys(form, refused=key_id), 422
    number = key_actions.give_up(
        queries.get_key(key_id), reason=form.reason.data or "", actor_id=current().id, now=now()
    )
    flash(_("The key is given up; %(number)s credentials are revoked.", number=number), "success")
    return redirect(url_for("credentials.list_keys"), 303)


def _list_keys(form: ReasonForm, *, refused: int | None = None) -> str:
    keys = queries.list_keys()
    waited = {key.kind for key in keys if key.state == KeyState.NEXT}
    return render_template(
        "credentials/list_keys.html",
        keys=keys,
        waiting=[kind for kind in KeyKind if kind not in waited],
        signed=queries.count_signed(),
        form=form,
        refused=refused,
    )
