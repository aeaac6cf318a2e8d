"""Byte ranges (RFC 9110 §14): which bytes of a file a request asks for.

werkzeug's parser was looked at: it takes `bytes=-0` for the whole file and drops ranges that are out of order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

MOST_RANGES = (
    8  # more is an attack or a mistake: the whole file is sent (RFC 9110 §14.2 and §17.15)
)
SPEC = re.compile(r"(?:(\d{1,19})-(\d{1,19})?|-(\d{1,19}))", re.ASCII)


class Unsatisfiable(Exception):  # noqa: N818 - the fact is the name
    """None of the ranges lies in the file."""


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes from start to end, end not included."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.end - self.start


def read_ranges(header: str | None, size: int) -> Sequence[ByteRange]:
    """The ranges that a Range header asks for, in its order; none for no header and for one to be ignored.

    Ignored are other units, bad syntax, too many ranges, and ranges that overlap.
    :raises Unsatisfiable: the header is right but no range lies in the file.
    """
    unit, found, specs = (header or "").strip().partition("=")
    if not found or unit.strip().lower() != "bytes":
        return ()
    parts = [part.strip() for part in specs.split(",") if part.strip()]
    matches = [SPEC.fullmatch(part) for part in parts]
    if not parts or len(parts) > MOST_RANGES or not all(matches):
        return ()
    ranges = []
    for match in matches:
        assert match
        first, last, suffix = match.groups()
        if last is not None and int(last) < int(first):
            return ()  # bad syntax, says the RFC
        if suffix is not None:
            ranges.append(ByteRange(max(0, size - int(suffix)), size))
        else:
            ranges.append(ByteRange(int(first), min(size, int(last) + 1 if last else size)))
    inside = [r for r in ranges if 0 <= r.start < r.end]
    if not inside:
        raise Unsatisfiable()
    return () if _overlap(inside) else inside


def _overlap(ranges: Sequence[ByteRange]) -> bool:
    ordered = sorted(ranges, key=lambda r: r.start)
    return any(a.end > b.start for a, b in pairwise(ordered))
