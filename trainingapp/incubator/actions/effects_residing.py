"""What follows from passages in matters of residence: agreement, plan, evaluation, exit."""

from __future__ import annotations

from trainingapp.incubator.actions.following import Effect

EFFECTS: dict[str, Effect] = {}
