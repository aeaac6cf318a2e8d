"""One's own account: profile, addresses, password, sign-ins."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.accounts import actions, mails, queries
from trainingapp.accounts.forms import own as forms
from trainingapp.accounts.labels import device_words
from trainingapp.accounts.passwords import hash_password
from trainingapp.accounts.routes.blueprint import (
    PASSWORD_TRIES,
    bp,
    page,
    reader,
    shows_password,
    target,
)
from trainingapp.extensions import limiter
from trainingapp.rules.identity import mask_ip
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import require
from trainingapp.web.clock import now
from trainingapp.web.i18n import SHANGHAI
from trainingapp.web.transactions import reads_first, start_writing


@bp.route("/profile", methods=["GET", "POST"])
@require(Permission.ACCOUNT_OWN)
def show_profile() -> ResponseReturnValue:
    """Who one is and what one works towards."""
    user = reader()
    form = forms.ProfileForm(obj=user)
    form.offer_years(now().astimezone(SHANGHAI).date())
    if not form.validate_on_submit():
        return page("show_profile", form=form, user=user, mobile=queries.masked_mobile(user))
    actions.update_profile(user, **form.values(), now=now())
    flash(_("Your profile is saved."), "success")
    return redirect(url_for("accounts.show_profile"), 303)


@bp.route("/contact", methods=["GET", "POST"])
@limiter.limit(PASSWORD_TRIES, methods=["POST"])
@require(Permission.ACCOUNT_OWN)
@reads_first
def change_contact() -> ResponseReturnValue:
    """The e-mail address and mobile number one signs in with."""
    user = reader()
    form = forms.ContactForm(user, data={"email": user.email, "mobile": queries.mobile_of(user)})
    if not form.validate_on_submit() or not shows_password(form.password):
        return page("change_contact", form=form)
    user_id = user.id
    start_writing()
    actions.change_contact(
        queries.get_user(user_id), email=form.email.data, mobile=form.mobile.data, now=now()
    )
    flash(_("Your addresses are saved."), "success")
    return redirect(url_for("accounts.show_profile"), 303)


@bp.get("/security")
@require(Permission.ACCOUNT_OWN)
def show_security() -> ResponseReturnValue:
    """Password, second step, recovery codes."""
    user = reader()
    return page("show_security", user=user, codes_left=len(queries.list_recovery_codes(user)))


@bp.route("/password", methods=["GET", "POST"])
@limiter.limit(PASSWORD_TRIES, methods=["POST"])
@require(Permission.ACCOUNT_OWN)
@reads_first
def change_password() -> ResponseReturnValue:
    """A new password; also the page of those who were given a temporary one."""
    user = reader()
    form = forms.ChangePasswordForm(user)
    is_fine = form.validate_on_submit() and shows_password(form.password)
    if is_fine and form.new_password.data == form.password.data:
        form.new_password.errors = [_("Please choose a password other than the present one.")]
        is_fine = False
    if not is_fine:
        return page("change_password", form=form, user=user, target=target())
    password_hash = hash_password(form.new_password.data)
    user_id = user.id
    start_writing()
    moment = now()
    changed = queries.get_user(user_id)
    actions.change_password(changed, password_hash=password_hash, now=moment)
    mails.mail_password_changed(changed, now=moment)
    flash(_("Your password is changed. All other devices were signed out."), "success")
    return redirect(target() or url_for("accounts.show_security"), 303)


@bp.get("/sign-ins")
@require(Permission.ACCOUNT_OWN)
def list_sign_ins() -> ResponseReturnValue:
    """The browsers in which one is signed in."""
    user = reader()
    rows = [
        {
            "id": sign_in.id,
            "device": device_words(sign_in.user_agent),
            "network": mask_ip(sign_in.ip),
            "created_at": sign_in.created_at,
            "last_seen_at": sign_in.last_seen_at,
            "is_this": sign_in.id == user.sign_in_id,
        }
        for sign_in in queries.list_sign_ins(user)
    ]
    return page("list_sign_ins", rows=rows)


@bp.post("/sign-ins/<int:sign_in_id>/end")
@require(Permission.ACCOUNT_OWN)
def end_sign_in(sign_in_id: int) -> ResponseReturnValue:
    """Sign another browser out."""
    user = reader()
    actions.end_sign_in(queries.get_sign_in_for(user, sign_in_id), actor_id=user.id, now=now())
    flash(_("That device is signed out."), "success")
    return redirect(url_for("accounts.list_sign_ins"), 303)


@bp.post("/sign-ins/others/end")
@require(Permission.ACCOUNT_OWN)
def end_other_sign_ins() -> ResponseReturnValue:
    """Sign every other browser out."""
    user = reader()
    actions.end_sign_ins(user, actor_id=user.id, except_id=user.sign_in_id, now=now())
    flash(_("All other devices are signed out."), "success")
    return redirect(url_for("accounts.list_sign_ins"), 303)
