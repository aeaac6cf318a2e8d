"""The teachers' queue: what waits, the next piece, marking it, the learner's files."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.courses.actions import marking as actions
from trainingapp.courses.forms.assignments import MarkingForm, read_lines
from trainingapp.courses.models import Submission
from trainingapp.courses.queries import marking as queries
from trainingapp.courses.routes.mount import bp, form_status
from trainingapp.rules.assignments import MarkedMeanwhile, Verdict, read_task
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.errors import sentence
from trainingapp.web.pages import paginate

WRITE = Permission.COURSE_WRITE


def _asked() -> tuple[int | None, str | None]:
    """The course and the lesson that the address names, if any."""
    return request.args.get("course", None, int), request.args.get("lesson")


def _to_list() -> ResponseReturnValue:
    course_id, key = _asked()
    return redirect(url_for("courses.list_work", course=course_id, lesson=key), 303)


@bp.get("/teaching/marking")
@require(WRITE)
def list_work() -> str:
    """What waits for a marking, the longest waiting first, or what has been marked."""
    is_done = request.args.get("state") == "marked"
    course_id, key = _asked()
    rows = queries.list_queue(current().id, course_id=course_id, key=key, is_done=is_done)
    return render_template(
        "courses/list_work.html",
        page=paginate(rows),
        lessons=queries.list_waiting_lessons(current().id),
        is_done=is_done,
        held_since=now() - queries.HELD,
    )


@bp.post("/teaching/marking/next")
@require(WRITE)
def take_next() -> ResponseReturnValue:
    """Open the longest waiting piece that nobody else is marking."""
    return _go_on()


def _go_on() -> ResponseReturnValue:
    person, (course_id, key) = current().id, _asked()
    found = queries.find_next(person, course_id=course_id, key=key, now=now())
    if found is None:
        flash(_("Nothing waits for you here. What others have just opened is with them."))
        return _to_list()
    actions.take(found, marker_id=person, now=now())
    address = url_for("courses.mark_work", submission_id=found.id, course=course_id, lesson=key)
    return redirect(address, 303)


@bp.route("/teaching/marking/<int:submission_id>", methods=["GET", "POST"])
@require(WRITE)
def mark_work(submission_id: int) -> ResponseReturnValue:
    """A piece of work beside its rubric; sending the form returns it to the learner."""
    work = queries.get_work(current().id, submission_id, is_locked=request.method == "POST")
    form = _open_form(work)
    typed = request.form.getlist("line")
    lines = read_lines(typed if any(typed) else [])
    if not form.validate_on_submit() or lines is None:
        error = None if lines is not None else _("Write the points of a line as a number.")
        return _page(work, form, typed=typed, error=error), (422 if error else form_status())
    verdict, comment = Verdict(form.verdict.data), form.comment.data or ""
    plan = actions.MarkingPlan(verdict, form.points.data, lines or None, comment)
    seen = int(form.seen.data) if (form.seen.data or "").isdecimal() else 0
    try:
        actions.mark(work, plan, seen=seen, marker_id=current().id, now=now())
    except MarkedMeanwhile as found:
        form.seen.data = str(found.parameters["marking"])
        return _page(work, form, typed=typed, error=sentence(found)), 409
    except RuleViolation as violation:
        return _page(work, form, typed=typed, error=sentence(violation)), 409
    flash(_("The work of %(name)s is returned.", name=work.user.display_name), "success")
    if request.form.get("then") == "next":
        return _go_on()
    return _to_list()


def _open_form(work: Submission) -> MarkingForm:
    last = work.markings[-1] if work.markings else None
    if last is None:
        return MarkingForm(data={"seen": "0"})
    said = {"points": last.points, "comment": last.comment, "verdict": last.verdict}
    return MarkingForm(data={"seen": str(last.id), **said})


def _page(
    work: Submission, form: MarkingForm, *, typed: list[str], error: str | None = None
) -> str:
    last = work.markings[-1] if work.markings else None
    given = typed or [row["points"] for row in (last.lines if last else ())]
    return render_template(
        "courses/mark_work.html",
        work=work,
        task=read_task(work.lesson.content),
        form=form,
        given=given,
        error=error,
        earlier=queries.list_earlier(work),
        is_outdated=queries.is_outdated(work),
        is_held=work.taken_by_id not in (None, current().id)
        and work.taken_at is not None
        and work.taken_at > now() - queries.HELD,
    )
