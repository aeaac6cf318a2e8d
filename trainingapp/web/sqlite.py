"""SQLite for several threads and processes: one writer at a time, queued on a file lock.

SQLite's own busy handler is unfair (tails of half a second with two processes), and before 3.51.3 a writer and a
checkpoint in another connection may lose committed pages. Every writing transaction, and with it every checkpoint,
therefore holds the lock. The library filelock was looked at: it polls, which would cost 50 ms per contended write.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

if os.name == "nt":  # pragma: no cover - exercised on Windows only
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined]

    def _unlock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined]
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # NORMAL loses the last commits on power loss: "saved" would be a lie
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-32768",
)
SAFE_WAL = (3, 51, 3)
WAIT_SECONDS = 30.0

_is_writing: ContextVar[bool] = ContextVar("is_writing", default=False)


class WriterBusy(Exception):  # noqa: N818 - the fact is the name
    """Another writer held the database for longer than anyone should wait."""


class WriterLock:
    """A lock between the threads of a process and between processes; the system frees it when a process dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mutex = threading.Lock()
        self._descriptor = -1
        self._pid = 0

    def acquire(self) -> None:
        """Wait for the turn to write. :raises WriterBusy: after WAIT_SECONDS in this process's queue."""
        if not self._mutex.acquire(timeout=WAIT_SECONDS):
            raise WriterBusy(str(self._path))
        try:
            _lock(self._open())
        except BaseException:
            self._mutex.release()
            raise

    def release(self) -> None:
        """Let the next writer in."""
        _unlock(self._descriptor)
        self._mutex.release()

    def _open(self) -> int:
        if self._pid != os.getpid():  # a forked child must not share its parent's lock
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            self._pid = os.getpid()
        return self._descriptor


_locks: dict[str, WriterLock] = {}


def writer_lock(database: str) -> WriterLock:
    """The one lock of a database file, shared by everything in this process that writes to it."""
    return _locks.setdefault(database, WriterLock(Path(f"{database}.lock")))


@contextmanager
def writing() -> Iterator[None]:
    """Let the transactions that begin inside take the writer lock; for jobs, commands and tests."""
    token = _is_writing.set(True)
    try:
        yield
    finally:
        _is_writing.reset(token)


def set_writing(is_writing: bool) -> None:
    """Say whether transactions that begin from now on in this context write."""
    _is_writing.set(is_writing)


def init_sqlite(engine: Engine) -> None:
    """Give an SQLite engine its pragmas and make its writing transactions queue on the writer lock."""
    lock = writer_lock(str(engine.url.database))

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in PRAGMAS:
            connection.execute(pragma).close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if _is_writing.get():
            if not connection.info.get("holds_lock"):
                lock.acquire()
                connection.info["holds_lock"] = True
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("BEGIN")

    @event.listens_for(engine, "checkin")
    def checkin(_connection: Any, record: Any) -> None:
        if record.info.pop("holds_lock", False):
            lock.release()
