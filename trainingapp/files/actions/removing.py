"""Uploads and content that nobody needs any more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, text, update

from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.files.models import StoredFile, Upload
from trainingapp.files.references import is_unreferenced


def remove_upload(upload_id: str, *, now: datetime) -> bool:
    """Remove an upload's row if its time is over; say whether it was."""
    gone = delete(Upload).where(Upload.id == upload_id, Upload.expires_at <= now)
    return int(db.session.execute(gone).rowcount) == 1  # type: ignore[attr-defined]


def expire_uploads_of_the_gone(*, now: datetime) -> None:
    """End the uploads of people whose account has been anonymised: a file's name may tell theirs."""
    gone = select(User.id).where(User.anonymised_at.is_not(None))
    rows = update(Upload).where(Upload.owner_id.in_(gone), Upload.expires_at > now)
    db.session.execute(rows.values(expires_at=now))


def remove_content(stored_file_id: int, *, before: datetime) -> str | None:
    """Remove the row of content that is still an orphan; its hash, None when somebody has come to need it."""
    gone = delete(StoredFile).where(
        StoredFile.id == stored_file_id, StoredFile.seen_at < before, is_unreferenced()
    )
    return db.session.scalar(gone.returning(StoredFile.sha256))


def hold_content_still() -> None:
    """Let nobody enter content until this transaction ends; on SQLite a writing transaction does so by itself."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE stored_file IN SHARE ROW EXCLUSIVE MODE"))
