"""The mail that reminds of a registration; it goes only to those who have agreed to reminders by mail."""

from __future__ import annotations

from datetime import date, datetime

from flask import current_app
from flask_babel import force_locale, gettext as _

from trainingapp.accounts.models import User
from trainingapp.notices.actions import send_mail
from trainingapp.rules.registration import Window
from trainingapp.rules.registration_words import RegistrationKind
from trainingapp.web.i18n import local_date


def mail_reminder(
    person: User, window: Window, certificate_id: int, *, today: date, now: datetime
) -> None:
    """Mail it in the receiver's language; a job calls this, there is no request."""
    if person.email is None:
        return
    base = str(current_app.config["BASE_URL"]).rstrip("/")
    with force_locale(person.language or current_app.config["LANGUAGE"]):
        is_first = window.kind is RegistrationKind.FIRST
        last_day = local_date(window.last_day)
        left = (window.closes_on - today).days
        subject = (
            _("First registration: %(left)s days left", left=left)
            if is_first
            else _("Renewal of your registration: %(left)s days left", left=left)
        )
        told = (
            _("Your certificate is to be registered for the first time by %(day)s.", day=last_day)
            if is_first
            else _("Your registration is to be renewed by %(day)s.", day=last_day)
        )
        text = "\n\n".join(
            (
                _("Hello %(name)s,", name=person.display_name),
                told,
                _(
                    "You are not finished until you hold the registration certificate and its number is entered. "
                    "This site registers nobody: hand your application in with your registering body."
                ),
                _(
                    "On the site: %(link)s",
                    link=f"{base}/credentials/registration/{certificate_id}",
                ),
            )
        )
    send_mail(to=person.email, subject=subject, text=text, now=now)
