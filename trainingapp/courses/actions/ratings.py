"""Rating a course one has completed, and the instructor's one answer."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, update

from trainingapp.courses.models import Course, Enrolment, Rating, TextState
from trainingapp.courses.queries import ratings as queries
from trainingapp.courses.queries.trees import get_edition
from trainingapp.extensions import db
from trainingapp.notices.actions import notify
from trainingapp.notices.kinds import register_kind
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.talk import check_completed, rank_of

register_kind(
    "courses.rating_answered", _("The instructor of “%(title)s” has answered your rating.")
)


class AlreadyAnswered(RuleViolation):
    message = "This rating is answered already. One answer is all there is."


def rate_course(enrolment: Enrolment, *, stars: int, text: str, now: datetime) -> Rating:
    """Give a course stars and perhaps a text, or change both. The stars count at once; a new text waits for a reviewer.

    :raises CourseNotCompleted: before completion.
    """
    check_completed(enrolment.completed_at)
    course = queries.get_course_to_rate(enrolment.course_id)
    version = get_edition(course.id, enrolment.major)
    rating = queries.find_own(enrolment.user_id, course.id)
    if rating is None:
        rating = Rating(course_id=course.id, user_id=enrolment.user_id, text="", made_at=now)
        db.session.add(rating)
    rating.major, rating.minor = version.number or (enrolment.major, 0)
    rating.stars, rating.changed_at = stars, now
    if text != rating.text:
        rating.text, rating.refusal = text, ""
        rating.text_state = TextState.WAITING if text else TextState.NONE
    db.session.flush()
    _count_anew(course)
    return rating


def remove_rating(rating: Rating) -> None:
    """Take one's own rating back."""
    course = queries.get_course_to_rate(rating.course_id)
    db.session.execute(delete(Rating).where(Rating.id == rating.id))
    _count_anew(course)


def answer_rating(rating: Rating, text: str, *, now: datetime) -> None:
    """Answer a learner's public text, once, for everybody to read. :raises AlreadyAnswered: the second time."""
    if rating.answered_at is not None:
        raise AlreadyAnswered
    rating.answer, rating.answered_at = text, now
    db.session.flush()
    if rating.user_id is not None:
        arguments = {"title": rating.course.title["zh"]}
        url = f"/courses/{rating.course_id}/ratings"
        notify(
            user_id=rating.user_id,
            kind="courses.rating_answered",
            arguments=arguments,
            url=url,
            now=now,
        )


def forget_rater(user_id: int) -> None:
    """Remove the texts of somebody who leaves, with the answers to them; the stars still count, without a person."""
    db.session.execute(
        update(Rating)
        .where(Rating.user_id == user_id)
        .values(
            user_id=None,
            text="",
            text_state=TextState.NONE,
            refusal="",
            answer="",
            answered_at=None,
        )
    )


def _count_anew(course: Course) -> None:
    course.rating_total, course.rating_count = queries.sum_stars(course.id)
    course.rating_rank = rank_of(course.rating_total, course.rating_count)
    db.session.flush()
