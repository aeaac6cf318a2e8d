"""Watches as the person and the organisation read them, and what the organisation is to be told."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from trainingapp.accounts.models import Organisation, RoleGrant, User
from trainingapp.credentials.models.sharing import Watch, WatchAlert, WatchedCredential
from trainingapp.credentials.models.verifiable import CredentialEvent
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.rules.permissions import PERMISSIONS, Permission
from trainingapp.rules.watches import REST_DAYS, WatchState, WatchStep, watch_state
from trainingapp.web.auth import SignedIn

ROLES = PERMISSIONS[Permission.CREDENTIAL_WATCH]
OPEN_STATES = (WatchState.ASKED, WatchState.STANDING)
CONTACT = "credentials.watch_contact"
TOLD = ("revoked", "superseded", "suspended", "resumed", "reinstated")  # acts of credential_event


def state_of(watch: Watch, *, now: datetime) -> WatchState:
    """How a watch stands."""
    return watch_state(
        WatchStep(watch.step),
        asked_at=watch.asked_at,
        ends_on=watch.ends_on,
        today=day_of(now),
        now=now,
    )


def lock(watch: Watch) -> None:
    """Read how a watch stands anew and hold it: nobody answers, ends or tells of it at the same moment."""
    steps = ("step", "asked_at", "answered_at", "ended_at", "ends_on", "user_id")
    db.session.refresh(watch, steps, with_for_update={"of": Watch})


def list_employers(person: SignedIn) -> Sequence[Organisation]:
    """The organisations for which somebody may ask, by name."""
    places = [one.organisation_id for one in person.grants if one.role in ROLES]
    query = select(Organisation).where(Organisation.id.in_([place for place in places if place]))
    return db.session.scalars(query.order_by(Organisation.name, Organisation.id)).all()


def list_of_employer(organisation_id: int) -> Select[Watch]:
    """What an organisation has asked for, the newest first."""
    query = select(Watch).where(Watch.organisation_id == organisation_id)
    return query.options(joinedload(Watch.user)).order_by(Watch.id.desc())


def get_of_employer(organisation_ids: Collection[int], watch_id: int) -> Watch:
    """A watch of one of these organisations. :raises NoResultFound: of any other."""
    query = select(Watch).where(Watch.id == watch_id, Watch.organisation_id.in_(organisation_ids))
    return db.session.scalars(query.options(*_whole())).one()


def _whole() -> tuple[ExecutableOption, ...]:
    """What is loaded with a watch. Asked for when it is needed: mappers are whole only once every part is imported."""
    return (
        joinedload(Watch.organisation),
        joinedload(Watch.asked_by),
        joinedload(Watch.user),
        selectinload(Watch.credentials),
        selectinload(Watch.alerts).joinedload(WatchAlert.credential),
    )


def list_of_person(user_id: int) -> Select[Watch]:
    """Who has asked somebody, the newest first."""
    query = select(Watch).where(Watch.user_id == user_id)
    return query.options(joinedload(Watch.organisation)).order_by(Watch.id.desc())


def get_of_person(user_id: int, watch_id: int) -> Watch:
    """A watch over somebody. :raises NoResultFound: over anybody else."""
    query = select(Watch).where(Watch.id == watch_id, Watch.user_id == user_id)
    return db.session.scalars(query.options(*_whole())).one()


def is_to_rest(organisation_id: int, user_id: int, *, now: datetime) -> bool:
    """Whether somebody has an open request or consent of this organisation, or said no within a month."""
    query = select(Watch).where(Watch.organisation_id == organisation_id, Watch.user_id == user_id)
    return any(_holds_back(one, now=now) for one in db.session.scalars(query))


def is_contact_asked(organisation_id: int, contact_index: str, *, now: datetime) -> bool:
    """Whether the organisation has asked under this contact and waits, or is watching; true of unknown contacts too."""
    query = select(Watch).where(
        Watch.organisation_id == organisation_id, Watch.contact_index == contact_index
    )
    return any(state_of(one, now=now) in OPEN_STATES for one in db.session.scalars(query))


def _holds_back(watch: Watch, *, now: datetime) -> bool:
    state = state_of(watch, now=now)
    if state in (WatchState.DECLINED, WatchState.WITHDRAWN):
        said = watch.ended_at or watch.answered_at or watch.asked_at
        return (now - said).days < REST_DAYS
    return state in OPEN_STATES


def find_staff(organisation_id: int, user_id: int) -> User | None:
    """Somebody who holds a role in an organisation."""
    return db.session.scalar(list_staff(organisation_id).where(User.id == user_id))


def list_staff(organisation_id: int) -> Select[User]:
    """Everybody who holds a role in an organisation, by name."""
    held = select(RoleGrant.user_id).where(
        RoleGrant.organisation_id == organisation_id, RoleGrant.revoked_at.is_(None)
    )
    query = select(User).where(User.id.in_(held), User.anonymised_at.is_(None))
    return query.order_by(User.display_name, User.id)


def list_watchers(organisation_id: int) -> Sequence[User]:
    """Who acts for an organisation now, in the order of their numbers; these are told."""
    held = select(RoleGrant.user_id).where(
        RoleGrant.organisation_id == organisation_id,
        RoleGrant.revoked_at.is_(None),
        RoleGrant.role.in_(ROLES),
    )
    query = select(User).where(User.id.in_(held), User.anonymised_at.is_(None))
    return db.session.scalars(query.order_by(User.id)).all()


def list_news(*, today: date, most: int) -> Sequence[tuple[Watch, CredentialEvent]]:
    """What happened to watched credentials since the consent and was not told yet, oldest first."""
    about = literal("event:") + cast(CredentialEvent.id, String)
    told = exists().where(WatchAlert.watch_id == Watch.id, WatchAlert.about == about)
    query = (
        select(Watch, CredentialEvent)
        .join(WatchedCredential, WatchedCredential.watch_id == Watch.id)
        .join(CredentialEvent, CredentialEvent.credential_id == WatchedCredential.credential_id)
        .where(*_standing(today), CredentialEvent.at >= Watch.answered_at)
        .where(CredentialEvent.act.in_(TOLD), ~told)
        .options(joinedload(Watch.organisation), joinedload(Watch.user))
    )
    rows = db.session.execute(query.order_by(CredentialEvent.id, Watch.id).limit(most))
    return [(watch, event) for watch, event in rows]


def list_standing(*, today: date, after: int, most: int) -> Sequence[Watch]:
    """Watches whose consent stands on a Shanghai date, by number, beginning behind one of them."""
    query = select(Watch).where(*_standing(today), Watch.id > after)
    loaded = query.options(
        joinedload(Watch.organisation), joinedload(Watch.user), selectinload(Watch.credentials)
    )
    return db.session.scalars(loaded.order_by(Watch.id).limit(most)).all()


def _standing(today: date) -> tuple[ColumnElement[bool], ...]:
    return (
        Watch.step == WatchStep.CONSENTED,
        Watch.ends_on >= today,
        Watch.user_id.is_not(None),
    )


def list_told(watch_id: int) -> frozenset[str]:
    """Of what a watch was told."""
    return frozenset(
        db.session.scalars(select(WatchAlert.about).where(WatchAlert.watch_id == watch_id))
    )


def count_news(watches: Collection[int]) -> Mapping[int, int]:
    """How often each of these watches was told of something."""
    query = (
        select(WatchAlert.watch_id, func.count())
        .where(WatchAlert.watch_id.in_(watches))
        .group_by(WatchAlert.watch_id)
    )
    return {watch: count for watch, count in db.session.execute(query)}


def list_all_of(user_id: int) -> Sequence[Watch]:
    """Every watch that somebody was asked for or has asked for; for the export of one's own data."""
    query = select(Watch).where(or_(Watch.user_id == user_id, Watch.asked_by_id == user_id))
    return db.session.scalars(
        query.options(joinedload(Watch.organisation)).order_by(Watch.id)
    ).all()
