"""Draws the demonstration's film: scenes of a first interview as a WebM that every browser plays.

A still WebP is one frame of VP8; a WebM is such frames with times. So no film has to lie in the repository.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 640, 360
EBML, SEGMENT, INFO, TRACKS, CLUSTER, CUES = (
    *(0x1A45DFA3, 0x18538067, 0x1549A966),
    *(0x1654AE6B, 0x1F43B675, 0x1C53BB6B),
)
PAPER, WALL, TABLE = "#f5f1e8", "#dfe9e3", "#b98b5e"
COATS = ("#1f5d4c", "#b3472f")
HANDS = ((0, 0), (14, -8), (-10, 6), (18, 4), (-6, -12), (8, 10))


def draw_scene(number: int, count: int) -> Image.Image:
    """Two people at a table, a lamp that moves, and how far the film is."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, 230), fill=WALL)
    draw.rectangle((60, 40, 180, 130), fill=PAPER, outline=TABLE, width=5)
    moved_x, moved_y = HANDS[number % len(HANDS)]
    for side, coat in enumerate(COATS):
        middle = 190 + side * 260 + (moved_x if side == number % 2 else 0)
        lowered = moved_y if side == number % 2 else 0
        draw.ellipse((middle - 38, 92 + lowered, middle + 38, 168 + lowered), fill="#e9c9a6")
        draw.pieslice((middle - 90, 160 + lowered, middle + 90, 380), 180, 360, fill=coat)
    draw.rounded_rectangle((90, 258, 550, 286), 12, fill=TABLE)
    draw.rectangle((0, 340, WIDTH, HEIGHT), fill=WALL)
    draw.rectangle((0, 340, WIDTH * (number + 1) // count, HEIGHT), fill=COATS[0])
    return image


def make_film(scenes: Sequence[Image.Image], *, seconds_each: int) -> bytes:
    """The scenes one after the other, a frame in every second, each to be jumped to."""
    frames = [frame for frame in map(_vp8, scenes) for _second in range(seconds_each)]
    clusters = [
        _element(CLUSTER, _number(0xE7, second * 1000), _element(0xA3, b"\x81\x00\x00\x80", frame))
        for second, frame in enumerate(frames)
    ]
    length = struct.pack(">d", len(frames) * 1000)
    info = _element(
        INFO,
        _number(0x2AD7B1, 1_000_000),
        _element(0x4489, length),
        _element(0x4D80, b"trainingapp"),
        _element(0x5741, b"trainingapp"),
    )
    picture = _element(0xE0, _number(0xB0, WIDTH), _number(0xBA, HEIGHT))
    kind = [_number(0xD7, 1), _number(0x73C5, 1), _number(0x83, 1), _element(0x86, b"V_VP8")]
    tracks = _element(TRACKS, _element(0xAE, *kind, picture))
    places, place = [], len(info) + len(tracks)
    for second, cluster in enumerate(clusters):
        position = _element(0xB7, _number(0xF7, 1), _number(0xF1, place))
        places.append(_element(0xBB, _number(0xB3, second * 1000), position))
        place += len(cluster)
    head = [_number(0x4286, 1), _number(0x42F7, 1), _number(0x42F2, 4), _number(0x42F3, 8)]
    head += [_element(0x4282, b"webm"), _number(0x4287, 2), _number(0x4285, 2)]
    return _element(EBML, *head) + _element(
        SEGMENT, info, tracks, *clusters, _element(CUES, *places)
    )


def _vp8(image: Image.Image) -> bytes:
    """The one frame in a still WebP: what follows its only chunk's head (RFC 9649 §2.5)."""
    buffer = BytesIO()
    image.save(buffer, "WEBP", quality=55, method=4)
    content = buffer.getvalue()
    assert content[12:16] == b"VP8 "
    (size,) = struct.unpack("<I", content[16:20])
    return content[20 : 20 + size]


def _element(name: int, *content: bytes) -> bytes:
    body = b"".join(content)
    return name.to_bytes((name.bit_length() + 7) // 8) + b"\x01" + len(body).to_bytes(7) + body


def _number(name: int, value: int) -> bytes:
    return _element(name, value.to_bytes(max(1, (value.bit_length() + 7) // 8)))
