"""Moments and points survive the database exactly."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st
from sqlalchemy.dialects import sqlite

from trainingapp.extensions import Instant, Points, from_milliseconds, milliseconds

DIALECT = sqlite.dialect()
moments = st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(
    lambda m: m.replace(microsecond=m.microsecond // 1000 * 1000)
)


@given(moments)
def test_a_moment_comes_back_to_the_millisecond(moment: datetime) -> None:
    assert from_milliseconds(milliseconds(moment)) == moment


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Instant().process_bind_param(datetime(2026, 1, 1), DIALECT)


@given(st.integers(-100_000, 100_000).map(lambda n: Decimal(n) / 100))
def test_points_come_back_exactly(value: Decimal) -> None:
    stored = Points().process_bind_param(value, DIALECT)
    assert Points().process_result_value(stored, DIALECT) == value


def test_points_finer_than_a_hundredth_are_refused() -> None:
    with pytest.raises(ValueError, match="hundredth"):
        Points().process_bind_param(Decimal("0.125"), DIALECT)


def test_none_stays_none() -> None:
    for kind in (Instant(), Points()):
        assert kind.process_bind_param(None, DIALECT) is None
        assert kind.process_result_value(None, DIALECT) is None
