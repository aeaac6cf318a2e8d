"""Calls for applications: read by everybody, kept and published by the head of the base."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.education.days import today
from trainingapp.incubator.actions import calls as actions
from trainingapp.incubator.forms import calls as forms
from trainingapp.incubator.models import IncubationBase, Intake
from trainingapp.incubator.queries import calls as queries, reach, rubrics
from trainingapp.incubator.routes.mount import bp
from trainingapp.rules.incubation.applying import CallState, call_state
from trainingapp.rules.incubation.words import Track
from trainingapp.rules.permissions import Permission, Role
from trainingapp.web.auth import current, is_signed_in, public, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

BASE = "/incubation/bases/<int:base_id>"


@bp.get("/incubation/calls")
@public
def list_calls() -> str:
    """Every published call: those open now first."""
    page = paginate(queries.select_published(today=today()), per_page=20)
    states = {call.id: state_of(call) for call in page.items}
    return render_template("incubator/list_calls.html", page=page, states=states)


@bp.get("/incubation/calls/<int:call_id>")
@public
def show_call(call_id: int) -> str:
    """One call with its text, its dates and the sheet by which applications are scored."""
    call = queries.get_published(call_id)
    return render_template(
        "incubator/show_call.html",
        call=call,
        state=state_of(call),
        rubrics=rubrics.rubrics_of(call),
        is_signed_in=is_signed_in(),
    )


@bp.get("/incubation/bases")
@require(Permission.INCUBATOR_OVERSEE)
def list_own_bases() -> ResponseReturnValue:
    """The bases that the reader works in or oversees; who has one comes to its page at once."""
    bases = reach.list_bases(current())
    if len(bases) == 1:
        return redirect(url_for("incubator.show_base", base_id=bases[0].id), 303)
    return render_template("incubator/list_own_bases.html", bases=bases)


@bp.get(BASE)
@require(Permission.INCUBATOR_OVERSEE)
def show_base(base_id: int) -> str:
    """A base and its calls, for those who work in it or oversee it."""
    base = queries.get_base(current(), base_id)
    calls = queries.list_calls(base)
    return render_template(
        "incubator/show_base.html",
        base=base,
        calls=calls,
        states={call.id: state_of(call) for call in calls},
        counts=queries.count_applications(base),
        is_head=_is_head(base),
        this_year=today().year,
    )


@bp.route(f"{BASE}/details", methods=["GET", "POST"])
@require(Permission.INCUBATOR_LEAD)
def edit_base(base_id: int) -> ResponseReturnValue:
    """Change what the public reads of a base."""
    base = _own_base(base_id)
    form = forms.BaseDetailsForm(obj=base)
    if form.validate_on_submit():
        plan = actions.BasePlan(
            address=form.address.data or "",
            operator=form.operator.data or "",
            introduction=form.introduction.data or "",
            phone=form.phone.data or "",
            desks=form.desks.data or 0,
            area_m2=form.area_m2.data or 0,
            opened_on=form.opened_on.data,
            is_open=bool(form.is_open.data),
        )
        actions.change_base(base, plan, person_id=current().id, now=now())
        flash(_("The base is saved."), "success")
        return redirect(url_for("incubator.show_base", base_id=base.id), 303)
    page = render_template("incubator/edit_base.html", base=base, form=form)
    return page, 422 if request.method == "POST" else 200


@bp.route(f"{BASE}/calls/new", methods=["GET", "POST"])
@require(Permission.INCUBATOR_LEAD)
def new_call(base_id: int) -> ResponseReturnValue:
    """Enter a call. It is hidden until it is published."""
    return _edit(_own_base(base_id), None)


@bp.route(f"{BASE}/calls/<int:call_id>", methods=["GET", "POST"])
@require(Permission.INCUBATOR_LEAD)
def edit_call(base_id: int, call_id: int) -> ResponseReturnValue:
    """Change a call."""
    base = _own_base(base_id)
    return _edit(base, queries.get_call(base, call_id))


@bp.post(f"{BASE}/calls/<int:call_id>/publication")
@require(Permission.INCUBATOR_LEAD)
def publish_call(base_id: int, call_id: int) -> ResponseReturnValue:
    """Show a call to everybody, or hide it again while nobody has answered it."""
    base = _own_base(base_id)
    call = queries.get_call(base, call_id)
    is_published = request.form.get("published") == "yes"
    actions.publish_call(call, is_published=is_published, person_id=current().id, now=now())
    flash(_("The call is public.") if is_published else _("The call is hidden."), "success")
    return redirect(url_for("incubator.show_base", base_id=base.id), 303)


def _edit(base: IncubationBase, call: Intake | None) -> ResponseReturnValue:
    form = forms.CallForm(obj=call)
    status = 422 if request.method == "POST" else 200
    if form.validate_on_submit():
        plan = actions.CallPlan(
            name=form.name.data or "",
            text=form.text.data or "",
            opens_on=form.opens_on.data,
            closes_on=form.closes_on.data,
            places=form.places.data or 0,
            track=Track(form.track.data),
            has_trial=bool(form.has_trial.data),
        )
        try:
            actions.keep_call(base, call, plan, person_id=current().id, now=now())
        except actions.NameTaken:
            form.name.errors = [_("This base has a call of this name already.")]
        else:
            flash(_("The call is saved."), "success")
            return redirect(url_for("incubator.show_base", base_id=base.id), 303)
    page = render_template("incubator/edit_call.html", base=base, call=call, form=form)
    return page, status


def state_of(call: Intake) -> CallState:
    """Where a call stands today."""
    return call_state(
        is_published=call.published_at is not None,
        opens_on=call.opens_on,
        closes_on=call.closes_on,
        today=today(),
    )


def _is_head(base: IncubationBase) -> bool:
    return base.organisation_id in reach.places_of(current(), Role.INCUBATOR_HEAD)


def _own_base(base_id: int) -> IncubationBase:
    base = queries.get_base(current(), base_id)
    if not _is_head(base):
        abort(403)
    return base
