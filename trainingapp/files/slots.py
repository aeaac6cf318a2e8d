"""Places for slow lines. A body that comes or goes slowly holds a thread of this process for as long as it takes;
half of the threads are never given to such bodies, so that pages and the exam room go on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore

from trainingapp.config import Settings
from trainingapp.files.violations import Crowded


class Slots:
    """So many bodies at once; nobody waits for a place, for waiting would hold a thread too."""

    def __init__(self, count: int) -> None:
        self._free = BoundedSemaphore(count)

    def take(self) -> None:
        """:raises Crowded: all places are taken."""
        if not self._free.acquire(blocking=False):
            raise Crowded()

    def give(self) -> None:
        """Give the place back."""
        self._free.release()

    @contextmanager
    def held(self) -> Iterator[None]:
        """A place for the time of the block. :raises Crowded:"""
        self.take()
        try:
            yield
        finally:
            self.give()


class HeldBody:
    """A body that keeps its place until its last byte, its end or its loss, whichever comes first."""

    def __init__(self, body: Iterator[bytes], slots: Slots) -> None:
        slots.take()
        self._body = body
        self._slots: Slots | None = slots

    def __iter__(self) -> HeldBody:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._body)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give the place back, once."""
        slots, self._slots = self._slots, None
        if slots is not None:
            slots.give()

    def __del__(self) -> None:
        if getattr(self, "_slots", None) is not None:
            self.close()


@cache
def slots_of(settings: Settings) -> Slots:
    """The places of this process: half of its threads."""
    threads = settings.blocking_threads or (32 if settings.is_sqlite else 8)
    return Slots(max(1, threads // 2))
