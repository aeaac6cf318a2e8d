"""Coming in: signing in with its second step, signing out, signing up, and the mailed way back."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from trainingapp.accounts import actions, mails, queries
from trainingapp.accounts.forms import entry as forms
from trainingapp.accounts.models import Purpose, User
from trainingapp.accounts.passwords import hash_password, is_right_password
from trainingapp.accounts.routes.blueprint import bp, page, reader, target
from trainingapp.accounts.routes.presence import enter, leave
from trainingapp.extensions import limiter
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import public, require
from trainingapp.web.clock import now
from trainingapp.web.facts import current_facts
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
    return _open(queries.get_user(user_id), target())


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
    return _open(user, target())


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


@bp.route("/register", methods=["GET", "POST"])
@limiter.limit("10 per minute; 60 per hour", methods=["POST"])
@public
@reads_first
def register() -> ResponseReturnValue:
    """One's own account."""
    form = forms.SignUpForm()
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(target() or url_for("dashboards.show_home"))
    if not form.validate_on_submit():
        return page("register", form=form, target=target(), version=queries.NOTICE_VERSION)
    password_hash = hash_password(form.password.data)
    start_writing()
    user = actions.sign_up(
        form.display_name.data,
        login=form.login.data,
        password_hash=password_hash,
        purposes=[Purpose(value) for value in form.purposes.data or []],
        now=now(),
    )
    return _open(user, target())


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


def _open(user: User, destination: str | None) -> ResponseReturnValue:
    if current_user.is_authenticated and reader().sign_in_id:
        # The same browser signs in anew: its old sign-in must not stay open behind the new one.
        before = reader()
        actions.end_sign_in(
            queries.get_sign_in_for(before, before.sign_in_id or 0), actor_id=before.id, now=now()
        )
    facts = current_facts()
    actions.open_sign_in(user, user_agent=facts.user_agent, ip=facts.ip, now=now())
    enter(user)
    return redirect(destination or url_for("dashboards.show_home"), 303)


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
    half: dict[str, Any] = session.get("half") or {}
    if not half or now().timestamp() - half["at"] > _STEP_SECONDS:
        return None
    user = queries.get_user(half["user"])
    is_same = queries.digest(user.password_hash)[:16] == half["password"]
    return user if is_same and user.anonymised_at is None else None
