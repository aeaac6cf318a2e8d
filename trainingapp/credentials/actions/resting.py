"""Writing down beside a kept decision what it rested on: every record of that day and the verifications behind it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from trainingapp.credentials.models.eligibility import Decision, DecisionEvidence
from trainingapp.credentials.queries.resting import list_supporting
from trainingapp.education.days import day_of
from trainingapp.extensions import db

SENTENCES = ("why", "missing", "to_verify")
UNSUPPORTED: tuple[int | None, ...] = (None,)


def add_evidence(decision: Decision, document: dict[str, Any], *, now: datetime) -> None:
    """Add a row for every record among the facts, and for each verification that supported it on that day."""
    named = {ref for part in SENTENCES for line in document[part] for ref in line["evidence"]}
    facts = {row["id"]: row for rows in document["facts"].values() for row in rows}
    supporting = list_supporting(facts, today=day_of(now))
    rows = [
        (ref, fact["assurance"], number)
        for ref, fact in sorted(facts.items())
        for number in supporting.get(ref) or UNSUPPORTED
    ]
    for position, (ref, assurance, number) in enumerate(rows):
        kind, _, record_id = ref.partition(":")
        db.session.add(
            DecisionEvidence(
                decision_id=decision.id,
                position=position,
                record_kind=kind,
                record_id=int(record_id),
                assurance=assurance,
                is_named=ref in named,
                verification_id=number,
            )
        )
    db.session.flush()
