"""What may be issued to somebody: verified records, kept decisions, scores, and what they hold already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from trainingapp.credentials.kinds_practice import MockFacts
from trainingapp.credentials.models import (
    BasisKind,
    Credential,
    CredentialBasis,
    Decision,
)
from trainingapp.credentials.models.verifiable import CredentialState
from trainingapp.credentials.queries.eligibility import read_document
from trainingapp.education.days import day_of
from trainingapp.exams.models import Attempt, Sitting
from trainingapp.extensions import db
from trainingapp.rules.attempts import AttemptState
from trainingapp.rules.eligibility import Outcome
from trainingapp.rules.results import Outcome as FrozenResult

MOST = 100


def list_eligible(user_id: int, *, today: date) -> Sequence[Decision]:
    """The newest kept decision for each goal, year and region, where it is that the conditions are met."""
    query = select(Decision).where(
        Decision.user_id == user_id, Decision.year >= today.year, Decision.document != ""
    )
    query = query.options(joinedload(Decision.ruleset)).order_by(Decision.number.desc())
    rows = db.session.scalars(query.limit(MOST)).all()
    newest: dict[tuple[str, int, object], Decision] = {}
    for row in rows:
        region = (read_document(row) or {}).get("region")
        newest.setdefault((row.target, row.year, region), row)
    return [row for row in newest.values() if row.outcome == Outcome.ELIGIBLE]


def list_attempts(user_id: int, *, most: int = 20) -> Sequence[Attempt]:
    """Somebody's handed-in attempts of mock exams, the latest first; practice papers made for one person are none."""
    query = (
        select(Attempt)
        .join(Sitting)
        .where(Attempt.candidate_id == user_id, Attempt.state == AttemptState.SUBMITTED)
        .where(Sitting.owner_id.is_(None))
        .options(joinedload(Attempt.sitting))
        .order_by(Attempt.submitted_at.desc(), Attempt.id.desc())
    )
    return db.session.scalars(query.limit(most)).all()


def get_attempt(attempt_id: int, user_id: int | None = None) -> Attempt:
    """A handed-in attempt with its frozen result, of one person if named. :raises NoResultFound: there is none."""
    query = (
        select(Attempt)
        .join(Sitting)
        .where(Attempt.id == attempt_id, Attempt.state == AttemptState.SUBMITTED)
        .where(Sitting.owner_id.is_(None))
        .options(joinedload(Attempt.sitting), undefer(Attempt.outcome))
    )
    if user_id is not None:
        query = query.where(Attempt.candidate_id == user_id)
    return db.session.scalars(query).one()


def list_holding(user_id: int) -> Sequence[Credential]:
    """Somebody's single credentials that hold, in the order in which they were issued."""
    query = select(Credential).where(
        Credential.user_id == user_id,
        Credential.state == CredentialState.ISSUED,
        Credential.kind != "bundle",
    )
    return db.session.scalars(query.order_by(Credential.id).limit(MOST)).all()


def list_held_keys(user_id: int) -> frozenset[str]:
    """The keys of what somebody holds, without the person: `degree|7`."""
    query = select(Credential.key).where(
        Credential.user_id == user_id, Credential.state == CredentialState.ISSUED
    )
    return frozenset(key.replace(f"|{user_id}|", "|", 1) for key in db.session.scalars(query))


def list_attempts_changed(most: int) -> Sequence[tuple[int, int]]:
    """Attempts, each with a credential of its score, that were voided or counted anew since that was issued."""
    is_changed = (Attempt.state == AttemptState.VOIDED) | (
        Attempt.late_counted_at > Credential.issued_at
    )
    query = (
        select(Attempt.id, Credential.id)
        .join(CredentialBasis, CredentialBasis.subject_id == Attempt.id)
        .join(Credential, Credential.id == CredentialBasis.credential_id)
        .where(CredentialBasis.kind == BasisKind.ATTEMPT, is_changed)
        .where(Credential.state == CredentialState.ISSUED, Credential.kind == "mock")
        .order_by(Credential.id)
    )
    return [(attempt, credential) for attempt, credential in db.session.execute(query.limit(most))]


def read_attempt(attempt: Attempt) -> MockFacts:
    """The score of a handed-in attempt, from its frozen result."""
    outcome = FrozenResult.from_text(attempt.outcome or "")
    return MockFacts(
        attempt_id=attempt.id,
        sitting_title=attempt.sitting.title["zh"],
        handed_in_on=day_of(attempt.submitted_at or attempt.sitting.created_at),
        score=outcome.score,
        full_score=outcome.full_score,
    )
