"""How the teams of agencies stand: who works there, who counts and why, and the ratio, computed when it is read.

Nothing is kept: a certificate that changes shows at once. A fixed number of statements for any number of agencies.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from sqlalchemy import select

from trainingapp.credentials.models.employment import Employment
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, EmploymentTerms
from trainingapp.incubator.queries.parameters import Parameters, read_parameters_of
from trainingapp.incubator.queries.team_sources import Sources, collect
from trainingapp.rules.incubation.staff_words import Answer
from trainingapp.rules.incubation.staffing import Ratio, Verdict, count, judge
from trainingapp.rules.incubation.staffing_facts import Span, StaffingRules, Worker, WorkForm
from trainingapp.rules.incubation.staffing_forecast import Forecast, forecast

AHEAD = timedelta(days=730)  # of the forecast


@dataclass(frozen=True, slots=True)
class Member:
    """One employment of an agency: the person, what the agency entered last, and how it counts on the day.

    `terms` is the newest row, answered or not; `agreed` the newest one that the person confirmed.
    """

    employment: Employment
    worker: Worker
    verdict: Verdict
    terms: EmploymentTerms | None
    agreed: EmploymentTerms | None

    @property
    def name(self) -> str:
        """The person's name; for those who may read names only."""
        return self.employment.user.display_name

    @property
    def is_waiting(self) -> bool:
        """Whether terms are not entered yet, or wait for the person's word."""
        return self.terms is None or self.terms.answer is None


@dataclass(frozen=True)
class TeamStanding:
    """The team of an agency on a day by the rules of its place, and those who begin later."""

    agency_id: int
    area_code: str
    on: date
    rules: StaffingRules
    parameters: Parameters
    members: tuple[Member, ...]

    @cached_property
    def ratio(self) -> Ratio:
        """The ratio of the day."""
        return count(self.workers, self.rules, self.on, area=self.area_code)

    @cached_property
    def forecast(self) -> Forecast:
        """What happens in the two years to come when nothing is renewed."""
        until = self.on + AHEAD
        return forecast(self.workers, self.rules, today=self.on, until=until, area=self.area_code)

    @property
    def workers(self) -> Sequence[Worker]:
        """The members for the rules."""
        return [one.worker for one in self.members]

    @property
    def present(self) -> Sequence[Member]:
        """Those in service on the day."""
        return [one for one in self.members if one.worker.span.has(self.on)]

    @property
    def waiting(self) -> int:
        """How many employments do not count because a side has not spoken yet."""
        return sum(one.is_waiting for one in self.present)

    @property
    def unconsented(self) -> int:
        """How many full-time people have not agreed that the agency sees their certificates."""
        return sum(
            one.verdict.is_full_time and not one.worker.has_consented for one in self.present
        )

    @property
    def has_enough_staff(self) -> bool:
        """Whether there are as many full-time people as the place asks for."""
        return self.ratio.full_time >= self.rules.least_full_time


def rules_of(parameters: Parameters) -> StaffingRules:
    """What a place asks of staff, for the rules."""
    majors = parameters.text("social_work_majors").replace("，", "、").split("、")
    return StaffingRules(
        part=parameters.integer("qualified_ratio_numerator"),
        whole=max(1, parameters.integer("qualified_ratio_denominator")),
        full_time_share=parameters.number("full_time_fte"),
        needs_registration=parameters.flag("registration_required"),
        area=parameters.text("registration_area").strip(),
        majors=tuple(one.strip() for one in majors if one.strip()),
        least_full_time=parameters.integer("min_full_time_staff"),
    )


def list_standings(agency_ids: Collection[int], *, on: date) -> dict[int, TeamStanding]:
    """How the team of each of these agencies stands on a Shanghai day, by id; one without an organisation has nobody.

    Those who begin later are among the members, for the forecast.
    """
    agencies = db.session.execute(
        select(Agency.id, Agency.area_code).where(Agency.id.in_(agency_ids)).order_by(Agency.id)
    ).all()
    places = read_parameters_of({area for _number, area in agencies}, on)
    sources = collect(agency_ids, on=on)
    found = {}
    for number, area in agencies:
        parameters = places[area]
        place = _Place(number, area, rules_of(parameters), on)
        rows = sources.employments.get(number, ())
        members = tuple(_member(one, place, sources) for one in rows)
        found[number] = TeamStanding(number, area, on, place.rules, parameters, members)
    return found


def find_standing(agency_id: int, *, on: date) -> TeamStanding:
    """How the team of one agency stands on a day. :raises KeyError: there is no such agency."""
    return list_standings([agency_id], on=on)[agency_id]


@dataclass(frozen=True, slots=True)
class _Place:
    agency_id: int
    area: str
    rules: StaffingRules
    on: date


def _member(employment: Employment, place: _Place, sources: Sources) -> Member:
    user_id = employment.user_id
    rows = sources.terms.get(employment.id, ())
    agreed = next((row for row in reversed(rows) if row.answer == Answer.CONFIRMED), None)
    newest = rows[-1] if rows else None
    has_consented = (user_id, place.agency_id) in sources.consents
    held = sources.papers.get(user_id) if has_consented else None
    worker = Worker(
        person_id=user_id,
        span=Span(employment.starts_on, employment.ends_on),
        form=WorkForm(agreed.form) if agreed else WorkForm.FULL_TIME,
        share=agreed.share if agreed else place.rules.full_time_share,
        is_confirmed=agreed is not None,
        has_consented=has_consented,
        contract_ends_on=_day_after(newest.contract_until) if newest else None,
        certificates=tuple(held.certificates) if held else (),
        degrees=tuple(held.degrees) if held else (),
        elsewhere=_later(agreed, sources.elsewhere.get(user_id, ()), place.rules),
    )
    verdict = judge(worker, place.rules, place.on, area=place.area)
    return Member(employment, worker, verdict, newest, agreed)


def _day_after(day: date | None) -> date | None:
    return day + timedelta(days=1) if day and day < date.max else None


def _later(
    agreed: EmploymentTerms | None, others: Sequence[EmploymentTerms], rules: StaffingRules
) -> tuple[Span, ...]:
    """Where the person has confirmed full-time work elsewhere after they confirmed it here."""
    if agreed is None or agreed.answered_at is None:
        return ()
    mine = (agreed.answered_at, agreed.id)
    return tuple(
        Span(row.employment.starts_on, row.employment.ends_on)
        for row in others
        if row.agency_id != agreed.agency_id
        and row.share >= rules.full_time_share
        and row.answered_at is not None
        and (row.answered_at, row.id) > mine
    )
