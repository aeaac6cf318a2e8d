"""Lists that belong to no single case: cases, agencies, tasks, what waits; and a base's calls, desks, equipment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import lazy_pgettext as pgettext

from trainingapp.extensions import db
from trainingapp.incubator import accounting_wording, models as m, residence_wording, wording
from trainingapp.incubator.exports import Cell, Column, Listing, Scope, Told, column
from trainingapp.incubator.listings_stays import case_columns
from trainingapp.incubator.queries import calls, residence
from trainingapp.incubator.tabs import BASE

CASES = (
    *case_columns("row"),
    column("base", pgettext("workbook", "Base"), "row.base.organisation.name"),
    column("call", pgettext("workbook", "Call"), "row.intake.name"),
    column("stage", pgettext("workbook", "Stage"), "fact"),
    column("since", pgettext("workbook", "In this stage since"), "row.stage_since"),
    column("officer", pgettext("workbook", "Officer"), "row.officer.display_name"),
    column("entered_on", pgettext("workbook", "Moved in on"), "row.entered_on"),
    column("planned_exit_on", pgettext("workbook", "To leave on"), "row.planned_exit_on"),
    column("exit_on", pgettext("workbook", "Left on"), "row.exit_on"),
    column("extensions", pgettext("workbook", "Extensions"), "row.extensions"),
)


def _fields(agency: m.Agency) -> str:
    return "、".join(str(wording.FIELDS[one]) for one in agency.fields)


AGENCIES = (
    column("agency", pgettext("workbook", "Agency"), "name"),
    column("credit_code", pgettext("workbook", "Credit code")),
    column("status", pgettext("workbook", "State"), "status", wording.AGENCY_STATUSES),
    column("kind", pgettext("workbook", "Kind"), "kind", wording.AGENCY_KINDS),
    Column("fields", pgettext("workbook", "Field"), _fields),
    column("registered_on", pgettext("workbook", "Registered on")),
    column("area_code", pgettext("workbook", "Code of the area")),
)
TASKS = (
    Column("task", pgettext("workbook", "What is to be done"), residence_wording.task_text),
    column("agency", pgettext("workbook", "Agency"), "agency.name"),
    column("due_on", pgettext("workbook", "Due by")),
    column(
        "source", pgettext("workbook", "Where it comes from"), "source", residence_wording.SOURCES
    ),
)
WAITING_REPORTS = (
    *case_columns(),
    column("every", pgettext("workbook", "Report"), "every", accounting_wording.EVERY),
    Column(
        "period",
        pgettext("workbook", "Period"),
        lambda row: accounting_wording.period_name(row.starts_on, row.every),
    ),
    column("submitted_at", pgettext("workbook", "Handed in at")),
)
WAITING_PAYMENTS = (
    *case_columns(),
    column("kind", pgettext("workbook", "Kind"), "kind", accounting_wording.PAYMENTS),
    column("purpose", pgettext("workbook", "What for")),
    column("amount", pgettext("workbook", "Amount (yuan)")),
    column("proposed_by", pgettext("workbook", "Proposed by"), "proposed_by.display_name"),
)
SEATS = (
    *case_columns(),
    column("base", pgettext("workbook", "Base"), "case.base.organisation.name"),
    column("duty", pgettext("workbook", "Duty"), "duty", wording.DUTIES),
    column("state", pgettext("workbook", "State"), "state", wording.SEAT_STATES),
    column("due_on", pgettext("workbook", "Due by")),
)


def _base_of(scope: Scope) -> m.IncubationBase:
    assert isinstance(scope.owner, m.IncubationBase)
    return scope.owner


def _calls(scope: Scope) -> Iterable[Told]:
    base = _base_of(scope)
    counts = calls.count_applications(base)
    return [Told(one, counts.get(one.id, 0)) for one in calls.list_calls(base)]


def _desks(scope: Scope) -> Iterable[Told]:
    base = _base_of(scope)
    taken = residence.list_desks(base)
    return [Told(number, taken.get(number)) for number in range(1, base.desks + 1)]


def _equipment(scope: Scope) -> Iterable[Told]:
    base = _base_of(scope)
    lent = residence.list_lent(base)
    rows: Sequence[Any] = db.session.scalars(residence.select_equipment(base)).all()
    return [Told(one, lent.get(one.id)) for one in rows]


def _number(told: Told) -> Cell:
    return int(told.row)


OF_PLACES: Mapping[str, Listing] = {
    "calls": Listing(
        pgettext("workbook", "Calls"),
        (
            column("call", pgettext("workbook", "Call"), "row.name"),
            column("opens_on", pgettext("workbook", "From"), "row.opens_on"),
            column("closes_on", pgettext("workbook", "Last day"), "row.closes_on"),
            column("places", pgettext("workbook", "Places"), "row.places"),
            column("applications", pgettext("workbook", "Applications"), "fact"),
            column("published_at", pgettext("workbook", "Published at"), "row.published_at"),
        ),
        _calls,
        BASE,
    ),
    "desks": Listing(
        pgettext("workbook", "Desks"),
        (
            Column("desk", pgettext("workbook", "Number"), _number),
            *case_columns("fact.case"),
            column("starts_on", pgettext("workbook", "From"), "fact.starts_on"),
        ),
        _desks,
        BASE,
    ),
    "equipment": Listing(
        pgettext("workbook", "Equipment"),
        (
            column("code", pgettext("workbook", "Number"), "row.code"),
            column("name", pgettext("workbook", "Title"), "row.name"),
            column(
                "state", pgettext("workbook", "State"), "row.state", residence_wording.EQUIPMENT
            ),
            *case_columns("fact.case"),
            column("lent_on", pgettext("workbook", "From"), "fact.lent_on"),
        ),
        _equipment,
        BASE,
    ),
}
