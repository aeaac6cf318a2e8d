"""The files of a learner's work: added to the draft, taken out, looked at by the learner and the markers."""

from __future__ import annotations

from flask import Response, jsonify, render_template
from flask.typing import ResponseReturnValue

from trainingapp.courses.actions import assignments as actions
from trainingapp.courses.queries import assignments as queries, marking
from trainingapp.courses.routes.keeping import find_assignment, to_lesson
from trainingapp.courses.routes.learning import LEARN
from trainingapp.courses.routes.mount import bp
from trainingapp.courses.work import PURPOSE
from trainingapp.files.posting import received_uploads
from trainingapp.files.serving import send_file
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now


@bp.post("/courses/<int:course_id>/lessons/<key>/submission/files")
@require(LEARN)
def attach_files(course_id: int, key: str) -> ResponseReturnValue:
    """Add files that have arrived to the draft, and show the draft's files."""
    enrolment, lesson = find_assignment(course_id, key)
    uploads = received_uploads("files", user=current(), purpose=PURPOSE, now=now())
    draft = actions.attach_files(enrolment, lesson, uploads, now=now())
    page = render_template(
        "courses/_work_files.html", course_id=course_id, lesson=lesson, draft=draft
    )
    return jsonify(html=page)


@bp.post("/courses/<int:course_id>/lessons/<key>/submission/files/<int:position>/removal")
@require(LEARN)
def remove_work_file(course_id: int, key: str, position: int) -> ResponseReturnValue:
    """Take a file out of the draft."""
    enrolment, lesson = find_assignment(course_id, key)
    actions.remove_file(enrolment, lesson, position=position, now=now())
    return to_lesson(course_id, key)


@bp.get("/courses/submissions/<int:submission_id>/files/<int:position>")
@require(LEARN)
def show_work_file(submission_id: int, position: int) -> Response:
    """A file of one's own work."""
    file = queries.get_own_file(current().id, submission_id, position=position)
    return send_file(file.stored_file, name=file.name, inline=True)


@bp.get("/teaching/marking/<int:submission_id>/files/<int:position>")
@require(Permission.COURSE_WRITE)
def show_handed_in_file(submission_id: int, position: int) -> Response:
    """A file of work that the reader may mark."""
    file = marking.get_work_file(current().id, submission_id, position=position)
    return send_file(file.stored_file, name=file.name, inline=True)
