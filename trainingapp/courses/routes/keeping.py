"""Keeping what the form of an assignment has sent, before anything can refuse it."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from trainingapp.courses.actions import assignments as actions
from trainingapp.courses.forms.assignments import WorkForm
from trainingapp.courses.models import Enrolment, Lesson
from trainingapp.courses.routes.learning import find_lesson, lesson_page
from trainingapp.courses.work import PURPOSE
from trainingapp.files.posting import received_uploads
from trainingapp.rules.course_versions import LessonKind
from trainingapp.rules.errors import RuleViolation
from trainingapp.web.auth import current
from trainingapp.web.clock import now
from trainingapp.web.errors import sentence
from trainingapp.web.transactions import commit_now


def find_assignment(course_id: int, key: str) -> tuple[Enrolment, Lesson]:
    """:raises NoResultFound: for what the reader does not learn, and for lessons of other kinds."""
    enrolment, lesson = find_lesson(course_id, key)
    if lesson.kind != LessonKind.ASSIGNMENT:
        raise NoResultFound(key)
    return enrolment, lesson


def keep(enrolment: Enrolment, lesson: Lesson) -> ResponseReturnValue | None:
    """Keep what the form has sent, so that no later refusal loses it; a page when even that is refused."""
    form = WorkForm()
    typed = form.text.data or ""
    course_id, key = enrolment.course_id, lesson.key
    if not form.validate():
        return lesson_page(course_id, key, work_form=form)
    try:
        base = form.saves.data or actions.FIRST
        actions.save_draft(enrolment, lesson, typed, base=base, now=now())
        uploads = received_uploads("files", user=current(), purpose=PURPOSE, now=now())
        actions.attach_files(enrolment, lesson, uploads, now=now())
    except actions.SavedElsewhere as found:
        form.saves.data = actions.base_of(found.submission)
        said, other = sentence(found), found.submission.text
        return lesson_page(
            course_id, key, status=409, work_form=form, work_error=said, other_text=other
        )
    except RuleViolation as violation:
        said = sentence(violation)
        return lesson_page(course_id, key, status=409, work_form=form, work_error=said)
    commit_now()
    return None


def to_lesson(course_id: int, key: str) -> ResponseReturnValue:
    """To the work on the page of its lesson."""
    address = url_for("courses.show_lesson", course_id=course_id, key=key, _anchor="work")
    return redirect(address, 303)
