"""The privacy notice, consents, one's own data, and leaving."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.accounts import actions, mails, queries
from trainingapp.accounts.export import collect_data, write_json, write_workbook
from trainingapp.accounts.forms.entry import ConsentForm
from trainingapp.accounts.forms.own import PasswordForm
from trainingapp.accounts.labels import PURPOSES
from trainingapp.accounts.models import Purpose
from trainingapp.accounts.passwords import is_right_password
from trainingapp.accounts.routes.blueprint import bp, page, reader, target
from trainingapp.audit.actions import record
from trainingapp.extensions import limiter
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import public, require
from trainingapp.web.clock import now

VERSIONS = ("2026-11",)
_KINDS = {
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.get("/privacy")
@bp.get("/privacy/<version>")
@public
def show_privacy(version: str = queries.NOTICE_VERSION) -> ResponseReturnValue:
    """What we keep, what for and for how long; every version stays readable."""
    if version not in VERSIONS:
        abort(404)
    return page("show_privacy", version=version, versions=VERSIONS)


@bp.route("/privacy/consent", methods=["GET", "POST"])
@require(Permission.ACCOUNT_OWN)
def accept_notice() -> ResponseReturnValue:
    """Agree to the present notice: for accounts made by staff, and when the notice has changed."""
    user = reader()
    form = ConsentForm()
    if not form.validate_on_submit():
        return page("accept_notice", form=form, version=queries.NOTICE_VERSION, target=target())
    purposes = [Purpose(value) for value in form.purposes.data or []]
    actions.accept_notice(user, purposes=purposes, now=now())
    return redirect(target() or url_for("dashboards.show_home"), 303)


@bp.get("/my-data")
@require(Permission.ACCOUNT_OWN)
def show_my_data() -> ResponseReturnValue:
    """Consents, export and deletion on one page."""
    user = reader()
    consents = queries.list_consents(user)
    standing = {c.purpose for c in consents if c.withdrawn_at is None}
    return page(
        "show_my_data",
        user=user,
        consents=consents,
        standing=standing,
        purposes=PURPOSES,
        id_number=queries.masked_id_number(user),
        mobile=queries.masked_mobile(user),
    )


@bp.post("/consents/<purpose>")
@require(Permission.ACCOUNT_OWN)
def give_consent(purpose: str) -> ResponseReturnValue:
    """Agree to an optional purpose."""
    actions.give_consent(reader(), _optional(purpose), now=now())
    flash(_("Thank you. You can change this here at any time."), "success")
    return redirect(url_for("accounts.show_my_data"), 303)


@bp.post("/consents/<purpose>/withdrawal")
@require(Permission.ACCOUNT_OWN)
def withdraw_consent(purpose: str) -> ResponseReturnValue:
    """Take back the consent to an optional purpose."""
    actions.withdraw_consent(reader(), _optional(purpose), now=now())
    flash(_("Withdrawn. From now on we do not use your data for this."), "success")
    return redirect(url_for("accounts.show_my_data"), 303)


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
@limiter.limit("10 per minute", methods=["POST"])
@require(Permission.ACCOUNT_OWN)
def request_deletion() -> ResponseReturnValue:
    """Ask for the account to be deleted, after showing the password."""
    user = reader()
    form = PasswordForm()
    if not form.validate_on_submit():
        return page("request_deletion", form=form)
    if not is_right_password(user.password_hash, form.password.data):
        form.password.errors = [_("This is not your present password.")]
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


def _optional(purpose: str) -> Purpose:
    if purpose not in {p.value for p in Purpose if p is not Purpose.SERVICE}:
        abort(404)
    return Purpose(purpose)
