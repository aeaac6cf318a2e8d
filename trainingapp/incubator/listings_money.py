"""Lists of reports and money: of one case, of one agency, or of all of a base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import lazy_pgettext as pgettext
from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from trainingapp.extensions import db
from trainingapp.incubator import accounting_wording as words, models as m
from trainingapp.incubator.exports import Column, Listing, Scope, Told, column
from trainingapp.incubator.listings_stays import EVERYONE, PARTIES, case_columns, of_cases
from trainingapp.incubator.queries.parameters import read_parameters_of
from trainingapp.incubator.queries.reports import lateness_of
from trainingapp.incubator.wording import FIELDS


def of_agencies(model: Any, scope: Scope, *order: Any) -> Select[Any]:
    """The rows of a table that belong to the agencies asked for, by name of the agency."""
    return (
        select(model)
        .join(model.agency)
        .where(m.Agency.id.in_(scope.agencies))
        .options(contains_eager(model.agency))
        .order_by(m.Agency.name, m.Agency.id, *order)
    )


def _reports(scope: Scope) -> Sequence[Told]:
    row = m.Report
    query = of_cases(row, scope, row.starts_on.desc(), row.every, row.id)
    loaded = query.options(contains_eager(row.case).joinedload(m.Case.base))
    found = db.session.scalars(loaded).all()
    places = read_parameters_of({one.case.base.area_code for one in found}, scope.today)
    days = {area: place.days("report_very_late_days") for area, place in places.items()}
    return [
        Told(one, lateness_of(one, on=scope.today, very_late_days=days[one.case.base.area_code]))
        for one in found
    ]


def _grants(scope: Scope) -> Sequence[Any]:
    return db.session.scalars(of_cases(m.SmallGrant, scope, m.SmallGrant.id.desc())).all()


def _payments(scope: Scope) -> Sequence[Any]:
    row = m.Payment
    people = (joinedload(row.proposed_by), joinedload(row.settled_by))
    return db.session.scalars(of_cases(row, scope, row.id).options(*people)).all()


def _trust(scope: Scope) -> Sequence[Any]:
    row = m.TrustEntry
    loaded = contains_eager(row.payment).contains_eager(m.Payment.case)
    query = (
        select(row)
        .join(row.payment)
        .join(m.Payment.case)
        .where(m.Case.id.in_(scope.cases))
        .options(loaded.joinedload(m.Case.agency))
        .order_by(m.Case.id, row.number.desc())
    )
    return db.session.scalars(query).all()


def _contracts(scope: Scope) -> Sequence[Told]:
    row = m.Contract
    query = of_agencies(row, scope, row.starts_on.desc(), row.id.desc())
    contracts = db.session.scalars(query).all()
    paid = {one.id: Decimal(0) for one in contracts}
    for instalment in _instalments(scope):
        paid[instalment.contract_id] += instalment.paid_amount or 0
    return [Told(one, paid[one.id]) for one in contracts]


def _instalments(scope: Scope) -> Sequence[Any]:
    return _parts(m.Instalment, scope, m.Instalment.number)


def _deliverables(scope: Scope) -> Sequence[Any]:
    return _parts(m.Deliverable, scope, m.Deliverable.due_on, m.Deliverable.id)


def _parts(model: Any, scope: Scope, *order: Any) -> Sequence[Any]:
    """What belongs to contracts of the agencies asked for."""
    query = (
        select(model)
        .join(model.contract)
        .join(m.Contract.agency)
        .where(m.Agency.id.in_(scope.agencies))
        .options(contains_eager(model.contract).contains_eager(m.Contract.agency))
        .order_by(m.Agency.name, m.Agency.id, m.Contract.id, *order)
    )
    return db.session.scalars(query).all()


def _projects(scope: Scope) -> Sequence[Any]:
    row = m.ServiceProject
    query = of_agencies(row, scope, row.starts_on.desc(), row.id.desc())
    return db.session.scalars(query.options(joinedload(row.contract))).all()


def _accounts(scope: Scope) -> Sequence[Any]:
    row = m.FinancePeriod
    return db.session.scalars(of_agencies(row, scope, row.ends_on.desc(), row.starts_on)).all()


def _period(told: Told) -> str:
    return words.period_name(told.row.starts_on, told.row.every)


REPORTS = Listing(
    pgettext("workbook", "Reports"),
    (
        *case_columns("row.case"),
        column("every", pgettext("workbook", "Report"), "row.every", words.EVERY),
        Column("period", pgettext("workbook", "Period"), _period),
        column("due_on", pgettext("workbook", "Due by"), "row.due_on"),
        column("state", pgettext("workbook", "State"), "row.state", words.REPORT_STATES),
        column("lateness", pgettext("workbook", "On time"), "fact", words.LATENESS),
        column("handed_in", pgettext("workbook", "Handed in at"), "row.first_submitted_at"),
        column("skip_reason", pgettext("workbook", "Why it is not asked for"), "row.skip_reason"),
    ),
    _reports,
    EVERYONE,
)
GRANTS = Listing(
    pgettext("workbook", "Small grants"),
    (
        *case_columns(),
        column("purpose", pgettext("workbook", "What for")),
        column("amount", pgettext("workbook", "Amount (yuan)")),
        column("asked_at", pgettext("workbook", "Asked for at")),
        column("paid_on", pgettext("workbook", "Paid on")),
        column("paid_amount", pgettext("workbook", "Paid (yuan)")),
        column("spent", pgettext("workbook", "Spent (yuan)")),
        column("returned", pgettext("workbook", "Given back (yuan)")),
        column("reported_on", pgettext("workbook", "Accounted for on")),
        column("settled_at", pgettext("workbook", "Settled at")),
    ),
    _grants,
    PARTIES,
)
PAYMENTS = Listing(
    pgettext("workbook", "Payments"),
    (
        *case_columns(),
        column("kind", pgettext("workbook", "Kind"), "kind", words.PAYMENTS),
        column("purpose", pgettext("workbook", "What for")),
        column("counterparty", pgettext("workbook", "Other side")),
        column("amount", pgettext("workbook", "Amount (yuan)")),
        column("moved_on", pgettext("workbook", "Day")),
        column("proposed_by", pgettext("workbook", "Proposed by"), "proposed_by.display_name"),
        column("settled_by", pgettext("workbook", "Settled by"), "settled_by.display_name"),
        column("released", pgettext("workbook", "Released"), "is_released"),
    ),
    _payments,
    PARTIES,
)
TRUST = Listing(
    pgettext("workbook", "Held in trust"),
    (
        *case_columns("payment.case"),
        column("number", pgettext("workbook", "Number")),
        column("moved_on", pgettext("workbook", "Day")),
        column("purpose", pgettext("workbook", "What for"), "payment.purpose"),
        column("counterparty", pgettext("workbook", "Other side"), "payment.counterparty"),
        column("direction", pgettext("workbook", "In or out"), "direction", words.DIRECTIONS),
        column("amount", pgettext("workbook", "Amount (yuan)")),
        column("balance", pgettext("workbook", "Balance (yuan)")),
    ),
    _trust,
    PARTIES,
)
CONTRACTS = Listing(
    pgettext("workbook", "Contracts"),
    (
        column("agency", pgettext("workbook", "Agency"), "row.agency.name"),
        column("title", pgettext("workbook", "Title"), "row.title"),
        column("number", pgettext("workbook", "Number"), "row.number"),
        column("kind", pgettext("workbook", "Kind"), "row.kind", words.CONTRACT_KINDS),
        column("field", pgettext("workbook", "Field"), "row.field", FIELDS),
        column("buyer", pgettext("workbook", "Buyer or giver"), "row.buyer"),
        column("payer", pgettext("workbook", "Paid by"), "row.payer", words.PAYERS),
        column("signed_on", pgettext("workbook", "Signed on"), "row.signed_on"),
        column("starts_on", pgettext("workbook", "From"), "row.starts_on"),
        Column(
            "last_day", pgettext("workbook", "Last day"), lambda r: words.last_day(r.row.ends_on)
        ),
        column("amount", pgettext("workbook", "Amount (yuan)"), "row.amount"),
        column("paid_amount", pgettext("workbook", "Paid (yuan)"), "fact"),
        column("state", pgettext("workbook", "State"), "row.state", words.CONTRACT_STATES),
    ),
    _contracts,
    PARTIES,
)
OF_CONTRACT = (
    column("agency", pgettext("workbook", "Agency"), "contract.agency.name"),
    column("contract", pgettext("workbook", "Contract"), "contract.title"),
)
INSTALMENTS = Listing(
    pgettext("workbook", "Instalments"),
    (
        *OF_CONTRACT,
        column("number", pgettext("workbook", "Number")),
        column("amount", pgettext("workbook", "Amount (yuan)")),
        column(
            "precondition",
            pgettext("workbook", "Paid after"),
            "precondition",
            words.PRECONDITIONS,
        ),
        column("due_on", pgettext("workbook", "Due by")),
        column("opened_at", pgettext("workbook", "Open since")),
        column("paid_on", pgettext("workbook", "Paid on")),
        column("paid_amount", pgettext("workbook", "Paid (yuan)")),
    ),
    _instalments,
    PARTIES,
)
DELIVERABLES = Listing(
    pgettext("workbook", "Deliverables"),
    (
        *OF_CONTRACT,
        column("title", pgettext("workbook", "Title")),
        column("due_on", pgettext("workbook", "Due by")),
        column("delivered_on", pgettext("workbook", "Delivered on")),
        column("accepted_on", pgettext("workbook", "Accepted on")),
        column("note", pgettext("workbook", "Note")),
    ),
    _deliverables,
    PARTIES,
)
AGENCY = column("agency", pgettext("workbook", "Agency"), "agency.name")
SPAN = (
    column("starts_on", pgettext("workbook", "From")),
    Column("last_day", pgettext("workbook", "Last day"), lambda row: words.last_day(row.ends_on)),
)
PROJECTS = Listing(
    pgettext("workbook", "Service projects"),
    (
        AGENCY,
        column("name", pgettext("workbook", "Title")),
        column("field", pgettext("workbook", "Field"), "field", FIELDS),
        *SPAN,
        column("finished_on", pgettext("workbook", "Finished on")),
        column("contract", pgettext("workbook", "Contract"), "contract.title"),
    ),
    _projects,
    PARTIES,
)
ACCOUNTS = Listing(
    pgettext("workbook", "Accounts by period"),
    (
        AGENCY,
        *SPAN,
        column("income_government", pgettext("workbook", "Income: government")),
        column("income_donations", pgettext("workbook", "Income: donations")),
        column("income_services", pgettext("workbook", "Income: services")),
        column("income_other", pgettext("workbook", "Income: other")),
        column("expense_staff", pgettext("workbook", "Expense: staff")),
        column("expense_activities", pgettext("workbook", "Expense: activities")),
        column("expense_administration", pgettext("workbook", "Expense: administration")),
        column("expense_other", pgettext("workbook", "Expense: other")),
        column("net_assets", pgettext("workbook", "Net assets")),
        column("cash", pgettext("workbook", "Money at hand and in the bank")),
        column("audited", pgettext("workbook", "Audited"), "is_audited"),
    ),
    _accounts,
    PARTIES,
)

CASES_MONEY: Mapping[str, Listing] = {
    "reports": REPORTS,
    "grants": GRANTS,
    "payments": PAYMENTS,
    "trust": TRUST,
}
AGENCIES_MONEY: Mapping[str, Listing] = {
    "contracts": CONTRACTS,
    "instalments": INSTALMENTS,
    "deliverables": DELIVERABLES,
    "projects": PROJECTS,
    "accounts": ACCOUNTS,
}
