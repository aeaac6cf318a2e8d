"""Guards of an agency's standing: open breaches and the hard gates of graduation."""

from __future__ import annotations

from trainingapp.incubator.queries.guarding import Guard

GUARDS: dict[str, Guard] = {}
