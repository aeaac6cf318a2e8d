"""Signing in with its second step, and signing out."""

from __future__ import annotations

from flask import flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from trainingapp.accounts import actions, queries
from trainingapp.accounts.forms import entry as forms
from trainingapp.accounts.models import User
from trainingapp.accounts.passwords import is_right_password
from trainingapp.accounts.routes.blueprint import bp, page, reader, target
from trainingapp.accounts.routes.presence import leave, open_browser
from trainingapp.extensions import limiter
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import public, require
from trainingapp.web.clock import now
from trainingapp.web.transactions import commit_now, reads_first, start_writing

_STEP_SECONDS = 300


@bp.route("/sign-in", methods=["GET", "POST"])
@limiter.limit("30 per minute; 300 per hour", methods=["POST"])
@public
@reads_first
def sign_in() -> ResponseReturnValue:
    """One field for e-mail or mobile number. Unknown accounts get the same answer after the same work."""
    form = forms.SignInForm()
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(target() or url_for("dashboards.show_home"))
    if not form.validate_on_submit():
        return page("sign_in", form=form, target=target())
    user = queries.find_user_by_login(form.login.data)
    user_id, checked = (user.id, user.password_hash) if user else (None, None)
    is_right = is_right_password(checked, form.password.data)
    start_writing()
    entry = actions.admit(user_id, is_right=is_right, checked_hash=checked, now=now())
    if user_id is None or entry is actions.Entry.REFUSED:
        commit_now()
        form.password.errors = [
            _(
                "This does not fit together. After five wrong passwords an account rests for a while."
            )
        ]
        return page("sign_in", form=form, target=target())
    if entry is actions.Entry.SECOND_STEP:
        return _ask_for_code(user_id, str(checked))
    return open_browser(queries.get_user(user_id), target())


@bp.route("/second-step", methods=["GET", "POST"])
@limiter.limit("30 per minute; 300 per hour", methods=["POST"])
@public
def second_step() -> ResponseReturnValue:
    """The code of the authenticator, or a recovery code."""
    user = _find_half_signed_in()
    if user is None:
        flash(_("That took a little long. Please begin again with your password."), "info")
        return redirect(url_for("accounts.sign_in", next=target()), 303)
    form = forms.CodeForm()
    if not form.validate_on_submit():
        return page("second_step", form=form, target=target())
    if not actions.admit_with_code(user.id, form.code.data, now=now()):
        commit_now()
        form.code.errors = [
            _("This code does not fit. Please wait for the next one and type it in.")
        ]
        return page("second_step", form=form, target=target())
    return open_browser(user, target())


@bp.post("/sign-out")
@require(Permission.ACCOUNT_OWN)
def sign_out() -> ResponseReturnValue:
    """End the sign-in of this browser."""
    user = reader()
    actions.end_sign_in(
        queries.get_sign_in_for(user, user.sign_in_id or 0), actor_id=user.id, now=now()
    )
    leave()
    flash(_("You are signed out."), "info")
    return redirect(url_for("dashboards.show_front"), 303)


def _ask_for_code(user_id: int, checked_hash: str) -> ResponseReturnValue:
    destination = target()
    leave()
    session["half"] = {
        "user": user_id,
        "at": int(now().timestamp()),
        "password": queries.digest(checked_hash)[:16],
    }
    return redirect(url_for("accounts.second_step", next=destination), 303)


def _find_half_signed_in() -> User | None:
    """Whose password was right less than five minutes ago, and is still the same."""
    half = session.get("half")
    if not half or now().timestamp() - half["at"] > _STEP_SECONDS:
        return None
    user = queries.get_user(half["user"])
    is_same = queries.digest(user.password_hash)[:16] == half["password"]
    return user if is_same and user.anonymised_at is None else None
