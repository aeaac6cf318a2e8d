"""The exam office: arranging sittings, seats, and the lists that officers work from."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, ngettext

from trainingapp.exams.actions import sittings as actions
from trainingapp.exams.forms import ExtraTimeForm, ReasonForm, SeatsForm, SittingForm
from trainingapp.exams.models import Sitting
from trainingapp.exams.queries import office as queries
from trainingapp.exams.routes.mount import bp
from trainingapp.rules.permissions import PERMISSIONS, Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

OFFICER = Permission.SITTING_MANAGE


@bp.get("/office")
@require(OFFICER)
def list_office() -> ResponseReturnValue:
    """The organised sittings of this officer."""
    page = paginate(queries.select_sittings_of(current()))
    return render_template(
        "exams/list_office.html", page=page, turnouts=queries.turnouts(page.items), now=now()
    )


@bp.route("/office/new", methods=["GET", "POST"])
@require(OFFICER)
def new_sitting() -> ResponseReturnValue:
    """Arrange a sitting; an officer of an organisation arranges it for that one."""
    form = SittingForm()
    if not form.validate_on_submit():
        return render_template("exams/edit_sitting.html", form=form, sitting=None), _status()
    sitting = actions.create_sitting(form.plan(_own_place()), officer_id=current().id, now=now())
    flash(_("The sitting is arranged. Now give seats."), "success")
    return redirect(url_for("exams.edit_seats", sitting_id=sitting.id), 303)


@bp.route("/office/<int:sitting_id>/edit", methods=["GET", "POST"])
@require(OFFICER)
def edit_sitting(sitting_id: int) -> ResponseReturnValue:
    """Change the arrangement."""
    sitting = queries.get_sitting_of(current(), sitting_id)
    form = SittingForm(sitting)
    if not form.validate_on_submit():
        return render_template("exams/edit_sitting.html", form=form, sitting=sitting), _status()
    plan = form.plan(sitting.organisation_id)
    actions.update_sitting(sitting, plan, officer_id=current().id, now=now())
    flash(_("The sitting is saved."), "success")
    return _back(sitting)


@bp.get("/office/<int:sitting_id>")
@require(OFFICER)
def show_office(sitting_id: int) -> ResponseReturnValue:
    """Who is in, when last seen, how far; and what the officer can do for one or for all."""
    sitting = queries.get_sitting_of(current(), sitting_id)
    page = paginate(queries.select_candidates(sitting), per_page=50)
    return render_template(
        "exams/show_office.html",
        sitting=sitting,
        page=page,
        places=queries.present_places(sitting, page.items),
        turnout=queries.turnouts([sitting])[sitting.id],
        now=now(),
        time_form=ExtraTimeForm(formdata=None, known=queries.most_extra_seconds(sitting)),
        reason_form=ReasonForm(prefix="close"),
    )


@bp.route("/office/<int:sitting_id>/seats", methods=["GET", "POST"])
@require(OFFICER)
def edit_seats(sitting_id: int) -> ResponseReturnValue:
    """Give seats by list."""
    sitting = queries.get_sitting_of(current(), sitting_id)
    form = SeatsForm()
    seated = None
    if form.validate_on_submit():
        seated = actions.add_seats(
            sitting,
            form.names(),
            extra_minutes=form.extra_minutes.data or 0,
            officer_id=current().id,
            now=now(),
        )
        flash(ngettext("%(num)s seat given.", "%(num)s seats given.", seated.added), "success")
        if not seated.unknown:
            return _back(sitting)
        form.logins.data = "\n".join(seated.unknown)
    status = 200 if seated is not None else _status()
    return render_template(
        "exams/edit_seats.html", sitting=sitting, form=form, seated=seated
    ), status


@bp.post("/office/<int:sitting_id>/seats/<int:seat_id>/removal")
@require(OFFICER)
def remove_seat(sitting_id: int, seat_id: int) -> ResponseReturnValue:
    """Take a seat away."""
    sitting = queries.get_sitting_of(current(), sitting_id)
    seat = queries.get_seat(sitting, seat_id)
    actions.remove_seat(seat, officer_id=current().id, now=now())
    flash(_("The seat is free."), "success")
    return _back(sitting)


@bp.post("/office/<int:sitting_id>/attempts")
@require(OFFICER)
def create_attempts(sitting_id: int) -> ResponseReturnValue:
    """Prepare the papers of all seats, so that the start is only a step."""
    sitting = queries.get_sitting_of(current(), sitting_id)
    count = actions.create_attempts(sitting, officer_id=current().id, now=now())
    flash(ngettext("%(num)s paper prepared.", "%(num)s papers prepared.", count), "success")
    return _back(sitting)


@bp.post("/office/<int:sitting_id>/closing")
@require(OFFICER)
def close_sitting(sitting_id: int) -> ResponseReturnValue:
    """End the sitting for everybody."""
    sitting = queries.get_sitting_of(current(), sitting_id)
    form = ReasonForm(prefix="close")
    if not form.validate_on_submit():
        flash(_("Please give a reason."), "error")
        return _back(sitting)
    count = actions.close_sitting(
        sitting, officer_id=current().id, reason=form.reason.data or "", now=now()
    )
    flash(ngettext("%(num)s paper collected.", "%(num)s papers collected.", count), "success")
    return _back(sitting)


def _own_place() -> int | None:
    roles = PERMISSIONS[OFFICER]
    places = [grant.organisation_id for grant in current().grants if grant.role in roles]
    return None if None in places else places[0]


def _status() -> int:
    return 422 if request.method == "POST" else 200


def _back(sitting: Sitting) -> ResponseReturnValue:
    return redirect(url_for("exams.show_office", sitting_id=sitting.id), 303)
