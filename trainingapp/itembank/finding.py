"""Where to learn what was missed: parts that teach register a finder, pages that show missed items ask all of them.

So exams and courses stay strangers to each other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from trainingapp.extensions import db
from trainingapp.itembank.keeping import memory
from trainingapp.itembank.models import RevisionKnowledge
from trainingapp.itembank.queries import get_answer_key
from trainingapp.rules.watching import write_time

MOST = 2  # for one item: more would be a catalogue


@dataclass(frozen=True, slots=True)
class FoundLesson:
    """A lesson that teaches a knowledge point, and the second at which it comes to it."""

    lesson: dict[str, str]
    course: dict[str, str]
    url: str
    seconds: int | None = None

    @property
    def time(self) -> str:
        """The time as people read it; empty for a lesson without one."""
        return "" if self.seconds is None else write_time(self.seconds)


Found = Mapping[str, Sequence[FoundLesson]]  # by code, the best first
Finder = Callable[[Collection[str], int], Found]  # of these codes, for this reader

_FINDERS: dict[str, Finder] = {}


def register_finder(name: str, finder: Finder) -> None:
    """Let a part say where knowledge points are taught; the same name again takes the place of the first."""
    _FINDERS[name] = finder


def find_lessons(
    points: Mapping[int, Sequence[str]], reader_id: int
) -> Mapping[int, Sequence[FoundLesson]]:
    """For every item its lessons, two at most, those of its main point first; `points` are its codes in their order.

    A chapter's lesson serves for a point of it when nothing teaches the point itself.
    """
    wanted = {code for codes in points.values() for each in codes for code in _with_parents(each)}
    found: dict[str, list[FoundLesson]] = {}
    for finder in _FINDERS.values() if wanted else ():
        for code, lessons in finder(wanted, reader_id).items():
            found.setdefault(code, []).extend(lessons)
    return {item: lessons for item, codes in points.items() if (lessons := _pick(codes, found))}


def points_of(revision_ids: Collection[int]) -> Mapping[int, Sequence[str]]:
    """The knowledge points of item revisions, the main one first."""
    query = (
        select(RevisionKnowledge.item_revision_id, RevisionKnowledge.code)
        .where(RevisionKnowledge.item_revision_id.in_(revision_ids))
        .order_by(RevisionKnowledge.item_revision_id, RevisionKnowledge.position)
    )
    found: dict[int, list[str]] = {}
    for revision_id, code in db.session.execute(query) if revision_ids else ():
        found.setdefault(revision_id, []).append(code)
    return found


def points_of_form(form_id: int) -> Mapping[int, Sequence[str]]:
    """The knowledge points of all item revisions of a form, from memory: neither a form nor a revision changes."""
    return memory.recall(
        ("points", form_id),
        lambda: points_of([row["revision_id"] for row in get_answer_key(form_id)]),
    )


def _with_parents(code: str) -> Sequence[str]:
    """`JP01.1.02`, then what it is part of: `JP01.1`, `JP01`."""
    parts = code.split(".")
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)]


def _pick(
    codes: Sequence[str], found: Mapping[str, Sequence[FoundLesson]]
) -> Sequence[FoundLesson]:
    exact = [lesson for code in codes for lesson in found.get(code, ())]
    parents = [above for code in codes for above in _with_parents(code)[1:]]
    near = [lesson for above in parents for lesson in found.get(above, ())]
    by_url: dict[str, FoundLesson] = {}
    for lesson in exact or near:
        by_url.setdefault(lesson.url, lesson)
    return list(by_url.values())[:MOST]
