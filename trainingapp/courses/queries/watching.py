"""What a report of watching needs: the lesson, the enrolment and the length of the recording in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.courses.media import MEDIA
from trainingapp.courses.models import (
    CourseVersion,
    Enrolment,
    Lesson,
    LessonFile,
    PresenceCheck,
    Recording,
    Rendition,
    RenditionState,
)
from trainingapp.courses.queries.learning import learned_id
from trainingapp.extensions import db


@dataclass(frozen=True, slots=True)
class Viewing:
    """A learner before a video. `length` is what its file says, in milliseconds; None when it does not."""

    enrolment: Enrolment
    lesson: Lesson
    length: int | None

    @property
    def asks_presence(self) -> bool:
        """Whether its author wants learners to be asked if they are still there."""
        return bool(self.lesson.content.get("asks_presence")) and self.length is not None


def get_viewing(user_id: int, course_id: int, *, key: str) -> Viewing:
    """A lesson in the edition that somebody learns. :raises NoResultFound: for anything else."""
    query = (
        select(Enrolment, Lesson, Recording.length)
        .join(
            CourseVersion,
            (CourseVersion.course_id == Enrolment.course_id)
            & (CourseVersion.major == Enrolment.major),
        )
        .join(Lesson, Lesson.version_id == CourseVersion.id)
        .outerjoin(LessonFile, (LessonFile.lesson_id == Lesson.id) & (LessonFile.role == MEDIA))
        .outerjoin(Recording, Recording.stored_file_id == LessonFile.stored_file_id)
        .where(Enrolment.user_id == user_id, Enrolment.course_id == course_id, Lesson.key == key)
        .order_by(CourseVersion.minor.desc())
        .limit(1)
    )
    enrolment, lesson, length = db.session.execute(query).one()
    return Viewing(enrolment, lesson, length)


def find_check(user_id: int, course_id: int, *, key: str) -> PresenceCheck | None:
    """What a learner has confirmed of a lesson, as it is now."""
    query = select(PresenceCheck).where(
        PresenceCheck.user_id == user_id,
        PresenceCheck.course_id == course_id,
        PresenceCheck.lesson_key == key,
    )
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def find_recording(lesson: Lesson) -> Recording | None:
    """What the server knows of a lesson's video, with its renditions; None when it has none."""
    query = (
        select(Recording)
        .join(LessonFile, LessonFile.stored_file_id == Recording.stored_file_id)
        .where(LessonFile.lesson_id == lesson.id, LessonFile.role == MEDIA)
        .options(selectinload(Recording.renditions))
    )
    return db.session.scalars(query).one_or_none()


def list_learned_renditions(user_id: int, course_id: int, *, key: str) -> Sequence[Rendition]:
    """What was made of a lesson's video, for somebody who learns it: one statement, for players ask for every
    piece. Nothing when they do not learn it.
    """
    return list_renditions(learned_id(user_id, course_id, key=key))


def list_renditions(lesson_id: int | ScalarSelect[int]) -> Sequence[Rendition]:
    """What was made of a lesson's video; the caller has checked the reader."""
    query = (
        select(Rendition)
        .join(LessonFile, LessonFile.stored_file_id == Rendition.recording_id)
        .where(
            LessonFile.lesson_id == lesson_id,
            LessonFile.role == MEDIA,
            Rendition.state == RenditionState.MADE,
            Rendition.stored_file_id.is_not(None),
        )
        .options(joinedload(Rendition.stored_file), joinedload(Rendition.pieces_file))
        .order_by(Rendition.position)
    )
    return db.session.scalars(query).all()
