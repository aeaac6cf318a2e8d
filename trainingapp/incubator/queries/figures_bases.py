"""What formulas ask of bases: cases that came, were checked, admitted, moved in, graduated; advice, desks, reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case as when, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Agency,
    Case,
    DeskAssignment,
    Encounter,
    Incident,
    IncubationBase,
    IndicatorAssignment,
    IndicatorPeriod,
    IndicatorValue,
    Report,
    Screening,
    StageRecord,
)
from trainingapp.rules.incubation.accounting_words import ReportState
from trainingapp.rules.incubation.indicators import standing_value
from trainingapp.rules.incubation.medians import median
from trainingapp.rules.incubation.words import AgencyKind, Mode, Stage
from trainingapp.rules.intervals import Interval
from trainingapp.web.i18n import SHANGHAI

Facts = Mapping[int, Mapping[str, Decimal | None]]
PASSAGES = {
    "cases_submitted": ("submit",),
    "cases_admitted": ("admit",),
    "cases_decided": ("admit", "reject", "put_on_waitlist"),
    "graduated": ("graduate",),
    "terminated": ("close_exit",),
}
DAYS_OF_MONTH = Decimal("30.4375")


def moments(span: Interval) -> tuple[datetime, datetime]:
    """The moments at which the days of a span begin and are over in Shanghai."""
    start, end = (datetime.combine(day, time(), SHANGHAI).astimezone(UTC) for day in span)
    return start, end


def within(column: InstrumentedAttribute[datetime | None], span: Interval) -> ColumnElement[bool]:
    """Whether a moment lies in the days of a span."""
    start, end = moments(span)
    return (column >= start) & (column < end)


def count_passages(base_ids: Sequence[int], span: Interval) -> Facts:
    """Cases by what happened to them in the span; a case counts once, and what was undone as a mistake not at all."""
    acts = {act for kinds in PASSAGES.values() for act in kinds}
    undone = select(StageRecord.reverts_id).where(StageRecord.reverts_id.is_not(None))
    query = (
        select(Case.base_id, StageRecord.act, Case.id, Case.extensions)
        .join(Case, Case.id == StageRecord.case_id)
        .where(Case.base_id.in_(base_ids), StageRecord.act.in_(acts), within(StageRecord.at, span))
        .where(StageRecord.id.not_in(undone))
    )
    seen: dict[int, dict[str, set[int]]] = {one: defaultdict(set) for one in base_ids}
    for base_id, act, case_id, extensions in db.session.execute(query):
        for name, kinds in PASSAGES.items():
            if act in kinds:
                seen[base_id][name].add(case_id)
        if act == "graduate" and not extensions:
            seen[base_id]["graduated_unextended"].add(case_id)
    names = (*PASSAGES, "graduated_unextended")
    return {
        base_id: {name: Decimal(len(found[name])) for name in names}
        for base_id, found in seen.items()
    }


def count_screened(base_ids: Sequence[int], span: Interval) -> Facts:
    """First checks settled in the span, and those by their last day."""
    query = (
        select(Case.base_id, Screening.settled_at, Screening.due_on)
        .join(Case, Case.id == Screening.case_id)
        .where(Case.base_id.in_(base_ids), within(Screening.settled_at, span))
    )
    found = {one: [0, 0] for one in base_ids}
    for base_id, settled_at, due_on in db.session.execute(query):
        is_on_time = settled_at is not None and settled_at.astimezone(SHANGHAI).date() <= due_on
        found[base_id][0] += 1
        found[base_id][1] += is_on_time
    return {
        base_id: {"screened": Decimal(total), "screened_on_time": Decimal(on_time)}
        for base_id, (total, on_time) in found.items()
    }


def count_residents(base_ids: Sequence[int], span: Interval) -> Facts:
    """Cases that were in incubation on the last day of the span, by mode; and how long those took that left in it."""
    last = span.end
    query = select(Case.base_id, Case.mode, Case.entered_on, Case.exit_on).where(
        Case.base_id.in_(base_ids),
        Case.entered_on < last,
        or_(Case.exit_on.is_(None), Case.exit_on >= span.start),
    )
    found: dict[int, dict[str, Decimal | None]] = {
        one: {"residents_physical": Decimal(0), "residents_virtual": Decimal(0)} for one in base_ids
    }
    stays: dict[int, list[Decimal]] = defaultdict(list)
    for base_id, mode, entered_on, exit_on in db.session.execute(query):
        if exit_on is None or exit_on >= last:
            name = "residents_virtual" if mode == Mode.VIRTUAL else "residents_physical"
            found[base_id][name] = (found[base_id][name] or Decimal(0)) + 1
        elif entered_on is not None:
            stays[base_id].append(Decimal((exit_on - entered_on).days) / DAYS_OF_MONTH)
    for base_id in base_ids:
        found[base_id]["median_months_resident"] = median(stays[base_id])
    return found


def count_registered(base_ids: Sequence[int], span: Interval) -> Facts:
    """Agencies registered, and groups filed, in the span while their case was open; and days from moving in to it."""
    query = (
        select(Case.base_id, Agency.kind, Agency.registered_on, Case.entered_on)
        .join(Agency, Agency.id == Case.agency_id)
        .where(
            Case.base_id.in_(base_ids),
            Case.stage.not_in([Stage.DRAFT, Stage.REJECTED, Stage.WITHDRAWN]),
            Agency.registered_on >= span.start,
            Agency.registered_on < span.end,
            Case.entered_on <= Agency.registered_on,
            or_(Case.exit_on.is_(None), Case.exit_on > Agency.registered_on),
        )
    )
    registered, filed = dict.fromkeys(base_ids, 0), dict.fromkeys(base_ids, 0)
    days: dict[int, list[Decimal]] = defaultdict(list)
    for base_id, kind, registered_on, entered_on in db.session.execute(query):
        if kind == AgencyKind.FILED_GROUP:
            filed[base_id] += 1
            continue
        registered[base_id] += 1
        if registered_on is None or entered_on is None:
            continue
        days[base_id].append(Decimal((registered_on - entered_on).days))
    return {
        one: {
            "newly_registered": Decimal(registered[one]),
            "newly_filed": Decimal(filed[one]),
            "median_days_to_register": median(days[one]),
        }
        for one in base_ids
    }


def count_reports(base_ids: Sequence[int], span: Interval) -> Facts:
    """Reports whose last day lies in the span, without skipped ones, and those handed in by it."""
    query = (
        select(Case.base_id, Report.due_on, Report.first_submitted_at)
        .join(Case, Case.id == Report.case_id)
        .where(
            Case.base_id.in_(base_ids),
            Report.due_on >= span.start,
            Report.due_on < span.end,
            Report.state != ReportState.SKIPPED,
        )
    )
    found = {one: [0, 0] for one in base_ids}
    for base_id, due_on, first in db.session.execute(query):
        found[base_id][0] += 1
        found[base_id][1] += first is not None and first.astimezone(SHANGHAI).date() <= due_on
    return {
        base_id: {"reports_due": Decimal(due), "reports_on_time": Decimal(on_time)}
        for base_id, (due, on_time) in found.items()
    }


def count_advice(base_ids: Sequence[int], span: Interval) -> Facts:
    """Encounters in the span, their minutes, and how many cases had one that were in incubation on its last day."""
    stays = (Case.entered_on < span.end) & (Case.exit_on.is_(None) | (Case.exit_on >= span.end))
    query = (
        select(
            Case.base_id,
            func.count(Encounter.id),
            func.sum(Encounter.minutes),
            func.count(when((stays, Encounter.case_id)).distinct()),
        )
        .join(Case, Case.id == Encounter.case_id)
        .where(
            Case.base_id.in_(base_ids),
            Encounter.happened_on >= span.start,
            Encounter.happened_on < span.end,
        )
        .group_by(Case.base_id)
    )
    return _counted(
        db.session.execute(query), base_ids, ("encounters", "encounter_minutes", "cases_advised")
    )


def count_incidents(base_ids: Sequence[int], span: Interval) -> Facts:
    """Incidents and complaints in the span, and those of them that are closed."""
    query = (
        select(
            Case.base_id,
            func.count(Incident.id),
            func.sum(when((Incident.closed_at.is_not(None), 1), else_=0)),
        )
        .join(Case, Case.id == Incident.case_id)
        .where(
            Case.base_id.in_(base_ids),
            Incident.happened_on >= span.start,
            Incident.happened_on < span.end,
        )
        .group_by(Case.base_id)
    )
    return _counted(db.session.execute(query), base_ids, ("incidents", "incidents_closed"))


def _counted(rows: Iterable[Sequence[Any]], ids: Sequence[int], names: Sequence[str]) -> Facts:
    known = {row[0]: tuple(row[1:]) for row in rows}
    empty = (0,) * len(names)
    return {
        one: {
            name: Decimal(value or 0)
            for name, value in zip(names, known.get(one, empty), strict=True)
        }
        for one in ids
    }


def count_desks(base_ids: Sequence[int], span: Interval) -> Facts:
    """Days on which desks were taken, and days on which there were desks."""
    bases = db.session.execute(
        select(IncubationBase.id, IncubationBase.desks).where(IncubationBase.id.in_(base_ids))
    )
    length = (span.end - span.start).days
    found = {one: {"desk_days": Decimal(desks * length)} for one, desks in bases}
    query = select(DeskAssignment).where(
        DeskAssignment.base_id.in_(base_ids),
        DeskAssignment.starts_on < span.end,
        or_(DeskAssignment.ends_on.is_(None), DeskAssignment.ends_on > span.start),
    )
    used: dict[int, int] = defaultdict(int)
    for one in db.session.scalars(query):
        end = min(one.ends_on or span.end, span.end)
        used[one.base_id] += (end - max(one.starts_on, span.start)).days
    return {
        base_id: {**facts, "desk_days_used": Decimal(used[base_id])}
        for base_id, facts in found.items()
    }


def reported_values(
    column: InstrumentedAttribute[int | None],
    ids: Sequence[int],
    span: Interval,
    measures: Iterable[str],
) -> Facts:
    """The approved values of reported measures in the span, summed, under their names as facts."""
    query = (
        select(column, IndicatorAssignment.measure, IndicatorPeriod.id, IndicatorValue)
        .join(IndicatorPeriod, IndicatorPeriod.assignment_id == IndicatorAssignment.id)
        .join(IndicatorValue, IndicatorValue.period_id == IndicatorPeriod.id)
        .where(
            column.in_(ids),
            IndicatorAssignment.measure.in_(list(measures)),
            IndicatorPeriod.starts_on >= span.start,
            IndicatorPeriod.ends_on <= span.end,
        )
        .order_by(IndicatorValue.id)
    )
    rows: dict[tuple[int, str, int], list[IndicatorValue]] = defaultdict(list)
    for owner_id, measure, period_id, entry in db.session.execute(query):
        rows[owner_id or 0, measure, period_id].append(entry)
    found: dict[int, dict[str, Decimal | None]] = defaultdict(dict)
    for (owner_id, measure, _period), values in rows.items():
        value = standing_value(values)
        if value is not None and value.value is not None:
            name = measure.lower().replace(".", "_")
            found[owner_id][name] = (found[owner_id].get(name) or Decimal(0)) + value.value
    return found


def reported_of_bases(base_ids: Sequence[int], span: Interval) -> Facts:
    """What bases spent, as reported."""
    return reported_values(IndicatorAssignment.base_id, base_ids, span, ["B23.spending"])


PROVIDERS = (
    (frozenset({*PASSAGES, "graduated_unextended"}), count_passages),
    (frozenset({"screened", "screened_on_time"}), count_screened),
    (
        frozenset({"residents_physical", "residents_virtual", "median_months_resident"}),
        count_residents,
    ),
    (
        frozenset({"newly_registered", "newly_filed", "median_days_to_register"}),
        count_registered,
    ),
    (frozenset({"reports_due", "reports_on_time"}), count_reports),
    (frozenset({"encounters", "encounter_minutes", "cases_advised"}), count_advice),
    (frozenset({"incidents", "incidents_closed"}), count_incidents),
    (frozenset({"desk_days", "desk_days_used"}), count_desks),
    (frozenset({"b23_spending"}), reported_of_bases),
)
