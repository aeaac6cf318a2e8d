"""What a course tells its readers of continuing education: only while an approved rule is in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import NoResultFound

from trainingapp.courses.models import CourseVersion
from trainingapp.education.days import day_of
from trainingapp.education.models import CeRule
from trainingapp.education.queries.rules import find_rule
from trainingapp.rules.education import most_minutes


@dataclass(frozen=True, slots=True)
class Offer:
    """What a version grants at most, in minutes, and by which rule."""

    rule: CeRule
    minutes: int


def find_offer(version: CourseVersion, *, now: datetime) -> Offer | None:
    """What somebody who learns this version now is granted; None when nothing. One statement."""
    rule = find_rule(version.course_id, on=day_of(now))
    if rule is None:
        return None
    minutes = most_minutes(rule.terms, [lesson.kind for lesson in version.lessons])
    return Offer(rule, minutes) if minutes else None


def get_check_rule(course_id: int, *, now: datetime) -> CeRule:
    """The rule in force that asks for a final check of a course. :raises NoResultFound: when none does."""
    rule = find_rule(course_id, on=day_of(now))
    if rule is None or rule.check is None:
        raise NoResultFound(course_id)
    return rule
