"""Moments in credentials: written one way, and nothing else is read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from trainingapp.rules.credential_stamps import read_stamp, stamp

NOON = datetime(2026, 11, 23, 4, 0, 0, 999_000, tzinfo=UTC)


def test_a_moment_is_written_in_whole_seconds_of_utc() -> None:
    shanghai = NOON.astimezone(timezone(timedelta(hours=8)))
    assert stamp(shanghai) == stamp(NOON) == "2026-11-23T04:00:00Z"


def test_what_was_written_is_read() -> None:
    assert read_stamp(stamp(NOON)) == NOON.replace(microsecond=0)


@pytest.mark.parametrize(
    "text",
    [None, 7, "", "2026-11-23", "2026-11-23T04:00:00+00:00", "2026-02-30T00:00:00Z", "2026-11-23T04:00:00Z "],
)  # fmt: skip
def test_nothing_else_is_a_moment(text: object) -> None:
    assert read_stamp(text) is None
