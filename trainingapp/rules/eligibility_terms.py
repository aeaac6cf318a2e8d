"""The conditions a ruleset is written in, as data, and the sentences that say why they hold or what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from trainingapp.rules.eligibility_facts import (
    Assurance,
    CertificateLevel,
    DegreeLevel,
    Paper,
    StudyField,
)


class DegreeHeld(NamedTuple):
    """A degree or diploma of exactly that level, or of that level and above; of one field, or of any."""

    level: DegreeLevel
    is_exact: bool
    field: StudyField | None


class FinalYear(NamedTuple):
    """Enrolled at that level and graduating in the year of the exam (应届毕业生)."""

    level: DegreeLevel
    field: StudyField


class WorkYears(NamedTuple):
    """So many years of social work by 31 December; only those after a certificate where one is named."""

    years: int
    after_certificate: CertificateLevel | None


class CertificateHeld(NamedTuple):
    """A certificate, held for so many years."""

    level: CertificateLevel
    held_years: int


class SubjectsWithin(NamedTuple):
    """Every paper passed within so many exam years in a row; the proof of it lasts `proof_years` or for good."""

    level: CertificateLevel
    papers: tuple[Paper, ...]
    window: int
    proof_years: int | None


class All(NamedTuple):
    """Every one of them holds."""

    terms: tuple[Term, ...]


class Some(NamedTuple):
    """At least one of them holds."""

    terms: tuple[Term, ...]


Leaf = DegreeHeld | FinalYear | WorkYears | CertificateHeld | SubjectsWithin
Term = Leaf | All | Some


@dataclass(frozen=True, slots=True)
class Sentence:
    """Why something holds or what is missing: a code that the pages have words for, and what fills them.

    `evidence` names the facts it rests on, `assurance` is that of the weakest of them.
    """

    code: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    assurance: Assurance = Assurance.AUTHORITY
