"""The state at a moment is what everything up to it has made."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from trainingapp.rules.credential_history import state_at

START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Event:
    act: str
    at: datetime


def history(*acts: str) -> list[Event]:
    """One act a day, the first on the first day."""
    return [Event(act, START + timedelta(days=day)) for day, act in enumerate(acts)]


def on(day: float) -> datetime:
    return START + timedelta(days=day)


@pytest.mark.parametrize(
    ("acts", "day", "state"),
    [
        ((), 0, None),
        (("issued",), -0.1, None),
        (("issued",), 0, "issued"),
        (("issued",), 900, "issued"),
        (("issued", "revoked"), 0.9, "issued"),
        (("issued", "revoked"), 1, "revoked"),
        (("issued", "superseded"), 2, "superseded"),
        (("issued", "suspended"), 1, "suspended"),
        (("issued", "suspended", "resumed"), 1.5, "suspended"),
        (("issued", "suspended", "resumed"), 2, "issued"),
        (("issued", "suspended", "reinstated"), 2, "issued"),
        (("issued", "suspended", "revoked"), 3, "revoked"),
        (("issued", "opened", "closed"), 3, "issued"),
        (("issued", "revoked", "opened"), 3, "revoked"),
        (("issued", "revoked", "resumed"), 3, "revoked"),
        (("issued", "superseded", "suspended"), 3, "superseded"),
    ],
)
def test_the_state_of_a_moment(acts: tuple[str, ...], day: float, state: str | None) -> None:
    assert state_at(history(*acts), on(day)) == state
