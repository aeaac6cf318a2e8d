"""Bytes arrive: piece by piece, each durable before the offset says so.

No lock is held while a sender is slow. Each piece takes the upload's lock, finds the offset where it expects it, is
synced to the disk and noted; so of two senders one goes on and the other is told where to continue, and a server that
is killed in between has at worst more bytes than it says, which the next piece overwrites.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO

from werkzeug.exceptions import ClientDisconnected

from trainingapp.config import Settings
from trainingapp.extensions import db
from trainingapp.files import actions, queries
from trainingapp.files.finishing import refuse_upload
from trainingapp.files.judging import judge_beginning
from trainingapp.files.models import Upload
from trainingapp.files.purposes import find_purpose
from trainingapp.files.sniffing import HEAD_BYTES
from trainingapp.files.staging import Staging
from trainingapp.files.violations import (
    BadRequest,
    ChecksumDiffers,
    UnknownPurpose,
    UploadGone,
    UploadRefused,
)
from trainingapp.web.transactions import commit_now, start_writing

PIECE_BYTES = 2 * 1024 * 1024
READ_BYTES = 128 * 1024
CHECKED_MOST = 64 * 1024 * 1024  # a piece with a checksum is kept apart until it is believed


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a sender says of the bytes of one request."""

    algorithm: str
    digest: bytes


def grow(
    upload_id: str,
    offset: int,
    stream: IO[bytes],
    *,
    checksum: Checksum | None = None,
    settings: Settings,
    now: datetime,
) -> int:
    """Append what the stream gives, from this offset on; the new offset. Commits piece by piece.

    A line that is cut leaves what had come; with a checksum nothing is kept unless all of it is right.
    :raises UploadRefused: wrong place, ended, too much, no room, a wrong checksum, or a file that is not taken.
    """
    staging = Staging(settings)
    if checksum is None:
        return _append_all(upload_id, offset, _pieces(stream), settings=settings, now=now)
    with staging.draft(upload_id) as draft:
        digest = hashlib.new(checksum.algorithm, usedforsecurity=False)
        with draft.open("xb") as file:
            for piece in _pieces(stream):
                digest.update(piece)
                file.write(piece)
                if file.tell() > CHECKED_MOST:
                    raise BadRequest(what="a piece with a checksum has at most 64 MB")
        if digest.digest() != checksum.digest:
            raise ChecksumDiffers()
        with draft.open("rb") as file:
            return _append_all(upload_id, offset, _pieces(file), settings=settings, now=now)


def _append_all(
    upload_id: str, offset: int, pieces: Iterator[bytes], *, settings: Settings, now: datetime
) -> int:
    for piece in pieces:
        append(upload_id, offset, piece, settings=settings, now=now)
        offset += len(piece)
    return offset


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """What the stream gives in pieces for the disk; the last is what a cut line left."""
    piece = bytearray()
    try:
        while block := stream.read(READ_BYTES):
            piece += block
            if len(piece) >= PIECE_BYTES:
                yield bytes(piece)
                piece.clear()
    except (ClientDisconnected, ConnectionError, TimeoutError):
        pass  # nobody reads the answer; what has come counts
    if piece:
        yield bytes(piece)


def append(upload_id: str, offset: int, piece: bytes, *, settings: Settings, now: datetime) -> None:
    """Make one piece durable and note it. :raises UploadRefused: as `grow` does."""
    staging = Staging(settings)
    with staging.lock(upload_id):
        db.session.rollback()
        upload = queries.find_upload(upload_id)
        if upload is None:
            raise UploadGone()
        actions.check_place(upload, offset, len(piece), now=now)
        if offset < HEAD_BYTES:
            _judge_beginning(upload, offset, piece, staging, now=now)
        db.session.rollback()
        staging.write(upload_id, offset, piece)
        start_writing()
        later = now + timedelta(days=settings.upload_days)
        if not actions.note_offset(upload_id, offset, offset + len(piece), expires_at=later):
            db.session.rollback()
            staging.remove(upload_id)  # cancelled meanwhile
            raise UploadGone()
        commit_now()


def _judge_beginning(
    upload: Upload, offset: int, piece: bytes, staging: Staging, *, now: datetime
) -> None:
    """Once the first bytes are together, refuse what cannot pass."""
    if offset + len(piece) < min(HEAD_BYTES, upload.size):
        return
    begun = staging.read_beginning(upload.id, offset)
    purpose = find_purpose(upload.purpose)
    try:
        if purpose is None:
            raise UnknownPurpose()
        judge_beginning((begun + piece)[:HEAD_BYTES], name=upload.file_name, purpose=purpose)
    except UploadRefused as violation:
        upload_id = upload.id
        start_writing()
        found = queries.find_upload(upload_id)
        if found is not None:
            refuse_upload(found, violation, now=now)
        commit_now()
        staging.remove(upload_id)
        raise
