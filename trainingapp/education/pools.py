"""What education asks of a course: how many items its check has, and who made it. A part above registers the answers.

For part `courses`: call `register_pool` and `register_makers` once, at import, in a module that app.py reaches.
"""

from __future__ import annotations

from collections.abc import Callable

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


def count_items(course_id: int) -> int:
    """How many items a check of a course can ask."""
    return sum(count(course_id) for count in _POOLS)


def list_makers(course_id: int) -> set[int]:
    """Who makes a course, or once did."""
    return {user_id for makers in _MAKERS for user_id in makers(course_id)}
