"""The university's word for the papers that it loads itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert

from trainingapp.credentials.actions.recognition import decide_fields
from trainingapp.credentials.comparing import list_compared
from trainingapp.credentials.models.degrees import DegreeRecord
from trainingapp.credentials.models.evidence import Verification
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.rules.verification import (
    CheckOutcome,
    Method,
    OwnRecord,
    SecondOpinion,
    Tick,
    derive_standing,
    find_end,
)


def attest(
    rows: Sequence[DegreeRecord], *, verifier_id: int, now: datetime, note: str = ""
) -> None:
    """The university's word for papers that it has loaded itself; they have no verifications yet.

    The rows are flushed: they have numbers. As many statements for a thousand of them as for one.
    :raises OwnRecord: one is the registrar's own.
    """
    if any(row.user_id == verifier_id for row in rows):
        raise OwnRecord
    today = day_of(now)
    found = []
    for row in rows:
        ticks = {one.name: {"tick": str(Tick.MATCH), "note": ""} for one in list_compared(row)}
        values = {
            "degree_id": row.id,
            "method": Method.UNIVERSITY_ATTESTATION,
            "outcome": CheckOutcome.MATCH,
            "fields": ticks,
            "note": note,
            "valid_until": find_end(None, expected_on=row.awaited_on),
            "verified_by_id": verifier_id,
            "verified_at": now,
            "second": SecondOpinion.NONE,
        }
        found.append(values)
        standing = derive_standing([Verification(**values).check], today)
        row.status, row.recheck_on = standing.status, standing.until
    if found:
        db.session.execute(insert(Verification), found)
    decide_fields(rows, now=now)
    db.session.flush()
