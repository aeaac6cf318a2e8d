"""What a holder may ask for beside courses and minutes: notes on verified records, statements, scores, bundles."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime

from sqlalchemy.exc import NoResultFound

from trainingapp.accounts.models import User
from trainingapp.credentials.actions.issuing import issue
from trainingapp.credentials.kinds import Facts
from trainingapp.credentials.kinds_bundle import MOST_PARTS, BundleFacts, Part
from trainingapp.credentials.models.verifiable import Credential
from trainingapp.credentials.queries import eligibility, issuable, proving
from trainingapp.credentials.queries.facts import get_record
from trainingapp.credentials.signing.proof import read_stamp
from trainingapp.education.days import day_of
from trainingapp.exams.queries.attempts import find_feedback
from trainingapp.extensions import db
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.sittings import Feedback, ResultNotReleased


class RecordNotVerified(RuleViolation):
    """Nobody states what nobody has verified."""

    message = "This record is not verified, so nothing can be issued on it yet."


class NumberUnknown(RuleViolation):
    """A note on a certificate names the last four characters of its number."""

    message = "Enter the number of your certificate first; the note names its last four characters."


class DecisionNotSure(RuleViolation):
    """A statement needs a decision that rests on verified records alone, and is the newest about its question."""

    message = (
        "A statement needs your newest decision on this exam, that you meet the conditions, "
        "on records that are all verified."
    )


class BundleUnsound(RuleViolation):
    """A bundle of nothing, of too much, or of what does not hold."""

    message = "Choose 2 to %(most)s of your credentials that hold."


def ask_for_degree(user_id: int, record_id: int, *, now: datetime) -> Credential:
    """The note on a verified degree. :raises NoResultFound: of anybody else. :raises RecordNotVerified: it is not."""
    record = get_record("degree", record_id, user_id)
    verified_on = proving.find_verified_on("degree", record_id)
    facts = proving.read_degree(record, verified_on) if verified_on else None
    if facts is None:
        raise RecordNotVerified
    return _issue(user_id, facts, now)


def ask_for_certificate(user_id: int, record_id: int, *, now: datetime) -> Credential:
    """The note on a verified national certificate.

    :raises NoResultFound: of anybody else. :raises RecordNotVerified, NumberUnknown: what is missing.
    """
    record = get_record("certificate", record_id, user_id)
    if not record.number_last4:
        raise NumberUnknown
    verified_on = proving.find_verified_on("certificate", record_id)
    facts = proving.read_certificate(record, verified_on) if verified_on else None
    if facts is None:
        raise RecordNotVerified
    return _issue(user_id, facts, now)


def ask_for_statement(user_id: int, number: int, *, now: datetime) -> Credential:
    """The statement on a kept decision of the holder.

    :raises NoResultFound: there is none. :raises DecisionNotSure: it is not the newest, or not on verified records.
    """
    decision = eligibility.get_decision(user_id, number)
    newest = issuable.list_eligible(user_id, today=day_of(now))
    facts = proving.read_decision(decision, proving.list_sure(user_id))
    if facts is None or decision not in newest:
        raise DecisionNotSure
    return _issue(user_id, facts, now)


def ask_for_score(user_id: int, attempt_id: int, *, now: datetime) -> Credential:
    """The practice score of an own attempt.

    :raises NoResultFound: of anybody else. :raises ResultNotReleased: candidates do not see the score yet.
    """
    attempt = issuable.get_attempt(attempt_id, user_id)
    if find_feedback(attempt, now=now) is Feedback.NOTHING:
        raise ResultNotReleased
    return _issue(user_id, proving.read_attempt(attempt), now)


def ask_for_bundle(user_id: int, public_ids: Collection[str], *, now: datetime) -> Credential:
    """A bundle of chosen credentials of the holder, in the order in which they were issued.

    :raises BundleUnsound: too few, too many, or one that does not hold. :raises NoResultFound: somebody else's.
    """
    holding = {row.public_id: row for row in issuable.list_holding(user_id)}
    if not 2 <= len(set(public_ids)) <= MOST_PARTS:
        raise BundleUnsound(most=MOST_PARTS)
    if not holding.keys() >= set(public_ids):
        raise NoResultFound
    return _issue(user_id, make_bundle([holding[one] for one in set(public_ids)]), now)


def make_bundle(credentials: Collection[Credential]) -> BundleFacts:
    """The facts of a bundle."""
    return BundleFacts(tuple(_part(row) for row in sorted(credentials, key=lambda row: row.id)))


def _part(row: Credential) -> Part:
    document = json.loads(row.document)
    return Part(row.id, row.title["zh"], document, read_stamp(document.get("validUntil")))


def _issue(user_id: int, facts: Facts, now: datetime) -> Credential:
    return issue(db.session.get_one(User, user_id), facts, now=now)
