"""Deciding who may sit which exam: a pure function of ruleset, target, facts and day, so it can be replayed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple

from trainingapp.rules.eligibility_facts import Facts, read_facts
from trainingapp.rules.eligibility_reading import Case, find_when
from trainingapp.rules.eligibility_rulesets import Goal, Path, Ruleset, canonical, sha256_of
from trainingapp.rules.eligibility_sentences import distance, explain, list_missing
from trainingapp.rules.eligibility_terms import Sentence
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.intervals import FOREVER, Intervals, covers

ENGINE = "eligibility/1"
COUNTED = {"work", "work_goes_on", "need_work"}  # sentences that also rest on how years are counted


class Outcome(StrEnum):
    """What was decided."""

    ELIGIBLE = "eligible"
    ELIGIBLE_IF_VERIFIED = "eligible_if_verified"
    ELIGIBLE_LATER = "eligible_later"
    ELIGIBLE_LATER_IF_VERIFIED = "eligible_later_if_verified"
    NOT_ELIGIBLE = "not_eligible"


class ExamYearOver(RuleViolation):
    """Nobody can become eligible for an exam of the past."""

    message: ClassVar[str] = "The exam of %(year)s is over; choose this year or a later one."


class NoSuchGoal(RuleViolation):
    """The ruleset says nothing of what is asked."""

    message: ClassVar[str] = "The rules do not say anything about this."


class Target(NamedTuple):
    """What somebody wants: a goal of the ruleset, the exam year, and the province where a regional line matters."""

    goal: str
    year: int
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome and everything that it rests on. `path` is the one taken, or the nearest when not eligible."""

    ruleset: Ruleset
    target: Target
    as_of: date
    facts: Facts
    outcome: Outcome
    path: Path
    from_on: date | None
    until_on: date | None
    why: tuple[Sentence, ...]
    missing: tuple[Sentence, ...]
    to_verify: tuple[Sentence, ...]

    def document(self) -> dict[str, Any]:
        """The decision as plain values; its canonical JSON is what is stored and replayed."""
        facts = self.facts.document()
        return {
            "engine": ENGINE,
            "ruleset": self.ruleset.id,
            "version": self.ruleset.version,
            "ruleset_sha256": self.ruleset.sha256,
            "target": self.target.goal,
            "year": self.target.year,
            "region": self.target.region,
            "as_of": self.as_of.isoformat(),
            "outcome": self.outcome,
            "path": self.path.id,
            "confidence": self.path.confidence,
            "from_on": self.from_on and self.from_on.isoformat(),
            "until_on": self.until_on and self.until_on.isoformat(),
            "why": [self._plain(line) for line in self.why],
            "missing": [self._plain(line) for line in self.missing],
            "to_verify": [self._plain(line) for line in self.to_verify],
            "facts": facts,
            "facts_sha256": sha256_of(facts),
        }

    def _plain(self, line: Sentence) -> dict[str, Any]:
        counting = self.ruleset.counting_sources if line.code in COUNTED else ()
        return {
            "code": line.code,
            "parameters": dict(line.parameters),
            "sources": list(dict.fromkeys((*self.path.sources, *counting))),
            "evidence": list(line.evidence),
            "assurance": line.assurance,
        }


class _Way(NamedTuple):
    path: Path
    case: Case
    when: Intervals
    rank: int  # by the date, then sure before unsure, then in the ruleset's order


def decide(ruleset: Ruleset, target: Target, facts: Facts, as_of: date) -> Decision:
    """Decide on a day for the exam of a year, first by facts that are sure enough, then by all of them.

    Eligible is who is so on that day (for a later year: on its first day); later is who will be so by what is known,
    if work that goes on goes on. Of several paths the first of the ruleset is taken, of later ones the earliest.
    :raises ExamYearOver: the year is before that of `as_of`. :raises NoSuchGoal: not in the ruleset.
    """
    goal = ruleset.goals.get(target.goal)
    if goal is None:
        raise NoSuchGoal
    if target.year < as_of.year:
        raise ExamYearOver(year=target.year)
    day = max(as_of, date(target.year, 1, 1))
    case = Case(facts, as_of, target.year, target.region, ruleset.counting, ruleset.cut_scores)
    sure = _list_ways(goal, case._replace(facts=facts.at_least(goal.floor)))
    every = _list_ways(goal, case)
    for ways, outcome in (
        (sure, Outcome.ELIGIBLE),
        (every, Outcome.ELIGIBLE_IF_VERIFIED),
    ):
        for way in ways:
            if covers(way.when, day):
                return _holding(ruleset, target, way, day=day, whole=case, outcome=outcome)
    later = [
        (start, is_unsure, way.rank, way)
        for is_unsure, ways in enumerate((sure, every))
        for way in ways
        for start, _ in way.when
        if start > day
    ]
    if later:
        start, is_unsure, _, way = min(later, key=lambda found: found[:3])
        outcome = Outcome.ELIGIBLE_LATER_IF_VERIFIED if is_unsure else Outcome.ELIGIBLE_LATER
        return _holding(ruleset, target, way, day=start, whole=case, outcome=outcome, asked_for=day)
    return _lacking(ruleset, target, every, day=day)


def _list_ways(goal: Goal, case: Case) -> list[_Way]:
    return [
        _Way(path, case, find_when(path.when, case), rank) for rank, path in enumerate(goal.paths)
    ]


def _holding(
    ruleset: Ruleset,
    target: Target,
    way: _Way,
    *,
    day: date,
    whole: Case,
    outcome: Outcome,
    asked_for: date | None = None,
) -> Decision:
    why = explain(way.path.when, way.case, day)
    floor = ruleset.goals[target.goal].floor
    end = next(end for start, end in way.when if start <= day < end)
    return Decision(
        ruleset=ruleset,
        target=target,
        as_of=whole.as_of,
        facts=whole.facts,
        outcome=outcome,
        path=way.path,
        from_on=day if asked_for else None,
        until_on=None if end == FOREVER else end,
        why=why,
        missing=list_missing(way.path.when, way.case, asked_for) if asked_for else (),
        to_verify=tuple(line for line in why if not line.assurance.reaches(floor)),
    )


def _lacking(ruleset: Ruleset, target: Target, ways: list[_Way], *, day: date) -> Decision:
    def lacks(way: _Way) -> tuple[Sentence, ...]:
        return list_missing(way.path.when, way.case, day)

    nearest = min(ways, key=lambda way: (distance(lacks(way)), way.rank))
    return Decision(
        ruleset=ruleset,
        target=target,
        as_of=nearest.case.as_of,
        facts=nearest.case.facts,
        outcome=Outcome.NOT_ELIGIBLE,
        path=nearest.path,
        from_on=None,
        until_on=None,
        why=(),
        missing=lacks(nearest),
        to_verify=(),
    )


def project(
    ruleset: Ruleset, target: Target, facts: Facts, as_of: date, *, assume: Facts
) -> Decision:
    """What would be decided if these facts held too, such as work that begins on a day."""
    return decide(ruleset, target, facts.plus(assume), as_of)


def decide_again(document: Mapping[str, Any], ruleset: Ruleset) -> Decision:
    """Decide once more on the facts of a stored decision."""
    target = Target(document["target"], document["year"], document["region"])
    as_of = date.fromisoformat(document["as_of"])
    return decide(ruleset, target, read_facts(document["facts"]), as_of)


def replays(document: Mapping[str, Any], ruleset: Ruleset) -> bool:
    """Whether a stored decision comes out of its ruleset and facts again, byte for byte."""
    try:
        again = decide_again(document, ruleset).document()
    except (RuleViolation, KeyError, TypeError, ValueError):
        return False
    return canonical(again) == canonical(document)


class Change(NamedTuple):
    """A stored decision that would come out otherwise."""

    document: Mapping[str, Any]
    after: Decision | None  # None: the new ruleset says nothing of it


def reassess(documents: Iterable[Mapping[str, Any]], ruleset: Ruleset) -> list[Change]:
    """The decisions whose outcome or date would differ under another ruleset, and no others."""
    found = []
    for document in documents:
        after = _under(document, ruleset)
        if after is None or _gist(after.document()) != _gist(document):
            found.append(Change(document, after))
    return found


def _under(document: Mapping[str, Any], ruleset: Ruleset) -> Decision | None:
    try:
        return decide_again(document, ruleset)
    except NoSuchGoal:
        return None


def _gist(document: Mapping[str, Any]) -> tuple[Any, ...]:
    return document["outcome"], document["from_on"], document["until_on"]
