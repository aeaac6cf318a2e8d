"""What forms say of a provider and of a rule, on the way from the form to the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from trainingapp.rules.course_checks import CheckTerms
from trainingapp.rules.education import Terms


@dataclass(frozen=True, slots=True)
class ProviderPlan:
    """An organisation that may grant, and what says so."""

    name: str
    organisation_id: int | None
    jurisdiction: str
    recognised_by: str
    document: str
    is_verified: bool
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class RulePlan:
    """What an instructor proposes for a course; days are Shanghai's."""

    course_id: int
    course_title: Mapping[str, str]
    provider_id: int
    jurisdiction: str
    terms: Terms
    check: CheckTerms | None
    source: str
    valid_from: date
    valid_to: date | None
