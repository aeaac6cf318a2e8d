"""What a check finds, how grave it is, and where its thresholds come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, TypeAlias

from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.compliance.facts import AgencyFacts


class Status(StrEnum):
    """How an agency stands by one check. Missing data is unknown, never ok."""

    OK = "ok"
    DUE_SOON = "due_soon"
    BREACH = "breach"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
    WAIVED = "waived"  # a breach that the base lets stand until a day


class Severity(StrEnum):
    """How grave a breach is: red stops passages, amber asks for a remedy, info tells."""

    RED = "red"
    AMBER = "amber"
    INFO = "info"


class NothingToLetStand(RuleViolation):
    """Only an open breach may stand for a while: not what is well, unknown or let stand already."""

    message = "Only an open breach may be let stand, and this check has none now."


class ThresholdUnknownError(LookupError):
    """Neither the place nor the country settles a threshold."""


class Terms(Protocol):
    """The thresholds of a place on a day, as `queries.parameters` reads them.

    Every reader raises `ThresholdUnknownError` for a key that nothing settles.
    """

    def has(self, key: str) -> bool:
        """Whether the place or the country settles the key."""

    def number(self, key: str) -> Decimal:
        """A number."""

    def integer(self, key: str) -> int:
        """A whole number."""

    def days(self, key: str) -> int:
        """Calendar days."""

    def flag(self, key: str) -> bool:
        """Yes or no."""

    def text(self, key: str) -> str:
        """A word."""

    def day(self, key: str) -> date:
        """A date."""

    def day_of_year(self, key: str, year: int) -> date:
        """The day of a year."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found on a day.

    `reason` names a sentence of `checks.yaml`, with `parameters`; `due_on` is the last day to act, when there is one;
    `severity` only where it differs from the severity of the check.
    """

    status: Status
    reason: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    due_on: date | None = None
    severity: Severity | None = None


Check: TypeAlias = Callable[[AgencyFacts, Terms, date], Finding]


def ok(reason: str = "ok", **parameters: object) -> Finding:
    """Well."""
    return Finding(Status.OK, reason, parameters)


def breach(
    reason: str = "breach",
    *,
    due_on: date | None = None,
    severity: Severity | None = None,
    **parameters: object,
) -> Finding:
    """Not well."""
    return Finding(Status.BREACH, reason, parameters, due_on, severity)


def soon(reason: str = "soon", *, due_on: date, **parameters: object) -> Finding:
    """Well until a day that is near."""
    return Finding(Status.DUE_SOON, reason, {"due": due_on, **parameters}, due_on)


def unknown(reason: str = "no_record", **parameters: object) -> Finding:
    """Nobody can tell."""
    return Finding(Status.UNKNOWN, reason, parameters)


def not_applicable(reason: str = "not_applicable", **parameters: object) -> Finding:
    """Does not concern this agency."""
    return Finding(Status.NOT_APPLICABLE, reason, parameters)
