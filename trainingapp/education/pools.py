"""What education asks of a course: how many items its check has, and who made it. A part above registers the answers.

For part `courses`: call `register_pool` and `register_makers` once, at import, in a module that app.py reaches.
"""

from __future__ import annotations

from collections.abc import Callable

from trainingapp.education.models import CeRule
from trainingapp.rules.education import RuleState

CountItems = Callable[[int], int]  # of the course of this id, as it is published

ListMakers = Callable[[int], set[int]]  # who makes the course of this id, or once did

_POOLS: list[CountItems] = []
_MAKERS: list[ListMakers] = []


def register_pool(function: CountItems) -> None:
    """Let a part count the items of a course's check. A second time changes nothing."""
    if function not in _POOLS:
        _POOLS.append(function)


def register_makers(function: ListMakers) -> None:
    """Let a part name who made a course: they do not decide on what it grants. A second time changes nothing."""
    if function not in _MAKERS:
        _MAKERS.append(function)


def is_made_by(rule: CeRule, user_id: int) -> bool:
    """Whether somebody proposed a rule, or makes its course: others decide on it."""
    made = any(user_id in list_makers(rule.course_id) for list_makers in _MAKERS)
    return made or rule.proposed_by_id == user_id


def count_missing(rule: CeRule) -> int:
    """How many items the check of an open rule lacks; 0 without a check, or when there are enough."""
    is_open = rule.state in (RuleState.PROPOSED, RuleState.APPROVED)
    if rule.check is None or not is_open:
        return 0
    return max(0, rule.check.items - sum(count(rule.course_id) for count in _POOLS))
