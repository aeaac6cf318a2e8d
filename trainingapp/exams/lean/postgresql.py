"""Durable writes on PostgreSQL: a save is one statement that commits itself, everything else a
short transaction.
"""

from __future__ import annotations

import json
import os
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeVar

from trainingapp.exams.lean import statements
from trainingapp.exams.lean.saving import Saved, Saving, StoreBusy

try:
    import psycopg
    from psycopg.rows import dict_row
except ImportError:  # pragma: no cover - the embedded database needs no driver
    pass

Answer = TypeVar("Answer")
_VALUE = re.compile(r":([a-z_]+)")


@lru_cache(maxsize=128)
def _translate(statement: str) -> str:
    return _VALUE.sub(r"%(\1)s", statement.replace("{lock}", "FOR UPDATE OF a"))


class PostgresqlLink:
    """A connection whose rows are read by name; statements are prepared when they come again."""

    def __init__(self, connection: psycopg.Connection[dict[str, Any]]) -> None:
        self.connection = connection

    def one(self, statement: str, values: Mapping[str, object]) -> dict[str, Any] | None:
        return self.connection.execute(_translate(statement), values).fetchone()

    def all(self, statement: str, values: Mapping[str, object]) -> Sequence[dict[str, Any]]:
        return self.connection.execute(_translate(statement), values).fetchall()

    def run(self, statement: str, values: Mapping[str, object]) -> int:
        return self.connection.execute(_translate(statement), values).rowcount

    def run_many(self, statement: str, rows: Sequence[Mapping[str, object]]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(_translate(statement), rows)

    def save(self, saving: Saving) -> Saved | None:
        """Advance the attempt, append the events and apply them; None when the guard says no."""
        values = {
            "attempt": saving.attempt,
            "lease": saving.lease,
            "after": saving.after,
            "after_head": saving.after_head,
            "last": saving.last,
            "head": saving.head,
            "count": len(saving.events),
            "now": saving.now,
            "limit": saving.limit,
            "events": json.dumps(saving.events, separators=(",", ":")),
        }
        row = self.one(statements.SAVE_AT_ONCE, values)
        return None if row is None else Saved(row["deadline_at"])

    def begin(self, values: Mapping[str, object]) -> int | None:
        """Make an attempt and its lease; its number, or None when there is one already."""
        row = self.one(statements.BEGIN_AT_ONCE, values)
        return None if row is None else int(row["id"])


class PostgresqlStore:
    """As many connections as requests are under way at once: one for each thread of the server."""

    def __init__(self, arguments: Mapping[str, Any]) -> None:
        self._arguments = dict(arguments)
        self._idle: deque[PostgresqlLink] = deque()
        self._pid = os.getpid()

    def read(self, work: Callable[[PostgresqlLink], Answer]) -> Answer:
        """Run reads, each on the newest committed state."""
        with self._link() as link:
            return work(link)

    def write(self, work: Callable[[PostgresqlLink], Answer]) -> Answer:
        """Run the work in one transaction. :raises StoreBusy: when the server is away."""
        with self._link() as link, link.connection.transaction():
            return work(link)

    def save(self, saving: Saving) -> Saved | None:
        """Save a batch in one statement that commits itself; None when the guard says no."""
        with self._link() as link:
            return link.save(saving)

    def begin(self, values: Mapping[str, object]) -> int | None:
        """Begin an attempt in one statement that commits itself; None when there is one already."""
        with self._link() as link:
            return link.begin(values)

    def close(self) -> None:
        """Close the connections that nobody uses now."""
        while self._idle:
            self._idle.pop().connection.close()

    @contextmanager
    def _link(self) -> Iterator[PostgresqlLink]:
        if self._pid != os.getpid():  # connections must not be shared with a parent process
            self._idle, self._pid = deque(), os.getpid()
        link: PostgresqlLink | None = None
        try:
            link = self._take()
            yield link
        except psycopg.OperationalError as error:
            raise StoreBusy from error
        finally:
            if link is not None and not link.connection.closed:
                self._idle.append(link)

    def _take(self) -> PostgresqlLink:
        try:
            return self._idle.pop()
        except IndexError:
            return self._connect()

    def _connect(self) -> PostgresqlLink:
        connection: psycopg.Connection[dict[str, Any]] = psycopg.connect(
            **self._arguments, autocommit=True, prepare_threshold=2, row_factory=dict_row
        )
        return PostgresqlLink(connection)
