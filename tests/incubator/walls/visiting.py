"""Everybody's browser in the world, and what an answer means: let in, refused, not found, sent to sign in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from tests.factories_accounts import sign_in
from tests.factories_walls import Side, World
from tests.incubator.walls.addresses import Address
from trainingapp.extensions import db

IN, REFUSED, NOT_FOUND, SIGN_IN = "in", "403", "404", "sign in"
JSON = {
    "Accept": "application/json"
}  # what is refused is then told in one line: drawing pages takes half of the time
WRITES = ("INSERT", "UPDATE", "DELETE")
SEEN = "UPDATE sign_in"  # when somebody was here last


class Visitors:
    """The browsers by the names of the people; the one of nobody is `anonymous`."""

    def __init__(self, app: Flask, world: World) -> None:
        self.app, self.world = app, world
        self._clients = {name: app.test_client() for name in (*world.people, "anonymous")}
        for name, user in world.people.items():
            sign_in(self._clients[name], user)

    def open(self, who: str, method: str, path: str, data: Any = None) -> TestResponse:
        """What somebody is answered."""
        client = self._clients[who]
        return client.open(path, method=method, data=data, headers=JSON, buffered=True)

    def visit(self, who: str, address: Address, side: Side | None = None) -> TestResponse:
        """What somebody is answered at an address with the numbers of a side (their own unless said)."""
        return self.open(who, address.method, address.path(side or self.world.own))


def meaning(answer: TestResponse) -> str:
    """What an answer says: a form that is shown again, a conflict or a missing field are inside the walls."""
    assert answer.status_code < 500
    return {401: SIGN_IN, 403: REFUSED, 404: NOT_FOUND}.get(answer.status_code, IN)


def words_in(answer: TestResponse) -> str:
    """What can be read in an answer, also in a workbook or a paper that a browser would save."""
    return str(answer.data, "utf-8", "replace")


@contextmanager
def writes() -> Iterator[list[str]]:
    """Collects what is written to the database meanwhile."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(WRITES) and not statement.startswith(SEEN):
            found.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
