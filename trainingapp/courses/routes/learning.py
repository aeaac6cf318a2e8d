"""The page of a lesson, for those who learn the course."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from trainingapp.courses.forms.short import NoteForm
from trainingapp.courses.models import Enrolment, Lesson
from trainingapp.courses.queries import exercises, learning as queries, topics
from trainingapp.courses.routes.displaying import LessonDisplay
from trainingapp.courses.routes.mount import bp, form_status
from trainingapp.courses.routes.working import work_context
from trainingapp.itembank.queries import area_titles
from trainingapp.rules.course_versions import LessonKind
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require

LEARN = Permission.COURSE_LEARN


@bp.get("/courses/<int:course_id>/lessons/<key>")
@require(LEARN)
def show_lesson(course_id: int, key: str) -> ResponseReturnValue:
    """A lesson in its place, between the one before and the one after."""
    return lesson_page(course_id, key)


def lesson_page(
    course_id: int,
    key: str,
    form: NoteForm | None = None,
    *,
    status: int | None = None,
    **shown: Any,
) -> ResponseReturnValue:
    """The page of a lesson, with a form that was refused and what else it should show."""
    person = current().id
    lesson = queries.get_lesson(person, course_id, key=key)
    place = queries.get_place(person, course_id)
    asked = None
    if lesson.kind == LessonKind.EXERCISE:
        responses = exercises.list_responses(person, course_id, key=key)
        asked = exercises.present_exercise(lesson.content, responses)
        shown = {"learn": exercises.find_missed(asked, person)} | shown
    if lesson.kind == LessonKind.ASSIGNMENT:
        shown = work_context(course_id, lesson) | shown
    before, after = place.around(key)
    return render_template(
        "courses/show_lesson.html",
        place=place,
        course=place.enrolment.course,
        lesson=lesson,
        asked=asked,
        before=before,
        after=after,
        progress=place.progress.get(key),
        shown=_display(place, lesson),
        titles=area_titles(point.code for point in lesson.points),
        file_url=lambda role: _file_url(course_id, key, role),
        notes=queries.list_notes(person, course_id, key=key),
        topics=topics.list_recent(person, course_id, key=key),
        form=form or NoteForm(formdata=None),
        **shown,
    ), status or form_status()


def _display(place: queries.Place, lesson: Lesson) -> LessonDisplay:
    progress = place.progress.get(lesson.key)
    course_id = place.enrolment.course_id
    return LessonDisplay(
        lesson, "courses.show", progress=progress, course_id=course_id, key=lesson.key
    )


def _file_url(course_id: int, key: str, role: str) -> str:
    return url_for("courses.show_file", course_id=course_id, key=key, role=role)


def find_lesson(course_id: int, key: str) -> tuple[Enrolment, Lesson]:
    """The reader's enrolment and a lesson of it. :raises NoResultFound: for what they do not learn."""
    lesson = queries.get_lesson(current().id, course_id, key=key)
    enrolment = queries.find_enrolment(current().id, course_id)
    if enrolment is None:
        abort(404)
    return enrolment, lesson
