"""Which papers of a loaded sheet stay when it is taken back, and why; a constant number of statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Select, func, select

from trainingapp.credentials.models.batches import DegreeBatchRow
from trainingapp.credentials.models.degrees import DegreeRecord
from trainingapp.credentials.models.evidence import Verification
from trainingapp.credentials.models.issuing import BasisKind, CredentialBasis
from trainingapp.extensions import db

CLAIMED, VERIFIED, REPLACED, USED = "kept_claimed", "kept_verified", "kept_replaced", "kept_used"


def list_standing(batch_id: int) -> Sequence[DegreeBatchRow]:
    """The papers of a sheet that are still there, locked, in their order."""
    query = (
        select(DegreeBatchRow)
        .where(DegreeBatchRow.batch_id == batch_id, DegreeBatchRow.degree_id.is_not(None))
        .order_by(DegreeBatchRow.number, DegreeBatchRow.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).all()


def find_kept(rows: Sequence[DegreeBatchRow]) -> dict[int, str]:
    """Why papers stay: taken by a graduate, looked at by somebody else, replaced by another, under a credential."""
    degrees = [row.degree_id for row in rows]
    reasons = {
        VERIFIED: _verified_twice(degrees),
        REPLACED: select(DegreeRecord.supersedes_id).where(DegreeRecord.supersedes_id.in_(degrees)),
        USED: select(CredentialBasis.subject_id).where(
            CredentialBasis.kind == BasisKind.DEGREE, CredentialBasis.subject_id.in_(degrees)
        ),
        CLAIMED: select(DegreeRecord.id).where(
            DegreeRecord.id.in_(degrees), DegreeRecord.user_id.is_not(None)
        ),
    }
    found = {
        degree: reason for reason, query in reasons.items() for degree in db.session.scalars(query)
    }
    return {row.id: found[row.degree_id] for row in rows if row.degree_id in found}


def _verified_twice(degrees: Sequence[int | None]) -> Select[int | None]:
    return (
        select(Verification.degree_id)
        .where(Verification.degree_id.in_(degrees))
        .group_by(Verification.degree_id)
        .having(func.count() > 1)
    )


def count_kept(batch_id: int) -> Counter[str]:
    """How many papers of a sheet would stay now, and why. Changes and locks nothing."""
    query = select(DegreeBatchRow).where(
        DegreeBatchRow.batch_id == batch_id, DegreeBatchRow.degree_id.is_not(None)
    )
    return Counter(find_kept(db.session.scalars(query).all()).values())
