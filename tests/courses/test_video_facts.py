"""What a file says of itself: length and height, from a few bytes, and nothing from a file that is broken."""

from __future__ import annotations

import struct
from random import Random

import pytest
from hypothesis import given, strategies as st

from tests.courses.boxes import (
    FILE_TYPE,
    box,
    element,
    fragmented,
    movie_header,
    mp4,
    track,
    webm,
)
from trainingapp.courses.video_facts import MOST_BOXES, Facts, read_facts

MP4, WEBM = "video/mp4", "video/webm"


def facts(content: bytes, media_type: str = MP4) -> Facts:
    return read_facts(
        lambda start, end: content[start:end], size=len(content), media_type=media_type
    )


@pytest.mark.parametrize(
    ("content", "media_type", "found"),
    [
        (mp4(754.5), MP4, Facts(754_500, 720)),
        (mp4(754.5, version=1), MP4, Facts(754_500, 720)),
        (mp4(60, is_movie_last=True), MP4, Facts(60_000, 720)),  # as cameras write them
        (mp4(60, is_movie_last=True), "video/quicktime", Facts(60_000, 720)),
        (mp4(60, height=0), MP4, Facts(60_000, None)),
        (fragmented(90), MP4, Facts(90_000, 360)),
        (fragmented(None), MP4, Facts(None, 360)),
        (webm(12.25), WEBM, Facts(12_250, 480)),
        (webm(12.25, scale=500_000), WEBM, Facts(12_250, 480)),
        (webm(12.25, is_endless=True), WEBM, Facts(12_250, 480)),
        (webm(None), WEBM, Facts(None, 480)),  # as browsers record them
    ],
)
def test_a_file_says_its_length_and_height(content: bytes, media_type: str, found: Facts) -> None:
    assert facts(content, media_type) == found


def test_the_length_is_counted_in_the_units_that_the_file_names() -> None:
    for scale in (600, 1000, 90_000):
        movie = box(b"moov", movie_header(scale * 61, scale=scale), track(360))
        assert facts(FILE_TYPE + movie) == Facts(61_000, 360)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x00\x00",
        FILE_TYPE,
        FILE_TYPE + Random(1).randbytes(3000),
        FILE_TYPE + box(b"moov"),
        FILE_TYPE + box(b"moov", movie_header(0)),
        FILE_TYPE + box(b"moov", movie_header(2**32 - 1)),  # all ones: unknown
        FILE_TYPE + box(b"moov", movie_header(2**64 - 1, version=1)),
        FILE_TYPE + box(b"moov", movie_header(5000, scale=0)),
        FILE_TYPE + box(b"moov", box(b"mvhd", b"\x00\x00")),
        FILE_TYPE + box(b"moov", movie_header(25 * 60 * 60 * 1000)),  # longer than a day
        mp4(60)[:200],
        struct.pack(">I4sQ", 1, b"moov", 2**63),
        struct.pack(">I4s", 4, b"moov") * 20,  # a box shorter than its own head
        box(b"free") * (MOST_BOXES + 1) + mp4(60),
    ],
)
def test_a_broken_or_silent_file_says_nothing_of_its_length(content: bytes) -> None:
    assert facts(content).length is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 50,
        element(0x1A45DFA3, b"webm"),
        webm(60)[:40],
        webm(0),
        webm(-5),
        webm(float("nan")),
        webm(float("inf")),
        webm(60, scale=0),
        webm(1e300),
        element(0x18538067, element(0x1549A966, element(0x4489, b"abc"))),
        element(0x18538067, element(0x1F43B675, b"x"), element(0x1549A966)),
    ],
)
def test_a_broken_or_silent_webm_says_nothing_of_its_length(content: bytes) -> None:
    assert facts(content, WEBM).length is None


@given(st.binary(max_size=300), st.sampled_from([MP4, WEBM]))
def test_no_bytes_whatever_break_the_reader(content: bytes, media_type: str) -> None:
    found = facts(content, media_type)
    assert found.length is None or found.length > 0


@given(st.integers(0, 900), st.integers(0, 255))
def test_a_changed_byte_breaks_nothing(place: int, value: int) -> None:
    for content, media_type in ((mp4(60), MP4), (webm(60), WEBM), (fragmented(60), MP4)):
        changed = bytearray(content)
        changed[place % len(changed)] = value
        assert facts(bytes(changed), media_type).length != 0


def test_gigabytes_are_not_read_for_two_numbers() -> None:
    content = mp4(60, is_movie_last=True, size=1_000_000)
    asked: list[int] = []

    def read(start: int, end: int) -> bytes:
        asked.append(end - start)
        return content[start:end]

    assert read_facts(read, size=len(content), media_type=MP4).length == 60_000
    assert sum(asked) < 1000
