"""What a holder does: ask for a credential, let everybody see it or nobody, and leave."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select, update

from trainingapp.accounts.models import User
from trainingapp.credentials.actions.issuing import issue
from trainingapp.credentials.actions.revoking import CredentialEnded, add_event, write_audit
from trainingapp.credentials.kinds import CourseFacts, EducationFacts
from trainingapp.credentials.models.verifiable import (
    Credential,
    CredentialEvent,
)
from trainingapp.credentials.queries import verifiable as queries
from trainingapp.education.days import day_of
from trainingapp.education.queries.ledger import sum_minutes
from trainingapp.extensions import db
from trainingapp.rules.errors import RuleViolation


class NothingEarned(RuleViolation):
    """The ledger holds nothing in the span."""

    message = "Nothing was earned from %(first)s to %(last)s."


def ask_for_course(user_id: int, course_id: int, *, now: datetime) -> Credential:
    """The record of a course that somebody completed. :raises NoResultFound: they did not."""
    enrolment = queries.get_completed(user_id, course_id)
    completed = day_of(enrolment.completed_at or now)
    facts = CourseFacts(course_id, enrolment.course.title["zh"], completed)
    return issue(db.session.get_one(User, user_id), facts, now=now)


def ask_for_education(user_id: int, first: date, last: date, *, now: datetime) -> Credential:
    """The minutes of the ledger from one Shanghai date to another. :raises NothingEarned: there are none."""
    minutes = sum_minutes(user_id, earned_from=first, earned_to=last)
    if minutes <= 0:
        raise NothingEarned(first=first, last=last)
    return issue(db.session.get_one(User, user_id), EducationFacts(first, last, minutes), now=now)


def set_open(credential: Credential, is_open: bool, *, now: datetime) -> None:
    """Let everybody who has the address see the page, or only the holder.

    :raises CredentialEnded: the content is gone, because its holder has left.
    """
    if is_open and not credential.document:
        raise CredentialEnded
    if credential.is_open == is_open:
        return
    credential.is_open = is_open
    word = "opened" if is_open else "closed"
    add_event(credential, word, actor_id=credential.user_id, now=now)
    write_audit(
        f"credentials.{'open' if is_open else 'close'}_page",
        credential,
        actor_id=credential.user_id,
        now=now,
    )


def forget(user_id: int) -> None:
    """Empty what names somebody who leaves; hash, place and state answer for the copies they gave away."""
    own = select(Credential.id).where(Credential.user_id == user_id)
    db.session.execute(
        update(Credential)
        .where(Credential.user_id == user_id)
        .values(document="", title={}, is_open=False)
    )
    db.session.execute(
        update(CredentialEvent)
        .where(CredentialEvent.credential_id.in_(own), CredentialEvent.reason != "")
        .values(reason="")
    )
