"""The documents of a case that forms offer and pages name, as far as the reader may open them."""

from __future__ import annotations

from collections.abc import Collection

from trainingapp.extensions import db
from trainingapp.incubator.models import IncubatorDocument
from trainingapp.incubator.queries.documents import select_of
from trainingapp.incubator.routes.resident_pages import Reached, current

MOST_DOCUMENTS = 100


def documents_of(reached: Reached) -> list[tuple[int, str]]:
    """The documents of the case that the reader may open, by title."""
    query = select_of(current(), reached.case).limit(MOST_DOCUMENTS)
    return [(one.id, one.title) for one in db.session.scalars(query)]


def titles_of(reached: Reached, ids: Collection[int | None]) -> dict[int, str]:
    """What documents of the case that the reader may open are called."""
    asked = {one for one in ids if one is not None}
    if not asked:
        return {}
    query = select_of(current(), reached.case).where(IncubatorDocument.id.in_(asked))
    return {one.id: one.title for one in db.session.scalars(query)}
