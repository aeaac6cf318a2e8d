"""The career ladder: for each level of the profession what is held, or from when its exam is open and what it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from trainingapp.rules.eligibility import Decision, Outcome, Target, decide, project
from trainingapp.rules.eligibility_facts import Certificate, CertificateLevel, Facts, Work
from trainingapp.rules.eligibility_rulesets import Ruleset

ASSUMED_WORK = "work:assumed"
ASSUMED_CERTIFICATE = "certificate:assumed"


class Rung(NamedTuple):
    """A level. `exam`: whether and from when its exam is open; None where it is held, or a higher one is.

    `papers`: how the papers stand when some are passed. `after`, `works_from`: what was supposed because nothing is
    open without it, namely the certificate below on that day, and social work from that day on.
    """

    level: CertificateLevel
    held: Certificate | None = None
    exam: Decision | None = None
    papers: Decision | None = None
    after: date | None = None
    works_from: date | None = None

    @property
    def year(self) -> int | None:
        """The first exam year that is open; None: none is in sight."""
        if self.exam is None or self.exam.outcome is Outcome.NOT_ELIGIBLE:
            return None
        from_on = self.exam.from_on
        return max(self.exam.target.year, from_on.year if from_on else 0)

    @property
    def is_open(self) -> bool:
        """Whether its next exam is open on what is known, verified or not."""
        outcomes = (Outcome.ELIGIBLE, Outcome.ELIGIBLE_IF_VERIFIED)
        is_known = self.after is None and self.works_from is None
        return is_known and self.exam is not None and self.exam.outcome in outcomes


def climb(ruleset: Ruleset, facts: Facts, today: date, *, first_year: int) -> tuple[Rung, ...]:
    """Every level, lowest first, for the exam of `first_year` or later.

    A level that nothing opens is tried with work from now on, if none goes on; then with the certificate below too, on
    the last day of its exam year.
    """
    top = _find_top(facts)
    found: list[Rung] = []
    supposed, after, start = facts, None, _start(facts, today)
    for place, level in enumerate(CertificateLevel):
        if place <= top:
            found.append(Rung(level, _find_held(facts, level)))
            continue
        if f"{level}_exam" not in ruleset.goals:
            found.append(Rung(level))
            continue
        rung = _open(Question(ruleset, level, facts, today, first_year), start=start)
        if rung.year is None and after is not None:
            asked = Question(ruleset, level, supposed, today, after.year + 1)
            rung = _open(asked, start=start)
            rung = rung._replace(after=after)
        rung = rung._replace(papers=_count_papers(ruleset, level, facts, today, year=first_year))
        found.append(rung)
        after = date(rung.year, 12, 31) if rung.year else None
        if after:
            supposed = _suppose(supposed, level, after, works_from=rung.works_from)
    return tuple(found)


def find_next(rungs: Sequence[Rung]) -> Rung | None:
    """The rung to take: the highest with passed papers, else the highest open one, else the one above what is held."""
    top = max((place for place, rung in enumerate(rungs) if rung.held), default=-1)
    above = rungs[top + 1 :]
    begun = [rung for rung in above if rung.papers]
    is_open = [rung for rung in above if rung.is_open]
    chosen = begun or is_open or above[:1]
    return chosen[-1] if chosen else None


def _find_top(facts: Facts) -> int:
    levels = list(CertificateLevel)
    return max((levels.index(one.level) for one in facts.certificates), default=-1)


def find_region(facts: Facts) -> str | None:
    """The province of somebody's regional certificates and passes, where there is but one."""
    regions = {one.region for one in facts.certificates} | {one.region for one in facts.passes}
    regions -= {None}
    return regions.pop() if len(regions) == 1 else None


def _find_held(facts: Facts, level: CertificateLevel) -> Certificate | None:
    own = [one for one in facts.certificates if one.level is level]
    return min(own, key=lambda one: (one.region is not None, one.issued_on, one.id), default=None)


def _suppose(
    facts: Facts, level: CertificateLevel, after: date, *, works_from: date | None
) -> Facts:
    """The facts with the certificate of a level; studies that end before it are taken as finished."""
    degrees = tuple(
        replace(study, awarded_on=study.expected_on)
        if study.awarded_on is None and study.expected_on and study.expected_on <= after
        else study
        for study in facts.degrees
    )
    certificate = Certificate(id=f"{ASSUMED_CERTIFICATE}:{level}", level=level, issued_on=after)
    work = (Work(id=ASSUMED_WORK, starts_on=works_from),) if works_from else ()
    supposed = Facts(degrees, facts.work, facts.certificates, facts.passes)
    return supposed.plus(Facts(work=work, certificates=(certificate,)))


def _start(facts: Facts, today: date) -> date:
    """From when work is supposed: today, or the end of the studies that go on."""
    ends = (study.expected_on for study in facts.degrees if study.awarded_on is None)
    return max([today, *(end for end in ends if end)])


class Question(NamedTuple):
    """What is asked of the rules: may one sit the exam of a level, on which facts, on which day, for which year?"""

    ruleset: Ruleset
    level: CertificateLevel
    facts: Facts
    today: date
    year: int


def _open(asked: Question, *, start: date) -> Rung:
    """Whether and when the exam is open on these facts, or else with work from a day on."""
    ruleset, level, facts, today, year = asked
    target = Target(f"{level}_exam", year, find_region(facts))
    exam = decide(ruleset, target, facts, today)
    if exam.outcome is Outcome.NOT_ELIGIBLE and all(work.ends_on for work in facts.work):
        assume = Facts(work=(Work(id=ASSUMED_WORK, starts_on=start),))
        tried = project(ruleset, target, facts, today, assume=assume)
        if tried.outcome is not Outcome.NOT_ELIGIBLE:
            return Rung(level, exam=tried, works_from=start)
    return Rung(level, exam=exam)


def _count_papers(
    ruleset: Ruleset, level: CertificateLevel, facts: Facts, today: date, *, year: int
) -> Decision | None:
    """How far the papers of a level are; None when none is passed, or the rules say nothing of them."""
    goal = "senior_review" if level is CertificateLevel.SENIOR else f"{level}_certificate"
    if goal not in ruleset.goals or not any(one.level is level for one in facts.passes):
        return None
    return decide(ruleset, Target(goal, year, find_region(facts)), facts, today)
