"""The life of a report: written, handed in, returned, corrected, approved; or skipped with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.accounting_words import (
    OPEN_REPORTS,
    Lateness,
    ReportState,
)
from trainingapp.rules.intervals import Interval


class ReportAct(StrEnum):
    """What may be done with a report."""

    SAVE = "save"
    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    SKIP = "skip"


class ReportNotOpen(RuleViolation):
    message = "This report is not open for it now: somebody has handed it in or decided on it."


class ReportTooEarly(RuleViolation):
    message = "The period of this report is not over yet. Save it, and hand it in afterwards."


class ReportIncomplete(RuleViolation):
    message = "Values are missing in this report: %(names)s."


_WAYS: Mapping[ReportAct, tuple[frozenset[ReportState], ReportState | None]] = {
    ReportAct.SAVE: (OPEN_REPORTS, None),
    ReportAct.SUBMIT: (OPEN_REPORTS, ReportState.SUBMITTED),
    ReportAct.RETURN: (frozenset({ReportState.SUBMITTED}), ReportState.RETURNED),
    ReportAct.APPROVE: (frozenset({ReportState.SUBMITTED}), ReportState.APPROVED),
    ReportAct.SKIP: (OPEN_REPORTS, ReportState.SKIPPED),
}


def may(act: ReportAct, state: ReportState) -> bool:
    """Whether the act is possible in this state."""
    return state in _WAYS[act][0]


def state_after(act: ReportAct, state: ReportState) -> ReportState:
    """The state after an act; saving keeps a returned report returned. :raises ReportNotOpen: not in this state."""
    if not may(act, state):
        raise ReportNotOpen
    target = _WAYS[act][1]
    if target is not None:
        return target
    return ReportState.RETURNED if state is ReportState.RETURNED else ReportState.DRAFT


def due_on(period: Interval, *, days: int) -> date:
    """The last day on which a report may be handed in: so many days after the last day of its period."""
    return period.end + timedelta(days=days - 1)


def lateness(
    due: date, state: ReportState, *, handed_in: date | None, on: date, very_late_days: int
) -> Lateness:
    """How a report stands on a day to its last day; what counts is when it was first handed in.

    More than `very_late_days` after the last day is very late; skipped with a reason is excused.
    """
    if state is ReportState.SKIPPED:
        return Lateness.EXCUSED
    day = handed_in or on
    if (day - due).days > very_late_days:
        return Lateness.VERY_LATE
    if handed_in is not None:
        return Lateness.LATE if day > due else Lateness.ON_TIME
    return Lateness.OVERDUE if on > due else Lateness.NOT_DUE
