"""What the hot routes need of a database, whichever it is, and which one this application has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from flask import current_app

from trainingapp.exams.heartbeat import ensure_heartbeat
from trainingapp.exams.lean.postgresql import PostgresqlStore
from trainingapp.exams.lean.saving import Saved, Saving
from trainingapp.exams.lean.sqlite import SqliteStore
from trainingapp.extensions import db

Answer = TypeVar("Answer")
_NAME = "exams.store"


class Row(Protocol):
    """A row whose columns are read by name."""

    def __getitem__(self, name: str, /) -> Any: ...


class Link(Protocol):
    """A connection inside a transaction. Statements name their values as `:name`."""

    def one(self, statement: str, values: Mapping[str, object]) -> Row | None: ...
    def all(self, statement: str, values: Mapping[str, object]) -> Sequence[Row]: ...
    def run(self, statement: str, values: Mapping[str, object]) -> int: ...
    def run_many(self, statement: str, rows: Sequence[Mapping[str, object]]) -> None: ...
    def save(self, saving: Saving) -> Saved | None: ...
    def begin(self, values: Mapping[str, object]) -> int | None: ...


class Store(Protocol):
    """Reads and durable writes. A write has reached the disk when the call returns."""

    def read(self, work: Callable[[Link], Answer]) -> Answer: ...
    def write(self, work: Callable[[Link], Answer]) -> Answer: ...
    def save(self, saving: Saving) -> Saved | None: ...
    def begin(self, values: Mapping[str, object]) -> int | None: ...
    def close(self) -> None: ...


def current_store() -> Store:
    """The store of the present application, made when it is first needed in each process.

    The hot routes pass the hooks of ordinary pages, so the pulse of the process is seen to here:
    after a crash in mid exam nothing but hot routes may be asked for a long time.
    """
    ensure_heartbeat(current_app._get_current_object())  # type: ignore[attr-defined]
    store: Store | None = current_app.extensions.get(_NAME)
    if store is None:
        store = current_app.extensions.setdefault(_NAME, _make_store())
    return store


def _make_store() -> Store:
    url = db.engine.url
    if url.get_backend_name() == "sqlite":
        return SqliteStore(str(url.database))
    _, arguments = db.engine.dialect.create_connect_args(url)
    return PostgresqlStore(arguments)
