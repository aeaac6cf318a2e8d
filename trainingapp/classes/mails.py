"""The mail that says that a teacher has written; it carries the text, and the address where to read it on the site."""

from __future__ import annotations

from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from trainingapp.accounts.models import User
from trainingapp.classes.models import CohortMessage
from trainingapp.notices.actions import send_mail
from trainingapp.web.i18n import titled


def mail_message(person: User, message: CohortMessage) -> None:
    """Mail it in the receiver's language; whoever has no address gets the notice alone."""
    if person.email is None or message.told_at is None:
        return
    base = str(current_app.config["BASE_URL"]).rstrip("/")
    with force_locale(person.language or current_app.config["LANGUAGE"]):
        text = render_template(
            "emails/classes/message.txt",
            name=person.display_name,
            teacher=message.author.display_name,
            cohort=titled(message.cohort.title),
            text=message.text,
            link=f"{base}/classes/messages/{message.id}",
        )
        subject = _(
            "%(teacher)s wrote to you about your class", teacher=message.author.display_name
        )
        send_mail(to=person.email, subject=subject, text=text, now=message.told_at)
