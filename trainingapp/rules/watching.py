"""What of a recording somebody has watched: the union of the intervals their devices report.

Speed and seeking play no part: an interval counts as the piece of the recording that was played. All lengths are whole
milliseconds of the recording.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

Span = tuple[int, int]  # from, to; the first is less than the second

LONGEST = 24 * 60 * 60 * 1000  # no recording of a lesson is longer than a day
MOST_SPANS = 2000  # of one report
MOST_KEPT = 4000  # of one recording and learner
ENOUGH = 90  # percent of a recording that complete it; titles and credits may be left out


def union(*reports: Iterable[Span]) -> tuple[Span, ...]:
    """Everything that is in any of the reports, in order, without overlap; intervals that touch become one."""
    found: list[Span] = []
    for start, end in sorted(span for report in reports for span in report):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def within(spans: Iterable[Span], allowed: Iterable[Span]) -> tuple[Span, ...]:
    """What lies in both, in order; either may overlap with itself."""
    left, right = union(spans), union(allowed)
    found: list[Span] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < end:
            found.append((start, end))
        if left[i][1] <= right[j][1]:
            i += 1
        else:
            j += 1
    return tuple(found)


def without(spans: Iterable[Span], removed: Iterable[Span]) -> tuple[Span, ...]:
    """What is in the first and not in the second, in order; nothing lies before 0 or after a day."""
    edges = [0, *(edge for span in union(removed) for edge in span), LONGEST]
    gaps = zip(edges[::2], edges[1::2], strict=True)
    return within(spans, [gap for gap in gaps if gap[0] < gap[1]])


def bounded(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The same intervals; of more than nobody watches in, the longest: a row does not grow for ever."""
    if len(spans) <= MOST_KEPT:
        return tuple(spans)
    return tuple(sorted(sorted(spans, key=lambda span: span[0] - span[1])[:MOST_KEPT]))


def clip(spans: Iterable[Span], *, duration: int) -> tuple[Span, ...]:
    """The part of each interval that lies within the recording; what lies outside is no watching."""
    inside = ((max(start, 0), min(end, duration)) for start, end in spans)
    return tuple(span for span in inside if span[0] < span[1])


def covered(spans: Sequence[Span]) -> int:
    """How much is covered by intervals that do not overlap (as `union` returns them)."""
    return sum(end - start for start, end in spans)


def is_watched(spans: Sequence[Span], *, duration: int, percent: int) -> bool:
    """Whether at least so many percent of the recording are covered. An empty recording never is."""
    return duration > 0 and covered(spans) * 100 >= duration * percent


def is_newer(at: datetime | None, known: datetime | None) -> bool:
    """Whether a device's place is newer than the one that is kept: a report that was held up moves nobody back."""
    return known is None or (at is not None and at >= known)


def believed_duration(reported: int, *, minutes: int) -> int:
    """How long a recording is taken to be whose file does not say it: what the player says, at least a tenth of what
    its author says.

    Nobody completes an hour by reporting a recording of a second; an author who says too much, or `1` for a short clip,
    keeps nobody from completing.
    """
    return max(reported, (minutes - 1) * 6_000)


def write_time(seconds: int) -> str:
    """A moment of a recording as its player shows it: `02:05`, and `1:02:05` from an hour on."""
    minutes, rest = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes:02}:{rest:02}"
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def read_spans(value: object) -> tuple[Span, ...]:
    """The intervals of a report: a list of at most 2000 pairs of whole numbers, 0 ≤ from < to ≤ a day.

    :raises ValueError: for anything else.
    """
    if not isinstance(value, list) or len(value) > MOST_SPANS:
        raise ValueError("not a list of intervals")
    return tuple(_read_span(pair) for pair in value)


def _read_span(pair: object) -> Span:
    if not isinstance(pair, list) or len(pair) != 2:
        raise ValueError("not a pair")
    start, end = pair
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= LONGEST:
        raise ValueError("not an interval")
    return start, end
