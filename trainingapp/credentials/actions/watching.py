"""An employer's watch: asked for, consented to with an end, declined, withdrawn, given up."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import delete, select, update

from trainingapp.accounts.models import Organisation, User
from trainingapp.accounts.queries import find_user_by_login
from trainingapp.audit.actions import record
from trainingapp.credentials.actions.sharing import ShareTooLong
from trainingapp.credentials.models.sharing import Watch, WatchAlert, WatchedCredential
from trainingapp.credentials.queries import watching as queries
from trainingapp.credentials.queries.sharing import list_chosen
from trainingapp.credentials.watch_telling import tell_answer, tell_asked
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.identity import mask_mobile, read_email, read_mobile
from trainingapp.rules.sharing import MOST_DAYS, is_span
from trainingapp.rules.watches import REST_DAYS, WatchState, WatchStep
from trainingapp.web.vault import blind_index


class AskedAlready(RuleViolation):
    """One open request is enough, and a no is respected for a month."""

    message: ClassVar[str] = (
        "You have asked this person already. After a no you may ask again in %(days)s days."
    )


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
class Request:
    """What an organisation asks for: what it needs the alerts for, and the last Shanghai date of them."""

    organisation: Organisation
    purpose: str
    ends_on: date


def ask_staff(user: User, asked: Request, *, actor_id: int, now: datetime) -> Watch:
    """Ask somebody of one's own staff. :raises AskedAlready: it was done, or they said no within a month."""
    if queries.is_to_rest(asked.organisation.id, user.id, now=now):
        raise AskedAlready(days=REST_DAYS)
    return _ask(asked, user, user.display_name, actor_id=actor_id, now=now)


def ask_contact(contact: str, asked: Request, *, actor_id: int, now: datetime) -> Watch:
    """Ask whoever has this mobile number or e-mail. Nothing tells whether anybody has it, until they answer.

    :raises AskedAlready: under the same contact, whether anybody has it or not.
    """
    number, address = read_mobile(contact), read_email(contact)
    index = blind_index(number or address or contact, queries.CONTACT)
    if queries.is_contact_asked(asked.organisation.id, index, now=now):
        raise AskedAlready(days=REST_DAYS)
    user = find_user_by_login(contact)
    if user is not None and queries.is_to_rest(asked.organisation.id, user.id, now=now):
        user = None  # it looks as if nobody had this contact
    label = mask_mobile(number) if number else mask_address(address or contact)
    watch = _ask(asked, user, label, actor_id=actor_id, now=now)
    watch.contact_index = index
    db.session.flush()
    return watch


def mask_address(address: str) -> str:
    """An e-mail address as it is shown: its first letter and its host."""
    name, _at, host = address.partition("@")
    return f"{name[:1]}***@{host}"


def _ask(asked: Request, user: User | None, label: str, *, actor_id: int, now: datetime) -> Watch:
    if not is_span(asked.ends_on, today=day_of(now)):
        raise ShareTooLong(days=MOST_DAYS)
    watch = Watch(
        organisation_id=asked.organisation.id,
        asked_by_id=actor_id,
        user_id=user.id if user else None,
        asked_as=label[:120],
        purpose=asked.purpose,
        ends_on=asked.ends_on,
        asked_at=now,
    )
    db.session.add(watch)
    db.session.flush()
    _record("ask_watch", watch, actor_id=actor_id, now=now)
    if user is not None:
        tell_asked(watch, user, asked.organisation, now=now)
    return watch


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
    _record("consent_watch", watch, actor_id=_person(watch), now=now)
    tell_answer(watch, "watch_consented", now=now)


def decline(watch: Watch, *, now: datetime) -> None:
    """Say no. The organisation learns that, and nothing else. :raises WatchNotWaiting: it is over."""
    _must_be(watch, WatchState.ASKED, WatchNotWaiting, now=now)
    watch.step, watch.answered_at = WatchStep.DECLINED, now
    db.session.flush()
    _record("decline_watch", watch, actor_id=_person(watch), now=now)
    tell_answer(watch, "watch_declined", now=now)


def withdraw(watch: Watch, *, now: datetime) -> None:
    """Take the consent back, from this moment on. :raises WatchNotStanding: it is over."""
    _must_be(watch, WatchState.STANDING, WatchNotStanding, now=now)
    watch.step, watch.ended_at = WatchStep.WITHDRAWN, now
    db.session.flush()
    _record("withdraw_watch", watch, actor_id=_person(watch), now=now)
    tell_answer(watch, "watch_withdrawn", now=now)


def end_watch(watch: Watch, *, actor_id: int, now: datetime) -> None:
    """The organisation needs it no more, or takes its request back. :raises WatchNotStanding: it is over."""
    if queries.state_of(watch, now=now) not in queries.OPEN_STATES:
        raise WatchNotStanding
    watch.step, watch.ended_at = WatchStep.ENDED, now
    db.session.flush()
    _record("end_watch", watch, actor_id=actor_id, now=now)


def forget_watches(user_id: int) -> None:
    """End what watches somebody who leaves, and remove their name, what was chosen and what was told of them."""
    own = select(Watch.id).where(Watch.user_id == user_id).scalar_subquery()
    for table in (WatchAlert, WatchedCredential):
        db.session.execute(
            delete(table)
            .where(table.watch_id.in_(own))
            .execution_options(synchronize_session=False)
        )
    db.session.execute(
        update(Watch)
        .where(Watch.user_id == user_id)
        .values(user_id=None, asked_as="", contact_index=None, step=WatchStep.ENDED)
        .execution_options(synchronize_session=False)
    )


def _person(watch: Watch) -> int:
    assert watch.user_id is not None
    return watch.user_id


def _must_be(
    watch: Watch, state: WatchState, refusal: type[RuleViolation], *, now: datetime
) -> None:
    if queries.state_of(watch, now=now) is not state:
        raise refusal


def _record(act: str, watch: Watch, *, actor_id: int, now: datetime) -> None:
    record(
        f"credentials.{act}",
        actor_id=actor_id,
        subject="watch",
        subject_id=watch.id,
        detail={"organisation": watch.organisation_id},
        now=now,
    )
