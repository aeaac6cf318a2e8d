"""Which calendars somebody may read: asked anew whenever a feed is read, for roles come and go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy.exc import NoResultFound

from trainingapp.incubator.queries.calendar_rows import Scope
from trainingapp.incubator.queries.calls import get_base
from trainingapp.incubator.queries.cases import is_overseeing
from trainingapp.incubator.queries.reach import (
    agency_actors,
    get_agency,
    list_bases,
    list_own_agencies,
)
from trainingapp.rules.incubation.words import Actor
from trainingapp.web.auth import SignedIn

READERS = frozenset({Actor.OFFICER, Actor.HEAD, Actor.FINANCE, Actor.AUTHORITY, Actor.AUDITOR}) | {
    Actor.AGENCY,
    Actor.APPLICANT,
}


class Calendar(NamedTuple):
    """A calendar that somebody may read; one of the two numbers."""

    name: str
    scope: Scope


def list_calendars(person: SignedIn) -> Sequence[Calendar]:
    """The calendars of the bases that somebody works in or oversees, and of the agencies that they manage."""
    bases = list_bases(person) if is_overseeing(person) else []
    found = [Calendar(one.organisation.name, Scope(person, base_id=one.id)) for one in bases]
    agencies = list_own_agencies(person)
    return [*found, *(Calendar(one.name, Scope(person, agency_id=one.id)) for one in agencies)]


def calendar_of_base(person: SignedIn, base_id: int) -> Calendar:
    """The calendar of a base. :raises NoResultFound: for whoever neither works in it nor oversees it."""
    base = get_base(person, base_id)
    return Calendar(base.organisation.name, Scope(person, base_id=base.id))


def calendar_of_agency(person: SignedIn, agency_id: int) -> Calendar:
    """The calendar of an agency. :raises NoResultFound: for whoever acts neither for it nor for its base."""
    agency = get_agency(person, agency_id)
    if READERS.isdisjoint(agency_actors(person, agency)):
        raise NoResultFound
    return Calendar(agency.name, Scope(person, agency_id=agency.id))
