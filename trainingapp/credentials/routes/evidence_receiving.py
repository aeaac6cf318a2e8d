"""The file that a form of evidence has sent: arrived, or refused with a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask import request

from trainingapp.credentials.evidence_files import PURPOSE
from trainingapp.files.models import Upload
from trainingapp.files.posting import SUFFIX, received_uploads
from trainingapp.files.violations import UploadRefused
from trainingapp.web.auth import current
from trainingapp.web.clock import now
from trainingapp.web.errors import sentence

FIELD = "file"


class Sent(NamedTuple):
    """The upload, if any, what to show of it when the form is refused, and why it was refused itself."""

    upload: Upload | None
    earlier: Sequence[Upload]
    error: str


def receive_file() -> Sent:
    """What has come in the file field. What came with the form itself goes when the form is refused."""
    try:
        uploads = received_uploads(FIELD, user=current(), purpose=PURPOSE, now=now())
    except UploadRefused as refusal:
        return Sent(None, (), sentence(refusal))
    ids = request.form.getlist(f"{FIELD}{SUFFIX}")
    earlier = [upload for upload in uploads if upload.id in ids]
    return Sent(uploads[-1] if uploads else None, earlier, "")
