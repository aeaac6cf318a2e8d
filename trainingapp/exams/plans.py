"""What an officer decides about an organised sitting, and what became of a list of seats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Plan:
    """What an officer decides about an organised sitting."""

    title: dict[str, str]
    test_form_id: int
    organisation_id: int | None
    opens_at: datetime
    last_start_at: datetime | None
    closes_at: datetime
    grace_seconds: int
    needs_seat: bool
    access_code: str | None
    is_shuffled: bool
    earliest_hand_in_minutes: int
    feedback_after_hand_in: str
    feedback_after_close: str


class Seated(NamedTuple):
    """What became of a list of names: seats added, those seated before, names nobody has."""

    added: int
    known: int
    unknown: list[str]
