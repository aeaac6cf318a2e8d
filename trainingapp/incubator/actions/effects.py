"""Every effect that a workflow may name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from trainingapp.incubator.actions import (
    effects_accounting,
    effects_applying,
    effects_passing,
    effects_residing,
    effects_reviewing,
)
from trainingapp.incubator.actions.following import Effect

FILES = (
    effects_passing,
    effects_applying,
    effects_reviewing,
    effects_residing,
    effects_accounting,
)


def merge(tables: Iterable[Mapping[str, Effect]]) -> dict[str, Effect]:
    """All effects by name. :raises ValueError: for a name that stands in two files."""
    found: dict[str, Effect] = {}
    for table in tables:
        for name, effect in table.items():
            if name in found:
                raise ValueError(f"two effects are called {name}")
            found[name] = effect
    return found


EFFECTS: Mapping[str, Effect] = merge(file.EFFECTS for file in FILES)
