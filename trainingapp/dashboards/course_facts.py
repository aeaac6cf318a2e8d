"""What the home page says of courses: where a learner stopped, how an instructor's courses stand."""

from __future__ import annotations

from sqlalchemy import func, select

from trainingapp.courses.models import Course, CourseVersion
from trainingapp.courses.queries.authoring import list_own
from trainingapp.courses.queries.learning import find_continued
from trainingapp.extensions import db
from trainingapp.rules.course_versions import VersionState
from trainingapp.web.auth import SignedIn


def learning_facts(person: SignedIn) -> dict[str, object]:
    """The course that was opened last and is not completed, in one statement."""
    return {"continued": find_continued(person.id)}


def teaching_facts(person: SignedIn) -> dict[str, object]:
    """How many versions of the instructor's courses stand where, in one statement."""
    own = list_own(person).with_only_columns(Course.id).order_by(None)
    rows = (
        select(CourseVersion.state, func.count())
        .where(CourseVersion.course_id.in_(own))
        .where(CourseVersion.state != VersionState.SUPERSEDED)
        .group_by(CourseVersion.state)
        .order_by(CourseVersion.state)
    )
    return {"counts": [(state, count) for state, count in db.session.execute(rows)]}
