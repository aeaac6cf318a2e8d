"""Conflicts, seats and closed reviews in every order; sentences in the reader's language; one notice for a step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask import Flask

from tests.factories_accounts import make_user
from tests.factories_incubator import (
    NOON,
    Place,
    make_agency,
    make_expert,
    make_intake,
    make_manager,
    make_place,
    make_seat,
)
from tests.factories_reviewing import (
    asked,
    committed,
    level,
    make_called_case,
    make_determination,
    make_interview,
    make_notice,
    make_ranking,
    make_review,
    make_reviews,
)
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.actions import seating
from trainingapp.incubator.actions.passing import confirm, pass_by_itself, pass_on
from trainingapp.incubator.models import (
    Case,
    CaseSeat,
    Proposal,
)
from trainingapp.incubator.queries import guards_reviewing as guards, reviews
from trainingapp.incubator.wording import sentence
from trainingapp.notices.models import Notice
from trainingapp.rules.incubation.deciding import Result
from trainingapp.rules.incubation.passing import StillMissing
from trainingapp.rules.incubation.words import Duty, SeatState, Stage

EN = {"Accept-Language": "en"}
ZH = {"Accept-Language": "zh"}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def place(app: Flask) -> Place:
    return make_place()


@pytest.fixture
def case(place: Place) -> Case:
    return make_called_case(place)


def codes(found: Any) -> list[str]:
    return [one.code for one in found]


def anew(case: Case) -> Case:
    db.session.rollback()
    return db.session.get_one(Case, case.id, populate_existing=True)


def take(case: Case, act: str, person: User, **options: Any) -> Any:
    number = case.id
    return committed(
        lambda: pass_on(
            db.session.get_one(Case, number, populate_existing=True),
            act,
            person=person,
            now=NOON,
            **options,
        )
    )


def say_yes(proposal: Proposal, person: User) -> None:
    number = proposal.id
    committed(lambda: confirm(db.session.get_one(Proposal, number), person=person, now=NOON))


def kinds(user: User) -> list[str]:
    rows = db.session.scalars(db.select(Notice.kind).filter_by(user_id=user.id).order_by(Notice.id))
    return [one for one in rows if one.startswith("incub")]


def seat_in(case: Case, state: SeatState, **changes: Any) -> CaseSeat:
    return make_seat(case, state=state, **changes)


# What a seat may still become


ANSWERS = {
    "take": lambda seat: seating.take(seat, now=NOON),
    "decline": lambda seat: seating.decline(seat, "没有时间", now=NOON),
    "conflict": lambda seat: seating.declare_conflict(seat, "亲属", now=NOON),
}
BECOMES = [
    (SeatState.ASKED, "take", SeatState.TAKEN),
    (SeatState.ASKED, "decline", SeatState.DECLINED),
    (SeatState.ASKED, "conflict", SeatState.CONFLICT),
    (SeatState.TAKEN, "take", None),
    (SeatState.TAKEN, "decline", None),
    (SeatState.TAKEN, "conflict", SeatState.CONFLICT),
    (SeatState.DECLINED, "take", None),
    (SeatState.DECLINED, "decline", None),
    (SeatState.DECLINED, "conflict", None),
    (SeatState.ENDED, "take", None),
    (SeatState.ENDED, "decline", None),
    (SeatState.ENDED, "conflict", SeatState.CONFLICT),
    (SeatState.CONFLICT, "take", None),
    (SeatState.CONFLICT, "decline", None),
    (SeatState.CONFLICT, "conflict", None),
]


@pytest.mark.parametrize(("state", "answer", "becomes"), BECOMES)
def test_a_seat_is_answered_only_while_that_is_open(
    case: Case, state: SeatState, answer: str, becomes: SeatState | None
) -> None:
    seat = seat_in(case, state)
    if becomes is None:
        with pytest.raises(seating.SeatSettled):
            ANSWERS[answer](seat)
        assert seat.state == state
    else:
        ANSWERS[answer](seat)
        assert seat.state == becomes
        assert seat.settled_at == NOON


TAKING = [
    (stage, stage is Stage.REVIEW)
    for stage in (
        Stage.SUBMITTED,
        Stage.RETURNED,
        Stage.REVIEW,
        Stage.DECISION,
        Stage.NOTICE,
        Stage.WAITLIST,
        Stage.REJECTED,
        Stage.WITHDRAWN,
        Stage.INCUBATING,
    )
]


@pytest.mark.parametrize(("stage", "is_open"), TAKING)
def test_a_reviewers_seat_is_taken_in_review_alone(
    place: Place, stage: Stage, is_open: bool
) -> None:
    seat = asked(make_called_case(place, stage))
    if is_open:
        seating.take(seat, now=NOON)
        assert seat.state == SeatState.TAKEN
    else:
        with pytest.raises(seating.NotInReview):
            seating.take(seat, now=NOON)


@pytest.mark.parametrize(
    ("stage", "is_open"),
    [
        (Stage.DRAFT, False),
        (Stage.SUBMITTED, True),
        (Stage.RETURNED, True),
        (Stage.REVIEW, True),
        (Stage.DECISION, False),
        (Stage.NOTICE, False),
        (Stage.WAITLIST, False),
        (Stage.ONBOARDING, False),
        (Stage.INCUBATING, False),
        (Stage.REJECTED, False),
        (Stage.WITHDRAWN, False),
    ],
)
def test_experts_are_asked_and_let_go_before_the_review_is_closed(
    place: Place, stage: Stage, is_open: bool
) -> None:
    case, head = make_called_case(place, stage), place.people["head"].id
    seat, expert = asked(case), make_expert("罗教授")
    if is_open:
        found = seating.ask(case, expert.id, due_on=None, person_id=head, now=NOON)
        assert found.state == SeatState.ASKED
        seating.end(seat, "换人", person_id=head, now=NOON)
        assert seat.state == SeatState.DECLINED  # it was never taken
    else:
        with pytest.raises(seating.NotSeating):
            seating.ask(case, expert.id, due_on=None, person_id=head, now=NOON)
        with pytest.raises(seating.NotSeating):
            seating.end(seat, "换人", person_id=head, now=NOON)


def test_an_expert_hears_at_once_only_when_the_first_check_is_passed(place: Place) -> None:
    early, late = make_called_case(place, Stage.SUBMITTED), make_called_case(place, Stage.REVIEW)
    head = place.people["head"].id
    first, second = make_expert(), make_expert()
    seating.ask(early, first.id, due_on=None, person_id=head, now=NOON)
    seating.ask(late, second.id, due_on=None, person_id=head, now=NOON)
    assert kinds(first) == []
    assert kinds(second) == ["incubator.seat_asked"]


@pytest.mark.parametrize("count", [0, 4, 5, 6])
def test_a_case_has_at_most_five_reviewers(case: Case, place: Place, count: int) -> None:
    for _ in range(count):
        asked(case)
    expert, head = make_expert(), place.people["head"].id
    if count < 5:
        seating.ask(case, expert.id, due_on=None, person_id=head, now=NOON)
    else:
        with pytest.raises(seating.TooManyReviewers) as refused:
            seating.ask(case, expert.id, due_on=None, person_id=head, now=NOON)
        assert refused.value.parameters == {"most": 5}


@pytest.mark.parametrize("state", [SeatState.DECLINED, SeatState.ENDED, SeatState.CONFLICT])
def test_who_is_gone_frees_a_seat_and_is_not_asked_again(
    case: Case, place: Place, state: SeatState
) -> None:
    gone = seat_in(case, state)
    for _ in range(4):
        asked(case)
    head = place.people["head"].id
    seating.ask(case, make_expert().id, due_on=None, person_id=head, now=NOON)
    with pytest.raises(seating.TooManyReviewers):
        seating.ask(case, gone.user_id, due_on=None, person_id=head, now=NOON)
    other = db.session.scalars(db.select(CaseSeat).filter_by(state=SeatState.ASKED)).first()
    assert other is not None
    seating.end(other, "换人", person_id=head, now=NOON)
    with pytest.raises(seating.ReviewerBarred):
        seating.ask(case, gone.user_id, due_on=None, person_id=head, now=NOON)


def test_a_conflict_as_mentor_bars_from_reviewing(case: Case, place: Place) -> None:
    expert = make_expert()
    seat_in(case, SeatState.CONFLICT, user=expert, duty=Duty.MENTOR)
    head = place.people["head"].id
    with pytest.raises(seating.ReviewerBarred):
        seating.ask(case, expert.id, due_on=None, person_id=head, now=NOON)


# A conflict that is declared late


def closed(place: Place, *points: int) -> tuple[Case, list[CaseSeat]]:
    """A case whose review was closed a day ago on these reviews."""
    case = make_called_case(place, Stage.DECISION)
    made = make_reviews(case, *points)
    make_ranking(case, points[0], frozen_at=NOON - timedelta(hours=5))
    return case, [db.session.get_one(CaseSeat, one.seat_id) for one in made]


def test_before_the_review_is_closed_a_conflict_takes_the_review_out(case: Case) -> None:
    make_reviews(case, 4, 4, 4)
    low = make_review(make_seat(case), level(0))
    seat = db.session.get_one(CaseSeat, low.seat_id)
    before = reviews.judge_case(case)
    seating.declare_conflict(seat, "曾任理事", now=NOON)
    after = reviews.judge_case(case)
    assert before is not None
    assert after is not None
    assert (before.sheets, after.sheets) == (4, 3)
    assert (before.total, after.total) == (Decimal(60), Decimal(80))
    assert seat.user_id in reviews.list_reviewers(case)  # who read it does not decide it


def test_after_the_review_is_closed_a_conflict_keeps_the_score_from_admitting(place: Place) -> None:
    case, seats = closed(place, 4, 4, 4)
    assert codes(guards.score_passes(case, NOON)) == []
    seating.declare_conflict(seats[0], "亲属在申请机构", now=NOON)
    assert codes(guards.score_passes(case, NOON)) == ["review_lost"]
    (missing,) = guards.score_passes(case, NOON)
    assert missing.endpoint == "incubator.show_reviews"
    assert missing.arguments == {"case_id": case.id}


def test_a_conflict_of_somebody_who_handed_nothing_in_keeps_nothing(place: Place) -> None:
    case, _seats = closed(place, 4, 4, 4)
    seat = make_seat(case)
    make_review(seat, level(1), is_draft=True)
    seating.declare_conflict(seat, "亲属", now=NOON)
    assert codes(guards.score_passes(case, NOON)) == []


def test_a_conflict_from_before_the_close_is_in_it_already(place: Place) -> None:
    case, _seats = closed(place, 4, 4, 4)
    seat = make_seat(case, state=SeatState.CONFLICT, settled_at=NOON - timedelta(days=2))
    make_review(seat, level(1))
    assert codes(guards.score_passes(case, NOON)) == []


def test_a_review_closed_anew_without_the_conflicted_one_admits(place: Place) -> None:
    case, seats = closed(place, 4, 4, 4)
    make_review(make_seat(case))
    seating.declare_conflict(seats[0], "亲属", now=NOON)
    make_interview(case, place)
    db.session.commit()
    take(case, "reopen_review", place.people["head"], reason="利益冲突")
    case = anew(case)
    assert case.stage == Stage.REVIEW
    assert codes(guards.reviews_submitted(case, NOON)) == []
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        later = NOON + timedelta(hours=1)
        number, head = case.id, place.people["head"]
        committed(
            lambda: pass_on(
                db.session.get_one(Case, number), "close_review", person=head, now=later
            )
        )
    assert codes(guards.score_passes(anew(case), NOON)) == []


def test_an_admission_on_a_lost_review_is_refused_with_the_sentence(place: Place) -> None:
    case, seats = closed(place, 4, 4, 4)
    make_determination(case, place)
    seating.declare_conflict(seats[1], "亲属", now=NOON)
    db.session.commit()
    with pytest.raises(StillMissing) as refused:
        take(case, "admit", place.people["head"])
    assert codes(refused.value.missing) == ["review_lost"]


def test_an_open_proposal_falls_when_a_conflict_is_declared(place: Place) -> None:
    case, seats = closed(place, 4, 4, 4)
    make_determination(case, place)
    proposal = take(case, "admit", place.people["head"])
    assert isinstance(proposal, Proposal)
    seat_id = seats[1].id
    committed(
        lambda: seating.declare_conflict(db.session.get_one(CaseSeat, seat_id), "亲属", now=NOON)
    )
    with pytest.raises(StillMissing):
        say_yes(proposal, place.people["authority"])
    assert anew(case).stage == Stage.DECISION


# Sentences of guards in the reader's language


LOW = [
    ({"model": 2}, "zh", "服务模式与社工专业性", "Service model"),
    ({"model": 2}, "en", "Service model", "服务模式"),
    ({"team": 1}, "zh", "团队与资质", "Team"),
    ({"team": 1}, "en", "Team", "团队"),
]


@pytest.mark.parametrize(("points", "language", "told", "not_told"), LOW)
def test_a_low_criterion_is_named_in_the_readers_language(
    app: Flask, place: Place, points: dict[str, int], language: str, told: str, not_told: str
) -> None:
    case = make_called_case(place, Stage.DECISION)
    make_ranking(case, level(5, **points))
    (missing,) = guards.score_passes(case, NOON)
    with app.test_request_context(headers={"Accept-Language": language}):
        text = sentence(missing)
    assert told in text
    assert not_told not in text


@pytest.mark.parametrize(("language", "is_chinese"), [("zh", True), ("en", False)])
def test_a_ground_that_stops_is_named_in_the_readers_language(
    app: Flask, place: Place, language: str, is_chinese: bool
) -> None:
    case = make_called_case(place, Stage.DECISION)
    make_ranking(case, 5, vetoes=("credit_list",))
    (missing,) = guards.no_veto(case, NOON)
    with app.test_request_context(headers={"Accept-Language": language}):
        text = sentence(missing)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in text) is is_chinese


# One notice of a step


def step_of_admission(place: Place, applicant: User) -> Case:
    case = make_called_case(place, Stage.DECISION, applicant_id=applicant.id)
    make_ranking(case)
    make_determination(case, place)
    return case


def test_an_applicant_reads_of_the_public_notice_once(place: Place) -> None:
    lin = make_user("林小满")
    case = step_of_admission(place, lin)
    say_yes(take(case, "admit", place.people["head"]), place.people["authority"])
    assert kinds(lin) == ["incubator.admission_public"]
    assert "incubator.case_moved" in kinds(place.people["officer"])


def test_a_manager_reads_of_the_public_notice_once(place: Place) -> None:
    agency = make_agency()
    sun = make_manager(agency)
    intake = make_intake(place.base)
    case = make_called_case(place, Stage.DECISION, agency=agency, intake_id=intake.id)
    make_ranking(case)
    make_determination(case, place)
    say_yes(take(case, "admit", place.people["head"]), place.people["authority"])
    assert kinds(sun) == ["incubator.admission_public"]


def test_an_applicant_reads_of_the_waiting_list_once(place: Place) -> None:
    lin = make_user("林小满")
    intake = make_intake(place.base, places=0)
    case = make_called_case(place, Stage.DECISION, intake_id=intake.id, applicant_id=lin.id)
    make_ranking(case)
    make_determination(case, place)
    take(case, "put_on_waitlist", place.people["head"])
    assert kinds(lin) == ["incubator.waitlisted"]


def test_an_applicant_reads_of_a_refusal_once(place: Place) -> None:
    lin = make_user("林小满")
    case = make_called_case(place, Stage.DECISION, applicant_id=lin.id)
    make_ranking(case, 2)
    make_determination(case, place, Result.REJECT)
    proposal = take(case, "reject", place.people["head"], reason="得分不够")
    say_yes(proposal, place.people["authority"])
    assert kinds(lin) == ["incubator.rejected"]


def test_an_applicant_reads_of_the_end_of_the_notice_once(place: Place) -> None:
    lin = make_user("林小满")
    case = make_called_case(place, Stage.NOTICE, applicant_id=lin.id)
    make_notice(case, ends_on=NOON.date())
    number = case.id
    committed(lambda: pass_by_itself(db.session.get_one(Case, number), "close_notice", now=NOON))
    assert kinds(lin) == ["incubator.admitted"]
