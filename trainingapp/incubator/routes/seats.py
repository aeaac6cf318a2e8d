"""An expert's seats: what is asked of them, their word on conflicts, and the review itself."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.incubator.actions import reviewing, seating
from trainingapp.incubator.forms.reviewing import (
    ConflictForm,
    DeclineForm,
    ScoreForm,
    TakeForm,
    make_score_form,
)
from trainingapp.incubator.models import CaseSeat
from trainingapp.incubator.queries import reviews
from trainingapp.incubator.queries.rubrics import rubric_of
from trainingapp.incubator.routes.review_pages import (
    Actor,
    Permission,
    bp,
    current,
    now,
    open_case,
    require,
    today,
)
from trainingapp.rules.incubation.reviewing import Recommendation
from trainingapp.rules.incubation.words import Duty
from trainingapp.web.pages import paginate

SEAT = Permission.SEAT_TAKE
REVIEWER = frozenset({Actor.REVIEWER})


@bp.get("/incubation/seats")
@require(SEAT)
def list_seats() -> str:
    """The seats that the reader is asked to take, holds or held."""
    page = paginate(reviews.select_own_seats(current().id))
    return render_template("incubator/list_seats.html", page=page, today=today())


@bp.get("/incubation/seats/<int:seat_id>")
@require(SEAT)
def show_seat(seat_id: int) -> str:
    """Who applies where: enough to know whether one is biased, and nothing of the application."""
    return _seat_page(reviews.get_own_seat(current().id, seat_id))


@bp.post("/incubation/seats/<int:seat_id>/taking")
@require(SEAT)
def take_seat(seat_id: int) -> ResponseReturnValue:
    """Take the seat with a word that nothing ties the reader to the applicants."""
    seat = reviews.get_own_seat(current().id, seat_id, lock=True)
    form = TakeForm()
    if not form.validate():
        return _seat_page(seat, take=form), 422
    seating.take(seat, now=now())
    flash(_("You have taken the seat. Thank you."), "success")
    is_reviewer = seat.duty == Duty.REVIEWER
    page = "incubator.write_review" if is_reviewer else "incubator.show_case"
    return redirect(url_for(page, case_id=seat.case_id), 303)


@bp.post("/incubation/seats/<int:seat_id>/conflict")
@require(SEAT)
def declare_conflict(seat_id: int) -> ResponseReturnValue:
    """Declare a conflict of interest: the case is closed to the reader from now on."""
    seat = reviews.get_own_seat(current().id, seat_id, lock=True)
    form = ConflictForm()
    if not form.validate():
        return _seat_page(seat, conflict=form), 422
    seating.declare_conflict(seat, form.conflict.data, now=now())
    flash(_("Your conflict is noted. Thank you for saying so."), "success")
    return redirect(url_for("incubator.list_seats"), 303)


@bp.post("/incubation/seats/<int:seat_id>/refusal")
@require(SEAT)
def decline_seat(seat_id: int) -> ResponseReturnValue:
    """Say no to a seat."""
    seat = reviews.get_own_seat(current().id, seat_id, lock=True)
    form = DeclineForm()
    if not form.validate():
        return _seat_page(seat, decline=form), 422
    seating.decline(seat, form.reason.data or "", now=now())
    flash(_("You have declined. The base asks somebody else."), "success")
    return redirect(url_for("incubator.list_seats"), 303)


def _seat_page(
    seat: CaseSeat,
    *,
    take: TakeForm | None = None,
    conflict: ConflictForm | None = None,
    decline: DeclineForm | None = None,
) -> str:
    return render_template(
        "incubator/show_seat.html",
        seat=seat,
        case=seat.case,
        take=take or TakeForm(formdata=None),
        conflict=conflict or ConflictForm(formdata=None),
        decline=decline or DeclineForm(formdata=None),
    )


@bp.route("/incubation/cases/<int:case_id>/review", methods=["GET", "POST"])
@require(SEAT)
def write_review(case_id: int) -> ResponseReturnValue:
    """The reader's own review: kept as a draft, handed in once. Nobody sees what others score."""
    case, actors = open_case(case_id, REVIEWER, lock=request.method == "POST")
    seat = reviews.get_taken_seat(current().id, case)
    rubric, review = rubric_of(case), reviews.find_review(seat)
    form = make_score_form(rubric, review)
    status = 200
    if request.method == "POST":
        is_final = request.form.get("act") == "submit"
        if form.validate() and (not is_final or form.is_complete()):
            return _keep(seat, form, is_final=is_final)
        status = 422
    page = render_template(
        "incubator/write_review.html",
        case=case,
        actors=actors,
        seat=seat,
        review=review,
        rubric=rubric,
        form=form,
        revision=reviews.newest_revision(case),
        may_write=reviewing.may_write(case, review),
    )
    return page, status


def _keep(seat: CaseSeat, form: ScoreForm, *, is_final: bool) -> ResponseReturnValue:
    chosen = form.recommendation.data
    written = reviewing.Written(
        points=form.points(),
        remarks=form.remarks(),
        vetoes=form.vetoes.data or (),
        recommendation=Recommendation(chosen) if chosen else None,
        comment=form.comment.data or "",
        advice=form.advice.data or "",
    )
    if is_final:
        reviewing.submit(seat, written, now=now())
        flash(_("Your review is handed in. Thank you."), "success")
    else:
        reviewing.save(seat, written, now=now())
        flash(_("Your draft is saved. Only you can see it."), "success")
    return redirect(url_for("incubator.write_review", case_id=seat.case_id), 303)
