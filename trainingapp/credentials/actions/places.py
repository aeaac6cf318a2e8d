"""Places in the lists of what is revoked: one bit for each credential, drawn at random."""

from __future__ import annotations

import secrets
import uuid

from sqlalchemy import select

from trainingapp.credentials.building import PURPOSE, Place
from trainingapp.credentials.models.verifiable import StatusList
from trainingapp.credentials.queries import verifiable as queries
from trainingapp.credentials.signing.status import BITS, empty_bits
from trainingapp.extensions import db

FULL = BITS // 2  # beyond, a free place is looked for too long


def take_place() -> Place:
    """A free bit at random, so that its number tells neither when nor to whom a credential was issued."""
    query = select(StatusList).where(StatusList.purpose == PURPOSE, StatusList.taken < FULL)
    places = db.session.scalars(query.order_by(StatusList.number).with_for_update()).first()
    if places is None:
        places = StatusList(purpose=PURPOSE, number=_count() + 1, bits=empty_bits(), taken=0)
        db.session.add(places)
        db.session.flush()
    index = secrets.randbelow(BITS)
    while queries.is_taken(places.id, index):
        index = secrets.randbelow(BITS)
    places.taken = places.taken + 1
    return Place(uuid.uuid4().hex, places, index)


def _count() -> int:
    return len(db.session.scalars(select(StatusList.id).where(StatusList.purpose == PURPOSE)).all())
