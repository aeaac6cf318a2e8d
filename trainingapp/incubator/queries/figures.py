"""Computed figures: the facts that formulas ask for, gathered for many at once, and the figures from them.

A provider answers for many ids of one level in a constant number of statements. What it does not know it leaves
out, and a formula without one of its facts has no data.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from trainingapp.incubator.indicator_files import Entry
from trainingapp.incubator.models import IndicatorPeriod
from trainingapp.incubator.queries import (
    figures_agencies,
    figures_areas,
    figures_bases,
    figures_goals,
    figures_graduates,
    figures_learning,
    figures_projects,
    figures_standing,
    figures_training,
)
from trainingapp.rules.incubation.accounting_words import Level
from trainingapp.rules.incubation.formulas import names_in
from trainingapp.rules.incubation.indicators import Figure, compute
from trainingapp.rules.intervals import Interval

Facts: TypeAlias = dict[int, dict[str, Decimal | None]]
Provider: TypeAlias = Callable[
    [Sequence[int], Interval], Mapping[int, Mapping[str, Decimal | None]]
]


class Asked(NamedTuple):
    """Whose figures of which days."""

    level: Level
    owner_id: int  # a base, an agency or a project
    span: Interval


PROVIDERS: Mapping[Level, Sequence[tuple[frozenset[str], Provider]]] = {
    Level.BASE: (
        *figures_bases.PROVIDERS,
        *figures_goals.OF_BASES,
        *figures_standing.OF_BASES,
        *figures_graduates.OF_BASES,
        *figures_training.OF_BASES,
    ),
    Level.AGENCY: (
        *figures_agencies.PROVIDERS,
        *figures_standing.OF_AGENCIES,
        *figures_learning.OF_AGENCIES,
    ),
    Level.PROJECT: (*figures_projects.PROVIDERS, *figures_goals.OF_PROJECTS),
    # Asked by the number of a base: its area, and those who graduated from it.
    Level.AREA: figures_areas.OF_AREAS,
    Level.FOLLOWUP: figures_graduates.OF_GRADUATES,
}


def known_facts() -> frozenset[str]:
    """Every fact that some provider answers for."""
    return frozenset(
        name for providers in PROVIDERS.values() for names, _provider in providers for name in names
    )


def gather(level: Level, ids: Sequence[int], span: Interval, names: Iterable[str]) -> Facts:
    """The facts of many bases, agencies or projects in a span; only providers that are needed are asked."""
    wanted = frozenset(names)
    found: Facts = defaultdict(dict)
    for known, provider in PROVIDERS.get(level, ()):
        if ids and known & wanted:
            for owner_id, facts in provider(ids, span).items():
                found[owner_id].update(facts)
    return found


def compute_entries(
    entries: Sequence[Entry], level: Level, ids: Sequence[int], span: Interval
) -> dict[int, dict[str, Figure]]:
    """The figures of computed measures for many owners in a span, by owner and code."""
    computed = [one for one in entries if one.formula is not None]
    names = frozenset[str]().union(*(names_in(one.formula) for one in computed if one.formula))
    facts = gather(level, ids, span, names)
    return {
        owner_id: {
            one.code: compute(one.formula, facts.get(owner_id, {}), is_percent=one.is_percent)
            for one in computed
            if one.formula is not None
        }
        for owner_id in ids
    }


def asked_of(period: IndicatorPeriod) -> Asked:
    """Whose figure a period is."""
    assignment = period.assignment
    span = Interval(period.starts_on, period.ends_on)
    if assignment.project_id is not None:
        return Asked(Level.PROJECT, assignment.project_id, span)
    if assignment.base_id is not None:
        return Asked(Level.BASE, assignment.base_id, span)
    assert assignment.case is not None
    return Asked(Level.AGENCY, assignment.case.agency_id, span)


def compute_periods(
    pairs: Iterable[tuple[Entry, IndicatorPeriod]],
) -> dict[IndicatorPeriod, Figure]:
    """The computed figure of each period; periods of the same days are asked for together."""
    groups: dict[tuple[Level, Interval], list[tuple[Entry, IndicatorPeriod, int]]] = defaultdict(
        list
    )
    for entry, period in pairs:
        asked = asked_of(period)
        if entry.is_computed:
            groups[asked.level, asked.span].append((entry, period, asked.owner_id))
    found = {}
    for (level, span), rows in groups.items():
        entries = list({entry.code: entry for entry, _period, _owner in rows}.values())
        ids = sorted({owner for _entry, _period, owner in rows})
        figures = compute_entries(entries, level, ids, span)
        found.update({period: figures[owner][entry.code] for entry, period, owner in rows})
    return found
