"""A card of the board: what it tells of its case, and the steps that it offers to whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from flask import Flask

from tests.factories_accounts import make_user
from tests.factories_day import (
    DAY,
    make_item,
    make_proposal,
    make_risk,
    make_task,
    reader_of,
)
from tests.factories_incubator import (
    NOON,
    TODAY,
    Place,
    make_agency,
    make_case,
    make_intake,
    make_place,
)
from tests.factories_staffing import change, make_team
from trainingapp.accounts.models import User
from trainingapp.credentials.models.employment import Employment
from trainingapp.extensions import db
from trainingapp.incubator.board_wording import ratio_badge, stages_of
from trainingapp.incubator.models import Case
from trainingapp.incubator.queries.board import Card, Column, list_columns, make_card
from trainingapp.incubator.queries.cases import Filters
from trainingapp.rules.incubation.maturity import RiskLevel
from trainingapp.rules.incubation.words import Stage
from trainingapp.rules.permissions import Role

URL = "/incubation/board"
EN = {"Accept-Language": "en"}
HIDDEN = {Stage.DRAFT, Stage.ALUMNI, Stage.REJECTED, Stage.WITHDRAWN, Stage.TERMINATED}
SHOWN = [stage for stage in Stage if stage not in HIDDEN]


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def board_of(user: User, **filters: object) -> dict[str, Column]:
    """The columns as somebody sees them, by stage."""
    found = list_columns(reader_of(user), Filters(**filters), now=NOON)  # type: ignore[arg-type]
    return {str(column.stage.stage): column for column in found}


def card_of(user: User, case: Case) -> Card:
    reader = reader_of(user)
    return make_card(reader, db.session.get_one(Case, case.id), now=NOON)


def numbers(column: Column) -> list[str]:
    return [card.case.number for card in column.cards]


# Signs


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("tasks", "items", "due"),
    [
        ((), (), None),
        ((3,), (), 3),
        ((), (5,), 5),
        ((7, 2), (4,), 2),
        ((7,), (-4, 9), -4),
        ((None,), (None,), None),
    ],
    ids=["none", "task", "item", "first-task", "overdue-item", "undated"],
)
def test_a_card_tells_the_first_day_of_anything_open(
    app: Flask, tasks: tuple[int | None, ...], items: tuple[int | None, ...], due: int | None
) -> None:
    place = make_place()
    case = make_case(place)
    for days in tasks:
        make_task(case, due_on=day(days))
    for days in items:
        make_item(case, due_on=day(days), state="todo")
    make_task(case, due_on=TODAY - 50 * DAY, closed_at=NOON)
    make_item(case, due_on=TODAY - 50 * DAY, state="accepted")
    make_item(case, due_on=TODAY - 50 * DAY, state="waived")
    assert card_of(place.people["officer"], case).signs.due_on == day(due)


def day(days: int | None) -> date | None:
    return None if days is None else TODAY + days * DAY


@pytest.mark.parametrize(
    ("qualified", "full_time", "told"),
    [
        (0, 0, ("No full-time staff", "neutral")),
        (0, 1, ("Qualified staff 0/1: too few", "danger")),
        (1, 3, ("Qualified staff 1/3: enough", "success")),
        (1, 4, ("Qualified staff 1/4: too few", "danger")),
        (2, 2, ("Qualified staff 2/2: enough", "success")),
    ],
)
def test_a_card_tells_the_ratio_of_staff_in_words(
    app: Flask, qualified: int, full_time: int, told: tuple[str, str]
) -> None:
    place, agency = make_place(), make_agency()
    case = make_case(place, agency)
    make_team(agency, qualified, full_time)
    ratio = card_of(place.people["officer"], case).signs.ratio
    assert ratio is not None
    with app.test_request_context(headers=EN):
        assert ratio_badge(ratio) == told


def test_a_team_without_an_organisation_has_no_ratio(app: Flask) -> None:
    place = make_place()
    case = make_case(place, make_agency(is_registered=False), stage=Stage.REVIEW)
    assert card_of(place.people["officer"], case).signs.ratio is None


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("risks", "level"),
    [
        ((), None),
        (((1, 1),), RiskLevel.LOW),
        (((2, 4),), RiskLevel.MEDIUM),
        (((3, 5),), RiskLevel.HIGH),
        (((1, 5), (5, 5), (2, 2)), RiskLevel.HIGH),
        (((1, 7 - 2), (2, 3)), RiskLevel.LOW),
    ],
    ids=["none", "low", "medium", "high", "gravest", "all-low"],
)
def test_a_card_tells_the_gravest_open_risk(
    app: Flask, risks: tuple[tuple[int, int], ...], level: RiskLevel | None
) -> None:
    place = make_place()
    case = make_case(place)
    for severity, likelihood in risks:
        make_risk(case, severity, likelihood)
    make_risk(case, 5, 5, closed_at=NOON, closing_note="解决")
    assert card_of(place.people["officer"], case).signs.risk is level


def test_signs_of_one_card_are_not_those_of_another(app: Flask) -> None:
    place = make_place()
    quiet, loud = make_case(place), make_case(place)
    make_task(loud, due_on=TODAY - DAY)
    make_risk(loud, 5, 5)
    assert card_of(place.people["officer"], quiet).signs.due_on is None
    assert card_of(place.people["officer"], quiet).signs.risk is None


def test_a_step_that_waits_for_a_second_person_is_said_on_the_card(app: Flask) -> None:
    place = make_place()
    case, other = make_case(place, stage=Stage.DECISION), make_case(place, stage=Stage.DECISION)
    make_proposal(case, place.people["head"], "T8", "admit")
    make_proposal(other, place.people["head"], "T8", "admit", settled_at=NOON, is_confirmed=False)
    assert card_of(place.people["officer"], case).is_waiting
    assert not card_of(place.people["officer"], other).is_waiting


# Steps


STEPS: tuple[tuple[str, Stage, set[str]], ...] = (
    ("officer", Stage.SUBMITTED, {"return", "pass_check", "refuse"}),
    ("head", Stage.SUBMITTED, {"return", "pass_check"}),
    ("finance", Stage.SUBMITTED, set()),
    ("authority", Stage.SUBMITTED, set()),
    ("officer", Stage.DECISION, set()),
    ("head", Stage.DECISION, {"reopen_review", "admit", "put_on_waitlist", "reject"}),
    ("officer", Stage.NOTICE, {"close_notice"}),
    ("head", Stage.WAITLIST, {"move_up"}),
    ("head", Stage.ONBOARDING, {"move_in", "lapse"}),
    ("officer", Stage.TRIAL, {"end_trial"}),
    ("officer", Stage.INCUBATING, {"begin_midterm", "ask_graduation"}),
    ("head", Stage.SUSPENDED, {"resume", "dismiss"}),
    ("head", Stage.GRADUATION, {"send_back", "graduate", "fail_graduation", "dismiss"}),
    ("officer", Stage.EXITING, {"close_exit"}),
    ("head", Stage.FOLLOWUP, {"finish_followup"}),
)


@pytest.mark.parametrize(
    ("who", "stage", "acts"), STEPS, ids=[f"{who}-{stage}" for who, stage, _acts in STEPS]
)
def test_a_card_offers_the_steps_of_the_readers_capacities(
    app: Flask, who: str, stage: Stage, acts: set[str]
) -> None:
    place = make_place()
    case = make_case(place, stage=stage)
    assert {one.act for one in card_of(place.people[who], case).moves} == acts


@pytest.mark.parametrize(("has_trial", "target"), [(False, "incubating"), (True, "trial")])
def test_where_a_step_leads_depends_on_the_call(app: Flask, has_trial: bool, target: str) -> None:
    place = make_place()
    intake = make_intake(place.base, has_trial=has_trial)
    case = make_case(place, stage=Stage.ONBOARDING, intake_id=intake.id)
    moves = {one.act: str(one.target) for one in card_of(place.people["head"], case).moves}
    assert moves["move_in"] == target


def test_a_step_with_words_or_a_second_person_is_marked(app: Flask) -> None:
    place = make_place()
    submitted = make_case(place, stage=Stage.SUBMITTED)
    asks = {one.act: one.asks for one in card_of(place.people["officer"], submitted).moves}
    assert asks == {"return": True, "pass_check": False, "refuse": True}


def test_the_stages_of_a_card_are_named_once_each(app: Flask) -> None:
    place = make_place()
    case = make_case(place, stage=Stage.GRADUATION)
    assert stages_of(card_of(place.people["head"], case)).split() == [
        "incubating",
        "followup",
        "exiting",
    ]


def read_again(place: Place, case: Case) -> Card:
    return card_of(place.people["officer"], case)


def test_a_change_of_the_team_shows_at_once(app: Flask) -> None:
    place, agency = make_place(), make_agency()
    case = make_case(place, agency)
    team = make_team(agency, 1, 3)
    before = read_again(place, case).signs.ratio
    job = db.session.scalars(db.select(Employment).filter_by(user_id=team[0].id)).one()
    change(job, ends_on=TODAY)
    after = read_again(place, case).signs.ratio
    assert before
    assert after
    assert (before.qualified, before.full_time) == (1, 3)
    assert (after.qualified, after.full_time) == (0, 2)


# One's own


@pytest.mark.parametrize("who", ["officer", "head", "finance", "authority"])
def test_the_board_of_a_base_shows_nobody_their_own_case(app: Flask, who: str) -> None:
    place = make_place()
    user = place.people[who]
    own = make_case(place, stage=Stage.REVIEW, applicant_id=user.id)
    make_risk(own, 5, 5)
    other = make_case(place, stage=Stage.REVIEW).number
    column = board_of(user)[Stage.REVIEW]
    assert (numbers(column), column.total) == ([other], 1)
    assert board_of(place.people["second"])[Stage.REVIEW].total == 2


def test_an_auditor_sees_every_card_and_no_step(app: Flask) -> None:
    place = make_place()
    case = make_case(place, stage=Stage.REVIEW)
    auditor = make_user("审计", roles=[Role.AUDITOR])
    column = board_of(auditor)[Stage.REVIEW]
    assert numbers(column) == [case.number]
    assert list(column.cards[0].moves) == []
