"""The reviewers of a case: whom one may ask, who is asked, and ending a seat."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.incubator.actions import seating
from trainingapp.incubator.forms import reviewing as forms
from trainingapp.incubator.queries import reviews, separation
from trainingapp.incubator.queries.rubrics import rubric_of
from trainingapp.incubator.routes.review_pages import (
    STEERING,
    Actor,
    Case,
    Permission,
    bp,
    current,
    now,
    open_case,
    require,
    today,
)
from trainingapp.web.pages import paginate

REVIEWERS = "/incubation/cases/<int:case_id>/reviewers"


@bp.route(REVIEWERS, methods=["GET", "POST"])
@require(Permission.INCUBATOR_WORK)
def seat_reviewers(case_id: int) -> ResponseReturnValue:
    """Who reviews a case, and whom one may ask."""
    case, actors = open_case(case_id, STEERING, lock=request.method == "POST")
    form = forms.AskReviewerForm(today=today(), due_on=today() + timedelta(days=14))
    if form.validate_on_submit() and form.expert.data:
        seating.ask(
            case, form.expert.data, due_on=form.due_on.data, person_id=current().id, now=now()
        )
        flash(_("The reviewer is asked."), "success")
        return redirect(url_for("incubator.seat_reviewers", case_id=case.id), 303)
    page = _reviewers_page(case, actors, form, forms.EndSeatForm(formdata=None))
    return page, 422 if request.method == "POST" else 200


def _reviewers_page(
    case: Case, actors: frozenset[Actor], form: forms.AskReviewerForm, end: forms.EndSeatForm
) -> str:
    search = forms.ReviewerSearchForm(request.args)
    text = search.q.data or "" if search.validate() else ""
    page = paginate(separation.select_experts(text))
    people = [user.id for user in page.items]
    return render_template(
        "incubator/seat_reviewers.html",
        case=case,
        actors=actors,
        rubric=rubric_of(case),
        seated=reviews.list_seated(case),
        page=page,
        bars=separation.list_barred(case, people, today=today(), with_seats=True),
        search=search,
        form=form,
        end=end,
        is_open=case.stage in seating.SEATING,
    )


@bp.post(f"{REVIEWERS}/<int:seat_id>/end")
@require(Permission.INCUBATOR_WORK)
def end_reviewer(case_id: int, seat_id: int) -> ResponseReturnValue:
    """End a reviewer's seat with a reason."""
    case, actors = open_case(case_id, STEERING, lock=True)
    seat = reviews.get_seat_of(case, seat_id)
    end = forms.EndSeatForm()
    if not end.validate():
        form = forms.AskReviewerForm(formdata=None, today=today())
        return _reviewers_page(case, actors, form, end), 422
    seating.end(seat, end.reason.data, person_id=current().id, now=now())
    flash(_("The reviewer's seat has ended."), "success")
    return redirect(url_for("incubator.seat_reviewers", case_id=case.id), 303)
