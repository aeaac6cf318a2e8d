"""One case from its first draft to alumni, with the real effects and with guards satisfied by rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests.factories_applying import make_applicant, make_submitted
from tests.factories_flow import reread, settle as confirm, stand_in, take
from tests.factories_incubator import NOON, TODAY, make_expert, make_place, make_seat
from tests.factories_residence import Stay, assess, hand_over, pledge, score, sign
from tests.factories_reviewing import (
    level,
    make_determination,
    make_interview,
    make_review,
    make_rubric,
)
from tests.incubator.test_screening import settle as settle_check
from trainingapp.accounts.models import RoleGrant, User
from trainingapp.extensions import db
from trainingapp.incubator import passing_jobs
from trainingapp.incubator.actions.effects import EFFECTS
from trainingapp.incubator.models import (
    CaseLetter,
    CaseSeat,
    FollowUp,
    PlanItem,
    PublicNotice,
    RankingRecord,
    Report,
)
from trainingapp.incubator.queries.guards import GUARDS
from trainingapp.incubator.queries.history import list_records
from trainingapp.incubator.queries.reach import actors_of
from trainingapp.incubator.queries.reviews import newest_revision
from trainingapp.rules.incubation.deciding import Result
from trainingapp.rules.incubation.passing import NoSuchPassage, StillMissing
from trainingapp.rules.incubation.residence_words import AssessmentKind, EvaluationKind, Side
from trainingapp.rules.incubation.words import Actor, AgencyStatus, Duty
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

# What stands on registers, staff and money of its own is tried by the tests of those.
STOOD_IN = {
    *("gate_registered", "gate_governed", "gate_accounts", "gate_staff", "gate_ratio"),
    *("gate_premises", "gate_clean", "gate_project", "gate_money"),
    *("reports_accepted", "periods_approved", "no_red_breach", "grant_accounted", "followup_done"),
}
MOVING_IN = NOON + timedelta(days=30)
MIDWAY = MOVING_IN + timedelta(days=90)
NEAR_END = MOVING_IN + timedelta(days=150)


def rows(model: Any, case_id: int) -> list[Any]:
    db.session.rollback()
    return list(db.session.scalars(db.select(model).filter_by(case_id=case_id)))


def refused(stay: Stay, act: str, who: str, now: Any = NOON) -> set[str]:
    """The codes of what is missing for a step."""
    with pytest.raises(StillMissing) as error:
        take(stay.case_id, act, stay.people[who], reason="why", now=now)
    db.session.rollback()
    return {one.code for one in error.value.missing}


def apply() -> Stay:
    """A team applies with every page, paper and the pledge, and submits."""
    place, applicant = make_place(), make_applicant()
    make_rubric()
    case = make_submitted(place, applicant)
    people = {**place.people, "applicant": applicant}
    return Stay(place, place.base.id, case.id, people)


def admit(stay: Stay) -> None:
    """The first check, three reviews, an interview, the decision and the authority's word."""
    case_id = stay.case_id
    assert {"screening", "credit", "reviewers_few"} <= refused(stay, "pass_check", "officer")
    settle_check(reread(case_id), stay.place)
    for number in range(3):
        make_seat(reread(case_id), make_expert(f"评审{number}"), duty=Duty.REVIEWER)
    take(case_id, "pass_check", stay.people["officer"])
    assert "reviews_few" in refused(stay, "close_review", "officer")
    revision = newest_revision(reread(case_id))
    assert revision is not None
    revision_id = revision.id
    for seat in list(rows_of_seats(case_id)):
        make_review(seat, level(4), revision_id=revision_id)
    make_interview(reread(case_id), stay.place)
    take(case_id, "close_review", stay.people["officer"])
    (ranking,) = rows(RankingRecord, case_id)
    assert ranking.passes
    assert refused(stay, "admit", "head") == {"determination_missing"}
    make_determination(reread(case_id), stay.place)
    take(case_id, "admit", stay.people["head"])
    confirm(case_id, stay.people["authority"])


def rows_of_seats(case_id: int) -> list[Any]:
    return rows(CaseSeat, case_id)


def move_in(stay: Stay) -> None:
    """The notice runs out by the clock; agreement, pledge and briefing; the head lets them in."""
    case_id = stay.case_id
    passing_jobs.pass_by_clock(now=NOON)
    assert reread(case_id).stage == "notice"
    passing_jobs.pass_by_clock(now=NOON + timedelta(days=20))
    assert reread(case_id).stage == "onboarding"
    expected = {"no_agreement", "no_pledge", "not_briefed", "no_officer"}
    assert refused(stay, "move_in", "head", MOVING_IN) == expected
    sign(stay)
    pledge(stay)
    officer_id = stay.id_of("officer")
    stay.act(lambda case: setattr(case, "officer_id", officer_id))
    take(case_id, "move_in", stay.people["head"], now=MOVING_IN)


def reach_the_middle(stay: Stay) -> None:
    """The baseline, the mid-term evaluation, and on."""
    case_id = stay.case_id
    assert refused(stay, "begin_midterm", "officer", MIDWAY)
    assess(stay, AssessmentKind.BASELINE, now=MOVING_IN)
    take(case_id, "begin_midterm", stay.people["officer"], now=MIDWAY)
    assert refused(stay, "pass_midterm", "head", MIDWAY)
    score(stay, EvaluationKind.MIDTERM, now=MIDWAY)
    take(case_id, "pass_midterm", stay.people["head"], now=MIDWAY)


def graduate(stay: Stay) -> None:
    """Asked near the end with an own score; a final assessment, a score, a decision, a hand-over, two words."""
    case_id = stay.case_id
    assert "too_early" in refused(stay, "ask_graduation", "officer", MOVING_IN)
    assess(stay, AssessmentKind.FINAL, level=3, now=NEAR_END)
    score(stay, EvaluationKind.GRADUATION, Side.SELF, now=NEAR_END)
    take(case_id, "ask_graduation", stay.people["officer"], now=NEAR_END)
    assert refused(stay, "graduate", "head", NEAR_END)
    score(stay, EvaluationKind.GRADUATION, percent=90, now=NEAR_END)
    make_determination(reread(case_id), stay.place, Result.GRADUATE)
    hand_over(stay)
    take(case_id, "graduate", stay.people["head"], now=NEAR_END)
    confirm(case_id, stay.people["authority"], now=NEAR_END)


def test_a_team_goes_the_whole_way(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, real={*GUARDS, *EFFECTS} - STOOD_IN)
    stay = apply()
    case_id = stay.case_id
    assert reread(case_id).stage == "submitted"
    admit(stay)
    (notice,) = rows(PublicNotice, case_id)
    assert (reread(case_id).stage, notice.closed_at) == ("notice", None)
    move_in(stay)
    case = reread(case_id)
    assert (case.stage, case.entered_on) == ("incubating", TODAY + timedelta(days=30))
    assert case.planned_exit_on is not None
    assert case.agency.organisation_id is not None
    applicant = db.session.get_one(User, stay.id_of("applicant"))
    assert actors_of(applicant, case) == {Actor.APPLICANT, Actor.AGENCY}
    granted = db.select(RoleGrant.role).filter_by(user_id=applicant.id, revoked_at=None)
    assert list(db.session.scalars(granted)) == [Role.AGENCY_MANAGER]
    assert rows(PlanItem, case_id)
    assert rows(Report, case_id)
    reach_the_middle(stay)
    assert reread(case_id).stage == "incubating"
    with writing():
        reread(case_id).agency.status = AgencyStatus.REGISTERED
        db.session.commit()
    graduate(stay)
    case = reread(case_id)
    assert (case.stage, case.outcome) == ("followup", "graduated_registered")
    assert case.exit_on == TODAY + timedelta(days=180)
    assert [one.month for one in rows(FollowUp, case_id)] == [3, 6, 12]
    take(case_id, "finish_followup", stay.people["officer"], now=NEAR_END + timedelta(days=366))
    case = reread(case_id)
    assert case.stage == "alumni"
    records = list_records(case)
    acts = "submit pass_check close_review admit close_notice move_in begin_midterm pass_midterm"
    rest = "ask_graduation graduate finish_followup"
    assert [one.act for one in records] == [*acts.split(), *rest.split()]
    assert [one.turn for one in records] == list(range(1, len(records) + 1))
    assert [one.from_stage for one in records[1:]] == [one.to_stage for one in records[:-1]]
    assert rows(CaseLetter, case_id)


def test_a_team_withdraws_while_it_is_reviewed_and_reviewers_are_left_with_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, real={*GUARDS, *EFFECTS} - STOOD_IN)
    stay = apply()
    case_id = stay.case_id
    settle_check(reread(case_id), stay.place)
    for number in range(3):
        make_seat(reread(case_id), make_expert(f"评审{number}"), duty=Duty.REVIEWER)
    take(case_id, "pass_check", stay.people["officer"])
    take(case_id, "withdraw", stay.people["applicant"])
    case = reread(case_id)
    assert (case.stage, case.outcome) == ("withdrawn", None)
    letters = [str(one.kind) for one in rows(CaseLetter, case_id)]
    assert "withdrawn" in letters
    assert rows(PublicNotice, case_id) == []
    for act, who in (("close_review", "officer"), ("withdraw", "applicant"), ("return", "head")):
        with pytest.raises(NoSuchPassage):
            take(case_id, act, stay.people[who], reason="why")
        db.session.rollback()
    passing_jobs.pass_by_clock(now=NOON + timedelta(days=400))
    assert reread(case_id).stage == "withdrawn"
