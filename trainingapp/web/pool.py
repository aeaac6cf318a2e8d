"""Connections that have been idle are asked whether they still live before a request gets one.

SQLAlchemy's own `pool_pre_ping` asks every time, one more round trip for each page; a connection used a moment ago
is as good as one that has just answered.
"""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

IDLE_SECONDS = 1.0  # a database takes longer than that to come back
_LAST_USED = "last_used"


def init_pool(engine: Engine) -> None:
    """Watch the engine's connections."""

    @event.listens_for(engine, "checkin")
    def leave(_connection: Any, entry: ConnectionPoolEntry) -> None:
        entry.info[_LAST_USED] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ask(connection: Any, entry: ConnectionPoolEntry, _proxy: Any) -> None:
        last_used = entry.info.get(_LAST_USED)
        if last_used is None or time.monotonic() - last_used < IDLE_SECONDS:
            return
        try:
            is_alive = engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error:
            is_alive = False
        if not is_alive:
            raise DisconnectionError  # the pool throws it away and connects anew
