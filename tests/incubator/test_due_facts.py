"""What counts as due and what does not: the edges of each list of matters, and how they are paged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from tests.committing import written
from tests.factories_checks import make_place_rule, make_waiver
from tests.factories_dues import (
    DAY,
    Scene,
    list_told,
    make_agreement,
    make_due,
    make_item,
    make_period_report,
    make_proposal,
    make_result,
    make_scene,
    make_task,
    tell,
)
from tests.factories_incubator import NOON, TODAY, make_agency, make_expert, make_manager, make_seat
from tests.factories_reviewing import make_review
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.actions.due_notices import SOURCES
from trainingapp.incubator.models import (
    ComplianceResult,
    Extension,
    Objection,
    PublicNotice,
    Suspension,
)
from trainingapp.incubator.queries.dues import Due, DueKind
from trainingapp.notices.models import Notice
from trainingapp.rules.incubation.accounting_words import ReportState
from trainingapp.rules.incubation.compliance.words import Severity, Status
from trainingapp.rules.incubation.residence_words import ItemState
from trainingapp.rules.incubation.words import Duty, SeatState, Stage

pytestmark = pytest.mark.usefixtures("app")


def dues(kind: DueKind, today: date = TODAY) -> list[Due]:
    db.session.rollback()
    return list(SOURCES[kind](today, 0, 50))


@pytest.mark.parametrize("state", ItemState)
def test_an_item_is_due_while_it_is_not_handed_in(state: ItemState) -> None:
    scene = make_scene()
    make_item(scene, TODAY, state=state, submitted_at=NOON)
    is_open = state in {ItemState.TODO, ItemState.DOING, ItemState.RETURNED}
    assert len(dues(DueKind.ITEM)) == is_open
    assert len(dues(DueKind.ITEM_WAITS)) == (state is ItemState.SUBMITTED)


@pytest.mark.parametrize("state", ReportState)
def test_a_report_is_due_while_it_is_open(state: ReportState) -> None:
    scene = make_scene()
    reason = "停业" if state is ReportState.SKIPPED else ""
    make_period_report(scene, TODAY, state=state, submitted_at=NOON, skip_reason=reason)
    is_open = state in {ReportState.PENDING, ReportState.DRAFT, ReportState.RETURNED}
    assert len(dues(DueKind.REPORT)) == is_open
    assert len(dues(DueKind.REPORT_WAITS)) == (state is ReportState.SUBMITTED)


@pytest.mark.parametrize(("days", "count"), [(-1, 0), (0, 1), (1, 1)])
def test_a_report_is_asked_for_when_its_period_is_over(days: int, count: int) -> None:
    scene = make_scene()
    make_period_report(scene, TODAY + DAY * 10, ends_on=TODAY - DAY * days)
    assert len(dues(DueKind.REPORT)) == count


@pytest.mark.parametrize(
    ("stage", "count"),
    [
        (Stage.ONBOARDING, 0),
        (Stage.TRIAL, 1),
        (Stage.INCUBATING, 1),
        (Stage.MIDTERM, 1),
        (Stage.RECTIFYING, 1),
        (Stage.SUSPENDED, 0),
        (Stage.GRADUATION, 1),
        (Stage.EXITING, 0),
        (Stage.FOLLOWUP, 0),
    ],
)
def test_items_of_a_plan_are_due_while_the_stay_goes_on(stage: Stage, count: int) -> None:
    scene = make_scene()
    make_item(scene, TODAY)
    scene.change(stage=stage)
    assert len(dues(DueKind.ITEM)) == count


@pytest.mark.parametrize(
    ("stage", "count"),
    [
        (Stage.TRIAL, 1),
        (Stage.INCUBATING, 1),
        (Stage.MIDTERM, 1),
        (Stage.RECTIFYING, 1),
        (Stage.SUSPENDED, 0),
        (Stage.GRADUATION, 0),
        (Stage.EXITING, 0),
        (Stage.FOLLOWUP, 0),
    ],
)
def test_the_end_of_a_stay_is_told_until_graduation_is_asked_for(stage: Stage, count: int) -> None:
    scene = make_scene(planned_exit_on=TODAY)
    scene.change(stage=stage)
    assert len(dues(DueKind.STAY)) == count


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({}, 1),
        ({"signed_agency_on": None}, 0),
        ({"signed_base_on": None}, 0),
    ],
    ids=["both", "base alone", "agency alone"],
)
def test_only_an_agreement_that_both_signed_ends(changes: Mapping[str, object], count: int) -> None:
    scene = make_scene()
    make_agreement(scene, TODAY + DAY, **changes)
    assert len(dues(DueKind.AGREEMENT)) == count


@pytest.mark.parametrize(
    ("days", "signed", "told"),
    [
        (1, True, [1]),
        (1, False, [0]),
        (0, True, [0, 0]),
        (-1, True, [0]),
    ],
    ids=["a later one", "a later one unsigned", "the same day", "an older one"],
)
def test_of_agreements_the_one_that_ends_last_is_told_of(
    days: int, signed: bool, told: list[int]
) -> None:
    scene = make_scene()
    make_agreement(scene, TODAY + DAY)
    other = {} if signed else {"signed_base_on": None}
    make_agreement(scene, TODAY + DAY * (1 + days), **other)
    assert [one.day for one in dues(DueKind.AGREEMENT)] == [TODAY + DAY * one for one in told]


@pytest.mark.parametrize(("days", "count"), [(0, 1), (1, 0), (30, 0)])
def test_an_agreement_as_long_as_the_stay_is_told_of_as_the_stay(days: int, count: int) -> None:
    scene = make_scene(planned_exit_on=TODAY + DAY * 2)
    make_agreement(scene, TODAY + DAY * (1 + days))
    assert len(dues(DueKind.AGREEMENT)) == count


@pytest.mark.parametrize(("signed", "count"), [(True, 0), (False, 1)])
def test_who_has_signed_is_not_asked_to_sign(signed: bool, count: int) -> None:
    scene = make_scene()
    make_due(scene, DueKind.SIGNING)
    make_agreement(scene, TODAY + DAY * 300, **({} if signed else {"signed_agency_on": None}))
    assert len(dues(DueKind.SIGNING)) == count


def test_the_days_to_sign_are_those_of_the_place() -> None:
    scene = make_scene()
    scene.change(stage=Stage.ONBOARDING, stage_since=NOON)
    make_place_rule("130102", "unsigned_days", "3")
    tell(DueKind.SIGNING)
    rows = db.session.query(Notice).filter_by(user_id=scene.ids["officer"]).all()
    assert [f'"day": "{TODAY + DAY * 3}"' in row.arguments for row in rows] == [True]


@pytest.mark.parametrize(
    ("changes", "count"),
    [({}, 1), ({"closed_at": NOON, "resumed_on": TODAY}, 0)],
    ids=["runs", "is over"],
)
def test_a_pause_is_told_of_while_it_runs(changes: dict[str, object], count: int) -> None:
    scene = make_scene()
    make_due(scene, DueKind.PAUSE)

    def change() -> None:
        row = db.session.query(Suspension).one()
        for name, value in changes.items():
            setattr(row, name, value)

    written(change)
    assert len(dues(DueKind.PAUSE)) == count


def test_a_longer_stay_is_no_matter_once_it_is_answered_and_never_its_own_askers() -> None:
    scene = make_scene()
    asked_by = scene.ids["head"]
    values = {"months": 3, "reason": "登记还在办理", "asked_by_id": asked_by, "asked_at": NOON}
    written(lambda: db.session.add(Extension(case_id=scene.case_id, **values)))
    assert tell(DueKind.EXTENSION) == 1
    assert list_told(scene) == {}

    def answer() -> None:
        row = db.session.query(Extension).one()
        row.settled_at, row.is_granted = NOON, False

    written(answer)
    assert dues(DueKind.EXTENSION) == []


@pytest.mark.parametrize(
    ("state", "duty", "stage", "count"),
    [
        (SeatState.ASKED, Duty.REVIEWER, Stage.REVIEW, 1),
        (SeatState.TAKEN, Duty.REVIEWER, Stage.REVIEW, 1),
        (SeatState.DECLINED, Duty.REVIEWER, Stage.REVIEW, 0),
        (SeatState.CONFLICT, Duty.REVIEWER, Stage.REVIEW, 0),
        (SeatState.ENDED, Duty.REVIEWER, Stage.REVIEW, 0),
        (SeatState.TAKEN, Duty.MENTOR, Stage.REVIEW, 0),
        (SeatState.TAKEN, Duty.REVIEWER, Stage.DECISION, 0),
        (SeatState.TAKEN, Duty.REVIEWER, Stage.RETURNED, 0),
    ],
)
def test_a_review_is_due_while_the_case_is_in_review(
    state: SeatState, duty: Duty, stage: Stage, count: int
) -> None:
    scene = make_scene(stage)
    make_seat(scene.case, make_expert(), duty=duty, state=state, due_on=TODAY)
    assert len([one for one in dues(DueKind.REVIEW) if one.day == TODAY]) == count


@pytest.mark.parametrize(("is_submitted", "count"), [(True, 0), (False, 1)])
def test_a_review_that_was_handed_in_is_due_no_more(is_submitted: bool, count: int) -> None:
    scene = make_scene(Stage.REVIEW)
    seat = make_seat(scene.case, make_expert(), due_on=TODAY)
    make_review(seat, is_draft=not is_submitted)
    assert len(dues(DueKind.REVIEW)) == count


@pytest.mark.parametrize(
    ("duty", "state", "count"),
    [
        (Duty.MENTOR, SeatState.ASKED, 1),
        (Duty.SUPERVISOR, SeatState.ASKED, 1),
        (Duty.ASSESSOR, SeatState.ASKED, 1),
        (Duty.REVIEWER, SeatState.ASKED, 0),
        (Duty.MENTOR, SeatState.TAKEN, 0),
        (Duty.MENTOR, SeatState.DECLINED, 0),
    ],
)
def test_an_offered_seat_waits_until_it_is_answered(
    duty: Duty, state: SeatState, count: int
) -> None:
    scene = make_scene()
    make_seat(scene.case, make_expert(), duty=duty, state=state)
    assert len(dues(DueKind.SEAT)) == count


@pytest.mark.parametrize(
    ("change", "count"),
    [("", 1), ("settled", 0), ("closed", 0), ("moved", 0)],
)
def test_an_objection_is_told_of_until_it_is_settled(change: str, count: int) -> None:
    scene = make_scene()
    make_due(scene, DueKind.OBJECTION)

    def do() -> None:
        objection = db.session.query(Objection).one()
        if change == "settled":
            objection.settled_at, objection.is_upheld = NOON, False
        if change == "closed":
            db.session.query(PublicNotice).one().closed_at = NOON
        if change == "moved":
            scene.case.stage = Stage.ONBOARDING

    written(do)
    assert len(dues(DueKind.OBJECTION)) == count


@pytest.mark.parametrize(
    ("transition", "by", "people"),
    [
        ("T8", "head", {"authority", "officer"}),
        ("T5", "officer", {"head"}),
        ("T5", "second", {"head", "officer"}),
        ("T26", "manager", {"officer", "head"}),
        ("T28", "officer", {"finance"}),
        ("T31", "head", {"officer"}),
        ("X9", "head", {"officer"}),
    ],
)
def test_a_proposal_waits_for_those_who_confirm_it(
    transition: str, by: str, people: set[str]
) -> None:
    scene = make_scene()
    make_proposal(scene, TODAY - DAY * 8, transition, by=by)
    tell(DueKind.PROPOSAL)
    assert set(list_told(scene)) == people


@pytest.mark.parametrize("code", ["R13", "R16", "R47", "R49", "R50"])
def test_what_others_tell_of_is_not_told_as_a_check(code: str) -> None:
    scene = make_scene()
    make_result(scene, code, Status.DUE_SOON, due_on=TODAY)
    assert dues(DueKind.CHECK) == []


@pytest.mark.parametrize("code", ["R13", "R16"])
def test_the_ratio_turns_red_by_the_night_of_teams_alone(code: str) -> None:
    scene = make_scene()
    make_result(scene, code, Status.BREACH)
    assert dues(DueKind.RED) == []


@pytest.mark.parametrize(
    ("status", "severity", "replaced", "count"),
    [
        (Status.BREACH, Severity.RED, None, 1),
        (Status.BREACH, Severity.AMBER, None, 0),
        (Status.BREACH, Severity.INFO, None, 0),
        (Status.BREACH, Severity.RED, NOON, 0),
        (Status.UNKNOWN, Severity.RED, None, 0),
        (Status.OK, Severity.RED, None, 0),
    ],
)
def test_only_a_red_breach_that_stands_is_news(
    status: Status, severity: Severity, replaced: object, count: int
) -> None:
    scene = make_scene()
    make_result(scene, "R12", status, severity=severity, replaced_at=replaced)
    assert len(dues(DueKind.RED)) == count


@pytest.mark.parametrize(
    ("starts", "ends", "ended", "count"),
    [
        (0, 1, None, 0),
        (-5, 0, None, 1),
        (1, 9, None, 1),
        (-5, 9, NOON, 1),
    ],
    ids=["holds", "ended yesterday", "begins tomorrow", "was taken back"],
)
def test_a_breach_that_is_let_stand_is_no_news(
    starts: int, ends: int, ended: object, count: int
) -> None:
    scene = make_scene()
    head = db.session.get_one(User, scene.ids["head"])
    days = {"starts_on": TODAY + DAY * starts, "ends_on": TODAY + DAY * ends}
    make_waiver(scene.agency, head, "R12", ended_at=ended, **days)
    make_result(scene, "R12", Status.BREACH)
    assert len(dues(DueKind.RED)) == count
    assert len(dues(DueKind.WAIVER)) == (ended is None)


def test_the_same_breach_with_other_figures_is_no_second_news() -> None:
    scene = make_scene()
    first = make_result(scene, "R12", Status.BREACH).id
    assert tell(DueKind.RED) == 1
    written(lambda: setattr(db.session.get_one(ComplianceResult, first), "replaced_at", NOON))
    make_result(scene, "R12", Status.BREACH, parameters={"count": 2})
    assert tell(DueKind.RED) == 0
    make_result(scene, "R02", Status.BREACH)
    assert tell(DueKind.RED) == 1


def test_an_agency_without_a_case_hears_of_its_checks_and_tasks() -> None:
    scene = make_scene()
    alone = make_agency()
    manager = make_manager(alone)
    number, manager_id = alone.id, manager.id
    other = Scene(scene.place, scene.case_id, number, {**scene.ids, "alone": manager_id})
    make_result(other, "R25", Status.DUE_SOON, due_on=TODAY)
    make_task(other, TODAY, case_id=None)
    tell()
    assert list_told(other) == {"alone": ["task_due", "check_R25"]}


def test_a_task_without_a_day_and_one_that_is_done_are_not_told() -> None:
    scene = make_scene()
    make_task(scene, None, key="a")
    make_task(scene, TODAY, closed_at=NOON, key="b")
    assert dues(DueKind.TASK) == []
