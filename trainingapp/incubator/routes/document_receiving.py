"""The file that a form of the incubator has sent, and sending a sealed file, opened, to a reader who was let in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask import Response, abort, current_app, request

from trainingapp.credentials.sealing import open_file
from trainingapp.files.models import Upload
from trainingapp.files.posting import SUFFIX, received_uploads
from trainingapp.files.serving import CLOSED, CLOSED_PDF, INLINE, disposition
from trainingapp.files.storage import ContentMissing
from trainingapp.files.violations import UploadRefused
from trainingapp.incubator.document_files import PURPOSE
from trainingapp.incubator.models.documents import DocumentVersion
from trainingapp.web.auth import current
from trainingapp.web.clock import now
from trainingapp.web.errors import sentence

FIELD = "file"


class Sent(NamedTuple):
    """The uploads in the order sent, those to show again when the form is refused, and why a file was refused."""

    uploads: Sequence[Upload]
    earlier: Sequence[Upload]
    error: str

    @property
    def upload(self) -> Upload | None:
        """The last of them: for fields of one file."""
        return self.uploads[-1] if self.uploads else None


def receive_files(field: str = FIELD) -> Sent:
    """What has come in a file field. What came with the form itself goes when the form is refused."""
    try:
        uploads = received_uploads(field, user=current(), purpose=PURPOSE, now=now())
    except UploadRefused as refusal:
        return Sent((), (), sentence(refusal))
    ids = request.form.getlist(f"{field}{SUFFIX}")
    return Sent(uploads, [upload for upload in uploads if upload.id in ids], "")


def send_version(version: DocumentVersion) -> Response:
    """The file as it was sent: shown when a browser runs nothing of it, else downloaded; 404 once it is erased."""
    stored, key = version.stored_file, version.key_sealed
    if stored is None or key is None:
        abort(404)
    try:
        body = open_file(stored, key, version.sha256, settings=current_app.config["SETTINGS"])
    except ContentMissing:
        current_app.logger.exception("document version %s does not open", version.id)
        abort(404)
    is_shown = version.media_type in INLINE
    headers = {
        "Content-Type": version.media_type,
        "Content-Disposition": disposition(version.file_name, is_shown=is_shown),
        "Content-Security-Policy": (
            CLOSED_PDF if version.media_type == "application/pdf" else CLOSED
        ),
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(body, headers=headers)
