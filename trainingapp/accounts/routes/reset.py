"""The mailed way back for whoever forgot the password."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.accounts import actions, mails, queries
from trainingapp.accounts.forms import entry as forms
from trainingapp.accounts.passwords import hash_password
from trainingapp.accounts.routes.blueprint import bp, page
from trainingapp.accounts.routes.presence import leave
from trainingapp.extensions import limiter
from trainingapp.web.auth import public
from trainingapp.web.clock import now
from trainingapp.web.transactions import reads_first, start_writing


@bp.route("/reset", methods=["GET", "POST"])
@limiter.limit("5 per minute; 30 per hour", methods=["POST"])
@public
def request_reset() -> ResponseReturnValue:
    """Ask for the mailed link. The answer is the same whether there is such an account or not."""
    form = forms.ResetRequestForm()
    if not form.validate_on_submit():
        return page("request_reset", form=form)
    user = queries.find_user_by_login(form.email.data)
    if user is not None and user.email is not None:
        moment = now()
        mails.mail_reset(user, actions.start_reset(user, now=moment), now=moment)
    return redirect(url_for("accounts.show_reset_sent"), 303)


@bp.get("/reset/sent")
@public
def show_reset_sent() -> ResponseReturnValue:
    """What happens next."""
    return page("show_reset_sent")


@bp.route("/reset/<secret>", methods=["GET", "POST"])
@limiter.limit("20 per minute", methods=["POST"])
@public
@reads_first
def reset_password(secret: str) -> ResponseReturnValue:
    """Set a new password by the mailed link."""
    reset = queries.find_reset(secret, now=now())
    if reset is None:
        return page("reset_password", form=None)
    form = forms.NewPasswordForm(queries.get_user(reset.user_id))
    if not form.validate_on_submit():
        return page("reset_password", form=form)
    password_hash = hash_password(form.new_password.data)
    start_writing()
    moment = now()
    user = actions.finish_reset(secret, password_hash=password_hash, now=moment)
    if user is None:
        return page("reset_password", form=None)
    mails.mail_password_changed(user, now=moment)
    leave()
    flash(_("Your new password is set. Please sign in with it."), "success")
    return redirect(url_for("accounts.sign_in"), 303)
