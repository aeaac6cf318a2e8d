"""A candidate's attempts: the room while one is open, its result afterwards, and the history."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from trainingapp.exams.queries import attempts as queries, results
from trainingapp.exams.routes.mount import bp
from trainingapp.exams.routes.room import room_data
from trainingapp.rules.attempts import AttemptState
from trainingapp.rules.permissions import Permission
from trainingapp.rules.sittings import Feedback
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate
from trainingapp.web.transactions import reads_alone


@bp.get("/attempts")
@require(Permission.EXAM_SIT)
def list_attempts() -> ResponseReturnValue:
    """All of one's attempts with the scores that are released, and how they went over time."""
    page = paginate(queries.select_attempts_of(current()))
    return render_template(
        "exams/list_attempts.html",
        page=page,
        past=queries.present_attempts(page.items, now=now()),
        history=queries.list_history(current(), now=now()),
    )


@bp.get("/attempts/<int:attempt_id>")
@require(Permission.EXAM_SIT)
@reads_alone
def show_attempt(attempt_id: int) -> ResponseReturnValue:
    """The exam room while the attempt is open; afterwards its result, as far as it is released."""
    attempt = queries.get_attempt_for(current(), attempt_id)
    if attempt.state == AttemptState.CREATED:
        return redirect(url_for("exams.show_sitting", sitting_id=attempt.sitting_id), 303)
    if attempt.is_open:
        return render_template("exams/show_room.html", room=room_data(attempt))
    feedback = queries.find_feedback(attempt, now=now())
    if feedback is Feedback.NOTHING:
        return render_template("exams/show_submitted.html", attempt=attempt)
    return render_template(
        "exams/show_result.html",
        attempt=attempt,
        facts=results.get_result(attempt, now=now()),
        history=queries.list_history(current(), form_id=attempt.test_form_id, now=now()),
        may_review=feedback is Feedback.REVIEW,
    )
