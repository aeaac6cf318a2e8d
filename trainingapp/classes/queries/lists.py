"""Lists that wait for a word, and invitations that wait for a person."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from trainingapp.classes.models import CohortInvitation, CohortList
from trainingapp.extensions import db


def get_list(maker_id: int, cohort_id: int, list_id: int) -> CohortList:
    """A list that somebody brought to a class, locked. :raises NoResultFound: for anybody else's."""
    query = select(CohortList).where(
        CohortList.id == list_id,
        CohortList.cohort_id == cohort_id,
        CohortList.made_by_id == maker_id,
    )
    return db.session.scalars(query.with_for_update()).one()


def list_invitations(cohort_id: int) -> Select[CohortInvitation]:
    """The invitations of a class that nobody has taken up, the latest first."""
    query = select(CohortInvitation).where(CohortInvitation.cohort_id == cohort_id)
    return query.order_by(CohortInvitation.id.desc())


def get_invitation(cohort_id: int, invitation_id: int) -> CohortInvitation:
    """An invitation of this class. :raises NoResultFound: of another."""
    query = list_invitations(cohort_id).where(CohortInvitation.id == invitation_id)
    return db.session.scalars(query.options(joinedload(CohortInvitation.cohort))).one()


def invited_indexes(cohort_id: int) -> set[str]:
    """The blind indexes of everybody who is invited to a class."""
    query = select(CohortInvitation.contact_index).where(CohortInvitation.cohort_id == cohort_id)
    return set(db.session.scalars(query))


def count_invitations(cohort_id: int) -> int:
    """How many invitations of a class nobody has taken up."""
    query = select(func.count()).where(CohortInvitation.cohort_id == cohort_id)
    return db.session.scalar(query) or 0


def list_invitations_for(indexes: Sequence[str]) -> Sequence[CohortInvitation]:
    """The invitations of every class for these contacts."""
    query = select(CohortInvitation).where(CohortInvitation.contact_index.in_(indexes))
    return db.session.scalars(query.order_by(CohortInvitation.id)).all()
