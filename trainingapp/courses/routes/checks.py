"""The final check: what it asks for, one's tries, answering a try."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.courses.actions import checks as actions
from trainingapp.courses.models import CheckTry, Enrolment
from trainingapp.courses.queries import checks as queries
from trainingapp.courses.queries.crediting import get_check_rule
from trainingapp.courses.queries.learning import find_enrolment
from trainingapp.courses.routes.exercises import LETTERS
from trainingapp.courses.routes.learning import LEARN
from trainingapp.courses.routes.mount import bp
from trainingapp.education.pools import register_pool
from trainingapp.rules.course_checks import CheckTerms
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

register_pool(queries.count_pool)


def _enrolment(course_id: int) -> Enrolment:
    return find_enrolment(current().id, course_id) or abort(404)


def _is_short(enrolment: Enrolment, terms: CheckTerms | None) -> bool:
    pool = queries.pool_of_edition(enrolment.course_id, enrolment.major)
    return terms is not None and len(pool) < terms.items


@bp.get("/courses/<int:course_id>/check")
@require(LEARN)
def show_check(course_id: int) -> str:
    """What the final check asks for, and how the reader stands."""
    enrolment = _enrolment(course_id)
    rule = get_check_rule(course_id, now=now())
    tries = queries.list_tries(current().id, course_id, rule_id=rule.id)
    return render_template(
        "courses/show_check.html",
        course=enrolment.course,
        enrolment=enrolment,
        rule=rule,
        tries=tries,
        standing=queries.judge_standing(tries, rule.check, now=now()),
        is_short=_is_short(enrolment, rule.check),
    )


@bp.post("/courses/<int:course_id>/check")
@require(LEARN)
def open_try(course_id: int) -> ResponseReturnValue:
    """Begin a try, or go on with the open one."""
    enrolment = _enrolment(course_id)
    rule = get_check_rule(course_id, now=now())
    one = actions.open_try(enrolment, rule, now=now())
    return redirect(url_for("courses.answer_try", course_id=course_id, try_id=one.id), 303)


@bp.route("/courses/<int:course_id>/check/<int:try_id>", methods=["GET", "POST"])
@require(LEARN)
def answer_try(course_id: int, try_id: int) -> ResponseReturnValue:
    """The items of a try, all on one page; afterwards what was right."""
    enrolment = _enrolment(course_id)
    one = queries.get_try(current().id, course_id, try_id=try_id)
    if request.method == "GET" or one.submitted_at is not None:
        return _page(enrolment, one)
    selected = _read(one)
    missing = [place for place, letters in selected.items() if not letters]
    if missing:
        return _page(enrolment, one, selected=selected, missing=missing), 422
    actions.submit_try(enrolment, one, selected, now=now())
    if one.is_passed:
        flash(_("You have passed the final check."), "success")
    return redirect(url_for("courses.answer_try", course_id=course_id, try_id=one.id), 303)


def _read(one: CheckTry) -> dict[int, str]:
    chosen = {
        answer.position: set(request.form.getlist(f"item-{answer.position}")) & LETTERS
        for answer in one.answers
    }
    return {place: "".join(sorted(letters)) for place, letters in chosen.items()}


def _page(
    enrolment: Enrolment,
    one: CheckTry,
    *,
    selected: dict[int, str] | None = None,
    missing: list[int] | None = None,
) -> str:
    return render_template(
        "courses/show_try.html",
        course=enrolment.course,
        one=one,
        items=queries.present_try(one, selected=selected, is_open=one.is_passed),
        missing=missing or [],
    )
