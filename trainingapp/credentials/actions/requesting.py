"""What a holder may ask for beside courses and minutes: notes on verified records, statements, scores."""

from __future__ import annotations

from datetime import datetime

from trainingapp.accounts.models import User
from trainingapp.credentials.actions.issuing import issue
from trainingapp.credentials.kinds import Facts
from trainingapp.credentials.models.verifiable import Credential
from trainingapp.credentials.queries import eligibility, issuable, proving, stating
from trainingapp.credentials.queries.facts import get_record
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
    facts = stating.read_decision(decision, proving.list_sure(user_id))
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
    return _issue(user_id, issuable.read_attempt(attempt), now)


def _issue(user_id: int, facts: Facts, now: datetime) -> Credential:
    return issue(db.session.get_one(User, user_id), facts, now=now)
