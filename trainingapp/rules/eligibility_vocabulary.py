"""Reading the conditions of a ruleset: which operators there are, their arguments and what those may be."""

from __future__ import annotations

from builtins import list as items  # `Places.list` reads one
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from trainingapp.rules import eligibility_terms as terms
from trainingapp.rules.eligibility_facts import CertificateLevel, DegreeLevel, Paper, StudyField

W = TypeVar("W", bound=StrEnum)
T = TypeVar("T")
YEARS = (1, 40)
LIMIT_DEPTH = 8


class Places:
    """Reads values and notes every fault with its place; a refused value is replaced by one of its kind."""

    def __init__(self) -> None:
        self.faults: items[str] = []

    def refuse(self, place: str, problem: str) -> None:
        """Note a fault."""
        self.faults.append(f"{place or 'ruleset'}: {problem}")

    def fields(
        self, value: object, place: str, *, required: str, optional: str = ""
    ) -> Mapping[str, Any]:
        """An object with these names and no others."""
        if not isinstance(value, Mapping):
            self.refuse(place, "must be an object")
            return {}
        known = {*required.split(), *optional.split()}
        for name in value:
            if name not in known:
                self.refuse(place, f"there is no field {name!r}")
        for name in ("title", "note"):
            if name in value:
                self.text(value[name], f"{place}/{name}".lstrip("/"))
        for name in required.split():
            if name not in value:
                self.refuse(place, f"the field {name!r} is missing")
        return value

    def mapping(self, value: object, place: str) -> Mapping[str, Any]:
        """An object of names of its own, not empty."""
        if isinstance(value, Mapping) and value:
            return value
        self.refuse(place, "must be an object with at least one entry")
        return {}

    def list(self, value: object, place: str) -> items[Any]:
        """A list that is not empty."""
        if isinstance(value, items) and value:
            return value
        self.refuse(place, "must be a list with at least one entry")
        return []

    def text(self, value: object, place: str) -> str:
        """Text that is not empty."""
        if isinstance(value, str) and value.strip():
            return value
        self.refuse(place, "must be text")
        return ""

    def integer(self, value: object, place: str, bounds: tuple[int, int]) -> int:
        """A whole number within the bounds."""
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if is_whole and bounds[0] <= int(str(value)) <= bounds[1]:
            return int(str(value))
        self.refuse(place, f"must be a whole number from {bounds[0]} to {bounds[1]}")
        return bounds[0]

    def word(self, kind: type[W], value: object, place: str) -> W:
        """One of the words of a kind."""
        if isinstance(value, str) and value in set(kind):
            return kind(value)
        self.refuse(place, f"{value!r} is none of: {', '.join(kind)}")
        return next(iter(kind))

    def day(self, value: object, place: str) -> date:
        """A date such as 2026-11-22."""
        return self.read(lambda text: date.fromisoformat(str(text)), value, place, date.min)

    def read(self, reader: Callable[[object], T], value: object, place: str, spare: T) -> T:
        """What a reader makes of the value, or the spare one."""
        try:
            return reader(value)
        except ValueError as error:
            self.refuse(place, str(error))
            return spare


def read_term(places: Places, node: object, place: str, depth: int = 0) -> terms.Term:
    """A condition: an object with the name of one operator, and what belongs to it."""
    if not isinstance(node, Mapping) or len(node) != 1 or depth > LIMIT_DEPTH:
        places.refuse(place, "must be an object with exactly one operator")
        return terms.Some(())
    ((name, value),) = node.items()
    here = f"{place}/{name}"
    if name in ("all", "any"):
        kind = terms.All if name == "all" else terms.Some
        return kind(
            tuple(
                read_term(places, child, f"{here}[{number}]", depth + 1)
                for number, child in enumerate(places.list(value, here))
            )
        )
    reader = _OPERATORS.get(name)
    if reader is None:
        places.refuse(place, f"there is no operator {name!r}")
        return terms.Some(())
    return reader(places, value, here)


def _degree(places: Places, value: object, place: str) -> terms.Term:
    found = places.fields(value, place, required="", optional="level min_level field")
    if ("level" in found) == ("min_level" in found):
        places.refuse(place, "needs either level or min_level")
    name = "level" if "level" in found else "min_level"
    level = places.word(DegreeLevel, found.get(name), f"{place}/{name}")
    return terms.DegreeHeld(level, name == "level", _field(places, found, place))


def _field(places: Places, found: Mapping[str, Any], place: str) -> StudyField | None:
    if "field" not in found:
        return None
    return places.word(StudyField, found["field"], f"{place}/field")


def _final_year(places: Places, value: object, place: str) -> terms.Term:
    found = places.fields(value, place, required="level field")
    level = places.word(DegreeLevel, found.get("level"), f"{place}/level")
    return terms.FinalYear(level, places.word(StudyField, found.get("field"), f"{place}/field"))


def _work_years(places: Places, value: object, place: str) -> terms.Term:
    found = places.fields(value, place, required="years", optional="after_certificate")
    after = None
    if "after_certificate" in found:
        after = _level(places, found["after_certificate"], f"{place}/after_certificate")
    return terms.WorkYears(places.integer(found.get("years"), f"{place}/years", YEARS), after)


def _certificate(places: Places, value: object, place: str) -> terms.Term:
    found = places.fields(value, place, required="level", optional="held_years")
    years = 0
    if "held_years" in found:
        years = places.integer(found["held_years"], f"{place}/held_years", YEARS)
    return terms.CertificateHeld(_level(places, found.get("level"), f"{place}/level"), years)


def _level(places: Places, value: object, place: str) -> CertificateLevel:
    return places.word(CertificateLevel, value, place)


def _subjects(places: Places, value: object, place: str) -> terms.Term:
    found = places.fields(value, place, required="level subjects window", optional="proof_years")
    papers = tuple(
        places.word(Paper, paper, f"{place}/subjects")
        for paper in places.list(found.get("subjects"), f"{place}/subjects")
    )
    if len(set(papers)) != len(papers):
        places.refuse(f"{place}/subjects", "a subject stands twice")
    proof = found.get("proof_years")
    return terms.SubjectsWithin(
        _level(places, found.get("level"), f"{place}/level"),
        papers,
        places.integer(found.get("window"), f"{place}/window", (1, 10)),
        None if proof is None else places.integer(proof, f"{place}/proof_years", YEARS),
    )


_OPERATORS: Mapping[str, Callable[[Places, object, str], terms.Term]] = {
    "degree": _degree,
    "final_year": _final_year,
    "work_years": _work_years,
    "certificate": _certificate,
    "subjects_within_years": _subjects,
}
