"""Taking one's data along, and leaving."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.accounts import actions, mails
from trainingapp.accounts.export import collect_data, write_json, write_workbook
from trainingapp.accounts.forms.own import PasswordForm
from trainingapp.accounts.routes.blueprint import PASSWORD_TRIES, bp, page, reader, shows_password
from trainingapp.audit.actions import record
from trainingapp.extensions import limiter
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import require
from trainingapp.web.clock import now

_KINDS = {
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.post("/my-data/export.<kind>")
@limiter.limit("6 per minute")
@require(Permission.ACCOUNT_OWN)
def export_my_data(kind: str) -> ResponseReturnValue:
    """Everything the site holds about the reader, as a file."""
    if kind not in _KINDS:
        abort(404)
    user, moment = reader(), now()
    data = collect_data(user.id)
    body = write_json(data, now=moment) if kind == "json" else write_workbook(data)
    record(
        "account.export",
        actor_id=user.id,
        subject="user",
        subject_id=user.id,
        detail={"kind": kind},
        now=moment,
    )
    headers = {"Content-Disposition": f'attachment; filename="my-data-{moment:%Y-%m-%d}.{kind}"'}
    return Response(body, mimetype=_KINDS[kind], headers=headers)


@bp.route("/deletion", methods=["GET", "POST"])
@limiter.limit(PASSWORD_TRIES, methods=["POST"])
@require(Permission.ACCOUNT_OWN)
def request_deletion() -> ResponseReturnValue:
    """Ask for the account to be deleted, after showing the password."""
    user = reader()
    form = PasswordForm()
    if not form.validate_on_submit() or not shows_password(form.password):
        return page("request_deletion", form=form)
    moment = now()
    actions.request_deletion(user, now=moment)
    mails.mail_deletion(user, now=moment)
    flash(
        _("Your account will be deleted in 15 days. Until then you can keep it after all."), "info"
    )
    return redirect(url_for("accounts.show_my_data"), 303)


@bp.post("/deletion/cancellation")
@require(Permission.ACCOUNT_OWN)
def cancel_deletion() -> ResponseReturnValue:
    """Keep the account."""
    actions.cancel_deletion(reader(), now=now())
    flash(_("Good to have you: your account stays."), "success")
    return redirect(url_for("accounts.show_my_data"), 303)
