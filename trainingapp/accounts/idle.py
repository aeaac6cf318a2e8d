"""How long a signed-in reader may be away; the time last here is in the signed session cookie."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

REFRESH_SECONDS = 60


def idle_seconds(session: Mapping[str, Any], config: Mapping[str, Any]) -> int:
    """How long this reader may be away: staff shorter than candidates."""
    name = "STAFF_IDLE_MINUTES" if session.get("is_staff") else "IDLE_MINUTES"
    return int(config[name]) * 60


def seconds_away(session: Mapping[str, Any], *, now: datetime) -> int:
    """The time since this reader was last noted to be here."""
    return int(now.timestamp()) - int(session.get("seen_at", 0))


def is_away_too_long(
    session: Mapping[str, Any], config: Mapping[str, Any], *, now: datetime
) -> bool:
    """Whether the sign-in in this cookie has ended by staying away."""
    return seconds_away(session, now=now) > idle_seconds(session, config)
