"""Files that are made for the reader, to save under a name with the day."""

from __future__ import annotations

from io import BytesIO

from flask import send_file
from flask.typing import ResponseReturnValue

from trainingapp.web.clock import now
from trainingapp.web.i18n import SHANGHAI

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "zip": "application/zip",
}


def send_made(body: bytes, name: str, kind: str) -> ResponseReturnValue:
    """A file of that kind (its suffix), its name followed by the day in Shanghai. Keys stay in no browser's store."""
    response = send_file(
        BytesIO(body),
        mimetype=TYPES[kind],
        as_attachment=True,
        download_name=f"{name}-{now().astimezone(SHANGHAI).date().isoformat()}.{kind}",
        etag=False,
    )
    response.headers["Cache-Control"] = "no-store"
    return response
