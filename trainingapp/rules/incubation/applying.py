"""When an application may come in: the days of a call, the days to answer, how long a look at the lists is good."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from enum import StrEnum


class CallState(StrEnum):
    """Where a call stands on a day."""

    HIDDEN = "hidden"  # not published
    AHEAD = "ahead"
    OPEN = "open"
    CLOSED = "closed"


def call_state(*, is_published: bool, opens_on: date, closes_on: date, today: date) -> CallState:
    """Where a call stands; it is open on its first and its last day."""
    if not is_published:
        return CallState.HIDDEN
    if today < opens_on:
        return CallState.AHEAD
    return CallState.OPEN if today <= closes_on else CallState.CLOSED


def resubmission_ends_on(*, closes_on: date | None, returned_on: date, grace_days: int) -> date:
    """The last day to submit again: the grace after the close of the call, or after the return where that is later.

    Who was asked for papers on the last day could never answer otherwise.
    """
    begins = returned_on if closes_on is None else max(closes_on, returned_on)
    return begins + timedelta(days=grace_days)


def is_fresh(looked_on: date | None, *, today: date, days: int) -> bool:
    """Whether a look at the credit lists is good: at most so many days old, and not of tomorrow."""
    return looked_on is not None and today - timedelta(days=days) <= looked_on <= today


BLANKS = re.compile(r"[\s\-_.,，。、·（）()]+")


def alike(text: str) -> str:
    """A name, number or address without what people write differently: width, case, blanks and punctuation."""
    return BLANKS.sub("", unicodedata.normalize("NFKC", text)).casefold()
