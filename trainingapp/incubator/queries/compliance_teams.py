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


def _certificates(members: Sequence[Member]) -> list[HeldCertificate]:
    return [
        held
        for one in _consenting(members)
        for held in one.worker.certificates[-1:]
        if held.is_verified
    ]


def _list_ends(members: Sequence[Member]) -> list[date]:
    """The last day of the newest registration of each who has one."""
    ends = []
    for held in _certificates(members):
        if held.registrations:
            last = max(one.ends_on for one in held.registrations)
            ends.append(last - timedelta(days=1))
    return ends


def _list_unregistered(members: Sequence[Member]) -> list[date]:
    return [held.issued_on for held in _certificates(members) if not held.registrations]


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
