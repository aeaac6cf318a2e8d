"""What an act asks of the database does not grow with what is reported, kept or judged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.committing import written as act
from tests.factories_accounts import make_user
from tests.factories_incubator import NOON, TODAY, make_agency, make_case, make_manager, make_place
from tests.factories_money import begin_reporting, find_report, make_project
from tests.statements import counted
from trainingapp.extensions import db
from trainingapp.incubator.actions import reporting, scheduling
from trainingapp.incubator.actions.reporting import Content, Typed
from trainingapp.incubator.models import (
    Case,
    IndicatorAssignment,
    IndicatorPeriod,
    IndicatorValue,
    Report,
    ReportVersion,
)
from trainingapp.incubator.queries import reports
from trainingapp.incubator.queries.separation import find_bars, list_barred
from trainingapp.rules.incubation.accounting_words import ReportState, ValueState
from trainingapp.rules.incubation.reviewing import Bar
from trainingapp.rules.permissions import Role


@pytest.fixture
def case_id(app: Flask) -> int:
    number = make_case(make_place(), make_agency("春晖社会工作服务中心")).id
    begin_reporting(of(number))
    return number


def of(case_id: int) -> Case:
    return db.session.get_one(Case, case_id)


def measured(case_id: int, step: Callable[[Report], object]) -> list[str]:
    """The statements of something that is done with the report on the third quarter."""

    def do() -> None:
        report = find_report(of(case_id))
        with counted() as seen:
            step(report)
        told.extend(seen)

    told: list[str] = []
    act(do)
    return told


def read(told: list[str], table: str) -> int:
    """How many of the statements read a table first of all."""
    return sum(f"FROM {table} " in one or f"FROM {table}\n" in one for one in told)


def fill(case_id: int, user_id: int) -> None:
    def write(report: Report) -> None:
        typed = {
            period.id: Typed(Decimal(4))
            for entry, period in reports.list_periods(report)
            if not entry.is_computed
        }
        content = Content("本季度", "", "", typed)
        reporting.save_report(report, content, actor_id=user_id, now=NOON)

    measured(case_id, write)


def add_projects(case_id: int, many: int) -> None:
    """Projects of the agency: each is reported on with measures of its own."""
    for _ in range(many):
        make_project(of(case_id).agency, starts_on=date(2026, 5, 25), ends_on=date(2027, 5, 1))
    act(lambda: scheduling.assign_indicators(of(case_id), now=NOON))


class TestReports:
    def test_handing_in_reads_the_periods_of_a_report_once(self, case_id: int) -> None:
        agency = make_user().id
        fill(case_id, agency)
        told = measured(
            case_id, lambda one: reporting.submit_report(one, actor_id=agency, now=NOON)
        )
        assert read(told, "indicator_period") == 1
        assert read(told, "indicator_assignment") == 0

    def test_handing_in_reads_as_much_for_many_figures_as_for_few(self, case_id: int) -> None:
        agency = make_user().id
        fill(case_id, agency)
        few = measured(case_id, lambda one: reporting.submit_report(one, actor_id=agency, now=NOON))
        other = make_case(make_place(), make_agency("知行社会工作服务中心")).id
        begin_reporting(of(other))
        add_projects(other, 3)
        fill(other, agency)
        many = measured(other, lambda one: reporting.submit_report(one, actor_id=agency, now=NOON))
        reading = [[one for one in told if one.startswith("SELECT")] for told in (few, many)]
        assert len(reading[1]) <= len(reading[0]) + 1  # the projects, which the first has none of

    def test_what_was_handed_in_names_every_figure_with_its_project(self, case_id: int) -> None:
        agency = make_user().id
        add_projects(case_id, 1)
        fill(case_id, agency)
        measured(case_id, lambda one: reporting.submit_report(one, actor_id=agency, now=NOON))
        version = db.session.scalars(select(ReportVersion)).one()
        report = find_report(of(case_id))
        expected = [
            {
                "code": entry.code,
                "project": period.assignment.project_id,
                "value": "4.0000",
                "note": "",
            }
            for entry, period in reports.list_periods(report)
            if not entry.is_computed
        ]
        said = [
            {**one, "value": f"{Decimal(one['value']):.4f}"} for one in version.content["values"]
        ]
        assert said == expected
        assert {one["project"] for one in expected} == {None, the_project()}

    def test_approving_reads_the_periods_of_a_report_once(self, case_id: int) -> None:
        agency, officer = make_user().id, make_user().id
        fill(case_id, agency)
        measured(case_id, lambda one: reporting.submit_report(one, actor_id=agency, now=NOON))
        told = measured(
            case_id, lambda one: reporting.approve_report(one, actor_id=officer, now=NOON)
        )
        assert read(told, "indicator_period") == 1
        assert find_report(of(case_id)).state == ReportState.APPROVED
        states = set(db.session.scalars(select(IndicatorValue.state)))
        assert states == {ValueState.APPROVED}

    def test_returning_reads_the_periods_of_a_report_once(self, case_id: int) -> None:
        agency, officer = make_user().id, make_user().id
        fill(case_id, agency)
        measured(case_id, lambda one: reporting.submit_report(one, actor_id=agency, now=NOON))
        told = measured(
            case_id,
            lambda one: reporting.return_report(one, note="请核对", actor_id=officer, now=NOON),
        )
        assert read(told, "indicator_period") == 1
        assert set(db.session.scalars(select(IndicatorValue.state))) == {ValueState.RETURNED}


class TestPeriods:
    def test_the_periods_of_all_measures_are_made_by_one_statement(self, app: Flask) -> None:
        case_id = make_case(make_place(), make_agency("春晖社会工作服务中心")).id
        told: list[str] = []

        def begin() -> None:
            with counted() as seen:
                scheduling.assign_indicators(of(case_id), now=NOON)
            told.extend(seen)

        act(begin)
        made = [one for one in told if "INTO indicator_period" in one]
        assert len(made) == 1
        assert (db.session.scalar(select(func.count()).select_from(IndicatorPeriod)) or 0) > 50

    def test_nothing_is_made_when_nothing_is_missing(self, case_id: int) -> None:
        told: list[str] = []

        def again() -> None:
            with counted() as seen:
                scheduling.lengthen_periods(of(case_id), on=TODAY)
            told.extend(seen)

        act(again)
        assert [one for one in told if one.startswith("INSERT")] == []

    def test_the_periods_of_a_measure_join_without_a_gap_up_to_the_planned_end(
        self, case_id: int
    ) -> None:
        def longer() -> None:
            case = of(case_id)
            case.planned_exit_on = TODAY + timedelta(days=900)
            scheduling.lengthen_periods(case, on=TODAY)

        act(longer)
        for one in db.session.scalars(select(IndicatorAssignment)):
            periods = sorted(one.periods, key=lambda period: period.starts_on)
            ends = [period.ends_on for period in periods]
            assert ends[:-1] == [period.starts_on for period in periods][1:]
            assert ends[-1] >= TODAY + timedelta(days=900)

    def test_what_was_loaded_before_knows_the_new_periods(self, case_id: int) -> None:
        def longer() -> tuple[int, int]:
            case = of(case_id)
            one = db.session.scalars(select(IndicatorAssignment)).first()
            assert one is not None
            before = len(one.periods)
            case.planned_exit_on = TODAY + timedelta(days=900)
            scheduling.lengthen_periods(case, on=TODAY)
            return before, len(one.periods)

        before, after = act(longer)
        assert after > before


class TestSeparation:
    @pytest.fixture
    def case(self, app: Flask) -> Case:
        applicant_id = make_user().id
        return make_case(make_place(), make_agency(), applicant_id=applicant_id)

    @pytest.mark.parametrize("many", [1, 2, 50], ids=lambda many: f"of {many}")
    def test_all_ties_of_all_people_are_read_by_one_statement(self, case: Case, many: int) -> None:
        numbers = list(range(1, many + 1))
        assert case.base.organisation_id
        with counted() as told:
            found = list_barred(case, numbers, today=TODAY, with_seats=True)
        assert sorted(found) == numbers
        assert len(told) <= 2  # the intake's agencies, where there is an intake

    @pytest.mark.both_databases
    def test_each_person_has_their_own_bars_and_no_other(self, case: Case) -> None:
        manager = make_manager(case.agency).id
        officer = make_user(roles=[Role.INCUBATOR_STAFF], organisation=case.base.organisation).id
        other = make_place().base.organisation
        elsewhere = make_user(roles=[Role.INCUBATOR_STAFF], organisation=other).id
        stranger, applicant = make_user().id, case.applicant_id
        assert applicant is not None
        asked = [manager, officer, elsewhere, stranger, applicant]
        found = list_barred(case, asked, today=TODAY)
        assert found[officer] == (Bar.BASE,)
        assert Bar.MANAGER in found[manager]
        assert found[elsewhere] == found[stranger] == ()
        assert found[applicant] == (Bar.APPLICANT,)

    def test_one_person_has_the_bars_that_they_have_among_many(self, case: Case) -> None:
        manager = make_manager(case.agency).id
        among = list_barred(case, [manager, case.base_id], today=TODAY)
        assert find_bars(case, manager, today=TODAY) == among[manager]

    def test_nobody_is_asked_about(self, case: Case) -> None:
        assert list_barred(case, [], today=TODAY) == {}


def the_project() -> int:
    """The only project there is."""
    found = db.session.scalars(
        select(IndicatorAssignment.project_id)
        .where(IndicatorAssignment.project_id.is_not(None))
        .distinct()
    ).one()
    assert found is not None
    return found
