"""Published rulesets, kept decisions, whether a chain of decisions is whole, and whom other rules would change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select

from trainingapp.accounts.models import User
from trainingapp.credentials.models.eligibility import Decision, Ruleset
from trainingapp.credentials.shipped import list_shipped
from trainingapp.extensions import db, milliseconds
from trainingapp.rules import eligibility as rules
from trainingapp.rules.eligibility_rulesets import (
    Ruleset as Rules,
    canonical,
    parse_ruleset,
    read_ruleset,
)

ORIGIN = ""  # what the first decision of a person names as the hash before it


class Changed(NamedTuple):
    """A person whom another ruleset would change."""

    user_id: int
    name: str
    target: str
    year: int
    before: str
    after: str | None


@lru_cache(maxsize=16)
def read_rules(text: str) -> Rules:
    """A ruleset from its canonical JSON."""
    return read_ruleset(parse_ruleset(text))


def find_published() -> Ruleset | None:
    """The ruleset that decides now."""
    return db.session.scalar(select(Ruleset).order_by(Ruleset.id.desc()).limit(1))


def find_rules() -> Rules:
    """The rules that decide now: those published last, or before any publication the newest that came with the bank."""
    published = find_published()
    return read_rules(published.document) if published else list_shipped()[-1].rules


def list_published() -> Sequence[Ruleset]:
    """Every published ruleset, the newest first."""
    return db.session.scalars(select(Ruleset).order_by(Ruleset.id.desc()).limit(50)).all()


def list_decisions(user_id: int) -> Select[Decision]:
    """Somebody's kept decisions, the newest first."""
    return select(Decision).where(Decision.user_id == user_id).order_by(Decision.number.desc())


def find_last(user_id: int) -> Decision | None:
    """The end of somebody's chain."""
    return db.session.scalar(list_decisions(user_id).limit(1))


def get_decision(user_id: int, number: int) -> Decision:
    """One of somebody's decisions. :raises NoResultFound: there is none."""
    return db.session.scalars(list_decisions(user_id).where(Decision.number == number)).one()


def decision_hash(decision: Decision) -> str:
    """SHA-256 over the hash before it and every stored column but the row's id, the document and the hash."""
    content = {
        "user_id": decision.user_id,
        "number": decision.number,
        "ruleset_id": decision.ruleset_id,
        "target": decision.target,
        "year": decision.year,
        "outcome": decision.outcome,
        "from_on": decision.from_on and decision.from_on.isoformat(),
        "document_sha256": decision.document_sha256,
        "facts_sha256": decision.facts_sha256,
        "decided_at": milliseconds(decision.decided_at),
        "decided_by_id": decision.decided_by_id,
    }
    return hashlib.sha256(f"{decision.previous}\n{canonical(content)}".encode()).hexdigest()


def find_broken(user_id: int) -> int | None:
    """The number of the first decision that does not follow from the one before it, or says otherwise than its hash."""
    previous = ORIGIN
    query = select(Decision).where(Decision.user_id == user_id).order_by(Decision.number)
    for number, decision in enumerate(db.session.scalars(query), start=1):
        is_whole = (decision.number, decision.previous) == (number, previous)
        text = decision.document
        is_text = not text or hashlib.sha256(text.encode()).hexdigest() == decision.document_sha256
        if not (is_whole and is_text and decision.hash == decision_hash(decision)):
            return number
        previous = decision.hash
    return None


def read_document(decision: Decision) -> dict[str, Any] | None:
    """What a kept decision says; None after it was emptied."""
    return dict(json.loads(decision.document)) if decision.document else None


def replays(decision: Decision) -> bool:
    """Whether a kept decision comes out of its own ruleset and facts again, byte for byte."""
    if not decision.document:
        return False
    return rules.replays(json.loads(decision.document), read_rules(decision.ruleset.document))


def list_changed(other: Rules) -> list[Changed]:
    """Whom other rules would change: the newest decision of every person, target and year, in order of people."""
    newest = (
        select(func.max(Decision.id))
        .where(Decision.document != "")
        .group_by(Decision.user_id, Decision.target, Decision.year)
    )
    query = (
        select(User.id, User.display_name, Decision.document)
        .join(User, User.id == Decision.user_id)
        .where(Decision.id.in_(newest))
        .order_by(Decision.user_id, Decision.id)
    )
    found = []
    for user_id, name, text in db.session.execute(query):
        for change in rules.reassess([json.loads(text)], other):
            document = change.document
            after = change.after.outcome if change.after else None
            found.append(
                Changed(
                    user_id, name, document["target"], document["year"], document["outcome"], after
                )
            )
    return found
