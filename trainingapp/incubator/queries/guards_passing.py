"""Guards of the passage itself: each says what is still missing, or nothing."""

from __future__ import annotations

from trainingapp.incubator.queries.guarding import Guard

GUARDS: dict[str, Guard] = {}
