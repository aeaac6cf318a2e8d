"""Rules of places, results of checks and waivers, for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.factories_incubator import NOON, written
from trainingapp.incubator.models import PlaceRule


def make_place_rule(area: str, key: str, value: str, **changes: Any) -> PlaceRule:
    """A row that the site entered about a place."""
    values: dict[str, Any] = {
        "document": "石民规〔2026〕3号",
        "confidence": "B",
        "valid_from": date(2026, 1, 1),
        "entered_at": NOON,
        **changes,
    }
    row = PlaceRule(area=area, key=key, value=value, **values)
    return written(row)  # type: ignore[no-any-return]
