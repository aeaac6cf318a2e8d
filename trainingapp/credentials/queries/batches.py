"""Sheets of graduates for the registrars of a university, and what of a sheet is loaded already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.models import Organisation, OrganisationKind
from trainingapp.credentials.models.batches import DegreeBatch, DegreeBatchRow
from trainingapp.credentials.models.degrees import DegreeRecord
from trainingapp.extensions import db
from trainingapp.rules.permissions import PERMISSIONS, Grant, Permission

Places = Collection[int] | None  # organisations; None: all of them


def places_of(grants: Iterable[Grant]) -> Places:
    """The organisations for which somebody may load graduates."""
    roles = PERMISSIONS[Permission.DEGREE_LOAD]
    held = {grant.organisation_id for grant in grants if grant.role in roles}
    return None if None in held else {place for place in held if place is not None}


def list_universities(places: Places) -> Sequence[Organisation]:
    """The universities among them, by name."""
    query = select(Organisation).where(Organisation.kind == OrganisationKind.UNIVERSITY)
    if places is not None:
        query = query.where(Organisation.id.in_(places))
    return db.session.scalars(query.order_by(Organisation.name, Organisation.id)).all()


def list_batches(places: Places) -> Select[DegreeBatch]:
    """Their sheets, the newest first."""
    query = select(DegreeBatch).options(
        joinedload(DegreeBatch.organisation),
        joinedload(DegreeBatch.made_by),
        joinedload(DegreeBatch.loaded_by),
    )
    if places is not None:
        query = query.where(DegreeBatch.organisation_id.in_(places))
    return query.order_by(DegreeBatch.id.desc())


def get_batch(batch_id: int, places: Places) -> DegreeBatch:
    """One of their sheets. :raises NoResultFound: of other universities."""
    query = list_batches(places).options(
        joinedload(DegreeBatch.undone_by), joinedload(DegreeBatch.issuer_key)
    )
    return db.session.scalars(query.where(DegreeBatch.id == batch_id)).one()


def lock_batch(batch_id: int, places: Places) -> DegreeBatch:
    """One of their sheets, to be changed; the university's other sheets wait.

    :raises NoResultFound: of other universities.
    """
    found = get_batch(batch_id, places)
    db.session.get_one(Organisation, found.organisation_id, with_for_update={"key_share": True})
    db.session.refresh(found, with_for_update={"of": DegreeBatch})
    return found


def list_rows(batch_id: int) -> Select[DegreeBatchRow]:
    """What a sheet loaded, in its order."""
    return (
        select(DegreeBatchRow)
        .where(DegreeBatchRow.batch_id == batch_id)
        .options(joinedload(DegreeBatchRow.degree))
        .order_by(DegreeBatchRow.number, DegreeBatchRow.id)
    )


def count_states(batch_id: int) -> Counter[str]:
    """How many papers of a sheet stand where."""
    query = (
        select(DegreeBatchRow.state, func.count())
        .where(DegreeBatchRow.batch_id == batch_id)
        .group_by(DegreeBatchRow.state)
    )
    return Counter({state: count for state, count in db.session.execute(query)})


class Loaded(NamedTuple):
    """A paper that is loaded: by whom, of whom, and what it is."""

    organisation_id: int
    number_index: str
    person_index: str | None
    name_index: str | None
    kind: str
    level: str
    major: str


def find_loaded(numbers: Collection[str], people: Collection[str]) -> list[Loaded]:
    """The papers with one of these numbers, or of one of these people, by their keyed digests; two statements."""
    columns = (
        DegreeBatch.organisation_id,
        DegreeBatchRow.number_index,
        DegreeBatchRow.person_index,
        DegreeBatchRow.name_index,
        DegreeBatchRow.kind,
        DegreeRecord.level,
        DegreeRecord.major_as_printed,
    )
    query = (
        select(*columns)
        .join(DegreeBatch, DegreeBatch.id == DegreeBatchRow.batch_id)
        .join(DegreeRecord, DegreeRecord.id == DegreeBatchRow.degree_id)
    )
    by_number = query.where(DegreeBatchRow.number_index.in_(numbers))
    by_person = query.where(DegreeBatchRow.person_index.in_(people))
    rows = {tuple(row) for one in (by_number, by_person) for row in db.session.execute(one)}
    return [Loaded._make(row) for row in rows]
