"""Asking a learner whether they are still there: when, how long they may take, and what then counts.

Questions stand at fixed places of the recording, drawn once for each learner and lesson: reloading or another device
meets the same ones. What was watched between two questions counts when the second is answered in time. All lengths are
whole milliseconds of the recording.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random

from trainingapp.rules.watching import Span, covered, union, within, without

EVERY = 6 * 60_000  # one question for about so much of the recording
SHORTEST = 60_000  # of a shorter recording nobody is asked
TIME_TO_ANSWER = timedelta(seconds=60)  # what the page shows
LINE = timedelta(seconds=30)  # what a slow line may take on top
SLACK = 2_000  # players begin and end their pieces some moments late
REACHED = 5_000  # so much before a question must have been watched for it to be asked


def draw_seed(secret: str, *names: object) -> int:
    """A number that nobody guesses without the secret, the same for the same names."""
    text = "\n".join([secret, *map(str, names)])
    return int.from_bytes(sha256(text.encode()).digest()[:8])


def place_questions(length: int, *, seed: int) -> tuple[int, ...]:
    """Where a recording of this length asks: once in each sixth minute or so, the last time near its end.

    The recording is cut into equal parts; each has its question at random in its last three fifths, the last part in
    its last three tenths but not in its last twentieth.
    """
    if length < SHORTEST:
        return ()
    count = max(1, round(length / EVERY))
    random = Random(seed)  # noqa: S311 - the seed is secret, not the drawing
    places = []
    for number in range(count):
        is_last = number == count - 1
        share = random.uniform(0.7, 0.95) if is_last else random.uniform(0.4, 1)
        places.append(int(length * (number + share) / count))
    return tuple(places)


def stretch_before(place: int, places: Sequence[int]) -> Span:
    """What a question stands for: from the question before it, or the beginning, to its own place."""
    return max((p for p in places if p < place), default=0), place


def open_places(places: Sequence[int], confirmed: Iterable[Span]) -> tuple[int, ...]:
    """The questions whose stretch is not yet confirmed, but for two seconds."""
    known = union(confirmed)
    return tuple(
        place
        for place in places
        if covered(without([stretch_before(place, places)], known)) > SLACK
    )


def is_reached(watched: Iterable[Span], place: int) -> bool:
    """Whether the seconds before a question were watched; whoever jumps over it is not asked."""
    last = (max(0, place - REACHED), place)
    return covered(within(watched, [last])) * 2 >= last[1] - last[0]


def is_in_time(asked_at: datetime, now: datetime) -> bool:
    """Whether an answer that arrives now counts."""
    return now <= asked_at + TIME_TO_ANSWER + LINE


def confirm(
    watched: Iterable[Span], confirmed: Iterable[Span], *, stretch: Span
) -> tuple[Span, ...]:
    """What is confirmed once a question is answered: also what was watched of its stretch until now."""
    return union(confirmed, within(watched, [stretch]))


def miss(watched: Iterable[Span], confirmed: Iterable[Span], *, stretch: Span) -> tuple[Span, ...]:
    """What is watched once a question was missed: of its stretch only what had been confirmed before."""
    return without(watched, without([stretch], confirmed))


def count_watched(
    watched: Iterable[Span], *, confirmed: Iterable[Span], places: Sequence[int], length: int
) -> tuple[Span, ...]:
    """What counts of what was watched: what is confirmed, and what comes after the last question."""
    tail = (max(places, default=0), length)
    return within(watched, union(confirmed, [tail] if tail[0] < tail[1] else []))
