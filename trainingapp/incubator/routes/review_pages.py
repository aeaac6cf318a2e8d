"""What every page of reviews and decisions uses: the case, the reader's capacities, who may act."""

from __future__ import annotations

from trainingapp.education.days import today
from trainingapp.incubator.models import Case
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.routes.reaching import open_case
from trainingapp.incubator.tabs import AGENCY, BASE
from trainingapp.rules.incubation.words import Actor
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

# Routes of reviews take these from here, so that each names what is its own.
__all__ = [
    "AGENCY",
    "BASE",
    "HEAD",
    "STEERING",
    "Actor",
    "Case",
    "Permission",
    "bp",
    "current",
    "now",
    "open_case",
    "require",
    "today",
]

HEAD = frozenset({Actor.HEAD})
STEERING = frozenset({Actor.OFFICER, Actor.HEAD})
