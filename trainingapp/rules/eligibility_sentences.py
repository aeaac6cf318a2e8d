"""Saying why a condition holds on a day and on how sure facts, and what is missing where it does not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from trainingapp.rules import eligibility_terms as terms
from trainingapp.rules.eligibility_facts import Assurance, DegreeLevel, Paper
from trainingapp.rules.eligibility_reading import (
    Case,
    days_of_work,
    find_reached,
    find_when,
    last_counted_day,
    list_certificates,
    list_degrees,
    list_passes,
    list_studies,
    list_worked,
    papers_of,
)
from trainingapp.rules.eligibility_terms import Sentence
from trainingapp.rules.intervals import Interval, add_years, count_days, covers, intersection


def explain(term: terms.Term, case: Case, day: date) -> tuple[Sentence, ...]:
    """Why a condition holds on a day on which it does, by the surest facts that are enough for it."""
    match term:
        case terms.All(parts):
            return tuple(line for part in parts for line in explain(part, case, day))
        case terms.Some(parts):
            holding = (part for part in parts if covers(find_when(part, case), day))
            return explain(next(holding), case, day)
    for floor in reversed(Assurance):
        narrowed = case._replace(facts=case.facts.at_least(floor))
        if covers(find_when(term, narrowed), day):
            code, parameters, evidence = _reason(term, narrowed, day)
            return (Sentence(code, parameters, tuple(sorted(set(evidence))), floor),)
    raise AssertionError("a condition that does not hold has no reason")


Reason = tuple[str, dict[str, Any], list[str]]


def _reason(term: terms.Leaf, case: Case, day: date) -> Reason:
    match term:
        case terms.DegreeHeld():
            return _reason_degree(term, case, day)
        case terms.FinalYear():
            study = next(
                one
                for one in list_studies(term, case)
                if one.expected_on and one.expected_on.year == day.year
            )
            return "final_year", {"level": study.level, "year": day.year}, [study.id]
        case terms.WorkYears():
            return _reason_work(term, case)
        case terms.CertificateHeld():
            held = list_certificates(term.level, case)[0]
            parameters = {"level": held.level, "issued_on": held.issued_on.isoformat()}
            return "certificate", parameters, [held.id]
    passes = list_passes(term, case)
    years = sorted({one.year for one in passes})
    return "subjects", {"level": term.level, "years": years}, [one.id for one in passes]


def _reason_degree(term: terms.DegreeHeld, case: Case, day: date) -> Reason:
    held = [one for one in list_degrees(term, case) if one.awarded_on and one.awarded_on <= day]
    used = min(held, key=lambda one: (one.awarded_on or day, one.id))
    parameters = {
        "level": used.level,
        "field": used.field,
        "awarded_on": (used.awarded_on or day).isoformat(),
    }
    return "degree", parameters, [used.id]


def _reason_work(term: terms.WorkYears, case: Case) -> Reason:
    reached = find_reached(term, case)
    assert reached is not None
    counted = intersection(
        list_worked(term.after_certificate, case),
        (Interval(date.min, reached + timedelta(days=1)),),
    )
    evidence = [
        one.id
        for one in case.facts.work
        if intersection(counted, (Interval(one.starts_on, one.ends_on or date.max),))
    ]
    parameters: dict[str, Any] = {"years": term.years, "reached_on": reached.isoformat()}
    if term.after_certificate is not None:
        parameters["after"] = term.after_certificate
        evidence.append(list_certificates(term.after_certificate, case)[0].id)
    return ("work_goes_on" if reached >= case.as_of else "work"), parameters, evidence


def list_missing(term: terms.Term, case: Case, day: date) -> tuple[Sentence, ...]:
    """What a condition lacks on a day on which it does not hold; nothing where it does."""
    if covers(find_when(term, case), day):
        return ()
    match term:
        case terms.All(parts):
            return tuple(line for part in parts for line in list_missing(part, case, day))
        case terms.Some(parts):
            return min((list_missing(part, case, day) for part in parts), key=distance)
    return _missing(term, case)


def _missing(term: terms.Leaf, case: Case) -> tuple[Sentence, ...]:
    match term:
        case terms.DegreeHeld():
            field = {"field": term.field} if term.field else {}
            code = "need_degree" if term.is_exact else "need_degree_from"
            return (Sentence(code, {"level": term.level, **field}),)
        case terms.FinalYear():
            return (Sentence("need_final_year", {"level": term.level, "year": case.year}),)
        case terms.WorkYears():
            return _missing_work(term, case)
        case terms.CertificateHeld():
            return _missing_certificate(term, case)
    return _missing_subjects(term, case)


def _missing_work(term: terms.WorkYears, case: Case) -> tuple[Sentence, ...]:
    last = last_counted_day(case)
    worked = list_worked(term.after_certificate, case)
    have = count_days(intersection(worked, (Interval(date.min, date(last.year + 1, 1, 1)),)))
    after = {"after": term.after_certificate} if term.after_certificate else {}
    lacking = max(days_of_work(term.years) - have, 0)
    parameters = {"years": term.years, "have_days": have, "lacking_days": lacking, **after}
    return (Sentence("need_work", {**parameters, "counted_to": last.isoformat()}),)


def _missing_certificate(term: terms.CertificateHeld, case: Case) -> tuple[Sentence, ...]:
    here = list_certificates(term.level, case)
    if here:
        held_on = add_years(here[0].issued_on, term.held_years).isoformat()
        return (Sentence("need_certificate_held", {"level": term.level, "held_on": held_on}),)
    elsewhere = [one for one in case.facts.certificates if one.level is term.level]
    if elsewhere:
        parameters = {"level": term.level, "region": elsewhere[0].region}
        return (Sentence("certificate_elsewhere", parameters, (elsewhere[0].id,)),)
    return (Sentence("need_certificate", {"level": term.level}),)


def _missing_subjects(term: terms.SubjectsWithin, case: Case) -> tuple[Sentence, ...]:
    passes = list_passes(term, case)

    def passed_from(first: int) -> set[Paper]:
        return papers_of(one for one in passes if first <= one.year < first + term.window)

    first = max(
        range(case.year - term.window + 1, case.year + 1), key=lambda y: (len(passed_from(y)), y)
    )
    counting = passed_from(first)
    lacking = [paper for paper in term.papers if paper not in counting]
    by_year = first + term.window - 1 if counting else case.year + term.window - 1
    parameters = {"level": term.level, "papers": lacking, "by_year": by_year}
    found = [Sentence("need_subjects", parameters)] if lacking else []
    lapsed = sorted(papers_of(passes) - counting)
    if lapsed or not lacking:
        parameters = {"level": term.level, "papers": lapsed or list(term.papers)}
        found.append(Sentence("lapsed_subjects", parameters))
    return tuple(found)


_STEPS = {
    "need_final_year": 3000,
    "need_certificate": 1500,
    "certificate_elsewhere": 1500,
    "need_certificate_held": 700,
    "lapsed_subjects": 1,
}


def distance(missing: tuple[Sentence, ...]) -> int:
    """About how many days away somebody is; only for choosing the nearest path."""
    return sum(_days_away(line) for line in missing)


def _days_away(line: Sentence) -> int:
    if line.code == "need_work":
        return int(line.parameters["lacking_days"])
    if line.code in ("need_degree", "need_degree_from"):
        rank = list(DegreeLevel).index(line.parameters["level"])
        return 1500 + 400 * rank + (100 if "field" in line.parameters else 0)
    if line.code == "need_subjects":
        return 365 * len(line.parameters["papers"])
    return _STEPS[line.code]
