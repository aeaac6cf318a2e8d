"""What a guard is: a question to a case that is answered by everything still missing."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

from trainingapp.incubator.models import Case
from trainingapp.rules.incubation.findings import Missing

Guard: TypeAlias = Callable[[Case, datetime], Sequence[Missing]]
Found = TypeVar("Found")

_seen: ContextVar[dict[Hashable, Any] | None] = ContextVar("seen_by_guards", default=None)


@contextmanager
def looking_once() -> Iterator[None]:
    """Within, guards that look at the same facts read them once: nothing is written between two guards."""
    token = _seen.set({})
    try:
        yield
    finally:
        _seen.reset(token)


def once(key: Hashable, look: Callable[[], Found]) -> Found:
    """What `look` gives, read once for a key while several guards are asked; each time for a guard asked alone."""
    seen = _seen.get()
    if seen is None:
        return look()
    if key not in seen:
        seen[key] = look()
    found: Found = seen[key]
    return found
