"""What the officer of a case hears of each of its steps: once, and nothing of what they did themselves."""

from __future__ import annotations

import json
from typing import NamedTuple

import pytest
from flask import Flask

from tests.committing import written
from tests.factories_accounts import make_user
from tests.factories_flow import settle, stand_in, take
from tests.factories_incubator import (
    NOON,
    make_agency,
    make_case,
    make_intake,
    make_manager,
    make_place,
)
from trainingapp.accounts.models import RoleGrant, User
from trainingapp.extensions import db
from trainingapp.incubator.actions.passing import pass_by_itself
from trainingapp.incubator.models import Case, Proposal
from trainingapp.notices.models import Notice
from trainingapp.rules.incubation.words import Stage


class Told(NamedTuple):
    """A step from a stage by somebody, confirmed by another; what the officer reads by notices of steps."""

    stage: Stage
    act: str
    who: str
    second: str = ""
    reads: tuple[str, ...] = ()


MOVED = "case_moved"
OWN_WORDS = ()  # an effect of the step tells them, which these tests leave out

STEPS = [
    Told(Stage.DRAFT, "submit", "applicant", reads=OWN_WORDS),
    Told(Stage.SUBMITTED, "return", "officer"),
    Told(Stage.SUBMITTED, "return", "head", reads=(f"{MOVED} 补正中",)),
    Told(Stage.REVIEW, "return", "head", reads=(f"{MOVED} 补正中",)),
    Told(Stage.SUBMITTED, "pass_check", "head", reads=(f"{MOVED} 专家评审",)),
    Told(Stage.SUBMITTED, "pass_check", "second", reads=(f"{MOVED} 专家评审",)),
    Told(Stage.SUBMITTED, "pass_check", "officer"),
    Told(Stage.SUBMITTED, "refuse", "officer", "head", ("step_confirmed 不予受理",)),
    Told(Stage.SUBMITTED, "refuse", "second", "head", (f"{MOVED} 不予入驻",)),
    Told(Stage.REVIEW, "close_review", "head", reads=(f"{MOVED} 待审定",)),
    Told(Stage.DECISION, "reopen_review", "head", reads=(f"{MOVED} 专家评审",)),
    Told(Stage.DECISION, "admit", "head", "authority", (f"{MOVED} 公示中",)),
    Told(Stage.DECISION, "put_on_waitlist", "head", reads=(f"{MOVED} 候补",)),
    Told(Stage.DECISION, "reject", "head", "authority", (f"{MOVED} 不予入驻",)),
    Told(Stage.WAITLIST, "move_up", "head", reads=(f"{MOVED} 公示中",)),
    Told(Stage.NOTICE, "close_notice", "", reads=(f"{MOVED} 待签约入驻",)),
    Told(Stage.NOTICE, "close_notice", "head", reads=(f"{MOVED} 待签约入驻",)),
    Told(Stage.NOTICE, "close_notice", "officer"),
    Told(Stage.ONBOARDING, "move_in", "head", reads=OWN_WORDS),
    Told(Stage.ONBOARDING, "lapse", "", reads=(f"{MOVED} 撤回",)),
    Told(Stage.ONBOARDING, "lapse", "head", reads=(f"{MOVED} 撤回",)),
    Told(Stage.TRIAL, "end_trial", "officer", "head", ("step_confirmed 转正",)),
    Told(Stage.INCUBATING, "begin_midterm", "head", reads=OWN_WORDS),
    Told(Stage.MIDTERM, "pass_midterm", "head", reads=(f"{MOVED} 在孵",)),
    Told(Stage.INCUBATING, "order_rectification", "head", reads=(f"{MOVED} 整改中",)),
    Told(Stage.RECTIFYING, "accept_rectification", "head", reads=(f"{MOVED} 在孵",)),
    Told(Stage.INCUBATING, "extend", "head", "authority", (f"{MOVED} 在孵",)),
    Told(Stage.INCUBATING, "suspend", "head", reads=(f"{MOVED} 暂停",)),
    Told(Stage.SUSPENDED, "resume", "head", reads=(f"{MOVED} 在孵",)),
    Told(Stage.INCUBATING, "ask_graduation", "manager", reads=OWN_WORDS),
    Told(Stage.GRADUATION, "send_back", "head", reads=(f"{MOVED} 在孵",)),
    Told(Stage.GRADUATION, "graduate", "head", "authority", (f"{MOVED} 跟踪期",)),
    Told(Stage.GRADUATION, "fail_graduation", "head", reads=(f"{MOVED} 退驻办理",)),
    Told(Stage.INCUBATING, "leave", "manager", "officer", ("step_proposed 自愿退出",)),
    Told(Stage.INCUBATING, "dismiss", "head", "authority", (f"{MOVED} 退驻办理",)),
    Told(Stage.EXITING, "close_exit", "officer", "finance", ("step_confirmed 办结退驻",)),
    Told(Stage.FOLLOWUP, "finish_followup", "head", reads=(f"{MOVED} 校友",)),
    Told(Stage.DECISION, "withdraw", "applicant", reads=OWN_WORDS),
]


def read_by(user_id: int) -> tuple[str, ...]:
    """The notices of steps that somebody has, with the step each names."""
    db.session.rollback()
    rows = db.session.query(Notice).filter_by(user_id=user_id).order_by(Notice.id)
    return tuple(
        f"{row.kind.rpartition('.')[2]} {json.loads(row.arguments)['step']}" for row in rows
    )


def go(case_id: int, step: Told, people: dict[str, User]) -> None:
    """Take the step, with a second word where it needs one; without anybody it is the clock's."""
    if not step.who:
        written(lambda: pass_by_itself(db.session.get_one(Case, case_id), step.act, now=NOON))
        return
    done = take(case_id, step.act, people[step.who], reason="why")
    if isinstance(done, Proposal):
        settle(case_id, people[step.second])


@pytest.mark.parametrize("step", STEPS, ids=lambda one: f"{one.act}-{one.who or 'clock'}")
def test_the_officer_hears_of_every_step_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch, step: Told
) -> None:
    stand_in(monkeypatch)
    place, agency = make_place(), make_agency()
    people = {**place.people, "manager": make_manager(agency), "applicant": make_user()}
    officer_id = people["officer"].id
    case = make_case(
        place,
        agency,
        stage=step.stage,
        officer_id=officer_id,
        applicant_id=people["applicant"].id,
        intake_id=make_intake(place.base).id,
    )
    go(case.id, step, people)
    reads = tuple(one for one in read_by(officer_id) if not one.startswith("step_proposed"))
    expected = tuple(one for one in step.reads if not one.startswith("step_proposed"))
    assert reads == expected


def test_an_officer_who_left_hears_of_no_step(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)
    place = make_place()
    officer_id, head = place.people["officer"].id, place.people["head"]
    case_id = make_case(place, stage=Stage.MIDTERM).id

    def leave() -> None:
        for grant in db.session.query(RoleGrant).filter_by(user_id=officer_id):
            grant.revoked_at = NOON

    written(leave)
    take(case_id, "pass_midterm", head)
    assert read_by(officer_id) == ()


def test_a_step_that_is_undone_is_told_to_the_officer(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    place = make_place()
    head, second = place.people["head"], place.people["second"]
    officer_id = place.people["officer"].id
    case_id = make_case(place, stage=Stage.REVIEW).id
    take(case_id, "close_review", head)
    take(case_id, "revert", head, reason="why")
    settle(case_id, second)
    moved = [one for one in read_by(officer_id) if one.startswith(MOVED)]
    assert moved == [f"{MOVED} 待审定", f"{MOVED} 专家评审"]


@pytest.mark.parametrize(
    ("act", "stage", "second"),
    [("leave", Stage.INCUBATING, "officer"), ("leave", Stage.ONBOARDING, "officer")],
)
def test_who_proposed_reads_of_the_confirmation_alone(
    app: Flask, monkeypatch: pytest.MonkeyPatch, act: str, stage: Stage, second: str
) -> None:
    stand_in(monkeypatch)
    place, agency = make_place(), make_agency()
    manager = make_manager(agency)
    manager_id = manager.id
    case_id = make_case(place, agency, stage=stage).id
    take(case_id, act, manager, reason="why")
    settle(case_id, place.people[second])
    assert read_by(manager_id) == ("step_confirmed 自愿退出",)
