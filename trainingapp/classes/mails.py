"""The mail that says that a teacher has written; it carries the text, and the address where to read it on the site."""

from __future__ import annotations

from flask import current_app
from flask_babel import force_locale, gettext as _

from trainingapp.accounts.models import User
from trainingapp.classes.models import CohortMessage
from trainingapp.notices.actions import send_mail
from trainingapp.web.i18n import titled


def mail_message(person: User, message: CohortMessage) -> None:
    """Mail it in the receiver's language; whoever has no address gets the notice alone.

    A job calls this: there is no request, and no page's template can be used.
    """
    if person.email is None or message.told_at is None:
        return
    base = str(current_app.config["BASE_URL"]).rstrip("/")
    teacher = message.author.display_name
    with force_locale(person.language or current_app.config["LANGUAGE"]):
        cohort = titled(message.cohort.title)
        paragraphs = (
            _("Hello %(name)s,", name=person.display_name),
            _(
                "%(teacher)s wrote to you about the class “%(cohort)s”:",
                teacher=teacher,
                cohort=cohort,
            ),
            message.text,
            _("On the site: %(link)s", link=f"{base}/classes/messages/{message.id}"),
        )
        subject = _("%(teacher)s wrote to you about your class", teacher=teacher)
        text = "\n\n".join(paragraphs)
    send_mail(to=person.email, subject=subject, text=text, now=message.told_at)
