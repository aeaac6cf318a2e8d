"""Calls for applications: what the public reads, and what the people of a base keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Select, case as sql_case, func, select
from sqlalchemy.orm import joinedload

from trainingapp.extensions import db
from trainingapp.incubator.models import Case, IncubationBase, Intake
from trainingapp.incubator.queries.reach import list_bases
from trainingapp.rules.incubation.words import Stage
from trainingapp.web.auth import SignedIn


def select_published(*, today: date) -> Select[Intake]:
    """The published calls: open ones first by their last day, then those to come, then closed ones."""
    order = sql_case(
        (Intake.closes_on < today, 2),
        (Intake.opens_on > today, 1),
        else_=0,
    )
    query = select(Intake).join(Intake.base).where(Intake.published_at.is_not(None))
    loaded = query.options(joinedload(Intake.base).joinedload(IncubationBase.organisation))
    return loaded.order_by(order, Intake.closes_on, Intake.id)


def get_published(call_id: int) -> Intake:
    """A published call. :raises NoResultFound: of any other."""
    query = select(Intake).where(Intake.id == call_id, Intake.published_at.is_not(None))
    return db.session.scalars(query).one()


def get_base(person: SignedIn, base_id: int) -> IncubationBase:
    """A base that somebody works in or oversees. :raises NoResultFound: of any other."""
    known = {base.id for base in list_bases(person)}
    wanted = base_id if base_id in known else None
    return db.session.scalars(select(IncubationBase).where(IncubationBase.id == wanted)).one()


def list_calls(base: IncubationBase) -> Sequence[Intake]:
    """Every call of a base, the newest first."""
    query = select(Intake).where(Intake.base_id == base.id)
    return db.session.scalars(query.order_by(Intake.opens_on.desc(), Intake.id.desc())).all()


def get_call(base: IncubationBase, call_id: int) -> Intake:
    """A call of a base. :raises NoResultFound: it has no such one."""
    return db.session.scalars(select(Intake).filter_by(base_id=base.id, id=call_id)).one()


def count_applications(base: IncubationBase) -> Mapping[int, int]:
    """How many applications came by each call of a base; drafts are nobody's business."""
    query = select(Case.intake_id, func.count()).where(
        Case.base_id == base.id, Case.intake_id.is_not(None), Case.stage != Stage.DRAFT
    )
    rows = db.session.execute(query.group_by(Case.intake_id))
    return {call_id: count for call_id, count in rows if call_id is not None}


def list_all_bases() -> Sequence[IncubationBase]:
    """Every base of the site, for its administrator."""
    query = select(IncubationBase).options(
        joinedload(IncubationBase.organisation), joinedload(IncubationBase.authority)
    )
    return db.session.scalars(query.order_by(IncubationBase.code)).unique().all()
