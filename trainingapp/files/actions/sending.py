"""An upload begins, grows and ends."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update

from trainingapp.config import Settings
from trainingapp.extensions import db
from trainingapp.files import queries
from trainingapp.files.models import Upload, UploadState
from trainingapp.files.names import check_name, clean_name
from trainingapp.files.purposes import MB, Purpose, find_purpose
from trainingapp.files.violations import (
    BadRequest,
    EmptyFile,
    NotForYou,
    OffsetDiffers,
    TooLarge,
    TooManyOpen,
    UnknownPurpose,
    UploadGone,
)
from trainingapp.rules.permissions import may
from trainingapp.web.auth import SignedIn


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What a sender says about a file before its first byte."""

    purpose: str
    file_name: str
    size: int
    media_type: str = ""
    sha256: str | None = None


def begin_upload(
    user: SignedIn, announced: Announcement, *, settings: Settings, now: datetime
) -> Upload:
    """Open an upload for somebody, with a name that harms nobody and an id that nobody guesses.

    :raises UploadRefused: too large, empty, a program by its name, no permission, or too many on the way.
    """
    purpose = check_purpose(user, announced.purpose)
    name = clean_name(announced.file_name)
    check_name(name)
    check_size(name, announced.size, purpose=purpose, settings=settings)
    _check_quota(user.id, announced.size, settings=settings, now=now)
    upload = Upload(
        id=secrets.token_urlsafe(24),
        owner_id=user.id,
        purpose=purpose.name,
        file_name=name,
        size=announced.size,
        offset=0,
        media_type=announced.media_type[:120],
        sha256=announced.sha256,
        state=UploadState.OPEN,
        made_at=now,
        expires_at=now + timedelta(days=settings.upload_days),
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def check_purpose(user: SignedIn, name: str) -> Purpose:
    """The purpose of this name. :raises UnknownPurpose, NotForYou: none, or the person lacks its permission."""
    purpose = find_purpose(name)
    if purpose is None:
        raise UnknownPurpose()
    if not may(user.grants, purpose.may):
        raise NotForYou()
    return purpose


def check_size(name: str, size: int, *, purpose: Purpose, settings: Settings) -> None:
    """Refuse what is empty or larger than the purpose and the site take."""
    most = min(purpose.most_bytes, settings.upload_most_bytes)
    if size > most:
        raise TooLarge(name=name, most=most // MB)
    if size < 1:
        raise EmptyFile(name=name)


def _check_quota(user_id: int, size: int, *, settings: Settings, now: datetime) -> None:
    present = queries.measure_open_uploads(user_id, now=now)
    is_crowded = present.count >= settings.upload_open_most
    if is_crowded or present.size + size > settings.upload_open_bytes:
        raise TooManyOpen()


def check_place(upload: Upload, offset: int, length: int, *, now: datetime) -> None:
    """Refuse bytes that do not continue an open upload.

    :raises UploadGone, OffsetDiffers, BadRequest: it has ended, stands elsewhere, or would become too long.
    """
    if upload.is_over(now):
        raise UploadGone()
    if upload.offset != offset:
        raise OffsetDiffers()
    if offset + length > upload.size:
        raise BadRequest(what="more bytes than were announced")


def note_offset(upload_id: str, before: int, after: int, *, expires_at: datetime) -> bool:
    """Note that the bytes up to `after` are durable, if the upload is still open and stands at `before`."""
    grown = (
        update(Upload)
        .where(Upload.id == upload_id, Upload.state == UploadState.OPEN, Upload.offset == before)
        .values(offset=after, expires_at=expires_at)
    )
    return int(db.session.execute(grown).rowcount) == 1  # type: ignore[attr-defined]


def end_upload(upload: Upload, *, now: datetime) -> None:
    """Cancel an upload: it takes no more bytes and its content, if any, is no longer kept for it."""
    upload.state = UploadState.ENDED
    upload.stored_file_id = None
    upload.expires_at = min(upload.expires_at, now + timedelta(days=1))
    db.session.flush()
