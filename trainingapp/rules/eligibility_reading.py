"""On which days a condition holds for somebody: each operator is a small function over intervals of dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from trainingapp.rules import eligibility_terms as terms
from trainingapp.rules.eligibility_facts import (
    Certificate,
    CertificateLevel,
    Degree,
    DegreeKind,
    Facts,
    Paper,
    Pass,
    StudyMode,
)
from trainingapp.rules.eligibility_rulesets import Counting, CutScore
from trainingapp.rules.intervals import (
    FOREVER,
    NEVER,
    Interval,
    Intervals,
    add_years,
    difference,
    find_day,
    intersection,
    tidy,
    union,
    year_of,
)


class Case(NamedTuple):
    """Whose facts, asked on which day for the exam of which year and where, and how the ruleset counts."""

    facts: Facts
    as_of: date
    year: int
    region: str | None
    counting: Counting
    cut_scores: tuple[CutScore, ...]


def find_when(term: terms.Term, case: Case) -> Intervals:
    """The days on which a condition holds: `all` is the intersection, `any` the union."""
    match term:
        case terms.All(parts):
            return intersection(*(find_when(part, case) for part in parts))
        case terms.Some(parts):
            return union(*(find_when(part, case) for part in parts))
        case terms.DegreeHeld():
            held = (one.awarded_on for one in list_degrees(term, case))
            return tidy(Interval(day) for day in held if day)
        case terms.FinalYear():
            expected = (study.expected_on for study in list_studies(term, case))
            return tidy(year_of(day.year) for day in expected if day)
        case terms.WorkYears():
            return _when_worked(term, case)
        case terms.CertificateHeld():
            held_since = (one.issued_on for one in list_certificates(term.level, case))
            return tidy(Interval(add_years(day, term.held_years)) for day in held_since)
    return _when_passed(term, case)


def list_degrees(term: terms.DegreeHeld, case: Case) -> list[Degree]:
    """What was awarded and fits. Having only attended never counts."""
    return [
        degree
        for degree in case.facts.degrees
        if degree.kind is not DegreeKind.COMPLETION
        and degree.awarded_on is not None
        and (degree.level is term.level if term.is_exact else degree.level.reaches(term.level))
        and term.field in (None, degree.field)
    ]


def list_studies(term: terms.FinalYear, case: Case) -> list[Degree]:
    """What is expected and fits."""
    return [
        degree
        for degree in case.facts.degrees
        if degree.kind is not DegreeKind.COMPLETION
        and degree.awarded_on is None
        and degree.expected_on is not None
        and (degree.level, degree.field) == (term.level, term.field)
    ]


def list_certificates(level: CertificateLevel, case: Case) -> list[Certificate]:
    """Certificates of the level that are valid where is asked for, the oldest first."""
    held = [
        one
        for one in case.facts.certificates
        if one.level is level and one.region in (None, case.region)
    ]
    return sorted(held, key=lambda one: (one.issued_on, one.id))


def days_of_work(years: int) -> int:
    """The fewest days that so many years can have, so that whoever worked through them has enough.

    No document says how days make years; this errs by a day in four years, in favour of the person.
    """
    return 365 * years


def list_worked(after: CertificateLevel | None, case: Case) -> Intervals:
    """The days of social work that count: outside of full-time study, after the certificate where one is named."""
    worked = tidy(Interval(one.starts_on, one.ends_on or FOREVER) for one in case.facts.work)
    studied = (
        Interval(study.enrolled_on, study.awarded_on or study.expected_on or FOREVER)
        for study in case.facts.degrees
        if study.mode is StudyMode.FULL_TIME and study.enrolled_on is not None
    )
    counted = difference(worked, tidy(studied))
    if after is None:
        return counted
    held = list_certificates(after, case)
    return intersection(counted, (Interval(held[0].issued_on),)) if held else NEVER


def last_counted_day(case: Case) -> date:
    """The 31 December up to which work counts for the exam that is asked for."""
    return date(case.year - (case.counting is Counting.YEAR_BEFORE), 12, 31)


def find_reached(term: terms.WorkYears, case: Case) -> date | None:
    """The day on which the years of work are full, if what goes on now goes on."""
    return find_day(list_worked(term.after_certificate, case), days_of_work(term.years))


def _when_worked(term: terms.WorkYears, case: Case) -> Intervals:
    reached = find_reached(term, case)
    if reached is None:
        return NEVER
    return (Interval(date(reached.year + (case.counting is Counting.YEAR_BEFORE), 1, 1)),)


def is_pass(one: Pass, case: Case) -> bool:
    """Whether a paper was passed where is asked for: by the nationwide line, or by the line of its region there."""
    is_here = one.region in (None, case.region)
    if one.points is None:
        return is_here
    return any(
        Decimal(one.points) >= line.points
        for line in case.cut_scores
        if line.from_year <= one.year <= (line.to_year or one.year)
        and (line.region is None or (line.region == one.region and is_here))
    )


def list_passes(term: terms.SubjectsWithin, case: Case) -> list[Pass]:
    """The passed papers of the level."""
    return [
        one
        for one in case.facts.passes
        if one.level is term.level and one.paper in term.papers and is_pass(one, case)
    ]


def _when_passed(term: terms.SubjectsWithin, case: Case) -> Intervals:
    passes = list_passes(term, case)
    found: list[Interval] = []
    for first in {one.year for one in passes}:
        inside = [one for one in passes if first <= one.year < first + term.window]
        if papers_of(inside) == set(term.papers):
            found += _lasting(term, inside)
    return tidy(found)


def papers_of(passes: Iterable[Pass]) -> set[Paper]:
    """Which papers they are of."""
    return {one.paper for one in passes}


def _lasting(term: terms.SubjectsWithin, passes: list[Pass]) -> list[Interval]:
    """From the exam year of the last paper on; a proof from its issue, or only to the end of its last full year."""
    full = max(min(one.year for one in passes if one.paper is paper) for paper in term.papers)
    if term.proof_years is None:
        return [Interval(date(full, 1, 1))]
    return [
        Interval(one.proof_on, add_years(one.proof_on, term.proof_years))
        if one.proof_on
        else Interval(date(full, 1, 1), date(full + term.proof_years, 1, 1))
        for one in passes
    ]
