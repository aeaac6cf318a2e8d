"""Targets and baselines, locking of periods, and correcting an approved value: taken back, and another entered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from trainingapp.audit.actions import record
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.indicator_files import find_entry
from trainingapp.incubator.models import (
    Case,
    IndicatorAssignment,
    IndicatorPeriod,
    IndicatorValue,
)
from trainingapp.incubator.queries.indicators import list_lockable
from trainingapp.incubator.report_telling import tell_corrected
from trainingapp.rules.incubation.accounting_words import Source, ValueKind, ValueState
from trainingapp.rules.incubation.indicators import (
    CorrectionSame,
    NotApproved,
    PeriodLocked,
    ValueComputed,
    standing_value,
)


def correct_value(
    case: Case,
    value: IndicatorValue,
    corrected: Decimal | None,
    *,
    reason: str,
    actor_id: int,
    now: datetime,
) -> IndicatorValue:
    """Take an approved value back and enter another; both stay visible, locked or not. The agency is told.

    :raises NotApproved: it does not stand. :raises ValueComputed: it is computed.
    :raises CorrectionSame: nothing would change.
    """
    standing = standing_value(value.period.values)
    if standing is None or standing.id != value.id:
        raise NotApproved
    if value.source == Source.COMPUTED:
        raise ValueComputed
    if corrected == value.value:
        raise CorrectionSame
    shared = {
        "source": value.source,
        "state": ValueState.APPROVED,
        "note": reason,
        "breakdown": {},
        "entered_by_id": actor_id,
        "entered_at": now,
        "approved_by_id": actor_id,
        "approved_at": now,
    }
    back = IndicatorValue(
        kind=ValueKind.REVERSAL, reverses_id=value.id, value=value.value, **shared
    )
    entry = IndicatorValue(kind=ValueKind.ENTRY, value=corrected, **shared)
    value.period.values.append(back)
    db.session.flush()
    value.period.values.append(entry)
    db.session.flush()
    _note(case, "correct_value", {"value": value.id}, actor_id=actor_id, now=now)
    assignment = value.period.assignment
    tell_corrected(
        case,
        period=f"{assignment.measure} {value.period.starts_on}",
        reason=reason,
        url=f"/incubation/cases/{case.id}/indicators/{assignment.id}",
        now=now,
    )
    return entry


def set_goals(
    case: Case,
    assignment: IndicatorAssignment,
    *,
    baseline: tuple[Decimal | None, date | None],
    targets: Mapping[int, Decimal | None],
    actor_id: int,
    now: datetime,
) -> None:
    """Set baseline and targets; an empty target is no target. The whole target is their sum where all are given.

    :raises PeriodLocked: the target of a locked period would change.
    """
    assignment.baseline, assignment.baseline_on = baseline
    for period in assignment.periods:
        target = targets.get(period.id, period.target)
        if target != period.target and period.locked_at is not None:
            raise PeriodLocked
        period.target = target
    given = [period.target for period in assignment.periods if period.target is not None]
    entry = find_entry(assignment.measure)
    is_summed = entry is not None and not entry.is_percent and len(given) == len(assignment.periods)
    assignment.target_total = sum(given, Decimal(0)) if given and is_summed else None
    db.session.flush()
    _note(case, "set_targets", {"assignment": assignment.id}, actor_id=actor_id, now=now)


def lock_periods(
    periods: Iterable[IndicatorPeriod], *, actor_id: int | None, now: datetime
) -> None:
    """Lock periods: from now on only a correction changes their values."""
    for period in periods:
        period.locked_at, period.locked_by_id = now, actor_id
    db.session.flush()


def lock_case(case: Case, *, actor_id: int | None, now: datetime) -> None:
    """Lock every period of a case that is over."""
    lock_periods(list_lockable(case, before=day_of(now)), actor_id=actor_id, now=now)


def _note(
    case: Case, act: str, detail: Mapping[str, object], *, actor_id: int, now: datetime
) -> None:
    record(
        f"incubator.{act}",
        actor_id=actor_id,
        subject="incubation_case",
        subject_id=case.id,
        detail=detail,
        now=now,
    )
