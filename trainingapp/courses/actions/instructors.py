"""What instructors say of themselves, and whether they want a page."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from trainingapp.courses.models import InstructorPage
from trainingapp.courses.queries.instructors import find_page
from trainingapp.extensions import db


def describe_instructor(user_id: int, introduction: str, *, is_public: bool, now: datetime) -> None:
    """What an instructor says of themselves, and whether they have a page at all."""
    page = find_page(user_id)
    if page is None:
        page = InstructorPage(user_id=user_id)
        db.session.add(page)
    page.introduction, page.is_public, page.changed_at = introduction, is_public, now
    db.session.flush()


def forget_instructor(user_id: int) -> None:
    """Remove what somebody who leaves has said of themselves."""
    db.session.execute(delete(InstructorPage).where(InstructorPage.user_id == user_id))
