"""Sending content to readers: whole or by ranges, never as a page of ours. Access is the calling view's affair.

Flask's send_file was looked at: it knows single ranges only and wants a local file.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from typing import cast
from urllib.parse import quote

from flask import Response, abort, current_app, request
from werkzeug.http import http_date

from trainingapp.files.models import StoredFile
from trainingapp.files.names import clean_name
from trainingapp.files.ranges import ByteRange, Unsatisfiable, read_ranges
from trainingapp.files.slots import HeldBody, slots_of
from trainingapp.files.storage import ContentMissing, Storage, open_storage
from trainingapp.files.violations import Crowded

PORTION_BYTES = 2 * 1024 * 1024

# What a browser shows without running anything of it. All else is downloaded.
INLINE = frozenset(
    {
        "application/pdf",
        "audio/flac",
        "audio/mp4",
        "audio/mpeg",
        "audio/ogg",
        "audio/wav",
        "image/gif",
        "image/jpeg",
        "image/png",
        "image/webp",
        "text/plain",
        "text/vtt",
        "video/mp4",
        "video/quicktime",
        "video/webm",
        "video/x-matroska",
    }
)
TEXTS = frozenset({"text/plain", "text/vtt"})
CLOSED = "default-src 'none'; sandbox"
CLOSED_PDF = (
    "default-src 'none'; style-src 'unsafe-inline'"  # a sandbox keeps browsers' viewers out
)


def send_file(stored_file: StoredFile, *, name: str, inline: bool) -> Response:
    """The content as an answer to the present request: 200, 206, 304 or 416.

    `inline` shows it in the page or in a tab, unless its type could carry script. The caller has decided that the
    reader may see it.
    """
    headers = _headers(stored_file, name=name, inline=inline)
    etag = headers["ETag"]
    if request.if_none_match.contains_weak(stored_file.sha256):
        return Response(status=304, headers=headers)
    asked = request.headers.get("Range") if _may_range(etag, headers["Last-Modified"]) else None
    try:
        ranges = read_ranges(asked, stored_file.size)
    except Unsatisfiable:
        headers["Content-Range"] = f"bytes */{stored_file.size}"
        return Response(status=416, headers={**headers, "Content-Type": "text/plain"})
    if request.method == "HEAD":
        return Response(headers={**headers, "Content-Length": str(stored_file.size)})
    if headers["Content-Disposition"].startswith("inline"):
        ranges = _portion(asked, ranges, stored_file.media_type)
    storage = open_storage(current_app.config["SETTINGS"])
    try:
        return _hold(_answer(storage, stored_file, ranges, headers))
    except Crowded:
        abort(503)
    except ContentMissing:
        current_app.logger.exception("content %s is not in the store", stored_file.sha256)
        abort(404)


def _portion(
    asked: str | None, ranges: Sequence[ByteRange], media_type: str
) -> Sequence[ByteRange]:
    """Answer a player's open range (`bytes=0-`) with its beginning, which RFC 9110 §15.3.7 allows.

    A player reads on when it has played: an answer to the end would hold a thread for the length of the film.
    """
    is_open = (asked or "").rstrip().endswith("-") and len(ranges) == 1
    if not is_open or not media_type.startswith(("video/", "audio/")):
        return ranges
    start = ranges[0].start
    return [ByteRange(start, min(ranges[0].end, start + PORTION_BYTES))]


def _hold(response: Response) -> Response:
    """What is larger than the buffers of a line keeps a place while it goes. :raises Crowded:"""
    if int(response.headers["Content-Length"]) > PORTION_BYTES:
        body = cast(Iterator[bytes], response.response)
        response.response = HeldBody(body, slots_of(current_app.config["SETTINGS"]))
    return response


def _headers(stored_file: StoredFile, *, name: str, inline: bool) -> dict[str, str]:
    media_type = stored_file.media_type
    is_shown = inline and media_type in INLINE
    return {
        "Content-Type": f"{media_type}; charset=utf-8" if media_type in TEXTS else media_type,
        "Content-Disposition": disposition(name, is_shown=is_shown),
        "Content-Security-Policy": CLOSED_PDF if media_type == "application/pdf" else CLOSED,
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "ETag": f'"{stored_file.sha256}"',
        "Last-Modified": http_date(stored_file.made_at),
        # A browser may keep it, but asks every time whether its reader may still see it.
        "Cache-Control": "private, no-cache",
        "Accept-Ranges": "bytes",
    }


def disposition(name: str, *, is_shown: bool) -> str:
    """Content-Disposition with a name for every browser (RFC 6266): plain letters, then the real one."""
    safe = clean_name(name)
    plain = "".join(c if c.isascii() and c not in '"\\%' else "_" for c in safe)
    kind = "inline" if is_shown else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}"


def _may_range(etag: str, modified: str) -> bool:
    """Ranges are for GET, and with If-Range only for the very content that the reader has begun with."""
    condition = request.headers.get("If-Range")
    return request.method == "GET" and condition in {None, etag, modified}


def _answer(
    storage: Storage, stored_file: StoredFile, ranges: Sequence[ByteRange], headers: dict[str, str]
) -> Response:
    size, sha256 = stored_file.size, stored_file.sha256
    if len(ranges) > 1:
        return _answer_many(storage, stored_file, ranges, headers)
    part = ranges[0] if ranges else ByteRange(0, size)
    headers["Content-Length"] = str(part.length)
    if ranges:
        headers["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{size}"
    body = storage.read(sha256, part.start, part.end)
    return Response(body, status=206 if ranges else 200, headers=headers, direct_passthrough=True)


def _answer_many(
    storage: Storage, stored_file: StoredFile, ranges: Sequence[ByteRange], headers: dict[str, str]
) -> Response:
    """multipart/byteranges, in the order asked for (RFC 9110 §14.6)."""
    boundary = secrets.token_hex(16)
    size, sha256 = stored_file.size, stored_file.sha256
    heads = [
        f"\r\n--{boundary}\r\nContent-Type: {headers['Content-Type']}\r\n"
        f"Content-Range: bytes {part.start}-{part.end - 1}/{size}\r\n\r\n".encode()
        for part in ranges
    ]
    tail = f"\r\n--{boundary}--\r\n".encode()
    first = storage.read(sha256, ranges[0].start, ranges[0].end)

    def body() -> Iterator[bytes]:
        for place, (head, part) in enumerate(zip(heads, ranges, strict=True)):
            yield head
            yield from first if place == 0 else storage.read(sha256, part.start, part.end)
        yield tail

    length = sum(len(head) for head in heads) + sum(part.length for part in ranges) + len(tail)
    headers["Content-Type"] = f"multipart/byteranges; boundary={boundary}"
    headers["Content-Length"] = str(length)
    return Response(body(), status=206, headers=headers, direct_passthrough=True)
