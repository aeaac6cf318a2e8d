"""The mails of accounts, in the receiver's language; routes call these because a mail carries addresses of pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app, render_template, url_for
from flask_babel import force_locale, lazy_gettext as _
from flask_babel.speaklater import LazyString

from trainingapp.accounts.models import User
from trainingapp.notices.actions import send_mail


def mail_reset(user: User, secret: str, *, now: datetime) -> None:
    """Mail the link that sets a new password."""
    link = site_address("accounts.reset_password", secret=secret)
    _mail(user, _("Set a new password"), "reset", now=now, link=link)


def mail_password_changed(user: User, *, now: datetime) -> None:
    """Tell somebody that their password was changed, in case it was not them."""
    link = site_address("accounts.request_reset")
    _mail(user, _("Your password was changed"), "password_changed", now=now, link=link)


def mail_welcome(user: User, *, now: datetime) -> None:
    """Tell somebody that an account was made for them; the temporary password comes another way."""
    link = site_address("accounts.sign_in")
    _mail(user, _("An account was made for you"), "welcome", now=now, link=link)


def mail_deletion(user: User, *, now: datetime) -> None:
    """Confirm that an account will be deleted, and until when it can be kept."""
    link = site_address("accounts.sign_in")
    due_at = user.deletion_due_at
    _mail(user, _("Your account will be deleted"), "deletion", now=now, link=link, due_at=due_at)


def site_address(endpoint: str, **values: Any) -> str:
    """The full address of a page, from the setting: a forged Host header must not reach a mail."""
    return str(current_app.config["BASE_URL"]).rstrip("/") + url_for(endpoint, **values)


def _mail(user: User, subject: LazyString, template: str, *, now: datetime, **facts: Any) -> None:
    """Send it in the receiver's language; whoever has no address gets none."""
    if user.email is None:
        return
    with force_locale(user.language or current_app.config["LANGUAGE"]):
        text = render_template(f"emails/accounts/{template}.txt", name=user.display_name, **facts)
        send_mail(to=user.email, subject=str(subject), text=text, now=now)
