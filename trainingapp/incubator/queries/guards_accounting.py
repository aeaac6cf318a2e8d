"""Guards of reports, indicators and money: each says what is still missing, or nothing."""

from __future__ import annotations

from trainingapp.incubator.queries.guarding import Guard

GUARDS: dict[str, Guard] = {}
