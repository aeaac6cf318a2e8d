"""Looking through slides: which pages somebody has seen, on all their devices together."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from trainingapp.courses.actions.learning import complete, keep_place
from trainingapp.courses.models import Enrolment, Lesson
from trainingapp.courses.queries import learning as queries
from trainingapp.courses.queries.documents import document_of
from trainingapp.extensions import db
from trainingapp.rules.watching import clip, is_watched, union


def save_pages(
    enrolment: Enrolment,
    lesson: Lesson,
    seen: Collection[int],
    *,
    at: int,
    now: datetime,
    was_at: datetime | None = None,
) -> bool:
    """Merge the pages that were seen with those known, and keep where somebody is; say whether all are seen now.

    A page is kept as the interval from its number less one to its number, so page 60 alone counts as one page. Numbers
    that the document does not have count for nothing, and slides without pages are never completed. `was_at` is when
    they were at page `at`, if that was earlier: pages that were seen count however late they are told, the place does
    not.
    """
    document = document_of(lesson)
    count = (document.page_count or 0) if document else 0
    place = max(0, min(at, count))
    keep_place(enrolment, lesson, place, at=min(was_at or now, now), now=now)
    row = queries.get_progress_to_change(enrolment, lesson)
    known = [(start, end) for start, end in row.covered]
    spans = clip(union(known, [(number - 1, number) for number in seen]), duration=count)
    row.covered = [list(span) for span in spans]
    db.session.flush()
    is_done = is_watched(spans, duration=count, percent=100)
    if is_done:
        complete(enrolment, lesson, now=now)
    return is_done
