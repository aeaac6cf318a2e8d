"""The mails of accounts, in the receiver's language; routes call these because a mail carries addresses of pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app, render_template, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from trainingapp.accounts.models import User
from trainingapp.notices.actions import send_mail


def mail_reset(user: User, secret: str, *, now: datetime) -> None:
    """Mail the link that sets a new password."""
    if user.email is None:
        return
    with force_locale(user.language or current_app.config["LANGUAGE"]):
        send_mail(
            to=user.email,
            subject=_("Set a new password"),
            text=render_template(
                "emails/accounts/reset.txt",
                name=user.display_name,
                link=site_address("accounts.reset_password", secret=secret),
            ),
            now=now,
        )


def mail_password_changed(user: User, *, now: datetime) -> None:
    """Tell somebody that their password was changed, in case it was not them."""
    if user.email is None:
        return
    with force_locale(user.language or current_app.config["LANGUAGE"]):
        send_mail(
            to=user.email,
            subject=_("Your password was changed"),
            text=render_template(
                "emails/accounts/password_changed.txt",
                name=user.display_name,
                link=site_address("accounts.request_reset"),
            ),
            now=now,
        )


def mail_welcome(user: User, *, now: datetime) -> None:
    """Tell somebody that an account was made for them; the temporary password comes another way."""
    if user.email is None:
        return
    with force_locale(user.language or current_app.config["LANGUAGE"]):
        send_mail(
            to=user.email,
            subject=_("An account was made for you"),
            text=render_template(
                "emails/accounts/welcome.txt",
                name=user.display_name,
                link=site_address("accounts.sign_in"),
            ),
            now=now,
        )


def mail_deletion(user: User, *, now: datetime) -> None:
    """Confirm that an account will be deleted, and until when it can be kept."""
    if user.email is None or user.deletion_due_at is None:
        return
    with force_locale(user.language or current_app.config["LANGUAGE"]):
        send_mail(
            to=user.email,
            subject=_("Your account will be deleted"),
            text=render_template(
                "emails/accounts/deletion.txt",
                name=user.display_name,
                due_at=user.deletion_due_at,
                link=site_address("accounts.sign_in"),
            ),
            now=now,
        )


def site_address(endpoint: str, **values: Any) -> str:
    """The full address of a page, from the setting: a forged Host header must not reach a mail."""
    return str(current_app.config["BASE_URL"]).rstrip("/") + url_for(endpoint, **values)
