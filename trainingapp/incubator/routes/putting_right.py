"""What an agency has to put right: written by the base, shown by the agency, looked at again."""

from __future__ import annotations

from datetime import timedelta

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.incubator.actions import leaving as actions
from trainingapp.incubator.forms.leaving import PutRightForm
from trainingapp.incubator.forms.plans import EvidenceForm, VerdictForm
from trainingapp.incubator.queries import leaving as queries
from trainingapp.incubator.queries.parameters import read_parameters
from trainingapp.incubator.routes.case_papers import documents_of, titles_of
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
from trainingapp.rules.incubation.residence_words import Origin

HERE = "show_putting_right"


@bp.get("/incubation/cases/<int:case_id>/putting-right")
@require(Permission.CASE_OPEN)
def show_putting_right(case_id: int) -> str:
    """Every list of what had to be put right; the agency sees one once it is ordered."""
    me = reach(case_id)
    rows = [
        one
        for one in queries.list_rectifications(me.case)
        if one.ordered_at is not None or (not me.is_agency and one.closed_at is None)
    ]
    papers = titles_of(me, [item.document_id for one in rows for item in one.items])
    open_one = next((one for one in rows if one.closed_at is None), None)
    return show("show_putting_right", me, rows=rows, open_one=open_one, documents=papers)


@bp.route("/incubation/cases/<int:case_id>/putting-right/new", methods=["GET", "POST"])
@require(Permission.INCUBATOR_WORK)
def write_rectification(case_id: int) -> ResponseReturnValue:
    """Add to the list of what has to be put right."""
    me = reach(case_id, OFFICE)
    days = read_parameters(me.case.base.area_code, today()).days("rectification_days")
    form = PutRightForm(today=today(), data={"due_on": today() + timedelta(days=days)})
    if not form.validate_on_submit():
        back = url_for("incubator.show_putting_right", case_id=case_id)
        title = _("Write down what has to be put right")
        return fill_in(me, form, title, back=back, submit=_("Save"))
    origin = Origin(form.origin.data)
    person, due_on = current().id, form.due_on.data
    actions.write_item(me.case, origin, form.text.data, due_on=due_on, by_id=person, now=now())
    return done(_("It stands on the list. The head orders it."), HERE, me)


@bp.post("/incubation/cases/<int:case_id>/putting-right/<int:item_id>/removal")
@require(Permission.INCUBATOR_WORK)
def drop_rectification_item(case_id: int, item_id: int) -> ResponseReturnValue:
    """Take something off the list before it is ordered."""
    me = reach(case_id, OFFICE)
    actions.drop_item(queries.get_rectification_item(me.case, item_id), now=now())
    return done(_("It is off the list."), HERE, me)


@bp.route(
    "/incubation/cases/<int:case_id>/putting-right/<int:item_id>/evidence", methods=["GET", "POST"]
)
@require(Permission.CASE_OPEN)
def show_put_right(case_id: int, item_id: int) -> ResponseReturnValue:
    """The agency says what it did, and what shows it."""
    me = reach(case_id, AGENCY)
    item = queries.get_rectification_item(me.case, item_id)
    form = EvidenceForm(today=today(), data={"note": item.note, "document": item.document_id})
    form.offer(documents_of(me))
    is_sound = form.validate_on_submit()
    if is_sound and not form.note.data:
        is_sound = form.blame("note", _("Please fill this in."))
    if not is_sound:
        back = url_for("incubator.show_putting_right", case_id=case_id)
        title = _("Show that it is put right")
        return fill_in(me, form, title, back=back, submit=_("Submit it"), lead=item.text)
    actions.show_put_right(
        item, note=form.note.data, document_id=form.document.data, by_id=current().id, now=now()
    )
    return done(_("It is submitted. The base looks at it."), HERE, me)


@bp.route(
    "/incubation/cases/<int:case_id>/putting-right/<int:item_id>/verdict", methods=["GET", "POST"]
)
@require(Permission.INCUBATOR_WORK)
def judge_rectification_item(case_id: int, item_id: int) -> ResponseReturnValue:
    """The base looks again."""
    me = reach(case_id, OFFICE)
    item = queries.get_rectification_item(me.case, item_id)
    form = VerdictForm()
    if not form.validate_on_submit():
        back = url_for("incubator.show_putting_right", case_id=case_id)
        title = _("Look at what was put right")
        return fill_in(me, form, title, back=back, submit=_("Save"), lead=item.note or item.text)
    actions.judge_item(
        item,
        is_accepted=form.is_accepted,
        answer=form.answer.data or "",
        by_id=current().id,
        now=now(),
    )
    return done(_("The item is settled."), HERE, me)
