"""Reads of uploads and content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from trainingapp.extensions import db
from trainingapp.files.models import StoredFile, Upload, UploadState
from trainingapp.files.references import is_unreferenced
from trainingapp.web.auth import SignedIn


@dataclass(frozen=True, slots=True)
class OpenUploads:
    """How much one person has on the way."""

    count: int
    size: int


def get_upload_of(user: SignedIn, upload_id: str) -> Upload:
    """One of somebody's own uploads. :raises NoResultFound: for anybody else's, and for none."""
    rows = select(Upload).where(Upload.id == upload_id, Upload.owner_id == user.id)
    return db.session.scalars(rows).one()


def get_stored_file(stored_file_id: int) -> StoredFile:
    """Content by its id; access is the caller's to decide. :raises NoResultFound: when there is none."""
    return db.session.get_one(StoredFile, stored_file_id)


def list_senders(stored_file_id: int, *, purpose: str) -> set[int]:
    """Who sent content for a purpose lately: uploads are forgotten after a while, content is not."""
    rows = select(Upload.owner_id).where(
        Upload.stored_file_id == stored_file_id, Upload.purpose == purpose
    )
    return set(db.session.scalars(rows))


def find_stored_file(sha256: str) -> StoredFile | None:
    """Content by its hash."""
    return db.session.scalar(select(StoredFile).where(StoredFile.sha256 == sha256))


def measure_open_uploads(user_id: int, *, now: datetime) -> OpenUploads:
    """What one person has on the way, in files and in announced bytes."""
    rows = select(func.count(), func.coalesce(func.sum(Upload.size), 0)).where(
        Upload.owner_id == user_id, Upload.state == UploadState.OPEN, Upload.expires_at > now
    )
    count, size = db.session.execute(rows).one()
    return OpenUploads(count, int(size))


def sum_awaited_bytes(*, now: datetime) -> int:
    """How many bytes all open uploads together still expect: room that is as good as taken."""
    awaited = select(func.coalesce(func.sum(Upload.size - Upload.offset), 0)).where(
        Upload.state == UploadState.OPEN, Upload.expires_at > now
    )
    return int(db.session.scalar(awaited) or 0)


def list_uploads_of(user_id: int) -> Sequence[Upload]:
    """Everything one person has on the way, the oldest first; for the export of one's own data."""
    rows = select(Upload).where(Upload.owner_id == user_id).order_by(Upload.made_at, Upload.id)
    return db.session.scalars(rows).all()


def list_unjudged(*, now: datetime) -> Sequence[str]:
    """Ids of uploads that are complete but were never judged: their server was stopped in between."""
    rows = select(Upload.id).where(
        Upload.state == UploadState.OPEN, Upload.offset == Upload.size, Upload.expires_at > now
    )
    return db.session.scalars(rows.order_by(Upload.made_at)).all()


def list_expired(*, now: datetime, limit: int) -> Sequence[str]:
    """Ids of uploads whose time is over, the longest first."""
    rows = select(Upload.id).where(Upload.expires_at <= now).order_by(Upload.expires_at)
    return db.session.scalars(rows.limit(limit)).all()


def list_orphans(*, before: datetime, limit: int) -> Sequence[StoredFile]:
    """Content that nothing refers to and that last arrived before then."""
    rows = select(StoredFile).where(StoredFile.seen_at < before, is_unreferenced())
    return db.session.scalars(rows.order_by(StoredFile.seen_at).limit(limit)).all()


def is_known_content(sha256: str) -> bool:
    """Whether a row stands for this content."""
    return find_stored_file(sha256) is not None


def find_upload(upload_id: str) -> Upload | None:
    """An upload whoever owns it, for the machinery that has checked the owner before."""
    return db.session.get(Upload, upload_id)
