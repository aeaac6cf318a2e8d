"""A case passes on only by those who may, with what is needed, by two where two are needed, and leaves a record."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, NoResultFound
from werkzeug.exceptions import Forbidden

from tests.factories_accounts import make_user
from tests.factories_flow import make_pause, make_standing, reread, settle, stand_in, take
from tests.factories_incubator import (
    NOON,
    TODAY,
    make_agency,
    make_case,
    make_expert,
    make_manager,
    make_place,
    make_seat,
    make_workflow,
)
from trainingapp.extensions import db
from trainingapp.incubator.actions.passing import pass_by_itself
from trainingapp.incubator.models import Case, PlanItem, Proposal, StageRecord
from trainingapp.incubator.queries.history import list_records
from trainingapp.incubator.queries.passages import find_waiting, list_settled
from trainingapp.notices.models import Notice
from trainingapp.rules.incubation.passing import (
    AlreadyProposed,
    CaseMovedOn,
    NoSuchPassage,
    ReasonNeeded,
    SamePerson,
    StillMissing,
)
from trainingapp.rules.incubation.words import AgencyStatus, SeatState, Stage
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing


def kinds_of(user_id: int) -> list[str]:
    return list(db.session.scalars(db.select(Notice.kind).filter_by(user_id=user_id)))


@pytest.mark.both_databases
def test_a_step_writes_its_record_and_moves_the_case(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand = stand_in(monkeypatch)
    people, case_id = make_standing(Stage.SUBMITTED)
    record = take(case_id, "pass_check", people["officer"], reason=" all there ")
    assert isinstance(record, StageRecord)
    case = reread(case_id)
    assert (case.stage, case.turn, case.stage_since) == ("review", 1, NOON)
    (written,) = list_records(case)
    assert (written.transition, written.from_stage, written.to_stage) == (
        "T4",
        "submitted",
        "review",
    )
    assert (written.actor_id, written.capacity) == (people["officer"].id, "officer")
    assert written.reason == "all there"
    assert set(written.evidence) >= {"screening_passed", "reviewers_seated"}
    assert stand.followed == ["ask_reviewers"]


def test_a_step_with_something_missing_changes_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand = stand_in(monkeypatch)
    stand.missing = {"duplicates_cleared", "reviewers_seated"}
    people, case_id = make_standing(Stage.SUBMITTED)
    with pytest.raises(StillMissing) as refused:
        take(case_id, "pass_check", people["officer"])
    assert [one.code for one in refused.value.missing] == ["duplicates_cleared", "reviewers_seated"]
    assert (reread(case_id).stage, reread(case_id).turn) == ("submitted", 0)
    assert stand.followed == []


@pytest.mark.parametrize("who", ["finance", "authority"])
def test_who_reaches_the_case_in_another_capacity_is_forbidden(
    app: Flask, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    stand_in(monkeypatch)
    people, case_id = make_standing(Stage.SUBMITTED)
    with pytest.raises(Forbidden):
        take(case_id, "pass_check", people[who])


def test_what_is_missing_is_not_told_to_who_may_not_act(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch).missing = {"duplicates_cleared"}
    people, case_id = make_standing(Stage.SUBMITTED)
    with pytest.raises(Forbidden):
        take(case_id, "pass_check", people["finance"])


def test_who_does_not_reach_the_case_finds_none(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    _people, case_id = make_standing(Stage.SUBMITTED)
    others, _other_id = make_standing(Stage.SUBMITTED)
    for person in (others["officer"], others["head"], others["authority"], make_user()):
        with pytest.raises(NoResultFound):
            take(case_id, "pass_check", person)


def test_an_officer_who_declared_a_conflict_as_expert_finds_no_case(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    people, case_id = make_standing(Stage.SUBMITTED)
    make_seat(db.session.get_one(Case, case_id), people["officer"], state=SeatState.CONFLICT)
    with pytest.raises(NoResultFound):
        take(case_id, "pass_check", people["officer"])


def test_a_step_needs_its_reason(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)
    people, case_id = make_standing(Stage.SUBMITTED)
    with pytest.raises(ReasonNeeded):
        take(case_id, "return", people["officer"], reason=" ")


def test_an_act_from_another_stage_leads_nowhere(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    people, case_id = make_standing(Stage.SUBMITTED)
    with pytest.raises(NoSuchPassage):
        take(case_id, "graduate", people["head"])


@pytest.mark.parametrize("turn", [1, 7])
def test_a_page_of_another_turn_is_too_old(
    app: Flask, monkeypatch: pytest.MonkeyPatch, turn: int
) -> None:
    stand_in(monkeypatch)
    people, case_id = make_standing(Stage.SUBMITTED)
    with pytest.raises(CaseMovedOn):
        take(case_id, "pass_check", people["officer"], turn=turn)
    assert isinstance(take(case_id, "pass_check", people["officer"], turn=0), StageRecord)


@pytest.mark.both_databases
def test_a_case_that_was_read_before_it_moved_is_not_moved_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    people, case_id = make_standing(Stage.SUBMITTED)
    head_id = people["head"].id
    old = reread(case_id)
    assert old.turn == 0
    with writing():
        db.session.execute(
            text("UPDATE incubation_case SET turn = 1, stage = 'returned' WHERE id = :id"),
            {"id": case_id},
        )
        person = db.session.get_one(type(people["head"]), head_id)
        from trainingapp.incubator.actions.passing import pass_on

        with pytest.raises(CaseMovedOn):
            pass_on(old, "pass_check", person=person, now=NOON)
        db.session.rollback()


@pytest.mark.both_databases
def test_a_step_of_two_waits_for_the_second(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stand = stand_in(monkeypatch)
    people, case_id = make_standing(Stage.DECISION)
    done = take(case_id, "admit", people["head"])
    assert isinstance(done, Proposal)
    assert reread(case_id).stage == "decision"
    assert stand.followed == []
    assert kinds_of(people["authority"].id) == ["incubator.step_proposed"]
    settle(case_id, people["authority"])
    case = reread(case_id)
    assert case.stage == "notice"
    (record,) = list_records(case)
    assert (record.actor_id, record.capacity) == (people["authority"].id, "authority")
    assert record.proposed_by_id == people["head"].id
    assert kinds_of(people["authority"].id) == []
    assert kinds_of(people["head"].id) == ["incubator.step_confirmed"]


@pytest.mark.parametrize("who", ["officer", "second", "finance"])
def test_only_the_named_second_person_confirms(
    app: Flask, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    stand_in(monkeypatch)
    people, case_id = make_standing(Stage.DECISION)
    take(case_id, "admit", people["head"])
    with pytest.raises(Forbidden):
        settle(case_id, people[who])
    with pytest.raises(Forbidden):
        settle(case_id, people[who], says_yes=False)
    assert reread(case_id).stage == "decision"


@pytest.mark.parametrize(("who", "may"), [("officer", True), ("second", True), ("finance", False)])
def test_without_an_authority_a_second_person_of_the_base_confirms(
    app: Flask, monkeypatch: pytest.MonkeyPatch, who: str, may: bool
) -> None:
    stand_in(monkeypatch)
    people, case_id = make_standing(Stage.DECISION, authority_id=None)
    take(case_id, "admit", people["head"])
    if may:
        settle(case_id, people[who])
    else:
        with pytest.raises(Forbidden):
            settle(case_id, people[who])
    assert reread(case_id).stage == ("notice" if may else "decision")


def test_a_head_who_is_officer_too_does_not_confirm_alone(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    place = make_place(authority_id=None)
    both = make_user(
        roles=[Role.INCUBATOR_HEAD, Role.INCUBATOR_STAFF], organisation=place.organisation
    )
    case_id = make_case(place, stage=Stage.DECISION).id
    take(case_id, "admit", both)
    with pytest.raises(SamePerson):
        settle(case_id, both)
    assert reread(case_id).stage == "decision"


def test_what_went_missing_meanwhile_stops_the_second_word(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand = stand_in(monkeypatch)
    people, case_id = make_standing(Stage.DECISION)
    take(case_id, "admit", people["head"])
    stand.missing = {"places_left"}
    with pytest.raises(StillMissing):
        settle(case_id, people["authority"])
    assert reread(case_id).stage == "decision"
    assert find_waiting(reread(case_id)) is not None


@pytest.mark.parametrize(
    ("who", "told"), [("authority", ["incubator.step_declined"]), ("head", [])]
)
def test_a_proposal_is_declined_or_taken_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch, who: str, told: list[str]
) -> None:
    stand_in(monkeypatch)
    people, case_id = make_standing(Stage.DECISION)
    take(case_id, "admit", people["head"])
    settle(case_id, people[who], says_yes=False, note_text="the minutes are not signed")
    case = reread(case_id)
    assert (case.stage, find_waiting(case)) == ("decision", None)
    (settled,) = list_settled(case)
    assert (settled.note, settled.settled_by_id) == ("the minutes are not signed", people[who].id)
    assert kinds_of(people["head"].id) == told
    assert kinds_of(people["authority"].id) == []


def test_a_second_proposal_waits_for_the_first(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)
    people, case_id = make_standing(Stage.DECISION)
    take(case_id, "admit", people["head"])
    with pytest.raises(AlreadyProposed):
        take(case_id, "reject", people["head"], reason="too few points")


def test_a_step_by_somebody_else_makes_a_waiting_proposal_fall_away(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    place = make_place()
    agency = make_agency()
    owner = make_manager(agency)
    case_id = make_case(place, agency, stage=Stage.DECISION).id
    take(case_id, "admit", place.people["head"])
    take(case_id, "withdraw", owner)
    case = reread(case_id)
    assert (case.stage, find_waiting(case)) == ("withdrawn", None)
    assert kinds_of(place.people["authority"].id) == []


@pytest.mark.both_databases
def test_an_undone_step_leads_back_and_its_effects_are_taken_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = ["recent_enough_to_revert", "nothing_rests_on_it", "tell_undone"]
    stand = stand_in(monkeypatch, real=real)
    people, case_id = make_standing(Stage.REVIEW)
    take(case_id, "close_review", people["officer"])
    take(case_id, "revert", people["head"], reason="the wrong case")
    settle(case_id, people["second"])
    case = reread(case_id)
    assert case.stage == "review"
    first, second = list_records(case)
    assert (second.act, second.reverts_id, second.to_stage) == ("revert", first.id, "review")
    assert stand.followed == ["freeze_ranking", "unfreeze_ranking"]
    assert "incubator.step_undone" in kinds_of(people["officer"].id)


def test_a_step_is_undone_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, real=["recent_enough_to_revert", "nothing_rests_on_it"])
    people, case_id = make_standing(Stage.REVIEW)
    take(case_id, "close_review", people["officer"])
    take(case_id, "revert", people["head"], reason="the wrong case")
    settle(case_id, people["second"])
    with pytest.raises(NoSuchPassage):
        take(case_id, "revert", people["head"], reason="once more")


@pytest.mark.parametrize(
    ("act", "stage", "days", "code"),
    [
        ("close_review", Stage.REVIEW, 30, None),
        ("close_review", Stage.REVIEW, 31, "too_old_to_undo"),
        ("begin_midterm", Stage.INCUBATING, 1, "effect_stays"),
    ],
)
def test_an_old_step_and_one_on_which_something_rests_stay(
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    act: str,
    stage: Stage,
    days: int,
    code: str | None,
) -> None:
    stand_in(monkeypatch, real=["recent_enough_to_revert", "nothing_rests_on_it"])
    people, case_id = make_standing(stage)
    take(case_id, act, people["officer"])
    later = NOON + timedelta(days=days)
    if code is None:
        assert isinstance(take(case_id, "revert", people["head"], reason="no", now=later), Proposal)
        return
    with pytest.raises(StillMissing) as refused:
        take(case_id, "revert", people["head"], reason="no", now=later)
    assert code in {one.code for one in refused.value.missing}


PAUSING = ["suspension_dated", "begin_suspension", "move_dates_on", "drop_suspension"]
PAUSING += ["move_dates_back", "recent_enough_to_revert", "nothing_rests_on_it"]


def test_a_pause_needs_its_end(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, real=PAUSING)
    people, case_id = make_standing(Stage.INCUBATING)
    with pytest.raises(StillMissing) as refused:
        take(case_id, "suspend", people["head"], reason="the office burned")
    (missing,) = refused.value.missing
    assert (missing.code, missing.endpoint) == ("suspension_undated", "incubator.plan_suspension")


@pytest.mark.parametrize(
    ("until", "code"),
    [(date(2027, 2, 23), None), (date(2027, 2, 24), "suspension_too_long")],
)
def test_a_pause_lasts_three_months_at_most(
    app: Flask, monkeypatch: pytest.MonkeyPatch, until: date, code: str | None
) -> None:
    stand_in(monkeypatch, real=PAUSING)
    people, case_id = make_standing(Stage.INCUBATING)
    make_pause(db.session.get_one(Case, case_id), planned_end_on=until)
    if code is None:
        assert isinstance(take(case_id, "suspend", people["head"], reason="fire"), StageRecord)
        return
    with pytest.raises(StillMissing) as refused:
        take(case_id, "suspend", people["head"], reason="fire")
    assert [one.code for one in refused.value.missing] == [code]


@pytest.mark.both_databases
def test_the_planned_end_is_later_by_the_days_of_the_pause(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, real=PAUSING)
    people, case_id = make_standing(Stage.INCUBATING)
    make_pause(db.session.get_one(Case, case_id), planned_end_on=TODAY + timedelta(days=60))
    take(case_id, "suspend", people["head"], reason="fire")
    assert reread(case_id).planned_exit_on == date(2027, 5, 25)
    take(case_id, "resume", people["head"], now=NOON + timedelta(days=40))
    assert reread(case_id).planned_exit_on == date(2027, 7, 4)


def test_undoing_the_end_of_a_pause_moves_the_dates_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, real=PAUSING)
    people, case_id = make_standing(Stage.INCUBATING)
    make_pause(db.session.get_one(Case, case_id), planned_end_on=TODAY + timedelta(days=60))
    take(case_id, "suspend", people["head"], reason="fire")
    later = NOON + timedelta(days=10)
    take(case_id, "resume", people["head"], now=later)
    take(case_id, "revert", people["head"], reason="too early", now=later)
    settle(case_id, people["second"], now=later)
    case = reread(case_id)
    assert (case.stage, case.planned_exit_on) == ("suspended", date(2027, 5, 25))
    take(case_id, "resume", people["head"], now=NOON + timedelta(days=20))
    assert reread(case_id).planned_exit_on == date(2027, 6, 14)


def test_open_items_of_the_plan_move_on_and_back_with_the_pause(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, real=PAUSING)
    people, case_id = make_standing(Stage.INCUBATING)
    due = {"open": (5, "todo"), "done": (5, "accepted"), "late": (-5, "todo")}
    with writing():
        for code, (days, state) in due.items():
            on = TODAY + timedelta(days=days)
            values = {"code": code, "title": code, "owner": "agency", "state": state}
            db.session.add(PlanItem(case_id=case_id, due_on=on, entered_at=NOON, **values))
        db.session.commit()

    def days_left() -> dict[str, int]:
        found = db.session.execute(db.select(PlanItem.code, PlanItem.due_on))
        return {code: (on - TODAY).days for code, on in found}

    make_pause(db.session.get_one(Case, case_id), planned_end_on=TODAY + timedelta(days=60))
    take(case_id, "suspend", people["head"], reason="fire")
    later = NOON + timedelta(days=10)
    take(case_id, "resume", people["head"], now=later)
    assert days_left() == {"open": 15, "done": 5, "late": -5}
    take(case_id, "revert", people["head"], reason="too early", now=later)
    settle(case_id, people["second"], now=later)
    assert days_left() == {"open": 5, "done": 5, "late": -5}


def test_undoing_a_pause_moves_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, real=PAUSING)
    people, case_id = make_standing(Stage.INCUBATING)
    make_pause(db.session.get_one(Case, case_id), planned_end_on=TODAY + timedelta(days=60))
    take(case_id, "suspend", people["head"], reason="fire")
    take(case_id, "revert", people["head"], reason="another case was meant")
    settle(case_id, people["second"], now=NOON + timedelta(days=5))
    case = reread(case_id)
    assert (case.stage, case.planned_exit_on) == ("incubating", date(2027, 5, 25))


@pytest.mark.parametrize(
    ("before", "outcome"),
    [
        ("leave", "early_voluntary"),
        ("dismiss", "dismissed"),
        ("fail_graduation", "failed_graduation"),
    ],
)
def test_the_outcome_names_how_the_moving_out_began(
    app: Flask, monkeypatch: pytest.MonkeyPatch, before: str, outcome: str
) -> None:
    stand_in(monkeypatch, real=["name_outcome"])
    place = make_place()
    case = make_case(place, stage=Stage.GRADUATION)
    case_id, agency = case.id, case.agency
    who = make_manager(agency) if before == "leave" else place.people["head"]
    done = take(case_id, before, who, reason="why")
    if isinstance(done, Proposal):
        second = "officer" if before == "leave" else "authority"
        settle(case_id, place.people[second])
    take(case_id, "close_exit", place.people["officer"])
    settle(case_id, place.people["finance"])
    assert (reread(case_id).stage, reread(case_id).outcome) == ("terminated", outcome)


def test_who_graduates_on_file_is_named_so(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, real=["name_outcome"])
    place = make_place()
    agency = make_agency(status=AgencyStatus.FILED)
    case_id = make_case(place, agency, stage=Stage.GRADUATION).id
    take(case_id, "graduate", place.people["head"])
    settle(case_id, place.people["authority"])
    assert reread(case_id).outcome == "graduated_filed"


def test_the_clock_takes_only_its_own_steps(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)
    _people, case_id = make_standing(Stage.NOTICE)
    with writing():
        case = db.session.get_one(Case, case_id)
        with pytest.raises(Forbidden):
            pass_by_itself(case, "withdraw", now=NOON)
        record = pass_by_itself(case, "close_notice", now=NOON)
        assert (record.actor_id, record.capacity) == (None, "system")
        db.session.commit()
    assert reread(case_id).stage == "onboarding"


def told(user_id: int) -> list[str]:
    """What somebody reads in their notices of cases that moved on."""
    rows = db.session.scalars(
        db.select(Notice).filter_by(user_id=user_id, kind="incubator.case_moved")
    )
    return [json.loads(row.arguments)["step"] for row in rows]


def test_those_whose_case_it_is_read_where_it_stands(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    place, agency = make_place(), make_agency()
    owner, applicant = make_manager(agency), make_user()
    ids = {"owner": owner.id, "applicant": applicant.id, "officer": place.people["officer"].id}
    case_id = make_case(place, agency, stage=Stage.MIDTERM, applicant_id=applicant.id).id
    take(case_id, "pass_midterm", place.people["head"])
    assert {name: told(user_id) for name, user_id in ids.items()} == {
        "owner": ["孵化中"],
        "applicant": [],  # others manage the agency that has moved in
        "officer": ["在孵"],
    }


@pytest.mark.parametrize(
    ("stage", "act", "who", "officer"),
    [
        (
            Stage.REVIEW,
            "close_review",
            "head",
            ["待审定"],
        ),  # outside it is in review before and after
        (Stage.REVIEW, "close_review", "officer", []),  # who acts knows
        (Stage.RECTIFYING, "accept_rectification", "head", ["在孵"]),
        (Stage.MIDTERM, "order_rectification", "head", ["整改中"]),  # the agency has its own words
    ],
)
def test_nobody_is_told_what_they_know_or_may_not_know(
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    stage: Stage,
    act: str,
    who: str,
    officer: list[str],
) -> None:
    stand_in(monkeypatch)
    place = make_place()
    applicant = make_user()
    case_id = make_case(place, stage=stage, applicant_id=applicant.id).id
    take(case_id, act, place.people[who], reason="why")
    assert told(place.people["officer"].id) == officer
    assert told(applicant.id) == []


@pytest.mark.both_databases
def test_records_are_never_changed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)
    people, case_id = make_standing(Stage.SUBMITTED)
    take(case_id, "pass_check", people["officer"])
    with writing():
        with pytest.raises(DatabaseError):
            db.session.execute(text("UPDATE stage_record SET to_stage = 'alumni'"))
        db.session.rollback()


def test_a_case_begun_under_version_1_ends_under_it_after_version_2(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    place = make_place()
    first = make_workflow()
    old_id = make_case(place, stage=Stage.FOLLOWUP).id
    changed = {**first.definition["transitions"]}
    changed["T29"] = {**changed["T29"], "actors": ["head"], "reason": True}
    second = make_workflow(version=2, transitions=changed)
    new_id = make_case(place, stage=Stage.FOLLOWUP, workflow_version_id=second.id).id
    take(old_id, "finish_followup", place.people["officer"])
    assert reread(old_id).stage == "alumni"
    with pytest.raises(Forbidden):
        take(new_id, "finish_followup", place.people["officer"])
    with pytest.raises(ReasonNeeded):
        take(new_id, "finish_followup", place.people["head"])


def test_an_expert_with_a_seat_takes_no_step(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)
    _people, case_id = make_standing(Stage.REVIEW)
    expert = make_expert()
    make_seat(db.session.get_one(Case, case_id), expert)
    with pytest.raises(Forbidden):
        take(case_id, "close_review", expert)
