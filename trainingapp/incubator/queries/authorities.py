"""The authorities of this site with what the incubator knows of each."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.models import Organisation, OrganisationKind
from trainingapp.extensions import db
from trainingapp.incubator.models import AuthorityDetail


def select_authorities() -> Select[Organisation]:
    """The authorities among the organisations, by name."""
    query = select(Organisation).where(Organisation.kind == OrganisationKind.AUTHORITY)
    return query.order_by(Organisation.name, Organisation.id)


def get_authority(organisation_id: int) -> Organisation:
    """An authority. :raises NoResultFound: there is none of this number."""
    query = select_authorities().where(Organisation.id == organisation_id)
    return db.session.scalars(query).one()


def list_details(organisation_ids: Sequence[int]) -> dict[int, AuthorityDetail]:
    """What is known of these authorities, in one statement."""
    query = select(AuthorityDetail).where(AuthorityDetail.organisation_id.in_(organisation_ids))
    query = query.options(joinedload(AuthorityDetail.parent))
    return {one.organisation_id: one for one in db.session.scalars(query)}


def list_others(organisation_id: int) -> Sequence[Organisation]:
    """The authorities that one may answer to: all but itself and those that answer to it, by however many steps."""
    known = select(AuthorityDetail.organisation_id, AuthorityDetail.parent_id)
    above: dict[int, int | None] = {one: parent for one, parent in db.session.execute(known)}
    found, below = {organisation_id}, {organisation_id}
    while below:
        below = {one for one, parent in above.items() if parent in below} - found
        found |= below
    return db.session.scalars(select_authorities().where(Organisation.id.not_in(found))).all()
