"""The entries of an agency's registers: those that hold, those that were struck, and what ends soon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.models import Organisation, OrganisationKind, RoleGrant, User
from trainingapp.credentials.models.employment import Employment
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, AgencyAuthority, Case, Community, OrganMember
from trainingapp.incubator.models.registry import Entry
from trainingapp.incubator.registers import REGISTERS
from trainingapp.rules.incubation.registry_words import AuthorityRole, Register
from trainingapp.rules.permissions import Role
from trainingapp.rules.registration_words import EmploymentState

MOST_STRUCK = 100


def list_entries(register: Register, agency_id: int) -> Sequence[Any]:
    """The entries that are not struck, newest first."""
    model = REGISTERS[register].model
    query = _entries(register, agency_id).where(model.struck_at.is_(None))
    return db.session.scalars(query.order_by(model.id.desc())).unique().all()


def list_struck(register: Register, agency_id: int) -> Sequence[Any]:
    """The struck entries, last struck first: the history of the register."""
    model = REGISTERS[register].model
    query = _entries(register, agency_id).where(model.struck_at.is_not(None))
    query = query.options(joinedload(model.struck_by)).order_by(model.struck_at.desc())
    return db.session.scalars(query.limit(MOST_STRUCK)).unique().all()


def get_entry(register: Register, agency_id: int, entry_id: int, *, lock: bool = False) -> Any:
    """An entry of the agency that is not struck. :raises NoResultFound: it is not there."""
    model = REGISTERS[register].model
    query = select(model).where(
        model.id == entry_id, model.agency_id == agency_id, model.struck_at.is_(None)
    )
    if lock:
        query = query.with_for_update(of=model).execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def list_all_entries(agency_id: int) -> Mapping[Register, Sequence[Any]]:
    """Every register of an agency with the entries that hold; as many statements as registers."""
    return {register: list_entries(register, agency_id) for register in Register}


def _entries(register: Register, agency_id: int) -> Select[Any]:
    model = REGISTERS[register].model
    options = [joinedload(model.document), joinedload(model.entered_by)]
    for name in ("organisation", "authority", "community"):
        if hasattr(model, name):
            options.append(joinedload(getattr(model, name)))
    return select(model).where(model.agency_id == agency_id).options(*options)


def list_authorities() -> Sequence[Organisation]:
    """The authorities among the organisations, by name."""
    query = select(Organisation).where(Organisation.kind == OrganisationKind.AUTHORITY)
    return db.session.scalars(query.order_by(Organisation.name, Organisation.id)).all()


def find_community(code: str) -> Community | None:
    """The community with this statistical code."""
    return db.session.scalars(select(Community).filter_by(code=code)).one_or_none()


def list_linkable(agency: Agency, *, on: date) -> Sequence[tuple[int, str]]:
    """The people who belong to an agency on a day, by name: its managers, its staff, and who applied for it."""
    place = (
        agency.organisation_id or 0
    )  # a team has none: what names no organisation is not its own
    managers = select(RoleGrant.user_id).where(
        RoleGrant.role == Role.AGENCY_MANAGER,
        RoleGrant.organisation_id == place,
        RoleGrant.revoked_at.is_(None),
    )
    staff = select(Employment.user_id).where(
        Employment.organisation_id == place,
        Employment.state == EmploymentState.CONFIRMED,
        or_(Employment.ends_on.is_(None), Employment.ends_on > on),
    )
    applicants = select(Case.applicant_id).where(Case.agency_id == agency.id)
    query = select(User.id, User.display_name).where(
        or_(User.id.in_(managers), User.id.in_(staff), User.id.in_(applicants)),
        User.anonymised_at.is_(None),
    )
    rows = db.session.execute(query.order_by(User.display_name, User.id))
    return [(number, name) for number, name in rows]


def list_legal_representatives(
    agency_ids: Sequence[int], on: date
) -> Mapping[int, Sequence[OrganMember]]:
    """The legal representatives of many agencies on a day, in one statement."""
    query = select(OrganMember).where(
        OrganMember.agency_id.in_(agency_ids),
        OrganMember.struck_at.is_(None),
        OrganMember.is_legal_representative,
    )
    found: dict[int, list[OrganMember]] = {}
    for one in db.session.scalars(query.order_by(OrganMember.id)):
        if in_office(one, on):
            found.setdefault(one.agency_id, []).append(one)
    return found


def in_office(member: OrganMember, on: date) -> bool:
    """Whether somebody is in an organ on a day."""
    over = [day for day in (member.ends_on, member.left_on) if day is not None]
    return member.starts_on <= on and all(on < day for day in over)


def find_authority(agency: Agency, role: AuthorityRole, on: date) -> Organisation | None:
    """The authority that is in charge of an agency in a role on a day."""
    query = select(AgencyAuthority).where(
        AgencyAuthority.agency_id == agency.id,
        AgencyAuthority.struck_at.is_(None),
        AgencyAuthority.role == role,
    )
    for one in db.session.scalars(query.order_by(AgencyAuthority.id.desc())):
        begun = one.starts_on is None or one.starts_on <= on
        if begun and (one.ends_on is None or on < one.ends_on):
            return one.organisation
    return None


def entry_values(entry: Entry, register: Register) -> dict[str, Any]:
    """The columns of an entry that its register asks for."""
    return {one.name: getattr(entry, one.name) for one in REGISTERS[register].fields}
