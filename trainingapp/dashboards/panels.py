"""What a panel of the home page is, and those of courses: where a learner stopped, how an author's courses stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from trainingapp.classes.queries.timetable import list_coming
from trainingapp.courses.models import Course, CourseVersion
from trainingapp.courses.queries.authoring import list_own
from trainingapp.courses.queries.learning import find_continued
from trainingapp.credentials import career_words
from trainingapp.credentials.queries.career import find_step
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.rules.course_versions import VersionState
from trainingapp.web.auth import SignedIn

SHOWN_MEETINGS = 3


@dataclass(frozen=True, slots=True)
class Panel:
    """One role's part of the home page: the template fragment and what it shows."""

    template: str
    facts: dict[str, object]


def learning_panel(person: SignedIn, _now: datetime) -> Panel:
    """The course that was opened last and is not completed, in one statement."""
    return Panel("learning", {"continued": find_continued(person.id)})


def classes_panel(person: SignedIn, now: datetime) -> Panel:
    """The next meetings of the classes one is in or teaches, in one statement."""
    return Panel("classes", {"coming": list_coming(person.id, now=now, most=SHOWN_MEETINGS)})


def teaching_panel(person: SignedIn, _now: datetime) -> Panel:
    """How many versions of the instructor's courses stand where, in one statement."""
    own = list_own(person).with_only_columns(Course.id).order_by(None)
    rows = (
        select(CourseVersion.state, func.count())
        .where(CourseVersion.course_id.in_(own))
        .where(CourseVersion.state != VersionState.SUPERSEDED)
        .group_by(CourseVersion.state)
        .order_by(CourseVersion.state)
    )
    return Panel("teaching", {"counts": [tuple(row) for row in db.session.execute(rows)]})


def career_panel(person: SignedIn, now: datetime) -> Panel:
    """The one thing that comes next in the reader's working life, in a fixed number of statements."""
    today = day_of(now)
    return Panel("career", {"told": career_words.tell(find_step(person.id, today), today)})
