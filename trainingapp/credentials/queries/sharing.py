"""Shares as their holder and the other side read them, and who has looked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.credentials.models.registration import RegistrationCycle
from trainingapp.credentials.models.sharing import Share, ShareView
from trainingapp.credentials.models.verifiable import Credential
from trainingapp.credentials.queries.facts import list_records
from trainingapp.education.queries.ledger import YearSum, list_sums
from trainingapp.extensions import db
from trainingapp.rules.sharing import Part, ShareState, share_state
from trainingapp.web.vault import blind_index, decrypt

SECRET = "credentials.share"  # noqa: S105 - the purpose it is sealed for
SAME_LOOK = timedelta(minutes=10)  # whoever turns the page round has not looked twice
RECORDS: Mapping[Part, str] = {
    Part.DEGREES: "degree",
    Part.WORK: "work",
    Part.PASSES: "pass",
    Part.CERTIFICATES: "certificate",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What goes with a share, as it stands now."""

    records: Mapping[str, Sequence[Any]] = field(
        default_factory=dict
    )  # by the word of `facts.KINDS`
    cycles: Sequence[RegistrationCycle] = ()
    sums: Sequence[YearSum] | None = None


def state_of(share: Share, *, now: datetime) -> ShareState:
    """Whether the link opens anything."""
    return share_state(ends_at=share.ends_at, ended_at=share.ended_at, now=now)


def list_shares(user_id: int) -> Select[Share]:
    """Somebody's shares, the newest first."""
    return select(Share).where(Share.user_id == user_id).order_by(Share.id.desc())


def count_open(user_id: int, *, now: datetime) -> int:
    """How many of somebody's shares are open."""
    query = select(func.count()).where(
        Share.user_id == user_id, Share.ended_at.is_(None), Share.ends_at > now
    )
    return db.session.scalar(query) or 0


def get_share(user_id: int, share_id: int) -> Share:
    """One of somebody's shares. :raises NoResultFound: of anybody else."""
    query = select(Share).where(Share.id == share_id, Share.user_id == user_id)
    return db.session.scalars(query.options(selectinload(Share.credentials))).one()


def get_by_secret(secret: str) -> Share:
    """The share that a link opens or has opened. :raises NoResultFound: there never was one."""
    query = select(Share).where(Share.secret_index == blind_index(secret, SECRET))
    loaded = query.options(
        joinedload(Share.user), selectinload(Share.credentials).selectinload(Credential.events)
    )
    return db.session.scalars(loaded).one()


def secret_of(share: Share) -> str:
    """What the link of a share ends in."""
    return decrypt(share.secret_sealed, SECRET)


def list_chosen(user_id: int, public_ids: Collection[str]) -> Sequence[Credential]:
    """Those of these credentials that are somebody's own and still have their content."""
    query = select(Credential).where(
        Credential.user_id == user_id,
        Credential.public_id.in_(public_ids),
        Credential.document != "",
    )
    return db.session.scalars(query.order_by(Credential.id)).all()


def list_sharable(user_id: int) -> Sequence[Credential]:
    """What somebody may choose from, the newest first; at most a hundred."""
    query = select(Credential).where(Credential.user_id == user_id, Credential.document != "")
    return db.session.scalars(query.order_by(Credential.id.desc()).limit(100)).all()


def collect_shown(user_id: int, parts: Collection[str]) -> Shown:
    """The chosen parts of somebody's file; nothing of the others is read."""
    chosen = [part for part in Part if part in parts]
    return Shown(
        {RECORDS[part]: list_records(RECORDS[part], user_id) for part in chosen if part in RECORDS},
        list_cycles(user_id) if Part.REGISTRATION in chosen else (),
        list_sums(user_id) if Part.EDUCATION in chosen else None,
    )


def list_cycles(user_id: int) -> Sequence[RegistrationCycle]:
    """Somebody's registrations whose days are known, the latest first, each with its certificate."""
    query = (
        select(RegistrationCycle)
        .where(RegistrationCycle.user_id == user_id, RegistrationCycle.ends_on.is_not(None))
        .options(joinedload(RegistrationCycle.certificate))
    )
    return db.session.scalars(
        query.order_by(RegistrationCycle.ends_on.desc(), RegistrationCycle.id.desc())
    ).all()


def list_views(share_id: int) -> Select[ShareView]:
    """Who has looked at a share, the latest first."""
    return (
        select(ShareView)
        .where(ShareView.share_id == share_id)
        .options(joinedload(ShareView.viewer), joinedload(ShareView.organisation))
        .order_by(ShareView.id.desc())
    )


def count_views(shares: Collection[int]) -> Mapping[int, tuple[int, datetime]]:
    """How often each share was looked at, and when last."""
    query = (
        select(ShareView.share_id, func.count(), func.max(ShareView.at))
        .where(ShareView.share_id.in_(shares))
        .group_by(ShareView.share_id)
    )
    return {share: (count, last) for share, count, last in db.session.execute(query)}


def has_just_looked(share_id: int, device: str, viewer_id: int | None, *, now: datetime) -> bool:
    """Whether the same sort of reader was noted within ten minutes."""
    query = select(ShareView.id).where(
        ShareView.share_id == share_id,
        ShareView.at > now - SAME_LOOK,
        ShareView.device == device,
        ShareView.viewer_id.is_(None) if viewer_id is None else ShareView.viewer_id == viewer_id,
    )
    return db.session.scalar(query.limit(1)) is not None
