"""Looking through slides: which pages somebody has seen, on all their devices together."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from trainingapp.courses.actions.learning import complete, note_visit, upsert_progress
from trainingapp.courses.models import Enrolment, Lesson
from trainingapp.courses.queries import learning as queries
from trainingapp.courses.queries.documents import document_of
from trainingapp.extensions import db
from trainingapp.rules.watching import clip, is_watched, union


def save_pages(
    enrolment: Enrolment, lesson: Lesson, seen: Collection[int], *, at: int, now: datetime
) -> bool:
    """Merge the pages that were seen with those known, and keep where somebody is; say whether all are seen now.

    A page is kept as the interval from its number less one to its number, so page 60 alone counts as one page. Numbers
    that the document does not have count for nothing, and slides without pages are never completed.
    """
    document = document_of(lesson)
    count = (document.page_count or 0) if document else 0
    upsert_progress(enrolment, lesson, position=max(0, min(at, count)), now=now)
    row = queries.get_progress_to_change(enrolment, lesson)
    known = [(start, end) for start, end in row.covered]
    spans = clip(union(known, [(number - 1, number) for number in seen]), duration=count)
    row.covered = [list(span) for span in spans]
    db.session.flush()
    note_visit(enrolment, lesson, now=now)
    is_done = is_watched(spans, duration=count, percent=100)
    if is_done:
        complete(enrolment, lesson, now=now)
    return is_done
