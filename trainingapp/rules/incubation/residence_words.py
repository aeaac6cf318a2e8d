"""The words of residence: tasks, plan items, encounters, assessments, risks, what is settled on leaving."""

from __future__ import annotations

from enum import StrEnum


class TaskSource(StrEnum):
    """What a task came from."""

    MANUAL = "manual"
    RULE = "rule"  # a check of compliance
    REPORT = "report"
    ENCOUNTER = "encounter"  # an agreed action
    PLAN = "plan"
    PUTTING_RIGHT = "putting_right"  # an item of a rectification
    STAGE = "stage"  # something that a passage asks for
    RISK = "risk"


class ItemState(StrEnum):
    """How far an item of a plan is. Overdue is computed, never stored."""

    TODO = "todo"
    DOING = "doing"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    WAIVED = "waived"


DONE = frozenset({ItemState.ACCEPTED, ItemState.WAIVED})
