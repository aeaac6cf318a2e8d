"""The desk's queue and cases, as far as a verifier reaches; evidence and verifications of a record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.accounts.models import User
from trainingapp.credentials.models.degrees import DegreeRecord
from trainingapp.credentials.models.evidence import CaseState, DeskCase, Evidence, Verification
from trainingapp.credentials.models.subjects import SUBJECT_COLUMNS, subject_values
from trainingapp.extensions import db
from trainingapp.rules.permissions import Grant, Role


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose records a verifier may look at: everybody's, or the graduates of some universities."""

    is_everything: bool
    organisations: frozenset[int]


def reach_of(grants: Iterable[Grant]) -> Reach:
    """An administrator of the site looks at everything, a registrar at the graduates of the own university."""
    held = list(grants)
    return Reach(
        any(g.role is Role.ADMINISTRATOR and g.organisation_id is None for g in held),
        frozenset(
            g.organisation_id
            for g in held
            if g.role is Role.REGISTRAR and g.organisation_id is not None
        ),
    )


def _open_to(reach: Reach, reader_id: int) -> list[ColumnElement[bool]]:
    """Nobody sees a case of their own, and a registrar none of another university."""
    conditions = [DeskCase.user_id != reader_id]
    if not reach.is_everything:
        conditions.append(DeskCase.degree_id.is_not(None))
        conditions.append(DeskCase.organisation_id.in_(reach.organisations))
    return conditions


def list_cases(
    reach: Reach, reader_id: int, *, state: str, kind: str = "", name: str = ""
) -> Select[DeskCase]:
    """Cases in a state, those that have waited longest first; of one kind, of people whose name holds a text."""
    rows = select(DeskCase).where(DeskCase.state == state, *_open_to(reach, reader_id))
    if kind:
        rows = rows.where(getattr(DeskCase, SUBJECT_COLUMNS[kind]).is_not(None))
    if name:
        rows = rows.join(DeskCase.user).where(User.display_name.contains(name, autoescape=True))
    records = (DeskCase.degree, DeskCase.work, DeskCase.certificate, DeskCase.passed)
    return rows.order_by(DeskCase.asked_at, DeskCase.id).options(
        joinedload(DeskCase.user), *(selectinload(record) for record in records)
    )


def count_cases(reach: Reach, reader_id: int) -> Mapping[str, int]:
    """How many cases are in each state."""
    rows = select(DeskCase.state, func.count()).where(*_open_to(reach, reader_id))
    found = {state: number for state, number in db.session.execute(rows.group_by(DeskCase.state))}
    return {state: found.get(state, 0) for state in CaseState}


def get_case(reach: Reach, reader_id: int, case_id: int) -> DeskCase:
    """A case that the reader may look at. :raises NoResultFound: beyond their reach, or their own."""
    rows = select(DeskCase).where(DeskCase.id == case_id, *_open_to(reach, reader_id))
    return db.session.scalars(rows).one()


def find_case(kind: str, record_id: int) -> DeskCase | None:
    """The case of a record, None when nobody has asked for anything."""
    return db.session.scalar(select(DeskCase).filter_by(**subject_values(kind, record_id)))


def is_superseded(degree_id: int) -> bool:
    """Whether another paper of the same person has replaced a degree."""
    rows = select(DegreeRecord.id).where(DegreeRecord.supersedes_id == degree_id)
    return db.session.scalar(rows.limit(1)) is not None


def list_evidence(kind: str, record_id: int) -> Sequence[Evidence]:
    """The evidence for a record, the newest first."""
    rows = select(Evidence).filter_by(**subject_values(kind, record_id))
    return db.session.scalars(rows.order_by(Evidence.id.desc())).all()


def get_evidence(kind: str, record_id: int, evidence_id: int) -> Evidence:
    """A piece of evidence for a record. :raises NoResultFound: of another one."""
    rows = select(Evidence).filter_by(id=evidence_id, **subject_values(kind, record_id))
    return db.session.scalars(rows.options(joinedload(Evidence.stored_file))).one()


def list_verifications(kind: str, record_id: int) -> Sequence[Verification]:
    """What was found about a record, the oldest first."""
    rows = select(Verification).filter_by(**subject_values(kind, record_id))
    people = (joinedload(Verification.verified_by), joinedload(Verification.second_by))
    return db.session.scalars(rows.order_by(Verification.id).options(*people)).all()


def find_waiting(kind: str, record_id: int) -> Verification | None:
    """The verification of a record that waits for a second verifier."""
    rows = select(Verification).filter_by(second="waiting", **subject_values(kind, record_id))
    return db.session.scalars(rows.order_by(Verification.id.desc())).first()


def list_of_person(model: type[Any], columns: Mapping[str, Any]) -> Sequence[Any]:
    """Rows about records of a person: `columns` gives the numbers of the records by the column that names them."""
    conditions = [getattr(model, name).in_(ids) for name, ids in columns.items() if ids]
    if not conditions:
        return []
    wanted = conditions[0]
    for condition in conditions[1:]:
        wanted = wanted | condition
    return db.session.scalars(select(model).where(wanted).order_by(model.id)).all()
