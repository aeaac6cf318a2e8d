"""Instructors as everybody may know them: only those with a course in the catalogue, unless they do not want a page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select

from trainingapp.accounts.models import Organisation, User
from trainingapp.courses.models import Course, InstructorPage
from trainingapp.courses.teams import is_on_team
from trainingapp.extensions import db


@dataclass(frozen=True, slots=True)
class Instructor:
    """Somebody who teaches, with the ratings of all their listed courses together."""

    user: User
    introduction: str
    organisations: Sequence[str]
    course_count: int
    rating_count: int
    rating_total: int


def find_page(user_id: int) -> InstructorPage | None:
    """What somebody says of themselves, if they have written it."""
    return db.session.get(InstructorPage, user_id)


def get_instructor(user_id: int) -> Instructor:
    """An instructor's public page. :raises NoResultFound: for anybody else, or when they do not want one."""
    hidden = exists().where(InstructorPage.user_id == User.id, ~InstructorPage.is_public)
    query = select(User).where(User.id == user_id, User.anonymised_at.is_(None), ~hidden)
    listed = (Course.is_listed.is_(True), is_on_team(user_id))
    user = db.session.scalars(query.where(exists().where(*listed))).one()
    numbers = select(
        func.count(),
        func.coalesce(func.sum(Course.rating_count), 0),
        func.coalesce(func.sum(Course.rating_total), 0),
    )
    courses, count, total = db.session.execute(numbers.where(*listed)).one()
    names = select(Organisation.name).where(
        exists().where(Course.organisation_id == Organisation.id, *listed)
    )
    page = find_page(user_id)
    return Instructor(
        user,
        page.introduction if page else "",
        db.session.scalars(names.order_by(Organisation.name)).all(),
        courses,
        int(count),
        int(total),
    )


def list_with_page(users: Collection[int]) -> set[int]:
    """Which of these instructors of listed courses have a public page."""
    hidden = select(InstructorPage.user_id).where(
        InstructorPage.user_id.in_(users), ~InstructorPage.is_public
    )
    return set(users) - set(db.session.scalars(hidden))
