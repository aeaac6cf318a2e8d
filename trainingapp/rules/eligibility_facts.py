"""What eligibility is decided on: degrees, work, certificates, passes, each with how sure it is. No ID numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

T = TypeVar("T", bound="Fact")


class Assurance(StrEnum):
    """How sure a fact is, weakest first."""

    CLAIMED = "claimed"
    DOCUMENT = "document"
    VERIFIED = "verified"
    AUTHORITY = "authority"

    def reaches(self, floor: Assurance) -> bool:
        """Whether it is at least as sure."""
        ranks = list(Assurance)
        return ranks.index(self) >= ranks.index(floor)


class DegreeLevel(StrEnum):
    """The levels of schooling, lowest first; `secondary` is 高中 or 中专, `associate` 大专."""

    SECONDARY = "secondary"
    ASSOCIATE = "associate"
    BACHELOR = "bachelor"
    MASTER = "master"
    DOCTOR = "doctor"

    def reaches(self, lowest: DegreeLevel) -> bool:
        """Whether it is that level or a higher one."""
        ranks = list(DegreeLevel)
        return ranks.index(self) >= ranks.index(lowest)


class DegreeKind(StrEnum):
    """学历 and 学位 count; having only attended does not."""

    GRADUATION = "graduation"
    DEGREE = "degree"
    COMPLETION = "completion"


class StudyMode(StrEnum):
    """Years of full-time study are not years of work."""

    FULL_TIME = "full_time"
    PART_TIME = "part_time"


class StudyField(StrEnum):
    """Whether what was studied counts as the social work major."""

    SOCIAL_WORK = "social_work"
    OTHER = "other"


class CertificateLevel(StrEnum):
    """The three levels of the profession."""

    JUNIOR = "junior"
    MIDDLE = "middle"
    SENIOR = "senior"


class Paper(StrEnum):
    """The papers of the national exam, within a level."""

    COMPREHENSIVE = "comprehensive"
    PRACTICE = "practice"
    LAW = "law"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something known about a person: `id` names its record, such as "degree:7"."""

    id: str
    assurance: Assurance = Assurance.CLAIMED


@dataclass(frozen=True, slots=True, kw_only=True)
class Degree(Fact):
    """A degree or diploma, awarded or expected; full-time study lasts from enrolment to award or expectation."""

    level: DegreeLevel
    field: StudyField
    kind: DegreeKind = DegreeKind.GRADUATION
    mode: StudyMode = StudyMode.FULL_TIME
    enrolled_on: date | None = None
    awarded_on: date | None = None
    expected_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(Fact):
    """Social work done from `starts_on` until the day before `ends_on`; None: it goes on."""

    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate(Fact):
    """The national certificate, which never expires; `region` where it is valid there only."""

    level: CertificateLevel
    issued_on: date
    region: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass(Fact):
    """A paper that was sat: `points` as text where known (else it was passed), `region` of a lower line.

    `proof_on`: when the proof of a senior pass was issued.
    """

    level: CertificateLevel
    paper: Paper
    year: int
    points: str | None = None
    region: str | None = None
    proof_on: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that is known about one person."""

    degrees: tuple[Degree, ...] = ()
    work: tuple[Work, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    passes: tuple[Pass, ...] = ()

    def at_least(self, floor: Assurance) -> Facts:
        """Only what is sure enough. A study is kept, unsure or not: it can only take work years away."""
        return Facts(
            tuple(
                degree
                if degree.assurance.reaches(floor)
                else replace(degree, kind=DegreeKind.COMPLETION)
                for degree in self.degrees
            ),
            _sure(self.work, floor),
            _sure(self.certificates, floor),
            _sure(self.passes, floor),
        )

    def plus(self, other: Facts) -> Facts:
        """These facts and the others."""
        return Facts(
            self.degrees + other.degrees,
            self.work + other.work,
            self.certificates + other.certificates,
            self.passes + other.passes,
        )

    def document(self) -> dict[str, list[dict[str, Any]]]:
        """The facts as plain values for JSON, sorted by id, so that equal facts give equal text."""
        return {name: _plain(getattr(self, name)) for name in _KINDS}


_KINDS: Mapping[str, type[Fact]] = {
    "degrees": Degree,
    "work": Work,
    "certificates": Certificate,
    "passes": Pass,
}
_WORDS: Mapping[str, type[StrEnum]] = {
    "assurance": Assurance,
    "kind": DegreeKind,
    "mode": StudyMode,
    "field": StudyField,
    "paper": Paper,
}


def _sure(facts: tuple[T, ...], floor: Assurance) -> tuple[T, ...]:
    return tuple(fact for fact in facts if fact.assurance.reaches(floor))


def _plain(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    rows = [
        {
            field.name: value.isoformat() if isinstance(value, date) else value
            for field in fields(fact)
            if (value := getattr(fact, field.name)) is not None
        }
        for fact in facts
    ]
    return sorted(rows, key=lambda row: str(row["id"]))


def read_facts(document: Mapping[str, Any]) -> Facts:
    """The facts that `Facts.document` wrote. :raises ValueError, TypeError, KeyError: for anything else."""
    found = {
        name: tuple(
            kind(**{key: _value(kind, key, value) for key, value in row.items()})
            for row in document.get(name, [])
        )
        for name, kind in _KINDS.items()
    }
    return Facts(**found)  # type: ignore[arg-type]


def _value(kind: type[Fact], name: str, value: Any) -> Any:
    if name == "level":
        return (DegreeLevel if kind is Degree else CertificateLevel)(value)
    if name in _WORDS:
        return _WORDS[name](value)
    return date.fromisoformat(value) if name.endswith("_on") else value
