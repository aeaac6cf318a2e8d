"""What a yearly report of a base says: every figure of one year, gathered once, in a fixed number of statements.

What comes out is plain JSON: numbers as text, days as ISO text, codes instead of words. Nothing but this is printed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from trainingapp.extensions import db
from trainingapp.incubator import models as m
from trainingapp.incubator.indicator_files import entries
from trainingapp.incubator.queries import figures, figures_bases, team_days, workflows
from trainingapp.rules.incubation.accounting_words import Level, ReportState
from trainingapp.rules.incubation.words import Stage
from trainingapp.rules.intervals import Interval
from trainingapp.web.i18n import SHANGHAI

Facts = dict[str, Any]
FLOW = ("cases_submitted", "cases_admitted", "graduated", "graduated_unextended", "terminated")


class Year(NamedTuple):
    """A year of a base, as far as it is over: its days, and the first day that is not reported any more."""

    base: m.IncubationBase
    number: int
    today: date

    @property
    def span(self) -> Interval:
        """Every day of the year."""
        return Interval(date(self.number, 1, 1), date(self.number + 1, 1, 1))

    @property
    def until(self) -> date:
        """The day after the last one reported: tomorrow while the year runs."""
        return min(self.span.end, self.today + timedelta(days=1))


def gather_year(base: m.IncubationBase, number: int, *, today: date) -> Facts:
    """The figures of a year of a base as they are known today."""
    year = Year(base, number, today)
    residents = _list_residents(year)
    return {
        "base": _base(base),
        "year": number,
        "last_day": (year.until - timedelta(days=1)).isoformat(),
        "is_over": year.until == year.span.end,
        "flow": _flow(year, residents),
        "measures": _measures(year),
        "agencies": _agencies(year, residents),
        "checks": _checks(year, residents),
        "encounters": _encounters(year),
        "money": _money(year),
        "follow_ups": _follow_ups(year),
    }


def list_years(base: m.IncubationBase, *, today: date) -> Sequence[int]:
    """The years that can be reported on, the newest first: from the first case of the base on."""
    first = db.session.scalar(select(func.min(m.Case.opened_at)).where(m.Case.base_id == base.id))
    begin = first.astimezone(SHANGHAI).year if first else today.year
    return list(range(today.year, min(begin, today.year) - 1, -1))


def select_snapshots(base: m.IncubationBase) -> Any:
    """The yearly reports of a base, the newest first."""
    row = m.YearlySnapshot
    query = select(row).where(row.base_id == base.id).options(joinedload(row.made_by))
    return query.order_by(row.year.desc(), row.number.desc())


def get_snapshot(base: m.IncubationBase, snapshot_id: int) -> m.YearlySnapshot:
    """A yearly report of the base. :raises NoResultFound: of another base."""
    row = m.YearlySnapshot
    query = select(row).where(row.base_id == base.id, row.id == snapshot_id)
    return db.session.scalars(query).one()


def last_day_of(snapshot: m.YearlySnapshot) -> date:
    """The last day that a report tells of."""
    return date.fromisoformat(snapshot.figures["last_day"])


def _list_residents(year: Year) -> Sequence[m.Case]:
    """The cases that were in incubation on at least one day of the year so far."""
    query = (
        select(m.Case)
        .where(m.Case.base_id == year.base.id, m.Case.entered_on < year.until)
        .where(or_(m.Case.exit_on.is_(None), m.Case.exit_on > year.span.start))
        .options(joinedload(m.Case.agency), joinedload(m.Case.workflow))
        .order_by(m.Case.entered_on, m.Case.id)
    )
    return db.session.scalars(query).all()


def _base(base: m.IncubationBase) -> Facts:
    return {
        "name": base.organisation.name,
        "code": base.code,
        "area": base.area_code,
        "operator": base.operator,
        "authority": base.authority.name if base.authority else "",
        "desks": base.desks,
    }


def _flow(year: Year, residents: Sequence[m.Case]) -> dict[str, int]:
    """Cases by what happened to them, and how many were in incubation when the year began and at its end."""
    passed = figures_bases.count_passages([year.base.id], year.span)[year.base.id]
    begin, until = year.span.start, year.until
    return {
        "at_begin": sum(one.entered_on is not None and one.entered_on < begin for one in residents),
        **{name: int(passed[name] or 0) for name in FLOW},
        "moved_in": sum(
            one.entered_on is not None and one.entered_on >= begin for one in residents
        ),
        "moved_out": sum(one.exit_on is not None and one.exit_on < until for one in residents),
        "at_end": sum(one.exit_on is None or one.exit_on >= until for one in residents),
    }


def _measures(year: Year) -> list[Facts]:
    """Every computed figure of a base over the year, with both parts where it is a ratio; none is None."""
    own = [one for one in entries().values() if one.indicator.level is Level.BASE]
    rows = [one for one in own if one.is_computed]
    found = figures.compute_entries(rows, Level.BASE, [year.base.id], year.span)[year.base.id]
    return [
        {
            "code": one.code,
            "value": _text(found[one.code].value),
            "numerator": _text(found[one.code].numerator),
            "denominator": _text(found[one.code].denominator),
        }
        for one in rows
    ]


def _agencies(year: Year, residents: Sequence[m.Case]) -> list[Facts]:
    """One row for each case that was in incubation: how the agency stood at the end, and what it was given."""
    ids = [one.agency_id for one in residents]
    ratios = team_days.list_last(ids, before=year.until)
    breaches = _breaches(year, ids)
    visits, reports = _visits(year), _reports(year)
    return [
        {
            "number": one.number,
            "name": one.agency.name,
            "stage": _stage(one),
            "entered_on": _day(one.entered_on),
            "exit_on": _day(one.exit_on if one.exit_on and one.exit_on < year.until else None),
            "qualified": ratios[one.agency_id].qualified if one.agency_id in ratios else None,
            "full_time": ratios[one.agency_id].full_time if one.agency_id in ratios else None,
            "red": breaches[one.agency_id]["red"],
            "amber": breaches[one.agency_id]["amber"],
            "meetings": visits[one.id][0],
            "minutes": visits[one.id][1],
            "reports_due": reports[one.id][0],
            "reports_on_time": reports[one.id][1],
        }
        for one in residents
    ]


def _stage(case: m.Case) -> dict[str, str]:
    return dict(workflows.definition_of(case).stages[Stage(case.stage)].names)


def _standing(year: Year, agency_ids: Sequence[int]) -> Any:
    """The findings that stood at the end of the last day."""
    end = figures_bases.moments(Interval(year.span.start, year.until))[1]
    row = m.ComplianceResult
    return select(row.agency_id, row.code, row.status, row.severity).where(
        row.agency_id.in_(agency_ids),
        row.found_at < end,
        or_(row.replaced_at.is_(None), row.replaced_at >= end),
    )


def _breaches(year: Year, agency_ids: Sequence[int]) -> Mapping[int, Counter[str]]:
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for agency_id, _code, status, severity in db.session.execute(_standing(year, agency_ids)):
        if status == "breach":
            found[agency_id][severity] += 1
    return found


def _checks(year: Year, residents: Sequence[m.Case]) -> list[Facts]:
    """How many agencies stood how by each check at the end; what nobody knows is counted apart."""
    ids = sorted({one.agency_id for one in residents})
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for _agency, code, status, _severity in db.session.execute(_standing(year, ids)):
        found[code][status] += 1
    return [{"code": code, "by_status": dict(counts)} for code, counts in sorted(found.items())]


def _visits(year: Year) -> Mapping[int, tuple[int, int]]:
    row = m.Encounter
    query = select(row.case_id, func.count(), func.sum(row.minutes)).group_by(row.case_id)
    found: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for case_id, count, minutes in db.session.execute(_in_year(query, row, year)):
        found[case_id] = (int(count), int(minutes))
    return found


def _encounters(year: Year) -> list[Facts]:
    row = m.Encounter
    query = select(row.kind, func.count(), func.sum(row.minutes)).group_by(row.kind)
    return [
        {"kind": kind, "count": int(count), "minutes": int(minutes)}
        for kind, count, minutes in db.session.execute(
            _in_year(query, row, year).order_by(row.kind)
        )
    ]


def _in_year(query: Any, row: Any, year: Year) -> Any:
    return query.join(m.Case, m.Case.id == row.case_id).where(
        m.Case.base_id == year.base.id,
        row.happened_on >= year.span.start,
        row.happened_on < year.until,
    )


def _reports(year: Year) -> Mapping[int, tuple[int, int]]:
    """Reports whose last day is past, without those not asked for, and those handed in by it."""
    row = m.Report
    query = (
        select(row.case_id, row.due_on, row.first_submitted_at)
        .join(m.Case, m.Case.id == row.case_id)
        .where(
            m.Case.base_id == year.base.id,
            row.due_on >= year.span.start,
            row.due_on < year.until,
            row.state != ReportState.SKIPPED,
        )
    )
    found: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for case_id, due_on, first in db.session.execute(query):
        is_on_time = first is not None and first.astimezone(SHANGHAI).date() <= due_on
        due, on_time = found[case_id]
        found[case_id] = (due + 1, on_time + is_on_time)
    return found


def _money(year: Year) -> Facts:
    """What the base has paid: instalments of its own money and small grants; and contracts signed in its cases."""
    paid = (
        select(m.Payment.kind, func.count(), func.sum(m.Payment.amount))
        .join(m.Payment.case)
        .where(
            m.Case.base_id == year.base.id,
            m.Payment.is_released.is_(True),
            m.Payment.moved_on >= year.span.start,
            m.Payment.moved_on < year.until,
        )
        .group_by(m.Payment.kind)
    )
    signed = (
        select(func.count(), func.sum(m.Contract.amount))
        .join(m.Contract.case)
        .where(
            m.Case.base_id == year.base.id,
            m.Contract.signed_on >= year.span.start,
            m.Contract.signed_on < year.until,
        )
    )
    count, amount = db.session.execute(signed).one()
    return {
        "payments": [
            {"kind": kind, "count": int(number), "amount": _text(Decimal(total))}
            for kind, number, total in db.session.execute(paid.order_by(m.Payment.kind))
        ],
        "contracts": {"count": int(count), "amount": _text(Decimal(amount or 0))},
    }


def _follow_ups(year: Year) -> list[Facts]:
    """Follow-ups due in the year by month, and what was heard; those nobody has reached stay apart."""
    row = m.FollowUp
    query = (
        select(row.month, row.survival, func.count())
        .join(row.case)
        .where(
            m.Case.base_id == year.base.id,
            row.due_on >= year.span.start,
            row.due_on < year.until,
        )
        .group_by(row.month, row.survival)
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for month, survival, count in db.session.execute(query):
        found[month][survival or "not_asked"] = int(count)
    return [{"month": month, "by_answer": found[month]} for month in sorted(found)]


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
