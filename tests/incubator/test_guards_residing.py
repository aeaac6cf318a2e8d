"""Each guard of a stay: what it finds missing, one thing at a time, until nothing is."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from tests.factories_incubator import NOON, TODAY
from tests.factories_residence import (
    Stay,
    assess,
    hand_over,
    make_stay,
    pledge,
    score,
    sign,
    write_items,
)
from trainingapp.incubator.actions import handing_over, leaving, residing
from trainingapp.incubator.actions.effects_leaving import plan_followups
from trainingapp.incubator.models import Case
from trainingapp.incubator.queries.guards import GUARDS
from trainingapp.incubator.queries.leaving import (
    find_dismissal,
    find_rectification,
    get_rectification_item,
    list_follow_ups,
)
from trainingapp.rules.incubation.residence_words import (
    AssessmentKind,
    Cause,
    EvaluationKind,
    PledgeKind,
    Side,
    Survival,
)
from trainingapp.rules.incubation.words import Mode, Stage

DAY = timedelta(days=1)


def test_an_agreement_is_there_signed_by_both_and_has_not_run_out(app: Flask) -> None:
    stay = make_stay(Stage.ONBOARDING)
    assert stay.missing("agreement_signed") == ["no_agreement"]
    sign(stay, agency=False, base=False)
    assert stay.missing("agreement_signed") == ["agency_unsigned", "base_unsigned"]
    sign(stay, base=False)
    assert stay.missing("agreement_signed") == ["base_unsigned"]
    other = make_stay(Stage.ONBOARDING)
    sign(other)
    assert other.missing("agreement_signed") == []
    last_day = NOON + timedelta(days=364)
    assert other.missing("agreement_signed", last_day) == []
    assert other.missing("agreement_signed", last_day + DAY) == ["agreement_over"]


def test_pledge_and_briefing_are_the_agencys_own_word(app: Flask) -> None:
    stay = make_stay(Stage.ONBOARDING)
    assert stay.missing("pledge_signed") == ["no_pledge"]
    assert stay.missing("safety_briefed") == ["not_briefed"]
    pledge(stay, is_briefed=False)
    assert stay.missing("pledge_signed") == []
    stay.act(lambda case: residing.hold_briefing(case, on=TODAY, by_id=stay.id_of("officer")))
    assert stay.missing("safety_briefed") == ["briefing_unconfirmed"]
    by_id = stay.id_of("manager")
    stay.act(lambda case: residing.agree(case, PledgeKind.SAFETY, by_id=by_id, now=NOON))
    assert stay.missing("safety_briefed") == []


def test_a_desk_is_needed_only_by_those_who_sit_in_the_base(app: Flask) -> None:
    stay = make_stay(Stage.ONBOARDING)
    assert stay.missing("desk_assigned") == ["no_desk"]
    stay.act(lambda case: residing.assign_desk(case, 3, by_id=stay.id_of("officer"), now=NOON))
    assert stay.missing("desk_assigned") == []
    assert make_stay(Stage.ONBOARDING, mode=Mode.VIRTUAL).missing("desk_assigned") == []


def test_somebody_looks_after_the_case(app: Flask) -> None:
    assert make_stay(Stage.ONBOARDING).missing("officer_assigned") == []
    nobody = make_stay(Stage.ONBOARDING, officer_id=None)
    assert nobody.missing("officer_assigned") == ["no_officer"]


def test_a_place_lapses_after_its_days_and_only_unsigned(app: Flask) -> None:
    stay = make_stay(Stage.ONBOARDING, stage_since=NOON)
    thirtieth = NOON + timedelta(days=30)
    assert stay.missing("unsigned_too_long", thirtieth) == ["still_kept"]
    assert stay.missing("unsigned_too_long", thirtieth + DAY) == []
    sign(stay)
    assert stay.missing("unsigned_too_long", thirtieth + DAY) == ["is_signed"]


@pytest.mark.parametrize(
    ("entered_on", "today", "codes"),
    [
        (date(2026, 8, 23), TODAY, []),
        (date(2026, 8, 24), TODAY, ["trial_too_short"]),
        (date(2025, 11, 30), date(2026, 2, 27), ["trial_too_short"]),
        (date(2025, 11, 30), date(2026, 2, 28), []),  # the last day of a short month
        (date(2027, 11, 30), date(2028, 2, 28), ["trial_too_short"]),
        (date(2027, 11, 30), date(2028, 2, 29), []),  # of a leap year
    ],
)
def test_a_trial_lasts_three_months(
    app: Flask, entered_on: date, today: date, codes: list[str]
) -> None:
    stay = make_stay(Stage.TRIAL, entered_on=entered_on)
    now = datetime(today.year, today.month, today.day, 4, tzinfo=NOON.tzinfo)
    assert stay.missing("trial_long_enough", now) == codes


def test_baseline_and_final_assessment_need_both_sides(app: Flask) -> None:
    stay = make_stay()
    assert stay.missing("baseline_done") == ["baseline_self", "baseline_base"]
    assess(stay, AssessmentKind.BASELINE, Side.SELF)
    assert stay.missing("baseline_done") == ["baseline_base"]
    assess(stay, AssessmentKind.BASELINE, Side.BASE)
    assert stay.missing("baseline_done") == []
    assert stay.missing("gate_assessed") == ["final_self", "final_base"]
    assess(stay, AssessmentKind.FINAL)
    assert stay.missing("final_assessed") == []
    assert stay.missing("gate_assessed") == []


def test_midterm_is_evaluated_in_its_own_stage_and_has_enough_points(app: Flask) -> None:
    stay = make_stay(Stage.MIDTERM, stage_since=NOON)
    assert stay.missing("midterm_evaluated") == ["midterm_unevaluated"]
    assert stay.missing("midterm_passes") == []  # nothing to compare; the guard above refuses
    score(stay, EvaluationKind.MIDTERM, now=NOON - DAY)  # of an earlier mid-term
    assert stay.missing("midterm_evaluated") == ["midterm_unevaluated"]
    score(stay, EvaluationKind.MIDTERM, percent=59)
    assert stay.missing("midterm_evaluated") == []
    assert stay.missing("midterm_passes") == ["midterm_too_few"]
    enough = make_stay(Stage.MIDTERM, stage_since=NOON)
    score(enough, EvaluationKind.MIDTERM, percent=60)
    assert enough.missing("midterm_passes") == []


def test_graduation_needs_the_agencys_own_score_of_this_round(app: Flask) -> None:
    stay = make_stay(stage_since=NOON)
    assess(stay, AssessmentKind.BASELINE, level=1)
    assess(stay, AssessmentKind.FINAL, level=2)
    assert stay.missing("self_score_given") == ["no_own_score"]
    score(stay, EvaluationKind.GRADUATION, Side.SELF)
    assert stay.missing("self_score_given") == []
    score(stay, EvaluationKind.GRADUATION, Side.BASE)
    assert stay.missing("self_score_given") == ["no_own_score"]  # the next round asks again


@pytest.mark.parametrize(("percent", "codes"), [(72, ["graduation_too_few"]), (73, [])])
def test_graduation_needs_75_points_growth_included(
    app: Flask, percent: int, codes: list[str]
) -> None:
    stay = make_stay(Stage.GRADUATION, stage_since=NOON)
    assert stay.missing("graduation_score_passes") == ["graduation_unscored"]
    assess(stay, AssessmentKind.BASELINE, level=1)
    assess(stay, AssessmentKind.FINAL, level=2)  # 25 index points: all 10 for growth
    score(stay, EvaluationKind.GRADUATION, percent=percent)
    assert stay.missing("graduation_score_passes") == codes


def ask(stay: Stay, months: int) -> None:
    stay.act(
        lambda case: residing.ask_extension(
            case, months, reason="r", plan="p", by_id=stay.id_of("manager"), now=NOON
        )
    )


def test_a_longer_stay_is_asked_for_and_fits(app: Flask) -> None:
    stay = make_stay(planned_exit_on=date(2027, 5, 25))
    assert stay.missing("extension_asked") == ["not_asked"]
    ask(stay, 7)
    assert stay.missing("extension_asked") == ["too_long"]
    fitting = make_stay()
    ask(fitting, 6)
    assert fitting.missing("extension_asked") == []


@pytest.mark.parametrize(
    ("changes", "is_left"),
    [
        ({}, True),
        ({"extensions": 1}, True),
        ({"extensions": 2}, False),
        ({"planned_exit_on": date(2028, 5, 25)}, False),  # 24 months are used
        ({"planned_exit_on": date(2028, 4, 25)}, True),
        ({"entered_on": None}, False),
        ({"planned_exit_on": None}, False),
    ],
)
def test_either_a_longer_stay_is_left_or_not(
    app: Flask, changes: dict[str, object], is_left: bool
) -> None:
    stay = make_stay(**changes)  # type: ignore[arg-type]
    assert stay.missing("extensions_left") == ([] if is_left else ["none_left"])
    assert stay.missing("no_extension_left") == (["some_left"] if is_left else [])


def test_graduation_is_asked_for_near_the_end_or_with_the_heads_word(app: Flask) -> None:
    stay = make_stay(planned_exit_on=date(2027, 2, 22))
    assert stay.missing("near_planned_exit", NOON) == ["too_early"]
    assert stay.missing("near_planned_exit", NOON + DAY) == []  # 90 days before
    head = stay.id_of("head")
    stay.act(lambda case: residing.agree_to_early(case, "ready", by_id=head, now=NOON))
    assert stay.missing("near_planned_exit", NOON) == []
    assert make_stay(planned_exit_on=None).missing("near_planned_exit") == ["no_end"]


def test_what_has_to_be_put_right_is_dated_ahead(app: Flask) -> None:
    stay = make_stay()
    assert stay.missing("rectification_items_dated") == ["nothing_to_put_right"]
    write_items(stay, TODAY)
    assert stay.missing("rectification_items_dated") == []
    assert stay.missing("rectification_items_dated", NOON + DAY) == ["undated"]
    write_items(stay, None)
    assert stay.missing("rectification_items_dated") == ["undated"]


def test_putting_right_ends_when_every_item_is_accepted(app: Flask) -> None:
    stay = make_stay(Stage.RECTIFYING)
    assert stay.missing("rectification_closed") == ["nothing_to_put_right"]
    ids = write_items(stay, TODAY, TODAY)
    stay.act(order)
    for number, item_id in enumerate(ids):
        assert stay.missing("rectification_closed") == ["not_put_right"], number
        put_right(stay, item_id)
    assert stay.missing("rectification_closed") == []


def order(case: Case) -> None:
    open_one = find_rectification(case)
    assert open_one is not None
    open_one.ordered_at = NOON


def put_right(stay: Stay, item_id: int) -> None:
    def doing(case: Case) -> None:
        item = get_rectification_item(case, item_id)
        by_id = stay.id_of("officer")
        leaving.show_put_right(item, note="done", document_id=None, by_id=by_id, now=NOON)
        leaving.judge_item(item, is_accepted=True, answer="", by_id=by_id, now=NOON)

    stay.act(doing)


@pytest.mark.parametrize(
    ("days", "codes"), [(30, []), (29, ["notice_too_short"]), (0, ["notice_too_short"])]
)
def test_notice_to_leave_is_given_30_days_ahead(app: Flask, days: int, codes: list[str]) -> None:
    stay = make_stay()
    assert stay.missing("notice_to_leave_given") == ["no_notice"]
    leaves_on, by_id = TODAY + timedelta(days=days), stay.id_of("manager")
    stay.act(
        lambda case: leaving.give_notice(
            case, leaves_on=leaves_on, reason="r", by_id=by_id, now=NOON
        )
    )
    assert stay.missing("notice_to_leave_given") == codes
    stay.act(lambda case: leaving.withdraw_notice(case, now=NOON))
    assert stay.missing("notice_to_leave_given") == ["no_notice"]


def test_nobody_is_dismissed_without_cause_and_unheard(app: Flask) -> None:
    stay = make_stay()
    assert stay.missing("dismissal_cause_named") == ["no_cause"]
    assert stay.missing("agency_heard") == ["not_heard"]
    head = stay.id_of("head")
    stay.act(
        lambda case: leaving.consider_dismissal(case, Cause.BREACH, "sublet", by_id=head, now=NOON)
    )
    assert stay.missing("dismissal_cause_named") == []
    # A Monday: five working days end on the next Monday.
    assert stay.missing("agency_heard", NOON + timedelta(days=7)) == ["may_answer"]
    assert stay.missing("agency_heard", NOON + timedelta(days=8)) == []
    stay.act(answer)
    assert stay.missing("agency_heard") == []


def answer(case: Case) -> None:
    dismissal = find_dismissal(case)
    assert dismissal is not None
    leaving.answer_dismissal(dismissal, "we did not", by_id=case.officer_id or 0, now=NOON)


@pytest.mark.parametrize("guard", ["desk_handed_over", "handover_complete"])
def test_everything_is_handed_over_and_signed_by_both(app: Flask, guard: str) -> None:
    stay = make_stay(Stage.EXITING)
    assert stay.missing(guard) == ["no_handover"]
    stay.act(lambda case: handing_over.begin_handover(case, now=NOON))
    unsigned = ["handover_agency_unsigned", "handover_base_unsigned"]
    assert stay.missing(guard) == ["not_handed_over", *unsigned]
    hand_over(stay, base=False)
    assert stay.missing(guard) == ["handover_base_unsigned"]
    other = make_stay(Stage.EXITING)
    hand_over(other)
    assert other.missing(guard) == []


def test_who_has_no_desk_hands_none_over_to_graduate(app: Flask) -> None:
    stay = make_stay(Stage.GRADUATION, mode=Mode.VIRTUAL)
    assert stay.missing("desk_handed_over") == []
    assert stay.missing("handover_complete") == ["no_handover"]


def test_a_follow_up_ends_with_the_last_answer_or_three_failed_attempts(app: Flask) -> None:
    stay = make_stay(Stage.FOLLOWUP, exit_on=date(2025, 11, 23))
    assert stay.missing("followup_done") == ["not_followed_up"]
    stay.act(plan)
    for reached, codes in (
        (False, ["not_followed_up"]),
        (False, ["not_followed_up"]),
        (True, ["not_followed_up"]),  # they count again from here
        (False, ["not_followed_up"]),
        (False, ["not_followed_up"]),
        (False, []),
    ):
        stay.act(lambda case, reached=reached: attempt(case, reached))  # type: ignore[misc]
        assert stay.missing("followup_done") == codes
    answered = make_stay(Stage.FOLLOWUP, exit_on=date(2025, 11, 23))
    answered.act(plan)
    answered.act(lambda case: finish(case, 0))
    assert answered.missing("followup_done") == ["not_followed_up"]  # only after 3 months
    answered.act(lambda case: finish(case, 2))
    assert answered.missing("followup_done") == []


def plan(case: Case) -> None:
    plan_followups(case, None, NOON)  # type: ignore[arg-type]


def attempt(case: Case, is_reached: bool) -> None:
    row = list_follow_ups(case)[0]
    leaving.note_contact(
        row, on=TODAY, is_reached=is_reached, note="", by_id=case.officer_id or 0, now=NOON
    )


def finish(case: Case, number: int) -> None:
    row = list_follow_ups(case)[number]
    leaving.finish_follow_up(row, Survival.ACTIVE, by_id=case.officer_id or 0, now=NOON)


def test_every_missing_thing_names_the_page_where_it_is_put_right(
    app: Flask,
) -> None:
    stay = make_stay(officer_id=None)
    case = stay.case()
    for name, guard in GUARDS.items():
        if guard.__module__.rpartition(".")[2] in {
            "guards_residing",
            "guards_assessing",
            "guards_leaving",
        }:
            for one in guard(case, NOON):
                assert one.endpoint in app.view_functions, name
                assert one.arguments["case_id"] == stay.case_id, name
                assert one.message % one.parameters, name
