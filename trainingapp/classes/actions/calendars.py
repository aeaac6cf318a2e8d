"""The private address of somebody's calendar feed: made when first asked for, and made anew."""

from __future__ import annotations

import secrets
from datetime import datetime

from trainingapp.audit.actions import record
from trainingapp.classes.models import CalendarFeed
from trainingapp.classes.queries.calendars import SECRET
from trainingapp.extensions import db
from trainingapp.web.vault import blind_index, encrypt

BYTES = 32


def renew_feed(user_id: int, *, now: datetime) -> str:
    """A new address; the one before, if there was one, opens nothing any more."""
    secret = secrets.token_urlsafe(BYTES)
    feed = db.session.get(CalendarFeed, user_id)
    if feed is None:
        feed = CalendarFeed(user_id=user_id)
        db.session.add(feed)
    feed.secret_encrypted, feed.secret_index = encrypt(secret, SECRET), blind_index(secret, SECRET)
    feed.made_at = now
    db.session.flush()
    record("classes.renew_feed", actor_id=user_id, subject="user", subject_id=user_id, now=now)
    return secret


def close_feed(user_id: int, *, now: datetime) -> None:
    """Let the address open nothing any more."""
    feed = db.session.get(CalendarFeed, user_id)
    if feed is not None:
        db.session.delete(feed)
        db.session.flush()
        record("classes.close_feed", actor_id=user_id, subject="user", subject_id=user_id, now=now)
