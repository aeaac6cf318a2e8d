"""Giving notices and sending mail."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from trainingapp.extensions import db
from trainingapp.jobs.actions import enqueue
from trainingapp.notices.models import Mail, Notice

MAIL_DAYS = 30
NOTICE_DAYS = 365


def notify(
    *, user_id: int, kind: str, arguments: Mapping[str, object], url: str, now: datetime
) -> None:
    """Give one person a notice.

    `kind` is registered in `notices.kinds`; `url` is a path of this site where the matter lies.
    :raises ValueError: for an address that would lead off the site.
    """
    if not url.startswith("/") or url.startswith("//") or "\\" in url:
        raise ValueError(f"{url!r} is not a path of this site")
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


def withdraw(*, user_id: int, kinds: Collection[str], url: str) -> None:
    """Remove somebody's unread notices of some kinds about one matter, before a newer one tells how it stands."""
    about = (Notice.user_id == user_id, Notice.kind.in_(kinds), Notice.url == url)
    db.session.execute(delete(Notice).where(*about, Notice.read_at.is_(None)))


def read_notice(notice: Notice, *, now: datetime) -> None:
    """Note when a notice was first read."""
    notice.read_at = notice.read_at or now
    db.session.flush()


def read_all(user_id: int, *, now: datetime) -> None:
    """Note that somebody has read everything there is."""
    unread = update(Notice).where(Notice.user_id == user_id, Notice.read_at.is_(None))
    db.session.execute(unread.values(read_at=now))


def send_mail(*, to: str, subject: str, text: str, html: str | None = None, now: datetime) -> None:
    """Write a mail into the outbox; it leaves after the present transaction has committed."""
    mail = Mail(
        recipient=to,
        # A line break in a subject would begin a header of the sender's choice.
        subject=" ".join(subject.split()),
        text=text,
        html=html,
        created_at=now,
    )
    db.session.add(mail)
    db.session.flush()
    enqueue("notices.deliver_mail", mail_id=mail.id)


def forget_person(user_id: int, *, email: str | None) -> None:
    """Remove what was told to somebody who has left: their notices, and mail to their address."""
    db.session.execute(delete(Notice).where(Notice.user_id == user_id))
    if email is not None:
        db.session.execute(delete(Mail).where(Mail.recipient == email))


def note_delivery(mail_id: int, *, is_kept: bool, now: datetime) -> None:
    """Note that a mail has left. Unless it is kept for the administrator, its body is emptied."""
    values: dict[str, object] = {"sent_at": now}
    if not is_kept:
        values |= {"text": "", "html": None}
    db.session.execute(update(Mail).where(Mail.id == mail_id).values(**values))


def remove_old(*, now: datetime) -> None:
    """Remove mail after a month and read notices after a year."""
    db.session.execute(delete(Mail).where(Mail.created_at < now - timedelta(days=MAIL_DAYS)))
    old = now - timedelta(days=NOTICE_DAYS)
    db.session.execute(delete(Notice).where(Notice.read_at.is_not(None), Notice.created_at < old))
