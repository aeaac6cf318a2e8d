"""What an upload has come to, in the reader's words, for our own pages."""

from __future__ import annotations

import json
from datetime import datetime

from flask_babel import gettext as _

from trainingapp.files import violations
from trainingapp.files.models import Upload, UploadState


def describe(upload: Upload, *, now: datetime) -> dict[str, object]:
    """Its state (`checking` while complete and unjudged), name, size, place, and why it was refused."""
    state = "checking" if upload.state == UploadState.OPEN and upload.is_complete else upload.state
    return {
        "id": upload.id,
        "state": "ended" if upload.expires_at <= now else state,
        "name": upload.file_name,
        "size": upload.size,
        "offset": upload.offset,
        "media_type": upload.stored_file.media_type if upload.stored_file else None,
        "detail": _reason(upload),
    }


def _reason(upload: Upload) -> str | None:
    """Why it was refused, in the reader's language."""
    if upload.refusal is None:
        return None
    told = json.loads(upload.refusal)
    rule = getattr(violations, told["rule"], violations.UploadRefused)
    return str(_(rule.message, **told["parameters"]))
