"""The hand-over on leaving, and asking graduates later how they are."""

from __future__ import annotations

from flask import abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.incubator.actions import handing_over as actions, leaving
from trainingapp.incubator.forms.leaving import ContactForm, FollowUpForm, HandedOverForm
from trainingapp.incubator.queries import leaving as queries
from trainingapp.incubator.residence_wording import HANDOVER
from trainingapp.incubator.routes.resident_pages import (
    AGENCY,
    OFFICE,
    Permission,
    bp,
    current,
    done,
    fill_in,
    now,
    reach,
    require,
    show,
    today,
)
from trainingapp.rules.incubation.residence_words import HandoverKind, Survival

HERE = "show_leaving"


@bp.post("/incubation/cases/<int:case_id>/handover")
@require(Permission.INCUBATOR_WORK)
def begin_handover(case_id: int) -> ResponseReturnValue:
    """Begin the hand-over."""
    me = reach(case_id, OFFICE)
    actions.begin_handover(me.case, now=now())
    return done(_("The hand-over has begun."), HERE, me)


@bp.route("/incubation/cases/<int:case_id>/handover/<int:item_id>", methods=["GET", "POST"])
@require(Permission.INCUBATOR_WORK)
def settle_handover_item(case_id: int, item_id: int) -> ResponseReturnValue:
    """Note that something is handed over."""
    me = reach(case_id, OFFICE)
    item = queries.get_handover_item(me.case, item_id)
    handover = queries.find_handover(me.case)
    assert handover is not None
    form = HandedOverForm(today=today(), data={"on": item.done_on or today(), "note": item.note})
    if not form.validate_on_submit():
        back = url_for("incubator.show_leaving", case_id=case_id)
        title = _("Note what is handed over")
        lead = str(HANDOVER[HandoverKind(item.kind)])
        return fill_in(me, form, title, back=back, submit=_("Save"), lead=lead)
    note, person = form.note.data or "", current().id
    actions.settle_handover_item(handover, item, note=note, on=form.on.data, by_id=person)
    return done(_("The hand-over is noted."), HERE, me)


@bp.post("/incubation/cases/<int:case_id>/handover/signature")
@require(Permission.CASE_OPEN)
def sign_handover(case_id: int) -> ResponseReturnValue:
    """Sign the hand-over for the side that the reader speaks for."""
    me = reach(case_id, OFFICE | AGENCY)
    handover = queries.find_handover(me.case)
    if handover is None:
        abort(404)
    actions.sign_handover(handover, as_agency=me.is_agency, by_id=current().id, now=now())
    return done(_("You have signed the hand-over."), HERE, me)


@bp.get("/incubation/cases/<int:case_id>/follow-ups")
@require(Permission.CASE_OPEN)
def list_follow_ups(case_id: int) -> str:
    """When the graduate is asked, and what was heard."""
    me = reach(case_id)
    return show("list_follow_ups", me, rows=queries.list_follow_ups(me.case))


@bp.route(
    "/incubation/cases/<int:case_id>/follow-ups/<int:follow_up_id>/contact",
    methods=["GET", "POST"],
)
@require(Permission.INCUBATOR_WORK)
def note_contact(case_id: int, follow_up_id: int) -> ResponseReturnValue:
    """Note an attempt to reach the graduate."""
    me = reach(case_id, OFFICE)
    row = queries.get_follow_up(me.case, follow_up_id)
    form = ContactForm(today=today(), data={"on": today()})
    if not form.validate_on_submit():
        back = url_for("incubator.list_follow_ups", case_id=case_id)
        return fill_in(me, form, _("Note an attempt"), back=back, submit=_("Save"))
    leaving.note_contact(
        row,
        on=form.on.data,
        is_reached=form.reached.data == "yes",
        note=form.note.data or "",
        by_id=current().id,
        now=now(),
    )
    return done(_("The attempt is noted."), "list_follow_ups", me)


@bp.route(
    "/incubation/cases/<int:case_id>/follow-ups/<int:follow_up_id>/answer",
    methods=["GET", "POST"],
)
@require(Permission.INCUBATOR_WORK)
def finish_follow_up(case_id: int, follow_up_id: int) -> ResponseReturnValue:
    """Note how the graduate does."""
    me = reach(case_id, OFFICE)
    row = queries.get_follow_up(me.case, follow_up_id)
    form = FollowUpForm(today=today())
    if not form.validate_on_submit():
        back = url_for("incubator.list_follow_ups", case_id=case_id)
        return fill_in(me, form, _("Note how they do"), back=back, submit=_("Save"))
    leaving.finish_follow_up(
        row,
        Survival(form.survival.data),
        figures=(form.staff.data, form.projects.data),
        needs=form.needs.data or "",
        by_id=current().id,
        now=now(),
    )
    return done(_("The follow-up is done."), "list_follow_ups", me)
