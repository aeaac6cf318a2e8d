"""Mail leaves here, and what is old goes."""

from __future__ import annotations

from datetime import datetime

from flask import current_app

from trainingapp.config import Settings
from trainingapp.extensions import db
from trainingapp.jobs.registry import every, job
from trainingapp.notices import actions, queries
from trainingapp.notices.delivery import deliver, make_letter, remove_letters
from trainingapp.notices.models import Mail
from trainingapp.web.transactions import start_writing


@job("notices.deliver_mail", reads_first=True)
def deliver_mail(*, mail_id: int, now: datetime) -> None:
    """Deliver one mail unless it has left; the server is waited for outside of any write."""
    settings: Settings = current_app.config["SETTINGS"]
    mail = db.session.get(Mail, mail_id)
    if mail is None or mail.sent_at is not None:
        return
    letter = make_letter(mail, sender=settings.mail_from)
    db.session.rollback()
    deliver(letter, settings)
    start_writing()
    actions.note_delivery(mail_id, is_kept=not settings.mail_host, now=now)


@every(seconds=24 * 60 * 60)
def remove_old(*, now: datetime) -> None:
    """Keep no mail and no notices for longer than they are of use; a letter goes with its mail."""
    actions.remove_old(now=now)
    settings: Settings = current_app.config["SETTINGS"]
    remove_letters(settings, kept=queries.list_mail_numbers())
