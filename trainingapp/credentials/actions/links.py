"""Putting a pilot in force once a document says so, and taking it back. Whatever stands here, this site signs none."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from trainingapp.audit.actions import record
from trainingapp.credentials.models.links import LinkPolicy
from trainingapp.credentials.queries.links import Stated, find_row
from trainingapp.extensions import db
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.link_policies import Force, check_in_force


class NoPilot(RuleViolation):
    """What the files give with its source is changed in the files."""

    message: ClassVar[str] = "Only a pilot is put in force or taken back here."


def put_in_force(
    stated: Stated, *, basis: str, url: str, actor_id: int, now: datetime
) -> LinkPolicy:
    """Let a pilot be law from now on, by a document that can be read at an address.

    :raises NoPilot: it is none. :raises NoLegalBasis: the document or its address is missing.
    """
    _check_pilot(stated)
    check_in_force(stated.policy.kind, basis, url)
    return _write(stated, Force.IN_FORCE, basis, url, actor_id=actor_id, now=now)


def take_back(stated: Stated, *, actor_id: int, now: datetime) -> LinkPolicy:
    """Let a pilot be only proposed again. :raises NoPilot: it is none."""
    _check_pilot(stated)
    return _write(stated, Force.PROPOSED, "", "", actor_id=actor_id, now=now)


def _check_pilot(stated: Stated) -> None:
    if not stated.is_pilot:
        raise NoPilot


def _write(
    stated: Stated, force: Force, basis: str, url: str, *, actor_id: int, now: datetime
) -> LinkPolicy:
    policy = stated.policy
    row = find_row(policy.code) or LinkPolicy(
        code=policy.code, kind=policy.kind, confidence=policy.confidence
    )
    row.force, row.legal_basis, row.basis_url = force, basis, url
    row.entered_at, row.entered_by_id = now, actor_id
    db.session.add(row)
    db.session.flush()
    record(
        "link.enforce" if force is Force.IN_FORCE else "link.take_back",
        actor_id=actor_id,
        subject="link_policy",
        subject_id=row.id,
        detail={"policy": policy.code, "basis": basis, "url": url},
        now=now,
    )
    return row
