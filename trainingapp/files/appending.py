"""One piece of an upload: in its place, judged by its beginning, durable, and only then noted."""

from __future__ import annotations

from datetime import datetime, timedelta

from trainingapp.config import Settings
from trainingapp.extensions import db
from trainingapp.files import actions, queries
from trainingapp.files.finishing import refuse_upload
from trainingapp.files.judging import judge_beginning
from trainingapp.files.models import Upload
from trainingapp.files.purposes import find_purpose
from trainingapp.files.sniffing import HEAD_BYTES
from trainingapp.files.staging import Staging
from trainingapp.files.violations import UnknownPurpose, UploadGone, UploadRefused
from trainingapp.web.transactions import commit_now, start_writing


def append(upload_id: str, offset: int, piece: bytes, *, settings: Settings, now: datetime) -> None:
    """Make one piece durable and note it. :raises UploadRefused: as `grow` does."""
    staging = Staging(settings)
    with staging.lock(upload_id):
        db.session.rollback()
        upload = queries.find_upload(upload_id)
        if upload is None:
            raise UploadGone()
        actions.check_place(upload, offset, len(piece), now=now)
        if offset < HEAD_BYTES:
            _judge_beginning(upload, offset, piece, staging, now=now)
        db.session.rollback()
        staging.write(upload_id, offset, piece)
        start_writing()
        later = now + timedelta(days=settings.upload_days)
        if not actions.note_offset(upload_id, offset, offset + len(piece), expires_at=later):
            db.session.rollback()
            staging.remove(upload_id)  # cancelled meanwhile
            raise UploadGone()
        commit_now()


def _judge_beginning(
    upload: Upload, offset: int, piece: bytes, staging: Staging, *, now: datetime
) -> None:
    """Once the first bytes are together, refuse what cannot pass."""
    if offset + len(piece) < min(HEAD_BYTES, upload.size):
        return
    begun = staging.read_beginning(upload.id, offset)
    purpose = find_purpose(upload.purpose)
    try:
        if purpose is None:
            raise UnknownPurpose()
        judge_beginning((begun + piece)[:HEAD_BYTES], name=upload.file_name, purpose=purpose)
    except UploadRefused as violation:
        upload_id = upload.id
        start_writing()
        found = queries.find_upload(upload_id)
        if found is not None:
            refuse_upload(found, violation, now=now)
        commit_now()
        staging.remove(upload_id)
        raise
