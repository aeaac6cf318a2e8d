"""Freezing the figures of a year for the report that is printed."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import func, select

from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.models import IncubationBase, YearlySnapshot
from trainingapp.incubator.queries.yearly import gather_year, list_years
from trainingapp.rules.errors import RuleViolation


class YearNotReportable(RuleViolation):
    """A year that has not begun, or in which the base had no case yet."""

    message: ClassVar[str] = "There is nothing to report on this year."


def freeze_year(
    base: IncubationBase, year: int, *, person_id: int, now: datetime
) -> YearlySnapshot:
    """Keep the figures of a year as they stand now; an earlier report of the year stays beside it.

    :raises YearNotReportable: the year is not over or under way, or lies before the first case.
    """
    today = day_of(now)
    if year not in list_years(base, today=today):
        raise YearNotReportable
    # The base is held, so that two who freeze at once get two numbers.
    db.session.execute(
        select(IncubationBase.id).where(IncubationBase.id == base.id).with_for_update()
    )
    figures = gather_year(base, year, today=today)
    row = YearlySnapshot(
        base_id=base.id,
        year=year,
        number=_last_number(base, year) + 1,
        figures=figures,
        sha256=hash_of(figures),
        made_by_id=person_id,
        made_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _last_number(base: IncubationBase, year: int) -> int:
    known = YearlySnapshot.base_id == base.id, YearlySnapshot.year == year
    return db.session.scalar(select(func.max(YearlySnapshot.number)).where(*known)) or 0


def hash_of(figures: dict[str, Any]) -> str:
    """SHA-256 of figures as canonical JSON: keys in order, no blanks."""
    text = json.dumps(figures, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
