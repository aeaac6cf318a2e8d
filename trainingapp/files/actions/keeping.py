"""What becomes of an upload whose every byte is here: kept, refused, claimed."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from trainingapp.extensions import db
from trainingapp.files.judging import Verdict
from trainingapp.files.making import Made
from trainingapp.files.models import StoredFile, Upload, UploadState
from trainingapp.files.purposes import find_purpose
from trainingapp.files.violations import NotArrived, StillChecking, UploadGone, UploadRefused
from trainingapp.jobs.actions import insert

REFUSED_DAYS = 1  # long enough to read why
CLAIMED_DAYS = 1


def keep_verdict(upload: Upload, verdict: Verdict, *, now: datetime) -> StoredFile:
    """Note that an upload's content is in the store. The same content is one row, whoever sends it."""
    stored_file_id = keep_made(Made(verdict.sha256, upload.size, verdict.media_type), now=now)
    upload.stored_file_id = stored_file_id
    upload.file_name = verdict.file_name
    upload.state = UploadState.DONE
    db.session.flush()
    return db.session.get_one(StoredFile, stored_file_id)


def keep_made(made: Made, *, now: datetime) -> int:
    """Note content that is in the store; the id of its row, which is one for the same bytes."""
    values = {"size": made.size, "media_type": made.media_type, "made_at": now, "seen_at": now}
    row = insert(StoredFile).values(sha256=made.sha256, **values)
    kept = row.on_conflict_do_update(index_elements=[StoredFile.sha256], set_={"seen_at": now})
    return int(db.session.scalar(kept.returning(StoredFile.id)))


def refuse(upload: Upload, violation: UploadRefused, *, now: datetime) -> None:
    """Note why an upload is not taken. It takes no more bytes; the reason stays readable for a day."""
    reason = {"rule": type(violation).__name__, "parameters": violation.parameters}
    upload.refusal = json.dumps(reason, ensure_ascii=False, default=str)
    upload.state = UploadState.REFUSED
    upload.expires_at = min(upload.expires_at, now + timedelta(days=REFUSED_DAYS))
    db.session.flush()


def claim(upload: Upload, *, now: datetime) -> StoredFile:
    """Hand the content of a finished upload to the caller, who writes its id into a row of its own.

    An upload is claimed once. When the caller's request is refused or rolled back, so is the claim.
    :raises NotArrived, StillChecking, UploadGone: it is not finished, or no longer there to take.
    """
    if upload.is_over(now) or find_purpose(upload.purpose) is None:
        raise UploadGone()
    if upload.state == UploadState.OPEN:
        raise (StillChecking if upload.is_complete else NotArrived)(name=upload.file_name)
    assert upload.stored_file_id is not None
    upload.state = UploadState.ENDED
    upload.expires_at = min(upload.expires_at, now + timedelta(days=CLAIMED_DAYS))
    db.session.flush()
    return db.session.get_one(StoredFile, upload.stored_file_id)
