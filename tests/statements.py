"""Counting what a page asks of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask.testing import FlaskClient
from sqlalchemy import event

from trainingapp.extensions import db


def count_statements(client: FlaskClient, address: str) -> int:
    """How many statements a page takes once whatever only the first request does is done."""
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    assert client.get(address).status_code == 200, address
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        client.get(address)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(statements)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that run within."""
    statements: list[str] = []

    def note(*arguments: object) -> None:
        if str(arguments[2]) != "BEGIN":
            statements.append(str(arguments[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
