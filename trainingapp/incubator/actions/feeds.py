"""The private address of somebody's feeds of incubation: made when first asked for, made anew, closed."""

from __future__ import annotations

import secrets
from datetime import datetime

from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.incubator.models import CaseFeed
from trainingapp.incubator.queries.feeds import SECRET
from trainingapp.web.vault import blind_index, encrypt

BYTES = 32


def renew_feed(user_id: int, *, now: datetime) -> str:
    """A new secret; the one before, if there was one, opens nothing any more."""
    secret = secrets.token_urlsafe(BYTES)
    feed = db.session.get(CaseFeed, user_id)
    if feed is None:
        feed = CaseFeed(user_id=user_id)
        db.session.add(feed)
    feed.secret_encrypted, feed.secret_index = encrypt(secret, SECRET), blind_index(secret, SECRET)
    feed.made_at = now
    db.session.flush()
    _note("incubator.renew_feed", user_id, now)
    return secret


def close_feed(user_id: int, *, now: datetime) -> None:
    """Let the secret open nothing any more."""
    if forget_feed(user_id):
        _note("incubator.close_feed", user_id, now)


def forget_feed(user_id: int) -> bool:
    """Remove the secret of somebody, also when they leave the site; whether there was one."""
    feed = db.session.get(CaseFeed, user_id)
    if feed is None:
        return False
    db.session.delete(feed)
    db.session.flush()
    return True


def _note(act: str, user_id: int, now: datetime) -> None:
    record(act, actor_id=user_id, subject="user", subject_id=user_id, now=now)
