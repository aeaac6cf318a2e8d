"""The plan of a case, and the tasks of people."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.incubator import residence_wording
from trainingapp.incubator.actions import planning as actions
from trainingapp.incubator.forms.plans import EvidenceForm, ItemForm, VerdictForm
from trainingapp.incubator.forms.residing import WordsForm
from trainingapp.incubator.queries import residence as queries, tasks
from trainingapp.incubator.residence_wording import title_of
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
from trainingapp.rules.incubation.residence_words import DONE
from trainingapp.web.pages import paginate

HERE = "show_plan"


@bp.get("/incubation/cases/<int:case_id>/plan")
@require(Permission.CASE_OPEN)
def show_plan(case_id: int) -> str:
    """What is to be done by when, what was done, and the open tasks of the case."""
    me = reach(case_id, EVERYONE)
    items = queries.list_items(me.case)
    return show(
        "show_plan",
        me,
        items=items,
        done_weight=sum(one.weight for one in items if one.state in DONE),
        weight=sum(one.weight for one in items),
        documents=titles_of(me, [one.document_id for one in items]),
        tasks=tasks.list_of_case(me.case),
    )


@bp.route("/incubation/cases/<int:case_id>/plan/new", methods=["GET", "POST"])
@require(Permission.CASE_OPEN)
def add_item(case_id: int) -> ResponseReturnValue:
    """Add something to the plan."""
    me = reach(case_id, OFFICE)
    form = ItemForm(today=today())
    if not form.validate_on_submit():
        back = url_for("incubator.show_plan", case_id=case_id)
        return fill_in(me, form, _("Add to the plan"), back=back, submit=_("Add it"))
    planned = actions.Planned(
        title=form.title.data,
        owner=Actor(form.owner.data),
        due_on=form.due_on.data,
        domain=form.domain.data or "",
        needs_evidence=bool(form.needs_evidence.data),
    )
    actions.add_item(me.case, planned, now=now())
    return done(_("It stands in the plan."), HERE, me)


@bp.route("/incubation/cases/<int:case_id>/plan/<int:item_id>/evidence", methods=["GET", "POST"])
@require(Permission.CASE_OPEN)
def submit_item(case_id: int, item_id: int) -> ResponseReturnValue:
    """Say that an item is done, with what shows it."""
    me = reach(case_id, AGENCY | OFFICE)
    item = queries.get_item(me.case, item_id)
    form = EvidenceForm(today=today(), data={"note": item.note, "document": item.document_id})
    form.offer(documents_of(me))
    is_sound = form.validate_on_submit()
    if is_sound and item.needs_evidence and not (form.note.data or form.document.data):
        is_sound = form.blame(
            "note", _("This item needs evidence: choose a document, or say what shows it.")
        )
    if not is_sound:
        back = url_for("incubator.show_plan", case_id=case_id)
        title = _("Submit an item of the plan")
        return fill_in(me, form, title, back=back, submit=_("Submit it"), lead=title_of(item))
    actions.submit_item(
        item,
        note=form.note.data or "",
        document_id=form.document.data,
        by_id=current().id,
        now=now(),
    )
    return done(_("It is submitted. The base looks at it."), HERE, me)


@bp.route("/incubation/cases/<int:case_id>/plan/<int:item_id>/verdict", methods=["GET", "POST"])
@require(Permission.CASE_OPEN)
def settle_item(case_id: int, item_id: int) -> ResponseReturnValue:
    """Accept what was submitted, or return it."""
    me = reach(case_id, OFFICE)
    item = queries.get_item(me.case, item_id)
    form = VerdictForm()
    if not form.validate_on_submit():
        back = url_for("incubator.show_plan", case_id=case_id)
        title = _("Look at what was submitted")
        lead = f"{title_of(item)}: {item.note}" if item.note else title_of(item)
        return fill_in(me, form, title, back=back, submit=_("Save"), lead=lead)
    actions.settle_item(
        item,
        is_accepted=form.is_accepted,
        answer=form.answer.data or "",
        by_id=current().id,
        now=now(),
    )
    return done(_("The item is settled."), HERE, me)


@bp.route("/incubation/cases/<int:case_id>/plan/<int:item_id>/waiver", methods=["GET", "POST"])
@require(Permission.CASE_OPEN)
def waive_item(case_id: int, item_id: int) -> ResponseReturnValue:
    """Say that an item need not be done, and why."""
    me = reach(case_id, OFFICE)
    item = queries.get_item(me.case, item_id)
    form = WordsForm()
    if not form.validate_on_submit():
        back = url_for("incubator.show_plan", case_id=case_id)
        title = _("This item is not needed")
        return fill_in(me, form, title, back=back, submit=_("Save"), lead=title_of(item))
    actions.waive_item(item, reason=form.text.data, by_id=current().id, now=now())
    return done(_("The item is settled."), HERE, me)


@bp.get("/incubation/tasks")
@require(Permission.CASE_OPEN)
def list_tasks() -> str:
    """What the reader has to do, whatever it came from, the most urgent first."""
    person, day = current(), today()
    only_overdue = request.args.get("only") == "overdue"
    page = paginate(tasks.select_own(person, overdue_on=day if only_overdue else None))
    return render_template(
        "incubator/list_tasks.html",
        page=page,
        words=residence_wording,
        today=day,
        only_overdue=only_overdue,
        mine={one.id for one in page.items if one.source in tasks.BY_HAND},
    )
