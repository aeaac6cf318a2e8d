"""Sending a sealed file, opened, to whoever the calling view has let in; nobody may keep it on the way."""

from __future__ import annotations

from flask import Response, abort, current_app

from trainingapp.credentials.models.evidence import Evidence
from trainingapp.credentials.sealing import open_file
from trainingapp.files.serving import CLOSED, CLOSED_PDF, disposition
from trainingapp.files.storage import ContentMissing


def send_evidence(evidence: Evidence) -> Response:
    """The file as it was sent, shown in the browser without running anything of it; 404 once it is erased."""
    stored, key, sha256 = evidence.stored_file, evidence.key_sealed, evidence.sha256
    if stored is None or key is None or sha256 is None:
        abort(404)
    try:
        body = open_file(stored, key, sha256, settings=current_app.config["SETTINGS"])
    except ContentMissing:
        current_app.logger.exception("evidence %s does not open", evidence.id)
        abort(404)
    policy = CLOSED_PDF if evidence.media_type == "application/pdf" else CLOSED
    headers = {
        "Content-Type": evidence.media_type,
        "Content-Disposition": disposition(evidence.file_name, is_shown=True),
        "Content-Security-Policy": policy,
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(body, headers=headers)
