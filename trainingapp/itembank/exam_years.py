"""The exam that counts, and the day whose law it asks for. A test form carries its exam year; all else asks here."""

from __future__ import annotations

from datetime import date, datetime

from trainingapp.rules.specifications import lens_day, next_exam_year
from trainingapp.web.i18n import SHANGHAI


def exam_year_at(now: datetime) -> int:
    """The year of the next exam; days are Shanghai's."""
    return next_exam_year(now.astimezone(SHANGHAI).date())


def law_day_at(now: datetime, exam_year: int | None = None) -> date:
    """The day whose law counts for that exam, for the next one when none is named."""
    return lens_day(exam_year or exam_year_at(now))
