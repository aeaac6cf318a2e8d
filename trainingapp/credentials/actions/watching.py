"""An employer's watch: consented to with an end, declined, withdrawn, given up."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from trainingapp.credentials.actions.sharing import ShareTooLong
from trainingapp.credentials.actions.watch_requests import write_audit
from trainingapp.credentials.models.sharing import Watch, WatchedCredential
from trainingapp.credentials.queries import watching as queries
from trainingapp.credentials.queries.sharing import list_chosen
from trainingapp.credentials.watch_telling import tell_answer
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.watches import WatchState, WatchStep


class NothingWatched(RuleViolation):
    """A consent to nothing tells nothing."""

    message: ClassVar[str] = "Choose at least one credential, or your registration."


class WatchNotWaiting(RuleViolation):
    """It was answered, or has lapsed."""

    message: ClassVar[str] = "This request does not wait for an answer any more."


class WatchNotStanding(RuleViolation):
    """It is over."""

    message: ClassVar[str] = "This consent is over already."


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody consents to: credentials by public id, their registration, and the last Shanghai date."""

    ends_on: date
    credentials: Collection[str] = ()
    covers_registration: bool = False


def consent(watch: Watch, answer: Answer, *, now: datetime) -> None:
    """Let the organisation be told of what was chosen, up to and including a day no later than it asked for.

    :raises WatchNotWaiting, NothingWatched, ShareTooLong: as they say.
    """
    _must_be(watch, WatchState.ASKED, WatchNotWaiting, now=now)
    chosen = list_chosen(_person(watch), answer.credentials)
    if not chosen and not answer.covers_registration:
        raise NothingWatched
    if not day_of(now) <= answer.ends_on <= watch.ends_on:
        raise ShareTooLong(days=(watch.ends_on - day_of(now)).days)
    db.session.add_all(WatchedCredential(watch_id=watch.id, credential_id=c.id) for c in chosen)
    watch.covers_registration, watch.ends_on = answer.covers_registration, answer.ends_on
    watch.step, watch.answered_at = WatchStep.CONSENTED, now
    db.session.flush()
    write_audit("consent_watch", watch, actor_id=_person(watch), now=now)
    tell_answer(watch, "watch_consented", now=now)


def decline(watch: Watch, *, now: datetime) -> None:
    """Say no. The organisation learns that, and nothing else. :raises WatchNotWaiting: it is over."""
    _must_be(watch, WatchState.ASKED, WatchNotWaiting, now=now)
    watch.step, watch.answered_at = WatchStep.DECLINED, now
    db.session.flush()
    write_audit("decline_watch", watch, actor_id=_person(watch), now=now)
    tell_answer(watch, "watch_declined", now=now)


def withdraw(watch: Watch, *, now: datetime) -> None:
    """Take the consent back, from this moment on. :raises WatchNotStanding: it is over."""
    _must_be(watch, WatchState.STANDING, WatchNotStanding, now=now)
    watch.step, watch.ended_at = WatchStep.WITHDRAWN, now
    db.session.flush()
    write_audit("withdraw_watch", watch, actor_id=_person(watch), now=now)
    tell_answer(watch, "watch_withdrawn", now=now)


def end_watch(watch: Watch, *, actor_id: int, now: datetime) -> None:
    """The organisation needs it no more, or takes its request back. :raises WatchNotStanding: it is over."""
    queries.lock(watch)
    if queries.state_of(watch, now=now) not in queries.OPEN_STATES:
        raise WatchNotStanding
    watch.step, watch.ended_at = WatchStep.ENDED, now
    db.session.flush()
    write_audit("end_watch", watch, actor_id=actor_id, now=now)


def _person(watch: Watch) -> int:
    assert watch.user_id is not None
    return watch.user_id


def _must_be(
    watch: Watch, state: WatchState, refusal: type[RuleViolation], *, now: datetime
) -> None:
    queries.lock(watch)
    if queries.state_of(watch, now=now) is not state:
        raise refusal
