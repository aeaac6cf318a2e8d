"""Which lessons of listed courses teach a knowledge point, for whoever has missed an item on it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, case, func, select

from trainingapp.courses.models import Course, CourseVersion, Enrolment, Lesson, LessonPoint
from trainingapp.extensions import db
from trainingapp.itembank.finding import MOST, Found, FoundLesson, register_finder
from trainingapp.rules.course_versions import LessonKind, VersionState
from trainingapp.web.words import Words, is_among

TEACHING = (LessonKind.VIDEO, LessonKind.SLIDES, LessonKind.ARTICLE, LessonKind.DOWNLOAD)


_PLACE = func.row_number().over(
    partition_by=LessonPoint.code,
    order_by=[
        case((Enrolment.id.is_not(None), 0), else_=1),
        case((LessonPoint.seconds.is_not(None), 0), else_=1),
        LessonPoint.position,
        Course.published_at.desc(),
        Lesson.id,
    ],
)
_RANKED = (
    select(
        LessonPoint.code,
        LessonPoint.seconds,
        Lesson.key,
        Lesson.title.label("lesson"),
        Course.id.label("course_id"),
        Course.title.label("course"),
        Enrolment.id.is_not(None).label("is_learned"),
        _PLACE.label("place"),
    )
    .join(Lesson, Lesson.id == LessonPoint.lesson_id)
    .join(CourseVersion, CourseVersion.id == Lesson.version_id)
    .join(Course, Course.id == CourseVersion.course_id)
    .outerjoin(
        Enrolment,
        (Enrolment.course_id == Course.id)
        & (Enrolment.user_id == bindparam("reader"))
        & (Enrolment.major == CourseVersion.major),
    )
    .where(
        is_among(LessonPoint.code, bindparam("codes", type_=Words())),
        Lesson.kind.in_(TEACHING),
        CourseVersion.state == VersionState.PUBLISHED,
        Course.is_listed.is_(True),
    )
    .subquery()
)
_TAUGHT = select(_RANKED).where(_RANKED.c.place <= MOST).order_by(_RANKED.c.code, _RANKED.c.place)


def find_taught(codes: Collection[str], reader_id: int) -> Found:
    """The lessons on each of the codes, two at most: courses that the reader learns first, then videos with a time,
    then the newest. One statement, however many codes and courses.

    The address is the lesson's at the minute for who learns this edition of the course, else the course's page.
    """
    found: dict[str, list[FoundLesson]] = {}
    for row in db.session.execute(_TAUGHT, {"reader": reader_id, "codes": sorted(codes)}):
        address = f"/courses/{row.course_id}"
        if row.is_learned:
            address += f"/lessons/{row.key}" + (f"?t={row.seconds}" if row.seconds else "")
        lesson = FoundLesson(row.lesson, row.course, address, row.seconds)
        found.setdefault(row.code, []).append(lesson)
    return found


def init_finder() -> None:
    """Let pages that show missed items ask the courses."""
    register_finder("courses", find_taught)
