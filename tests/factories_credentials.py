"""Credentials for tests, issued by the part's own acts."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from tests.factories_accounts import make_user
from tests.factories_courses import NOON
from trainingapp.accounts.models import User
from trainingapp.credentials.actions import keys
from trainingapp.credentials.actions.issuing import issue
from trainingapp.credentials.actions.revoking import revoke
from trainingapp.credentials.kinds import CourseFacts, Facts
from trainingapp.credentials.models import Credential, IssuerKey
from trainingapp.credentials.models.verifiable import KeyState
from trainingapp.credentials.queries.verifiable import find_key_in, get_by_public_id
from trainingapp.extensions import db
from trainingapp.web.transactions import writing

FACTS = CourseFacts(7, "社会工作方法入门", date(2026, 11, 20))


def make_credential(
    user: User | None = None, facts: Facts = FACTS, *, is_open: bool = False, now: datetime = NOON
) -> str:
    """A committed credential; its public id."""
    holder = user or make_user()
    with writing():
        credential = issue(db.session.get_one(User, holder.id), facts, now=now)
        credential.is_open = credential.is_open or is_open
        found = credential.public_id
        db.session.commit()
        db.session.remove()
    return found


def credential_of(public_id: str) -> Credential:
    """A credential as the row is now."""
    return get_by_public_id(public_id)


def document_of(public_id: str) -> dict[str, Any]:
    """What was signed."""
    found: dict[str, Any] = json.loads(credential_of(public_id).document)
    db.session.remove()
    return found


def end_credential(public_id: str, *, reason: str = "录入有误", now: datetime = NOON) -> None:
    """A committed revocation by the office."""
    actor = make_user(display_name="韩立")
    with writing():
        revoke(credential_of(public_id), reason=reason, actor_id=actor.id, now=now)
        db.session.commit()
        db.session.remove()


def active_key() -> IssuerKey:
    """The key that signs."""
    found = find_key_in(KeyState.ACTIVE)
    assert found is not None
    return found


def add_next_key(*, now: datetime = NOON) -> None:
    """A committed next key."""
    with writing():
        keys.add_next(actor_id=make_user().id, now=now)
        db.session.commit()
        db.session.remove()
