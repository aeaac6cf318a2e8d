"""Hours of staff and posts: who is on pace, who is supervised enough, who is fit for a post, and who works too much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trainingapp.rules.eligibility_facts import CertificateLevel
from trainingapp.rules.incubation.staff_words import TalkKind
from trainingapp.rules.incubation.staffing_facts import Span
from trainingapp.rules.registration import add_months

FULL = Decimal(1)


def is_on_pace(minutes: int, required: int, cycle: Span, today: date) -> bool:
    """Whether so many minutes are at least the part of the required ones that the days gone by ask for (R17).

    The whole is asked for on the last day; nothing before the first. In whole numbers.
    """
    if cycle.ends_on is None or today < cycle.starts_on:
        return True
    total = (cycle.ends_on - cycle.starts_on).days
    gone = min(total, (today - cycle.starts_on).days)
    return minutes * total >= required * gone


@dataclass(frozen=True, slots=True)
class SupervisionRules:
    """Hours of supervision that a place asks for each month: single ones, or group ones; more in the first year."""

    single_hours: Decimal
    group_hours: Decimal
    first_year_factor: int
    most_supervised: int


@dataclass(frozen=True, slots=True)
class Talk:
    """One confirmed talk of supervision."""

    held_on: date
    minutes: int
    kind: TalkKind


@dataclass(frozen=True, slots=True)
class Month:
    """What somebody had in a month, in minutes, and how much they need of the one kind or of the other."""

    single: int
    group: int
    needs_single: int
    needs_group: int

    @property
    def is_enough(self) -> bool:
        """Whether single and group talks together, each as a part of what it needs, come to the whole."""
        if not self.needs_single or not self.needs_group:
            return True
        reached = self.single * self.needs_group + self.group * self.needs_single
        return reached >= self.needs_single * self.needs_group


def judge_month(
    talks: Iterable[Talk], first: date, *, began_on: date, rules: SupervisionRules
) -> Month:
    """The supervision of one calendar month, which begins on `first`.

    :param began_on: the first day of work; a month that begins within a year of it asks for more.
    """
    last = add_months(first, 1)
    within = [talk for talk in talks if first <= talk.held_on < last]
    factor = rules.first_year_factor if first < add_months(began_on, 12) else 1
    return Month(
        single=sum(talk.minutes for talk in within if talk.kind is TalkKind.SINGLE),
        group=sum(talk.minutes for talk in within if talk.kind is TalkKind.GROUP),
        needs_single=int(rules.single_hours * 60) * factor,
        needs_group=int(rules.group_hours * 60) * factor,
    )


@dataclass(frozen=True, slots=True)
class PostNeeds:
    """What a post asks for."""

    least_level: CertificateLevel | None = None
    least_years: int = 0


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether somebody may hold a post: the level that is missing, and the day from which the years are enough."""

    missing_level: CertificateLevel | None
    years_on: date | None

    @property
    def is_fit(self) -> bool:
        """Whether nothing is missing."""
        return self.missing_level is None and self.years_on is None


def judge_post(
    needs: PostNeeds, *, level: CertificateLevel | None, began_on: date, today: date
) -> Fit:
    """Whether somebody with this certificate who began on a day is allowed for a post, and what is missing."""
    levels = list(CertificateLevel)
    held = levels.index(level) if level else -1
    lacks = needs.least_level is not None and levels.index(needs.least_level) > held
    years_on = add_months(began_on, 12 * needs.least_years)
    return Fit(
        missing_level=needs.least_level if lacks else None,
        years_on=years_on if years_on > today else None,
    )


@dataclass(frozen=True, slots=True)
class Load:
    """One of somebody's employments: its days and its share of full working hours."""

    span: Span
    share: Decimal


def total_share(loads: Iterable[Load], on: date) -> Decimal:
    """How much of full working hours somebody's employments come to on a day."""
    return sum((load.share for load in loads if load.span.has(on)), Decimal(0))


def is_too_much(loads: Iterable[Load], on: date) -> bool:
    """Whether somebody's employments come to more than full working hours."""
    return total_share(loads, on) > FULL
