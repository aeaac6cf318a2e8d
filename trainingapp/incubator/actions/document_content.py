"""The content of a document: what came as an upload or was made by the site, sealed before it is kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeAlias

from trainingapp.config import Settings
from trainingapp.credentials.sealing import seal, seal_file
from trainingapp.files.actions import claim, keep_made
from trainingapp.files.models import StoredFile, Upload
from trainingapp.files.names import clean_name
from trainingapp.incubator.document_files import PURPOSE
from trainingapp.jobs.actions import enqueue
from trainingapp.rules.errors import RuleViolation


class WrongPurpose(RuleViolation):
    """An upload for another part."""

    message: ClassVar[str] = "This file was sent for something else. Choose it again."


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that the site has made itself, say a letter."""

    body: bytes
    media_type: str
    file_name: str


Content: TypeAlias = Upload | MadeFile


def put_away(content: Content, *, settings: Settings, now: datetime) -> dict[str, Any]:
    """Seal a content. What the site made never lies open; the open copy of an upload goes at once. The columns of a
    version.

    :raises UploadRefused: it has not arrived. :raises WrongPurpose: it was sent for another part.
    """
    if isinstance(content, MadeFile):
        sha256, file_name = hashlib.sha256(content.body).hexdigest(), content.file_name
        size, media_type = len(content.body), content.media_type
        sealed = seal(content.body, sha256, settings=settings)
    else:
        plain, file_name = _claimed(content, now=now)
        sha256, size, media_type = plain.sha256, plain.size, plain.media_type
        sealed = seal_file(plain, settings=settings)
        # What lies open is forgotten as soon as this transaction has committed.
        content.stored_file_id, content.file_name, content.expires_at = None, "", now
        enqueue("credentials.remove_open_copy", stored_file_id=plain.id)
    return {
        "file_name": clean_name(file_name),
        "sha256": sha256,
        "size": size,
        "media_type": media_type,
        "stored_file_id": keep_made(sealed.made, now=now),
        "key_sealed": sealed.key_sealed,
    }


def _claimed(upload: Upload, *, now: datetime) -> tuple[StoredFile, str]:
    if upload.purpose != PURPOSE:
        raise WrongPurpose()
    return claim(upload, now=now), upload.file_name
