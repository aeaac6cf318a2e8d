"""Who may not review a case: those who decide it, and those tied to any applicant of the same intake."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from sqlalchemy import ColumnElement, Select, literal, or_, select, union_all

from trainingapp.accounts.models import RoleGrant, User
from trainingapp.credentials.models.employment import Employment
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, Case, CaseSeat
from trainingapp.incubator.models.registry import Founder, OrganMember
from trainingapp.rules.incubation.reviewing import Bar, bars_of
from trainingapp.rules.incubation.words import Duty, SeatState
from trainingapp.rules.permissions import Role
from trainingapp.rules.registration_words import EmploymentState

DECIDING = (
    Role.INCUBATOR_STAFF,
    Role.INCUBATOR_HEAD,
    Role.INCUBATOR_FINANCE,
    Role.AUTHORITY_STAFF,
)
WORKING = (EmploymentState.STATED, EmploymentState.CONFIRMED)
People: TypeAlias = Select[int] | Select[int | None]


def select_experts(name: str = "") -> Select[User]:
    """Everybody who may be given seats, by name; `name` is a part of it."""
    is_expert = select(RoleGrant.id).where(
        RoleGrant.user_id == User.id,
        RoleGrant.role == Role.EXPERT,
        RoleGrant.revoked_at.is_(None),
    )
    query = select(User).where(is_expert.exists(), User.anonymised_at.is_(None))
    if name:
        query = query.where(User.display_name.contains(name, autoescape=True))
    return query.order_by(User.display_name, User.id)


def list_barred(
    case: Case, user_ids: Collection[int], *, today: date, with_seats: bool = False
) -> Mapping[int, tuple[Bar, ...]]:
    """What keeps each of these people from reviewing a case, in as many statements for one as for fifty.

    With `with_seats` a seat on the case bars as well: for whoever is chosen anew.
    """
    ways = _ties(case, user_ids, today)
    if with_seats:
        ways.append((Bar.SEATED, _seats(case, user_ids, list(SeatState))))
    held: dict[Bar, set[int | None]] = {bar: set() for bar, _query in ways}
    found = union_all(*(_named(bar, query) for bar, query in ways)).subquery()
    for bar, user_id in db.session.execute(select(found.c[0], found.c[1])):
        held[Bar(bar)].add(user_id)
    return {one: bars_of({bar: one in held[bar] for bar in held}) for one in user_ids}


def find_bars(case: Case, user_id: int, *, today: date) -> tuple[Bar, ...]:
    """What keeps somebody from reviewing a case; their own seat on it does not."""
    return list_barred(case, [user_id], today=today)[user_id]


def _named(bar: Bar, query: People) -> Select[tuple[str, int | None]]:
    """The people of a query, each with the bar that it is about."""
    people = query.subquery()
    return select(literal(str(bar)), people.c[0])


def _ties(case: Case, user_ids: Collection[int], today: date) -> list[tuple[Bar, People]]:
    agencies = _agencies(case)
    places = select(Agency.organisation_id).where(Agency.id.in_(agencies))
    base = [one for one in (case.base.organisation_id, case.base.authority_id) if one]
    works = or_(Employment.ends_on.is_(None), Employment.ends_on > today)
    return [
        (Bar.CONFLICT, _seats(case, user_ids, [SeatState.CONFLICT])),
        (Bar.BASE, _holders(user_ids, DECIDING, RoleGrant.organisation_id.in_(base))),
        (
            Bar.APPLICANT,
            select(Case.applicant_id).where(
                Case.applicant_id.in_(user_ids), Case.agency_id.in_(agencies)
            ),
        ),
        (
            Bar.MANAGER,
            _holders(user_ids, [Role.AGENCY_MANAGER], RoleGrant.organisation_id.in_(places)),
        ),
        (
            Bar.STAFF,
            select(Employment.user_id).where(
                Employment.user_id.in_(user_ids),
                Employment.organisation_id.in_(places),
                Employment.state.in_(WORKING),
                works,
            ),
        ),
        *(
            (
                Bar.FOUNDER,
                select(table.user_id).where(
                    table.user_id.in_(user_ids),
                    table.agency_id.in_(agencies),
                    table.struck_at.is_(None),
                ),
            )
            for table in (Founder, OrganMember)
        ),
    ]


def _agencies(case: Case) -> Sequence[int]:
    """The agencies that compete with the case's in its intake, and its own."""
    if case.intake_id is None:
        return [case.agency_id]
    query = select(Case.agency_id).where(Case.intake_id == case.intake_id).distinct()
    return sorted({*db.session.scalars(query), case.agency_id})


def _holders(
    user_ids: Collection[int], roles: Collection[Role], where: ColumnElement[bool]
) -> People:
    return select(RoleGrant.user_id).where(
        RoleGrant.user_id.in_(user_ids),
        RoleGrant.role.in_(roles),
        RoleGrant.revoked_at.is_(None),
        where,
    )


def _seats(case: Case, user_ids: Collection[int], states: Collection[SeatState]) -> People:
    query = select(CaseSeat.user_id).where(
        CaseSeat.case_id == case.id, CaseSeat.user_id.in_(user_ids), CaseSeat.state.in_(states)
    )
    if SeatState.ASKED in states:
        query = query.where(CaseSeat.duty == Duty.REVIEWER)
    return query
