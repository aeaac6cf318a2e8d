"""A package in the page of its lesson: its parts, how far the reader is, and what the author should know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g, request
from flask_babel import gettext as _

from trainingapp.courses.models import Lesson, Package, PackageRegistration, PackageState
from trainingapp.courses.packages import serving, violations
from trainingapp.courses.packages.wording import FINDINGS
from trainingapp.courses.queries import packages as queries
from trainingapp.rules.package_results import Outcome, mean_score


@dataclass(frozen=True, slots=True)
class UnitDisplay:
    """A part of a package for the list of contents."""

    place: int
    title: str
    outcome: Outcome
    seconds: int


class PackageDisplay:
    """What the lesson's page shows of a package. `rows` is empty for authors and reviewers."""

    def __init__(self, lesson: Lesson, rows: Mapping[str, PackageRegistration]) -> None:
        self.lesson = lesson
        self.package = queries.find_package(lesson)
        g.shows_package = True
        self.units = [_display(self.package, n, rows) for n in range(self.count)]
        self.is_begun = bool(rows)

    @property
    def count(self) -> int:
        """How many parts there are."""
        return len(self.package.units) if self.package else 0

    @property
    def state(self) -> str:
        """Where the package stands."""
        return self.package.state if self.package else PackageState.WAITING

    @property
    def current(self) -> UnitDisplay | None:
        """The part to open: the one asked for, else the first that is not completed."""
        asked = request.args.get("part", type=int)
        chosen = [unit for unit in self.units if unit.place == asked]
        waiting = [unit for unit in self.units if unit.outcome.completion != "completed"]
        return next(iter(chosen or waiting or self.units), None)

    @property
    def sandbox(self) -> str:
        """What the frame allows."""
        return serving.sandbox()

    @property
    def score(self) -> int | None:
        """The mean of the scores there are, in hundredths of a per cent."""
        return mean_score([unit.outcome for unit in self.units])

    @property
    def seconds(self) -> int:
        """How long the reader was in it."""
        return sum(unit.seconds for unit in self.units)

    @property
    def refusal(self) -> str | None:
        """Why the package is not taken, in the reader's language."""
        if self.package is None or self.package.refusal is None:
            return None
        name, parameters = self.package.refusal
        rule = getattr(violations, name, violations.PackageRefused)
        return str(_(rule.message, **parameters))

    @property
    def findings(self) -> list[str]:
        """What the author should know, in the reader's language."""
        found: list[list[Any]] = self.package.findings if self.package else []
        shown = [
            (name, parameters)
            for name, parameters in found
            if name != "frames" or not serving.settings().packages_url
        ]
        return [str(FINDINGS[name]) % parameters for name, parameters in shown]

    @property
    def is_silent(self) -> bool:
        """Whether nothing in the package seems to report."""
        return bool(self.package) and any(f[0] == "silent" for f in self.package.findings)  # type: ignore[union-attr]


def _display(
    package: Package | None, place: int, rows: Mapping[str, PackageRegistration]
) -> UnitDisplay:
    assert package is not None
    unit = package.units[place]
    row = rows.get(unit["id"])
    seconds = row.seconds_before + row.seconds if row else 0
    return UnitDisplay(place, unit["title"], queries.outcome_of(package, unit, row), seconds)
