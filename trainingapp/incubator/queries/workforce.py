"""The staff of all agencies in incubation of a base together: no name, and nothing about too few people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, IncubationBase
from trainingapp.incubator.queries.compliance import select_wall
from trainingapp.incubator.queries.parameters import read_parameters
from trainingapp.incubator.queries.staff_hours import list_paces
from trainingapp.incubator.queries.standing import Member, TeamStanding, list_standings
from trainingapp.rules.incubation.spread import Part, count_months, count_parts

MONTHS = 12
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Workforce:
    """The teams of a base on a day. `people` counts those in service; without enough of them nothing else is told."""

    people: int
    smallest: int
    full_time: int
    qualified: int
    parts: Mapping[Part, int]
    too_few: int  # agencies below what their place asks for
    will_break: int  # of those that have enough now, in the year to come
    registrations: Mapping[date, int]  # that end, by month
    contracts: Mapping[date, int]
    registered: int
    on_pace: int

    @property
    def is_shown(self) -> bool:
        """Whether there are enough people for figures about them."""
        return self.people >= self.smallest

    @property
    def most_ends(self) -> int:
        """How many papers and contracts end in the month with the most of them."""
        return max(self.registrations[month] + self.contracts[month] for month in self.contracts)

    @property
    def agencies(self) -> int:
        """How many agencies are in incubation."""
        return sum(self.parts.values())


def measure_workforce(base: IncubationBase, *, on: date) -> Workforce:
    """What the teams of a base amount to, in a fixed number of statements for any number of agencies."""
    ids = db.session.scalars(select_wall(base.id).with_only_columns(Agency.id).order_by(None)).all()
    standings = list_standings(ids, on=on).values()
    members = [one for standing in standings for one in standing.present]
    seen = {one.worker.person_id for one in members if one.worker.has_consented}
    paces = list_paces(seen, on=on)
    limit = on.replace(year=on.year + 1, day=1)
    return Workforce(
        people=len({one.worker.person_id for one in members}),
        smallest=read_parameters(base.area_code, on).integer("smallest_group"),
        full_time=sum(one.ratio.full_time for one in standings),
        qualified=sum(one.ratio.qualified for one in standings),
        parts=count_parts((one.ratio.qualified, one.ratio.full_time) for one in standings),
        too_few=sum(one.ratio.is_met is False for one in standings),
        will_break=sum(_breaks_before(one, limit) for one in standings),
        registrations=count_months(_registrations(members, on), on=on, months=MONTHS),
        contracts=count_months(_contracts(members), on=on, months=MONTHS),
        registered=len(paces),
        on_pace=sum(one.is_on_pace for one in paces.values()),
    )


def _breaks_before(standing: TeamStanding, limit: date) -> bool:
    breaks_on = standing.forecast.breaks_on
    return breaks_on is not None and breaks_on < limit


def _registrations(members: Iterable[Member], on: date) -> Iterable[date]:
    """The last day of each person's registration in force that ends last; a person counts once."""
    found: dict[int, date] = {}
    for one in members:
        ends = [
            entry.ends_on
            for certificate in one.worker.certificates
            for entry in certificate.registrations
            if entry.has(on)
        ]
        if ends and one.worker.has_consented:
            found[one.worker.person_id] = max(ends) - DAY
    return found.values()


def _contracts(members: Iterable[Member]) -> Iterable[date]:
    """The last day of each contract that has one."""
    for one in members:
        if one.worker.contract_ends_on is not None:
            yield one.worker.contract_ends_on - DAY
