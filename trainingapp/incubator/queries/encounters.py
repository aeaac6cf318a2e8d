"""Meetings, risks and incidents of a case."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.extensions import db
from trainingapp.incubator.models import Case, Encounter, Incident, RiskFlag
from trainingapp.rules.incubation.residence_words import EncounterKind


def select_encounters(case: Case) -> Select[Encounter]:
    """The meetings of a case, the newest first."""
    query = (
        select(Encounter).where(Encounter.case_id == case.id).options(joinedload(Encounter.host))
    )
    return query.order_by(Encounter.happened_on.desc(), Encounter.id.desc())


def get_encounter(case: Case, encounter_id: int) -> Encounter:
    """A meeting of this case with what was agreed. :raises NoResultFound: it has no such one."""
    query = select(Encounter).where(Encounter.case_id == case.id, Encounter.id == encounter_id)
    people = (joinedload(Encounter.host), joinedload(Encounter.confirmed_by))
    return db.session.scalars(query.options(*people, selectinload(Encounter.actions))).one()


def count_minutes(case: Case) -> dict[EncounterKind, tuple[int, int]]:
    """How many meetings of each kind there were, and how many minutes they took."""
    query = select(Encounter.kind, func.count(), func.sum(Encounter.minutes))
    query = query.where(Encounter.case_id == case.id).group_by(Encounter.kind)
    return {EncounterKind(kind): (n, minutes) for kind, n, minutes in db.session.execute(query)}


def list_risks(case: Case) -> Sequence[RiskFlag]:
    """The risks of a case: open ones first, the gravest first."""
    query = select(RiskFlag).where(RiskFlag.case_id == case.id).options(joinedload(RiskFlag.owner))
    gravest = (RiskFlag.severity * RiskFlag.likelihood).desc()
    return db.session.scalars(
        query.order_by(RiskFlag.closed_at.is_not(None), gravest, RiskFlag.id)
    ).all()


def get_risk(case: Case, risk_id: int) -> RiskFlag:
    """A risk of this case. :raises NoResultFound: it has no such one."""
    query = select(RiskFlag).where(RiskFlag.case_id == case.id, RiskFlag.id == risk_id)
    return db.session.scalars(query).one()


def list_incidents(case: Case) -> Sequence[Incident]:
    """The incidents of a case, the newest first."""
    query = select(Incident).where(Incident.case_id == case.id)
    return db.session.scalars(query.order_by(Incident.happened_on.desc(), Incident.id.desc())).all()


def get_incident(case: Case, incident_id: int) -> Incident:
    """An incident of this case. :raises NoResultFound: it has no such one."""
    query = select(Incident).where(Incident.case_id == case.id, Incident.id == incident_id)
    return db.session.scalars(query).one()
