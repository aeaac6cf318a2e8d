"""What happens to the ratio of qualified staff on which day when nobody renews anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from trainingapp.rules.incubation.staffing import Ratio, count
from trainingapp.rules.incubation.staffing_facts import Span, StaffingRules, Worker


class What(StrEnum):
    """What happens on a day."""

    BEGINS = "begins"
    LEAVES = "leaves"
    CONTRACT_ENDS = "contract_ends"
    REGISTRATION_BEGINS = "registration_begins"
    REGISTRATION_ENDS = "registration_ends"
    CERTIFICATE_ISSUED = "certificate_issued"
    DEGREE_AWARDED = "degree_awarded"
    FULL_TIME_ELSEWHERE = "full_time_elsewhere"


@dataclass(frozen=True, slots=True)
class Happening:
    """It happens to somebody."""

    person_id: int
    what: What


@dataclass(frozen=True, slots=True)
class Day:
    """The ratio from a day on, and what happens on it."""

    on: date
    ratio: Ratio
    happenings: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """The days on which something happens, in order. `breaks_on`: the first day on which too few are qualified."""

    days: tuple[Day, ...]
    breaks_on: date | None


def forecast(
    workers: Sequence[Worker],
    rules: StaffingRules,
    *,
    today: date,
    until: date,
    area: str = "",
) -> Forecast:
    """What happens after today and not after `until` when no registration, contract or employment is renewed.

    A contract that ends in the days to come is taken as leaving; one that ended before and whose person still works
    there is not: that is a matter of its own.
    """
    expected = [_expect(worker, today) for worker in workers]
    happenings: dict[date, set[Happening]] = {}
    for worker in workers:
        for day, what in _list_happenings(worker):
            if today < day <= until:
                happenings.setdefault(day, set()).add(Happening(worker.person_id, what))
    days = tuple(
        Day(day, count(expected, rules, day, area=area), tuple(sorted(found, key=_order)))
        for day, found in sorted(happenings.items())
    )
    breaks = (one.on for one in days if one.ratio.is_met is False)
    now_met = count(expected, rules, today, area=area).is_met
    return Forecast(days, None if now_met is False else next(breaks, None))


def _order(happening: Happening) -> tuple[int, str]:
    return happening.person_id, happening.what


def _expect(worker: Worker, today: date) -> Worker:
    ends_on = worker.contract_ends_on
    if ends_on is None or ends_on <= today:
        return worker
    last = min(ends_on, worker.span.ends_on or ends_on)
    return replace(worker, span=Span(worker.span.starts_on, last))


def _list_happenings(worker: Worker) -> Iterable[tuple[date, What]]:
    yield worker.span.starts_on, What.BEGINS
    ends = [(worker.span.ends_on, What.LEAVES), (worker.contract_ends_on, What.CONTRACT_ENDS)]
    for span in worker.elsewhere:
        yield span.starts_on, What.FULL_TIME_ELSEWHERE
        ends.append((span.ends_on, What.BEGINS))
    yield from ((day, what) for day, what in ends if day is not None)
    if worker.has_consented:
        yield from _list_papers(worker)


def _list_papers(worker: Worker) -> Iterable[tuple[date, What]]:
    for certificate in worker.certificates:
        yield certificate.issued_on, What.CERTIFICATE_ISSUED
        for one in certificate.registrations:
            yield one.starts_on, What.REGISTRATION_BEGINS
            yield one.ends_on, What.REGISTRATION_ENDS
    yield from ((degree.awarded_on, What.DEGREE_AWARDED) for degree in worker.degrees)
