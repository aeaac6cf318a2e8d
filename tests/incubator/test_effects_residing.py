"""What follows from the passages of a stay, taken as the head and the others take them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from tests.factories_flow import settle, stand_in, take
from tests.factories_incubator import NOON, TODAY
from tests.factories_residence import Stay, hand_over, handover_of, make_stay, write_items
from trainingapp.accounts.models import OrganisationKind, User
from trainingapp.extensions import db
from trainingapp.incubator.actions import residing
from trainingapp.incubator.actions.handing_over import (
    AlreadySigned,
    NotHandedOver,
    begin_handover,
    sign_handover,
)
from trainingapp.incubator.actions.planning import Planned, add_item, make_items
from trainingapp.incubator.actions.tasks import Todo, close_task, find_open_task, open_task
from trainingapp.incubator.models import Case, FollowUp, PlanItem, Task
from trainingapp.incubator.queries import residence
from trainingapp.incubator.queries.leaving import find_handover, find_rectification
from trainingapp.notices.models import Notice
from trainingapp.rules.incubation.residence_words import HandoverKind, ItemState, TaskSource
from trainingapp.rules.incubation.words import Actor, Mode, Stage, Track
from trainingapp.rules.permissions import Role

ENTRY = ("give_organisation", "begin_residence", "make_plan")
EXIT = ("end_residence", "plan_followups", "start_handover")


def notices(user_id: int) -> list[str]:
    return list(db.session.scalars(db.select(Notice.kind).filter_by(user_id=user_id)))


def open_keys(stay: Stay) -> list[str]:
    rows = db.select(Task.key).filter_by(case_id=stay.case_id, closed_at=None).order_by(Task.id)
    return [key.split(":")[0] for key in db.session.scalars(rows)]


def due_days(stay: Stay) -> dict[str, date | None]:
    return {one.code: one.due_on for one in residence.list_items(stay.case())}


@pytest.mark.both_databases
def test_a_team_that_moves_in_gets_its_organisation_and_its_applicant_runs_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, real=ENTRY)
    stay = make_stay(Stage.ONBOARDING, is_team=True)
    take(stay.case_id, "move_in", stay.people["head"])
    case = stay.case()
    organisation = case.agency.organisation
    assert organisation is not None
    assert (organisation.kind, organisation.name) == (OrganisationKind.AGENCY, case.agency.name)
    applicant = db.session.get_one(User, stay.id_of("applicant"))
    assert [(one.role, one.organisation_id) for one in applicant.role_grants] == [
        (Role.AGENCY_MANAGER, organisation.id)
    ]
    assert (case.entered_on, case.planned_exit_on) == (TODAY, date(2027, 11, 23))
    task = find_open_task(f"register:{case.agency_id}")
    assert task is not None
    assert (task.due_on, task.owner) == (date(2027, 5, 23), Actor.AGENCY)
    assert "incubator.moved_in" in notices(stay.id_of("applicant"))


def test_an_agency_that_has_an_organisation_keeps_it_and_nobody_gets_a_role(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, real=ENTRY)
    stay = make_stay(Stage.ONBOARDING, track=Track.M6)
    organisation_id = stay.case().agency.organisation_id
    take(stay.case_id, "move_in", stay.people["head"])
    case = stay.case()
    assert case.agency.organisation_id == organisation_id
    assert case.planned_exit_on == date(2027, 5, 23)
    assert find_open_task(f"register:{case.agency_id}") is None


def test_the_plan_counts_from_entry_middle_and_end_and_says_what_is_not_sure(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, real=ENTRY)
    stay = make_stay(Stage.ONBOARDING)
    take(stay.case_id, "move_in", stay.people["head"])
    days = due_days(stay)
    assert days["needs"] == date(2026, 12, 7)  # 10 working days from a Monday
    assert days["baseline"] == date(2026, 12, 21)
    assert days["charter"] == date(2027, 1, 23)
    assert days["midterm_self"] == date(2027, 5, 25)
    assert days["final"] == date(2027, 9, 24)  # 60 days before the end
    assert "apply_registration" not in days  # only for teams
    sure = {one.code: one.is_due_sure for one in residence.list_items(stay.case())}
    assert sure["baseline"]


@pytest.mark.parametrize(
    ("changes", "has_premises", "has_registration"),
    [
        ({"mode": Mode.PHYSICAL}, True, False),
        ({"mode": Mode.VIRTUAL}, False, False),
        ({"is_team": True}, True, True),
    ],
)
def test_a_plan_holds_what_suits_the_case(
    app: Flask, changes: dict[str, object], has_premises: bool, has_registration: bool
) -> None:
    stay = make_stay(**changes)  # type: ignore[arg-type]
    stay.act(lambda case: make_items(case, now=NOON) and None)
    codes = set(due_days(stay))
    assert ("premises" in codes, "apply_registration" in codes) == (
        has_premises,
        has_registration,
    )


def test_making_the_plan_twice_adds_nothing(app: Flask) -> None:
    stay = make_stay()
    stay.act(lambda case: make_items(case, now=NOON) and None)
    before = due_days(stay)
    stay.act(lambda case: make_items(case, now=NOON) and None)
    assert due_days(stay) == before
    assert make_stay(entered_on=None).act(lambda case: make_items(case, now=NOON)) == []


def test_a_longer_stay_moves_the_end_and_what_is_open_before_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, real=("extend_residence",))
    stay = make_stay()
    stay.act(lambda case: make_items(case, now=NOON) and None)
    stay.act(lambda case: add_item(case, Planned("own", Actor.AGENCY, TODAY), now=NOON) and None)
    stay.act(accept_funders)
    before = due_days(stay)
    stay.act(lambda case: ask(case, 6))
    take(stay.case_id, "extend", stay.people["head"], reason="because")
    settle(stay.case_id, stay.people["authority"])
    case = stay.case()
    assert (case.planned_exit_on, case.extensions) == (date(2027, 11, 25), 1)
    (asked,) = residence.list_extensions(case)
    assert (asked.is_granted, asked.ends_before, asked.ends_on) == (
        True,
        date(2027, 5, 25),
        date(2027, 11, 25),
    )
    after = due_days(stay)
    assert before["premises"] == date(2027, 2, 25)
    assert after["premises"] == date(2027, 8, 25)
    assert {code for code in before if before[code] != after[code]} == {
        "premises",
        "midterm_self",
        "openness",
        "final",
    }  # not what is settled, counts from entry or was added by hand
    assert "incubator.stay_extended" in notices(stay.id_of("manager"))


def ask(case: Case, months: int) -> None:
    residing.ask_extension(case, months, reason="r", plan="p", by_id=case.officer_id or 0, now=NOON)


def accept_funders(case: Case) -> None:
    for one in residence.list_items(case):
        if one.code == "funders":
            one.state = ItemState.ACCEPTED


def test_a_place_that_lapses_frees_its_desk_and_is_told(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, real=("tell_lapsed",))
    stay = make_stay(Stage.ONBOARDING)
    stay.act(lambda case: residing.assign_desk(case, 1, by_id=stay.id_of("head"), now=NOON))
    take(stay.case_id, "lapse", stay.people["head"])
    assert residence.list_free_desks(stay.case().base)[0] == 1
    assert "incubator.place_lapsed" in notices(stay.id_of("manager"))


def test_what_has_to_be_put_right_becomes_tasks_and_a_notice(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, real=("tell_rectification",))
    stay = make_stay()
    ids = write_items(stay, TODAY + timedelta(days=10), TODAY + timedelta(days=20))
    take(stay.case_id, "order_rectification", stay.people["head"], reason="look")
    ordered = find_rectification(stay.case())
    assert ordered is not None
    assert ordered.ordered_at == NOON
    tasks = [find_open_task(f"put_right:{item_id}") for item_id in ids]
    assert [one.due_on for one in tasks if one] == [date(2026, 12, 3), date(2026, 12, 13)]
    assert "incubator.put_right" in notices(stay.id_of("manager"))


def test_the_officer_and_the_assessors_hear_that_an_evaluation_waits(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, real=("ask_assessor",))
    stay = make_stay()
    take(stay.case_id, "begin_midterm", stay.people["head"])
    assert open_keys(stay) == ["evaluate"]
    assert "incubator.evaluation_due" in notices(stay.id_of("officer"))
    assert "incubator.evaluation_due" not in notices(stay.id_of("manager"))


@pytest.mark.both_databases
def test_graduating_ends_the_stay_frees_the_desk_and_plans_three_follow_ups(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, real=EXIT)
    stay = make_stay(Stage.GRADUATION)
    stay.act(lambda case: residing.assign_desk(case, 2, by_id=stay.id_of("head"), now=NOON))
    stay.act(lambda case: todo(case, "evaluate", TaskSource.STAGE))
    stay.act(lambda case: todo(case, "agreed", TaskSource.ENCOUNTER))
    take(stay.case_id, "graduate", stay.people["head"])
    settle(stay.case_id, stay.people["authority"])
    case = stay.case()
    assert case.exit_on == TODAY
    assert 2 in residence.list_free_desks(case.base)
    rows = db.session.scalars(db.select(FollowUp).order_by(FollowUp.month)).all()
    assert [(one.month, one.due_on) for one in rows] == [
        (3, date(2027, 2, 23)),
        (6, date(2027, 5, 23)),
        (12, date(2027, 11, 23)),
    ]
    assert open_keys(stay) == ["agreed", *["follow_up"] * 3]


def todo(case: Case, name: str, source: TaskSource) -> None:
    what = Todo("Finish the hand-over", Actor.OFFICER, source)
    open_task(f"{name}:{case.id}", what, agency=case.agency, case=case, now=NOON)


@pytest.mark.parametrize(
    ("mode", "kinds"),
    [
        (Mode.PHYSICAL, list(HandoverKind)),
        (
            Mode.VIRTUAL,
            [
                HandoverKind.INVENTORY,
                HandoverKind.MONEY,
                HandoverKind.DOCUMENTS,
                HandoverKind.PERSONAL_DATA,
            ],
        ),
    ],
)
def test_moving_out_begins_a_hand_over_of_15_working_days(
    app: Flask, monkeypatch: pytest.MonkeyPatch, mode: Mode, kinds: list[HandoverKind]
) -> None:
    stand_in(monkeypatch, real=EXIT)
    stay = make_stay(Stage.GRADUATION, mode=mode)
    take(stay.case_id, "fail_graduation", stay.people["head"], reason="too few points")
    handover = handover_of(stay)
    assert [one.kind for one in handover.items] == kinds
    assert (handover.due_on, handover.is_due_sure) == (date(2026, 12, 14), True)
    assert "incubator.moving_out" in notices(stay.id_of("manager"))


def test_a_hand_over_into_a_year_without_a_notice_is_not_sure(app: Flask) -> None:
    stay = make_stay(Stage.EXITING)
    late = NOON + timedelta(days=30)
    stay.act(lambda case: begin_handover(case, now=late))
    handover = handover_of(stay)
    assert handover.due_on == date(2027, 1, 13)
    assert not handover.is_due_sure


def test_a_hand_over_is_signed_once_by_each_and_only_when_all_is_there(app: Flask) -> None:
    stay = make_stay(Stage.EXITING)
    stay.act(lambda case: begin_handover(case, now=NOON))
    with pytest.raises(NotHandedOver):
        stay.act(lambda case: sign(stay, case))
    hand_over(stay, base=False)
    assert open_keys(stay) == ["handover"]
    with pytest.raises(AlreadySigned):
        stay.act(lambda case: sign(stay, case))
    stay.act(lambda case: sign(stay, case, as_agency=False))
    assert open_keys(stay) == []


def sign(stay: Stay, case: Case, *, as_agency: bool = True) -> None:
    handover = find_handover(case)
    assert handover is not None
    sign_handover(handover, as_agency=as_agency, by_id=stay.id_of("head"), now=NOON)


@pytest.mark.both_databases
def test_a_task_is_open_once_under_its_key_and_may_open_again(app: Flask) -> None:
    stay = make_stay()
    stay.act(lambda case: todo(case, "rule", TaskSource.RULE))
    stay.act(lambda case: todo(case, "rule", TaskSource.RULE))
    assert open_keys(stay) == ["rule"]
    key = f"rule:{stay.case_id}"
    assert stay.act(lambda case: close_task(key, now=NOON, note="fine"))
    assert not stay.act(lambda case: close_task(key, now=NOON))
    stay.act(lambda case: todo(case, "rule", TaskSource.RULE))
    assert open_keys(stay) == ["rule"]
    assert db.session.scalar(db.select(db.func.count()).select_from(Task)) == 2


def test_an_open_task_is_brought_up_to_date(app: Flask) -> None:
    stay = make_stay()
    stay.act(lambda case: todo(case, "rule", TaskSource.RULE))
    later = Todo("Apply for registration", Actor.AGENCY, TaskSource.RULE, due_on=TODAY)
    key = f"rule:{stay.case_id}"
    stay.act(lambda case: open_task(key, later, agency=case.agency, now=NOON))
    task = find_open_task(key)
    assert task is not None
    assert (task.message, task.owner, task.due_on, task.case_id) == (
        "Apply for registration",
        Actor.AGENCY,
        TODAY,
        None,
    )


def test_the_plan_of_a_case_is_its_own(app: Flask) -> None:
    one, other = make_stay(), make_stay()
    one.act(lambda case: make_items(case, now=NOON) and None)
    assert db.session.scalars(db.select(PlanItem).filter_by(case_id=other.case_id)).all() == []
