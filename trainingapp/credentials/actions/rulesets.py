"""Publishing the rules that decide from then on."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import select

from trainingapp.audit.actions import record
from trainingapp.credentials.models.eligibility import Ruleset
from trainingapp.credentials.queries.eligibility import find_published
from trainingapp.credentials.shipped import Shipped, list_shipped
from trainingapp.extensions import db
from trainingapp.rules.errors import RuleViolation


class RulesetPublished(RuleViolation):
    """A version is published once and never changed."""

    message: ClassVar[str] = "This version is already published."


def publish_ruleset(shipped: Shipped, *, actor_id: int | None, now: datetime) -> Ruleset:
    """Let a ruleset decide from now on. Decisions that were kept stay as they are. An actor of None is the site.

    :raises RulesetPublished: its version was published before.
    """
    rules = shipped.rules
    known = select(Ruleset.id).where(Ruleset.code == rules.id, Ruleset.version == rules.version)
    if db.session.scalar(known) is not None:
        raise RulesetPublished
    row = Ruleset(
        code=rules.id,
        version=rules.version,
        document=shipped.text,
        sha256=rules.sha256,
        published_at=now,
        published_by_id=actor_id,
    )
    db.session.add(row)
    db.session.flush()
    detail = {"version": rules.version, "sha256": rules.sha256}
    record(
        "ruleset.publish",
        actor_id=actor_id,
        subject="ruleset",
        subject_id=row.id,
        detail=detail,
        now=now,
    )
    return row


def ensure_published(*, now: datetime) -> Ruleset:
    """The rules that decide now; before any publication the site publishes the newest that came with the bank."""
    return find_published() or publish_ruleset(list_shipped()[-1], actor_id=None, now=now)
