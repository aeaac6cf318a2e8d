"""What the worker does for evidence and verifications: open copies go at once, what has run out is looked at daily."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select

from trainingapp.config import Settings
from trainingapp.credentials.actions.evidence_content import forget_codes
from trainingapp.credentials.actions.settling import expire_verifications
from trainingapp.credentials.evidence_files import PURPOSE
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.files.actions import remove_content
from trainingapp.files.models import Upload
from trainingapp.files.storage import open_storage
from trainingapp.jobs.registry import every, job


@job("credentials.remove_open_copy")
def remove_open_copy(*, stored_file_id: int, now: datetime) -> None:
    """Remove content that only evidence referred to: the file as it was sent once it is sealed, the sealed one once
    it is erased. Content that anybody else has sent as well stays theirs.
    """
    settings: Settings = current_app.config["SETTINGS"]
    sha256 = remove_content(stored_file_id, before=now + timedelta(seconds=1))
    if sha256 is not None:
        open_storage(settings).remove(sha256)


@every(seconds=300)
def remove_unclaimed(*, now: datetime) -> None:
    """Remove files that were sent as evidence and never became any: they lie open, so they do not wait for a day."""
    settings: Settings = current_app.config["SETTINGS"]
    over = select(Upload).where(
        Upload.purpose == PURPOSE, Upload.expires_at <= now, Upload.stored_file_id.is_not(None)
    )
    left = db.session.scalars(over).all()
    contents = {upload.stored_file_id for upload in left}
    for upload in left:
        upload.stored_file_id, upload.file_name = None, ""
    for stored_file_id in contents:
        sha256 = remove_content(stored_file_id or 0, before=now + timedelta(seconds=1))
        if sha256 is not None:
            open_storage(settings).remove(sha256)


@every(seconds=3600)
def expire_records(*, now: datetime) -> None:
    """Bring records up to the day, and empty the codes that work no longer."""
    expire_verifications(now=now)
    forget_codes(today=day_of(now))
