"""Contracts of an agency: the list, one contract, instalments planned and received, deliverables."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, pgettext

from trainingapp.education.days import today
from trainingapp.incubator.accounting_wording import last_day
from trainingapp.incubator.actions import contracting as actions
from trainingapp.incubator.forms.money import (
    ContractForm,
    DeliverableForm,
    DeliveryForm,
    InstalmentForm,
    ReceiptForm,
    offer_papers,
)
from trainingapp.incubator.models import Agency, Contract
from trainingapp.incubator.queries import money as queries
from trainingapp.incubator.routes.accounting_pages import (
    DESK,
    ON_PAGE,
    PARTIES,
    WRITERS,
    acting,
    done,
    fill_in,
    listed,
    papers_of,
    show,
    titles_of,
)
from trainingapp.incubator.routes.agency_pages import reach_agency
from trainingapp.incubator.routes.mount import bp
from trainingapp.rules.incubation.money import days_late
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require

HERE = "/incubation/agencies/<int:agency_id>/contracts"
ONE = f"{HERE}/<int:contract_id>"


@bp.get(HERE)
@require(Permission.CASE_OPEN)
def list_contracts(agency_id: int) -> str:
    """The contracts of an agency with what was paid of each."""
    agency, actors = reach_agency(agency_id, PARTIES)
    page = listed(queries.select_contracts(agency))
    return show(
        "list_contracts",
        agency=agency,
        actors=actors,
        page=page,
        paid={one.id: queries.sum_paid(one) for one in page.items},
        may_write=bool(actors & WRITERS),
    )


@bp.route(f"{HERE}/new", methods=ON_PAGE)
@require(Permission.CASE_OPEN)
def new_contract(agency_id: int) -> ResponseReturnValue:
    """Enter a contract."""
    agency, _actors = reach_agency(agency_id, WRITERS)
    return _contract_form(agency, None)


@bp.route(f"{ONE}/edit", methods=ON_PAGE)
@require(Permission.CASE_OPEN)
def edit_contract(agency_id: int, contract_id: int) -> ResponseReturnValue:
    """Change a contract."""
    agency, _actors = reach_agency(agency_id, WRITERS)
    return _contract_form(agency, queries.get_contract(agency, contract_id, lock=True))


def _contract_form(agency: Agency, contract: Contract | None) -> ResponseReturnValue:
    form = ContractForm(obj=contract)
    form.offer([(one.id, one.number) for one in queries.list_cases(agency, current())])
    offer_papers(form, papers_of(agency))
    if contract is not None and not form.is_submitted():
        form.last_day.data = last_day(contract.ends_on)
    if form.validate_on_submit():
        row = actions.keep_contract(agency, contract, form.values_of(), **acting())
        return _to(row, _("The contract is saved."))
    title = _("Change the contract") if contract else _("Enter a contract")
    back = url_for("incubator.list_contracts", agency_id=agency.id)
    return fill_in(agency, form, title, back=back, submit=pgettext("contract", "Save"))


@bp.get(ONE)
@require(Permission.CASE_OPEN)
def show_contract(agency_id: int, contract_id: int) -> str:
    """A contract with its instalments, how late each is, and its deliverables."""
    agency, actors = reach_agency(agency_id, PARTIES)
    contract = queries.get_contract(agency, contract_id)
    return show(
        "show_contract",
        agency=agency,
        actors=actors,
        contract=contract,
        papers=titles_of(agency, [contract.document_id]),
        late={
            one.id: days_late(one.due_on, one.paid_on, on=today()) for one in contract.instalments
        },
        may_write=bool(actors & WRITERS),
        is_office=bool(actors & DESK),
    )


@bp.route(f"{ONE}/instalments/new", methods=ON_PAGE)
@require(Permission.CASE_OPEN)
def new_instalment(agency_id: int, contract_id: int) -> ResponseReturnValue:
    """Plan an instalment."""
    agency, _actors = reach_agency(agency_id, WRITERS)
    contract = queries.get_contract(agency, contract_id, lock=True)
    form = InstalmentForm()
    if form.validate_on_submit():
        actions.add_instalment(
            contract,
            amount=form.amount.data,
            precondition=form.precondition.data,
            due_on=form.due_on.data,
            now=acting()["now"],
        )
        return _to(contract, _("The instalment is planned."))
    back = _address(contract)
    return fill_in(agency, form, _("Plan an instalment"), back=back, submit=_("Plan it"))


@bp.post(f"{ONE}/instalments/<int:instalment_id>/opening")
@require(Permission.INCUBATOR_WORK)
def open_instalment(agency_id: int, contract_id: int, instalment_id: int) -> ResponseReturnValue:
    """Say that the condition of an instalment is met."""
    agency, _actors = reach_agency(agency_id, DESK)
    contract = queries.get_contract(agency, contract_id, lock=True)
    instalment = queries.get_instalment(contract, instalment_id)
    actions.open_instalment(agency, instalment, **acting())
    return _to(contract, _("The instalment is open."))


@bp.route(f"{ONE}/instalments/<int:instalment_id>/receipt", methods=ON_PAGE)
@require(Permission.CASE_OPEN)
def receive_instalment(agency_id: int, contract_id: int, instalment_id: int) -> ResponseReturnValue:
    """Enter what the buyer has paid."""
    agency, _actors = reach_agency(agency_id, WRITERS)
    contract = queries.get_contract(agency, contract_id, lock=True)
    instalment = queries.get_instalment(contract, instalment_id)
    form = ReceiptForm(amount=instalment.amount, paid_on=today())
    if form.validate_on_submit():
        actions.receive_instalment(
            agency,
            instalment,
            amount=form.amount.data,
            paid_on=form.paid_on.data,
            **acting(),
        )
        return _to(contract, _("What was received is entered."))
    title = _("Enter what was received")
    return fill_in(
        agency, form, title, back=_address(contract), submit=pgettext("contract", "Save")
    )


@bp.route(f"{ONE}/deliverables/new", methods=ON_PAGE)
@require(Permission.CASE_OPEN)
def new_deliverable(agency_id: int, contract_id: int) -> ResponseReturnValue:
    """Enter something that the contract promises."""
    agency, _actors = reach_agency(agency_id, WRITERS)
    contract = queries.get_contract(agency, contract_id)
    form = DeliverableForm()
    if form.validate_on_submit():
        actions.add_deliverable(contract, title=form.title.data or "", due_on=form.due_on.data)
        return _to(contract, _("The deliverable is entered."))
    title = _("Enter a deliverable")
    return fill_in(
        agency, form, title, back=_address(contract), submit=pgettext("contract", "Save")
    )


@bp.route(f"{ONE}/deliverables/<int:deliverable_id>", methods=ON_PAGE)
@require(Permission.CASE_OPEN)
def note_deliverable(agency_id: int, contract_id: int, deliverable_id: int) -> ResponseReturnValue:
    """Enter when something was delivered and accepted."""
    agency, _actors = reach_agency(agency_id, WRITERS)
    contract = queries.get_contract(agency, contract_id)
    deliverable = queries.get_deliverable(contract, deliverable_id)
    form = DeliveryForm(obj=deliverable)
    if form.validate_on_submit():
        actions.note_deliverable(
            deliverable,
            delivered_on=form.delivered_on.data,
            accepted_on=form.accepted_on.data,
            note=form.note.data or "",
        )
        return _to(contract, _("The deliverable is entered."))
    return fill_in(
        agency,
        form,
        deliverable.title,
        back=_address(contract),
        submit=pgettext("contract", "Save"),
    )


def _address(contract: Contract) -> str:
    return url_for("incubator.show_contract", agency_id=contract.agency_id, contract_id=contract.id)


def _to(contract: Contract, sentence: str) -> ResponseReturnValue:
    where = {"agency_id": contract.agency_id, "contract_id": contract.id}
    return done(sentence, "show_contract", **where)
