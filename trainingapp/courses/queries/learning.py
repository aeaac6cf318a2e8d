"""What a learner has begun and done: only ever their own rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from trainingapp.courses.models import (
    Course,
    CourseVersion,
    Enrolment,
    Lesson,
    LessonFile,
    LessonNote,
    LessonProgress,
)
from trainingapp.courses.queries.trees import get_edition
from trainingapp.extensions import db
from trainingapp.rules.course_versions import VersionState


@dataclass(frozen=True, slots=True)
class Place:
    """Where a learner stands in a course."""

    enrolment: Enrolment
    version: CourseVersion
    progress: Mapping[str, LessonProgress]  # by lesson key

    @property
    def completed(self) -> set[str]:
        """The keys of the lessons that are completed."""
        return {key for key, row in self.progress.items() if row.completed_at is not None}

    @property
    def next_lesson(self) -> Lesson | None:
        """Where to go on: the lesson last opened while it is not completed, else the first that is not."""
        lessons = self.version.lessons
        waiting = [lesson for lesson in lessons if lesson.key not in self.completed]
        last = [lesson for lesson in waiting if lesson.key == self.enrolment.last_lesson_key]
        return next(iter(last or waiting or lessons), None)

    def around(self, key: str) -> tuple[Lesson | None, Lesson | None]:
        """The lessons before and after one."""
        lessons = self.version.lessons
        index = next(number for number, lesson in enumerate(lessons) if lesson.key == key)
        before = lessons[index - 1] if index else None
        return before, lessons[index + 1] if index + 1 < len(lessons) else None


def find_enrolment(user_id: int, course_id: int) -> Enrolment | None:
    """Somebody's enrolment in a course, if there is one."""
    query = select(Enrolment).where(Enrolment.user_id == user_id, Enrolment.course_id == course_id)
    return db.session.scalars(query.options(joinedload(Enrolment.course))).one_or_none()


def get_place(user_id: int, course_id: int) -> Place:
    """Where somebody stands in a course they are enrolled in. :raises NoResultFound: otherwise."""
    query = (
        select(Enrolment)
        .join(Enrolment.course)
        .where(Enrolment.user_id == user_id, Enrolment.course_id == course_id)
        .options(contains_eager(Enrolment.course).joinedload(Course.organisation))
    )
    enrolment = db.session.scalars(query).one()
    return present_place(enrolment)


def present_place(enrolment: Enrolment) -> Place:
    """The lessons of an enrolment's edition with what was done of them."""
    rows = select(LessonProgress).where(
        LessonProgress.user_id == enrolment.user_id,
        LessonProgress.course_id == enrolment.course_id,
    )
    return Place(
        enrolment,
        get_edition(enrolment.course_id, enrolment.major),
        {row.lesson_key: row for row in db.session.scalars(rows)},
    )


def get_lesson(user_id: int, course_id: int, *, key: str) -> Lesson:
    """A lesson with its text, in the edition that somebody learns. :raises NoResultFound: for anything else."""
    query = (
        select(Lesson)
        .join(CourseVersion, CourseVersion.id == Lesson.version_id)
        .join(
            Enrolment,
            (Enrolment.course_id == CourseVersion.course_id)
            & (Enrolment.major == CourseVersion.major),
        )
        .where(
            Enrolment.user_id == user_id,
            Enrolment.course_id == course_id,
            Lesson.key == key,
        )
        .options(selectinload(Lesson.points), selectinload(Lesson.files))
        .order_by(CourseVersion.minor.desc())
        .limit(1)
    )
    return db.session.scalars(query).one()


def get_lesson_file(
    user_id: int, course_id: int, *, key: str, role: str
) -> tuple[Lesson, LessonFile]:
    """A file of a lesson that somebody learns, in one statement, for players ask for every piece.

    :raises NoResultFound: for anything else.
    """
    query = (
        select(Lesson, LessonFile)
        .join(LessonFile, LessonFile.lesson_id == Lesson.id)
        .where(Lesson.id == learned_id(user_id, course_id, key=key), LessonFile.role == role)
        .options(joinedload(LessonFile.stored_file))
    )
    lesson, file = db.session.execute(query).one()
    return lesson, file


def learned_id(user_id: int, course_id: int, *, key: str) -> ScalarSelect[int]:
    """The id of a lesson in the edition that somebody learns; of nothing when they do not learn it."""
    return (
        select(Lesson.id)
        .join(CourseVersion, CourseVersion.id == Lesson.version_id)
        .join(
            Enrolment,
            (Enrolment.course_id == CourseVersion.course_id)
            & (Enrolment.major == CourseVersion.major),
        )
        .where(Enrolment.user_id == user_id, Enrolment.course_id == course_id, Lesson.key == key)
        .order_by(CourseVersion.minor.desc())
        .limit(1)
        .scalar_subquery()
    )


def get_progress_to_change(enrolment: Enrolment, lesson: Lesson) -> LessonProgress:
    """The progress of a lesson as it is now, locked until the transaction ends."""
    query = select(LessonProgress).where(
        LessonProgress.user_id == enrolment.user_id,
        LessonProgress.course_id == enrolment.course_id,
        LessonProgress.lesson_key == lesson.key,
    )
    locked = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(locked).one()


def list_enrolments(user_id: int) -> Select[Enrolment]:
    """The courses somebody learns, the one last opened first."""
    return (
        select(Enrolment)
        .join(Enrolment.course)
        .where(Enrolment.user_id == user_id)
        .options(contains_eager(Enrolment.course).joinedload(Course.organisation))
        .order_by(Enrolment.last_seen_at.desc(), Enrolment.id.desc())
    )


def count_completed(user_id: int, courses: Sequence[int]) -> Mapping[int, int]:
    """How many lessons of each course somebody has completed, lessons of earlier editions left aside."""
    done = (
        select(LessonProgress.course_id, func.count(func.distinct(Lesson.key)))
        .join(
            Enrolment,
            (Enrolment.course_id == LessonProgress.course_id)
            & (Enrolment.user_id == LessonProgress.user_id),
        )
        .join(
            CourseVersion,
            (CourseVersion.course_id == Enrolment.course_id)
            & (CourseVersion.major == Enrolment.major),
        )
        .join(
            Lesson,
            (Lesson.version_id == CourseVersion.id) & (Lesson.key == LessonProgress.lesson_key),
        )
        .where(
            LessonProgress.user_id == user_id,
            LessonProgress.course_id.in_(courses),
            LessonProgress.completed_at.is_not(None),
        )
        .group_by(LessonProgress.course_id)
    )
    return {course: count for course, count in db.session.execute(done)}


def find_continued(user_id: int) -> Enrolment | None:
    """The course somebody opened last and has not completed."""
    query = list_enrolments(user_id).where(Enrolment.completed_at.is_(None)).limit(1)
    return db.session.scalars(query).one_or_none()


def has_later_edition(enrolment: Enrolment) -> bool:
    """Whether a later edition of the course is published than the one somebody learns."""
    query = select(CourseVersion.major).where(
        CourseVersion.course_id == enrolment.course_id,
        CourseVersion.state == VersionState.PUBLISHED,
    )
    return (db.session.scalar(query) or 0) > enrolment.major


def list_notes(user_id: int, course_id: int, *, key: str | None = None) -> Sequence[LessonNote]:
    """Somebody's own notes on a course, or on one lesson, the newest first; at most two hundred."""
    query = select(LessonNote).where(
        LessonNote.user_id == user_id, LessonNote.course_id == course_id
    )
    if key is not None:
        query = query.where(LessonNote.lesson_key == key)
    return db.session.scalars(query.order_by(LessonNote.id.desc()).limit(200)).all()


def get_note(user_id: int, note_id: int) -> LessonNote:
    """One of somebody's own notes. :raises NoResultFound: for anybody else's."""
    query = select(LessonNote).where(LessonNote.id == note_id, LessonNote.user_id == user_id)
    return db.session.scalars(query).one()
