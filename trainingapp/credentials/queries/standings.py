"""Where somebody stands with the papers of each level, and the line a pass or certificate of a region was under."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from trainingapp.credentials.queries.eligibility import find_rules
from trainingapp.credentials.queries.facts import collect_facts, list_records
from trainingapp.credentials.queries.links import find_line_of
from trainingapp.education.days import day_of
from trainingapp.itembank.exam_years import exam_year_at
from trainingapp.rules.exam_passes import Standing, list_rules, list_standings
from trainingapp.rules.link_policies import Line


class Stood(NamedTuple):
    """A standing, and what proves a pass for how many years (None: it needs no proof)."""

    standing: Standing
    proof_years: int | None


class RegionalLine(NamedTuple):
    """A line of its own under which somebody's pass or certificate holds in a region only."""

    region: str
    year: int
    line: Line


def list_stood(user_id: int, *, now: datetime) -> list[Stood]:
    """The standing of every level of which somebody has passed a paper; what was rejected is left out."""
    rules = find_rules()
    proofs = {rule.level: rule.proof_years for rule in list_rules(rules)}
    found = list_standings(
        rules,
        collect_facts(user_id).passes,
        next_year=exam_year_at(now),
        today=day_of(now),
    )
    return [Stood(one, proofs[one.level]) for one in found]


def list_regional_lines(user_id: int) -> list[RegionalLine]:
    """The lines of somebody's passes and certificates that hold in one region, each region and year once."""
    passed: list[Any] = [(one.region, one.year) for one in list_records("pass", user_id)]
    passed += [(one.region, one.issued_on.year) for one in list_records("certificate", user_id)]
    found = []
    for region, year in sorted({(region, year) for region, year in passed if region}):
        line = find_line_of(region, year)
        if line is not None:
            found.append(RegionalLine(region, year, line))
    return found
