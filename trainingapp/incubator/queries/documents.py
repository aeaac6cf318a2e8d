"""Which documents somebody reaches: those of the cases, agencies and bases they reach. A capacity decides the rest."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, Case, IncubationBase
from trainingapp.incubator.models.documents import (
    DocumentAccess,
    DocumentVersion,
    IncubatorDocument,
)
from trainingapp.incubator.queries.reach import (
    BASE_ROLES,
    actors_of,
    agency_actors,
    is_auditor,
    list_bases,
    places_of,
    select_agencies,
    select_cases,
)
from trainingapp.rules.incubation.document_words import (
    OF_BASE,
    READERS,
    Audience,
    may_keep,
    may_open,
)
from trainingapp.rules.incubation.words import Actor
from trainingapp.rules.permissions import Role
from trainingapp.web.auth import SignedIn


def select_documents(person: SignedIn) -> Select[IncubatorDocument]:
    """The documents of what somebody reaches, whatever their audience. Without an order."""
    cases = select_cases(person).with_only_columns(Case.id)
    agencies = select_agencies(person).with_only_columns(Agency.id)
    bases = [base.id for base in list_bases(person)]
    of_agency = and_(IncubatorDocument.case_id.is_(None), IncubatorDocument.agency_id.in_(agencies))
    of_base = and_(IncubatorDocument.agency_id.is_(None), IncubatorDocument.base_id.in_(bases))
    return select(IncubatorDocument).where(
        or_(IncubatorDocument.case_id.in_(cases), of_agency, of_base)
    )


def get_document(person: SignedIn, document_id: int, *, lock: bool = False) -> IncubatorDocument:
    """A document of what somebody reaches. :raises NoResultFound: any other."""
    query = select_documents(person).where(IncubatorDocument.id == document_id)
    if lock:
        query = query.with_for_update(of=IncubatorDocument).execution_options(
            populate_existing=True
        )
    return db.session.scalars(query).one()


def document_actors(person: SignedIn, document: IncubatorDocument) -> frozenset[Actor]:
    """In which capacities somebody meets a document: those on its case, else on its agency, else on its base."""
    if document.case is not None:
        return actors_of(person, document.case)
    if document.agency is not None:
        return agency_actors(person, document.agency)
    assert document.base is not None
    return base_actors(person, document.base)


def base_actors(person: SignedIn, base: IncubationBase) -> frozenset[Actor]:
    """In which capacities somebody works in a base or over it."""
    found = {
        actor
        for role, actor in BASE_ROLES.items()
        if base.organisation_id in places_of(person, role)
    }
    if base.authority_id and base.authority_id in places_of(person, Role.AUTHORITY_STAFF):
        found.add(Actor.AUTHORITY)
    if is_auditor(person):
        found.add(Actor.AUDITOR)
    return frozenset(found)


def may_read(person: SignedIn, document: IncubatorDocument) -> bool:
    """Whether somebody who reaches the document may open it."""
    return may_open(Audience(document.audience), document_actors(person, document))


def may_change(person: SignedIn, document: IncubatorDocument) -> bool:
    """Whether somebody adds versions to a document and withdraws it.

    The base every one; an agency or applicant what they or another manager of the agency have brought.
    """
    actors = document_actors(person, document)
    if not may_keep(actors):
        return False
    if not OF_BASE.isdisjoint(actors) or document.entered_by_id == person.id:
        return True
    place = document.agency.organisation_id if document.agency else None
    writer = document.entered_by
    return (
        writer is not None
        and place is not None
        and any(
            one.role is Role.AGENCY_MANAGER and one.organisation_id == place
            for one in writer.grants
        )
    )


def select_of(
    person: SignedIn, owner: Case | Agency | IncubationBase, *, category: str = ""
) -> Select[IncubatorDocument]:
    """What somebody may open of the documents of a case, of an agency with its cases, or of a base alone.

    Newest first; withdrawn ones are left out.
    """
    query = select_documents(person).where(IncubatorDocument.withdrawn_at.is_(None))
    if isinstance(owner, Case):
        query = query.where(
            IncubatorDocument.case_id == owner.id, open_to(actors_of(person, owner))
        )
    elif isinstance(owner, Agency):
        query = query.where(IncubatorDocument.agency_id == owner.id, _open_of(person, owner))
    else:
        actors = base_actors(person, owner)
        query = query.where(
            IncubatorDocument.base_id == owner.id,
            IncubatorDocument.agency_id.is_(None),
            open_to(actors),
        )
    if category:
        query = query.where(IncubatorDocument.category == category)
    return query.options(
        selectinload(IncubatorDocument.versions), joinedload(IncubatorDocument.entered_by)
    ).order_by(IncubatorDocument.entered_at.desc(), IncubatorDocument.id.desc())


def list_open_ids(person: SignedIn, agency: Agency) -> frozenset[int]:
    """The documents of an agency and its cases that somebody may open, withdrawn ones among them."""
    query = select_documents(person).where(
        IncubatorDocument.agency_id == agency.id, _open_of(person, agency)
    )
    return frozenset(db.session.scalars(query.with_only_columns(IncubatorDocument.id)))


def _open_of(person: SignedIn, agency: Agency) -> ColumnElement[bool]:
    """On a paper of a case only the capacities on that case count, as when it is opened."""
    cases = db.session.scalars(select_cases(person).where(Case.agency_id == agency.id)).all()
    own = and_(IncubatorDocument.case_id.is_(None), open_to(agency_actors(person, agency)))
    of_cases = (
        and_(IncubatorDocument.case_id == one.id, open_to(actors_of(person, one))) for one in cases
    )
    return or_(own, *of_cases)


def open_to(actors: frozenset[Actor]) -> ColumnElement[bool]:
    """Whether somebody in these capacities opens a document, by its audience."""
    return IncubatorDocument.audience.in_(
        [one for one, readers in READERS.items() if readers & actors]
    )


def get_version(document: IncubatorDocument, number: int) -> DocumentVersion:
    """A version of a document. :raises NoResultFound: it has no such one."""
    query = select(DocumentVersion).filter_by(document_id=document.id, number=number)
    return db.session.scalars(query).one()


def list_accesses(document: IncubatorDocument, *, most: int = 50) -> Sequence[DocumentAccess]:
    """Who opened the document, newest first."""
    query = (
        select(DocumentAccess)
        .join(DocumentAccess.version)
        .where(DocumentVersion.document_id == document.id)
        .options(joinedload(DocumentAccess.user), joinedload(DocumentAccess.version))
        .order_by(DocumentAccess.id.desc())
        .limit(most)
    )
    return db.session.scalars(query).all()
