"""What verified records, kept decisions and handed-in attempts prove, as the facts of a credential."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import force_locale
from sqlalchemy import func, select

from trainingapp.accounts.labels import PROVINCES
from trainingapp.credentials.kinds import Basis
from trainingapp.credentials.kinds_practice import MockFacts
from trainingapp.credentials.kinds_records import CertificateFacts, DegreeFacts, EligibilityFacts
from trainingapp.credentials.models import (
    Decision,
    DegreeRecord,
    NationalCertificate,
    RecordStatus,
    Verification,
)
from trainingapp.credentials.models.subjects import subject_values
from trainingapp.credentials.queries.eligibility import read_document, read_rules
from trainingapp.credentials.queries.facts import KINDS
from trainingapp.education.days import day_of
from trainingapp.exams.models import Attempt
from trainingapp.extensions import db
from trainingapp.rules import eligibility, results
from trainingapp.rules.eligibility_rulesets import Source
from trainingapp.rules.verification import CheckOutcome

SURE = (RecordStatus.VERIFIED, RecordStatus.AUTHORITY)


def find_verified_on(kind: str, record_id: int) -> date | None:
    """The day of the last verification that found a record right."""
    query = select(func.max(Verification.verified_at)).filter_by(
        outcome=CheckOutcome.MATCH, **subject_values(kind, record_id)
    )
    found = db.session.scalar(query)
    return day_of(found) if found else None


def read_degree(record: DegreeRecord, verified_on: date) -> DegreeFacts | None:
    """What a verified degree proves; None unless it is verified and awarded."""
    if record.status not in SURE or record.awarded_on is None:
        return None
    return DegreeFacts(
        record_id=record.id,
        institution=record.institution_name,
        major=record.major_as_printed,
        degree_kind=record.kind,
        level=record.level,
        mode=record.mode,
        awarded_on=record.awarded_on,
        verified_on=verified_on,
        recheck_on=record.recheck_on,
    )


def read_certificate(record: NationalCertificate, verified_on: date) -> CertificateFacts | None:
    """What a verified national certificate proves; None unless it is verified and its number is known."""
    if record.status not in SURE or not record.number_last4:
        return None
    return CertificateFacts(
        record_id=record.id,
        level=record.level,
        issued_on=record.issued_on,
        last_four=record.number_last4,
        verified_on=verified_on,
        region=_province(record.region),
    )


def read_attempt(attempt: Attempt) -> MockFacts:
    """The score of a handed-in attempt, from its frozen result."""
    outcome = results.Outcome.from_text(attempt.outcome or "")
    return MockFacts(
        attempt_id=attempt.id,
        sitting_title=attempt.sitting.title["zh"],
        handed_in_on=day_of(attempt.submitted_at or attempt.sitting.created_at),
        score=outcome.score,
        full_score=outcome.full_score,
    )


def list_sure(user_id: int) -> frozenset[Basis]:
    """Somebody's verified records of every kind."""
    return frozenset(
        (kind, record_id)
        for kind, model in KINDS.items()
        for record_id in db.session.scalars(
            select(model.id).where(model.user_id == user_id, model.status.in_(SURE))
        )
    )


def read_decision(decision: Decision, sure: frozenset[Basis]) -> EligibilityFacts | None:
    """What a kept decision proves; None unless it is that the conditions are met, by records verified to this day."""
    document = read_document(decision)
    if document is None or decision.outcome != eligibility.Outcome.ELIGIBLE:
        return None
    named = sorted({ref for line in document["why"] for ref in line["evidence"]})
    records = tuple(
        (kind, int(number)) for kind, _, number in (ref.partition(":") for ref in named)
    )
    if not records or not sure >= set(records):
        return None
    rules = read_rules(decision.ruleset.document)
    return EligibilityFacts(
        decision_id=decision.id,
        goal=decision.target,
        year=decision.year,
        decided_on=date.fromisoformat(document["as_of"]),
        ruleset=f"{rules.id} {rules.version}",
        sources=_cite(document, rules.sources),
        records=records,
        region=_province(document["region"]),
    )


def _cite(document: Mapping[str, Any], sources: Mapping[str, Source]) -> tuple[str, ...]:
    """The sources of a decision's sentences, each once, and how sure we are of them where we are not."""
    names = dict.fromkeys(name for line in document["why"] for name in line["sources"])
    return tuple(_cite_one(sources[name]) for name in names)


def _cite_one(source: Source) -> str:
    unsure = "" if source.is_article_sure else "（条款序号未核对原文）"
    return f"{source.document}（{source.number}）{source.article}{unsure}"


def _province(code: str | None) -> str | None:
    if code is None:
        return None
    with force_locale("zh"):
        return str(PROVINCES.get(code, code))
