"""Writing a review: kept as a draft as often as one likes, handed in once; and what the base adds to reviews."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from trainingapp.audit.actions import record
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.actions.rubrics import bind_case
from trainingapp.incubator.actions.seating import NotInReview, ReviewerBarred
from trainingapp.incubator.models import Case, CaseSeat, Interview, Moderation, Review
from trainingapp.incubator.models.reviews import Meeting
from trainingapp.incubator.queries import reviews, rubrics, separation
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.reviewing import Recommendation, is_complete, total_of
from trainingapp.rules.incubation.words import SeatState, Stage


class ReviewSubmitted(RuleViolation):
    """What was handed in stays, until the review is opened again."""

    message: ClassVar[str] = "You have handed this review in. It stays as it is."


class ReviewIncomplete(RuleViolation):
    """Every criterion has points, and there is a recommendation."""

    message: ClassVar[str] = "Give points for every criterion, and a recommendation."


class NothingToModerate(RuleViolation):
    """Nobody has handed a review in."""

    message: ClassVar[str] = "There is no review to speak about yet."


class NotYetHeld(RuleViolation):
    """A record is of something that has happened."""

    message: ClassVar[str] = "The interview or visit is recorded after it was held."


@dataclass(frozen=True, slots=True)
class Written:
    """What a reviewer has filled in, complete or not."""

    points: Mapping[str, int | None] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    vetoes: Collection[str] = ()
    recommendation: Recommendation | None = None
    comment: str = ""
    advice: str = ""


def save(seat: CaseSeat, written: Written, *, now: datetime) -> Review:
    """Keep a draft. It is tied to the application as it lies before the reviewer now.

    :raises NotInReview: the review is not open, or the seat not taken. :raises ReviewSubmitted: it is handed in.
    """
    review = _draft(seat, now=now)
    rubric = rubrics.rubric_of(seat.case)
    known = {one.code for one in rubric.criteria}
    review.scores = {
        code: points
        for code, points in written.points.items()
        if code in known and points is not None
    }
    review.remarks = {
        code: text for code, text in written.remarks.items() if code in known and text
    }
    review.vetoes = [one.code for one in rubric.vetoes if one.code in written.vetoes]
    review.recommendation = written.recommendation
    review.comment, review.advice = written.comment, written.advice
    revision = reviews.newest_revision(seat.case)
    review.revision_id = revision.id if revision else None
    review.saved_at = now
    db.session.flush()
    return review


def submit(seat: CaseSeat, written: Written, *, now: datetime) -> Review:
    """Hand a review in.

    :raises ReviewIncomplete: something is missing. :raises ReviewerBarred: a tie to an applicant became known.
    :raises NotInReview, ReviewSubmitted: as `save`.
    """
    review = save(seat, written, now=now)
    rubric = rubrics.rubric_of(seat.case)
    if written.recommendation is None or not is_complete(rubric, review.scores):
        raise ReviewIncomplete
    if separation.find_bars(seat.case, seat.user_id, today=day_of(now)):
        raise ReviewerBarred
    review.total = total_of(rubric, review.scores)
    review.submitted_at = now
    db.session.flush()
    _note("submit_review", seat.case_id, seat.user_id, now)
    return review


def may_write(case: Case, review: Review | None) -> bool:
    """Whether a reviewer may write: nothing is handed in yet, or the review was opened again since, or the application
    has changed since.
    """
    if review is None or review.submitted_at is None:
        return True
    ended = reviews.last_record(case)
    is_reopened = bool(ended and ended.unfrozen_at and ended.unfrozen_at >= review.submitted_at)
    newest = reviews.newest_revision(case)
    return is_reopened or (newest is not None and newest.id != review.revision_id)


def _draft(seat: CaseSeat, *, now: datetime) -> Review:
    if seat.case.stage != Stage.REVIEW or seat.state != SeatState.TAKEN:
        raise NotInReview
    newest = reviews.find_review(seat)
    if newest is not None and newest.submitted_at is None:
        return newest
    if not may_write(seat.case, newest):
        raise ReviewSubmitted
    draft = Review(
        seat_id=seat.id,
        number=newest.number + 1 if newest else 1,
        rubric_id=bind_case(seat.case, now=now).id,
        saved_at=now,
    )
    db.session.add(draft)
    return draft


def moderate(case: Case, note: str, *, person_id: int, now: datetime) -> Moderation:
    """Keep what was said about reviews that lie far apart, at the spread they have now.

    :raises NotInReview: the review is not open. :raises NothingToModerate: there is no review.
    """
    if case.stage != Stage.REVIEW:
        raise NotInReview
    judgement = reviews.judge_case(case)
    if judgement is None:
        raise NothingToModerate
    row = Moderation(
        case_id=case.id, spread=judgement.spread, note=note.strip(), by_id=person_id, at=now
    )
    db.session.add(row)
    db.session.flush()
    _note("moderate_reviews", case.id, person_id, now)
    return row


@dataclass(frozen=True, slots=True)
class Held:
    """An interview or a visit as it is recorded."""

    kind: Meeting
    held_on: date
    people: str
    findings: str
    place: str = ""
    document_id: int | None = None


def record_interview(case: Case, held: Held, *, person_id: int, now: datetime) -> Interview:
    """Keep that the base met the applicants. :raises NotYetHeld: on a day to come."""
    if held.held_on > day_of(now):
        raise NotYetHeld
    row = Interview(
        case_id=case.id,
        kind=held.kind,
        held_on=held.held_on,
        place=held.place,
        people=held.people,
        findings=held.findings,
        document_id=held.document_id,
        entered_by_id=person_id,
        entered_at=now,
    )
    db.session.add(row)
    db.session.flush()
    _note("record_interview", case.id, person_id, now)
    return row


def _note(act: str, case_id: int, person_id: int, now: datetime) -> None:
    record(
        f"incubator.{act}",
        actor_id=person_id,
        subject="incubation_case",
        subject_id=case_id,
        now=now,
    )
