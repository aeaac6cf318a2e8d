"""The teams of many agencies as the checks read them: counts and dates only, never names."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from trainingapp.incubator.models import EmploymentTerms
from trainingapp.incubator.queries.staff_hours import Pace, list_paces
from trainingapp.incubator.queries.standing import Member, TeamStanding, list_standings
from trainingapp.incubator.queries.supervision import TeamSupervision, list_supervision
from trainingapp.rules.incubation.compliance.facts import Team
from trainingapp.rules.incubation.staffing_facts import HeldCertificate, WorkForm
from trainingapp.rules.registration import add_months


def list_teams(agency_ids: Collection[int], *, on: date) -> dict[int, Team]:
    """The team of each agency on a day, by agency, in a fixed number of statements."""
    standings = list_standings(agency_ids, on=on)
    people = {
        one.employment.user_id
        for standing in standings.values()
        for one in _consenting(standing.present)
    }
    paces = list_paces(people, on=on)
    month = add_months(on.replace(day=1), -1)
    talks = list_supervision(list(standings.values()), month=month)
    return {
        number: _team(standing, paces, talks.get(number)) for number, standing in standings.items()
    }


def _team(standing: TeamStanding, paces: Mapping[int, Pace], talks: TeamSupervision | None) -> Team:
    present = standing.present
    terms = [(one, one.terms) for one in present if one.terms is not None]
    own_paces = [
        paces[one.employment.user_id]
        for one in _consenting(present)
        if one.employment.user_id in paces
    ]
    minors = [row for _member, row in terms if row.works_with_minors]
    is_known = bool(terms) or not present
    return Team(
        full_time=standing.ratio.full_time,
        qualified=standing.ratio.qualified,
        falls_on=standing.forecast.breaks_on,
        registrations_end=tuple(_list_ends(present)),
        registered=len(own_paces),
        behind_hours=sum(not one.is_on_pace for one in own_paces),
        unregistered_since=tuple(_list_unregistered(present)),
        uncontracted_since=tuple(_list_uncontracted(terms)) if is_known else None,
        uninsured_since=tuple(_list_uninsured(terms, standing.on)) if is_known else None,
        incomplete=len(present) - sum(row.roster_complete_on is not None for _member, row in terms)
        if is_known
        else None,
        unrecorded=len(present) - len(terms),
        queries=tuple(row.record_queried_on for row in minors),
        contact=len(minors),
        unsigned=sum(row.protocol_signed_on is None for row in minors),
        supervised=tuple(month.is_enough for month in talks.months.values())
        if talks and talks.months
        else None,
        per_supervisor=talks.most_supervised if talks else None,
    )


def _consenting(members: Sequence[Member]) -> list[Member]:
    return [one for one in members if one.worker.has_consented]


def _certificates(members: Sequence[Member]) -> list[list[HeldCertificate]]:
    """The verified certificates of each person who has any and agrees, the one issued last at the end."""
    people = {one.worker.person_id: one.worker for one in _consenting(members)}
    found = [
        sorted((held for held in one.certificates if held.is_verified), key=_issued_on)
        for one in people.values()
    ]
    return [one for one in found if one]


def _issued_on(held: HeldCertificate) -> date:
    return held.issued_on


def _list_ends(members: Sequence[Member]) -> list[date]:
    """The last day of the newest registration of each who has one, of whichever certificate."""
    ends = [
        [one.ends_on for held in own for one in held.registrations]
        for own in _certificates(members)
    ]
    return [max(own) - timedelta(days=1) for own in ends if own]


def _list_unregistered(members: Sequence[Member]) -> list[date]:
    """When the newest certificate of each was issued that nobody has registered yet."""
    newest = [own[-1] for own in _certificates(members)]
    return [held.issued_on for held in newest if not held.registrations]


def _list_uncontracted(terms: Sequence[tuple[Member, EmploymentTerms]]) -> list[date]:
    return [
        one.employment.starts_on
        for one, row in terms
        if row.form == WorkForm.FULL_TIME and row.contract_signed_on is None
    ]


def _list_uninsured(terms: Sequence[tuple[Member, EmploymentTerms]], on: date) -> list[date]:
    """An insurance that begins later does not insure anybody yet."""
    return [
        one.employment.starts_on
        for one, row in terms
        if row.form == WorkForm.FULL_TIME and (row.insured_from is None or row.insured_from > on)
    ]
