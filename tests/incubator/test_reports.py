"""Reports from moving in to approval: made by the calendar, written in parts, handed in, returned, approved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests.committing import written as act
from tests.factories_accounts import make_user
from tests.factories_incubator import NOON, make_agency, make_case, make_manager, make_place
from tests.factories_money import (
    Q3,
    begin_reporting,
    find_report,
    make_grant,
    make_period,
    make_project,
    make_value,
)
from trainingapp.extensions import db
from trainingapp.incubator.actions import correcting, reporting, scheduling
from trainingapp.incubator.actions.effects_accounting import EFFECTS
from trainingapp.incubator.actions.reporting import Content, Typed
from trainingapp.incubator.models import (
    Agency,
    Case,
    IndicatorAssignment,
    IndicatorPeriod,
    IndicatorValue,
    Report,
    ReportVersion,
    StageRecord,
)
from trainingapp.incubator.queries import reports
from trainingapp.incubator.queries.guards_accounting import GUARDS
from trainingapp.notices.models import Notice
from trainingapp.rules.incubation.accounting_words import (
    Lateness,
    ReportState,
    ValueKind,
    ValueState,
)
from trainingapp.rules.incubation.indicators import (
    CorrectionSame,
    NotApproved,
    PeriodLocked,
    ValueComputed,
    standing_value,
)
from trainingapp.rules.incubation.reporting import ReportIncomplete, ReportNotOpen, ReportTooEarly
from trainingapp.web.transactions import writing

D = Decimal


class Kept:
    """A case by its number, read anew each time."""

    def __init__(self, case: Case) -> None:
        self.id = case.id

    @property
    def agency(self) -> Agency:
        return of(self).agency


def of(case: Kept) -> Case:
    return db.session.get_one(Case, case.id)


@pytest.fixture
def case(app: Flask) -> Kept:
    """A case that moved in on 25 May 2026; today is 23 November."""
    case = Kept(make_case(make_place(), make_agency("春晖社会工作服务中心")))
    begin_reporting(of(case))
    return case


def do(case: Kept, step: Callable[[Report], object], *, starts_on: date = Q3[0]) -> None:
    """Something with the report of a case that begins on a day."""
    act(lambda: step(find_report(of(case), starts_on)))


def everything(report: Report, value: str = "12") -> Content:
    """A value for each measure that is reported."""
    typed = {
        period.id: Typed(D(value))
        for entry, period in reports.list_periods(report)
        if not entry.is_computed
    }
    return Content("这一季度……", "人手不足", "招聘一名社工", typed)


def fill(case: Kept, value: str = "12", *, actor: int) -> None:
    do(
        case,
        lambda one: reporting.save_report(one, everything(one, value), actor_id=actor, now=NOON),
    )


def submit(case: Kept, *, actor: int, at: datetime = NOON) -> None:
    do(case, lambda one: reporting.submit_report(one, actor_id=actor, now=at))


def approve(case: Kept, *, actor: int) -> None:
    do(case, lambda one: reporting.approve_report(one, actor_id=actor, now=NOON))


def notices_of(user_id: int) -> list[str]:
    query = select(Notice.kind).where(Notice.user_id == user_id).order_by(Notice.id)
    return list(db.session.scalars(query))


def values_of(case: Kept, measure: str, starts_on: date = Q3[0]) -> list[IndicatorValue]:
    query = (
        select(IndicatorValue)
        .join(IndicatorPeriod, IndicatorPeriod.id == IndicatorValue.period_id)
        .join(IndicatorAssignment, IndicatorAssignment.id == IndicatorPeriod.assignment_id)
        .where(
            IndicatorAssignment.case_id == case.id,
            IndicatorAssignment.measure == measure,
            IndicatorPeriod.starts_on == starts_on,
        )
    )
    return list(db.session.scalars(query.order_by(IndicatorValue.id)))


# the calendar


def test_moving_in_makes_the_reports_whose_periods_have_begun_and_no_other(case: Kept) -> None:
    found = db.session.execute(
        select(Report.every, Report.starts_on, Report.due_on)
        .where(Report.case_id == case.id)
        .order_by(Report.every, Report.starts_on)
    ).all()
    assert [tuple(one) for one in found] == [
        ("quarter", date(2026, 4, 1), date(2026, 7, 10)),
        ("quarter", date(2026, 7, 1), date(2026, 10, 10)),
        ("quarter", date(2026, 10, 1), date(2027, 1, 10)),
        ("year", date(2026, 1, 1), date(2027, 1, 10)),
    ]


def test_every_night_makes_what_has_begun_since_once(case: Kept) -> None:
    new_year = datetime(2027, 1, 1, 0, 30, tzinfo=UTC)
    for _night in range(2):
        assert act(lambda: scheduling.keep_up(now=new_year)) == 1
    starts = db.session.scalars(
        select(Report.starts_on).where(Report.case_id == case.id, Report.every == "quarter")
    ).all()
    assert sorted(starts)[-1] == date(2027, 1, 1)
    assert len(starts) == len(set(starts))


def test_the_day_turns_in_shanghai(case: Kept) -> None:
    still_last_year = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)
    act(lambda: scheduling.keep_up(now=still_last_year))
    assert not reports.list_past_due(of(case), before=date(2026, 7, 10))
    query = select(Report).where(Report.case_id == case.id, Report.starts_on == date(2027, 1, 1))
    assert db.session.scalars(query).all() == []
    act(lambda: scheduling.keep_up(now=still_last_year + timedelta(minutes=1)))
    assert len(db.session.scalars(query).all()) == 2


def test_a_case_that_has_left_gets_no_more_reports(case: Kept) -> None:
    with writing():
        of(case).stage = "followup"
        db.session.commit()
    assert act(lambda: scheduling.keep_up(now=datetime(2027, 2, 1, tzinfo=UTC))) == 0


def test_moving_in_twice_assigns_nothing_twice(case: Kept) -> None:
    before = (
        db.session.query(IndicatorAssignment).count(),
        db.session.query(IndicatorPeriod).count(),
    )
    begin_reporting(of(case))
    after = db.session.query(IndicatorAssignment).count(), db.session.query(IndicatorPeriod).count()
    assert before == after


def test_a_project_is_measured_from_its_first_night_on(case: Kept) -> None:
    project_id = make_project(case.agency, ends_on=date(2026, 12, 1)).id
    act(lambda: scheduling.keep_up(now=NOON))
    rows = db.session.scalars(select(IndicatorAssignment).filter_by(project_id=project_id)).all()
    assert "S05.attendances" in {one.measure for one in rows}
    last = max(period.starts_on for one in rows for period in one.periods)
    assert last == date(2026, 10, 1)


# writing


def test_what_is_saved_in_two_sittings_is_all_there(case: Kept) -> None:
    lin = make_user()

    def first(one: Report) -> None:
        whole = everything(one)
        half = dict(list(whole.values.items())[:1])
        reporting.save_report(one, Content("先写一半", values=half), actor_id=lin.id, now=NOON)

    do(case, first)
    report = find_report(of(case))
    assert (report.state, report.narrative) == (ReportState.DRAFT, "先写一半")
    fill(case, "7", actor=lin.id)
    report = find_report(of(case))
    found = [one.value for entry, period in reports.list_periods(report) for one in period.values]
    assert found == [D(7)] * len(found)
    assert len(found) == len(everything(report).values) > 0


def test_a_computed_value_is_never_typed(case: Kept) -> None:
    def type_all(one: Report) -> None:
        typed = {period.id: Typed(D(99)) for _entry, period in reports.list_periods(one)}
        reporting.save_report(one, Content(values=typed), actor_id=make_user().id, now=NOON)

    do(case, type_all)
    for entry, period in reports.list_periods(find_report(of(case))):
        assert bool(period.values) is not entry.is_computed


def test_a_period_of_another_case_is_not_touched(case: Kept) -> None:
    other = make_period("A21.people", case_id=make_case(make_place()).id).id
    content = Content(values={other: Typed(D(5))})
    do(case, lambda one: reporting.save_report(one, content, actor_id=make_user().id, now=NOON))
    assert db.session.get_one(IndicatorPeriod, other).values == []


def test_a_report_without_a_value_or_a_reason_is_not_taken(case: Kept) -> None:
    lin = make_user()
    with pytest.raises(ReportIncomplete) as refused:
        submit(case, actor=lin.id)
    assert "A21.people" in str(refused.value.parameters["names"])

    def explain(one: Report) -> None:
        typed = {
            period.id: Typed(None, "本季度没有志愿者活动")
            for entry, period in reports.list_periods(one)
            if not entry.is_computed
        }
        reporting.save_report(one, Content("无", values=typed), actor_id=lin.id, now=NOON)

    do(case, explain)
    submit(case, actor=lin.id)
    assert find_report(of(case)).state == ReportState.SUBMITTED


def test_a_report_is_not_handed_in_before_its_period_is_over(case: Kept) -> None:
    with pytest.raises(ReportTooEarly):
        do(
            case,
            lambda one: reporting.submit_report(one, actor_id=make_user().id, now=NOON),
            starts_on=date(2026, 10, 1),
        )


# what the base says of it


def test_a_quarter_is_reported_returned_corrected_and_approved(case: Kept) -> None:
    sun = make_manager(case.agency)
    officer = of(case).officer_id
    assert officer is not None
    fill(case, "12", actor=sun.id)
    submit(case, actor=sun.id)
    assert notices_of(officer) == ["incubator.report_submitted"]
    with pytest.raises(ReportNotOpen):
        fill(case, "13", actor=sun.id)
    do(
        case,
        lambda one: reporting.return_report(one, note="志愿者人数有误", actor_id=officer, now=NOON),
    )
    assert notices_of(sun.id) == ["incubator.report_returned"]
    assert {one.state for one in values_of(case, "A21.people")} == {ValueState.RETURNED}
    fill(case, "15", actor=sun.id)
    submit(case, actor=sun.id, at=NOON + timedelta(days=1))
    approve(case, actor=officer)
    report = find_report(of(case))
    assert report.state == ReportState.APPROVED
    assert report.first_submitted_at == NOON
    kept = db.session.scalars(select(ReportVersion).order_by(ReportVersion.number)).all()
    told = [next(v for v in one.content["values"] if v["code"] == "A21.people") for one in kept]
    assert [(one.number, value["value"]) for one, value in zip(kept, told, strict=True)] == [
        (1, "12.0000"),
        (2, "15.0000"),
    ]
    (value,) = values_of(case, "A21.people")
    assert (value.value, value.state, value.approved_by_id) == (D(15), "approved", officer)
    assert notices_of(sun.id) == ["incubator.report_approved"]


@pytest.mark.parametrize("step", ["return", "approve"])
def test_only_what_was_handed_in_is_decided(case: Kept, step: str) -> None:
    acts = {
        "return": lambda one: reporting.return_report(one, note="x", actor_id=1, now=NOON),
        "approve": lambda one: reporting.approve_report(one, actor_id=1, now=NOON),
    }
    with pytest.raises(ReportNotOpen):
        do(case, acts[step])


def test_a_report_is_skipped_with_a_reason_and_excused(case: Kept) -> None:
    sun = make_manager(case.agency)
    head = make_user()
    do(
        case,
        lambda one: reporting.skip_report(one, reason="装修停业", actor_id=head.id, now=NOON),
    )
    report = find_report(of(case))
    assert (report.state, report.skip_reason) == ("skipped", "装修停业")
    stands = reports.lateness_of(report, on=date(2027, 6, 1), very_late_days=14)
    assert stands is Lateness.EXCUSED
    assert notices_of(sun.id) == ["incubator.report_skipped"]


@pytest.mark.both_databases
def test_versions_and_approved_values_never_change(case: Kept) -> None:
    sun, officer = make_user().id, make_user().id
    fill(case, actor=sun)
    submit(case, actor=sun)
    approve(case, actor=officer)
    for statement in (
        "UPDATE report_version SET number = 9",
        "UPDATE indicator_value SET value = 1",
        "DELETE FROM indicator_value",
    ):
        db.session.rollback()
        with writing(), pytest.raises(DBAPIError):
            db.session.execute(text(statement))
        db.session.rollback()


# corrections, locks, targets


def approved_value(case: Kept) -> int:
    sun, officer = make_user().id, make_user().id
    fill(case, actor=sun)
    submit(case, actor=sun)
    approve(case, actor=officer)
    (value,) = values_of(case, "A21.people")
    return value.id


def correct(case: Kept, value_id: int, number: str | None) -> None:
    act(
        lambda: correcting.correct_value(
            of(case),
            db.session.get_one(IndicatorValue, value_id),
            None if number is None else D(number),
            reason="名册重复",
            actor_id=make_user_id(),
            now=NOON,
        )
    )


def make_user_id() -> int:
    found = db.session.execute(text('SELECT min(id) FROM "user"')).scalar_one()
    return int(found)


def test_a_correction_takes_back_and_enters_anew_even_in_a_locked_period(case: Kept) -> None:
    sun = make_manager(case.agency)
    first = approved_value(case)
    act(lambda: correcting.lock_case(of(case), actor_id=None, now=NOON))
    correct(case, first, "11")
    rows = values_of(case, "A21.people")
    assert [(one.kind, one.value, one.reverses_id) for one in rows] == [
        (ValueKind.ENTRY, D(12), None),
        (ValueKind.REVERSAL, D(12), first),
        (ValueKind.ENTRY, D(11), None),
    ]
    standing = standing_value(rows)
    assert standing is not None
    assert standing.value == 11
    assert "incubator.value_corrected" in notices_of(sun.id)
    with pytest.raises(NotApproved):
        correct(case, first, "10")


def test_a_correction_changes_something_and_no_computed_value(case: Kept) -> None:
    value = approved_value(case)
    with pytest.raises(CorrectionSame):
        correct(case, value, "12")
    computed = make_value(
        make_period("A01.people", case_id=make_case(make_place()).id), "3", source="computed"
    )
    with pytest.raises(ValueComputed):
        correct(case, computed.id, "4")


def test_what_is_locked_takes_no_value_and_no_target(case: Kept) -> None:
    act(lambda: correcting.lock_case(of(case), actor_id=None, now=NOON))
    with pytest.raises(PeriodLocked):
        fill(case, actor=make_user().id)
    assignment = db.session.scalars(
        select(IndicatorAssignment).filter_by(case_id=case.id, measure="A21.people")
    ).one()
    number, periods = assignment.id, {one.id: D(50) for one in assignment.periods}

    def aim() -> None:
        correcting.set_goals(
            of(case),
            db.session.get_one(IndicatorAssignment, number),
            baseline=(D(3), date(2026, 5, 25)),
            targets=periods,
            actor_id=make_user_id(),
            now=NOON,
        )

    with pytest.raises(PeriodLocked):
        act(aim)


def test_targets_are_set_and_summed_and_an_empty_one_is_none(case: Kept) -> None:
    assignment = db.session.scalars(
        select(IndicatorAssignment).filter_by(case_id=case.id, measure="A21.people")
    ).one()
    number, ids = assignment.id, [one.id for one in assignment.periods]

    def aim(targets: dict[int, Decimal | None]) -> None:
        correcting.set_goals(
            of(case),
            db.session.get_one(IndicatorAssignment, number),
            baseline=(None, None),
            targets=targets,
            actor_id=make_user_id(),
            now=NOON,
        )

    act(lambda: aim(dict.fromkeys(ids, D(10))))
    assert db.session.get_one(IndicatorAssignment, number).target_total == 10 * len(ids)
    act(lambda: aim({ids[0]: None}))
    found = db.session.get_one(IndicatorAssignment, number)
    assert found.target_total is None
    assert [one.target for one in found.periods] == [None, *[D(10)] * (len(ids) - 1)]


# guards and effects


def codes(case: Kept, guard: str, at: datetime = NOON) -> list[str]:
    return [one.code for one in GUARDS[guard](of(case), at)]


def test_reports_past_their_last_day_are_missing_until_approved_or_skipped(case: Kept) -> None:
    assert codes(case, "reports_accepted") == ["report_open"] * 2
    approved_value(case)
    assert codes(case, "reports_accepted") == ["report_open"]
    do(
        case,
        lambda one: reporting.skip_report(one, reason="刚入驻", actor_id=make_user().id, now=NOON),
        starts_on=date(2026, 4, 1),
    )
    assert codes(case, "reports_accepted") == []
    assert codes(case, "reports_accepted", datetime(2027, 1, 10, 4, tzinfo=UTC)) == []
    assert len(codes(case, "reports_accepted", datetime(2027, 1, 11, 4, tzinfo=UTC))) == 2


def test_a_missing_report_leads_to_its_page(case: Kept) -> None:
    missing = GUARDS["reports_accepted"](of(case), NOON)[-1]
    assert missing.endpoint == "incubator.show_report"
    assert missing.arguments == {"case_id": case.id, "report_id": find_report(of(case)).id}
    assert missing.parameters == {"first": "2026-07-01", "last": "2026-09-30", "due": "2026-10-10"}


def test_reported_values_of_due_periods_are_asked_for_once_each(case: Kept) -> None:
    assert "value_unapproved" in codes(case, "periods_approved")
    approved_value(case)
    do(
        case,
        lambda one: reporting.skip_report(one, reason="刚入驻", actor_id=make_user().id, now=NOON),
        starts_on=date(2026, 4, 1),
    )
    assert codes(case, "periods_approved") == []


def test_a_case_that_never_reported_has_nothing_open(app: Flask) -> None:
    case = Kept(make_case(make_place()))
    for guard in ("reports_accepted", "periods_approved", "grant_accounted", "gate_money"):
        assert codes(case, guard) == []
    assert codes(case, "gate_project") == ["no_project"]


def test_a_grant_paid_and_not_settled_is_missing(app: Flask) -> None:
    case = Kept(make_case(make_place()))
    make_grant(of(case))
    assert codes(case, "grant_accounted") == []
    make_grant(of(case), paid_on=date(2026, 9, 1), paid_amount=D(5000))
    assert codes(case, "grant_accounted") == ["grant_open"]
    assert codes(case, "gate_money") == ["grant_open"]


def test_the_effects_of_moving_in_and_of_mid_term(app: Flask) -> None:
    case = Kept(make_case(make_place()))

    def run(name: str) -> None:
        EFFECTS[name](of(case), StageRecord(case_id=case.id), NOON)

    for name in ("schedule_reports", "assign_indicators", "lock_periods"):
        act(lambda name=name: run(name))
    periods = db.session.scalars(select(IndicatorPeriod)).all()
    assert {one.locked_at is not None for one in periods if one.ends_on <= date(2026, 11, 23)} == {
        True
    }
    assert {one.locked_at for one in periods if one.ends_on > date(2026, 11, 23)} == {None}
