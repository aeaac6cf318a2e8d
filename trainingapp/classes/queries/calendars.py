"""Calendar feeds: whose address it is, and what one's own address is."""

from __future__ import annotations

from sqlalchemy import select

from trainingapp.accounts.models import User
from trainingapp.classes.models import CalendarFeed
from trainingapp.extensions import db
from trainingapp.web.vault import blind_index, decrypt

SECRET = "cohort_calendar_feed.secret"  # noqa: S105 - names the field


def find_secret(user_id: int) -> str | None:
    """The secret part of somebody's feed address, if they have one."""
    feed = db.session.get(CalendarFeed, user_id)
    return decrypt(feed.secret_encrypted, SECRET) if feed else None


def get_feed_owner(secret: str) -> int:
    """Whose feed this is. :raises NoResultFound: for an unknown or former secret, or somebody who has left."""
    query = (
        select(CalendarFeed.user_id)
        .join(User, User.id == CalendarFeed.user_id)
        .where(CalendarFeed.secret_index == blind_index(secret, SECRET))
        .where(User.anonymised_at.is_(None))
    )
    return db.session.scalars(query).one()
