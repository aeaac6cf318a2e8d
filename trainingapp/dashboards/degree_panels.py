"""What the home page says of degree records: that one waits for its graduate, that a sheet waits for its registrar."""

from __future__ import annotations

from datetime import datetime

from trainingapp.accounts.models import User
from trainingapp.credentials.actions.offers import list_offers_of
from trainingapp.credentials.models.batches import BatchState, DegreeBatch
from trainingapp.credentials.queries.batches import list_batches, places_of
from trainingapp.dashboards.panels import Panel
from trainingapp.extensions import db
from trainingapp.web.auth import SignedIn

SHOWN_SHEETS = 3


def offers_panel(person: SignedIn, _now: datetime) -> Panel:
    """The degree records that a university has registered under the reader's identity, in one statement at most."""
    reader = db.session.get_one(User, person.id)
    return Panel("offers", {"offers": list_offers_of(reader)})


def sheets_panel(person: SignedIn, _now: datetime) -> Panel:
    """The sheets of graduates that wait to be confirmed, in one statement."""
    waiting = list_batches(places_of(person.grants)).where(DegreeBatch.state == BatchState.CHECKED)
    found = db.session.scalars(waiting.limit(SHOWN_SHEETS)).all()
    return Panel("sheets", {"waiting": found})
