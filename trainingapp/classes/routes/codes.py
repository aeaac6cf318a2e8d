"""The code of the day: a teacher opens it and shows it on the board, members type it or photograph it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.accounts.mails import site_address
from trainingapp.classes.actions import attendance as actions
from trainingapp.classes.forms.attendance import CodeForm
from trainingapp.classes.pictures import draw_address
from trainingapp.classes.queries import attendance as queries
from trainingapp.classes.routes.mount import bp, form_status, joined, taught
from trainingapp.classes.routes.teaching import JOIN, TEACH
from trainingapp.extensions import limiter, milliseconds
from trainingapp.rules.attendance import CODE_MINUTES, code_closes_at, is_code_open, read_code
from trainingapp.rules.errors import RuleViolation
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

GUESSES = "6 per 10 minutes; 20 per day"  # only wrong ones count


@bp.get("/taught-classes/<int:cohort_id>/meetings/<int:meeting_id>/code")
@require(TEACH)
def show_code(cohort_id: int, meeting_id: int) -> str:
    """The code for the board, with its picture for phones."""
    cohort, moment = taught(cohort_id), now()
    meeting = queries.get_meeting(cohort_id, meeting_id)
    is_open = meeting.attendance_code is not None and is_code_open(
        meeting.code_opened_at, now=moment
    )
    closes_at = code_closes_at(meeting.code_opened_at)
    address = site_address(
        "classes.attend",
        cohort_id=cohort_id,
        meeting_id=meeting_id,
        code=meeting.attendance_code or "",
    )
    return render_template(
        "classes/show_code.html",
        cohort=cohort,
        meeting=meeting,
        is_open=is_open,
        picture=draw_address(address) if is_open else None,
        minutes=CODE_MINUTES,
        closes_at=milliseconds(closes_at) if closes_at else 0,
        present_at=milliseconds(moment),
        present=queries.count_present([meeting_id]).get(meeting_id, 0),
    )


@bp.post("/taught-classes/<int:cohort_id>/meetings/<int:meeting_id>/code")
@require(TEACH)
def open_code(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    """Open a new code and show it."""
    taught(cohort_id)
    meeting = queries.get_meeting(cohort_id, meeting_id)
    actions.open_code(meeting, actor_id=current().id, now=now())
    return _to_code(cohort_id, meeting_id)


@bp.post("/taught-classes/<int:cohort_id>/meetings/<int:meeting_id>/code/closing")
@require(TEACH)
def close_code(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    """Take the code off the board."""
    taught(cohort_id)
    meeting = queries.get_meeting(cohort_id, meeting_id)
    actions.close_code(meeting, actor_id=current().id, now=now())
    return _to_code(cohort_id, meeting_id)


def _to_code(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    return redirect(url_for("classes.show_code", cohort_id=cohort_id, meeting_id=meeting_id), 303)


@bp.route("/classes/<int:cohort_id>/meetings/<int:meeting_id>/attend", methods=["GET", "POST"])
@limiter.limit(
    GUESSES,
    methods=["POST"],
    key_func=lambda: f"attend {current().id}",
    deduct_when=lambda answer: answer.status_code == 422,
)
@require(JOIN)
def attend(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    """A member says that they are here. The picture on the board leads here with the code filled in."""
    cohort = joined(cohort_id)
    meeting = queries.get_meeting(cohort_id, meeting_id)
    form = CodeForm(data={"code": read_code(request.args.get("code", "")[:20])})
    if form.validate_on_submit() and _is_noted(form, cohort_id, meeting_id):
        flash(_("You are noted as present at “%(meeting)s”.", meeting=meeting.title), "success")
        return redirect(f"/classes/{cohort_id}", 303)
    return render_template(
        "classes/attend.html", cohort=cohort, meeting=meeting, form=form
    ), form_status()


def _is_noted(form: CodeForm, cohort_id: int, meeting_id: int) -> bool:
    meeting = queries.get_meeting(cohort_id, meeting_id)
    try:
        actions.attend_by_code(meeting, form.code.data or "", user_id=current().id, now=now())
    except RuleViolation as refused:
        form.code.errors = [_(refused.message)]
        return False
    return True
