"""A ruleset of eligibility as data: what its JSON may hold. A slip in it is refused, it never widens a rule."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, NamedTuple

from trainingapp.rules.eligibility_facts import Assurance
from trainingapp.rules.eligibility_terms import Term
from trainingapp.rules.eligibility_vocabulary import Places, read_term

LIMIT_BYTES = 256 * 1024
_HALF = re.compile("[\ud800-\udfff]")  # of a pair; no text file can hold it


class Confidence(StrEnum):
    """How sure we are of a source."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Counting(StrEnum):
    """Up to which 31 December work years count for the exam of a year."""

    EXAM_YEAR = "exam_year"
    YEAR_BEFORE = "year_before"


class Source(NamedTuple):
    """A document that a rule rests on; `is_article_sure` is False where nobody has read the number of the article."""

    document: str
    number: str
    article: str
    is_article_sure: bool
    confidence: Confidence
    note: str


class Path(NamedTuple):
    """One way to a target."""

    id: str
    when: Term
    sources: tuple[str, ...]
    confidence: Confidence


class Goal(NamedTuple):
    """Something a person may be eligible for, and how sure the facts must be."""

    floor: Assurance
    paths: tuple[Path, ...]


class CutScore(NamedTuple):
    """The points that pass, from a year on; of a region where the line is its own."""

    points: Decimal
    region: str | None
    from_year: int
    to_year: int | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ruleset:
    """A ruleset that was read without a fault; `sha256` is of its canonical JSON."""

    id: str
    version: str
    effective_from: date
    counting: Counting
    counting_sources: tuple[str, ...]
    sources: Mapping[str, Source]
    cut_scores: tuple[CutScore, ...]
    goals: Mapping[str, Goal]
    sha256: str


class RulesetFaulty(ValueError):  # noqa: N818 - the fact is the name
    """What is wrong in a ruleset, each with its place."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(faults))


def canonical(content: object) -> str:
    """JSON with sorted names and no spaces: equal values give equal text."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256_of(content: object) -> str:
    """The hash of the canonical JSON."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def parse_ruleset(text: str) -> dict[str, Any]:
    """The JSON of a ruleset. :raises RulesetFaulty: not JSON, a name twice, too large, or not an object."""
    if len(text.encode()) > LIMIT_BYTES:
        raise RulesetFaulty((f"the ruleset is larger than {LIMIT_BYTES // 1024} KB",))
    try:
        found = json.loads(text, object_pairs_hook=_refuse_twice, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise RulesetFaulty((f"not JSON: {error}",)) from error
    if not isinstance(found, dict):
        raise RulesetFaulty(("the ruleset is not an object",))
    if _HALF.search(canonical(found)):
        raise RulesetFaulty(("not JSON: half a character",))
    return found


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def _refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"“{name}” stands twice")
    return dict(pairs)


def read_ruleset(document: Mapping[str, Any]) -> Ruleset:
    """A ruleset from its JSON. :raises RulesetFaulty: with every fault found, not only the first."""
    places = Places()
    root = places.fields(
        document,
        "",
        required="id version effective_from counting sources cut_scores targets",
        optional="title note",
    )
    sources = {
        name: _source(places, row, f"sources/{name}")
        for name, row in places.mapping(root.get("sources"), "sources").items()
    }
    counting = places.fields(
        root.get("counting"), "counting", required="until sources confidence", optional="note"
    )
    places.word(Confidence, counting.get("confidence"), "counting/confidence")
    ruleset = Ruleset(
        id=places.text(root.get("id"), "id"),
        version=places.text(root.get("version"), "version"),
        effective_from=places.day(root.get("effective_from"), "effective_from"),
        counting=places.word(Counting, counting.get("until"), "counting/until"),
        counting_sources=_cited(places, counting, "counting", sources),
        sources=sources,
        cut_scores=tuple(
            _cut_score(places, row, f"cut_scores[{number}]", sources)
            for number, row in enumerate(places.list(root.get("cut_scores"), "cut_scores"))
        ),
        goals={
            name: _goal(places, row, f"targets/{name}", sources)
            for name, row in places.mapping(root.get("targets"), "targets").items()
        },
        sha256="",
    )
    if places.faults:
        raise RulesetFaulty(tuple(places.faults))
    return replace(ruleset, sha256=sha256_of(document))


def _source(places: Places, row: object, place: str) -> Source:
    found = places.fields(
        row, place, required="document number article is_article_sure confidence", optional="note"
    )
    is_sure = found.get("is_article_sure")
    if not isinstance(is_sure, bool):
        places.refuse(f"{place}/is_article_sure", "must be true or false")
    return Source(
        places.text(found.get("document"), f"{place}/document"),
        places.text(found.get("number"), f"{place}/number"),
        places.text(found.get("article"), f"{place}/article"),
        is_sure is True,
        places.word(Confidence, found.get("confidence"), f"{place}/confidence"),
        places.text(found.get("note", "-"), f"{place}/note"),
    )


def _cited(
    places: Places, row: Mapping[str, Any], place: str, sources: Mapping[str, Source]
) -> tuple[str, ...]:
    names = places.list(row.get("sources"), f"{place}/sources")
    for name in names:
        if not isinstance(name, str) or name not in sources:
            places.refuse(f"{place}/sources", f"there is no source {name!r}")
    return tuple(str(name) for name in names)


def _cut_score(places: Places, row: object, place: str, sources: Mapping[str, Source]) -> CutScore:
    found = places.fields(
        row, place, required="points from_year sources", optional="region to_year"
    )
    points = places.read(_points, found.get("points"), f"{place}/points", Decimal(0))
    region, last = found.get("region"), found.get("to_year")
    return CutScore(
        points,
        None if region is None else places.text(region, f"{place}/region"),
        places.integer(found.get("from_year"), f"{place}/from_year", (2008, 2100)),
        None if last is None else places.integer(last, f"{place}/to_year", (2008, 2100)),
        _cited(places, found, place, sources),
    )


def _points(value: object) -> Decimal:
    if not isinstance(value, str):
        raise ValueError("must be text such as “60”")
    try:
        points = Decimal(value)
    except InvalidOperation:
        raise ValueError("must be a number in quotes") from None
    if not (points.is_finite() and 0 < points <= 100):
        raise ValueError("must lie between 0 and 100")
    return points


def _goal(places: Places, row: object, place: str, sources: Mapping[str, Source]) -> Goal:
    found = places.fields(row, place, required="floor paths", optional="note")
    paths = tuple(
        _path(places, path, f"{place}/paths[{number}]", sources)
        for number, path in enumerate(places.list(found.get("paths"), f"{place}/paths"))
    )
    names = [path.id for path in paths]
    for name in {name for name in names if names.count(name) > 1}:
        places.refuse(f"{place}/paths", f"the path {name} stands twice")
    return Goal(
        places.word(Assurance, found.get("floor"), f"{place}/floor"),
        paths,
    )


def _path(places: Places, row: object, place: str, sources: Mapping[str, Source]) -> Path:
    found = places.fields(row, place, required="id when sources confidence", optional="note")
    return Path(
        places.text(found.get("id"), f"{place}/id"),
        read_term(places, found.get("when"), f"{place}/when"),
        _cited(places, found, place, sources),
        places.word(Confidence, found.get("confidence"), f"{place}/confidence"),
    )
