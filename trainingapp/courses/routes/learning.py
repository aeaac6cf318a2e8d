"""Learning: enrolling, lessons in order, what is kept of them, notes."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.courses.actions import learning as actions
from trainingapp.courses.forms.short import NoteForm
from trainingapp.courses.models import Enrolment, Lesson
from trainingapp.courses.queries import catalogue, exercises, topics
from trainingapp.courses.queries import learning as queries
from trainingapp.courses.routes.displaying import LessonDisplay
from trainingapp.courses.routes.mount import bp, form_status
from trainingapp.courses.routes.working import work_context
from trainingapp.itembank.queries import area_titles
from trainingapp.rules.course_versions import LessonKind
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

LEARN = Permission.COURSE_LEARN


@bp.get("/courses/mine")
@require(LEARN)
def list_enrolments() -> str:
    """The courses the reader learns, the one last opened first."""
    page = paginate(queries.list_enrolments(current().id))
    done = queries.count_completed(current().id, [row.course_id for row in page.items])
    return render_template("courses/list_enrolments.html", page=page, done=done)


@bp.post("/courses/<int:course_id>/enrolment")
@require(LEARN)
def enrol(course_id: int) -> ResponseReturnValue:
    """Begin a course, and open its first lesson."""
    course = catalogue.get_listed(course_id)
    actions.enrol(course, user_id=current().id, now=now())
    flash(_("You are enrolled. Everything you do here is kept."), "success")
    lesson = queries.get_place(current().id, course_id).next_lesson
    if lesson is None:
        abort(404)
    return redirect(url_for("courses.show_lesson", course_id=course_id, key=lesson.key), 303)


@bp.post("/courses/<int:course_id>/edition")
@require(LEARN)
def move_to_edition(course_id: int) -> ResponseReturnValue:
    """Go on in the published edition."""
    actions.move_to_edition(queries.get_place(current().id, course_id).enrolment, now=now())
    flash(_("You are in the new edition now. What you had completed stays completed."), "success")
    return redirect(url_for("courses.show_course", course_id=course_id), 303)


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
