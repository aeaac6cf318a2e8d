"""Feeds of the incubator: somebody's secret, and whose a secret is."""

from __future__ import annotations

from sqlalchemy import select

from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.models import CaseFeed
from trainingapp.web.vault import blind_index, decrypt

SECRET = "incubation_feed.secret"  # noqa: S105 - names the field


def find_secret(user_id: int) -> str | None:
    """The secret part of somebody's feeds, if they have one."""
    feed = db.session.get(CaseFeed, user_id)
    return decrypt(feed.secret_encrypted, SECRET) if feed else None


def get_owner(secret: str) -> User:
    """Whose secret this is. :raises NoResultFound: unknown, replaced, closed, or its owner has left or is leaving."""
    query = (
        select(User)
        .join(CaseFeed, CaseFeed.user_id == User.id)
        .where(
            CaseFeed.secret_index == blind_index(secret, SECRET),
            User.anonymised_at.is_(None),
            User.deletion_due_at.is_(None),
        )
    )
    return db.session.scalars(query).unique().one()
