"""Decisions apart from reviews, notices with objections, places and the waiting list, one appeal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy.exc import DatabaseError
from werkzeug.exceptions import Forbidden

from tests.factories_accounts import make_user
from tests.factories_incubator import (
    NOON,
    TODAY,
    Place,
    make_case,
    make_intake,
    make_place,
    make_record,
    make_seat,
    written,
)
from tests.factories_reviewing import (
    committed,
    level,
    make_called_case,
    make_determination,
    make_interview,
    make_minutes,
    make_notice,
    make_ranking,
    make_reviews,
)
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.actions import determining
from trainingapp.incubator.actions.effects_reviewing import EFFECTS, PlacesGone
from trainingapp.incubator.actions.passing import confirm, pass_by_itself, pass_on
from trainingapp.incubator.models import (
    Appeal,
    Case,
    Decider,
    Objection,
    Proposal,
    PublicNotice,
    StageRecord,
    WaitPlace,
)
from trainingapp.incubator.queries import decisions, guards_reviewing as guards, reviews
from trainingapp.notices.models import Notice
from trainingapp.rules.incubation.application_forms import Wording
from trainingapp.rules.incubation.deciding import Result
from trainingapp.rules.incubation.passing import SamePerson, StillMissing
from trainingapp.rules.incubation.words import SeatState, Stage
from trainingapp.web.transactions import writing

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def place(app: Flask) -> Place:
    return make_place()


@pytest.fixture
def case(place: Place) -> Case:
    """A case that waits for its decision; its reviews came to 80."""
    found = make_called_case(place, Stage.DECISION)
    make_ranking(found)
    return found


def codes(found: Sequence[Any]) -> list[str]:
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


def told(user: User) -> list[str]:
    return list(db.session.scalars(db.select(Notice.kind).filter_by(user_id=user.id)))


# Guards of the decision


@pytest.mark.parametrize(
    ("result", "admits", "rejects"),
    [
        (None, ["determination_missing"], ["determination_missing"]),
        (Result.ADMIT, [], ["determination_admits"]),
        (Result.REJECT, ["determination_rejects"], []),
    ],
)
def test_a_case_passes_on_only_by_the_decision_that_says_so(
    case: Case, place: Place, result: Result | None, admits: list[str], rejects: list[str]
) -> None:
    if result:
        make_determination(case, place, result)
    assert codes(guards.determination_admits(case, NOON)) == admits
    assert codes(guards.determination_rejects(case, NOON)) == rejects


@pytest.mark.parametrize(
    ("result", "graduates", "fails", "determined"),
    [
        (None, ["determination_missing"], ["determination_missing"], ["determination_missing"]),
        (Result.GRADUATE, [], ["determination_graduates"], []),
        (Result.FAIL, ["determination_fails"], [], []),
    ],
)
def test_nobody_graduates_on_a_decision_to_fail(
    place: Place,
    result: Result | None,
    graduates: list[str],
    fails: list[str],
    determined: list[str],
) -> None:
    case = make_case(place, stage=Stage.GRADUATION)
    if result:
        make_determination(case, place, result)
    assert codes(guards.determination_graduates(case, NOON)) == graduates
    assert codes(guards.determination_fails(case, NOON)) == fails
    assert codes(guards.graduation_determined(case, NOON)) == determined


def test_a_decision_of_an_earlier_turn_does_not_carry_over(case: Case, place: Place) -> None:
    make_determination(case, place)
    make_record(case, "reopen_review", Stage.REVIEW)
    make_record(case, "close_review", Stage.DECISION)
    assert codes(guards.determination_admits(case, NOON)) == ["determination_missing"]


def test_the_newest_decision_of_a_turn_counts(case: Case, place: Place) -> None:
    make_determination(case, place, Result.ADMIT)
    make_determination(case, place, Result.REJECT)
    assert guards.determination_rejects(case, NOON) == []


@pytest.mark.parametrize(
    ("points", "missing"),
    [
        (4, []),
        (3, ["score_low"]),
        (level(5, team=2), ["criterion_low"]),
        (level(3, model=2), ["score_low", "criterion_low"]),
    ],
)
def test_the_score_has_to_pass_and_says_what_is_too_low(
    place: Place, points: Any, missing: list[str]
) -> None:
    case = make_called_case(place, Stage.DECISION)
    assert codes(guards.score_passes(case, NOON)) == ["ranking_open"]
    make_ranking(case, points)
    assert codes(guards.score_passes(case, NOON)) == missing


def test_a_ground_that_was_named_stops_the_admission(place: Place) -> None:
    case = make_called_case(place, Stage.DECISION)
    assert codes(guards.no_veto(case, NOON)) == ["ranking_open"]
    make_ranking(case, 5, vetoes=["dispute"])
    (found,) = guards.no_veto(case, NOON)
    ground = Wording("有未了结的法律或财务纠纷", "An unresolved legal or financial dispute")
    assert found.parameters["ground"] == ground


@pytest.mark.parametrize(
    ("stages", "is_left"),
    [
        ([], True),
        ([Stage.NOTICE], True),
        ([Stage.NOTICE, Stage.ONBOARDING], False),
        ([Stage.INCUBATING, Stage.ALUMNI], False),
        ([Stage.WAITLIST, Stage.REJECTED, Stage.WITHDRAWN, Stage.TERMINATED], True),
    ],
)
def test_places_are_those_of_the_call_and_given_ones_count(
    place: Place, stages: list[Stage], is_left: bool
) -> None:
    intake = make_intake(place.base, places=2)
    for stage in stages:
        make_called_case(place, stage, intake_id=intake.id)
    make_called_case(place, Stage.INCUBATING)  # of another call
    case = make_called_case(place, Stage.DECISION, intake_id=intake.id)
    assert codes(guards.places_left(case, NOON)) == ([] if is_left else ["places_full"])
    assert codes(guards.places_full(case, NOON)) == (["places_free"] if is_left else [])


def test_a_case_without_a_call_has_a_place_and_no_waiting_list(place: Place) -> None:
    case = make_case(place, stage=Stage.DECISION)
    assert guards.places_left(case, NOON) == []
    assert codes(guards.places_full(case, NOON)) == ["no_intake"]


@pytest.mark.parametrize(
    ("state", "missing"),
    [
        (SeatState.TAKEN, ["judged_twice"]),
        (SeatState.ENDED, ["judged_twice"]),
        (SeatState.DECLINED, []),
        (SeatState.ASKED, []),
    ],
)
def test_who_reviewed_a_case_does_not_decide_it(
    case: Case, place: Place, state: SeatState, missing: list[str]
) -> None:
    assert guards.decider_did_not_review(case, NOON) == []
    zhao = make_user("赵明")
    make_seat(case, zhao, state=state)
    make_determination(case, place, deciders=[zhao, make_user("李红")])
    assert codes(guards.decider_did_not_review(case, NOON)) == missing


# Writing a decision down


def decided(case: Case, **changes: Any) -> determining.Decided:
    values = {
        "result": Result.ADMIT,
        "body": "工作领导小组",
        "decided_on": TODAY,
        "reasons": "符合条件",
        "minutes_id": make_minutes(case).id,
        "names": ["李主任", " ", "李主任"],
        **changes,
    }
    return determining.Decided(**values)


def write_down(case: Case, place: Place, **changes: Any) -> Any:
    number, head, what = case.id, place.people["head"].id, decided(case, **changes)
    return committed(
        lambda: determining.determine(
            db.session.get_one(Case, number), what, person_id=head, now=NOON
        )
    )


def test_a_decision_keeps_its_people_its_minutes_and_the_ranking(case: Case, place: Place) -> None:
    row = write_down(case, place, user_ids=[place.people["authority"].id])
    names = [one.name or one.user.display_name for one in row.deciders]
    assert names == ["田勇", "李主任"]
    assert row.ranking_id == reviews.standing_record(case).id  # type: ignore[union-attr]
    assert (row.turn, row.round) == (case.turn, "entry")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"decided_on": TODAY + timedelta(days=1)}, determining.DecidedLater),
        ({"names": [" "]}, determining.NoDecider),
        ({"result": Result.GRADUATE}, determining.NothingToDecide),
    ],
)
def test_a_decision_is_refused(
    case: Case, place: Place, changes: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        write_down(case, place, **changes)


@pytest.mark.parametrize("stage", [Stage.REVIEW, Stage.NOTICE, Stage.INCUBATING])
def test_outside_its_stage_there_is_nothing_to_decide(place: Place, stage: Stage) -> None:
    with pytest.raises(determining.NothingToDecide):
        write_down(make_called_case(place, stage), place)


def test_a_reviewer_is_refused_as_decider_and_as_writer(case: Case, place: Place) -> None:
    zhao = make_user("赵明")
    make_seat(case, zhao)
    with pytest.raises(determining.DeciderReviewed, match="赵明"):
        write_down(case, place, user_ids=[zhao.id])
    make_seat(case, place.people["head"])
    with pytest.raises(determining.DeciderReviewed, match="方华"):
        write_down(case, place)


@pytest.mark.both_databases
def test_the_database_itself_keeps_decisions_as_they_are(app: Flask) -> None:
    place = make_place()
    row = make_determination(make_called_case(place, Stage.DECISION), place)
    with writing():
        row.reasons = "另有原因"
        with pytest.raises(DatabaseError, match="only added"):
            db.session.flush()
        db.session.rollback()
    assert db.session.scalars(db.select(Decider)).one().name == "李主任"


# The way of a case, by its passages


def test_closing_the_review_freezes_what_it_comes_to_and_reopening_ends_it(place: Place) -> None:
    case = make_called_case(place)
    made = make_reviews(case, 4, 4, 4)
    make_interview(case, place)
    take(case, "close_review", place.people["officer"])
    record = reviews.standing_record(case)
    assert record is not None
    assert (record.total, record.revision, record.passes) == (80, 1, True)
    take(anew(case), "reopen_review", place.people["head"], reason="漏看了材料")
    assert reviews.standing_record(case) is None
    reviewer = db.session.get_one(User, made[0].seat.user_id)
    assert told(reviewer) == ["incubator.review_reopened"]
    take(anew(case), "close_review", place.people["officer"])
    newest = reviews.standing_record(case)
    assert newest is not None
    assert newest.revision == 2


def test_a_review_is_not_closed_and_says_everything_that_is_missing(place: Place) -> None:
    case = make_called_case(place)
    make_reviews(case, 5, 1)
    with pytest.raises(StillMissing) as refusal:
        take(case, "close_review", place.people["officer"])
    assert codes(refusal.value.missing) == ["reviews_few", "interview_missing", "spread_wide"]


def test_an_admission_takes_two_and_is_made_public_for_five_working_days(
    case: Case, place: Place
) -> None:
    lin = make_user("林美华")
    with writing():
        case.applicant_id = lin.id
        db.session.commit()
    make_determination(case, place)
    proposal = take(case, "admit", place.people["head"])
    assert anew(case).stage == Stage.DECISION
    say_yes(proposal, place.people["authority"])
    assert anew(case).stage == Stage.NOTICE
    notice = decisions.current_notice(case)
    assert notice is not None
    # Monday 23 November: Tuesday to Monday are five working days
    assert (notice.starts_on, notice.last_day) == (TODAY, date(2026, 11, 30))
    assert "incubator.admission_public" in told(lin)


def test_the_one_who_proposed_an_admission_does_not_confirm_it(case: Case, place: Place) -> None:
    make_determination(case, place)
    proposal = take(case, "admit", place.people["head"])
    with pytest.raises((SamePerson, Forbidden)):
        say_yes(proposal, place.people["head"])


def test_a_head_who_reviewed_does_not_take_the_passage_either(case: Case, place: Place) -> None:
    make_determination(case, place, entered_by_id=place.people["second"].id)
    make_seat(case, place.people["head"])
    proposal = take(case, "admit", place.people["head"])
    with pytest.raises(determining.DeciderReviewed):
        say_yes(proposal, place.people["authority"])


def test_the_last_place_is_given_once(place: Place) -> None:
    intake = make_intake(place.base, places=1)
    first = make_called_case(place, Stage.NOTICE, intake_id=intake.id)
    second = make_called_case(place, Stage.NOTICE, intake_id=intake.id)  # as if at the same moment
    record = StageRecord(case_id=second.id, actor_id=None)
    with writing(), pytest.raises(PlacesGone):
        EFFECTS["open_notice"](second, record, NOON)
    db.session.rollback()
    assert decisions.current_notice(first) is None


def test_the_waiting_list_is_numbered_in_order_and_moves_up(place: Place) -> None:
    intake = make_intake(place.base, places=1)
    holder = make_called_case(place, Stage.NOTICE, intake_id=intake.id)
    cases = [make_called_case(place, Stage.DECISION, intake_id=intake.id) for _ in range(2)]
    for one in cases:
        make_ranking(one)
        make_determination(one, place)
        take(one, "put_on_waitlist", place.people["head"])
    numbers = [decisions.find_wait_place(one).number for one in cases]  # type: ignore[union-attr]
    assert numbers == [1, 2]
    second = decisions.find_wait_place(cases[1])
    assert second is not None
    assert decisions.count_before(cases[1], second) == 1
    with pytest.raises(StillMissing):
        take(anew(cases[0]), "move_up", place.people["head"])
    with writing():
        holder.stage = Stage.WITHDRAWN
        db.session.commit()
    take(anew(cases[0]), "move_up", place.people["head"])
    assert anew(cases[0]).stage == Stage.NOTICE
    assert decisions.count_before(cases[1], second) == 0


@pytest.mark.both_databases
def test_no_number_of_a_waiting_list_is_given_twice(app: Flask) -> None:
    place = make_place()
    intake = make_intake(place.base)
    for index in range(2):
        case = make_called_case(place, Stage.WAITLIST, intake_id=intake.id)
        row = WaitPlace(case_id=case.id, intake_id=intake.id, number=1, given_at=NOON)
        if index:
            with pytest.raises(DatabaseError):
                written(row)
        else:
            written(row)
    db.session.rollback()


@pytest.mark.parametrize(
    ("ends_on", "missing"),
    [(TODAY + timedelta(days=1), ["notice_running"]), (TODAY, []), (TODAY - timedelta(days=1), [])],
)
def test_a_notice_runs_to_the_end_of_its_last_day(
    place: Place, ends_on: date, missing: list[str]
) -> None:
    case = make_called_case(place, Stage.NOTICE)
    assert codes(guards.notice_over(case, NOON)) == ["notice_missing"]
    make_notice(case, ends_on=ends_on)
    assert codes(guards.notice_over(case, NOON)) == missing


def test_the_clock_closes_a_notice_that_nobody_objected_to(place: Place) -> None:
    case = make_called_case(place, Stage.NOTICE)
    make_notice(case, ends_on=TODAY)
    number = case.id
    committed(lambda: pass_by_itself(db.session.get_one(Case, number), "close_notice", now=NOON))
    assert anew(case).stage == Stage.ONBOARDING
    notice = decisions.current_notice(case)
    assert notice is not None
    assert notice.closed_at == NOON
    EFFECTS["reopen_notice"](case, StageRecord(case_id=case.id), NOON)
    assert notice.closed_at is None
    EFFECTS["close_notice"](case, StageRecord(case_id=case.id), NOON)
    assert notice.closed_at == NOON
    db.session.rollback()


# Objections


def objection_to(notice: PublicNotice, by: User, **changes: Any) -> Objection:
    row = Objection(
        notice_id=notice.id, by_id=by.id, text="法定代表人有纠纷", made_at=NOON, **changes
    )
    return written(row)  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("is_upheld", "missing"),
    [(None, ["objection_open"]), (True, ["objection_upheld"]), (False, [])],
)
def test_objections_are_settled_before_an_admission_stands(
    place: Place, is_upheld: bool | None, missing: list[str]
) -> None:
    case = make_called_case(place, Stage.NOTICE)
    notice = make_notice(case, ends_on=TODAY)
    settled = {} if is_upheld is None else {"is_upheld": is_upheld, "settled_at": NOON}
    objection_to(notice, make_user("赵某"), **settled)
    assert codes(guards.objections_settled(case, NOON)) == missing


def test_an_objection_against_an_earlier_notice_does_not_stop_a_newer_one(place: Place) -> None:
    case = make_called_case(place, Stage.NOTICE)
    objection_to(make_notice(case), make_user("赵某"), is_upheld=True, settled_at=NOON)
    make_notice(case, ends_on=TODAY)
    assert guards.objections_settled(case, NOON) == []


def test_one_objects_once_and_in_time_and_the_head_is_told(place: Place) -> None:
    case = make_called_case(place, Stage.NOTICE)
    notice, zhao = make_notice(case), make_user("赵某")
    objection = committed(
        lambda: determining.object_to(notice, " 有异议 ", person_id=zhao.id, now=NOON)
    )
    assert objection.text == "有异议"
    assert told(place.people["head"]) == ["incubator.objection_made"]
    with pytest.raises(determining.ObjectionMade):
        determining.object_to(notice, "再说一次", person_id=zhao.id, now=NOON)
    late = make_notice(case, ends_on=TODAY)
    with pytest.raises(determining.NoticeOver):
        determining.object_to(late, "太晚", person_id=zhao.id, now=NOON)
    db.session.rollback()


def test_an_objection_is_settled_once_and_not_by_who_made_it(place: Place) -> None:
    case = make_called_case(place, Stage.NOTICE)
    zhao, head = make_user("赵某"), place.people["head"]
    objection = objection_to(make_notice(case), zhao)

    def settle(person: User) -> None:
        committed(
            lambda: determining.settle_objection(
                objection, "查无此事", is_upheld=False, person_id=person.id, now=NOON
            )
        )

    with pytest.raises(determining.OwnObjection):
        settle(zhao)
    settle(head)
    assert (objection.is_upheld, objection.settled_by_id) == (False, head.id)
    with pytest.raises(determining.ObjectionSettled):
        settle(head)


# Appeals


@pytest.fixture
def rejected(case: Case, place: Place) -> Case:
    make_determination(case, place, Result.REJECT, deciders=[place.people["second"]])
    proposal = take(case, "reject", place.people["head"], reason="专业性不足")
    say_yes(proposal, place.people["authority"])
    return anew(case)


def make_appeal(case: Case, by: User, now: Any = NOON) -> Appeal:
    number = case.id
    return committed(
        lambda: determining.appeal(
            db.session.get_one(Case, number), "请复核", person_id=by.id, now=now
        )
    )


def test_an_appeal_is_made_once_within_its_days(rejected: Case) -> None:
    lin = make_user("林美华")
    assert determining.last_day_of_appeal(rejected) == TODAY + timedelta(days=10)
    with pytest.raises(determining.CannotAppeal):
        make_appeal(rejected, lin, NOON + timedelta(days=11))
    make_appeal(rejected, lin, NOON + timedelta(days=10))
    with pytest.raises(determining.CannotAppeal):
        make_appeal(rejected, lin)


@pytest.mark.parametrize("stage", [Stage.DECISION, Stage.NOTICE, Stage.WITHDRAWN, Stage.REJECTED])
def test_without_a_refusal_there_is_nothing_to_appeal_against(place: Place, stage: Stage) -> None:
    with pytest.raises(determining.CannotAppeal):
        make_appeal(make_called_case(place, stage), make_user("林美华"))


def answer(appeal: Appeal, person: User) -> None:
    number = appeal.id
    committed(
        lambda: determining.answer_appeal(
            db.session.get_one(Appeal, number),
            "经复核维持",
            is_upheld=False,
            person_id=person.id,
            now=NOON,
        )
    )


@pytest.mark.parametrize("who", ["head", "second", "authority"])
def test_nobody_who_had_a_hand_in_a_refusal_answers_the_appeal(
    rejected: Case, place: Place, who: str
) -> None:
    appeal = make_appeal(rejected, make_user("林美华"))
    with pytest.raises(determining.HandInDecision):
        answer(appeal, place.people[who])


def test_a_reviewer_and_the_applicant_do_not_answer_an_appeal(rejected: Case) -> None:
    lin, expert = make_user("林美华"), make_user("秦教授")
    make_seat(rejected, expert)
    appeal = make_appeal(rejected, lin)
    for person in (lin, expert):
        with pytest.raises(determining.HandInDecision):
            answer(appeal, person)


def test_another_person_answers_once_and_the_applicant_is_told(rejected: Case) -> None:
    lin, other = make_user("林美华"), make_user("周处长")
    with writing():
        rejected.applicant_id = lin.id
        db.session.commit()
    appeal = make_appeal(rejected, lin)
    answer(appeal, other)
    assert told(lin) == ["incubator.appeal_answered"]
    with pytest.raises(determining.AppealAnswered):
        answer(appeal, other)
    assert anew(rejected).stage == Stage.REJECTED


# What the applicant is told


@pytest.mark.parametrize(
    ("stage", "is_told"),
    [
        (Stage.DECISION, False),
        (Stage.REVIEW, False),
        (Stage.NOTICE, True),
        (Stage.INCUBATING, True),
    ],
)
def test_the_applicant_learns_of_a_decision_once_the_case_has_passed_on_by_it(
    case: Case, place: Place, stage: Stage, is_told: bool
) -> None:
    make_determination(case, place)
    assert decisions.told_determination(case) is None
    make_record(case, "admit", Stage.NOTICE, transition="T8")
    if stage is not Stage.NOTICE:
        make_record(case, "x", stage)
    assert (decisions.told_determination(case) is not None) is is_told


def test_a_decision_that_was_replaced_is_not_told(case: Case, place: Place) -> None:
    make_determination(case, place, Result.REJECT)
    make_determination(case, place, Result.ADMIT)
    make_record(case, "admit", Stage.NOTICE, transition="T8")
    found = decisions.told_determination(case)
    assert found is not None
    assert found.result == Result.ADMIT
