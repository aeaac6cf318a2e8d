"""Meetings of base and agency: minutes, agreed actions, and the agency's confirmation."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.incubator.actions import meeting as actions
from trainingapp.incubator.forms.meeting import EncounterForm
from trainingapp.incubator.forms.residing import NoteForm
from trainingapp.incubator.queries import encounters as queries
from trainingapp.incubator.routes.case_papers import documents_of, titles_of
from trainingapp.incubator.routes.resident_pages import (
    AGENCY,
    EVERYONE,
    OFFICE,
    Actor,
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
from trainingapp.rules.incubation.residence_words import EncounterKind
from trainingapp.web.pages import paginate

HOSTS = OFFICE | {Actor.MENTOR}


@bp.get("/incubation/cases/<int:case_id>/encounters")
@require(Permission.CASE_OPEN)
def list_encounters(case_id: int) -> str:
    """Every meeting of the case, and how much time was given to it."""
    me = reach(case_id, EVERYONE)
    return show(
        "list_encounters",
        me,
        page=paginate(queries.select_encounters(me.case), per_page=50),
        sums=queries.count_minutes(me.case),
        may_write=bool(HOSTS & me.actors),
    )


@bp.route("/incubation/cases/<int:case_id>/encounters/new", methods=["GET", "POST"])
@require(Permission.CASE_OPEN)
def keep_minutes(case_id: int) -> ResponseReturnValue:
    """Write the minutes of a meeting."""
    me = reach(case_id, HOSTS)
    form = EncounterForm(today=today(), data={"happened_on": today()})
    form.offer(documents_of(me))
    if not form.validate_on_submit():
        back = url_for("incubator.list_encounters", case_id=case_id)
        return fill_in(me, form, _("Write the minutes"), back=back, submit=_("Keep the minutes"))
    minutes = actions.Minutes(
        kind=EncounterKind(form.kind.data),
        happened_on=form.happened_on.data,
        minutes=form.minutes.data,
        purpose=form.purpose.data,
        content=form.content.data,
        place=form.place.data or "",
        is_online=bool(form.is_online.data),
        attendees=form.attendees.data or "",
        findings=form.findings.data or "",
        document_id=form.document.data,
    )
    agreed = [actions.Agreed(*one) for one in form.agreed()]
    row = actions.keep_minutes(me.case, minutes, agreed, by_id=current().id, now=now())
    sentence = _("The minutes are kept. The agency is asked to confirm them.")
    return done(sentence, "show_encounter", me, encounter_id=row.id)


@bp.get("/incubation/cases/<int:case_id>/encounters/<int:encounter_id>")
@require(Permission.CASE_OPEN)
def show_encounter(case_id: int, encounter_id: int) -> str:
    """The minutes of a meeting."""
    me = reach(case_id, EVERYONE)
    row = queries.get_encounter(me.case, encounter_id)
    return show("show_encounter", me, row=row, documents=titles_of(me, [row.document_id]))


@bp.route(
    "/incubation/cases/<int:case_id>/encounters/<int:encounter_id>/confirmation",
    methods=["GET", "POST"],
)
@require(Permission.CASE_OPEN)
def confirm_minutes(case_id: int, encounter_id: int) -> ResponseReturnValue:
    """The agency confirms the minutes."""
    me = reach(case_id, AGENCY)
    row = queries.get_encounter(me.case, encounter_id)
    form = NoteForm()
    if not form.validate_on_submit():
        back = url_for("incubator.show_encounter", case_id=case_id, encounter_id=encounter_id)
        title, lead = _("Confirm the minutes"), _("If you see something differently, say it here.")
        return fill_in(me, form, title, back=back, submit=_("Confirm them"), lead=lead)
    actions.confirm_minutes(row, remark=form.text.data or "", by_id=current().id, now=now())
    return done(_("The minutes are confirmed."), "show_encounter", me, encounter_id=encounter_id)
