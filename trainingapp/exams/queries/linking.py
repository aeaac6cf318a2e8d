"""Open mock exams that a class may sit together. Who organises or teaches sees that they exist, not who sits them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, or_, select

from trainingapp.exams.models import Sitting
from trainingapp.extensions import db
from trainingapp.web.auth import SignedIn


def select_linkable(person: SignedIn, *, now: datetime) -> Select[Sitting]:
    """The sittings that are not over, of the site or of the person's own organisations; organised ones first.

    Nobody else's own paper, and no other organisation's sitting.
    """
    return (
        select(Sitting)
        .where(Sitting.owner_id.is_(None), Sitting.closed_at.is_(None))
        .where(or_(Sitting.closes_at.is_(None), Sitting.closes_at > now))
        .where(
            or_(
                Sitting.organisation_id.is_(None),
                Sitting.organisation_id.in_({grant.organisation_id for grant in person.grants}),
            )
        )
        .order_by(Sitting.kind, Sitting.opens_at, Sitting.id)
    )


def get_linkable(person: SignedIn, sitting_id: int, *, now: datetime) -> Sitting:
    """One of them. :raises NoResultFound: for any other sitting."""
    return db.session.scalars(
        select_linkable(person, now=now).where(Sitting.id == sitting_id)
    ).one()
