"""Lists of cases as those who work with them and those who apply read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.models import RoleGrant, User
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, Case, IncubationBase, Intake
from trainingapp.incubator.queries.reach import list_bases, select_cases
from trainingapp.rules.incubation.words import CLOSED
from trainingapp.rules.permissions import Permission, Role, may
from trainingapp.web.auth import SignedIn

PER_PAGE = 50


SHOWN = (  # what a row of a list shows of a case
    joinedload(Case.agency),
    joinedload(Case.officer),
    joinedload(Case.workflow),
    joinedload(Case.intake),
    joinedload(Case.base).joinedload(IncubationBase.organisation),
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What somebody looks for in a long list; empty means any."""

    text: str = ""
    stage: str = ""
    base_id: int | None = None
    intake_id: int | None = None
    officer_id: int | None = None
    is_open: bool = False

    def __bool__(self) -> bool:
        return self != Filters()


def is_overseeing(person: SignedIn) -> bool:
    """Whether somebody works in a base or over one, or audits: they read the names used inside."""
    return may(person.grants, Permission.INCUBATOR_OVERSEE)


def list_cases(person: SignedIn, filters: Filters = Filters()) -> Select[Case]:
    """The cases that somebody reaches, those that moved last first."""
    query = select_found(person, filters).options(*SHOWN)
    return query.order_by(Case.stage_since.desc(), Case.id.desc())


def select_found(person: SignedIn, filters: Filters) -> Select[Case]:
    """The cases that somebody reaches and looks for. Without an order."""
    return _filtered(select_cases(person).join(Case.agency), filters)


def _filtered(query: Select[Case], filters: Filters) -> Select[Case]:
    if filters.text:
        wanted = f"%{_literal(filters.text)}%"
        query = query.where(
            or_(Agency.name.ilike(wanted, escape="\\"), Case.number.ilike(wanted, escape="\\"))
        )
    equal = {
        Case.stage: filters.stage or None,
        Case.base_id: filters.base_id,
        Case.intake_id: filters.intake_id,
        Case.officer_id: filters.officer_id,
    }
    query = query.where(*(column == value for column, value in equal.items() if value is not None))
    return query.where(Case.stage.not_in(CLOSED)) if filters.is_open else query


def _literal(text: str) -> str:
    """Text in which % and _ mean themselves."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def count_stages(person: SignedIn, filters: Filters = Filters()) -> Mapping[str, int]:
    """How many cases somebody reaches in each stage."""
    query = select_found(person, filters)
    counted = query.with_only_columns(Case.stage, func.count()).group_by(Case.stage)
    return {stage: count for stage, count in db.session.execute(counted)}


def list_officers(base: IncubationBase) -> Sequence[User]:
    """Who works as an officer in a base or heads it, by name."""
    return _holders([base.organisation_id], Role.INCUBATOR_STAFF, Role.INCUBATOR_HEAD)


def list_all_officers(person: SignedIn) -> Sequence[User]:
    """The officers of every base that somebody works in or oversees, by name."""
    places = [base.organisation_id for base in list_bases(person)]
    return _holders(places, Role.INCUBATOR_STAFF, Role.INCUBATOR_HEAD)


def list_intakes(person: SignedIn) -> Sequence[Intake]:
    """The calls of the bases that somebody works in or oversees, the newest first."""
    base_ids = [base.id for base in list_bases(person)]
    query = select(Intake).where(Intake.base_id.in_(base_ids))
    return db.session.scalars(query.order_by(Intake.opens_on.desc(), Intake.id.desc())).all()


def _holders(organisation_ids: Sequence[int], *roles: Role) -> Sequence[User]:
    held = select(RoleGrant.user_id).where(
        RoleGrant.organisation_id.in_(organisation_ids),
        RoleGrant.revoked_at.is_(None),
        RoleGrant.role.in_(roles),
    )
    query = select(User).where(User.id.in_(held), User.anonymised_at.is_(None))
    return db.session.scalars(query.order_by(User.display_name, User.id)).all()
