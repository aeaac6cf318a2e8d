"""Files of lessons, sent to whoever may see the lesson."""

from __future__ import annotations

from flask import Response
from sqlalchemy.exc import NoResultFound

from trainingapp.courses.media import SUBTITLE
from trainingapp.courses.models import Lesson, LessonFile
from trainingapp.courses.queries import authoring, learning
from trainingapp.courses.routes.mount import bp
from trainingapp.courses.routes.recorded import send_subtitles
from trainingapp.files.serving import send_file
from trainingapp.rules.course_versions import LessonKind
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require


def send_lesson_file(lesson: Lesson, role: str) -> Response:
    """A file of a lesson whose reader has been checked. :raises NoResultFound: when it has none in this role."""
    for file in lesson.files:
        if file.role == role:
            return _send(lesson, file)
    raise NoResultFound(role)


def _send(lesson: Lesson, file: LessonFile) -> Response:
    if file.role == SUBTITLE:
        return send_subtitles(file.stored_file)
    return send_file(file.stored_file, name=file.name, inline=lesson.kind == LessonKind.VIDEO)


@bp.get("/courses/<int:course_id>/lessons/<key>/files/<role>")
@require(Permission.COURSE_LEARN)
def show_file(course_id: int, key: str, role: str) -> Response:
    """A file of a lesson, for those who learn the course."""
    lesson, file = learning.get_lesson_file(current().id, course_id, key=key, role=role)
    if lesson.kind == LessonKind.SLIDES and not lesson.content.get("may_download"):
        raise NoResultFound(role)
    return _send(lesson, file)


@bp.get("/teaching/<int:course_id>/lessons/<int:lesson_id>/files/<role>")
@require(Permission.COURSE_WRITE)
def show_draft_file(course_id: int, lesson_id: int, role: str) -> Response:
    """A file of a lesson, for the author."""
    version = authoring.get_latest(authoring.get_taught(current(), course_id))
    return send_lesson_file(authoring.get_lesson(version, lesson_id), role)


@bp.get("/course-reviews/<int:version_id>/lessons/<int:lesson_id>/files/<role>")
@require(Permission.COURSE_REVIEW)
def review_file(version_id: int, lesson_id: int, role: str) -> Response:
    """A file of a lesson in review."""
    version = authoring.get_reviewed(current(), version_id)
    return send_lesson_file(authoring.get_lesson(version, lesson_id), role)
