"""Who is told of many cases at once: the people behind each capacity, in a fixed number of statements.

Only people who still hold the role they act by are among them, and nobody who declared a conflict on the case.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, select

from trainingapp.accounts.models import RoleGrant, User
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, Case, CaseSeat, IncubationBase
from trainingapp.incubator.queries.reach import BASE_ROLES, DECIDING, RUN_BY_ITS_AGENCY, SEATS
from trainingapp.rules.incubation.words import Actor, Duty, SeatState
from trainingapp.rules.permissions import Role

Holders = Mapping[tuple[int | None, Role], Sequence[int]]


@dataclass(slots=True)
class Audience:
    """The people around one case or one agency, by what they are to it."""

    officer_id: int | None = None
    held: dict[Actor, list[int]] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)  # to take a seat
    conflicted: set[int] = field(default_factory=set)

    def list_for(self, actors: Iterable[Actor], person_id: int | None = None) -> list[int]:
        """Who is told in these capacities, nobody twice: the person who was named, while they are still around it.

        The officer is the one of the case; while it has none that works in the base every officer is, or the heads. An
        agency without a manager is its applicant.
        """
        if person_id is not None and person_id in self._around():
            return [person_id]
        found = dict.fromkeys(one for actor in actors for one in self._who(actor))
        return sorted(set(found) - self.conflicted)

    def _who(self, actor: Actor) -> Sequence[int]:
        held = self.held
        if actor is Actor.OFFICER:
            officers, heads = held.get(Actor.OFFICER, []), held.get(Actor.HEAD, [])
            if self.officer_id is not None and self.officer_id in {*officers, *heads}:
                return [self.officer_id]
            return officers or heads
        if actor is Actor.AGENCY:
            return held.get(Actor.AGENCY) or held.get(Actor.APPLICANT, [])
        if actor is Actor.APPLICANT:
            return [*held.get(Actor.APPLICANT, []), *held.get(Actor.AGENCY, [])]
        return held.get(actor, [])

    def _around(self) -> set[int]:
        known = {one for people in self.held.values() for one in people}
        return (known | self.asked) - self.conflicted


def list_audiences(case_ids: Collection[int]) -> dict[int, Audience]:
    """The people around each of these cases; four statements, however many there are."""
    if not case_ids:
        return {}
    rows = db.session.execute(_select_cases(case_ids)).all()
    places = {place for row in rows for place in (row.base, row.authority, row.agency) if place}
    holders = _list_holders(places)
    alive = _list_alive({row.applicant_id for row in rows if row.applicant_id is not None})
    found = {row.id: _make_audience(row, holders, alive) for row in rows}
    _add_seats(found)
    return found


def list_managers_of(agency_ids: Collection[int]) -> dict[int, Audience]:
    """The managers of each of these agencies; two statements."""
    if not agency_ids:
        return {}
    query = select(Agency.id, Agency.organisation_id).where(Agency.id.in_(agency_ids))
    places = {agency: place for agency, place in db.session.execute(query)}
    holders = _list_holders({place for place in places.values() if place is not None})
    return {
        agency: Audience(held={Actor.AGENCY: list(holders.get((place, Role.AGENCY_MANAGER), []))})
        for agency, place in places.items()
        if place is not None
    }


def _select_cases(case_ids: Collection[int]) -> Any:
    return (
        select(
            Case.id,
            Case.applicant_id,
            Case.stage,
            Case.officer_id,
            IncubationBase.organisation_id.label("base"),
            IncubationBase.authority_id.label("authority"),
            Agency.organisation_id.label("agency"),
        )
        .join(IncubationBase, IncubationBase.id == Case.base_id)
        .join(Agency, Agency.id == Case.agency_id)
        .where(Case.id.in_(case_ids))
    )


def _make_audience(row: Row[Any], holders: Holders, alive: Collection[int]) -> Audience:
    held = {actor: [*holders.get((row.base, role), [])] for role, actor in BASE_ROLES.items()}
    held[Actor.AUTHORITY] = [*holders.get((row.authority, Role.AUTHORITY_STAFF), [])]
    held[Actor.AGENCY] = [*holders.get((row.agency, Role.AGENCY_MANAGER), [])]
    speaks = row.stage not in RUN_BY_ITS_AGENCY or row.agency is None
    speaks = speaks or row.applicant_id in held[Actor.AGENCY]
    held[Actor.APPLICANT] = [row.applicant_id] if speaks and row.applicant_id in alive else []
    own = {*held[Actor.AGENCY], *held[Actor.APPLICANT]}
    for actor in DECIDING:  # nobody is told as the base what is their own
        held[actor] = [one for one in held[actor] if one not in own]
    return Audience(officer_id=row.officer_id, held=held)


def _list_holders(places: Collection[int]) -> Holders:
    query = (
        select(RoleGrant.organisation_id, RoleGrant.role, User.id)
        .join(User, User.id == RoleGrant.user_id)
        .where(
            RoleGrant.organisation_id.in_(places),
            RoleGrant.revoked_at.is_(None),
            User.anonymised_at.is_(None),
        )
        .order_by(User.id)
    )
    found: dict[tuple[int | None, Role], list[int]] = defaultdict(list)
    for place, role, user_id in db.session.execute(query):
        found[place, role].append(user_id)
    return found


def _list_alive(user_ids: Collection[int]) -> set[int]:
    query = select(User.id).where(User.id.in_(user_ids), User.anonymised_at.is_(None))
    return set(db.session.scalars(query))


def _add_seats(found: Mapping[int, Audience]) -> None:
    query = (
        select(CaseSeat.case_id, CaseSeat.user_id, CaseSeat.duty, CaseSeat.state)
        .join(User, User.id == CaseSeat.user_id)
        .where(CaseSeat.case_id.in_(list(found)), User.anonymised_at.is_(None))
        .order_by(CaseSeat.id)
    )
    for case_id, user_id, duty, state in db.session.execute(query):
        audience = found[case_id]
        if state == SeatState.CONFLICT:
            audience.conflicted.add(user_id)
        elif state == SeatState.TAKEN:
            audience.held.setdefault(SEATS[Duty(duty)], []).append(user_id)
        elif state == SeatState.ASKED:
            audience.asked.add(user_id)
