"""Durable writes on SQLite at the price of one disk flush for many: group commit.

One thread of each process writes. It takes whatever is waiting, holds the site's writer lock, runs
every piece of
work in one transaction, commits, and only then lets the waiting requests answer.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from _thread import allocate_lock
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

from trainingapp.exams.lean import statements
from trainingapp.exams.lean.saving import Saved, Saving, StoreBusy, latest_per_slot, place_events
from trainingapp.web.sqlite import PRAGMAS, WriterBusy, writer_lock

Answer = TypeVar("Answer")
LARGEST_GROUP = 256
WAIT_SECONDS = 10.0


class SqliteLink:
    """A connection whose rows are read by name."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def one(self, statement: str, values: Mapping[str, object]) -> sqlite3.Row | None:
        rows: list[sqlite3.Row] = self._execute(statement, values).fetchall()
        return rows[0] if rows else None

    def all(self, statement: str, values: Mapping[str, object]) -> Sequence[sqlite3.Row]:
        return self._execute(statement, values).fetchall()

    def run(self, statement: str, values: Mapping[str, object]) -> int:
        return self._execute(statement, values).rowcount

    def run_many(self, statement: str, rows: Sequence[Mapping[str, object]]) -> None:
        self._connection.executemany(statement, rows)

    def save(self, saving: Saving) -> Saved | None:
        """Advance the attempt, append the events and apply them; None when the guard says no."""
        row = self.one(
            statements.ADVANCE,
            {
                "attempt": saving.attempt,
                "lease": saving.lease,
                "after": saving.after,
                "after_head": saving.after_head,
                "last": saving.last,
                "head": saving.head,
                "count": len(saving.events),
                "now": saving.now,
                "limit": saving.limit,
            },
        )
        if row is None:
            return None
        first = row["event_count"] - len(saving.events) + 1
        place_events(saving.events, first=first, deadline_at=row["deadline_at"])
        self.run_many(statements.INSERT_EVENT, saving.events)
        self.run_many(statements.APPLY_EVENT, latest_per_slot(saving.events))
        return Saved(row["deadline_at"])

    def begin(self, values: Mapping[str, object]) -> int | None:
        """Make an attempt and its lease; its number, or None when there is one already."""
        row = self.one(statements.INSERT_ATTEMPT, values)
        if row is None:
            return None
        if values["device"] is not None:
            self.run(statements.INSERT_LEASE, {**values, "attempt": row["id"]})
        return int(row["id"])

    def _execute(self, statement: str, values: Mapping[str, object]) -> sqlite3.Cursor:
        return self._connection.execute(statement.replace("{lock}", ""), dict(values))


class _Item(Generic[Answer]):
    """One waiting request: what it wants done, and what came of it."""

    __slots__ = ("answer", "done", "error", "is_abandoned", "work")

    def __init__(self, work: Callable[[SqliteLink], Answer]) -> None:
        self.work = work
        self.answer: Answer | None = None
        self.error: BaseException | None = None
        self.is_abandoned = False
        # A bare lock is several times cheaper than threading.Event.
        self.done = allocate_lock()
        self.done.acquire()

    def run(self, link: SqliteLink) -> None:
        self.answer = self.work(link)


class SqliteStore:
    """Reads on their own connections; writes through the one writing thread of this process."""

    def __init__(self, database: str) -> None:
        self._database = database
        self._lock = writer_lock(database)
        self._readers: deque[SqliteLink] = deque()
        self._queue: SimpleQueue[_Item[Any]] = SimpleQueue()
        self._starting = threading.Lock()
        self._pid = 0

    def read(self, work: Callable[[SqliteLink], Answer]) -> Answer:
        """Run reads, each on the newest committed state."""
        try:
            link = self._readers.pop()
        except IndexError:
            link = SqliteLink(self._connect())
        try:
            return work(link)
        finally:
            self._readers.append(link)

    def write(self, work: Callable[[SqliteLink], Answer]) -> Answer:
        """Run the work in the next group. :raises StoreBusy: when its turn does not come."""
        self._ensure_writer()
        item = _Item(work)
        self._queue.put(item)
        if not item.done.acquire(timeout=WAIT_SECONDS):
            item.is_abandoned = True
            raise StoreBusy
        if item.error is not None:
            raise item.error
        return item.answer  # type: ignore[return-value]

    def save(self, saving: Saving) -> Saved | None:
        """Save a batch in the next group; None when the guard says no."""
        return self.write(lambda link: link.save(saving))

    def begin(self, values: Mapping[str, object]) -> int | None:
        """Begin an attempt in the next group; None when there is one already."""
        return self.write(lambda link: link.begin(values))

    def close(self) -> None:
        """Forget the reading connections; they close with their last reader."""
        self._readers.clear()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._database, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        connection.row_factory = sqlite3.Row
        for pragma in PRAGMAS:
            connection.execute(pragma).close()
        return connection

    def _ensure_writer(self) -> None:
        # A forked process starts without its parent's threads, so each one asks for its own.
        if self._pid == os.getpid():
            return
        with self._starting:
            if self._pid == os.getpid():
                return
            self._queue = SimpleQueue()
            self._readers = deque()
            threading.Thread(
                target=self._serve, args=(self._queue,), name="exam-writer", daemon=True
            ).start()
            self._pid = os.getpid()

    def _serve(self, queue: SimpleQueue[_Item[Any]]) -> None:
        connection = self._connect()
        while True:
            group = _next_group(queue)
            try:
                self._lock.acquire()
            except WriterBusy:
                _fail(group, StoreBusy())
                continue
            try:
                _commit_group(connection, group)
            finally:
                self._lock.release()
            for item in group:
                item.done.release()


def _next_group(queue: SimpleQueue[_Item[Any]]) -> list[_Item[Any]]:
    group = [queue.get()]
    with suppress(Empty):
        while len(group) < LARGEST_GROUP:
            group.append(queue.get_nowait())
    return [item for item in group if not item.is_abandoned]


def _fail(group: list[_Item[Any]], error: BaseException) -> None:
    for item in group:
        item.error = error
        item.done.release()


def _commit_group(connection: sqlite3.Connection, group: list[_Item[Any]]) -> None:
    if _commit(connection, group) is None:
        return
    # Somebody's work failed and took the others' with it: each again, by itself.
    for item in group:
        item.error = _commit(connection, [item])


def _commit(connection: sqlite3.Connection, group: list[_Item[Any]]) -> BaseException | None:
    link = SqliteLink(connection)
    try:
        connection.execute("BEGIN IMMEDIATE").close()
        for item in group:
            item.run(link)
        connection.execute("COMMIT").close()
    except BaseException as error:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK").close()
        return error
    return None
