"""The page of a stay: agreement, pledge, briefing, desk and equipment."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from flask import abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.extensions import db
from trainingapp.incubator.actions import residing as actions
from trainingapp.incubator.forms.residing import AgreementForm, ChoiceForm, DayForm, ReturnForm
from trainingapp.incubator.queries import residence as queries
from trainingapp.incubator.routes.case_papers import documents_of, titles_of
from trainingapp.incubator.routes.resident_pages import (
    AGENCY,
    HEAD,
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
from trainingapp.rules.incubation.residence_words import (
    AgreementKind,
    EquipmentState,
    PledgeKind,
)

HERE = "show_residence"


@bp.get("/incubation/cases/<int:case_id>/residence")
@require(Permission.CASE_OPEN)
def show_residence(case_id: int) -> str:
    """What makes the agency a resident, and what of it is still missing."""
    me = reach(case_id)
    agreements = queries.list_agreements(me.case)
    return show(
        "show_residence",
        me,
        agreements=agreements,
        offered=queries.list_offered(agreements),
        documents=titles_of(me, [one.document_id for one in agreements]),
        pledges=queries.list_pledges(me.case),
        desks=queries.list_desks_of(me.case),
        loans=queries.list_loans(me.case),
        one_day=timedelta(days=1),
    )


@bp.route("/incubation/cases/<int:case_id>/residence/agreement", methods=["GET", "POST"])
@require(Permission.CASE_OPEN)
def write_agreement(case_id: int) -> ResponseReturnValue:
    """Write the agreement, or correct the terms of one that nobody has signed."""
    me = reach(case_id, OFFICE, until_leaving=True)
    form = AgreementForm(today=today())
    form.offer(documents_of(me))
    if not form.validate_on_submit():
        back = url_for("incubator.show_residence", case_id=case_id)
        return fill_in(me, form, _("Write the agreement"), back=back, submit=_("Save"))
    terms = actions.Terms(
        kind=AgreementKind(form.kind.data),
        starts_on=form.starts_on.data,
        ends_on=form.last_day.data + timedelta(days=1),
        number=form.number.data or "",
        desks=form.desks.data,
        rent=Decimal(form.rent.data),
        deposit=Decimal(form.deposit.data),
        text=form.terms.data or "",
        document_id=form.document.data,
    )
    actions.write_agreement(me.case, terms, by_id=current().id, now=now())
    return done(_("The agreement is written. Both sides sign it now."), HERE, me)


@bp.post("/incubation/cases/<int:case_id>/residence/agreements/<int:agreement_id>/signature")
@require(Permission.CASE_OPEN)
def sign_agreement(case_id: int, agreement_id: int) -> ResponseReturnValue:
    """Sign for the side that the reader speaks for: the agency's manager or applicant, the head of the base."""
    me = reach(case_id, HEAD | AGENCY, until_leaving=True)
    row = queries.get_agreement(me.case, agreement_id)
    actions.sign_agreement(row, as_agency=me.is_agency, by_id=current().id, now=now())
    return done(_("You have signed the agreement."), HERE, me)


@bp.route("/incubation/cases/<int:case_id>/residence/briefing", methods=["GET", "POST"])
@require(Permission.CASE_OPEN)
def hold_briefing(case_id: int) -> ResponseReturnValue:
    """Note the day of the safety briefing."""
    me = reach(case_id, OFFICE)
    form = DayForm(today=today(), data={"on": today()})
    if not form.validate_on_submit():
        back = url_for("incubator.show_residence", case_id=case_id)
        lead = _("Fire, exits, electricity, visitors, whom to call.")
        title = _("Note the safety briefing")
        return fill_in(me, form, title, back=back, submit=_("Save"), lead=lead)
    actions.hold_briefing(me.case, on=form.on.data, by_id=current().id)
    return done(_("The briefing is noted. The agency confirms it now."), HERE, me)


@bp.post("/incubation/cases/<int:case_id>/residence/pledges/<kind>")
@require(Permission.CASE_OPEN)
def agree_pledge(case_id: int, kind: str) -> ResponseReturnValue:
    """The agency makes its pledge, or confirms the briefing."""
    me = reach(case_id, AGENCY)
    if kind not in set(PledgeKind):
        abort(404)
    actions.agree(me.case, PledgeKind(kind), by_id=current().id, now=now())
    return done(_("This is noted. Thank you."), HERE, me)


@bp.route("/incubation/cases/<int:case_id>/residence/desk", methods=["GET", "POST"])
@require(Permission.CASE_OPEN)
def assign_desk(case_id: int) -> ResponseReturnValue:
    """Give the case a desk that is free."""
    me = reach(case_id, OFFICE, until_leaving=True)
    form = ChoiceForm()
    free = queries.list_free_desks(me.case.base)
    form.offer([(desk, _("Desk %(number)s", number=desk)) for desk in free])
    if not form.validate_on_submit():
        back = url_for("incubator.show_residence", case_id=case_id)
        return fill_in(me, form, _("Assign a desk"), back=back, submit=_("Assign it"))
    actions.assign_desk(me.case, form.chosen.data, by_id=current().id, now=now())
    return done(_("The desk is assigned."), HERE, me)


@bp.post("/incubation/cases/<int:case_id>/residence/desks/<int:desk>/end")
@require(Permission.CASE_OPEN)
def free_desk(case_id: int, desk: int) -> ResponseReturnValue:
    """Take a desk back."""
    me = reach(case_id, OFFICE)
    actions.free_desk(me.case, desk, now=now())
    return done(_("The desk is free again."), HERE, me)


@bp.route("/incubation/cases/<int:case_id>/residence/equipment", methods=["GET", "POST"])
@require(Permission.CASE_OPEN)
def lend_equipment(case_id: int) -> ResponseReturnValue:
    """Lend the case a piece of the base's equipment."""
    me = reach(case_id, OFFICE, until_leaving=True)
    form = ChoiceForm()
    base = me.case.base
    lent = queries.list_lent(base)
    form.offer(
        (one.id, f"{one.code} · {one.name}")
        for one in db.session.scalars(queries.select_equipment(base))
        if one.id not in lent and one.state != EquipmentState.GONE
    )
    if not form.validate_on_submit():
        back = url_for("incubator.show_residence", case_id=case_id)
        return fill_in(me, form, _("Lend equipment"), back=back, submit=_("Lend it"))
    actions.lend(me.case, queries.get_equipment(base, form.chosen.data), now=now())
    return done(_("The equipment is lent."), HERE, me)


@bp.route(
    "/incubation/cases/<int:case_id>/residence/loans/<int:loan_id>/return", methods=["GET", "POST"]
)
@require(Permission.CASE_OPEN)
def take_back(case_id: int, loan_id: int) -> ResponseReturnValue:
    """Note that a piece came back."""
    me = reach(case_id, OFFICE)
    loan = next((one for one in queries.list_loans(me.case) if one.id == loan_id), None)
    if loan is None:
        abort(404)
    form = ReturnForm()
    if not form.validate_on_submit():
        back = url_for("incubator.show_residence", case_id=case_id)
        return fill_in(
            me,
            form,
            _("Take equipment back"),
            back=back,
            submit=_("Save"),
            lead=loan.equipment.name,
        )
    state = EquipmentState(form.state.data)
    actions.take_back(loan, state, note=form.note.data or "", now=now())
    return done(_("The equipment is back."), HERE, me)
