"""What learners do beside a lesson: call it done, write notes."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.courses.actions import learning as actions
from trainingapp.courses.forms.short import NoteForm
from trainingapp.courses.queries import learning as queries
from trainingapp.courses.routes.learning import LEARN, find_lesson, lesson_page
from trainingapp.courses.routes.mount import bp
from trainingapp.rules.course_versions import LessonKind
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now


@bp.post("/courses/<int:course_id>/lessons/<key>/completion")
@require(LEARN)
def complete_lesson(course_id: int, key: str) -> ResponseReturnValue:
    """Call the lesson done and go on to the next."""
    enrolment, lesson = find_lesson(course_id, key)
    was_completed = enrolment.completed_at is not None
    actions.complete_lesson(enrolment, lesson, now=now())
    place = queries.get_place(current().id, course_id)
    _before, after = place.around(key)
    if place.enrolment.completed_at is not None and not was_completed:
        flash(_("You have completed this course."), "success")
        return redirect(url_for("courses.show_course", course_id=course_id), 303)
    if after is None:
        return redirect(url_for("courses.show_course", course_id=course_id), 303)
    return redirect(url_for("courses.show_lesson", course_id=course_id, key=after.key), 303)


@bp.post("/courses/<int:course_id>/lessons/<key>/notes")
@require(LEARN)
def add_note(course_id: int, key: str) -> ResponseReturnValue:
    """Write a note beside the lesson."""
    enrolment, lesson = find_lesson(course_id, key)
    form = NoteForm()
    if not form.validate():
        return lesson_page(course_id, key, form)
    seconds = form.seconds if lesson.kind == LessonKind.VIDEO else None
    actions.add_note(enrolment, lesson, form.text.data or "", at_seconds=seconds, now=now())
    return redirect(
        url_for("courses.show_lesson", course_id=course_id, key=key, _anchor="notes"), 303
    )


@bp.post("/courses/notes/<int:note_id>/removal")
@require(LEARN)
def remove_note(note_id: int) -> ResponseReturnValue:
    """Remove one's own note."""
    note = queries.get_note(current().id, note_id)
    course_id, key = note.course_id, note.lesson_key
    actions.remove_note(note)
    flash(_("The note is removed."), "success")
    return redirect(
        url_for("courses.show_lesson", course_id=course_id, key=key, _anchor="notes"), 303
    )
