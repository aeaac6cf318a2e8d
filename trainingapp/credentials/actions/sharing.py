"""Sharing: what goes along, for whom and until when; ending at once; noting who has looked."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar

from trainingapp.audit.actions import record
from trainingapp.credentials.models.sharing import Share, ShareCredential, ShareView
from trainingapp.credentials.queries import sharing as queries
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.permissions import Grant
from trainingapp.rules.sharing import (
    MOST_CREDENTIALS,
    MOST_DAYS,
    MOST_SHARES,
    Part,
    ShareState,
    is_span,
)
from trainingapp.web.i18n import SHANGHAI
from trainingapp.web.vault import blind_index, encrypt

BYTES = 24  # 192 bits; nobody comes upon a link by trying


class NothingShared(RuleViolation):
    """A share of nothing shows nothing."""

    message: ClassVar[str] = "Choose at least one credential or one part of your file."


class ShareTooLarge(RuleViolation):
    """Each credential is verified whenever somebody looks."""

    message: ClassVar[str] = "Choose at most %(most)s credentials."


class ShareTooLong(RuleViolation):
    """A share ends, and within a year."""

    message: ClassVar[str] = (
        "A share ends today at the earliest and after %(days)s days at the latest."
    )


class TooManyShares(RuleViolation):
    """Nobody keeps an eye on so many."""

    message: ClassVar[str] = "You have %(most)s open shares. End those that you do not need."


class ShareOver(RuleViolation):
    """What has ended has no link any more."""

    message: ClassVar[str] = "This share is over."


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody shares, with whom in their own word, and the last Shanghai day on which it opens."""

    recipient: str
    last: date
    credentials: Collection[str] = ()  # public ids
    parts: Collection[str] = ()


def open_share(user_id: int, choice: Choice, *, now: datetime) -> Share:
    """Make a link that shows what was chosen up to the end of its last day.

    :raises NothingShared, ShareTooLarge, ShareTooLong, TooManyShares: as they say.
    """
    chosen = queries.list_chosen(user_id, choice.credentials)
    parts = [str(part) for part in Part if part in choice.parts]
    if not chosen and not parts:
        raise NothingShared
    if len(chosen) > MOST_CREDENTIALS:
        raise ShareTooLarge(most=MOST_CREDENTIALS)
    check_last_day(choice.last, now=now)
    if queries.count_open(user_id, now=now) >= MOST_SHARES:
        raise TooManyShares(most=MOST_SHARES)
    secret = secrets.token_urlsafe(BYTES)
    share = Share(
        user_id=user_id,
        recipient=choice.recipient,
        parts=parts,
        secret_index=blind_index(secret, queries.SECRET),
        secret_sealed=encrypt(secret, queries.SECRET),
        made_at=now,
        ends_at=datetime.combine(choice.last + timedelta(days=1), time.min, SHANGHAI),
    )
    db.session.add(share)
    db.session.flush()
    db.session.add_all(ShareCredential(share_id=share.id, credential_id=one.id) for one in chosen)
    db.session.flush()
    _record("open_share", share, now=now, credentials=len(chosen), parts=len(parts))
    return share


def check_last_day(last: date, *, now: datetime) -> None:
    """Whether a consent may last through a Shanghai date. :raises ShareTooLong: it is past, or beyond a year."""
    if not is_span(last, today=day_of(now)):
        raise ShareTooLong(days=MOST_DAYS)


def end_share(share: Share, *, now: datetime) -> None:
    """Let the link open nothing any more, from this moment on. :raises ShareOver: it is over already."""
    if queries.state_of(share, now=now) is not ShareState.OPEN:
        raise ShareOver
    share.ended_at = now
    db.session.flush()
    _record("end_share", share, now=now)


def note_view(
    share_id: int,
    device: str,
    *,
    viewer_id: int | None = None,
    grants: Collection[Grant] = (),
    now: datetime,
) -> None:
    """Keep that somebody has looked: when, with what sort of device, and who if they are signed in."""
    places = [grant.organisation_id for grant in grants if grant.organisation_id is not None]
    view = ShareView(
        share_id=share_id,
        at=now,
        device=device,
        viewer_id=viewer_id,
        organisation_id=places[0] if places else None,
    )
    db.session.add(view)
    db.session.flush()


def _record(act: str, share: Share, *, now: datetime, **detail: object) -> None:
    record(
        f"credentials.{act}",
        actor_id=share.user_id,
        subject="share",
        subject_id=share.id,
        detail=detail,
        now=now,
    )
