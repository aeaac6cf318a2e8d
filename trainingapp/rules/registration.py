"""Registration of a certificate (登记): when to apply, how it stands, which step is missing, who is reminded.

Days are Shanghai calendar dates; spans are half-open: a cycle from 2024-03-01 for three years ends before 2027-03-01.
Figures come from `question_bank/registration` (民发〔2009〕44号). The registration lapses, the certificate never does.
"""

from __future__ import annotations

import calendar
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.registration_words import RegistrationKind, Step


class StepRefused(RuleViolation):
    message = "This step does not come after the last one."


class StepBeforeLast(RuleViolation):
    message = "A step cannot be earlier than the one before it."


class CyclesOverlap(RuleViolation):
    message = "These dates lie on another registration of the same certificate."


class NothingToApplyFor(RuleViolation):
    message = "An application for this certificate is already under way. Finish it first."


class Standing(StrEnum):
    """How a certificate's registration stands, in one word."""

    FIRST_OPEN = "first_open"  # never registered, still within the time for it
    FIRST_MISSED = "first_missed"  # never registered, and the time is over
    APPLIED = "applied"  # an application is under way
    REFUSED = "refused"  # the last application was refused
    IN_FORCE = "in_force"
    RENEWAL_OPEN = "renewal_open"  # in force, and the time to renew it has come
    RENEWED = "renewed"  # the next cycle is registered and has not begun
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Terms:
    """The figures of the regulation."""

    first_within_years: int
    cycle_years: int
    renewal_months: int
    reminder_days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cycle:
    """One cycle as far as it is known; days from REGISTERED on. `id` is its record."""

    id: int
    kind: RegistrationKind
    state: Step
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """From when until before when somebody applies, and for what."""

    kind: RegistrationKind
    opens_on: date
    closes_on: date

    @property
    def last_day(self) -> date:
        """The last day on which it is still open."""
        return self.closes_on - timedelta(days=1)

    def has(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.opens_on <= day < self.closes_on


@dataclass(frozen=True, slots=True)
class Situation:
    """How things stand on a day.

    `cycle` is the one in force, `window` the time to apply next, be it past, open or to come,
    `unfinished` the cycle that is not done until its last step, and `missing` the steps it still needs, in order.
    """

    standing: Standing
    cycle: Cycle | None
    window: Window | None
    unfinished: Cycle | None
    missing: tuple[Step, ...]

    @property
    def is_in_force(self) -> bool:
        """Whether the certificate is registered on that day."""
        return self.cycle is not None


UNDER_WAY = frozenset({Step.NOT_APPLIED, Step.PENDING, Step.FIRST_PASSED, Step.FINAL_PASSED})
TURNED_DOWN = frozenset({Step.FIRST_REFUSED, Step.FINAL_REFUSED})
DONE = frozenset({Step.REGISTERED, Step.ISSUED})
PATH = (Step.PENDING, Step.FIRST_PASSED, Step.FINAL_PASSED, Step.REGISTERED, Step.ISSUED)
NEXT: Mapping[Step, tuple[Step, ...]] = {
    Step.NOT_APPLIED: (Step.PENDING,),
    Step.PENDING: (Step.FIRST_PASSED, Step.FIRST_REFUSED),
    Step.FIRST_PASSED: (Step.FINAL_PASSED, Step.FINAL_REFUSED),
    Step.FIRST_REFUSED: (Step.PENDING,),
    Step.FINAL_PASSED: (Step.REGISTERED,),
    Step.FINAL_REFUSED: (Step.PENDING,),
    Step.REGISTERED: (Step.ISSUED,),
    Step.ISSUED: (),
}


def add_months(day: date, months: int) -> date:
    """So many months later, or earlier when less than 0; the last day of a month that is too short."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def check_step(state: Step, step: Step, *, last_on: date | None, happened_on: date) -> None:
    """Whether an application may take a step on a day. :raises StepRefused, StepBeforeLast: otherwise."""
    if step not in NEXT[state]:
        raise StepRefused
    if last_on is not None and happened_on < last_on:
        raise StepBeforeLast


def check_span(starts_on: date, ends_on: date, others: Sequence[Cycle]) -> None:
    """Whether a cycle lies beside every other one. :raises CyclesOverlap: it shares a day with one."""
    for other in others:
        if other.starts_on is None or other.ends_on is None:
            continue
        if starts_on < other.ends_on and other.starts_on < ends_on:
            raise CyclesOverlap


def missing_steps(state: Step) -> tuple[Step, ...]:
    """The steps between a state and the last one, in order; after a refusal all of them."""
    return PATH[PATH.index(state) + 1 :] if state in PATH else PATH


def next_kind(cycles: Sequence[Cycle]) -> RegistrationKind:
    """What is applied for next: the first registration until there is one, then renewals.

    :raises NothingToApplyFor: an application is under way.
    """
    if any(cycle.state in UNDER_WAY for cycle in cycles):
        raise NothingToApplyFor
    has_one = any(cycle.state in DONE for cycle in cycles)
    return RegistrationKind.RENEWAL if has_one else RegistrationKind.FIRST


def first_window(passed_on: date, terms: Terms) -> Window:
    """The time to register first: from the day of approval, within a year of it."""
    closes_on = add_months(passed_on, 12 * terms.first_within_years)
    return Window(RegistrationKind.FIRST, passed_on, closes_on)


def renewal_window(ends_on: date, terms: Terms) -> Window:
    """The time to register again: the last months of a cycle."""
    opens_on = add_months(ends_on, -terms.renewal_months)
    return Window(RegistrationKind.RENEWAL, opens_on, ends_on)


def next_window(passed_on: date, cycles: Sequence[Cycle], terms: Terms) -> Window:
    """The time to apply for what comes after the last registered cycle, whether it is past, open or to come."""
    ends = [cycle.ends_on for cycle in cycles if cycle.ends_on is not None]
    return renewal_window(max(ends), terms) if ends else first_window(passed_on, terms)


def reminder_windows(passed_on: date, cycles: Sequence[Cycle], terms: Terms) -> list[Window]:
    """The ends that somebody is reminded of, the earliest first.

    One of what comes after the last registration, and, while the last step of that one is missing (no certificate of
    it is shown), the one that it was to meet: nobody is finished before.
    """
    shown = [cycle for cycle in cycles if cycle.state is Step.ISSUED]
    windows = {next_window(passed_on, chosen, terms) for chosen in (cycles, shown)}
    return sorted(windows, key=lambda window: window.closes_on)


def situation(passed_on: date, cycles: Sequence[Cycle], terms: Terms, today: date) -> Situation:
    """How the registration of a certificate approved on `passed_on` stands today.

    :param cycles: of this certificate, in any order.
    """
    current = next((cycle for cycle in cycles if _covers(cycle, today)), None)
    last = _find_last(cycles)
    unfinished = last if last and last.state is not Step.ISSUED else None
    return Situation(
        standing=_standing(passed_on, cycles, terms, today),
        cycle=current,
        window=next_window(passed_on, cycles, terms),
        unfinished=unfinished,
        missing=missing_steps(unfinished.state) if unfinished else (),
    )


def _covers(cycle: Cycle, day: date) -> bool:
    if cycle.starts_on is None or cycle.ends_on is None:
        return False
    return cycle.starts_on <= day < cycle.ends_on


def _find_last(cycles: Sequence[Cycle]) -> Cycle | None:
    """What counts as the last of them: an application without days yet, else the registration that ends last.

    One that was turned down counts no more once that registration was entered after it.
    """
    latest = max(
        (cycle for cycle in cycles if cycle.ends_on),
        key=lambda one: one.ends_on or date.min,
        default=None,
    )
    open_ones = [
        cycle
        for cycle in cycles
        if cycle.ends_on is None
        and (latest is None or cycle.state in UNDER_WAY or cycle.id > latest.id)
    ]
    return max(open_ones, key=lambda one: one.id, default=latest)


def _standing(passed_on: date, cycles: Sequence[Cycle], terms: Terms, today: date) -> Standing:
    last = _find_last(cycles)
    if last and last.state in UNDER_WAY - {Step.NOT_APPLIED}:
        return Standing.APPLIED
    if last and last.state in TURNED_DOWN:
        return Standing.REFUSED
    window = next_window(passed_on, cycles, terms)
    if window.kind is RegistrationKind.FIRST:
        return Standing.FIRST_OPEN if today < window.closes_on else Standing.FIRST_MISSED
    if today >= window.closes_on:
        return Standing.LAPSED
    if any(cycle.starts_on and cycle.starts_on > today for cycle in cycles):
        return Standing.RENEWED
    return Standing.RENEWAL_OPEN if window.has(today) else Standing.IN_FORCE


def reminder_due(
    closes_on: date, today: date, *, sent: Collection[int], terms: Terms
) -> int | None:
    """Which reminder is due today: a number of days before the end; None when none is.

    Each is given once. One that was slept through is not made up for once a later one is due, and none comes back when
    the clock jumps back. Nothing is due once the end has come.
    """
    left = (closes_on - today).days
    ahead = [days for days in terms.reminder_days if left <= days]
    if left <= 0 or not ahead:
        return None
    due = min(ahead)
    return None if any(days <= due for days in sent) else due
