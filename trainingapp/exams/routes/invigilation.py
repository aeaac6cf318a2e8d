"""What an officer does while candidates write: one attempt or all of a sitting at once."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, ngettext

from trainingapp.exams.actions import collecting, running
from trainingapp.exams.forms import ExtraTimeForm, ReasonForm
from trainingapp.exams.models import Attempt
from trainingapp.exams.queries import office as queries, receipts
from trainingapp.exams.routes.mount import bp
from trainingapp.exams.routes.receipts import send_receipt
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

OFFICER = Permission.SITTING_MANAGE


@bp.post("/office/<int:sitting_id>/pause")
@require(OFFICER)
def pause_sitting(sitting_id: int) -> ResponseReturnValue:
    """Stop the clock for everybody who is writing."""
    sitting = queries.get_sitting_of(current(), sitting_id)
    attempts = queries.list_open_attempts(sitting)
    count = running.pause_attempts(attempts, officer_id=current().id, now=now())
    flash(ngettext("%(num)s candidate paused.", "%(num)s candidates paused.", count), "success")
    return redirect(url_for("exams.show_office", sitting_id=sitting_id), 303)


@bp.post("/office/<int:sitting_id>/resumption")
@require(OFFICER)
def resume_sitting(sitting_id: int) -> ResponseReturnValue:
    """Let everybody go on."""
    sitting = queries.get_sitting_of(current(), sitting_id)
    attempts = queries.list_open_attempts(sitting)
    count = running.resume_attempts(attempts, officer_id=current().id, now=now())
    flash(ngettext("%(num)s candidate goes on.", "%(num)s candidates go on.", count), "success")
    return redirect(url_for("exams.show_office", sitting_id=sitting_id), 303)


@bp.post("/office/<int:sitting_id>/extra-time")
@require(OFFICER)
def add_time_to_all(sitting_id: int) -> ResponseReturnValue:
    """More time for everybody who is writing."""
    sitting = queries.get_sitting_of(current(), sitting_id)
    form = ExtraTimeForm()
    if form.validate_on_submit():
        _add_time(queries.list_open_attempts(sitting), form)
    else:
        flash(_("Please give minutes and a reason."), "error")
    return redirect(url_for("exams.show_office", sitting_id=sitting_id), 303)


@bp.get("/office/attempts/<int:attempt_id>")
@require(OFFICER)
def show_candidate(attempt_id: int) -> ResponseReturnValue:
    """One attempt as the officer sees it: times, devices, late answers, the chain. No answers'
    keys.
    """
    attempt = queries.get_attempt_of(current(), attempt_id)
    return render_template(
        "exams/show_candidate.html",
        attempt=attempt,
        name=queries.candidate_name(attempt),
        leases=queries.list_leases(attempt),
        late=queries.list_late_events(attempt),
        receipt=receipts.get_receipt(attempt),
        time_form=ExtraTimeForm(formdata=None, known=attempt.extra_seconds),
        reason_form=ReasonForm(prefix="act"),
    )


@bp.post("/office/attempts/<int:attempt_id>/pause")
@require(OFFICER)
def pause_attempt(attempt_id: int) -> ResponseReturnValue:
    """Stop the clock of one candidate."""
    attempt = queries.get_attempt_of(current(), attempt_id, lock=True)
    running.pause_attempts([attempt], officer_id=current().id, now=now())
    return _back(attempt)


@bp.post("/office/attempts/<int:attempt_id>/resumption")
@require(OFFICER)
def resume_attempt(attempt_id: int) -> ResponseReturnValue:
    """Let one candidate go on."""
    attempt = queries.get_attempt_of(current(), attempt_id, lock=True)
    running.resume_attempts([attempt], officer_id=current().id, now=now())
    return _back(attempt)


@bp.post("/office/attempts/<int:attempt_id>/extra-time")
@require(OFFICER)
def add_time(attempt_id: int) -> ResponseReturnValue:
    """More time for one candidate."""
    attempt = queries.get_attempt_of(current(), attempt_id, lock=True)
    form = ExtraTimeForm()
    if form.validate_on_submit():
        _add_time([attempt], form)
    else:
        flash(_("Please give minutes and a reason."), "error")
    return _back(attempt)


@bp.post("/office/attempts/<int:attempt_id>/closing")
@require(OFFICER)
def close_attempt(attempt_id: int) -> ResponseReturnValue:
    """End the attempt of one candidate; what is saved is marked."""
    attempt = queries.get_attempt_of(current(), attempt_id, lock=True)
    reason = _reason()
    if reason:
        collecting.close_attempts([attempt], officer_id=current().id, reason=reason, now=now())
    return _back(attempt)


@bp.post("/office/attempts/<int:attempt_id>/voiding")
@require(OFFICER)
def void_attempt(attempt_id: int) -> ResponseReturnValue:
    """Declare an attempt void."""
    attempt = queries.get_attempt_of(current(), attempt_id, lock=True)
    reason = _reason()
    if reason:
        running.void_attempt(attempt, officer_id=current().id, reason=reason, now=now())
    return _back(attempt)


@bp.post("/office/attempts/<int:attempt_id>/late-answers")
@require(OFFICER)
def count_late_answers(attempt_id: int) -> ResponseReturnValue:
    """Count what came in too late, with a reason."""
    attempt = queries.get_attempt_of(current(), attempt_id, lock=True)
    reason = _reason()
    if reason:
        count = running.count_late_answers(
            attempt, officer_id=current().id, reason=reason, now=now()
        )
        flash(ngettext("%(num)s item changed.", "%(num)s items changed.", count), "success")
    return _back(attempt)


@bp.get("/office/attempts/<int:attempt_id>/receipt.json")
@require(OFFICER)
def download_candidate_receipt(attempt_id: int) -> ResponseReturnValue:
    """The receipt of a candidate as a file."""
    return send_receipt(queries.get_attempt_of(current(), attempt_id))


def _add_time(attempts: list[Attempt], form: ExtraTimeForm) -> None:
    count = running.add_time(
        attempts,
        minutes=form.minutes.data or 0,
        officer_id=current().id,
        reason=form.reason.data or "",
        now=now(),
        known=form.known.data,
    )
    flash(
        ngettext("%(num)s candidate has more time.", "%(num)s candidates have more time.", count),
        "success",
    )


def _reason() -> str:
    form = ReasonForm(prefix="act")
    if form.validate_on_submit():
        return form.reason.data or ""
    flash(_("Please give a reason."), "error")
    return ""


def _back(attempt: Attempt) -> ResponseReturnValue:
    return redirect(url_for("exams.show_candidate", attempt_id=attempt.id), 303)
