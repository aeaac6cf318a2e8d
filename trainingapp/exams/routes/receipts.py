"""The receipt of an attempt: a page and a file."""

from __future__ import annotations

from flask import Response, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue

from trainingapp.exams.models import Attempt
from trainingapp.exams.queries import attempts as queries, receipts
from trainingapp.exams.routes.mount import bp
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.pages import paginate


@bp.get("/attempts/<int:attempt_id>/receipt")
@require(Permission.EXAM_SIT)
def show_receipt(attempt_id: int) -> ResponseReturnValue:
    """What the server holds of the attempt, with its proof."""
    attempt = queries.get_attempt_for(current(), attempt_id)
    return render_template(
        "exams/show_receipt.html",
        receipt=receipts.get_receipt(attempt),
        page=paginate(receipts.select_events(attempt), per_page=50),
        download_url=url_for("exams.download_receipt", attempt_id=attempt_id),
        back_url=url_for("exams.show_attempt", attempt_id=attempt_id),
    )


@bp.get("/attempts/<int:attempt_id>/receipt.json")
@require(Permission.EXAM_SIT)
def download_receipt(attempt_id: int) -> ResponseReturnValue:
    """The receipt as a file."""
    return send_receipt(queries.get_attempt_for(current(), attempt_id))


def send_receipt(attempt: Attempt) -> Response:
    """The JSON receipt of an attempt, to be kept."""
    answer = jsonify(receipts.receipt_data(receipts.get_receipt(attempt)))
    name = f"receipt-{attempt.id}.json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
