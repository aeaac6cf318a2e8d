"""What follows from passages in matters of reports, indicators and money."""

from __future__ import annotations

from trainingapp.incubator.actions.following import Effect

EFFECTS: dict[str, Effect] = {}
