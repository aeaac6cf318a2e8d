"""What a form sends in a file field: finished uploads by their ids, and small files themselves where no script runs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime

from flask import current_app, request
from werkzeug.datastructures import FileStorage

from trainingapp.config import Settings
from trainingapp.extensions import db
from trainingapp.files import actions, queries
from trainingapp.files.actions.sending import Announcement
from trainingapp.files.finishing import judge_upload, put_away
from trainingapp.files.models import Upload
from trainingapp.files.staging import Staging
from trainingapp.files.violations import UploadGone
from trainingapp.web.auth import SignedIn

SUFFIX = (
    "-uploads"  # the hidden fields beside a file field; macros/uploads.html and uploads.ts know it
)
MOST = 50


def received_uploads(
    field: str, *, user: SignedIn, purpose: str, now: datetime
) -> Sequence[Upload]:
    """The uploads of a posted form's file field, in the order sent; claim each of them.

    Files in the form itself are judged at once and are uploads like the others; they go when the request is refused.
    :raises UploadRefused: one is not taken. :raises NoResultFound: an id that is not the person's own.
    """
    found = []
    for upload_id in request.form.getlist(f"{field}{SUFFIX}")[:MOST]:
        upload = queries.get_upload_of(user, upload_id)
        if upload.purpose != purpose:
            raise UploadGone()
        found.append(upload)
    sent = [file for file in request.files.getlist(field)[:MOST] if file.filename]
    return [*found, *(_take(file, user=user, purpose=purpose, now=now) for file in sent)]


def _take(file: FileStorage, *, user: SignedIn, purpose: str, now: datetime) -> Upload:
    settings: Settings = current_app.config["SETTINGS"]
    size = file.stream.seek(0, os.SEEK_END)
    file.stream.seek(0)
    announced = Announcement(
        purpose=purpose, file_name=file.filename or "", size=size, media_type=file.mimetype
    )
    upload = actions.begin_upload(user, announced, settings=settings, now=now)
    staging = Staging(settings)
    try:
        staging.check_room(size, awaited=0)
        staging.write(upload.id, 0, file.stream.read())
        upload.offset = size
        verdict = judge_upload(upload, staging, settings=settings)
        actions.keep_verdict(upload, verdict, now=now)
        put_away(upload.id, verdict, staging, settings=settings)
    finally:
        staging.remove(upload.id)
    db.session.refresh(upload)
    return upload
