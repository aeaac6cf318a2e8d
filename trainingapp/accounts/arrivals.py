"""What waits for somebody who has no account yet: a part that keeps such a thing registers how it is given to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


class Welcome(Protocol):
    """Given the new user's id and their contacts in plain form."""

    def __call__(self, user_id: int, contacts: Sequence[str], *, now: datetime) -> None: ...


_WELCOMES: dict[str, Welcome] = {}


def register_welcome(name: str, function: Welcome) -> None:
    """Give something to whoever gets an account or another contact, in the transaction that writes it.

    :raises ValueError: the name is taken by another function.
    """
    if _WELCOMES.get(name, function) is not function:
        raise ValueError(f"two welcomes are registered as {name}")
    _WELCOMES[name] = function


def welcome(user_id: int, contacts: Sequence[str], *, now: datetime) -> None:
    """Give somebody what waits for one of these contacts."""
    for _name, function in sorted(_WELCOMES.items()):
        function(user_id, contacts, now=now)
