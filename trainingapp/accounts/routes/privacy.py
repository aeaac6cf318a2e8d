"""The privacy notice and consents."""

from __future__ import annotations

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.accounts import actions, queries
from trainingapp.accounts.forms.entry import ConsentForm
from trainingapp.accounts.labels import PURPOSES
from trainingapp.accounts.models import Purpose
from trainingapp.accounts.routes.blueprint import bp, page, reader, target
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import public, require
from trainingapp.web.clock import now

VERSIONS = ("2026-11", "2026-11-23")


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


def _optional(purpose: str) -> Purpose:
    if purpose not in {p.value for p in Purpose if p is not Purpose.SERVICE}:
        abort(404)
    return Purpose(purpose)
