"""Who reaches which agency and case, and in which capacity. Every read and act of the incubator passes here.

Base: its officers, head and finance reach its cases. Agency: its managers reach their agency and all its cases. The
applicant reaches what they began until its agency has moved in; from then on its managers do. Who is on the agency's
side of a case is never on the base's or its authority's. An expert reaches a case by a seat that is taken; a declared
conflict closes it for ever, whatever else they are. The authority reaches the bases that answer to it. Auditors read
everything.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true

from trainingapp.accounts.models import Organisation
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, Case, CaseSeat, IncubationBase, Intake
from trainingapp.rules.incubation.words import RESIDENT, Actor, Duty, SeatState, Stage
from trainingapp.rules.permissions import Role
from trainingapp.web.auth import SignedIn

BASE_ROLES = {
    Role.INCUBATOR_STAFF: Actor.OFFICER,
    Role.INCUBATOR_HEAD: Actor.HEAD,
    Role.INCUBATOR_FINANCE: Actor.FINANCE,
}
SEATS = {
    Duty.REVIEWER: Actor.REVIEWER,
    Duty.MENTOR: Actor.MENTOR,
    Duty.SUPERVISOR: Actor.MENTOR,
    Duty.ASSESSOR: Actor.ASSESSOR,
}
MOVED_IN = RESIDENT | {Stage.EXITING, Stage.FOLLOWUP}
RUN_BY_ITS_AGENCY = MOVED_IN | {Stage.ALUMNI, Stage.TERMINATED}
OF_THE_BASE = frozenset(BASE_ROLES.values())
DECIDING = OF_THE_BASE | {Actor.AUTHORITY}


def places_of(person: SignedIn, *roles: Role) -> list[int]:
    """The organisations in which somebody holds one of the roles."""
    held = {one.organisation_id for one in person.grants if one.role in roles}
    return sorted(place for place in held if place is not None)


def is_auditor(person: SignedIn) -> bool:
    """Whether somebody audits the whole site."""
    return any(one.role is Role.AUDITOR and one.organisation_id is None for one in person.grants)


def list_bases(person: SignedIn) -> Sequence[IncubationBase]:
    """The bases somebody works in or oversees, by name; an auditor all of them."""
    query = select(IncubationBase).join(IncubationBase.organisation).where(_bases_of(person))
    return db.session.scalars(query.order_by(Organisation.name, IncubationBase.id)).all()


def select_cases(person: SignedIn) -> Select[Case]:
    """The cases somebody reaches; drafts only those who apply. Without an order."""
    return select(Case).where(_reaches_case(person))


def get_case(person: SignedIn, case_id: int, *, lock: bool = False) -> Case:
    """A case that somebody reaches; with `lock` for writing. :raises NoResultFound: of any other."""
    query = select_cases(person).where(Case.id == case_id)
    if lock:
        query = query.with_for_update(of=Case).execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def select_agencies(person: SignedIn) -> Select[Agency]:
    """The agencies somebody reaches: their own, or those with a case they reach. Without an order."""
    of_case = exists().where(Case.agency_id == Agency.id, _reaches_case(person))
    own = Agency.organisation_id.in_(places_of(person, Role.AGENCY_MANAGER))
    return select(Agency).where(or_(own, of_case))


def only_reached(agencies: Select[Agency], person: SignedIn) -> Select[Agency]:
    """Those of a base's agencies that somebody of the base reaches: a declared conflict closes the others."""
    reached = select_agencies(person).with_only_columns(Agency.id)
    return agencies.where(Agency.id.in_(reached))


def get_agency(person: SignedIn, agency_id: int, *, lock: bool = False) -> Agency:
    """An agency that somebody reaches. :raises NoResultFound: of any other."""
    query = select_agencies(person).where(Agency.id == agency_id)
    if lock:
        query = query.with_for_update(of=Agency).execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def list_own_agencies(person: SignedIn) -> Sequence[Agency]:
    """The agencies that somebody manages, by name."""
    places = places_of(person, Role.AGENCY_MANAGER)
    query = select(Agency).where(Agency.organisation_id.in_(places))
    return db.session.scalars(query.order_by(Agency.name, Agency.id)).all()


def own_agencies(person: SignedIn) -> Select[int]:
    """The numbers of the agencies that somebody manages."""
    places = places_of(person, Role.AGENCY_MANAGER)
    return select(Agency.id).where(Agency.organisation_id.in_(places))


def is_of_base(person: SignedIn, base: IncubationBase) -> bool:
    """Whether somebody works in the base: its officers, head and finance."""
    return base.organisation_id in places_of(person, *BASE_ROLES)


def actors_of(person: SignedIn, case: Case) -> frozenset[Actor]:
    """In which capacities somebody acts on a case. Empty: none; with a declared conflict always empty."""
    return actors_on(person, [case])[case.id]


def actors_on(person: SignedIn, cases: Sequence[Case]) -> dict[int, frozenset[Actor]]:
    """In which capacities somebody acts on each of these cases, by its number; one statement for all their seats."""
    seats: dict[int, list[tuple[str, str]]] = {case.id: [] for case in cases}
    query = select(CaseSeat.case_id, CaseSeat.duty, CaseSeat.state).where(
        CaseSeat.case_id.in_(list(seats)), CaseSeat.user_id == person.id
    )
    for case_id, duty, state in db.session.execute(query):
        seats[case_id].append((duty, state))
    return {case.id: _acting(person, case, seats[case.id]) for case in cases}


def _acting(person: SignedIn, case: Case, seats: Sequence[tuple[str, str]]) -> frozenset[Actor]:
    if any(state == SeatState.CONFLICT for _duty, state in seats):
        return frozenset()
    found = {SEATS[Duty(duty)] for duty, state in seats if state == SeatState.TAKEN}
    found |= _by_grants(person, case)
    has_begun = case.applicant_id == person.id
    if has_begun and (Actor.AGENCY in found or still_applies(case)):
        found.add(Actor.APPLICANT)
    if has_begun or Actor.AGENCY in found:
        found -= DECIDING  # nobody decides about what is or was their own
    return frozenset(found)


def still_applies(case: Case) -> bool:
    """Whether who began a case speaks for it. Once an agency has moved in, that is for its managers."""
    return case.stage not in RUN_BY_ITS_AGENCY or case.agency.organisation_id is None


def began_by(person: SignedIn) -> ColumnElement[bool]:
    """The cases that somebody began and still speaks for: the same as `still_applies` says, for lists."""
    without = select(Agency.id).where(Agency.organisation_id.is_(None))
    return and_(
        Case.applicant_id == person.id,
        or_(
            Case.stage.not_in(RUN_BY_ITS_AGENCY),
            Case.agency_id.in_(own_agencies(person)),
            Case.agency_id.in_(without),
        ),
    )


def competes(person: SignedIn, intake: Intake) -> bool:
    """Whether somebody has a case of their own in a call: begun by them, or of an agency that they manage."""
    is_own = or_(Case.applicant_id == person.id, Case.agency_id.in_(own_agencies(person)))
    query = select(Case.id).where(Case.intake_id == intake.id, is_own)
    return db.session.scalar(query.limit(1)) is not None


def acting_as(person: SignedIn, actors: Collection[Actor]) -> ColumnElement[bool]:
    """The cases on which somebody acts for the base, its authority or the agency in one of these capacities.

    The same as `actors_on` says of them, for lists; capacities by a seat and the auditor's are none of these.
    """
    roles = [role for role, actor in BASE_ROLES.items() if actor in actors]
    bases: ColumnElement[bool] = IncubationBase.organisation_id.in_(places_of(person, *roles))
    if Actor.AUTHORITY in actors:
        overseen = IncubationBase.authority_id.in_(places_of(person, Role.AUTHORITY_STAFF))
        bases = or_(bases, overseen)
    is_own = or_(
        Case.applicant_id.is_not_distinct_from(person.id), Case.agency_id.in_(own_agencies(person))
    )
    inside = Case.base_id.in_(select(IncubationBase.id).where(bases))
    found: list[ColumnElement[bool]] = [and_(Case.stage != Stage.DRAFT, inside, ~is_own)]
    if Actor.AGENCY in actors:
        found.append(Case.agency_id.in_(own_agencies(person)))
    if Actor.APPLICANT in actors:
        found.append(began_by(person))
    return and_(_reaches_case(person), or_(*found))


def worked_by(person: SignedIn) -> ColumnElement[bool]:
    """The cases of bases that somebody works in, oversees or audits: nothing that is their own, and no draft."""
    if is_auditor(person):
        return and_(Case.stage != Stage.DRAFT, _reaches_case(person))
    return acting_as(person, DECIDING)


def agency_actors(person: SignedIn, agency: Agency, *, only_open: bool = False) -> frozenset[Actor]:
    """In which capacities somebody acts on an agency: AGENCY as its manager, else by its cases (of the bases).

    :param only_open: leave out cases that are closed or whose agency has not moved in yet: they give nobody a right to
        names.
    """
    found = set()
    if agency.organisation_id in places_of(person, Role.AGENCY_MANAGER):
        found.add(Actor.AGENCY)
    query = select_cases(person).where(Case.agency_id == agency.id)
    if only_open:
        query = query.where(Case.stage.in_(MOVED_IN))
    for case in db.session.scalars(query.order_by(Case.id)):
        found |= actors_of(person, case)
    return frozenset(found)


def _by_grants(person: SignedIn, case: Case) -> set[Actor]:
    base, agency = case.base, case.agency
    found = set()
    if case.stage != Stage.DRAFT:
        for role, actor in BASE_ROLES.items():
            if base.organisation_id in places_of(person, role):
                found.add(actor)
        if base.authority_id and base.authority_id in places_of(person, Role.AUTHORITY_STAFF):
            found.add(Actor.AUTHORITY)
        if is_auditor(person):
            found.add(Actor.AUDITOR)
    if agency.organisation_id and agency.organisation_id in places_of(person, Role.AGENCY_MANAGER):
        found.add(Actor.AGENCY)
    return found


def _bases_of(person: SignedIn) -> ColumnElement[bool]:
    if is_auditor(person):
        return true()
    works = IncubationBase.organisation_id.in_(places_of(person, *BASE_ROLES))
    oversees = IncubationBase.authority_id.in_(places_of(person, Role.AUTHORITY_STAFF))
    return or_(works, oversees)


def _reaches_case(person: SignedIn) -> ColumnElement[bool]:
    base_ids = select(IncubationBase.id).where(_bases_of(person))
    agency_ids = own_agencies(person)
    has_seat = exists().where(
        CaseSeat.case_id == Case.id,
        CaseSeat.user_id == person.id,
        CaseSeat.state.in_([SeatState.TAKEN, SeatState.ENDED]),
    )
    has_conflict = exists().where(
        CaseSeat.case_id == Case.id,
        CaseSeat.user_id == person.id,
        CaseSeat.state == SeatState.CONFLICT,
    )
    is_known = Case.stage != Stage.DRAFT if person.grants else false()
    return and_(
        or_(
            began_by(person),
            Case.agency_id.in_(agency_ids),
            and_(is_known, or_(Case.base_id.in_(base_ids), has_seat)),
        ),
        ~has_conflict,
    )
