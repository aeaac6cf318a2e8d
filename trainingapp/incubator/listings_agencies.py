"""Lists of what is known of agencies: registers, papers, checks, teams; for one agency or for all of a base."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from flask_babel import lazy_pgettext as pgettext
from sqlalchemy import Select, select

from trainingapp.extensions import db
from trainingapp.incubator import compliance_wording, models as m, staffing_wording
from trainingapp.incubator.exports import Cell, Column, Listing, Scope, Told, column
from trainingapp.incubator.listings_stays import PARTIES
from trainingapp.incubator.queries import compliance, staff_hours, standing, team_days
from trainingapp.incubator.queries.reach import only_reached
from trainingapp.rules.incubation.compliance.words import Status
from trainingapp.rules.incubation.words import Actor

OF_AGENCY = column("agency", pgettext("workbook", "Agency"), "agency.name")
NAMED = frozenset({Actor.AGENCY, Actor.OFFICER, Actor.HEAD})  # of an open case (routes/team_pages)
FIGURES = NAMED | {Actor.FINANCE, Actor.AUTHORITY, Actor.AUDITOR, Actor.MENTOR, Actor.ASSESSOR}


class Check(NamedTuple):
    """A check of an agency."""

    agency: m.Agency
    standing: compliance.Standing


class Member(NamedTuple):
    """Somebody who works in an agency, with the pace of their education when they let it be seen."""

    agency: m.Agency
    member: standing.Member
    pace: staff_hours.Pace | None


def _agencies(query: Select[m.Agency]) -> Sequence[m.Agency]:
    return db.session.scalars(query).all()


def _asked(scope: Scope) -> Sequence[m.Agency]:
    query = select(m.Agency).where(m.Agency.id.in_(scope.agencies))
    return _agencies(query.order_by(m.Agency.name, m.Agency.id))


def _residents(scope: Scope) -> Sequence[m.Agency]:
    """Of a base those in incubation, as its pages show them; else the agency asked for."""
    if isinstance(scope.owner, m.IncubationBase):
        return _agencies(only_reached(team_days.list_residents(scope.owner.id), scope.person))
    return _asked(scope)


def _checks(scope: Scope) -> Iterable[Check]:
    return _checks_of(_asked(scope), scope)


def _wall(scope: Scope) -> Iterable[Check]:
    return _checks_of(_residents(scope), scope)


def _checks_of(agencies: Sequence[m.Agency], scope: Scope) -> Iterable[Check]:
    """The worst first in each agency; one status alone when it is asked for."""
    found = compliance.list_standing_checks([one.id for one in agencies], on=scope.today)
    asked = scope.asked.get("status", "")
    chosen = Status(asked) if asked in set(Status) else None
    for agency in agencies:
        shown = [one for one in found[agency.id] if chosen in {None, one.status}]
        shown.sort(key=lambda one: (compliance.WORST.index(one.status), one.result.code))
        yield from (Check(agency, one) for one in shown)


def _teams(scope: Scope) -> Iterable[Told]:
    agencies = _residents(scope)
    found = standing.list_standings([one.id for one in agencies], on=scope.today)
    return [Told(one, found[one.id]) for one in agencies]


def _members(scope: Scope) -> Iterable[Member]:
    agencies = _asked(scope)
    found = standing.list_standings([one.id for one in agencies], on=scope.today)
    agreed = [
        one.worker.person_id
        for team in found.values()
        for one in team.present
        if one.worker.has_consented
    ]
    paces = staff_hours.list_paces(agreed, on=scope.today)
    for agency in agencies:
        for one in found[agency.id].present:
            yield Member(agency, one, paces.get(one.worker.person_id))


def _waived(check: compliance.Standing) -> Cell:
    return check.waiver.ends_on - timedelta(days=1) if check.waiver else None


def _is_enough(told: Told) -> Cell:
    return told.fact.ratio.is_met


def _work(row: Member) -> Cell:
    why = row.member.verdict.work
    return staffing_wording.WHY[why] if why else staffing_wording.terms_of(row.member)


def _until(row: Member) -> Cell:
    until = row.member.verdict.until
    return until - timedelta(days=1) if until else None


CHECK_COLUMNS = (
    OF_AGENCY,
    column("check", pgettext("workbook", "Check"), "standing.result.code"),
    Column(
        "title",
        pgettext("workbook", "Title"),
        lambda row: compliance_wording.said(row.standing.text.title),
    ),
    column("status", pgettext("workbook", "State"), "standing.status", compliance_wording.STATUSES),
    column(
        "severity",
        pgettext("workbook", "Severity"),
        "standing.result.severity",
        compliance_wording.SEVERITIES,
    ),
    Column(
        "reason",
        pgettext("workbook", "Why"),
        lambda row: compliance_wording.reason_of(row.standing.result),
    ),
    column("due_on", pgettext("workbook", "To be met by"), "standing.result.due_on"),
    column("since", pgettext("workbook", "Like this since"), "standing.result.since"),
    Column("waived", pgettext("workbook", "Let stand until"), lambda row: _waived(row.standing)),
)
CHECKS = Listing(pgettext("workbook", "Checks"), CHECK_COLUMNS, _checks, PARTIES)
WALL = Listing(pgettext("workbook", "Compliance wall"), CHECK_COLUMNS, _wall, PARTIES)
TEAMS = Listing(
    pgettext("workbook", "Ratios of the teams"),
    (
        column("agency", pgettext("workbook", "Agency"), "row.name"),
        column("qualified", pgettext("workbook", "Qualified"), "fact.ratio.qualified"),
        column("full_time", pgettext("workbook", "Full-time staff"), "fact.ratio.full_time"),
        Column("enough", pgettext("workbook", "Enough"), _is_enough),
        column("to_certify", pgettext("workbook", "To certify"), "fact.ratio.to_certify"),
        column("to_hire", pgettext("workbook", "Or to hire"), "fact.ratio.to_hire"),
        column("breaks_on", pgettext("workbook", "Too few from"), "fact.forecast.breaks_on"),
        column("waiting", pgettext("workbook", "Not settled"), "fact.waiting"),
    ),
    _teams,
    FIGURES,
)
MEMBERS = Listing(
    pgettext("workbook", "Staff"),
    (
        OF_AGENCY,
        column("name", pgettext("workbook", "Name"), "member.name"),
        Column(
            "counts",
            pgettext("workbook", "In the count"),
            lambda row: staffing_wording.badge_of(row.member.verdict)[0],
        ),
        Column("work", pgettext("workbook", "Way of working"), _work),
        Column(
            "ground",
            pgettext("workbook", "Qualified by"),
            lambda row: staffing_wording.ground_of(row.member.verdict),
        ),
        Column("until", pgettext("workbook", "Registered until"), _until),
        column("on_pace", pgettext("workbook", "Education on pace"), "pace.is_on_pace"),
    ),
    _members,
    NAMED,
    only_open=True,
)


OF_AGENCIES: Mapping[str, Listing] = {"checks": CHECKS, "teams": TEAMS, "members": MEMBERS}
