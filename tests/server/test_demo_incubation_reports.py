"""Reports of the demonstration that are written as rows: nothing in them differs from what the acts would have left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, select

from tests.conftest import create_tables, make_app
from trainingapp.extensions import db
from trainingapp.incubator.actions import reporting, scheduling
from trainingapp.incubator.models import Case, IndicatorPeriod, IndicatorValue, Report
from trainingapp.incubator.queries.reports import list_periods
from trainingapp.rules.incubation.accounting_words import ReportState, Source
from trainingapp.server import (
    demo_accounts,
    demo_data,
    demo_incubation,
    demo_incubation_reports as reports,
)
from trainingapp.server.demo_incubation_base import make_base
from trainingapp.server.demo_incubation_cases import Plan, resident
from trainingapp.server.demo_incubation_cast import Scene
from trainingapp.server.demo_incubation_team import Team
from trainingapp.server.demo_incubation_walk import Walk
from trainingapp.web.transactions import writing

NOW = datetime(2026, 11, 23, 4, 0, 10, tzinfo=UTC)
BEGUN = 395
OWN = {"id", "report_id", "period_id"}  # numbers of rows


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = make_app(tmp_path_factory.mktemp("reports"))
    create_tables(app)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def walk(site: Flask) -> Iterator[Walk]:
    """A resident of a year with a project, whose reports nobody has written yet."""
    with site.app_context(), writing():
        demo_accounts.make_people(now=NOW)
        cast = demo_data.incubation_cast()
        base, calls = make_base(cast, now=NOW)
        scene = Scene(cast, base, calls, now=NOW)
        way = (*resident(1, BEGUN), ("contract", 280))
        found = demo_incubation.take_way(scene, Plan("春晓社工（演示）", way, Team(3, 1)), 1)
        found.at = NOW
        yield found
        db.session.rollback()
        db.session.remove()


def columns(row: Any) -> dict[str, Any]:
    """What a row says, without its numbers."""
    return {
        one.key: getattr(row, one.key)
        for one in inspect(type(row)).column_attrs
        if one.key not in OWN
    }


def kept(case: Case) -> list[dict[str, Any]]:
    """Everything that is kept of the reports of a case."""
    query = select(Report).where(Report.case_id == case.id).order_by(Report.id)
    told: list[dict[str, Any]] = []
    for report in db.session.scalars(query.execution_options(populate_existing=True)):
        told.append(columns(report) | {"id": report.id})
        told += [columns(version) for version in report.versions]
        for entry, period in list_periods(report):
            told += [columns(value) | {"code": entry.code} for value in period.values]
    return told


def by_acts(walk: Walk, report: Report) -> None:
    """Hand a report in and approve it as people do, at the moments of the demonstration."""
    reports.hand_in(walk, report, at=min(reports.moment_of(report) + reports.WRITTEN, walk.at))
    at = min(reports.moment_of(report) + reports.APPROVED, walk.at)
    reporting.approve_report(report, actor_id=walk.cast.officer.id, now=at)


def ended(walk: Walk) -> list[Report]:
    scheduling.make_reports(walk.case, on=walk.today)
    return [one for one in reports.list_open(walk) if one.ends_on <= walk.today]


@pytest.fixture(scope="module")
def both(walk: Walk) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What the acts leave and what the rows leave, of the same reports."""
    case = walk.case
    point = db.session.begin_nested()
    for report in ended(walk):
        by_acts(walk, report)
    db.session.flush()
    acted = kept(case)
    point.rollback()
    db.session.expire_all()
    reports.settle_reports(walk)
    db.session.flush()
    db.session.expire_all()
    return acted, kept(case)


def test_there_is_something_to_compare(both: tuple[list[Any], list[Any]]) -> None:
    acted, _written = both
    assert len([one for one in acted if one.get("state") == ReportState.APPROVED]) > 20
    assert {one["source"] for one in acted if "source" in one} == {Source.REPORTED, Source.COMPUTED}


def test_reports_versions_and_typed_figures_are_the_same_by_rows_as_by_acts(
    both: tuple[list[dict[str, Any]], list[dict[str, Any]]],
) -> None:
    acted, written = (
        [one for one in found if one.get("source") != Source.COMPUTED] for found in both
    )
    assert written == acted


def test_computed_figures_are_those_of_the_acts_but_for_their_moment(
    both: tuple[list[dict[str, Any]], list[dict[str, Any]]],
) -> None:
    moments = {"entered_at", "approved_at"}
    acted, written = (
        [
            {key: value for key, value in one.items() if key not in moments}
            for one in found
            if one.get("source") == Source.COMPUTED
        ]
        for found in both
    )
    assert written == acted


def test_no_report_is_handed_in_before_its_period_is_over(walk: Walk, both: object) -> None:
    query = select(Report).where(Report.state == ReportState.APPROVED)
    found = db.session.scalars(query).all()
    assert found
    for report in found:
        assert report.submitted_at is not None
        assert report.decided_at is not None
        assert reports.moment_of(report) <= report.submitted_at <= report.decided_at <= walk.at


def test_settling_again_changes_nothing(walk: Walk, both: tuple[list[Any], list[Any]]) -> None:
    reports.settle_reports(walk)
    db.session.flush()
    assert kept(walk.case) == both[1]


def test_a_period_that_goes_on_stays_open(walk: Walk, both: object) -> None:
    going_on = [one for one in reports.list_open(walk) if one.ends_on > walk.today]
    assert going_on
    assert {one.state for one in going_on} == {ReportState.PENDING}


@pytest.mark.parametrize(
    ("leave", "state"),
    [
        (reports.leave_waiting, ReportState.SUBMITTED),
        (reports.leave_returned, ReportState.RETURNED),
        (reports.leave_late, ReportState.PENDING),
    ],
    ids=["waits for the base", "is returned", "is not written"],
)
def test_the_newest_report_is_left_as_its_plan_says(walk: Walk, leave: Any, state: str) -> None:
    point = db.session.begin_nested()
    walk.at = NOW + timedelta(days=200)
    try:
        open_before = ended(walk)
        leave(walk)
        db.session.flush()
        assert open_before[-1].state == state
        assert {one.state for one in open_before[:-1]} <= {ReportState.APPROVED}
    finally:
        walk.at = NOW
        point.rollback()
        db.session.expire_all()


def test_figures_stay_between_what_people_would_write(walk: Walk, both: object) -> None:
    query = select(IndicatorValue.value).where(IndicatorValue.source == Source.REPORTED)
    assert {Decimal(4), Decimal(5)} >= set(db.session.scalars(query))


def test_no_report_at_all_is_no_fault(walk: Walk) -> None:
    point = db.session.begin_nested()
    ids = select(IndicatorPeriod.id)
    assert db.session.scalars(ids).first() is not None
    reports.settle(walk, [])
    assert not db.session.new
    point.rollback()
