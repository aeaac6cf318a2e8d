"""What a video file says of itself: its length and the height of its picture, read from a few of its bytes.

tinytag (MIT) was looked at: it reads no WebM, takes a fragmented MP4 for empty, and wants a local file, where ours may
lie in an object store. mutagen's licence (GPL) does not fit. Both formats are boxes in boxes; what is wanted is two
numbers. Sources: ISO/IEC 14496-12 §8.2.2 (mvhd), §8.3.2 (tkhd), §8.8.2 (mehd); RFC 8794 (EBML), RFC 9559 (Matroska).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from trainingapp.rules.watching import LONGEST

Reader = Callable[[int, int], bytes]  # the bytes from start to end, end not included

MOST_BOXES = 2000  # in one box; a file of more is broken or hostile
WEBM = "video/webm"
SEGMENT, INFO, TRACKS, CLUSTER = 0x18538067, 0x1549A966, 0x1654AE6B, 0x1F43B675
TIMESTAMP_SCALE, DURATION = 0x2AD7B1, 0x4489
TRACK, PICTURE, PICTURE_HEIGHT = 0xAE, 0xE0, 0xBA


@dataclass(frozen=True, slots=True)
class Facts:
    """Length in milliseconds and height in pixels; None where the file does not say, or says what cannot be."""

    length: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A named piece of a file, and where its content lies."""

    name: bytes | int
    start: int
    end: int


def read_facts(read: Reader, *, size: int, media_type: str) -> Facts:
    """What the file says; nothing for a file that is broken."""
    try:
        found = _read_webm(read, size) if media_type == WEBM else _read_mp4(read, size)
    except (struct.error, IndexError, OverflowError, ValueError, ZeroDivisionError):
        return Facts()
    length = found.length if found.length and 0 < found.length <= LONGEST else None
    height = found.height if found.height and 0 < found.height <= 20_000 else None
    return Facts(length, height)


def _read_mp4(read: Reader, size: int) -> Facts:
    movie = next((box for box in _boxes(read, 0, size) if box.name == b"moov"), None)
    if movie is None:
        return Facts()
    length, heights, scale = 0, [0], 0
    for box in _boxes(read, movie.start, movie.end):
        if box.name == b"mvhd":
            scale, length = _timed(read(box.start, box.start + 32))
        elif box.name == b"mvex" and not length:
            length = _fragments_length(read, box)
        elif box.name == b"trak":
            heights.append(_track_height(read, box))
    return Facts(length * 1000 // scale if scale else None, max(heights))


def _boxes(read: Reader, start: int, end: int) -> Iterator[Box]:
    for _number in range(MOST_BOXES):
        if start + 8 > end:
            return
        head = read(start, min(start + 16, end))
        length, name = struct.unpack(">I4s", head[:8])
        begin = start + 8
        if length == 1:  # a length of eight bytes follows
            (length,), begin = struct.unpack(">Q", head[8:16]), start + 16
        stop = end if length == 0 else start + length
        if stop < begin or stop > end:
            return
        yield Box(name, begin, stop)
        start = stop


def _timed(head: bytes) -> tuple[int, int]:
    """Units in a second and length in units, from an mvhd; a length of all ones means unknown."""
    if head[0] == 1:
        scale, length = struct.unpack(">IQ", head[20:32])
        return scale, 0 if length == 2**64 - 1 else length
    scale, length = struct.unpack(">II", head[12:20])
    return scale, 0 if length == 2**32 - 1 else length


def _fragments_length(read: Reader, extends: Box) -> int:
    for box in _boxes(read, extends.start, extends.end):
        if box.name == b"mehd":
            head = read(box.start, min(box.start + 12, box.end))
            return int(
                struct.unpack(">Q", head[4:12])[0]
                if head[0] == 1
                else struct.unpack(">I", head[4:8])[0]
            )
    return 0


def _track_height(read: Reader, track: Box) -> int:
    for box in islice(_boxes(read, track.start, track.end), 20):
        if box.name == b"tkhd":
            head = read(box.start, min(box.start + 96, box.end))
            at = 92 if head[0] == 1 else 80
            return int(struct.unpack(">I", head[at : at + 4])[0]) >> 16
    return 0


def _read_webm(read: Reader, size: int) -> Facts:
    segment = next((box for box in _elements(read, 0, size) if box.name == SEGMENT), None)
    if segment is None:
        return Facts()
    length, height = None, None
    for box in _elements(read, segment.start, segment.end):
        if box.name == CLUSTER:  # from here on there are pictures and sound
            break
        if box.name == INFO:
            length = _info_length(read, box)
        elif box.name == TRACKS:
            height = _webm_height(read, box)
    return Facts(length, height)


def _elements(read: Reader, start: int, end: int) -> Iterator[Box]:
    for _number in range(MOST_BOXES):
        if start + 2 > end:
            return
        head = read(start, min(start + 16, end))
        name_width = _width(head[0], 4)
        width = _width(head[name_width], 8)
        name = int.from_bytes(head[:name_width])
        length = int.from_bytes(head[name_width : name_width + width]) & (2 ** (7 * width) - 1)
        begin = start + name_width + width
        is_unknown = (
            length == 2 ** (7 * width) - 1
        )  # a live recording: to the end of what is around it
        stop = end if is_unknown else begin + length
        yield Box(name, begin, min(stop, end))
        start = stop


def _width(first: int, most: int) -> int:
    """How many bytes a variable number takes, told by the leading zeros of its first."""
    width = 9 - first.bit_length()
    if width > most:
        raise ValueError("no variable number")
    return width


def _info_length(read: Reader, info: Box) -> int | None:
    scale, ticks = 1_000_000, 0.0
    for box in _elements(read, info.start, info.end):
        content = (
            read(box.start, min(box.end, box.start + 8))
            if box.name in {TIMESTAMP_SCALE, DURATION}
            else b""
        )
        if box.name == TIMESTAMP_SCALE:
            scale = int.from_bytes(content)
        elif box.name == DURATION:
            ticks = float(struct.unpack(">d" if len(content) == 8 else ">f", content)[0])
    return int(ticks * scale / 1_000_000) if ticks else None


def _webm_height(read: Reader, tracks: Box) -> int | None:
    for track in _elements(read, tracks.start, tracks.end):
        for box in _elements(read, track.start, track.end) if track.name == TRACK else ():
            for part in _elements(read, box.start, box.end) if box.name == PICTURE else ():
                if part.name == PICTURE_HEIGHT:
                    return int.from_bytes(read(part.start, min(part.end, part.start + 8)))
    return None
