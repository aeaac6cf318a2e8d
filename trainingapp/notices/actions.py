"""Giving notices and sending mail."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from trainingapp.extensions import db
from trainingapp.jobs.actions import enqueue
from trainingapp.notices.models import Mail, Notice


def notify(
    *, user_id: int, kind: str, arguments: Mapping[str, object], url: str, now: datetime
) -> None:
    """Give one person a notice. `url` is a path of this site where the matter lies; `kind` is
    registered.
    """
    db.session.add(
        Notice(
            user_id=user_id,
            kind=kind,
            arguments=json.dumps(dict(arguments), ensure_ascii=False, default=str),
            url=url,
            created_at=now,
        )
    )
    db.session.flush()


def send_mail(*, to: str, subject: str, text: str, html: str | None = None, now: datetime) -> None:
    """Write a mail into the outbox; it leaves after the present transaction has committed."""
    mail = Mail(
        recipient=to,
        subject=" ".join(subject.split()),
        text=text,
        html=html,
        created_at=now,
    )
    db.session.add(mail)
    db.session.flush()
    enqueue("notices.deliver_mail", mail_id=mail.id)
