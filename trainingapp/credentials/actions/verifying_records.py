"""What verifiers find: kept field by field, seen by a second person where that is needed; the status follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from trainingapp.audit.actions import record
from trainingapp.credentials.actions import names, sameness
from trainingapp.credentials.actions.settling import settle
from trainingapp.credentials.models.evidence import CaseState, Evidence, Verification
from trainingapp.credentials.models.subjects import subject_values
from trainingapp.credentials.queries.desk import find_case, is_superseded, list_verifications
from trainingapp.credentials.queries.facts import Record
from trainingapp.credentials.telling import tell_outcome
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.rules.chsi import CodeExpired
from trainingapp.rules.verification import (
    NEEDED,
    CheckOutcome,
    Method,
    NoEvidence,
    NoSecondAwaited,
    OwnRecord,
    RecordStatus,
    SameVerifier,
    SecondAwaited,
    SecondOpinion,
    Standing,
    Tick,
    find_end,
    find_outcome,
    needs_second,
)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a verifier enters. `ticks` and `notes` go by the names of the fields; `note` is for the holder."""

    method: Method
    ticks: Mapping[str, Tick]
    notes: Mapping[str, str] = field(default_factory=dict)
    evidence: Evidence | None = None
    note: str = ""
    valid_until: date | None = None


def record_verification(
    kind: str, row: Record, finding: Finding, *, verifier_id: int, now: datetime
) -> Verification:
    """Keep what somebody found, derive the status of the record, and tell its holder unless a second look comes first.

    The outcome follows from the ticks. A mismatch, and a match against a mismatch that two have found, wait for a
    second verifier. :raises OwnRecord: the verifier is the holder. :raises SecondAwaited: another finding waits.
    :raises NoEvidence: a look at nothing. :raises CodeExpired: nothing can be looked up under the code any more.
    """
    today = day_of(now)
    sameness.lock_record(row)
    earlier = list_verifications(kind, row.id)
    _check_may(row, finding, earlier, verifier_id=verifier_id, today=today)
    outcome = find_outcome(finding.ticks, NEEDED[kind])
    is_second_needed = needs_second(outcome, [one.check for one in earlier])
    verification = Verification(
        **subject_values(kind, row.id),
        evidence_id=finding.evidence.id if finding.evidence else None,
        method=finding.method,
        outcome=outcome,
        fields=_plain(finding, sameness.read_seen(row)),
        note=finding.note,
        valid_until=find_end(finding.valid_until, expected_on=getattr(row, "awaited_on", None)),
        verified_by_id=verifier_id,
        verified_at=now,
        second=SecondOpinion.WAITING if is_second_needed else SecondOpinion.NONE,
    )
    db.session.add(verification)
    db.session.flush()
    _note("verification.record", verification, actor_id=verifier_id, now=now)
    _follow(kind, row, verification, now=now)
    return verification


def _check_may(
    row: Record,
    finding: Finding,
    earlier: Sequence[Verification],
    *,
    verifier_id: int,
    today: date,
) -> None:
    if row.user_id == verifier_id:
        raise OwnRecord
    if any(one.second == SecondOpinion.WAITING for one in earlier):
        raise SecondAwaited
    evidence = finding.evidence
    if finding.method is Method.CHSI_ONLINE:
        if evidence is None or evidence.code_expires_on is None:
            raise NoEvidence
        if evidence.code_expires_on <= today:
            raise CodeExpired
    if finding.method is Method.DOCUMENT_REVIEW and evidence is None:
        raise NoEvidence


def _plain(finding: Finding, seen: Mapping[str, str]) -> dict[str, dict[str, str]]:
    return {
        name: {"tick": str(tick), "note": finding.notes.get(name, "")}
        | ({"seen": seen[name]} if name in seen else {})
        for name, tick in finding.ticks.items()
    }


def give_second_opinion(
    verification: Verification, *, agrees: bool, note: str, verifier_id: int, now: datetime
) -> None:
    """Agree or disagree with what somebody else found; the status follows.

    :raises NoSecondAwaited: nobody waits for it. :raises OwnRecord, SameVerifier: the holder, the first verifier.
    :raises RecordChanged: a match of another name or number than those that the record has now.
    """
    row = verification.subject
    sameness.lock_record(row)
    db.session.refresh(verification)
    if verification.second != SecondOpinion.WAITING:
        raise NoSecondAwaited
    if row.user_id == verifier_id:
        raise OwnRecord
    if verification.verified_by_id == verifier_id:
        raise SameVerifier
    is_match = verification.outcome == CheckOutcome.MATCH
    if agrees and is_match and not sameness.is_as_seen(verification, row):
        raise sameness.RecordChanged
    verification.second = SecondOpinion.AGREED if agrees else SecondOpinion.REFUSED
    verification.second_by_id, verification.second_at = verifier_id, now
    verification.second_note = note
    db.session.flush()
    _note("verification.second", verification, actor_id=verifier_id, now=now)
    _follow(verification.subject_kind, row, verification, now=now)


def _follow(kind: str, row: Record, verification: Verification, *, now: datetime) -> None:
    """Derive the status, put the case where it belongs, and tell the holder what came out."""
    standing = settle(kind, row, now=now)
    if verification.check.counts and verification.outcome == CheckOutcome.MATCH:
        sameness.check_alone(row)
    names.keep_holder(row, verification, now=now)
    case = find_case(kind, row.id)
    if case is not None:
        is_replaced = kind == "degree" and is_superseded(row.id)
        case.state = CaseState.SETTLED if is_replaced else _turn(verification, standing)
        db.session.flush()
    if verification.second not in (SecondOpinion.WAITING, SecondOpinion.REFUSED):
        tell_outcome(kind, row, CheckOutcome(verification.outcome), now=now)


def _turn(verification: Verification, standing: Standing) -> CaseState:
    if verification.second == SecondOpinion.WAITING:
        return CaseState.SECOND
    if verification.second == SecondOpinion.REFUSED:
        is_mismatch = verification.outcome == CheckOutcome.MISMATCH
        return CaseState.WAITING if is_mismatch else CaseState.SETTLED
    is_open = verification.outcome == CheckOutcome.INCONCLUSIVE
    is_low = standing.status is RecordStatus.DOCUMENT
    return CaseState.ANSWERED if is_open or is_low else CaseState.SETTLED


def _note(act: str, verification: Verification, *, actor_id: int, now: datetime) -> None:
    detail = {
        "kind": verification.subject_kind,
        "record": verification.subject_id,
        "method": verification.method,
        "outcome": verification.outcome,
        "second": verification.second,
    }
    record(
        act,
        actor_id=actor_id,
        subject="verification",
        subject_id=verification.id,
        detail=detail,
        now=now,
    )
