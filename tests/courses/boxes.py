"""Video files for tests, made of nothing but the boxes that say how long they are."""

from __future__ import annotations

import struct
from random import Random

FILE_TYPE = b"\x00\x00\x00\x14ftypisom\x00\x00\x02\x00isom"


def box(name: bytes, *content: bytes, is_wide: bool = False) -> bytes:
    """A box of an MP4 file; a wide one says its size in eight bytes."""
    body = b"".join(content)
    if is_wide:
        return struct.pack(">I4sQ", 1, name, len(body) + 16) + body
    return struct.pack(">I4s", len(body) + 8, name) + body


def movie_header(length: int, *, scale: int = 1000, version: int = 0) -> bytes:
    """An mvhd of so many units."""
    if version:
        return box(b"mvhd", struct.pack(">B3xQQIQ", 1, 0, 0, scale, length), bytes(80))
    return box(b"mvhd", struct.pack(">B3xIIII", 0, 0, 0, scale, length), bytes(80))


def track(height: int, *, version: int = 0) -> bytes:
    """A trak with a picture of this height; sound has none."""
    head = bytes([version]) + bytes(79 + 12 * version - 4)
    return box(b"trak", box(b"tkhd", head, struct.pack(">II", 1280 << 16, height << 16)))


def mp4(
    seconds: float,
    *,
    height: int = 720,
    version: int = 0,
    is_movie_last: bool = False,
    size: int = 2000,
    seed: int = 1,
) -> bytes:
    """An MP4 of this length; its pictures are chance."""
    header = movie_header(round(seconds * 1000), version=version)
    movie = box(b"moov", header, track(0, version=version), track(height, version=version))
    content = box(b"mdat", Random(seed).randbytes(size), is_wide=bool(version))
    parts = [content, movie] if is_movie_last else [movie, content]
    return b"".join([FILE_TYPE, box(b"free", bytes(8)), *parts])


def fragmented(seconds: float | None) -> bytes:
    """An MP4 in fragments; it may say its length or not."""
    extends = box(b"mehd", struct.pack(">B3xQ", 1, round(seconds * 1000))) if seconds else b""
    movie = box(b"moov", movie_header(0), track(360), box(b"mvex", extends))
    return b"".join([FILE_TYPE, movie, *(box(b"moof", bytes(8)) for _ in range(3))])


def element(name: int, *content: bytes, is_endless: bool = False) -> bytes:
    """An element of a WebM file with a size of eight bytes."""
    body = b"".join(content)
    head = name.to_bytes((name.bit_length() + 7) // 8)
    length = b"\x01" + b"\xff" * 7 if is_endless else b"\x01" + len(body).to_bytes(7)
    return head + length + body


def webm(
    seconds: float | None, *, height: int = 480, scale: int = 1_000_000, is_endless: bool = False
) -> bytes:
    """A WebM of this length; browsers record some that do not say it."""
    ticks = struct.pack(">d", (seconds or 0) * 1_000_000_000 / (scale or 1))
    info = element(
        0x1549A966,
        element(0x2AD7B1, scale.to_bytes(4)),
        *([element(0x4489, ticks)] if seconds is not None else []),
    )
    picture = element(0xE0, element(0xB0, b"\x02\x80"), element(0xBA, height.to_bytes(2)))
    tracks = element(0x1654AE6B, element(0xAE, element(0xD7, b"\x01"), picture))
    cluster = element(0x1F43B675, Random(3).randbytes(500))
    segment = element(0x18538067, info, tracks, cluster, is_endless=is_endless)
    return element(0x1A45DFA3, element(0x4282, b"webm")) + segment
