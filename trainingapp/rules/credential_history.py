"""In which state a credential was at a moment, read from what happened to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

# what happened → the state from then on; everything else changes no state
STATE_AFTER = {
    "issued": "issued",
    "suspended": "suspended",
    "resumed": "issued",
    "reinstated": "issued",
    "revoked": "revoked",
    "superseded": "superseded",
}
FINAL = frozenset({"revoked", "superseded"})


class Happened(Protocol):
    """An event of a credential."""

    @property
    def act(self) -> str: ...
    @property
    def at(self) -> datetime: ...


def state_at(events: Iterable[Happened], moment: datetime) -> str | None:
    """The state after everything that happened up to and at the moment; None before the credential was issued.

    `events` come in the order in which they happened. Revoked and replaced are final.
    """
    state = None
    for event in events:
        if event.at <= moment and state not in FINAL:
            state = STATE_AFTER.get(event.act, state)
    return state
