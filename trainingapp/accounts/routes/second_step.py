"""Setting the second step up and switching it off; recovery codes."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.accounts import actions, queries, second_factor
from trainingapp.accounts.forms.own import PasswordForm, SecondFactorForm
from trainingapp.accounts.routes.blueprint import (
    PASSWORD_TRIES,
    bp,
    page,
    reader,
    show,
    shows_password,
    target,
)
from trainingapp.extensions import limiter
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import require
from trainingapp.web.clock import now


@bp.route("/second-factor", methods=["GET", "POST"])
@limiter.limit(PASSWORD_TRIES, methods=["POST"])
@require(Permission.ACCOUNT_OWN)
def set_up_second_factor() -> ResponseReturnValue:
    """Show a secret as a QR code and switch the second step on once a code proves that the phone has it."""
    user = reader()
    form = SecondFactorForm()
    secret = _offered_secret(form.sealed.data, user.id)
    if form.validate_on_submit():
        codes = actions.confirm_second_factor(user, secret, form.code.data, now=now())
        if codes is not None:
            return _show_codes(codes)
        form.code.errors = [
            _(
                "This code does not fit. Check that the phone sets its clock by itself, then type the next code."
            )
        ]
    form.sealed.data = second_factor.seal_secret(secret, user.id)
    login = user.email or queries.masked_mobile(user) or user.display_name
    address = second_factor.setup_address(secret, login, issuer=_("Social Work Academy"))
    return page(
        "set_up_second_factor",
        form=form,
        user=user,
        target=target(),
        picture=second_factor.qr_picture(address),
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
    )


@bp.route("/recovery-codes", methods=["GET", "POST"])
@limiter.limit(PASSWORD_TRIES, methods=["POST"])
@require(Permission.ACCOUNT_OWN)
def renew_recovery_codes() -> ResponseReturnValue:
    """Fresh recovery codes, for whoever shows the password."""
    form = PasswordForm()
    if not form.validate_on_submit() or not shows_password(form.password):
        return page("renew_recovery_codes", form=form)
    return _show_codes(actions.renew_recovery_codes(reader(), now=now()))


@bp.route("/second-factor/removal", methods=["GET", "POST"])
@limiter.limit(PASSWORD_TRIES, methods=["POST"])
@require(Permission.ACCOUNT_OWN)
def drop_second_factor() -> ResponseReturnValue:
    """Sign in with the password alone again."""
    user = reader()
    form = PasswordForm()
    if not form.validate_on_submit() or not shows_password(form.password):
        return page("drop_second_factor", form=form)
    actions.drop_second_factor(user, actor_id=user.id, now=now())
    flash(_("The second step is switched off."), "success")
    return redirect(url_for("accounts.show_security"), 303)


def _offered_secret(sealed: str | None, user_id: int) -> str:
    """The secret that the page showed before, or a fresh one."""
    try:
        return second_factor.open_secret(sealed or "", user_id)
    except ValueError:
        return second_factor.make_secret()


def _show_codes(codes: list[str]) -> ResponseReturnValue:
    """The codes are on this one page only."""
    return show("show_recovery_codes", codes=codes, target=target())
