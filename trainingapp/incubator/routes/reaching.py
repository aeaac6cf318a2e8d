"""How pages open a case: 404 for whoever does not reach it, 403 for whoever reaches it in another capacity."""

from __future__ import annotations

from flask import abort

from trainingapp.incubator.models import Case
from trainingapp.incubator.queries.reach import actors_of, get_case
from trainingapp.rules.incubation.words import Actor
from trainingapp.web.auth import current


def open_case(
    case_id: int, allowed: frozenset[Actor] | None = None, *, lock: bool = False
) -> tuple[Case, frozenset[Actor]]:
    """A case and the capacities of the reader on it; one of `allowed` is needed, when given."""
    case = get_case(current(), case_id, lock=lock)
    actors = actors_of(current(), case)
    if allowed is not None and not allowed & actors:
        abort(403)
    return case, actors
