"""What makes an agency a resident and keeps it one: agreements, pledges, desks, equipment, extensions, its plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Agreement,
    Case,
    DeskAssignment,
    EarlyConsent,
    Equipment,
    EquipmentLoan,
    Extension,
    IncubationBase,
    PlanItem,
    Pledge,
    Task,
)
from trainingapp.incubator.queries.parameters import read_parameters
from trainingapp.incubator.queries.suspensions import list_suspensions
from trainingapp.rules.incubation.pausing import days_paused
from trainingapp.rules.incubation.residence import Limits, midpoint
from trainingapp.rules.incubation.residence_words import AgreementKind, PledgeKind


def list_agreements(case: Case) -> Sequence[Agreement]:
    """The agreements of a case, the newest first."""
    query = select(Agreement).where(Agreement.case_id == case.id).order_by(Agreement.id.desc())
    people = (joinedload(Agreement.signed_agency_by), joinedload(Agreement.signed_base_by))
    return db.session.scalars(query.options(*people)).all()


def find_agreement(case: Case, kind: AgreementKind = AgreementKind.ENTRY) -> Agreement | None:
    """The newest agreement of a kind."""
    return next((one for one in list_agreements(case) if one.kind == kind), None)


def list_offered(agreements: Sequence[Agreement]) -> frozenset[int]:
    """Of agreements that stand the newest first: the numbers of the newest of each kind, which alone may be signed."""
    newest: dict[str, int] = {}
    for one in agreements:
        newest.setdefault(one.kind, one.id)
    return frozenset(newest.values())


def get_agreement(case: Case, agreement_id: int) -> Agreement:
    """An agreement of this case. :raises NoResultFound: it has no such one."""
    query = select(Agreement).where(Agreement.case_id == case.id, Agreement.id == agreement_id)
    return db.session.scalars(query).one()


def list_pledges(case: Case) -> dict[PledgeKind, Pledge]:
    """What the agency has declared, or was told, by kind."""
    query = select(Pledge).where(Pledge.case_id == case.id)
    return {PledgeKind(one.kind): one for one in db.session.scalars(query)}


def list_desks_of(case: Case) -> Sequence[DeskAssignment]:
    """The desks that a case has now, by number."""
    query = select(DeskAssignment).where(
        DeskAssignment.case_id == case.id, DeskAssignment.ends_on.is_(None)
    )
    return db.session.scalars(query.order_by(DeskAssignment.desk)).all()


def list_desks(base: IncubationBase) -> dict[int, DeskAssignment]:
    """Who has which desk of a base now."""
    query = select(DeskAssignment).where(
        DeskAssignment.base_id == base.id, DeskAssignment.ends_on.is_(None)
    )
    query = query.options(joinedload(DeskAssignment.case).joinedload(Case.agency))
    return {one.desk: one for one in db.session.scalars(query)}


def list_free_desks(base: IncubationBase) -> list[int]:
    """The numbers of the desks nobody has."""
    taken = list_desks(base)
    return [number for number in range(1, base.desks + 1) if number not in taken]


def list_loans(case: Case) -> Sequence[EquipmentLoan]:
    """The equipment that a case has now."""
    query = select(EquipmentLoan).where(
        EquipmentLoan.case_id == case.id, EquipmentLoan.returned_on.is_(None)
    )
    query = query.options(joinedload(EquipmentLoan.equipment))
    return db.session.scalars(query.order_by(EquipmentLoan.id)).all()


def select_equipment(base: IncubationBase) -> Select[Equipment]:
    """The equipment of a base, by its number on the list."""
    return select(Equipment).where(Equipment.base_id == base.id).order_by(Equipment.code)


def list_lent(base: IncubationBase) -> dict[int, EquipmentLoan]:
    """Which equipment of a base is out now, and with whom."""
    query = select(EquipmentLoan).join(EquipmentLoan.equipment)
    query = query.where(Equipment.base_id == base.id, EquipmentLoan.returned_on.is_(None))
    query = query.options(joinedload(EquipmentLoan.case).joinedload(Case.agency))
    return {one.equipment_id: one for one in db.session.scalars(query)}


def get_equipment(base: IncubationBase, equipment_id: int) -> Equipment:
    """A piece of equipment of this base. :raises NoResultFound: it has no such one."""
    query = select(Equipment).where(Equipment.base_id == base.id, Equipment.id == equipment_id)
    return db.session.scalars(query).one()


def find_extension(case: Case) -> Extension | None:
    """The longer stay that is asked for and not settled."""
    query = select(Extension).where(Extension.case_id == case.id, Extension.settled_at.is_(None))
    return db.session.scalars(query).one_or_none()


def list_extensions(case: Case) -> Sequence[Extension]:
    """Every longer stay that was ever asked for, the newest first."""
    query = select(Extension).where(Extension.case_id == case.id).order_by(Extension.id.desc())
    return db.session.scalars(query.options(joinedload(Extension.asked_by))).all()


def find_early_consent(case: Case) -> EarlyConsent | None:
    """The head's word that a case may graduate early."""
    return db.session.scalars(
        select(EarlyConsent).where(EarlyConsent.case_id == case.id)
    ).one_or_none()


def read_limits(case: Case, *, on: date) -> Limits:
    """How often and how long a stay may be made longer in the place of the base."""
    rules = read_parameters(case.base.area_code, on)
    return Limits(
        times=rules.integer("extensions_max"),
        months_each=rules.integer("extension_months"),
        months_in_all=rules.integer("residence_months"),
    )


def find_midpoint(case: Case, entered_on: date, planned_exit_on: date, *, today: date) -> date:
    """The day from which mid-term is due. Days of pauses do not count: those before it move it on."""
    pauses = [
        (one.starts_on, timedelta(days=days_paused(one.starts_on, one.resumed_on, today)))
        for one in reversed(list_suspensions(case))
        if one.starts_on is not None
    ]
    counting = planned_exit_on - sum((length for _day, length in pauses), timedelta())
    percent = read_parameters(case.base.area_code, today).integer("midterm_percent")
    found = midpoint(entered_on, counting, percent=percent)
    for starts_on, length in pauses:
        if found >= starts_on:
            found += length
    return found


def list_items(case: Case) -> Sequence[PlanItem]:
    """The plan of a case, by due day; items without a day at the end."""
    query = select(PlanItem).where(PlanItem.case_id == case.id)
    people = (joinedload(PlanItem.submitted_by), joinedload(PlanItem.settled_by))
    query = query.options(*people)
    return db.session.scalars(
        query.order_by(PlanItem.due_on.is_(None), PlanItem.due_on, PlanItem.id)
    ).all()


def get_item(case: Case, item_id: int) -> PlanItem:
    """An item of the plan of this case. :raises NoResultFound: it has no such one."""
    query = select(PlanItem).where(PlanItem.case_id == case.id, PlanItem.id == item_id)
    return db.session.scalars(query).one()


def count_open_tasks(case: Case) -> int:
    """How many tasks of a case are open."""
    query = select(func.count()).select_from(Task)
    query = query.where(Task.case_id == case.id, Task.closed_at.is_(None))
    return db.session.scalar(query) or 0
