"""The experts of a case, and who may be asked to become one."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.models import RoleGrant, User
from trainingapp.extensions import db
from trainingapp.incubator.models import Case, CaseSeat
from trainingapp.incubator.queries.people import list_people
from trainingapp.rules.incubation.words import Actor, Duty
from trainingapp.rules.permissions import Role

ADVISING = (Duty.MENTOR, Duty.SUPERVISOR, Duty.ASSESSOR)  # reviewers are seated by intake
MOST = 20  # found at once


def list_seats_of(case: Case) -> Sequence[CaseSeat]:
    """The seats of a case for advice and assessment, in the order they were given."""
    query = select(CaseSeat).where(CaseSeat.case_id == case.id, CaseSeat.duty.in_(ADVISING))
    return db.session.scalars(query.options(joinedload(CaseSeat.user)).order_by(CaseSeat.id)).all()


def get_seat_of(case: Case, seat_id: int) -> CaseSeat:
    """A seat of a case for advice or assessment. :raises NoResultFound: any other."""
    query = select(CaseSeat).where(
        CaseSeat.id == seat_id, CaseSeat.case_id == case.id, CaseSeat.duty.in_(ADVISING)
    )
    return db.session.scalars(query).one()


def find_experts(case: Case, text: str = "") -> Select[User]:
    """Experts who may be asked: nobody of the agency or who began it, nobody with any seat on the case, by name."""
    held = select(RoleGrant.user_id).where(
        RoleGrant.role == Role.EXPERT, RoleGrant.revoked_at.is_(None)
    )
    seated = select(CaseSeat.user_id).where(CaseSeat.case_id == case.id)
    own = [user.id for user in list_people(case, [Actor.APPLICANT, Actor.AGENCY])]
    query = select(User).where(
        User.id.in_(held),
        User.id.not_in(seated),
        User.id.not_in(own),
        User.id.is_distinct_from(case.applicant_id),
        User.anonymised_at.is_(None),
    )
    if text:
        query = query.where(User.display_name.contains(text, autoescape=True))
    return query.order_by(User.display_name, User.id)


def list_experts(case: Case, text: str) -> Sequence[User]:
    """The first experts who may be asked, by part of their name."""
    return db.session.scalars(find_experts(case, text).limit(MOST)).all()


def get_expert(case: Case, user_id: int) -> User:
    """An expert who may be asked. :raises NoResultFound: anybody else."""
    return db.session.scalars(find_experts(case).where(User.id == user_id)).one()
