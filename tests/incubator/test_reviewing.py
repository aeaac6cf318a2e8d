"""Seats, reviews and their guards: who may sit, what is kept, what is missing before the review can be closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from flask import Flask
from sqlalchemy.exc import DatabaseError, NoResultFound

from tests.factories_accounts import make_user
from tests.factories_incubator import (
    NOON,
    TODAY,
    Place,
    make_agency,
    make_case,
    make_expert,
    make_intake,
    make_manager,
    make_place,
    make_seat,
    written,
)
from tests.factories_reviewing import (
    asked,
    committed,
    level,
    make_called_case,
    make_interview,
    make_ranking,
    make_review,
    make_reviews,
    make_rubric,
)
from trainingapp.accounts.models import RoleGrant, User
from trainingapp.credentials.models.employment import Employment
from trainingapp.extensions import db
from trainingapp.incubator.actions import reviewing, rubrics, seating
from trainingapp.incubator.actions.case_people import end_seat
from trainingapp.incubator.models import (
    Case,
    CaseSeat,
    Moderation,
    RankingRecord,
    Review,
    ReviewScheme,
)
from trainingapp.incubator.models.registry import Founder, OrganMember
from trainingapp.incubator.models.reviews import Meeting
from trainingapp.incubator.queries import guards_reviewing as guards, reviews, separation
from trainingapp.incubator.queries.reach import select_cases
from trainingapp.incubator.queries.rubrics import bonus_of, newest_shipped, rubric_of, rubrics_of
from trainingapp.notices.models import Notice
from trainingapp.rules.incubation.reviewing import Bar, Recommendation
from trainingapp.rules.incubation.words import Applicants, Duty, Field, SeatState, Stage
from trainingapp.rules.permissions import Role
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
    return make_called_case(place)


def codes(found: object) -> list[str]:
    return [one.code for one in found]  # type: ignore[attr-defined]


def anew(row: CaseSeat | Case) -> CaseSeat | Case:
    db.session.rollback()
    return db.session.get_one(type(row), row.id, populate_existing=True)


def ask(case: Case, expert: User) -> CaseSeat:
    number, user_id = case.id, expert.id
    return committed(
        lambda: seating.ask(
            db.session.get_one(Case, number),
            user_id,
            due_on=TODAY + timedelta(days=7),
            person_id=user_id,
            now=NOON,
        )
    )


# Who may be asked


def test_an_expert_without_any_tie_is_asked_and_told_while_the_review_runs(case: Case) -> None:
    expert = make_expert()
    seat = ask(case, expert)
    assert (seat.state, seat.duty) == (SeatState.ASKED, Duty.REVIEWER)
    told = db.session.scalars(db.select(Notice).filter_by(user_id=expert.id)).one()
    assert told.url == f"/incubation/seats/{seat.id}"


def test_before_the_first_check_is_passed_nobody_is_told(place: Place) -> None:
    case, expert = make_called_case(place, Stage.SUBMITTED), make_expert()
    ask(case, expert)
    assert db.session.scalars(db.select(Notice).filter_by(user_id=expert.id)).all() == []


def test_asking_binds_the_call_to_a_published_sheet(case: Case) -> None:
    ask(case, make_expert())
    scheme = db.session.scalars(db.select(ReviewScheme)).one()
    assert scheme.intake_id == case.intake_id
    assert scheme.rubric.definition["code"] == "admission"


def tie_of_manager(expert: User, case: Case) -> None:
    grant = RoleGrant(
        user_id=expert.id,
        role=Role.AGENCY_MANAGER,
        organisation_id=case.agency.organisation_id,
        granted_at=NOON,
    )
    written(grant)


def tie_of_staff(expert: User, case: Case) -> None:
    make_employment(expert, case)


def make_employment(user: User, case: Case, ends_on: date | None = None) -> None:
    row = Employment(
        user_id=user.id,
        organisation_id=case.agency.organisation_id,
        starts_on=date(2025, 3, 1),
        ends_on=ends_on,
        state="confirmed",
        entered_at=NOON,
    )
    written(row)


def tie_of_founder(expert: User, case: Case) -> None:
    row = Founder(
        agency_id=case.agency_id,
        name="秦教授",
        user_id=expert.id,
        entered_as="agency",
        entered_at=NOON,
    )
    written(row)


def tie_of_organ(expert: User, case: Case) -> None:
    row = OrganMember(
        agency_id=case.agency_id,
        organ="council",
        name="秦教授",
        user_id=expert.id,
        starts_on=date(2024, 1, 1),
        entered_as="agency",
        entered_at=NOON,
    )
    written(row)


def tie_of_applicant(expert: User, case: Case) -> None:
    case.applicant_id = expert.id
    written(case)


def tie_of_base(expert: User, case: Case) -> None:
    grant = RoleGrant(
        user_id=expert.id,
        role=Role.INCUBATOR_HEAD,
        organisation_id=case.base.organisation_id,
        granted_at=NOON,
    )
    written(grant)


def tie_of_authority(expert: User, case: Case) -> None:
    grant = RoleGrant(
        user_id=expert.id,
        role=Role.AUTHORITY_STAFF,
        organisation_id=case.base.authority_id,
        granted_at=NOON,
    )
    written(grant)


TIES = [
    (tie_of_manager, Bar.MANAGER),
    (tie_of_staff, Bar.STAFF),
    (tie_of_founder, Bar.FOUNDER),
    (tie_of_organ, Bar.FOUNDER),
    (tie_of_applicant, Bar.APPLICANT),
]
OWN_TIES = [(tie_of_base, Bar.BASE), (tie_of_authority, Bar.BASE)]


@pytest.mark.parametrize(("tie", "bar"), [*TIES, *OWN_TIES])
def test_who_is_tied_to_a_case_is_not_asked(
    case: Case, tie: Callable[[User, Case], None], bar: Bar
) -> None:
    expert = make_expert()
    tie(expert, case)
    assert separation.find_bars(case, expert.id, today=TODAY) == (bar,)
    with pytest.raises(seating.ReviewerBarred):
        ask(case, expert)


@pytest.mark.parametrize(("tie", "bar"), TIES)
def test_who_is_tied_to_another_applicant_of_the_same_call_is_not_asked(
    place: Place, case: Case, tie: Callable[[User, Case], None], bar: Bar
) -> None:
    rival, expert = make_called_case(place, intake_id=case.intake_id), make_expert()
    tie(expert, rival)
    assert separation.find_bars(case, expert.id, today=TODAY) == (bar,)


@pytest.mark.parametrize(("tie", "_bar"), TIES)
def test_who_is_tied_to_an_applicant_of_another_call_may_review(
    place: Place, case: Case, tie: Callable[[User, Case], None], _bar: Bar
) -> None:
    other, expert = make_called_case(place), make_expert()
    tie(expert, other)
    assert separation.find_bars(case, expert.id, today=TODAY) == ()


def test_a_case_without_a_call_bars_its_own_people_alone(place: Place) -> None:
    first, second = make_case(place, stage=Stage.REVIEW), make_case(place, stage=Stage.REVIEW)
    sun = make_manager(second.agency)
    assert separation.find_bars(first, sun.id, today=TODAY) == ()
    assert separation.find_bars(second, sun.id, today=TODAY) == (Bar.MANAGER,)


def test_who_has_left_an_agency_may_review(case: Case) -> None:
    expert = make_expert()
    make_employment(expert, case, ends_on=TODAY)
    assert separation.find_bars(case, expert.id, today=TODAY) == ()
    assert separation.find_bars(case, expert.id, today=TODAY - timedelta(days=1)) == (Bar.STAFF,)


def test_a_struck_founder_and_a_role_taken_back_are_no_ties(case: Case) -> None:
    expert = make_expert()
    tie_of_founder(expert, case)
    tie_of_manager(expert, case)
    with writing():
        db.session.scalars(db.select(Founder)).one().struck_at = NOON
        for grant in db.session.scalars(db.select(RoleGrant).filter_by(role=Role.AGENCY_MANAGER)):
            grant.revoked_at = NOON
        db.session.commit()
    assert separation.find_bars(case, expert.id, today=TODAY) == ()


def test_the_ties_of_fifty_experts_cost_as_many_statements_as_those_of_one(case: Case) -> None:
    few, many = [make_expert().id], [make_expert().id for _ in range(12)]
    assert set(separation.list_barred(case, few, today=TODAY, with_seats=True)) == set(few)
    counts = []
    for people in (few, many):
        with counted() as statements:
            separation.list_barred(case, people, today=TODAY, with_seats=True)
        counts.append(len(statements))
    assert counts[0] == counts[1]


class counted:  # noqa: N801 - reads as a sentence
    def __enter__(self) -> list[str]:
        self.statements: list[str] = []
        db.event.listen(db.engine, "before_cursor_execute", self._note)
        return self.statements

    def _note(self, *arguments: object) -> None:
        self.statements.append(str(arguments[2]))

    def __exit__(self, *_: object) -> None:
        db.event.remove(db.engine, "before_cursor_execute", self._note)


def test_nobody_is_asked_twice_even_after_declining(case: Case) -> None:
    expert = make_expert()
    make_seat(case, expert, state=SeatState.DECLINED)
    with pytest.raises(seating.ReviewerBarred):
        ask(case, expert)


def test_at_most_five_review_a_case_and_who_declined_does_not_count(case: Case) -> None:
    for state in (SeatState.DECLINED, SeatState.CONFLICT, *([SeatState.TAKEN] * 4)):
        make_seat(case, state=state)
    ask(case, make_expert())
    with pytest.raises(seating.TooManyReviewers):
        ask(case, make_expert())


@pytest.mark.parametrize("stage", [Stage.DECISION, Stage.NOTICE, Stage.INCUBATING, Stage.REJECTED])
def test_after_the_review_nobody_is_asked(place: Place, stage: Stage) -> None:
    case = make_called_case(place, stage)
    with pytest.raises(seating.NotSeating):
        ask(case, make_expert())


def test_who_is_no_expert_is_not_found(case: Case) -> None:
    with pytest.raises(NoResultFound):
        ask(case, make_user("林美华"))


def test_experts_are_found_by_a_part_of_their_name(app: Flask) -> None:
    make_expert("秦教授")
    make_expert("100%的人")
    names = [one.display_name for one in db.session.scalars(separation.select_experts("%"))]
    assert names == ["100%的人"]


# The seat


def act(seat: CaseSeat, function: Callable[..., object], *arguments: object) -> None:
    number = seat.id
    committed(lambda: function(db.session.get_one(CaseSeat, number), *arguments, now=NOON))


def test_a_seat_is_taken_declined_or_closed_by_a_conflict(case: Case) -> None:
    for function, arguments, state in (
        (seating.take, (), SeatState.TAKEN),
        (seating.decline, ("没有时间",), SeatState.DECLINED),
        (seating.declare_conflict, ("申请人是我的学生",), SeatState.CONFLICT),
    ):
        seat = asked(case)
        act(seat, function, *arguments)
        found = anew(seat)
        assert (found.state, found.settled_at) == (state, NOON)  # type: ignore[union-attr]


def test_an_answered_seat_is_not_answered_again(case: Case) -> None:
    for state in (SeatState.TAKEN, SeatState.DECLINED, SeatState.ENDED, SeatState.CONFLICT):
        seat = make_seat(case, state=state)
        with pytest.raises(seating.SeatSettled):
            act(seat, seating.take)
        with pytest.raises(seating.SeatSettled):
            act(seat, seating.decline, "")


def test_a_conflict_can_be_declared_late_but_not_after_declining(case: Case) -> None:
    late = make_seat(case)
    act(late, seating.declare_conflict, "今天才知道")
    assert anew(late).state == SeatState.CONFLICT  # type: ignore[union-attr]
    with pytest.raises(seating.SeatSettled):
        act(make_seat(case, state=SeatState.DECLINED), seating.declare_conflict, "x")


@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.RETURNED, Stage.DECISION])
def test_a_reviewer_takes_the_seat_only_while_the_review_runs(place: Place, stage: Stage) -> None:
    seat = asked(make_called_case(place, stage))
    with pytest.raises(seating.NotInReview):
        act(seat, seating.take)


def test_a_mentor_takes_the_seat_in_residence_and_not_when_all_is_over(place: Place) -> None:
    seat = asked(make_case(place, stage=Stage.INCUBATING), duty=Duty.MENTOR)
    act(seat, seating.take)
    assert anew(seat).state == SeatState.TAKEN  # type: ignore[union-attr]
    late = asked(make_case(place, stage=Stage.TERMINATED), duty=Duty.MENTOR)
    with pytest.raises(seating.NotInReview):
        act(late, seating.take)


@pytest.mark.parametrize(
    ("duty", "is_barred"),
    [(Duty.REVIEWER, True), (Duty.ASSESSOR, True), (Duty.MENTOR, False)],
)
def test_who_judges_takes_no_seat_once_a_tie_is_known(
    case: Case, duty: Duty, is_barred: bool
) -> None:
    seat = asked(case, duty=duty)
    tie_of_staff(seat.user, case)
    if is_barred:
        with pytest.raises(seating.ReviewerBarred):
            act(seat, seating.take)
    else:
        act(seat, seating.take)


@pytest.mark.parametrize(
    ("before", "after"),
    [(SeatState.TAKEN, SeatState.ENDED), (SeatState.ASKED, SeatState.DECLINED)],
)
def test_the_base_ends_a_seat_and_who_never_took_it_gains_nothing_by_that(
    case: Case, before: SeatState, after: SeatState
) -> None:
    seat = make_seat(case, state=before)
    number = seat.id
    committed(
        lambda: seating.end(
            db.session.get_one(CaseSeat, number), "没有时间", person_id=seat.user_id, now=NOON
        )
    )
    assert anew(seat).state == after  # type: ignore[union-attr]


def test_no_end_of_a_seat_that_was_never_taken_opens_a_case(place: Place) -> None:
    case = make_case(place, stage=Stage.INCUBATING)
    for before, reaches in ((SeatState.ASKED, False), (SeatState.TAKEN, True)):
        mentor = make_expert()
        seat = make_seat(case, mentor, duty=Duty.MENTOR, state=before)
        number, person = seat.id, place.people["officer"].id
        committed(lambda: end_seat(db.session.get_one(CaseSeat, number), by_id=person, now=NOON))  # noqa: B023
        found = db.session.scalars(select_cases(mentor)).all()
        assert (case.id in [one.id for one in found]) is reaches


# Writing a review


def fill(points: dict[str, int | None] | None = None, **changes: object) -> reviewing.Written:
    values = {"recommendation": Recommendation.YES, "points": points or dict(level(4)), **changes}
    return reviewing.Written(**values)  # type: ignore[arg-type]


def write(seat: CaseSeat, written_: reviewing.Written, *, is_final: bool = True) -> Review:
    number = seat.id
    function = reviewing.submit if is_final else reviewing.save
    return committed(lambda: function(db.session.get_one(CaseSeat, number), written_, now=NOON))


def test_a_draft_is_kept_as_it_is_and_counts_nothing(case: Case) -> None:
    seat = make_seat(case)
    sheet = fill({"need": 3, "team": None}, recommendation=None, remarks={"need": "好"})
    review = write(seat, sheet, is_final=False)
    assert (review.scores, review.remarks) == ({"need": 3}, {"need": "好"})
    assert reviews.list_counted(case) == []


def test_a_draft_is_written_over_and_handed_in_as_one_review(case: Case) -> None:
    seat = make_seat(case)
    write(seat, fill({"need": 3}), is_final=False)
    review = write(seat, fill())
    assert (review.number, review.total, review.submitted_at) == (1, Decimal(80), NOON)


def test_what_the_sheet_does_not_know_is_not_kept(case: Case) -> None:
    sheet = fill({**level(4), "beauty": 5}, vetoes=["weather", "dispute"], remarks={"beauty": "x"})
    review = write(make_seat(case), sheet)
    assert "beauty" not in review.scores
    assert (review.vetoes, review.remarks) == (["dispute"], {})


@pytest.mark.parametrize(
    "sheet",
    [
        fill({**level(4), "need": None}),
        fill({**level(4), "need": 6}),
        fill(recommendation=None),
    ],
    ids=["without a criterion", "six points", "no recommendation"],
)
def test_half_a_review_is_not_handed_in(case: Case, sheet: reviewing.Written) -> None:
    with pytest.raises(reviewing.ReviewIncomplete):
        write(make_seat(case), sheet)


def test_what_was_handed_in_stays(case: Case) -> None:
    seat = make_seat(case)
    write(seat, fill())
    with pytest.raises(reviewing.ReviewSubmitted):
        write(seat, fill(dict(level(1))), is_final=False)


@pytest.mark.both_databases
def test_the_database_itself_refuses_to_change_a_review_that_was_handed_in(app: Flask) -> None:
    review = make_review(make_seat(make_called_case(make_place())))
    with writing():
        review.scores = level(5)
        with pytest.raises(DatabaseError, match="never changes"):
            db.session.flush()
        db.session.rollback()


def test_a_reopened_review_is_written_anew_and_the_newest_counts(case: Case) -> None:
    seat = make_seat(case)
    make_review(seat, level(2))
    make_ranking(case, 2, unfrozen_at=NOON)
    review = write(seat, fill())
    assert review.number == 2
    assert [one.total for one in reviews.list_counted(case)] == [Decimal(80)]


def test_until_it_is_handed_in_anew_the_old_review_counts(case: Case) -> None:
    seat = make_seat(case)
    make_review(seat, level(2))
    make_ranking(case, 2, unfrozen_at=NOON)
    write(seat, fill(), is_final=False)
    assert [one.total for one in reviews.list_counted(case)] == [Decimal(40)]
    assert "review_open" in codes(guards.reviews_submitted(case, NOON))


@pytest.mark.parametrize(
    "state", [SeatState.ASKED, SeatState.CONFLICT, SeatState.DECLINED, SeatState.ENDED]
)
def test_nobody_writes_without_a_seat_that_is_taken(case: Case, state: SeatState) -> None:
    with pytest.raises(seating.NotInReview):
        write(make_seat(case, state=state), fill())


def test_a_tie_that_became_known_keeps_a_review_from_being_handed_in(case: Case) -> None:
    seat = make_seat(case)
    tie_of_founder(seat.user, case)
    with pytest.raises(seating.ReviewerBarred):
        write(seat, fill())


def test_a_review_does_not_count_once_its_reviewer_declares_a_conflict(case: Case) -> None:
    make_reviews(case, 4, 4)
    make_review(make_seat(case, state=SeatState.CONFLICT), level(0))
    judgement = reviews.judge_case(case)
    assert judgement is not None
    assert (judgement.total, judgement.sheets) == (80, 2)


def test_a_review_still_counts_when_the_base_ends_the_seat_later(case: Case) -> None:
    make_review(make_seat(case, state=SeatState.ENDED), level(4))
    assert len(reviews.list_counted(case)) == 1


# Moderation and interviews


def test_a_note_on_reviews_far_apart_is_kept_with_their_spread(case: Case, place: Place) -> None:
    make_reviews(case, 4, 2)
    number, person = case.id, place.people["officer"].id
    note = committed(
        lambda: reviewing.moderate(
            db.session.get_one(Case, number), " 已沟通 ", person_id=person, now=NOON
        )
    )
    assert (note.note, note.spread) == ("已沟通", 40)


def test_without_reviews_or_outside_the_review_there_is_nothing_to_note(place: Place) -> None:
    open_case, closed = make_called_case(place), make_called_case(place, Stage.DECISION)
    person = place.people["officer"].id
    with pytest.raises(reviewing.NothingToModerate):
        reviewing.moderate(open_case, "x", person_id=person, now=NOON)
    with pytest.raises(reviewing.NotInReview):
        reviewing.moderate(closed, "x", person_id=person, now=NOON)


def test_a_meeting_is_recorded_after_it_was_held(case: Case, place: Place) -> None:
    held = reviewing.Held(Meeting.VISIT, TODAY, "何平", "场地合适")
    person = place.people["officer"].id
    assert reviewing.record_interview(case, held, person_id=person, now=NOON).held_on == TODAY
    later = reviewing.Held(Meeting.VISIT, TODAY + timedelta(days=1), "何平", "x")
    with pytest.raises(reviewing.NotYetHeld):
        reviewing.record_interview(case, later, person_id=person, now=NOON)
    db.session.rollback()


# Guards


@pytest.mark.parametrize(
    ("states", "missing"),
    [
        ([], ["reviewers_few"]),
        ([SeatState.ASKED, SeatState.TAKEN], ["reviewers_few"]),
        ([SeatState.ASKED] * 3, []),
        ([SeatState.ASKED] * 2 + [SeatState.CONFLICT], ["reviewers_few"]),
        ([SeatState.TAKEN] * 2 + [SeatState.DECLINED], ["reviewers_few"]),
        ([SeatState.TAKEN] * 5, []),
    ],
)
def test_three_reviewers_are_seated_before_the_review(
    case: Case, states: list[SeatState], missing: list[str]
) -> None:
    for state in states:
        make_seat(case, state=state)
    assert codes(guards.reviewers_seated(case, NOON)) == missing


def test_a_reviewer_who_turns_out_to_be_tied_is_named(case: Case) -> None:
    seats = [asked(case) for _ in range(3)]
    tie_of_staff(seats[1].user, case)
    (found,) = guards.reviewers_seated(case, NOON)
    assert (found.code, found.parameters["name"]) == (
        "reviewer_barred",
        seats[1].user.display_name,
    )
    assert found.endpoint == "incubator.seat_reviewers"


def test_every_review_is_in_before_it_is_closed(case: Case) -> None:
    assert codes(guards.reviews_submitted(case, NOON)) == ["reviews_few"]
    make_reviews(case, 4, 4)
    make_review(make_seat(case), level(4), is_draft=True)
    assert codes(guards.reviews_submitted(case, NOON)) == ["reviews_few", "review_open"]
    make_reviews(case, 3)
    assert codes(guards.reviews_submitted(case, NOON)) == ["review_open"]


def test_with_enough_reviews_those_who_declined_are_not_waited_for(case: Case) -> None:
    make_reviews(case, 4, 4, 4)
    make_seat(case, state=SeatState.DECLINED)
    make_seat(case, state=SeatState.CONFLICT)
    assert guards.reviews_submitted(case, NOON) == []
    asked(case)
    assert codes(guards.reviews_submitted(case, NOON)) == ["review_open"]


def test_the_base_meets_the_applicants_before_the_review_is_closed(
    case: Case, place: Place
) -> None:
    assert codes(guards.interview_recorded(case, NOON)) == ["interview_missing"]
    make_interview(case, place)
    assert guards.interview_recorded(case, NOON) == []


@pytest.mark.parametrize(
    ("points", "noted", "missing"),
    [
        ([], None, []),
        ([4, 4, 4], None, []),
        ([4, 3, 4], None, []),  # 20 apart
        ([5, level(4, need=3, model=4, willingness=2), 4], None, []),  # 25 apart: not more
        ([4, 2, 4], None, ["spread_wide"]),
        ([4, 2, 4], "40", []),
        ([4, 2, 4], "39.99", ["spread_wide"]),  # it was spoken about less
    ],
)
def test_reviews_further_apart_than_the_sheet_allows_are_spoken_about(
    case: Case, place: Place, points: list[int], noted: str | None, missing: list[str]
) -> None:
    make_reviews(case, *points)
    if noted:
        row = Moderation(
            case_id=case.id,
            spread=Decimal(noted),
            note="已沟通",
            by_id=place.people["officer"].id,
            at=NOON,
        )
        written(row)
    assert codes(guards.spread_settled(case, NOON)) == missing


# Sheets and calls


def test_without_anything_published_the_shipped_sheet_is_used(case: Case) -> None:
    assert rubric_of(case).code == "admission"
    assert set(rubrics_of(case.intake)) == set(Applicants)


def test_a_sheet_is_published_once(app: Flask) -> None:
    make_rubric()
    with pytest.raises(rubrics.AlreadyPublished):
        rubrics.publish(newest_shipped(), person_id=None, now=NOON)


def test_a_call_stays_with_its_sheet_when_a_newer_one_is_published(case: Case) -> None:
    ask(case, make_expert())
    newer = dict(newest_shipped()) | {"version": 2, "passes_at": 90}
    committed(lambda: rubrics.publish(newer, person_id=None, now=NOON))
    assert rubric_of(case).passes_at == 70
    fresh = make_called_case(make_place())
    assert rubric_of(fresh).passes_at == 90


def test_a_bonus_is_for_the_fields_that_the_call_names(place: Place) -> None:
    intake = make_intake(place.base)
    version = make_rubric()
    head = place.people["head"].id
    committed(
        lambda: rubrics.set_scheme(
            intake,
            version,
            bonus=Decimal(2),
            fields=[Field.DOMESTIC_VIOLENCE],
            person_id=head,
            now=NOON,
        )
    )
    short = make_agency(fields=[Field.DOMESTIC_VIOLENCE, Field.WOMEN])
    other = make_agency(fields=[Field.ELDER_CARE])
    assert bonus_of(make_case(place, short, stage=Stage.REVIEW, intake_id=intake.id)) == 2
    assert bonus_of(make_case(place, other, stage=Stage.REVIEW, intake_id=intake.id)) == 0


def test_the_sheet_of_a_call_stays_once_a_case_is_in_review(case: Case, place: Place) -> None:
    version, head = make_rubric(), place.people["head"].id
    with pytest.raises(rubrics.SchemeSettled):
        rubrics.set_scheme(
            case.intake,  # type: ignore[arg-type]
            version,
            bonus=Decimal(0),
            fields=[],
            person_id=head,
            now=NOON,
        )
    with pytest.raises(rubrics.BonusTooHigh):
        rubrics.set_scheme(
            case.intake,  # type: ignore[arg-type]
            version,
            bonus=Decimal(4),
            fields=[],
            person_id=head,
            now=NOON,
        )
    db.session.rollback()


@pytest.mark.both_databases
def test_one_ranking_of_a_case_stands(app: Flask) -> None:
    case = make_called_case(make_place())
    make_ranking(case, revision=1)
    with pytest.raises(DatabaseError):
        make_ranking(case, revision=2)
    db.session.rollback()
    assert len(db.session.scalars(db.select(RankingRecord)).all()) == 1
