"""The review of a submitted attempt."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from trainingapp.exams.queries import attempts as queries, reviews
from trainingapp.exams.routes.fragments import Fragments
from trainingapp.exams.routes.mount import bp
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.transactions import reads_alone

_fragments = Fragments()


@bp.get("/attempts/<int:attempt_id>/review")
@require(Permission.EXAM_SIT)
@reads_alone
def show_review(attempt_id: int) -> ResponseReturnValue:
    """Every item with one's own answer, the key, the why of each option and the law it rests on."""
    attempt = queries.get_attempt_for(current(), attempt_id)
    only = request.args.get("only")
    review = reviews.get_review(attempt, only=only, now=now())
    is_printed = bool(request.args.get("print"))
    return render_template(
        "exams/print_review.html" if is_printed else "exams/show_review.html",
        attempt=attempt,
        review=review,
        slots=_fragments.draw(review.slots, lambda: reviews.items_of_form(attempt.test_form_id)),
        only=only if only in reviews.FILTERS else None,
        learn={}
        if is_printed
        else reviews.find_missed(review, attempt.test_form_id, reader_id=attempt.candidate_id),
    )
