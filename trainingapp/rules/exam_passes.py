"""Which passed papers still count for a certificate, what is missing and by when: the rolling rule of a level.

How many exam years it spans and how long a proof lasts are data of the ruleset (`terms.SubjectsWithin`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from trainingapp.rules.eligibility_facts import CertificateLevel, Pass
from trainingapp.rules.eligibility_rulesets import Ruleset
from trainingapp.rules.eligibility_terms import SubjectsWithin
from trainingapp.rules.intervals import add_years


class PassState(StrEnum):
    """Where somebody stands with the papers of a level."""

    NOTHING = "nothing"  # none was passed
    LAPSED = "lapsed"  # some were passed, and none of them counts any more
    PARTLY = "partly"
    COMPLETE = "complete"
    PROOF_OVER = "proof_over"  # complete once, and the proof of it has run out


class Standing(NamedTuple):
    """Where somebody stands with a level, counting passes that hold in `region` (None: nationwide ones only).

    `counted` are the passes that count now, `lapsed` those that do not any more. `missing` papers have to be passed in
    exam years up to `by_year`; for nothing and lapsed that is one window from the next exam on. `full_year`: the exam
    year in which the papers were complete. `ends_on`: the first day on which a proof holds no longer.
    """

    level: CertificateLevel
    region: str | None
    window: int
    state: PassState
    counted: tuple[Pass, ...]
    lapsed: tuple[Pass, ...]
    missing: tuple[str, ...]
    by_year: int | None
    full_year: int | None = None
    ends_on: date | None = None
    is_proof_dated: bool = True


def find_standing(
    rule: SubjectsWithin, passes: Sequence[Pass], *, region: str | None, next_year: int, today: date
) -> Standing:
    """The standing by the rule. A window is `rule.window` exam years in a row; `next_year` is the next exam's.

    Every paper passed within one window is complete, for good or as long as its proof lasts. Else the window that still
    lasts with the most papers counts, of equal ones the one that lasts longest.
    """
    mine = sorted(
        (
            one
            for one in passes
            if one.level is rule.level and one.paper in rule.papers and one.region in (None, region)
        ),
        key=lambda one: (one.year, one.paper, one.id),
    )
    full = _full_windows(rule, mine)
    if full:
        return _complete(rule, mine, full, region=region, today=today)
    open_ones = [
        (first, inside)
        for first, inside in _windows(rule, mine)
        if first + rule.window - 1 >= next_year
    ]
    if not open_ones:
        state = PassState.LAPSED if mine else PassState.NOTHING
        return Standing(
            rule.level,
            region,
            rule.window,
            state,
            (),
            tuple(mine),
            rule.papers,
            next_year + rule.window - 1,
        )
    first, inside = max(open_ones, key=lambda one: (len(_papers(one[1])), one[0]))
    held = _papers(inside)
    return Standing(
        rule.level,
        region,
        rule.window,
        PassState.PARTLY,
        tuple(inside),
        tuple(one for one in mine if one.year + rule.window - 1 < next_year),
        tuple(paper for paper in rule.papers if paper not in held),
        first + rule.window - 1,
    )


def list_rules(ruleset: Ruleset) -> list[SubjectsWithin]:
    """The rolling rule of each level, in the order of the levels."""
    found = {
        path.when.level: path.when
        for goal in ruleset.goals.values()
        for path in goal.paths
        if isinstance(path.when, SubjectsWithin)
    }
    return [found[level] for level in CertificateLevel if level in found]


def list_standings(
    ruleset: Ruleset, passes: Sequence[Pass], *, next_year: int, today: date
) -> list[Standing]:
    """The standing of each level that somebody has a pass of: nationwide, and for each area whose line was passed."""
    found = []
    for rule in list_rules(ruleset):
        mine = [one for one in passes if one.level is rule.level]
        places = sorted({one.region for one in mine if one.region})
        regions: list[str | None] = (
            [None, *places] if any(not p.region for p in mine) else [*places]
        )
        found += [
            find_standing(rule, mine, region=region, next_year=next_year, today=today)
            for region in regions
        ]
    return found


def _windows(rule: SubjectsWithin, passes: Sequence[Pass]) -> list[tuple[int, list[Pass]]]:
    """Each window that begins with a pass, the earliest first, and the passes in it."""
    return [
        (first, [one for one in passes if first <= one.year < first + rule.window])
        for first in sorted({one.year for one in passes})
    ]


def _full_windows(rule: SubjectsWithin, passes: Sequence[Pass]) -> list[list[Pass]]:
    return [inside for _, inside in _windows(rule, passes) if _papers(inside) == set(rule.papers)]


def _papers(passes: Iterable[Pass]) -> set[str]:
    return {one.paper for one in passes}


def _complete(
    rule: SubjectsWithin,
    passes: Sequence[Pass],
    full: list[list[Pass]],
    *,
    region: str | None,
    today: date,
) -> Standing:
    """Complete in the earliest window, or where a proof is needed in the one whose proof lasts longest."""
    ends = [_ends_on(rule, inside) for inside in full]
    if rule.proof_years is None:
        inside, end = full[0], None
    else:
        end, inside = max(zip(ends, full, strict=True), key=lambda one: one[0] or date.min)
    year = max(min(one.year for one in inside if one.paper is paper) for paper in rule.papers)
    is_over = end is not None and end <= today
    return Standing(
        level=rule.level,
        region=region,
        window=rule.window,
        state=PassState.PROOF_OVER if is_over else PassState.COMPLETE,
        counted=() if is_over else tuple(inside),
        lapsed=tuple(passes) if is_over else (),
        missing=rule.papers if is_over else (),
        by_year=None,
        full_year=year,
        ends_on=end,
        is_proof_dated=end is None or any(one.proof_on for one in inside),
    )


def _ends_on(rule: SubjectsWithin, inside: Sequence[Pass]) -> date | None:
    """The day on which the proof holds no longer; without the day of its issue the end of its last full exam year."""
    if rule.proof_years is None:
        return None
    return max(
        add_years(one.proof_on, rule.proof_years)
        if one.proof_on
        else date(one.year + rule.proof_years, 1, 1)
        for one in inside
    )
