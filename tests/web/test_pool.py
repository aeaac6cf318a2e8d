"""A connection that died while it was idle is replaced before a request notices; a busy one is not asked."""

from __future__ import annotations

from types import SimpleNamespace

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text

from trainingapp.extensions import db
from trainingapp.web import pool

PID = text("SELECT pg_backend_pid()")


@pytest.fixture
def postgres(postgres_app: Flask, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The application on PostgreSQL, a clock to turn, and the pings that were sent."""
    seen = SimpleNamespace(now=0.0, pings=0)
    monkeypatch.setattr(pool, "time", SimpleNamespace(monotonic=lambda: seen.now))
    with postgres_app.app_context():
        ping = db.engine.dialect.do_ping
        db.engine.dispose()
        db.engine.dialect.do_ping = lambda connection: _count(seen) and ping(connection)  # type: ignore[method-assign]
        yield seen
        del db.engine.dialect.do_ping
        db.session.remove()


def _count(seen: SimpleNamespace) -> bool:
    seen.pings += 1
    return True


def backend() -> int:
    number = int(db.session.scalar(PID) or 0)
    db.session.remove()
    return number


def kill(number: int, url: str) -> None:
    plain = url.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(plain, autocommit=True) as executioner:
        executioner.execute("SELECT pg_terminate_backend(%s, 5000)", (number,))


def test_a_connection_used_a_moment_ago_is_not_asked(postgres: SimpleNamespace) -> None:
    first = backend()
    postgres.now += pool.IDLE_SECONDS / 2
    assert backend() == first
    assert postgres.pings == 0


def test_a_connection_that_was_idle_is_asked_once_and_used(postgres: SimpleNamespace) -> None:
    first = backend()
    postgres.now += pool.IDLE_SECONDS
    assert backend() == first
    assert postgres.pings == 1
    assert backend() == first
    assert postgres.pings == 1


def test_a_connection_that_died_while_idle_is_replaced_unnoticed(
    postgres: SimpleNamespace, postgres_url: str
) -> None:
    first = backend()
    kill(first, postgres_url)
    postgres.now += 60
    assert backend() != first
    assert postgres.pings >= 1
