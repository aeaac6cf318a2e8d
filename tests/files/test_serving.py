"""Content is sent whole or by ranges, never runs as a page of ours, and carries a harmless name."""

from __future__ import annotations

import hashlib
from email.parser import BytesParser

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from tests.files.sending import ACTIVE, id_of, send, some_pdf, some_video
from trainingapp.extensions import db
from trainingapp.files.models import StoredFile, Upload
from trainingapp.files.serving import send_file
from trainingapp.files.storage import Storage
from trainingapp.rules.permissions import Permission
from trainingapp.web.access import require

CONTENT = some_video(10_000, seed=3)
ETAG = f'"{hashlib.sha256(CONTENT).hexdigest()}"'


def serve(
    app: Flask, stored_file_id: int, *, name: str = "课.mp4", inline: bool = True, **headers: str
) -> Response:
    """What a view answers that has decided that the reader may see it."""
    head = {key.replace("_", "-"): value for key, value in headers.items()}
    with app.test_request_context("/", headers=head):
        answer = send_file(db.session.get_one(StoredFile, stored_file_id), name=name, inline=inline)
        answer.direct_passthrough = False
        return answer


@pytest.fixture
def video(sender: FlaskClient) -> int:
    place = send(sender, CONTENT, name="课.mp4")
    found = db.session.get_one(Upload, id_of(place)).stored_file_id
    assert found
    return found


def test_the_whole_file_comes_with_its_hash_for_this_reader_only(app: Flask, video: int) -> None:
    answer = serve(app, video)
    assert (answer.status_code, answer.data) == (200, CONTENT)
    assert answer.headers["ETag"] == ETAG
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Content-Length"] == "10000"
    assert answer.headers["Content-Type"] == "video/mp4"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


SINGLE = [
    ("bytes=0-0", 0, 1),
    ("bytes=0-99", 0, 100),
    ("bytes=9900-", 9900, 10000),
    ("bytes=9990-20000", 9990, 10000),
    ("bytes=-1", 9999, 10000),
    ("bytes=-500", 9500, 10000),
    ("bytes=-20000", 0, 10000),
    ("bytes=0-", 0, 10000),
    ("BYTES=5-9", 5, 10),
    ("bytes= 5-9 ", 5, 10),
    ("bytes=5-9,20000-30000", 5, 10),
]


@pytest.mark.parametrize(("asked", "start", "end"), SINGLE)
def test_one_range_is_sent_alone(app: Flask, video: int, asked: str, start: int, end: int) -> None:
    answer = serve(app, video, Range=asked)
    assert answer.status_code == 206
    assert answer.data == CONTENT[start:end]
    assert answer.headers["Content-Range"] == f"bytes {start}-{end - 1}/10000"
    assert answer.headers["Content-Length"] == str(end - start)


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        ("bytes=0-9,100-199", [(0, 10), (100, 200)]),
        ("bytes=100-199,0-9", [(100, 200), (0, 10)]),
        ("bytes=0-0,-1", [(0, 1), (9999, 10000)]),
        ("bytes=0-0, 5-5 ,\t9-9", [(0, 1), (5, 6), (9, 10)]),
    ],
)
def test_several_ranges_are_sent_in_the_order_asked(
    app: Flask, video: int, asked: str, parts: list[tuple[int, int]]
) -> None:
    answer = serve(app, video, Range=asked)
    assert answer.status_code == 206
    assert len(answer.data) == int(answer.headers["Content-Length"])
    head = f"Content-Type: {answer.headers['Content-Type']}\r\n\r\n".encode()
    message = BytesParser().parsebytes(head + answer.data)
    found = [
        (part["Content-Range"], part.get_payload(decode=True)) for part in message.get_payload()
    ]
    assert found == [(f"bytes {start}-{end - 1}/10000", CONTENT[start:end]) for start, end in parts]


@pytest.mark.parametrize(
    "asked", ["bytes=10000-", "bytes=10000-10001", "bytes=-0", "bytes=20000-,30000-"]
)
def test_a_range_outside_is_refused_with_the_true_length(
    app: Flask, video: int, asked: str
) -> None:
    answer = serve(app, video, Range=asked)
    assert (answer.status_code, answer.data) == (416, b"")
    assert answer.headers["Content-Range"] == "bytes */10000"


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=a-b",
        "bytes=5",
        "bytes=9-5",
        "bytes=--5",
        "bytes=0x0-5",
        "bytes=1-2-3",
        "items=0-5",
        "bytes=0-5,x",
        "bytes=0-100,50-200",  # overlapping
        "bytes=" + ",".join(f"{n}-{n}" for n in range(0, 40, 2)),  # too many
        "bytes=" + "9" * 40 + "-",
    ],
)
def test_a_range_that_is_none_is_ignored(app: Flask, video: int, asked: str) -> None:
    answer = serve(app, video, Range=asked)
    assert (answer.status_code, answer.data) == (200, CONTENT)


def test_a_range_of_another_content_gets_the_whole(app: Flask, video: int) -> None:
    assert serve(app, video, Range="bytes=0-9", If_Range='"another"').status_code == 200
    assert serve(app, video, Range="bytes=0-9", If_Range=f"W/{ETAG}").status_code == 200
    assert serve(app, video, Range="bytes=0-9", If_Range=ETAG).status_code == 206
    modified = serve(app, video).headers["Last-Modified"]
    assert serve(app, video, Range="bytes=0-9", If_Range=modified).status_code == 206
    other = "Mon, 01 Jan 2024 00:00:00 GMT"
    assert serve(app, video, Range="bytes=0-9", If_Range=other).status_code == 200


def test_what_the_browser_has_is_not_sent_again(app: Flask, video: int) -> None:
    answer = serve(app, video, If_None_Match=ETAG, Range="bytes=0-9")
    assert (answer.status_code, answer.data) == (304, b"")
    assert serve(app, video, If_None_Match='"another"').status_code == 200


def test_head_tells_the_length_and_sends_nothing(app: Flask, video: int) -> None:
    with app.test_request_context("/", method="HEAD"):
        answer = send_file(db.session.get_one(StoredFile, video), name="a.mp4", inline=True)
    assert (answer.status_code, answer.headers["Content-Length"]) == (200, "10000")
    assert answer.response == []


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><html><script>alert(1)</script></html>",
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b'<?xml version="1.0"?><?xml-stylesheet href="evil.xsl"?><a/>',
    ],
)
def test_active_content_is_never_shown_in_the_page(
    app: Flask, sender: FlaskClient, content: bytes
) -> None:
    place = send(sender, content, name="harmless.png", purpose=ACTIVE)
    stored = db.session.get_one(Upload, id_of(place)).stored_file_id
    answer = serve(app, stored or 0, name="harmless.png", inline=True)
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "plain", "encoded"),
    [
        ("notes.pdf", "notes.pdf", "notes.pdf"),
        ("讲义 一.pdf", "__ _.pdf", "%E8%AE%B2%E4%B9%89%20%E4%B8%80.pdf"),
        ('a"b\\c.pdf', "c.pdf", "c.pdf"),
        ("../../etc/passwd", "passwd", "passwd"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie x=1.pdf", "aSet-Cookie%20x%3D1.pdf"),
        ("100%.pdf", "100_.pdf", "100%25.pdf"),
    ],
)
def test_a_name_is_one_header_for_every_browser(
    app: Flask, video: int, name: str, plain: str, encoded: str
) -> None:
    answer = serve(app, video, name=name, inline=False)
    wanted = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"
    assert answer.headers["Content-Disposition"] == wanted


def test_content_that_the_store_has_lost_is_not_found(
    app: Flask, sender: FlaskClient, storage: Storage, video: int
) -> None:
    storage.remove(ETAG.strip('"'))
    client = app.test_client()
    with pytest.raises(Exception, match="404"):
        serve(app, video)
    assert client


def test_a_view_decides_who_reads(app: Flask, sender: FlaskClient, stranger: FlaskClient) -> None:
    """Serving asks nobody: the calling view does, before. This is how a part does it."""
    place = send(sender, some_pdf(5000), name="a.pdf")
    upload = db.session.get_one(Upload, id_of(place))
    assert upload.owner_id
    assert require(Permission.FILE_UPLOAD)
    assert stranger.get(place, headers={"Accept": "application/json"}).status_code == 404
