"""What follows from passages in matters of applications."""

from __future__ import annotations

from trainingapp.incubator.actions.following import Effect

EFFECTS: dict[str, Effect] = {}
