"""Granting: what a completed lesson or course writes into the ledger, in the transaction that completes it.

Nothing is granted for what was completed before its rule was in force. A second call changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from trainingapp.education.actions.ledger import Row, append, lock_person
from trainingapp.education.days import day_of
from trainingapp.education.models import CeEntry, CeRule
from trainingapp.education.queries import ledger, rules
from trainingapp.education.standards import find_standard
from trainingapp.rules.education import WHOLE, Category, minutes_due

HasPassed = Callable[[int], bool]  # the final check that the rule of this id asks for


def never_passed(_rule_id: int) -> bool:
    """For callers that know of no final check: a rule that asks for one grants nothing."""
    return False


def grant_for_lesson(
    user_id: int,
    course_id: int,
    *,
    key: str,
    kind: str,
    has_passed: HasPassed = never_passed,
    now: datetime,
) -> list[CeEntry]:
    """Write what a lesson that was just completed is worth by the rule in force: one row or none.

    One statement where no rule is in force. `has_passed` is asked only when the rule wants a final check.
    """
    return _grant(user_id, course_id, {key: kind}, has_passed=has_passed, now=now)


def grant_for_course(
    user_id: int, course_id: int, *, has_passed: HasPassed = never_passed, now: datetime
) -> list[CeEntry]:
    """Write what a course that was just completed is worth as a whole by the rule in force: one row or none."""
    return _grant(user_id, course_id, {WHOLE: ""}, has_passed=has_passed, now=now)


def grant_for_check(
    user_id: int, course_id: int, *, rule_id: int, lessons: Mapping[str, str], now: datetime
) -> list[CeEntry]:
    """Write what the final check of a rule, just passed, has held back: for the course, or for its completed lessons.

    `lessons`: kinds by key. Nothing when another rule is in force by now.
    """
    completed = {**lessons, WHOLE: ""}
    return _grant(user_id, course_id, completed, has_passed=lambda one: one == rule_id, now=now)


def _grant(
    user_id: int,
    course_id: int,
    completed: Mapping[str, str],
    *,
    has_passed: HasPassed,
    now: datetime,
) -> list[CeEntry]:
    today = day_of(now)
    rule = rules.find_rule(course_id, on=today)
    if rule is None or not minutes_due(rule.terms, completed, {}):
        return []
    if rule.check_terms is not None and not has_passed(rule.id):
        return []
    lock_person(user_id)
    due = minutes_due(rule.terms, completed, ledger.list_granted(user_id, course_id))
    rows = [
        Row(
            minutes=minutes,
            category=Category(rule.category),
            title=rule.course_title,
            provider=rule.provider.name,
            earned_on=today,
            snapshot=take_snapshot(rule, on=today),
            course_id=course_id,
            rule_id=rule.id,
            unit=unit,
        )
        for unit, minutes in sorted(due.items())
    ]
    return append(user_id, rows, actor_id=None, now=now) if rows else []


def take_snapshot(rule: CeRule, *, on: date) -> dict[str, Any]:
    """The rule as a row keeps it: what it grants, by whom, by which documents. Nothing of a person."""
    standard = find_standard(rule.jurisdiction, on=on)
    return {
        "rule": rule.id,
        "course": rule.course_id,
        "title": dict(rule.course_title),
        "provider": rule.provider.name,
        "recognised_by": rule.provider.recognised_by,
        "provider_document": rule.provider.document,
        "source": rule.source,
        "is_verified": rule.is_verified and rule.provider.is_verified,
        "jurisdiction": rule.jurisdiction,
        "standard": standard.code if standard else None,
        "documents": [document.number for document in standard.documents] if standard else [],
        "category": rule.category,
        "basis": rule.basis,
        "minutes": rule.minutes,
        "by_kind": dict(rule.by_kind),
        "check": rule.check_terms,
    }
