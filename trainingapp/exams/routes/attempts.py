"""A candidate's attempts: the room, the result, the review, the receipt and the history."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from trainingapp.exams.models import Attempt
from trainingapp.exams.queries import attempts as queries
from trainingapp.exams.queries import receipts, results, sittings
from trainingapp.exams.routes.fragments import Fragments
from trainingapp.exams.routes.mount import bp
from trainingapp.rules.attempts import AttemptState
from trainingapp.rules.permissions import Permission
from trainingapp.rules.sittings import Feedback
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.i18n import current_display, titled
from trainingapp.web.pages import paginate

_fragments = Fragments()


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
def show_attempt(attempt_id: int) -> ResponseReturnValue:
    """The exam room while the attempt is open; afterwards its result, as far as it is released."""
    attempt = queries.get_attempt_for(current(), attempt_id)
    if attempt.state == AttemptState.CREATED:
        return redirect(url_for("exams.show_sitting", sitting_id=attempt.sitting_id), 303)
    if attempt.is_open:
        return render_template("exams/show_room.html", room=_room_data(attempt))
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


@bp.get("/attempts/<int:attempt_id>/review")
@require(Permission.EXAM_SIT)
def show_review(attempt_id: int) -> ResponseReturnValue:
    """Every item with one's own answer, the key, the why of each option and the law it rests on."""
    attempt = queries.get_attempt_for(current(), attempt_id)
    only = request.args.get("only")
    review = results.get_review(attempt, only=only, now=now())
    is_printed = bool(request.args.get("print"))
    return render_template(
        "exams/print_review.html" if is_printed else "exams/show_review.html",
        attempt=attempt,
        review=review,
        slots=_fragments.draw(review.slots, lambda: results.items_of_form(attempt.test_form_id)),
        only=only if only in results.FILTERS else None,
    )


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


def _room_data(attempt: Attempt) -> dict[str, Any]:
    paper = sittings.get_paper_facts(attempt.test_form_id)
    number = attempt.id
    return {
        "attempt": number,
        "locale": current_display().language,
        "csrf": generate_csrf(),
        "title": titled(attempt.sitting.title),
        "minutes": attempt.minutes,
        "candidate": {"name": current().display_name, "number": f"{current().id:08d}"},
        "rules": {
            "items": paper.items,
            "full_score": paper.full_score,
            "cut_score": paper.cut_score,
            "single": paper.single,
            "multiple": paper.multiple,
            "partial": paper.partial,
            "min_submit_minutes": attempt.sitting.earliest_hand_in_minutes,
        },
        "urls": {
            "room": url_for("exams.show_attempt", attempt_id=number),
            "lease": url_for("lean.lease", attempt_id=number),
            "events": url_for("lean.record", attempt_id=number),
            "pulse": url_for("lean.pulse", attempt_id=number),
            "submission": url_for("lean.submit", attempt_id=number),
            "receipt": url_for("exams.show_receipt", attempt_id=number),
            "result": url_for("exams.show_attempt", attempt_id=number),
            "sign_in": url_for("accounts.sign_in"),
            "home": url_for("dashboards.show_home"),
        },
    }
