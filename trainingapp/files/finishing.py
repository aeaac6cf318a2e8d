"""From the last byte to content in the store: judge, put away, note. Each step may be repeated after a crash."""

from __future__ import annotations

from datetime import datetime

from trainingapp.audit.actions import record
from trainingapp.config import Settings
from trainingapp.extensions import db
from trainingapp.files import actions, queries
from trainingapp.files.judging import Verdict, judge
from trainingapp.files.models import Upload, UploadState
from trainingapp.files.purposes import find_purpose
from trainingapp.files.staging import Staging
from trainingapp.files.storage import open_storage
from trainingapp.files.violations import (
    DiskFull,
    OffsetDiffers,
    ScannerAway,
    StorageAway,
    UnknownPurpose,
    UploadRefused,
)
from trainingapp.web.transactions import commit_now, start_writing

LATER = (ScannerAway, StorageAway, DiskFull)


def finish(upload_id: str, *, settings: Settings, now: datetime) -> None:
    """Judge a complete upload and keep it, or refuse it for good. Commits by itself, for it works long before.

    Nothing happens when it is not complete, already judged, or just being judged by somebody else.
    :raises UploadRefused: it is refused; one of LATER: it waits and is judged again by the timetable.
    """
    staging = Staging(settings)
    try:
        with staging.lock(upload_id, wait=False):
            _finish(upload_id, staging, settings=settings, now=now)
    except OffsetDiffers:
        return


def _finish(upload_id: str, staging: Staging, *, settings: Settings, now: datetime) -> None:
    upload = queries.find_upload(upload_id)
    if upload is None or upload.state != UploadState.OPEN or not upload.is_complete:
        return
    db.session.expunge(upload)
    db.session.rollback()  # looking at gigabytes takes a while: no transaction stays open for it
    try:
        verdict = judge_upload(upload, staging, settings=settings)
    except LATER:
        raise
    except UploadRefused as violation:
        _note_refusal(upload_id, violation, now=now)
        staging.remove(upload_id)
        raise
    put_away(upload_id, verdict, staging, settings=settings)
    start_writing()
    upload = queries.find_upload(upload_id)
    if upload is not None and upload.state == UploadState.OPEN:
        actions.keep_verdict(upload, verdict, now=now)
        # Content that was an orphan may have been removed since; nobody can remove it now.
        put_away(upload_id, verdict, staging, settings=settings)
    commit_now()
    staging.remove(upload_id)


def judge_upload(upload: Upload, staging: Staging, *, settings: Settings) -> Verdict:
    """What an upload's bytes are. :raises UploadRefused: they are not taken."""
    purpose = find_purpose(upload.purpose)
    if purpose is None:
        raise UnknownPurpose()
    return judge(
        staging.path(upload.id),
        name=upload.file_name,
        purpose=purpose,
        wanted_sha256=upload.sha256,
        clamd=settings.clamd,
    )


def put_away(upload_id: str, verdict: Verdict, staging: Staging, *, settings: Settings) -> None:
    """Bring the bytes into the store; nothing happens when they are there."""
    open_storage(settings).keep(staging.path(upload_id), verdict.sha256)


def _note_refusal(upload_id: str, violation: UploadRefused, *, now: datetime) -> None:
    start_writing()
    upload = queries.find_upload(upload_id)
    if upload is not None:
        refuse_upload(upload, violation, now=now)
    commit_now()


def refuse_upload(upload: Upload, violation: UploadRefused, *, now: datetime) -> None:
    """Note a refusal on the upload and in the audit log: who sends programs should be known."""
    actions.refuse(upload, violation, now=now)
    record(
        "files.refuse",
        actor_id=upload.owner_id,
        subject="upload",
        detail={"rule": type(violation).__name__, "purpose": upload.purpose},
        now=now,
    )
