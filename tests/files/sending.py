"""What the tests of uploads share: a purpose of their own, bytes of every kind, and a small tus program."""

from __future__ import annotations

import base64
import io
import zipfile
from random import Random

from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from trainingapp.extensions import db
from trainingapp.files.models import Upload
from trainingapp.files.purposes import (
    ARCHIVES,
    IMAGES,
    MB,
    OFFICE,
    OLD_OFFICE,
    PDF,
    PLAIN_TEXT,
    SOUNDS,
    SUBTITLES,
    VIDEOS,
    register_purpose,
)
from trainingapp.rules.permissions import Permission
from trainingapp.web.transactions import writing

PURPOSE = "test-media"
STAFF_ONLY = "test-staff-only"
ACTIVE = "test-active"
TAKEN = IMAGES | VIDEOS | SOUNDS | PDF | OFFICE | OLD_OFFICE | SUBTITLES | PLAIN_TEXT | ARCHIVES

register_purpose(PURPOSE, most_bytes=1024 * MB, media_types=TAKEN, may=Permission.FILE_UPLOAD)
register_purpose(STAFF_ONLY, most_bytes=MB, media_types=PDF, may=Permission.ITEM_WRITE)
# No part takes active content; this one does, to see what serving makes of it.
register_purpose(
    ACTIVE,
    most_bytes=MB,
    media_types=frozenset({"text/html", "image/svg+xml", "application/xml"}),
    may=Permission.FILE_UPLOAD,
)

TUS = {"Tus-Resumable": "1.0.0", "Accept": "application/json"}
BYTES = "application/offset+octet-stream"


def some_pdf(size: int = 5000, *, seed: int = 1) -> bytes:
    """Bytes that begin as a PDF and go on at random."""
    return b"%PDF-1.7\n" + Random(seed).randbytes(size - 9)


def some_video(size: int = 5000, *, seed: int = 1) -> bytes:
    """Bytes that begin as an MP4 and go on at random."""
    return b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00" + Random(seed).randbytes(size - 16)


def some_zip(*names: str) -> bytes:
    """An archive with these entries."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


def metadata(**values: str) -> str:
    """An Upload-Metadata header."""
    pairs = [f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items()]
    return ",".join(pairs)


def begin(
    client: FlaskClient,
    size: int,
    *,
    name: str = "讲义.pdf",
    purpose: str = PURPOSE,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
    **more: str,
) -> TestResponse:
    """Announce a file."""
    head = {
        **TUS,
        "Upload-Length": str(size),
        "Upload-Metadata": metadata(filename=name, purpose=purpose, **more),
        **(headers or {}),
    }
    kind = {"content_type": BYTES} if body is not None else {}
    return client.post("/files/uploads", headers=head, data=body, **kind)


def patch(
    client: FlaskClient, place: str, offset: int, body: bytes, **headers: str
) -> TestResponse:
    """Send bytes."""
    head = {**TUS, "Upload-Offset": str(offset)}
    head |= {name.replace("_", "-"): value for name, value in headers.items()}
    return client.patch(place, headers=head, data=body, content_type=BYTES)


def head(client: FlaskClient, place: str) -> TestResponse:
    """Ask where an upload stands."""
    return client.head(place, headers=TUS)


def send(client: FlaskClient, content: bytes, **options: str) -> str:
    """Send a whole file in one piece; where it is."""
    answer = begin(client, len(content), **options)
    assert answer.status_code == 201, answer.text
    place = answer.headers["Location"]
    answer = patch(client, place, 0, content)
    assert answer.status_code == 204, answer.text
    return place


def id_of(place: str) -> str:
    return place.rsplit("/", 1)[-1]


def told(client: FlaskClient, place: str) -> dict[str, object]:
    """What our own pages are told of an upload."""
    found: dict[str, object] = client.get(place, headers={"Accept": "application/json"}).get_json()
    return found


def change_upload(upload_id: str, **values: object) -> None:
    """Change a row as time or a crash would."""
    db.session.rollback()
    with writing():
        db.session.execute(update(Upload).where(Upload.id == upload_id).values(**values))
        db.session.commit()
        db.session.remove()
