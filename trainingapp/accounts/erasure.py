"""What goes when somebody leaves: a part that keeps more of a person than a number registers how it is removed.

Personal Information Protection Law (2021-11-01), article 47.
"""

from __future__ import annotations

from collections.abc import Callable

Eraser = Callable[[int], None]

_ERASERS: dict[str, Eraser] = {}


def register_eraser(name: str, function: Eraser) -> None:
    """Remove something of everybody who is anonymised. `function` is given the user's id.

    :raises ValueError: the name is taken by another function.
    """
    if _ERASERS.get(name, function) is not function:
        raise ValueError(f"two erasers are registered as {name}")
    _ERASERS[name] = function


def erase(user_id: int) -> None:
    """Remove what the parts keep of a person."""
    for _name, function in sorted(_ERASERS.items()):
        function(user_id)
