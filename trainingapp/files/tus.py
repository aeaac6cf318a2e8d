"""The headers of tus 1.0.0 (resumable uploads), read and written. tusd and tus-js-client are the other side.

Flask-Tus and tuspyserver were looked at: the first is of 2018, the second is for another framework, and neither
knows owners, durable offsets or what a purpose takes.
"""

from __future__ import annotations

import base64
import binascii
import re

from werkzeug.datastructures import Headers
from werkzeug.http import http_date

from trainingapp.files.actions.sending import Announcement
from trainingapp.files.growing import Checksum
from trainingapp.files.models import Upload
from trainingapp.files.violations import BadRequest

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,termination,expiration"
ALGORITHMS = ("sha256", "sha1")
BYTES = "application/offset+octet-stream"
MOST_METADATA = 4096


def read_number(text: str | None, name: str) -> int:
    """A header that is a whole number. :raises BadRequest: it is missing or something else."""
    if text is None or not re.fullmatch(r"[0-9]{1,15}", text):
        raise BadRequest(what=f"{name} must be a whole number")
    return int(text)


def read_checksum(text: str | None) -> Checksum | None:
    """`<algorithm> <base64>`; None when there is none. :raises BadRequest: unknown or unreadable."""
    if text is None:
        return None
    algorithm, _, encoded = text.strip().partition(" ")
    if algorithm not in ALGORITHMS:
        raise BadRequest(what=f"Upload-Checksum knows {', '.join(ALGORITHMS)}")
    return Checksum(algorithm, _decode(encoded, "Upload-Checksum"))


def read_announcement(headers: Headers) -> Announcement:
    """What a sender says of a file: length, name, purpose, type, and the hash it should have.

    :raises BadRequest: unreadable, or without a purpose.
    """
    if headers.get("Upload-Defer-Length") is not None:
        raise BadRequest(what="the length must be known at the beginning")
    metadata = read_metadata(headers.get("Upload-Metadata", ""))
    sha256 = metadata.get("sha256", "").lower() or None
    if sha256 is not None and not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise BadRequest(what="sha256 has 64 hexadecimal digits")
    return Announcement(
        purpose=metadata.get("purpose", ""),
        file_name=metadata.get("filename", "") or metadata.get("name", ""),
        size=read_number(headers.get("Upload-Length"), "Upload-Length"),
        media_type=metadata.get("filetype", "") or metadata.get("type", ""),
        sha256=sha256,
    )


def read_metadata(text: str) -> dict[str, str]:
    """`key base64,key base64`. :raises BadRequest: unreadable or too long."""
    if len(text) > MOST_METADATA:
        raise BadRequest(what="Upload-Metadata is too long")
    found: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        key, _, encoded = pair.partition(" ")
        try:
            found[key] = _decode(encoded, "Upload-Metadata").decode().replace("\0", "")
        except UnicodeDecodeError:
            raise BadRequest(what="Upload-Metadata must be UTF-8") from None
    return found


def _decode(text: str, name: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadRequest(what=f"{name} must be base64") from None


def upload_headers(upload: Upload) -> dict[str, str]:
    """Where an upload stands."""
    return {
        "Upload-Offset": str(upload.offset),
        "Upload-Length": str(upload.size),
        "Upload-Expires": http_date(upload.expires_at),
        "Cache-Control": "no-store",
    }
