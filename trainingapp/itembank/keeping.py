"""What does not change is read once into this process's memory: keys of published forms, scoring policies.

Triggers keep both from changing (`triggers.py`). Titles of chapters may change and are asked for again after minutes.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

Value = TypeVar("Value")
MOST = 500
MINUTES = 5


class Memory:
    """The values used last, by name. What could not be loaded is not kept."""

    def __init__(self) -> None:
        self._values: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()

    def recall(self, name: Hashable, load: Callable[[], Value]) -> Value:
        """The value of that name, loaded when it is not there. Whoever gets it leaves it as it is."""
        try:
            return self._values[name]  # type: ignore[return-value]
        except KeyError:
            value = load()
        with self._lock:
            self._values[name] = value
            while len(self._values) > MOST:
                self._values.popitem(last=False)
        return value

    def recall_for_minutes(self, name: Hashable, load: Callable[[], Value]) -> Value:
        """The same for what may change: five minutes later it is loaded again."""
        return self.recall_for_seconds(MINUTES * 60, name, load)

    def recall_for_seconds(self, seconds: int, name: Hashable, load: Callable[[], Value]) -> Value:
        """The same for so many seconds."""
        return self.recall((name, int(time.monotonic() // seconds)), load)

    def forget(self) -> None:
        """Drop everything; for tests, whose rows come and go under the same numbers."""
        self._values.clear()


memory = Memory()
