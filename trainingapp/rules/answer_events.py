"""Answer events: what a device may send, and the hash chain that makes the record of an attempt
provable.

An event is the complete state of one slot after a change; events are numbered from 1 within a
lease.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from trainingapp.rules.errors import RuleViolation

KINDS = frozenset({"answer", "flag", "strike", "visit"})
MOST_EVENTS_AT_ONCE = 50
MOST_SECONDS = 86_400
LARGEST_NUMBER = (1 << 31) - 1  # what a column of either database holds
LATEST_MOMENT = 1 << 45  # milliseconds; the year 3084
FIRST_HEAD = ""
_HEAD = re.compile(r"(?:[0-9a-f]{64})?")


class MalformedEvents(RuleViolation):
    """Something that the exam room never sends."""

    message = "The events are malformed: %(detail)s"


@dataclass(frozen=True, slots=True)
class AnswerEvent:
    """One event as a device numbered it. Letters are the form's own, whatever order the device
    shows.
    """

    seq: int
    kind: str
    slot: int
    selected: str
    flagged: bool
    struck: str
    seconds: int
    client_at: int


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """An event as the server keeps it: everything that its hash covers."""

    lease: int
    seq: int
    kind: str
    slot: int
    selected: str
    flagged: bool
    struck: str
    seconds: int
    client_at: int
    server_at: int
    late: bool
    stray: bool


@dataclass(frozen=True, slots=True)
class Position:
    """What a device believes to be recorded so far: its last sequence number and the head of the
    chain.
    """

    seq: int
    head: str


def parse_batch(body: object, letters: Sequence[str]) -> tuple[Position, list[AnswerEvent]]:
    """Read `{"after": …, "events": […]}` for a form whose slots offer these letters.

    :raises MalformedEvents: naming the first thing that is wrong; nothing of such a batch is
    stored.
    """
    if not isinstance(body, dict):
        raise MalformedEvents(detail="an object is expected")
    raw = body.get("events", [])
    if not isinstance(raw, list) or len(raw) > MOST_EVENTS_AT_ONCE:
        raise MalformedEvents(detail=f"events must be a list of at most {MOST_EVENTS_AT_ONCE}")
    after = body.get("after")
    if not isinstance(after, dict):
        raise MalformedEvents(detail="after must be an object with seq and head")
    position = Position(_whole(after, "seq", most=LARGEST_NUMBER), _head(after))
    events = [parse_event(entry, letters) for entry in raw]
    if any(later.seq != event.seq + 1 for event, later in pairwise(events)):
        raise MalformedEvents(detail="sequence numbers of a batch must follow each other")
    return position, events


def parse_event(raw: object, letters: Sequence[str]) -> AnswerEvent:
    """Read one event. :raises MalformedEvents: naming the field."""
    if not isinstance(raw, dict):
        raise MalformedEvents(detail="an event must be an object")
    kind = raw.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise MalformedEvents(detail="kind")
    slot = _whole(raw, "slot", least=1, most=len(letters))
    offered = letters[slot - 1]
    flagged = raw.get("flagged", False)
    if not isinstance(flagged, bool):
        raise MalformedEvents(detail="flagged")
    return AnswerEvent(
        seq=_whole(raw, "seq", least=1, most=LARGEST_NUMBER),
        kind=kind,
        slot=slot,
        selected=_choice(raw, "selected", offered),
        flagged=flagged,
        struck=_choice(raw, "struck", offered),
        seconds=_whole(raw, "seconds", most=MOST_SECONDS),
        client_at=_whole(raw, "client_at", most=LATEST_MOMENT),
    )


def _whole(raw: Mapping[str, Any], name: str, *, least: int = 0, most: int) -> int:
    value = raw.get(name)
    if type(value) is not int or not least <= value <= most:
        raise MalformedEvents(detail=name)
    return value


def _head(raw: Mapping[str, Any]) -> str:
    value = raw.get("head", FIRST_HEAD)
    if not isinstance(value, str) or not _HEAD.fullmatch(value):
        raise MalformedEvents(detail="head")
    return value


def _choice(raw: Mapping[str, Any], name: str, offered: str) -> str:
    value = raw.get(name, "")
    if (
        not isinstance(value, str)
        or len(set(value)) != len(value)
        or not set(value) <= set(offered)
    ):
        raise MalformedEvents(detail=name)
    return "".join(sorted(value))


def canonical(event: RecordedEvent) -> str:
    """The one spelling of an event: names sorted, no spaces, characters as they are."""
    return json.dumps(asdict(event), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def next_head(head: str, event: RecordedEvent) -> str:
    """The head of the chain after the event: sha256 over the previous head, a line feed and the
    event.
    """
    return hashlib.sha256(f"{head}\n{canonical(event)}".encode()).hexdigest()


def find_break(chain: Iterable[tuple[RecordedEvent, str]]) -> int | None:
    """The place (from 0) of the first event whose hash does not follow from everything before it;
    None if all do.
    """
    head = FIRST_HEAD
    for place, (event, recorded) in enumerate(chain):
        head = next_head(head, event)
        if head != recorded:
            return place
    return None
