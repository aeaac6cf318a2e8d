"""Whoever sent a document is told when its pages are ready or failed: one notice for each file and lesson."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from trainingapp.courses.media import MEDIA
from trainingapp.courses.models import (
    Course,
    CourseVersion,
    Document,
    Lesson,
    LessonFile,
    MakingState,
)
from trainingapp.courses.queries.teams import list_editors
from trainingapp.extensions import db
from trainingapp.files.queries import list_senders
from trainingapp.notices.actions import notify, withdraw
from trainingapp.notices.kinds import register_kind
from trainingapp.rules.course_versions import VersionState

READY, FAILED = "courses.pages_ready", "courses.pages_failed"
register_kind(READY, _("The pages of “%(name)s” are ready: look at the lesson “%(title)s”."))
register_kind(FAILED, _("No pages came of “%(name)s”. The lesson “%(title)s” says what to do."))


def tell_senders(document: Document, *, now: datetime) -> None:
    """Tell whoever sent the document and may edit the draft that shows it; its owner, when that is not known.

    A notice about an earlier try that was not read yet gives way to this one.
    """
    kind = READY if document.state == MakingState.READY else FAILED
    senders = list_senders(document.stored_file_id, purpose="course-slides")
    for course, lesson, name in _list_drafts(document):
        url = f"/teaching/{course.id}/lessons/{lesson.id}"
        told = {"name": name, "title": lesson.title["zh"]}
        for user_id in sorted(senders & list_editors(course)) or [course.owner_id]:
            withdraw(user_id=user_id, kinds=(READY, FAILED), url=url)
            notify(user_id=user_id, kind=kind, arguments=told, url=url, now=now)


def _list_drafts(document: Document) -> Sequence[tuple[Course, Lesson, str]]:
    query = (
        select(Course, Lesson, LessonFile.name)
        .join(CourseVersion, CourseVersion.course_id == Course.id)
        .join(Lesson, Lesson.version_id == CourseVersion.id)
        .join(LessonFile, LessonFile.lesson_id == Lesson.id)
        .where(
            LessonFile.stored_file_id == document.stored_file_id,
            LessonFile.role == MEDIA,
            CourseVersion.state == VersionState.DRAFT,
        )
        .order_by(Lesson.id)
    )
    return [(course, lesson, name) for course, lesson, name in db.session.execute(query)]
