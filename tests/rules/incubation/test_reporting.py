"""The life of a report as a table, and how late it is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from trainingapp.rules.incubation.accounting_words import Lateness, ReportState
from trainingapp.rules.incubation.reporting import (
    ReportAct,
    ReportNotOpen,
    due_on,
    lateness,
    may,
    state_after,
)
from trainingapp.rules.intervals import Interval

S, A = ReportState, ReportAct
WAYS = {
    (S.PENDING, A.SAVE): S.DRAFT,
    (S.DRAFT, A.SAVE): S.DRAFT,
    (S.RETURNED, A.SAVE): S.RETURNED,
    (S.PENDING, A.SUBMIT): S.SUBMITTED,
    (S.DRAFT, A.SUBMIT): S.SUBMITTED,
    (S.RETURNED, A.SUBMIT): S.SUBMITTED,
    (S.SUBMITTED, A.RETURN): S.RETURNED,
    (S.SUBMITTED, A.APPROVE): S.APPROVED,
    (S.PENDING, A.SKIP): S.SKIPPED,
    (S.DRAFT, A.SKIP): S.SKIPPED,
    (S.RETURNED, A.SKIP): S.SKIPPED,
}


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("act", list(A))
def test_each_act_leads_from_each_state_where_the_table_says(
    state: ReportState, act: ReportAct
) -> None:
    target = WAYS.get((state, act))
    assert may(act, state) is (target is not None)
    if target is None:
        with pytest.raises(ReportNotOpen):
            state_after(act, state)
    else:
        assert state_after(act, state) is target


DUE = date(2027, 1, 10)


def test_a_report_is_due_days_after_the_last_day_of_its_period() -> None:
    quarter = Interval(date(2026, 10, 1), date(2027, 1, 1))
    assert due_on(quarter, days=10) == DUE
    assert due_on(quarter, days=0) == date(2026, 12, 31)
    assert due_on(Interval(date(2028, 2, 1), date(2028, 3, 1)), days=1) == date(2028, 3, 1)


@pytest.mark.parametrize(
    ("handed_in", "on", "told"),
    [
        (None, 0, Lateness.NOT_DUE),
        (None, 1, Lateness.OVERDUE),
        (None, 14, Lateness.OVERDUE),
        (None, 15, Lateness.VERY_LATE),
        (0, 300, Lateness.ON_TIME),
        (-5, 300, Lateness.ON_TIME),
        (1, 300, Lateness.LATE),
        (14, 300, Lateness.LATE),
        (15, 300, Lateness.VERY_LATE),
    ],
)
def test_a_report_is_late_by_when_it_was_first_handed_in(
    handed_in: int | None, on: int, told: Lateness
) -> None:
    day = None if handed_in is None else DUE + timedelta(days=handed_in)
    state = S.PENDING if handed_in is None else S.APPROVED
    found = lateness(DUE, state, handed_in=day, on=DUE + timedelta(days=on), very_late_days=14)
    assert found is told


def test_what_is_skipped_with_a_reason_is_excused() -> None:
    day = DUE + timedelta(days=90)
    assert lateness(DUE, S.SKIPPED, handed_in=None, on=day, very_late_days=14) is Lateness.EXCUSED
