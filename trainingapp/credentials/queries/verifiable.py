"""Keys, lists and credentials as they are read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.courses.models import Course, Enrolment
from trainingapp.credentials.models.verifiable import (
    Credential,
    CredentialEvent,
    CredentialState,
    IssuerKey,
    KeyKind,
    KeyState,
    StatusList,
)
from trainingapp.extensions import db
from trainingapp.rules.credential_history import state_at
from trainingapp.rules.credential_stamps import read_stamp
from trainingapp.web.i18n import SHANGHAI


def fingerprint(document: Mapping[str, Any]) -> str:
    """SHA-256 of a document whatever its spaces and the order of its names."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def find_key(public: str, kind: KeyKind = KeyKind.PROOF) -> IssuerKey | None:
    """A key of ours of a kind by its public half: a key of another kind is none."""
    query = select(IssuerKey).where(IssuerKey.public == public, IssuerKey.kind == kind)
    return db.session.scalars(query).one_or_none()


def list_paper_keys() -> Sequence[IssuerKey]:
    """The keys that have signed PDFs, the newest first; lost ones too, so that it can be said."""
    query = select(IssuerKey).where(
        IssuerKey.kind == KeyKind.PAPER, IssuerKey.state != KeyState.NEXT
    )
    return db.session.scalars(query.order_by(IssuerKey.id.desc())).all()


def get_published(public: str) -> IssuerKey:
    """A key by its thumbprint that anybody may read. :raises NoResultFound: there is none, or it was given up."""
    query = select(IssuerKey).where(
        IssuerKey.public == public,
        IssuerKey.kind.in_((KeyKind.BADGE, KeyKind.TOKEN)),
        IssuerKey.state != KeyState.COMPROMISED,
    )
    return db.session.scalars(query).one()


def get_key(key_id: int) -> IssuerKey:
    """A key. :raises NoResultFound: there is none."""
    return db.session.scalars(select(IssuerKey).where(IssuerKey.id == key_id)).one()


def find_key_in(state: KeyState, kind: KeyKind = KeyKind.PROOF) -> IssuerKey | None:
    """The key of a kind that is active, or next."""
    query = select(IssuerKey).where(IssuerKey.state == state, IssuerKey.kind == kind)
    return db.session.scalars(query).one_or_none()


def list_keys(*states: str) -> Sequence[IssuerKey]:
    """The keys in these states or all, the newest first."""
    query = select(IssuerKey).order_by(IssuerKey.id.desc())
    return db.session.scalars(query.where(IssuerKey.state.in_(states)) if states else query).all()


def count_signed() -> Mapping[int, int]:
    """How many credentials each key has signed."""
    query = select(Credential.issuer_key_id, func.count()).group_by(Credential.issuer_key_id)
    return {int(key): int(number) for key, number in db.session.execute(query)}


def find_list(purpose: str, number: int) -> StatusList | None:
    """A list by its address."""
    query = select(StatusList).where(StatusList.purpose == purpose, StatusList.number == number)
    return db.session.scalars(query).one_or_none()


def get_list(purpose: str, number: int) -> StatusList:
    """A list by its address. :raises NoResultFound: there is none."""
    query = select(StatusList).where(StatusList.purpose == purpose, StatusList.number == number)
    return db.session.scalars(query).one()


def find_last(key: str) -> Credential | None:
    """The newest version of what a key names."""
    query = select(Credential).where(Credential.key == key).order_by(Credential.version.desc())
    return db.session.scalars(query.limit(1)).one_or_none()


def find_by_fingerprint(sha256: str) -> Credential | None:
    """The credential that was issued with exactly this content."""
    query = select(Credential).where(Credential.sha256 == sha256)
    return db.session.scalars(query).one_or_none()


def find_by_content(sha256: str) -> Credential | None:
    """The credential whose document without its proof has exactly this content, as tokens carry it."""
    query = select(Credential).where(Credential.content_sha256 == sha256)
    return db.session.scalars(query).one_or_none()


def get_by_public_id(public_id: str) -> Credential:
    """A credential with its events. :raises NoResultFound: there is none."""
    query = select(Credential).where(Credential.public_id == public_id)
    return db.session.scalars(query.options(selectinload(Credential.events))).one()


def get_open_by_code(code: str) -> Credential:
    """A credential whose holder lets everybody see it. :raises NoResultFound: none has this code."""
    query = select(Credential).where(Credential.short_code == code, Credential.is_open)
    return db.session.scalars(query).one()


def find_successor(credential_id: int) -> Credential | None:
    """The correction of a credential."""
    query = select(Credential).where(Credential.supersedes_id == credential_id)
    return db.session.scalars(query).one_or_none()


def list_of_holder(user_id: int) -> Select[Credential]:
    """Somebody's credentials, the newest first."""
    return (
        select(Credential)
        .where(Credential.user_id == user_id)
        .order_by(Credential.issued_at.desc(), Credential.id.desc())
    )


def list_all(code: str = "") -> Select[Credential]:
    """Everybody's credentials, the newest first, or the one with a short code."""
    query = select(Credential).options(joinedload(Credential.user))
    if code:
        query = query.where(Credential.short_code == code)
    return query.order_by(Credential.issued_at.desc(), Credential.id.desc())


def list_signed_by(key_id: int) -> Sequence[Credential]:
    """What a key has signed and still holds."""
    query = select(Credential).where(
        Credential.issuer_key_id == key_id, Credential.state == CredentialState.ISSUED
    )
    return db.session.scalars(query.order_by(Credential.id)).all()


def state_on(credential: Credential, day: date, *, now: datetime) -> str | None:
    """The state at the end of a Shanghai day, today as it is now: by what happened to it; None before it was issued.

    What still held when its time was over has expired.
    """
    moment = min(datetime.combine(day, time.max, SHANGHAI), now)
    return _unless_expired(credential, state_at(credential.events, moment), moment)


def state_now(credential: Credential, *, now: datetime) -> str:
    """The state as others are told it: what holds but is past its last moment has expired."""
    return _unless_expired(credential, credential.state, now) or ""


def _unless_expired(credential: Credential, state: str | None, moment: datetime) -> str | None:
    if state not in ("issued", "suspended") or not credential.document:
        return state
    until = read_stamp(json.loads(credential.document).get("validUntil"))
    return "expired" if until is not None and until <= moment else state


def list_completed(user_id: int) -> Sequence[Enrolment]:
    """The courses somebody has completed, the latest first; at most a hundred."""
    query = select(Enrolment).where(
        Enrolment.user_id == user_id, Enrolment.completed_at.is_not(None)
    )
    query = query.options(joinedload(Enrolment.course)).order_by(Enrolment.completed_at.desc())
    return db.session.scalars(query.limit(100)).all()


def get_completed(user_id: int, course_id: int) -> Enrolment:
    """Somebody's completed enrolment. :raises NoResultFound: the course is not completed."""
    query = select(Enrolment).join(Course)
    query = query.where(Enrolment.user_id == user_id, Enrolment.course_id == course_id)
    return db.session.scalars(query.where(Enrolment.completed_at.is_not(None))).one()


def list_events_of(user_id: int) -> Sequence[CredentialEvent]:
    """What happened to somebody's credentials, in order."""
    query = select(CredentialEvent).join(Credential, Credential.id == CredentialEvent.credential_id)
    return db.session.scalars(
        query.where(Credential.user_id == user_id).order_by(CredentialEvent.id)
    ).all()


def is_taken(list_id: int, index: int) -> bool:
    """Whether a bit of a list belongs to a credential."""
    query = select(Credential.id).where(
        Credential.status_list_id == list_id, Credential.status_index == index
    )
    return db.session.scalar(query) is not None


def list_held_courses(user_id: int) -> frozenset[str]:
    """The courses, by number, of which somebody holds a credential."""
    prefix = f"course|{user_id}|"
    query = select(Credential.key).where(
        Credential.user_id == user_id,
        Credential.kind == "course",
        Credential.state == CredentialState.ISSUED,
    )
    return frozenset(key.removeprefix(prefix) for key in db.session.scalars(query))
