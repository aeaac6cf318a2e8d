"""Every guard that a workflow may name, and what those of one passage find on a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from trainingapp.incubator.models import Case
from trainingapp.incubator.queries import (
    guards_accounting,
    guards_applying,
    guards_passing,
    guards_residing,
    guards_reviewing,
    guards_standing,
)
from trainingapp.incubator.queries.guarding import Guard, looking_once
from trainingapp.rules.incubation.findings import Missing

FILES = (
    guards_passing,
    guards_applying,
    guards_reviewing,
    guards_residing,
    guards_standing,
    guards_accounting,
)


def merge(tables: Iterable[Mapping[str, Guard]]) -> dict[str, Guard]:
    """All guards by name. :raises ValueError: for a name that stands in two files."""
    found: dict[str, Guard] = {}
    for table in tables:
        for name, guard in table.items():
            if name in found:
                raise ValueError(f"two guards are called {name}")
            found[name] = guard
    return found


GUARDS: Mapping[str, Guard] = merge(file.GUARDS for file in FILES)


def evaluate(case: Case, names: Iterable[str], *, now: datetime) -> dict[str, Sequence[Missing]]:
    """What each guard finds missing. A name that the program does not know gives no answer at all."""
    with looking_once():
        return {name: tuple(GUARDS[name](case, now)) for name in names if name in GUARDS}
