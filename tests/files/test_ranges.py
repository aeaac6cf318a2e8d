"""Byte ranges as properties: what comes back lies in the file, says what was asked, and nothing crashes it."""

from __future__ import annotations

from hypothesis import given, strategies as st

from trainingapp.files.ranges import MOST_RANGES, ByteRange, Unsatisfiable, read_ranges

SIZES = st.integers(1, 10_000)
PLACES = st.integers(0, 12_000)


def asked(header: str, size: int) -> list[ByteRange] | None:
    """The ranges; None when none of them can be satisfied."""
    try:
        return list(read_ranges(header, size))
    except Unsatisfiable:
        return None


@given(SIZES, PLACES, PLACES)
def test_a_range_is_cut_to_the_file(size: int, first: int, length: int) -> None:
    found = asked(f"bytes={first}-{first + length}", size)
    if first >= size:
        assert found is None
    else:
        assert found == [ByteRange(first, min(size, first + length + 1))]


@given(SIZES, st.integers(0, 12_000))
def test_a_suffix_is_the_end_of_the_file(size: int, suffix: int) -> None:
    found = asked(f"bytes=-{suffix}", size)
    assert found == (None if suffix == 0 else [ByteRange(max(0, size - suffix), size)])


@given(SIZES, PLACES)
def test_an_open_range_goes_to_the_end(size: int, first: int) -> None:
    found = asked(f"bytes={first}-", size)
    assert found == (None if first >= size else [ByteRange(first, size)])


@given(SIZES, st.lists(st.tuples(PLACES, st.integers(0, 500)), min_size=1, max_size=12))
def test_several_ranges_never_send_a_byte_twice_nor_one_outside(
    size: int, wanted: list[tuple[int, int]]
) -> None:
    header = "bytes=" + ",".join(f"{first}-{first + length}" for first, length in wanted)
    found = asked(header, size)
    for part in found or []:
        assert 0 <= part.start < part.end <= size
    sent = [place for part in found or [] for place in range(part.start, part.end)]
    assert len(sent) == len(set(sent))
    assert len(found or []) <= MOST_RANGES


@given(st.text(max_size=60), st.integers(0, 1000))
def test_no_header_crashes_it(text: str, size: int) -> None:
    for header in (text, f"bytes={text}"):
        for part in asked(header, size) or []:
            assert 0 <= part.start < part.end <= size


def test_digits_of_other_scripts_are_no_digits_of_http() -> None:
    assert asked("bytes=٠-٩", 100) == []


def test_an_empty_file_has_no_range() -> None:
    assert asked("bytes=0-0", 0) is None
    assert asked(None or "", 0) == []
