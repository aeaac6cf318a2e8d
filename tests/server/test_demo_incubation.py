"""The incubator of the demonstration: made once for this file; every stage, every end, and what is to be seen there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import create_tables, make_app
from trainingapp.accounts import queries as accounts
from trainingapp.accounts.models import User
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator import models
from trainingapp.incubator.models import Agency, Case, CaseSeat, ComplianceResult, StageRecord
from trainingapp.incubator.queries.comparison import RATIO, list_points, list_residents
from trainingapp.incubator.queries.decisions import count_places
from trainingapp.incubator.queries.passages import find_waiting
from trainingapp.incubator.queries.reach import actors_of, select_cases
from trainingapp.incubator.queries.standing import list_standings
from trainingapp.notices.models import Notice
from trainingapp.rules.incubation.words import CLOSED, Actor, Outcome, Stage
from trainingapp.server import demo_accounts, demo_data, demo_incubation
from trainingapp.server.demo_incubation_cases import ACTS, PLANS, Plan
from trainingapp.server.demo_people import AGENCY, PEOPLE
from trainingapp.web.transactions import writing

NOW = datetime(2026, 11, 23, 4, 0, 10, tzinfo=UTC)
TODAY = day_of(NOW)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = make_app(tmp_path_factory.mktemp("incubation"))
    create_tables(app)
    with app.app_context():
        make(NOW)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def made(site: Flask) -> Iterator[None]:
    with site.app_context():
        yield
        db.session.remove()


def make(moment: datetime) -> None:
    with writing():
        demo_accounts.make_people(now=moment)
        demo_incubation.make_incubation(demo_data.incubation_cast(), now=moment)
        db.session.commit()
        db.session.remove()


def person(login: str) -> User:
    found = accounts.find_user_by_login(f"{login}@demo.example")
    assert found is not None
    return found


def case_in(stage: Stage) -> Case:
    return db.session.scalars(select(Case).where(Case.stage == stage).order_by(Case.id)).all()[0]


def case_of(name: str) -> Case:
    query = select(Case).join(Case.agency).where(Agency.name.startswith(name))
    return db.session.scalars(query).one()


def count(model: type[object]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.usefixtures("made")
class TestWhatIsThere:
    def test_twenty_four_agencies_have_a_case_each(self) -> None:
        assert count(Agency) == count(Case) == len(PLANS) == 24

    @pytest.mark.parametrize("stage", list(Stage))
    def test_some_case_stands_in_every_stage(self, stage: Stage) -> None:
        assert case_in(stage)

    @pytest.mark.parametrize(
        "outcome",
        [
            Outcome.GRADUATED_REGISTERED,
            Outcome.EARLY_VOLUNTARY,
            Outcome.DISMISSED,
            Outcome.FAILED_GRADUATION,
        ],
    )
    def test_cases_ended_in_each_usual_way(self, outcome: Outcome) -> None:
        assert db.session.scalars(select(Case).where(Case.outcome == outcome)).all()

    def test_everything_that_looks_like_an_organisation_says_that_it_is_made_up(self) -> None:
        names = db.session.scalars(
            select(Agency.name).join(Case).where(Case.stage != "draft")
        ).all()
        assert all("（演示）" in name for name in names)
        assert len(set(names)) == len(names)

    def test_the_base_has_four_calls_of_which_one_is_open_today(self) -> None:
        calls = db.session.scalars(select(models.Intake)).all()
        assert [one.opens_on <= TODAY <= one.closes_on for one in calls] == [False] * 3 + [True]
        assert all(one.published_at for one in calls)

    def test_no_call_gave_more_places_than_it_has(self) -> None:
        for call in db.session.scalars(select(models.Intake)):
            places = count_places(call)
            assert places.held <= places.of

    def test_the_call_with_a_waiting_list_is_full(self) -> None:
        call = case_in(Stage.WAITLIST).intake
        assert call is not None
        assert not count_places(call).are_left

    @pytest.mark.parametrize(
        "model",
        [
            *(models.Agreement, models.Appeal, models.Assessment, models.Charter),
            *(models.Community, models.Contract, models.Determination, models.Dismissal),
            *(models.Encounter, models.Equipment, models.Evaluation, models.Extension),
            *(models.FinancePeriod, models.FollowUpContact, models.Handover, models.Incident),
            *(models.IndicatorValue, models.Interview, models.LeaveNotice, models.PaperAsked),
            *(models.Payment, models.PlanItem, models.PublicNotice, models.Rectification),
            *(models.Report, models.ReportVersion, models.RiskFlag, models.ServiceProject),
            *(models.SmallGrant, models.StaffPost, models.Suspension),
            *(models.Task, models.WaitPlace, models.EarlyConsent, models.ProjectEvaluation),
        ],
        ids=lambda model: model.__name__,
    )
    def test_there_is_something_of_every_kind(self, model: type[object]) -> None:
        assert count(model)

    def test_a_second_start_makes_nothing_twice(self) -> None:
        before = [count(one) for one in (Agency, Case, User, StageRecord, models.Community)]
        make(NOW + timedelta(days=2))
        assert [count(one) for one in (Agency, Case, User, StageRecord, models.Community)] == before


@pytest.mark.usefixtures("made")
class TestHowItCameToBe:
    def test_the_stage_of_every_case_follows_from_its_records(self) -> None:
        for case in db.session.scalars(select(Case)):
            query = select(StageRecord).filter_by(case_id=case.id).order_by(StageRecord.turn)
            records = db.session.scalars(query).all()
            stages = [Stage.DRAFT, *(one.to_stage for one in records)]
            assert [one.from_stage for one in records] == stages[:-1]
            assert stages[-1] == case.stage
            assert [one.turn for one in records] == list(range(1, case.turn + 1))

    def test_every_record_names_the_guards_that_held(self) -> None:
        with_guards = {"submit", "pass_check", "admit", "move_in", "graduate", "close_exit"}
        query = select(StageRecord).where(StageRecord.act.in_(with_guards))
        assert all(one.evidence for one in db.session.scalars(query))

    def test_two_people_took_the_steps_that_need_two(self) -> None:
        query = select(StageRecord).where(StageRecord.act.in_(["admit", "reject", "graduate"]))
        for one in db.session.scalars(query):
            assert one.proposed_by_id == person("fang").id
            assert one.actor_id == person("tian").id

    def test_nothing_lies_ahead_of_the_start(self) -> None:
        assert db.session.scalars(select(func.max(StageRecord.at))).one() <= NOW
        assert db.session.scalars(select(func.max(Notice.created_at))).one() <= NOW

    def test_the_steps_of_a_case_follow_each_other_in_time(self) -> None:
        for plan in PLANS:
            days = [days for _act, days in plan.way]
            assert days == sorted(days, reverse=True), plan.name

    def test_the_story_reaches_over_nearly_three_years(self) -> None:
        first = db.session.scalars(select(func.min(StageRecord.at))).one()
        assert timedelta(days=2.5 * 365) < NOW - first < timedelta(days=3 * 365)

    def test_old_news_is_read_and_new_is_not(self) -> None:
        query = select(Notice.created_at, Notice.read_at).where(Notice.kind.startswith("incubat"))
        for created_at, read_at in db.session.execute(query):
            assert (read_at is not None) == (created_at < NOW - demo_incubation.NEWS)

    def test_only_acts_that_some_plan_takes_are_listed(self) -> None:
        taken = {act for plan in PLANS for act, _days in plan.way}
        assert taken == set(ACTS)


@pytest.mark.usefixtures("made")
class TestWhatPeopleSee:
    @pytest.mark.parametrize("login", ["he", "fang", "qian", "tian"])
    def test_base_and_authority_reach_every_case_but_drafts(self, login: str) -> None:
        query = select_cases(person(login)).with_only_columns(func.count())
        assert db.session.scalar(query) == len(PLANS) - 1

    def test_sun_runs_an_agency_of_the_base_and_sees_only_that(self) -> None:
        cases = db.session.scalars(select_cases(person("sun"))).all()
        assert [one.agency.name for one in cases] == [AGENCY]
        assert actors_of(person("sun"), cases[0]) == {Actor.AGENCY, Actor.APPLICANT}

    def test_her_agency_waits_for_the_authority_to_let_it_stay_longer(self) -> None:
        waiting = find_waiting(case_of("春晖"))
        assert waiting is not None
        assert waiting.act == "extend"

    def test_an_expert_with_a_conflict_does_not_reach_the_case(self) -> None:
        case = case_in(Stage.REVIEW)
        query = select(CaseSeat.state).filter_by(case_id=case.id).order_by(CaseSeat.id)
        assert list(db.session.scalars(query)) == ["taken", "conflict", "asked"]
        assert actors_of(person("luo"), case) == frozenset()
        assert actors_of(person("qin"), case) == {Actor.REVIEWER}

    def test_one_application_was_returned_and_names_what_is_missing(self) -> None:
        query = select(models.PaperAsked).filter_by(case_id=case_in(Stage.RETURNED).id)
        asked = db.session.scalars(query).all()
        assert len(asked) == 2
        assert all(one.sent_at and one.answered_at is None for one in asked)

    def test_another_was_returned_and_submitted_again(self) -> None:
        case = case_in(Stage.REVIEW)
        query = select(models.ApplicationRevision.number).join(models.Application)
        numbers = db.session.scalars(query.where(models.Application.case_id == case.id)).all()
        assert sorted(numbers) == [1, 2]

    def test_reports_stand_in_every_state_that_somebody_acts_on(self) -> None:
        states = Counter(db.session.scalars(select(models.Report.state)))
        assert {"pending", "submitted", "returned", "approved"} <= set(states)

    def test_a_payment_waits_for_the_second_person(self) -> None:
        waiting = select(models.Payment).where(models.Payment.settled_at.is_(None))
        payment = db.session.scalars(waiting).one()
        assert payment.proposed_by_id == person("he").id

    def test_of_two_communities_nothing_was_counted(self) -> None:
        query = select(models.Community).where(models.Community.filed.is_(None))
        assert len(db.session.scalars(query).all()) == 2


@pytest.mark.usefixtures("made")
class TestStaffAndChecks:
    def test_some_teams_lie_above_a_third_and_some_below(self) -> None:
        standings = list_standings(list(db.session.scalars(select(Agency.id))), on=TODAY)
        below = case_of("知行").agency_id
        assert standings[below].ratio.is_met is False
        assert standings[case_of("晨曦").agency_id].ratio.is_met is True

    def test_one_team_falls_below_when_a_registration_ends(self) -> None:
        agency = case_of("安澜").agency_id
        later = TODAY + timedelta(days=60)
        now, then = (list_standings([agency], on=day)[agency] for day in (TODAY, later))
        assert now.ratio.is_met is True
        assert then.ratio.is_met is False

    @pytest.mark.parametrize(
        ("name", "code"),
        [("知行", "R13"), ("知行", "R25"), ("知行", "R28"), ("桥心", "R11")],
    )
    def test_checks_find_the_faults_that_were_planted(self, name: str, code: str) -> None:
        assert status_of(case_of(name).agency_id, code) == "breach"

    def test_premises_that_end_soon_are_seen(self) -> None:
        assert status_of(case_of("春晖").agency_id, "R12") == "due_soon"

    def test_a_sound_agency_has_no_red_breach(self) -> None:
        query = select(ComplianceResult.code).where(
            ComplianceResult.agency_id == case_of("明德").agency_id,
            ComplianceResult.status == "breach",
            ComplianceResult.severity == "red",
            ComplianceResult.replaced_at.is_(None),
        )
        assert list(db.session.scalars(query)) == []

    def test_every_open_case_has_an_officer_once_it_moved_in(self) -> None:
        moved_in = select(Case).where(Case.entered_on.is_not(None), Case.stage.not_in([*CLOSED]))
        assert {one.officer_id for one in db.session.scalars(moved_in)} == {person("he").id}

    def test_no_desk_is_kept_by_a_case_that_has_ended(self) -> None:
        query = select(models.DeskAssignment).where(models.DeskAssignment.ends_on.is_(None))
        for desk in db.session.scalars(query):
            assert desk.case.stage not in CLOSED

    def test_calls_can_be_compared_month_by_month(self) -> None:
        days = set(db.session.scalars(select(models.TeamDay.day)))
        assert len(days) == 36
        assert TODAY not in days  # the worker keeps it tonight
        base = db.session.scalars(select(models.IncubationBase)).one()
        points = list_points(base.id, RATIO, on=TODAY)
        residents = {one.case_id: one for one in list_residents(base.id)}
        calls = {residents[number].intake_id for number in points}
        assert len(points) >= 10
        assert len(calls - {None}) >= 2


def status_of(agency_id: int, code: str) -> str:
    query = select(ComplianceResult.status).filter_by(
        agency_id=agency_id, code=code, replaced_at=None
    )
    return str(db.session.scalars(query).one())


class TestThePlans:
    @pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
    def test_each_begins_with_an_application(self, plan: Plan) -> None:
        assert plan.way[0][0].startswith("begin")
        assert all(act in ACTS for act, _days in plan.way)

    def test_the_printed_people_of_the_incubator_are_there(self) -> None:
        logins = {one.email.removesuffix("@demo.example") for one in PEOPLE}
        assert {"he", "fang", "qian", "tian", "qin", "luo", "tan", "sun"} <= logins

    def test_one_agency_is_that_of_the_manager(self) -> None:
        own = [plan for plan in PLANS if plan.is_managers]
        assert [plan.name for plan in own] == [AGENCY]
        assert own[0].is_registered
        assert own[0].team is None


@pytest.mark.slow
@pytest.mark.parametrize(
    "day",
    [date(2027, 1, 1), date(2027, 4, 2), date(2028, 2, 29), date(2027, 10, 12)],
    ids=str,
)
def test_it_can_be_made_on_any_day_of_the_year(tmp_path_factory: object, day: date) -> None:
    assert isinstance(tmp_path_factory, pytest.TempPathFactory)
    app = make_app(tmp_path_factory.mktemp("other"))
    create_tables(app)
    with app.app_context():
        make(datetime(day.year, day.month, day.day, 1, 30, tzinfo=UTC))
        assert {one.value for one in Stage} == set(db.session.scalars(select(Case.stage)))
        db.session.remove()
        db.engine.dispose()
