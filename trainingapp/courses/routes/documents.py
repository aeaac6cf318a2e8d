"""Pages that were seen; making pages once more; taking a picture away."""

from __future__ import annotations

from datetime import datetime

from flask import abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.courses.actions.documents import ask_for_pages
from trainingapp.courses.actions.images import remove_image as take_away
from trainingapp.courses.actions.reading import save_pages
from trainingapp.courses.queries import authoring, documents as queries
from trainingapp.courses.routes.authoring import WRITE, find_draft
from trainingapp.courses.routes.learning import LEARN, find_lesson
from trainingapp.courses.routes.mount import bp
from trainingapp.courses.routes.progress import read_at
from trainingapp.rules.course_versions import LessonKind
from trainingapp.web.auth import require
from trainingapp.web.clock import now


@bp.post("/courses/<int:course_id>/lessons/<key>/pages")
@require(LEARN)
def keep_pages(course_id: int, key: str) -> ResponseReturnValue:
    """The pages that were seen: reported by the script as JSON, or portion by portion with a button."""
    enrolment, lesson = find_lesson(course_id, key)
    if lesson.kind != LessonKind.SLIDES:
        abort(404)
    if request.is_json:
        told = _read_pages(request.get_json(silent=True))
        if told is None:
            return jsonify(error="malformed"), 422
        seen, at, was_at = told
        is_completed = save_pages(enrolment, lesson, seen, at=at, was_at=was_at, now=now())
        return jsonify(saved=True, completed=is_completed)
    first, last = request.form.get("first", 0, int), request.form.get("last", 0, int)
    if not 1 <= first <= last <= queries.MOST_PAGES or last - first >= queries.PORTION:
        abort(400)
    is_completed = save_pages(enrolment, lesson, range(first, last + 1), at=last, now=now())
    if is_completed:
        flash(_("You have seen every page: the lesson is completed."), "success")
    following = None if is_completed else last // queries.PORTION + 1
    address = url_for("courses.show_lesson", course_id=course_id, key=key, page=following)
    return redirect(address, 303)


def _read_pages(said: object) -> tuple[list[int], int, datetime] | None:
    """The numbers that a report names, where the reader is and since when; None when it is no report."""
    if not isinstance(said, dict):
        return None
    seen, at = said.get("seen"), said.get("at")
    if not isinstance(seen, list) or len(seen) > queries.MOST_PAGES or type(at) is not int:
        return None
    if any(
        type(number) is not int or not 1 <= number <= queries.MOST_PAGES for number in [*seen, at]
    ):
        return None
    was_at = read_at(said)
    return None if was_at is None else (seen, at, was_at)


@bp.post("/teaching/<int:course_id>/lessons/<int:lesson_id>/pages")
@require(WRITE)
def draw_again(course_id: int, lesson_id: int) -> ResponseReturnValue:
    """Try once more to make the pages that failed."""
    _course, version = find_draft(course_id)
    document = queries.document_of(authoring.get_lesson(version, lesson_id))
    if document is None:
        abort(404)
    ask_for_pages(document.stored_file, now=now())
    return redirect(
        url_for("courses.show_draft_lesson", course_id=course_id, lesson_id=lesson_id), 303
    )


@bp.post("/teaching/<int:course_id>/lessons/<int:lesson_id>/images/<name>/removal")
@require(WRITE)
def remove_image(course_id: int, lesson_id: int, name: str) -> ResponseReturnValue:
    """Take a picture away from a lesson."""
    _course, version = find_draft(course_id)
    take_away(authoring.get_lesson(version, lesson_id), name)
    flash(_("The picture is removed."), "success")
    return redirect(
        url_for(
            "courses.edit_lesson",
            course_id=course_id,
            lesson_id=lesson_id,
            _anchor="lesson-pictures",
        ),
        303,
    )
