"""The review of a submitted attempt, slot by slot. What the feedback withholds is not read at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from trainingapp.exams.models import Attempt
from trainingapp.exams.queries.attempts import find_feedback
from trainingapp.exams.queries.policies import get_policy
from trainingapp.exams.queries.results import mark_slots
from trainingapp.itembank.finding import FoundLesson, find_lessons, points_of_form
from trainingapp.itembank.queries import get_answer_key, get_item_revisions
from trainingapp.itembank.reviewed import ReviewedItem
from trainingapp.rules.results import Marked, Outcome, slow_slots
from trainingapp.rules.scoring import Verdict
from trainingapp.rules.sittings import Feedback, ResultNotReleased

FILTERS = ("wrong", "half", "flagged", "slow", "unanswered")


@dataclass(frozen=True, slots=True)
class ReviewedSlot:
    """One slot of the review: what was chosen, and which item revision stood there."""

    marked: Marked
    revision_id: int
    is_slow: bool

    @property
    def look(self) -> tuple[object, ...]:
        """What decides how the slot is drawn: the same look, the same HTML."""
        held = self.marked.held
        return (
            self.revision_id,
            self.marked.slot,
            held.selected,
            held.flagged,
            self.is_slow,
            self.marked.points,
        )


@dataclass(frozen=True, slots=True)
class Review:
    """The slots that the chosen filter shows, and how many each filter would show."""

    outcome: Outcome
    slots: list[ReviewedSlot]
    counts: dict[str, int]
    total: int


def get_review(attempt: Attempt, *, only: str | None, now: datetime) -> Review:
    """The review of a submitted attempt, all slots or those of one filter.

    :raises ResultNotReleased: when the feedback does not go so far.
    """
    if find_feedback(attempt, now=now) is not Feedback.REVIEW:
        raise ResultNotReleased
    outcome = Outcome.from_text(attempt.outcome or "")
    key = get_answer_key(attempt.test_form_id)
    marked = mark_slots(key, outcome, get_policy(outcome.policy))
    slow = slow_slots(marked)
    revisions = {row["slot"]: row["revision_id"] for row in key}
    slots = [ReviewedSlot(row, revisions[row.slot], row.slot in slow) for row in marked]
    filters = {slot.marked.slot: _filters_of(slot) for slot in slots}
    counts = Counter(name for names in filters.values() for name in names)
    return Review(
        outcome=outcome,
        slots=[slot for slot in slots if only not in FILTERS or only in filters[slot.marked.slot]],
        counts={name: counts[name] for name in FILTERS},
        total=len(slots),
    )


def items_of_form(form_id: int) -> dict[int, ReviewedItem]:
    """Every item of a form with whys, law and knowledge points, by slot."""
    return {item.slot: item for item in get_item_revisions(form_id)}


def find_missed(
    review: Review, form_id: int, *, reader_id: int
) -> Mapping[int, Sequence[FoundLesson]]:
    """Where the items that are shown and were not answered rightly are taught, by item revision."""
    missed = {slot.revision_id for slot in review.slots if slot.marked.verdict is not Verdict.RIGHT}
    points = points_of_form(form_id)
    return find_lessons({each: points[each] for each in missed if each in points}, reader_id)


def _filters_of(slot: ReviewedSlot) -> list[str]:
    """The filters under which a slot stands."""
    found = [str(slot.marked.verdict)] if slot.marked.verdict in FILTERS else []
    if slot.marked.held.flagged:
        found.append("flagged")
    if slot.is_slow:
        found.append("slow")
    return found
