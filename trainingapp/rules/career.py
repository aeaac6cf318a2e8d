"""A working life as one list of dated entries, the links of the chain, and the one thing that comes next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from trainingapp.rules.career_ladder import Rung
from trainingapp.rules.eligibility import Outcome
from trainingapp.rules.eligibility_facts import CertificateLevel
from trainingapp.rules.registration import Situation, Standing


class Link(StrEnum):
    """The links of the chain, in their order."""

    DEGREE = "degree"
    ELIGIBILITY = "eligibility"
    EXAM = "exam"
    CERTIFICATE = "certificate"
    REGISTRATION = "registration"
    EDUCATION = "education"
    EMPLOYMENT = "employment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something of a working life. `is_year`: of the date only the year is known. `until`: the day after the last."""

    link: Link
    kind: str
    id: int
    on: date
    status: str
    is_year: bool = False
    until: date | None = None
    row: Any = field(default=None, compare=False)


class Life(NamedTuple):
    """A life in the order of time: what is behind, and what is ahead of a day."""

    behind: tuple[Entry, ...]
    ahead: tuple[Entry, ...]


def line_up(entries: Iterable[Entry], today: date) -> Life:
    """Every entry once, sorted by day; of a day in the order of the chain. Today is behind.

    What is known by its year alone stands before the days of that year, so a pass stands before its certificate.
    """
    ranks = list(Link)

    def place(entry: Entry) -> tuple[Any, ...]:
        day = date(entry.on.year, 1, 1) if entry.is_year else entry.on
        return day, not entry.is_year, ranks.index(entry.link), entry.kind, entry.id

    ordered = sorted(entries, key=place)
    behind = tuple(entry for entry in ordered if place(entry)[0] <= today)
    return Life(behind, tuple(ordered[len(behind) :]))


_SURE = ("authority", "verified", "confirmed", "earned")
_UNSURE = ("document", "claimed", "expired", "stated")


class State(StrEnum):
    """How far a link of the chain is."""

    SURE = "sure"
    UNSURE = "unsure"
    OPEN = "open"


def judge(entries: Sequence[Entry], link: Link) -> State:
    """Sure when one entry of the link is; unsure when there are only such as nobody has checked; else open."""
    found = {entry.status for entry in entries if entry.link is link}
    if found & set(_SURE):
        return State.SURE
    return State.UNSURE if found & set(_UNSURE) else State.OPEN


class Code(StrEnum):
    """What there may be to do next."""

    ENTER_DEGREE = "enter_degree"
    REGISTER_LATE = "register_late"
    RENEW_LATE = "renew_late"
    REGISTER = "register"
    FINISH = "finish"
    APPLY_AGAIN = "apply_again"
    EARN = "earn"
    RENEW = "renew"
    ENTER_CERTIFICATE = "enter_certificate"
    PASS_PAPERS = "pass_papers"  # noqa: S105 - papers of an exam
    VERIFY = "verify"
    SIT = "sit"
    START_WORK = "start_work"
    WAIT = "wait"
    LACK = "lack"
    COMPLETE = "complete"


class Step(NamedTuple):
    """One thing to do: until the end of the day `by`, from the day `from_on`, or for the exam of `year`."""

    code: Code
    by: date | None = None
    from_on: date | None = None
    year: int | None = None
    parameters: Mapping[str, Any] = {}

    @property
    def day(self) -> date:
        """The day that it is sorted by; without any it comes last."""
        if self.by or self.from_on:
            return self.by or self.from_on or date.max
        return date(self.year, 12, 31) if self.year else date.max

    def is_late(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.by is not None and self.by < today


def choose(steps: Iterable[Step], today: date) -> Step:
    """What comes next: of all that can still be done the one whose day comes first; what has no day yet comes after.

    What is late comes behind it, or it would stay on top for good; only an exam that is not open comes behind that.
    """

    def rank(step: Step) -> tuple[bool, bool, date, int]:
        day = step.day, list(Code).index(step.code)
        return (step.code is Code.LACK, step.is_late(today), *day)

    return min(steps, key=rank, default=Step(Code.COMPLETE))


def list_late(steps: Iterable[Step], today: date) -> tuple[Step, ...]:
    """What was not done by its last day, as a fact: the longest ago first."""
    return tuple(sorted((one for one in steps if one.is_late(today)), key=lambda one: one.day))


_BY_OUTCOME: Mapping[Outcome, Code] = {
    Outcome.ELIGIBLE: Code.SIT,
    Outcome.ELIGIBLE_IF_VERIFIED: Code.VERIFY,
    Outcome.ELIGIBLE_LATER: Code.WAIT,
    Outcome.ELIGIBLE_LATER_IF_VERIFIED: Code.VERIFY,
    Outcome.NOT_ELIGIBLE: Code.LACK,
}


def step_up(rung: Rung | None) -> Step | None:
    """What the next level asks first: its papers where some are passed, else what its exam lacks. None at the top."""
    if rung is None or rung.exam is None:
        return None
    named = {"level": rung.level}
    if rung.papers is not None and rung.papers.outcome is not Outcome.NOT_ELIGIBLE:
        return Step(Code.ENTER_CERTIFICATE, parameters=named)
    counting = _find_counting(rung)
    if counting is not None:
        return Step(Code.PASS_PAPERS, year=counting["by_year"], parameters={**counting, **named})
    exam = rung.exam
    code = Code.START_WORK if rung.works_from else _BY_OUTCOME[exam.outcome]
    return Step(code, from_on=exam.from_on, year=rung.year, parameters=named)


def _find_counting(rung: Rung) -> Mapping[str, Any] | None:
    """What the papers of a level still lack, while a pass of it counts."""
    if rung.papers is None:
        return None
    by_code = {line.code: line.parameters for line in rung.papers.missing}
    lapsed = by_code.get("lapsed_subjects", {"papers": ()})["papers"]
    passed = {one.paper for one in rung.papers.facts.passes if one.level is rung.level}
    return by_code.get("need_subjects") if passed - set(lapsed) else None


_BY_STANDING: Mapping[Standing, Code] = {
    Standing.FIRST_OPEN: Code.REGISTER,
    Standing.FIRST_MISSED: Code.REGISTER_LATE,
    Standing.APPLIED: Code.FINISH,
    Standing.REFUSED: Code.APPLY_AGAIN,
    Standing.RENEWAL_OPEN: Code.RENEW,
    Standing.LAPSED: Code.RENEW_LATE,
}


def step_to_register(
    level: CertificateLevel, situation: Situation, *, minutes_missing: int = 0
) -> Step | None:
    """What the registration of a certificate asks next, until the last day on which it can be done.

    Hours come before the renewal that they are for; a registration whose certificate is not shown is not finished.
    """
    named: dict[str, Any] = {"level": level, "minutes": minutes_missing}
    last = situation.window.closes_on - timedelta(days=1) if situation.window else None
    code = _BY_STANDING.get(situation.standing)
    if code in (None, Code.RENEW) and minutes_missing:
        code = Code.EARN
    if code is None and situation.unfinished is not None:
        code = Code.FINISH
    return Step(code, by=last, parameters=named) if code else None
