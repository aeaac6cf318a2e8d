"""What learners say of whole courses: the public part, one's own, and what waits for a reviewer."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from trainingapp.courses.models import Course, Rating, TextState
from trainingapp.courses.queries.talkers import reviews
from trainingapp.extensions import db
from trainingapp.rules.talk import STARS
from trainingapp.web.auth import SignedIn


def find_own(user_id: int, course_id: int) -> Rating | None:
    """Somebody's rating of a course, if they gave one."""
    query = select(Rating).where(Rating.user_id == user_id, Rating.course_id == course_id)
    return db.session.scalars(query).one_or_none()


def get_course_to_rate(course_id: int) -> Course:
    """A course, locked while its numbers are counted anew."""
    query = select(Course).where(Course.id == course_id).with_for_update()
    return db.session.scalars(query).one()


def sum_stars(course_id: int) -> tuple[int, int]:
    """All stars of a course together, and from how many ratings."""
    query = select(func.coalesce(func.sum(Rating.stars), 0), func.count())
    total, count = db.session.execute(query.where(Rating.course_id == course_id)).one()
    return int(total), count


def count_stars(course_id: int) -> Mapping[int, int]:
    """How many ratings gave so many stars, the most stars first."""
    query = (
        select(Rating.stars, func.count())
        .where(Rating.course_id == course_id)
        .group_by(Rating.stars)
    )
    found = {stars: count for stars, count in db.session.execute(query)}
    return {stars: found.get(stars, 0) for stars in reversed(STARS)}


def list_public(course_id: int) -> Select[Rating]:
    """The ratings of a course whose text is public, the newest first."""
    return (
        select(Rating)
        .where(Rating.course_id == course_id, Rating.text_state == TextState.PUBLIC)
        .options(joinedload(Rating.user))
        .order_by(Rating.changed_at.desc(), Rating.id.desc())
    )


def get_public(course_id: int, rating_id: int) -> Rating:
    """A rating whose text is public. :raises NoResultFound: for any other."""
    query = list_public(course_id).where(Rating.id == rating_id)
    return db.session.scalars(query.with_for_update(of=Rating)).one()


def list_waiting(person: SignedIn) -> Select[Rating]:
    """The texts that wait for a reviewer who neither teaches the course nor wrote them, the longest waiting first."""
    return (
        select(Rating)
        .join(Rating.course)
        .where(Rating.text_state == TextState.WAITING, reviews(person))
        .where(or_(Rating.user_id != person.id, Rating.user_id.is_(None)))
        .options(contains_eager(Rating.course), joinedload(Rating.user))
        .order_by(Rating.changed_at, Rating.id)
    )


def get_judged(person: SignedIn, rating_id: int) -> Rating:
    """A rating that somebody may judge, also one that is decided by now. :raises NoResultFound: for any other."""
    query = (
        select(Rating)
        .join(Rating.course)
        .where(Rating.id == rating_id, reviews(person), Rating.text != "")
        .where(or_(Rating.user_id != person.id, Rating.user_id.is_(None)))
        .options(contains_eager(Rating.course))
    )
    return db.session.scalars(query.with_for_update(of=Rating)).one()
