"""Reads across parts for the home pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from trainingapp.web.auth import SignedIn


@dataclass(frozen=True, slots=True)
class Panel:
    """One role's part of the home page: a template fragment and what it shows."""

    template: str
    facts: dict[str, object]


def list_panels(person: SignedIn, *, now: datetime) -> Sequence[Panel]:
    """The panels of the reader's roles, the most urgent first."""
    return []
