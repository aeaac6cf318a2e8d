"""What people say in courses: until when a text may be changed, how many are too many, who rates, who ranks first."""

from __future__ import annotations

from datetime import datetime, timedelta

from trainingapp.rules.errors import RuleViolation

EDIT_WITHIN = timedelta(minutes=15)
FLOOD_WITHIN = timedelta(hours=1)
MOST_TOPICS = 10
MOST_REPLIES = 30
STARS = range(1, 6)
# A course is ranked as if so many more people had given it so many stars: one voice alone lifts nothing to the top.
PRETENDED_COUNT, PRETENDED_STARS = 5, 3


class EditTooLate(RuleViolation):
    message = "A text can be changed for %(minutes)s minutes. Write a reply instead."


class TooManyTopics(RuleViolation):
    message = (
        "You have begun %(most)s topics within an hour. Please look whether one of them already "
        "holds what you want to know, and begin a new one a little later."
    )


class TooManyReplies(RuleViolation):
    message = "You have written %(most)s replies within an hour. Please go on a little later."


class CourseNotCompleted(RuleViolation):
    message = "You can rate a course as soon as you have completed it."


def may_edit(made_at: datetime, *, now: datetime) -> bool:
    """A text may be changed until fifteen minutes after it was written."""
    return now - made_at <= EDIT_WITHIN


def check_editable(made_at: datetime, *, now: datetime) -> None:
    """:raises EditTooLate: when fifteen minutes are over."""
    if not may_edit(made_at, now=now):
        raise EditTooLate(minutes=EDIT_WITHIN // timedelta(minutes=1))


def check_flood(topics: int, replies: int) -> None:
    """`topics` and `replies` were written by one person within the last hour.

    :raises TooManyTopics: from ten on. :raises TooManyReplies: from thirty on.
    """
    if topics >= MOST_TOPICS:
        raise TooManyTopics(most=MOST_TOPICS)
    if replies >= MOST_REPLIES:
        raise TooManyReplies(most=MOST_REPLIES)


def check_completed(completed_at: datetime | None) -> None:
    """Who rates a course knows all of it. :raises CourseNotCompleted: before completion."""
    if completed_at is None:
        raise CourseNotCompleted


def rank_of(total: int, count: int) -> int:
    """Where a course stands among all by its ratings, in thousandths of a star; 0 for one without any.

    `total` is the sum of stars of `count` ratings. It is damped: five stars of one person rank below 4.8 of fifty.
    """
    if not count:
        return 0
    stars = total + PRETENDED_COUNT * PRETENDED_STARS
    return round(1000 * stars / (count + PRETENDED_COUNT))
