"""How many items a final check of a course can ask. Education knows no courses: a part above registers who counts.

For part `courses`: call `register_pool(function)` once, at import, in a module that app.py reaches.
"""

from __future__ import annotations

from collections.abc import Callable

from trainingapp.education.models import CeRule
from trainingapp.rules.education import RuleState

CountItems = Callable[[int], int]  # of the course of this id, as it is published

_POOLS: list[CountItems] = []


def register_pool(function: CountItems) -> None:
    """Let a part count the items of a course's check. A second time changes nothing."""
    if function not in _POOLS:
        _POOLS.append(function)


def count_missing(rule: CeRule) -> int:
    """How many items the check of an open rule lacks; 0 without a check, or when there are enough."""
    is_open = rule.state in (RuleState.PROPOSED, RuleState.APPROVED)
    if rule.check is None or not is_open:
        return 0
    return max(0, rule.check.items - sum(count(rule.course_id) for count in _POOLS))
