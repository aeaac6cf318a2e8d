"""The terms of a stay at their edges: points, days of hearing and notice, follow-ups, what a longer stay is given."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask

from tests.factories_flow import settle, stand_in, take
from tests.factories_incubator import NOON, TODAY
from tests.factories_residence import Stay, assess, make_stay
from tests.factories_stays import (
    ask_longer,
    attempt,
    consider,
    follow_ups_of,
    make_task,
    notify_leaving,
    task_of,
)
from trainingapp.extensions import db
from trainingapp.incubator.actions import assessing, leaving, residing
from trainingapp.incubator.actions.effects_leaving import end_residence, plan_followups
from trainingapp.incubator.models import Case, EarlyConsent, StageRecord
from trainingapp.incubator.plan_files import newest_maturity
from trainingapp.incubator.queries import assessments, leaving as queries, residence
from trainingapp.rules.incubation.residence_words import (
    AssessmentKind,
    EvaluationKind,
    Side,
    Survival,
    TaskSource,
)
from trainingapp.rules.incubation.words import Stage

DAY = timedelta(days=1)
MIDTERM = {"plan": 30, "governance": 15, "people": 20, "service": 20, "finance": 15}
GRADUATION = {
    **{"governance": 15, "people": 20, "service": 25, "finance": 15, "resources": 10},
    "party": 5,
}


def give(stay: Stay, kind: EvaluationKind, total: str, most: dict[str, int]) -> None:
    """A sheet of the base whose typed points make this total, filled from the first criterion on."""
    left, points = Decimal(total), {}
    for code, weight in most.items():
        points[code] = min(left, Decimal(weight))
        left -= points[code]
    assert left == 0
    by_id = stay.id_of("officer")

    def doing(case: Case) -> None:
        row = assessing.save_evaluation(
            case, kind, Side.BASE, points=points, feedback="", by_id=by_id, now=NOON
        )
        assessing.submit_evaluation(row, now=NOON)

    stay.act(doing)


@pytest.mark.parametrize(
    ("total", "codes"),
    [
        ("0", ["midterm_too_few"]),
        ("59.9", ["midterm_too_few"]),
        ("59.99", ["midterm_too_few"]),
        ("60", []),
        ("60.01", []),
        ("100", []),
    ],
)
def test_midterm_passes_from_60_points_on(app: Flask, total: str, codes: list[str]) -> None:
    stay = make_stay(Stage.MIDTERM, stage_since=NOON)
    give(stay, EvaluationKind.MIDTERM, total, MIDTERM)
    assert stay.missing("midterm_evaluated") == []
    assert stay.missing("midterm_passes") == codes
    score = assessments.find_score(stay.case(), EvaluationKind.MIDTERM)
    assert score is not None
    assert score.total == Decimal(total)


# typed points; the index at baseline and at the end; the total; what graduation and failing it lack
@pytest.mark.parametrize(
    ("typed", "before", "after", "total", "passes", "fails"),
    [
        ("64.9", 1, 2, "74.90", ["graduation_too_few"], ["some_left"]),
        ("64.99", 1, 2, "74.99", ["graduation_too_few"], ["some_left"]),
        ("65", 1, 2, "75.00", [], ["some_left"]),
        ("75", 2, 2, "75.00", [], ["some_left"]),  # no growth, enough all the same
        ("74.9", 3, 2, "74.90", ["graduation_too_few"], ["some_left"]),  # a fall takes nothing
        ("90", 0, 4, "100.00", [], ["some_left"]),
        ("50", 1, 2, "60.00", ["graduation_too_few"], ["some_left"]),
        ("49.9", 1, 2, "59.90", ["graduation_too_few"], []),
        ("60", 2, 2, "60.00", ["graduation_too_few"], ["some_left"]),
        ("0", 2, 2, "0.00", ["graduation_too_few"], []),
    ],
)
def test_graduation_passes_from_75_and_ends_the_stay_below_60(
    app: Flask,
    typed: str,
    before: int,
    after: int,
    total: str,
    passes: list[str],
    fails: list[str],
) -> None:
    stay = make_stay(Stage.GRADUATION, stage_since=NOON)
    assess(stay, AssessmentKind.BASELINE, level=before)
    assess(stay, AssessmentKind.FINAL, level=after)
    give(stay, EvaluationKind.GRADUATION, typed, GRADUATION)
    score = assessments.find_score(stay.case(), EvaluationKind.GRADUATION)
    assert score is not None
    assert score.total == Decimal(total)
    assert stay.missing("graduation_score_passes") == passes
    assert stay.missing("no_extension_left") == fails


@pytest.mark.parametrize(
    ("left_out", "shown", "error"),
    [
        ({"mission_1"}, True, assessing.SheetIncomplete),
        ({"knowledge_3"}, True, assessing.SheetIncomplete),
        (set(), False, assessing.NothingShown),
    ],
)
def test_an_assessment_with_gaps_is_not_submitted(
    app: Flask, left_out: set[str], shown: bool, error: type[Exception]
) -> None:
    stay = make_stay()
    model = newest_maturity()
    codes = {one for statements in model.statements.values() for one in statements}
    evidence = {one.code: "minutes" for one in model.domains} if shown else {}
    by_id = stay.id_of("officer")

    def doing(case: Case) -> None:
        row = assessing.save_assessment(
            case,
            AssessmentKind.BASELINE,
            Side.BASE,
            levels=dict.fromkeys(codes - left_out, 3),
            evidence=evidence,
            by_id=by_id,
            now=NOON,
        )
        assessing.submit_assessment(row, now=NOON)

    with pytest.raises(error):
        stay.act(doing)
    assert "baseline_base" in stay.missing("baseline_done")


# Told at noon of a day in Shanghai; the agency may answer to the end of the fifth working day after it.
@pytest.mark.parametrize(
    ("told_on", "answer_by"),
    [
        ("2026-11-23", "2026-11-30"),
        ("2026-11-28", "2026-12-04"),  # a Saturday
        ("2026-02-10", "2026-02-24"),  # over the Spring Festival
        ("2026-09-30", "2026-10-13"),  # over the National Day
        ("2026-12-28", "2027-01-04"),  # into a year without a notice: weekdays
    ],
)
def test_an_agency_is_heard_for_five_whole_working_days(
    app: Flask, told_on: str, answer_by: str
) -> None:
    stay, last = make_stay(), date.fromisoformat(answer_by)
    moment = NOON + (date.fromisoformat(told_on) - TODAY)
    assert consider(stay, now=moment) == last
    evening = NOON + (last - TODAY) + timedelta(hours=11, minutes=59)  # 23:59 in Shanghai
    assert stay.missing("agency_heard", evening) == ["may_answer"]
    assert stay.missing("agency_heard", evening + timedelta(minutes=1)) == []


def test_an_answer_ends_the_hearing_and_a_new_cause_begins_another(app: Flask) -> None:
    stay = make_stay()
    by_id = stay.id_of("manager")
    assert stay.missing("agency_heard") == ["not_heard"]
    consider(stay)

    def answer(case: Case) -> None:
        row = queries.find_dismissal(case)
        assert row is not None
        leaving.answer_dismissal(row, "no", by_id=by_id, now=NOON)

    stay.act(answer)
    assert stay.missing("agency_heard") == []
    stay.act(lambda case: leaving.drop_dismissal(case, by_id=by_id, now=NOON))
    consider(stay)
    assert stay.missing("agency_heard") == ["may_answer"]


@pytest.mark.parametrize(
    ("days", "codes"),
    [(0, ["notice_too_short"]), (29, ["notice_too_short"]), (30, []), (31, []), (300, [])],
)
def test_notice_is_thirty_days_counted_from_when_it_was_given(
    app: Flask, days: int, codes: list[str]
) -> None:
    stay = make_stay()
    notify_leaving(stay, TODAY + days * DAY)
    assert stay.missing("notice_to_leave_given") == codes
    assert stay.missing("notice_to_leave_given", NOON + 20 * DAY) == codes  # waiting mends nothing


def test_a_newer_notice_counts_from_its_own_day(app: Flask) -> None:
    stay = make_stay()
    notify_leaving(stay, TODAY + 40 * DAY)
    notify_leaving(stay, TODAY + 40 * DAY, now=NOON + 20 * DAY)
    assert stay.missing("notice_to_leave_given") == ["notice_too_short"]


@pytest.mark.parametrize(
    ("days_left", "is_early", "codes"),
    [(91, False, ["too_early"]), (90, False, []), (0, False, []), (-5, False, []), (200, True, [])],
)
def test_graduation_is_asked_for_in_the_last_ninety_days(
    app: Flask, days_left: int, is_early: bool, codes: list[str]
) -> None:
    stay = make_stay(planned_exit_on=TODAY + days_left * DAY)
    if is_early:
        by_id = stay.id_of("head")
        for reason in ("first", "second"):  # said twice, kept once
            stay.act(lambda case, r=reason: residing.agree_to_early(case, r, by_id=by_id, now=NOON))  # type: ignore[misc]
        assert db.session.scalars(db.select(EarlyConsent.reason)).all() == ["first"]
    assert stay.missing("near_planned_exit") == codes


@pytest.mark.parametrize(
    ("exit_on", "due"),
    [
        ("2026-11-23", ["2027-02-23", "2027-05-23", "2027-11-23"]),
        ("2026-11-30", ["2027-02-28", "2027-05-30", "2027-11-30"]),
        ("2027-11-30", ["2028-02-29", "2028-05-30", "2028-11-30"]),
        ("2028-02-29", ["2028-05-29", "2028-08-29", "2029-02-28"]),
        ("2026-08-31", ["2026-11-30", "2027-02-28", "2027-08-31"]),
        ("2026-12-31", ["2027-03-31", "2027-06-30", "2027-12-31"]),
    ],
)
def test_follow_ups_are_due_three_six_and_twelve_months_after_the_end(
    app: Flask, exit_on: str, due: list[str]
) -> None:
    stay = make_stay(Stage.FOLLOWUP, exit_on=date.fromisoformat(exit_on))
    for _twice in range(2):
        stay.act(lambda case: plan_followups(case, None, NOON))  # type: ignore[arg-type]
    rows = follow_ups_of(stay)
    assert [(one.month, one.due_on.isoformat()) for one in rows] == list(
        zip((3, 6, 12), due, strict=True)
    )
    assert residence.count_open_tasks(stay.case()) == 3


# attempts (number of the follow-up, reached), and whether the follow-up may end
@pytest.mark.parametrize(
    ("attempts", "codes"),
    [
        ([], ["not_followed_up"]),
        ([(0, False), (0, False)], ["not_followed_up"]),
        ([(0, False), (0, False), (0, False)], []),
        ([(0, False), (1, False), (2, False)], []),
        ([(0, False), (0, False), (1, True), (2, False)], ["not_followed_up"]),
        ([(0, False), (1, True), (1, False), (2, False), (2, False)], []),
        ([(2, True), (2, True), (2, True)], ["not_followed_up"]),
        ([(0, False), (0, False), (0, False), (2, True)], ["not_followed_up"]),
    ],
)
def test_three_attempts_in_a_row_that_failed_end_the_follow_up(
    app: Flask, attempts: list[tuple[int, bool]], codes: list[str]
) -> None:
    stay = make_stay(Stage.FOLLOWUP, exit_on=TODAY)
    stay.act(lambda case: plan_followups(case, None, NOON))  # type: ignore[arg-type]
    for number, is_reached in attempts:
        attempt(stay, number, is_reached=is_reached)
    assert stay.missing("followup_done") == codes


@pytest.mark.parametrize(
    ("number", "codes"), [(0, ["not_followed_up"]), (1, ["not_followed_up"]), (2, [])]
)
def test_only_the_last_follow_up_ends_it(app: Flask, number: int, codes: list[str]) -> None:
    stay = make_stay(Stage.FOLLOWUP, exit_on=date(2025, 11, 23))
    stay.act(lambda case: plan_followups(case, None, NOON))  # type: ignore[arg-type]
    wanted, by_id = follow_ups_of(stay)[number].id, stay.id_of("officer")

    def finish(case: Case) -> None:
        row = queries.get_follow_up(case, wanted)
        leaving.finish_follow_up(row, Survival.DORMANT, by_id=by_id, now=NOON)

    stay.act(finish)
    with pytest.raises(leaving.AlreadyFollowedUp):
        stay.act(finish)
    assert stay.missing("followup_done") == codes
    assert residence.count_open_tasks(stay.case()) == 2


@pytest.mark.parametrize(
    ("source", "is_closed"),
    [
        (TaskSource.PLAN, True),
        (TaskSource.STAGE, True),
        (TaskSource.PUTTING_RIGHT, True),
        (TaskSource.RISK, True),
        (TaskSource.MANUAL, False),  # somebody closes it by hand
        (TaskSource.ENCOUNTER, False),
        (TaskSource.RULE, False),  # a law does not end with the stay
        (TaskSource.REPORT, False),
    ],
)
def test_the_end_of_a_stay_closes_what_belongs_to_it(
    app: Flask, source: TaskSource, is_closed: bool
) -> None:
    stay = make_stay(Stage.EXITING)
    other = make_stay(Stage.INCUBATING)
    mine = make_task(stay, f"x:{source}", source=source)
    theirs = make_task(other, f"y:{source}", source=source)
    record = StageRecord(actor_id=stay.id_of("officer"))
    stay.act(lambda case: end_residence(case, record, NOON))
    assert (task_of(stay, mine).closed_at is not None) is is_closed
    assert task_of(other, theirs).closed_at is None
    assert stay.case().exit_on == TODAY


@pytest.mark.parametrize(
    ("months", "ends_on"),
    [(1, date(2027, 6, 25)), (3, date(2027, 8, 25)), (6, date(2027, 11, 25))],
)
def test_a_longer_stay_is_granted_once_and_says_from_when_to_when(
    app: Flask, monkeypatch: pytest.MonkeyPatch, months: int, ends_on: date
) -> None:
    stand_in(monkeypatch, real=("extend_residence",))
    stay = make_stay()
    ask_longer(stay, months)
    take(stay.case_id, "extend", stay.people["head"], reason="因项目未结")
    row = stay.act(residence.find_extension)
    assert row is not None  # it waits for the authority
    from_authority(stay)
    case = stay.case()
    (granted,) = residence.list_extensions(case)
    assert (case.planned_exit_on, case.extensions) == (ends_on, 1)
    assert (granted.ends_before, granted.ends_on) == (date(2027, 5, 25), ends_on)
    assert (granted.is_granted, granted.answer) == (True, "因项目未结")
    assert stay.missing("extension_asked") == ["not_asked"]


def from_authority(stay: Stay) -> None:
    settle(stay.case_id, stay.people["authority"])


@pytest.mark.parametrize(
    ("entered_on", "ends_on", "used", "months", "asked", "left"),
    [
        (date(2026, 5, 25), date(2027, 5, 25), 0, 6, [], []),
        (date(2026, 5, 25), date(2027, 5, 25), 0, 7, ["too_long"], []),
        (date(2026, 5, 25), date(2027, 11, 25), 1, 6, [], []),
        (date(2026, 5, 25), date(2027, 12, 25), 1, 6, ["too_long"], []),  # five fit into 24
        (date(2026, 5, 25), date(2027, 12, 25), 1, 5, [], []),
        (date(2026, 5, 25), date(2028, 5, 25), 1, 1, [], ["none_left"]),  # the hard limit
        (date(2026, 5, 25), date(2027, 6, 25), 2, 1, [], ["none_left"]),
        (None, None, 0, 1, [], ["none_left"]),
    ],
)
def test_nobody_stays_beyond_the_limit(
    app: Flask,
    entered_on: date | None,
    ends_on: date | None,
    used: int,
    months: int,
    asked: list[str],
    left: list[str],
) -> None:
    stay = make_stay(entered_on=entered_on, planned_exit_on=ends_on, extensions=used)
    ask_longer(stay, months)
    assert stay.missing("extension_asked") == asked
    assert stay.missing("extensions_left") == left
    assert stay.missing("no_extension_left") == ([] if left else ["some_left"])
