"""By when a learner's classes want a lesson done. Courses know no classes: a part above registers what it knows.

For part `classes`: call `register_deadlines(function)` once, at import, in a module that app.py reaches. `function` is
given (user_id, course_id) and answers {lesson_key: due_at} with aware datetimes, in one statement however many lessons
there are; lessons without a deadline are left out. Where several classes name one lesson, answer the latest: late work
is only shown as late, never refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

Deadlines = Callable[[int, int], Mapping[str, datetime]]

_DEADLINES: list[Deadlines] = []


def register_deadlines(function: Deadlines) -> None:
    """Ask this function too. A second time changes nothing."""
    if function not in _DEADLINES:
        _DEADLINES.append(function)


def find_deadlines(user_id: int, course_id: int) -> dict[str, datetime]:
    """By when somebody should have done the lessons of a course, by lesson key; of several the latest."""
    found: dict[str, datetime] = {}
    for function in _DEADLINES:
        for key, due_at in function(user_id, course_id).items():
            found[key] = max(due_at, found.get(key, due_at))
    return found
