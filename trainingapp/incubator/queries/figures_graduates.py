"""What formulas ask of graduates: the share that still exists after one and after two years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from trainingapp.incubator.queries.figures_standing import count_grades
from trainingapp.incubator.queries.graduates import list_graduates
from trainingapp.rules.incubation.survival import YEAR, share_after
from trainingapp.rules.intervals import Interval

Facts = Mapping[int, Mapping[str, Decimal | None]]
DAYS = {"survival_12": YEAR, "survival_24": 2 * YEAR}


def measure_survival(base_ids: Sequence[int], span: Interval) -> Facts:
    """By Kaplan and Meier, of all graduates of a base, from what was known on the last day of the span.

    Nothing when nobody was followed for so long.
    """
    found = list_graduates(base_ids, on=span.end - timedelta(days=1))
    return {
        base_id: {
            name: _decimal(share_after([one.life for one in graduates], days).share)
            for name, days in DAYS.items()
        }
        for base_id, graduates in found.items()
    }


def _decimal(share: Fraction | None) -> Decimal | None:
    return None if share is None else Decimal(share.numerator) / share.denominator


OF_BASES = ((frozenset(DAYS), measure_survival),)
# After graduation the figures are those of the base that graduates came from.
OF_GRADUATES = (*OF_BASES, (frozenset({"registered_two_years", "graded_3a"}), count_grades))
