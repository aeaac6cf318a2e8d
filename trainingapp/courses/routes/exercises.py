"""Answering the items of an exercise: the key and the reasons come with the answer."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.courses.actions import learning as actions
from trainingapp.courses.routes.learning import LEARN, find_lesson
from trainingapp.courses.routes.mount import bp
from trainingapp.web.auth import require
from trainingapp.web.clock import now

LETTERS = frozenset("ABCDEFGH")


@bp.post("/courses/<int:course_id>/lessons/<key>/responses/<code>")
@require(LEARN)
def answer_item(course_id: int, key: str, code: str) -> ResponseReturnValue:
    """Keep the answer and show what is right."""
    enrolment, lesson = find_lesson(course_id, key)
    chosen = set(request.form.getlist("selected")) & LETTERS
    if chosen:
        selected = "".join(sorted(chosen))
        was_completed = enrolment.completed_at is not None
        actions.answer_item(enrolment, lesson, code, selected=selected, now=now())
        if enrolment.completed_at is not None and not was_completed:
            flash(_("You have completed this course."), "success")
    else:
        flash(_("Choose an option first."), "error")
    anchor = f"item-{code}"
    return redirect(
        url_for("courses.show_lesson", course_id=course_id, key=key, _anchor=anchor), 303
    )


@bp.post("/courses/<int:course_id>/lessons/<key>/responses/removal")
@require(LEARN)
def forget_answers(course_id: int, key: str) -> ResponseReturnValue:
    """Do the exercise once more."""
    enrolment, lesson = find_lesson(course_id, key)
    actions.forget_answers(enrolment, lesson)
    flash(_("The exercise is blank again."), "success")
    return redirect(url_for("courses.show_lesson", course_id=course_id, key=key), 303)
