"""A scoring sheet: criteria with weights and anchors, grounds that stop an application, and what passes. It is data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from trainingapp.rules.incubation.words import Applicants

MOST_POINTS = 5  # of a criterion; three anchors stand for 0-1, 2-3 and 4-5
ANCHORS = 3
WHOLE = 100
LANGUAGES = ("zh", "en")
CONFIDENCES = frozenset("ABCDP")

Titles = dict[str, str]


class RubricFaulty(ValueError):  # noqa: N818 - the fact is the name
    """A scoring sheet that cannot be used; `faults` says why."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(faults))


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is scored from 0 to 5, its points of a hundred, and the mean it needs by itself."""

    code: str
    title: Titles
    weight: int
    anchors: tuple[Titles, ...]
    least: Decimal


@dataclass(frozen=True, slots=True)
class Veto:
    """A ground that stops an application, whatever its score."""

    code: str
    title: Titles


@dataclass(frozen=True, slots=True)
class Rubric:
    """The scoring sheet of one kind of applicants."""

    code: str
    version: int
    title: Titles
    note: Titles
    confidence: str
    criteria: tuple[Criterion, ...]
    vetoes: tuple[Veto, ...]
    sources: tuple[Titles, ...]
    passes_at: Decimal
    spread_alert: Decimal
    reviewers_least: int
    reviewers_most: int
    trims_from: int
    bonus_most: Decimal

    def criterion(self, code: str) -> Criterion:
        """The criterion of a code. :raises KeyError: there is none."""
        return {one.code: one for one in self.criteria}[code]


def read_rubric(document: Mapping[str, Any], applicants: Applicants) -> Rubric:
    """The scoring sheet of a document for one kind of applicants. :raises RubricFaulty: it has faults."""
    faults = find_faults(document)
    if faults:
        raise RubricFaulty(faults)
    reviewers = document["reviewers"]
    return Rubric(
        code=document["code"],
        version=document["version"],
        title=document["title"],
        note=document["note"],
        confidence=document["confidence"],
        criteria=tuple(
            Criterion(
                one["code"],
                one["title"],
                one["weight"][applicants],
                tuple(one["anchors"]),
                Decimal(one.get("least", 0)),
            )
            for one in document["criteria"]
        ),
        vetoes=tuple(
            Veto(one["code"], one["title"])
            for one in document["vetoes"]
            if applicants in one["tracks"]
        ),
        sources=tuple(document["sources"]),
        passes_at=Decimal(document["passes_at"]),
        spread_alert=Decimal(document["spread_alert"]),
        reviewers_least=reviewers["least"],
        reviewers_most=reviewers["most"],
        trims_from=document["trims_from"],
        bonus_most=Decimal(document["bonus_most"]),
    )


def find_faults(document: object) -> list[str]:
    """Everything that is wrong in a scoring sheet's document; empty when it can be used."""
    if not isinstance(document, Mapping):
        return ["a scoring sheet is a mapping"]
    shape = [*_missing(document), *_wrong_kinds(document)]
    return shape or [*_numbers(document), *_criteria(document), *_vetoes(document)]


_KINDS: Mapping[str, type] = {
    "code": str,
    "version": int,
    "title": Mapping,
    "confidence": str,
    "note": Mapping,
    "passes_at": int,
    "spread_alert": int,
    "reviewers": Mapping,
    "trims_from": int,
    "bonus_most": int,
    "criteria": list,
    "vetoes": list,
    "sources": list,
}


def _missing(document: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(_KINDS.keys() - document.keys()):
        yield f"{name} is missing"
    for name in sorted(map(str, document.keys() - _KINDS.keys())):
        yield f"{name} is not known"


def _wrong_kinds(document: Mapping[str, Any]) -> Iterator[str]:
    for name, kind in _KINDS.items():
        if name in document and not _is(document[name], kind):
            yield f"{name} is not a {kind.__name__.lower()}"
    for name in ("title", "note"):
        if isinstance(document.get(name), Mapping) and not _is_titled(document[name]):
            yield f"{name} needs zh and en"


def _is(value: object, kind: type) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)


def _is_weight(value: object) -> bool:
    return isinstance(value, int) and _is(value, int) and 0 <= value <= WHOLE


def _is_titled(titles: object) -> bool:
    return isinstance(titles, Mapping) and all(
        isinstance(titles.get(language), str) and titles[language] for language in LANGUAGES
    )


def _numbers(document: Mapping[str, Any]) -> Iterator[str]:
    if document["version"] < 1:
        yield "versions begin with 1"
    if document["confidence"] not in CONFIDENCES:
        yield "confidence is A, B, C, D or P"
    if not 0 < document["passes_at"] <= WHOLE:
        yield "passes_at lies between 1 and 100"
    if not 0 < document["spread_alert"] <= WHOLE:
        yield "spread_alert lies between 1 and 100"
    if not 0 <= document["bonus_most"] <= WHOLE:
        yield "bonus_most lies between 0 and 100"
    least, most = (document["reviewers"].get(name) for name in ("least", "most"))
    if not (_is(least, int) and _is(most, int) and 1 <= least <= most):
        yield "reviewers need a least of at least 1, and a most that is not below it"
    if document["trims_from"] < ANCHORS:
        yield "a mean without the highest and the lowest needs three"


def _criteria(document: Mapping[str, Any]) -> Iterator[str]:
    rows = document["criteria"]
    for row in rows:
        yield from _criterion(row)
    if not all(_is_criterion(row) for row in rows):
        return
    yield from _doubles([row["code"] for row in rows], "criterion")
    for kind in Applicants:
        if sum(row["weight"][kind] for row in rows) != WHOLE:
            yield f"the weights of {kind} do not make 100"


def _is_criterion(row: object) -> bool:
    return not list(_criterion(row))


def _criterion(row: object) -> Iterator[str]:
    if not (isinstance(row, Mapping) and isinstance(row.get("code"), str)):
        yield "a criterion has no code"
        return
    code = row["code"]
    if not _is_titled(row.get("title")):
        yield f"{code}: title needs zh and en"
    anchors = row.get("anchors")
    if not (
        isinstance(anchors, list) and len(anchors) == ANCHORS and all(map(_is_titled, anchors))
    ):
        yield f"{code}: three anchors, each in zh and en"
    weight = row.get("weight")
    if not (isinstance(weight, Mapping) and all(map(_is_weight, map(weight.get, Applicants)))):
        yield f"{code}: a weight for registered agencies and one for teams"
    least = row.get("least", 0)
    if not (_is(least, int) and 0 <= least <= MOST_POINTS):
        yield f"{code}: least lies between 0 and 5"


def _vetoes(document: Mapping[str, Any]) -> Iterator[str]:
    known = list(Applicants)
    for row in document["vetoes"]:
        if not (isinstance(row, Mapping) and isinstance(row.get("code"), str)):
            yield "a veto has no code"
            return
        if not _is_titled(row.get("title")):
            yield f"{row['code']}: title needs zh and en"
        tracks = row.get("tracks")
        if not (isinstance(tracks, list) and tracks and all(one in known for one in tracks)):
            yield f"{row['code']}: tracks are registered, team or both"
    yield from _doubles([row["code"] for row in document["vetoes"]], "veto")


def _doubles(codes: Sequence[str], noun: str) -> Iterator[str]:
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield f"{noun} {code} stands twice"
