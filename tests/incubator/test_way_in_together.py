"""Two at once on the way in: whoever waits judges by what stands by then, and nothing stands twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.education.test_at_once import run_at_once
from tests.factories_accounts import make_user
from tests.factories_applying import begin, make_applicant, make_complete
from tests.factories_incubator import (
    NOON,
    TODAY,
    make_agency,
    make_expert,
    make_intake,
    make_manager,
    make_place,
    make_record,
    make_seat,
    make_workflow,
)
from tests.factories_reviewing import (
    asked,
    level,
    make_called_case,
    make_determination,
    make_interview,
    make_minutes,
    make_notice,
    make_ranking,
    make_reviews,
    make_rubric,
)
from trainingapp.accounts.models import User
from trainingapp.extensions import Base, db
from trainingapp.incubator.actions import applications, determining, reviewing, seating
from trainingapp.incubator.actions.passing import confirm, pass_on
from trainingapp.incubator.models import (
    Agency,
    Appeal,
    Application,
    Case,
    CaseSeat,
    Determination,
    Intake,
    Objection,
    Proposal,
    PublicNotice,
    Review,
    StageRecord,
    WaitPlace,
)
from trainingapp.incubator.queries import applications as queries, reach, reviews
from trainingapp.rules.incubation.deciding import Result
from trainingapp.rules.incubation.reviewing import Recommendation
from trainingapp.rules.incubation.words import Applicants, SeatState, Stage

pytestmark = pytest.mark.both_databases
Act = Callable[[], object]


def count(model: type[Base]) -> int:
    db.session.rollback()
    return db.session.scalar(db.select(db.func.count()).select_from(model)) or 0


def names(wrong: list[Exception]) -> list[str]:
    return sorted(type(one).__name__ for one in wrong)


def person(user_id: int) -> User:
    return db.session.get_one(User, user_id)


def held(case_id: int, user_id: int) -> Case:
    """A case as a page that writes holds it."""
    return reach.get_case(person(user_id), case_id, lock=True)


def beginning(call_id: int, user_id: int, agency_id: int | None = None) -> Act:
    def run() -> object:
        return applications.begin(
            db.session.get_one(Intake, call_id),
            person(user_id),
            applicants=Applicants.REGISTERED if agency_id else Applicants.TEAM,
            agency=db.session.get_one(Agency, agency_id) if agency_id else None,
            now=NOON,
        )

    return run


def step(case_id: int, user_id: int, act: str, reason: str = "") -> Act:
    def run() -> object:
        case = db.session.get_one(Case, case_id)
        return pass_on(case, act, person=person(user_id), reason=reason, now=NOON)

    return run


def test_a_double_click_begins_one_application(app: Flask) -> None:
    make_workflow()
    call, lin = make_intake(make_place().base), make_applicant()
    begun = beginning(call.id, lin.id)
    db.session.remove()
    assert run_at_once(app, begun, begun, begun) == []
    assert (count(Case), count(Application), count(Agency)) == (1, 1, 1)


def test_two_managers_of_an_agency_begin_one_application(app: Flask) -> None:
    make_workflow()
    call, agency = make_intake(make_place().base), make_agency()
    first, second = make_manager(agency), make_manager(agency, "周明")
    acts = [beginning(call.id, one.id, agency.id) for one in (first, second)]
    db.session.remove()
    assert run_at_once(app, *acts) == []
    assert (count(Case), count(Agency)) == (1, 1)


def test_people_who_begin_at_once_get_numbers_of_their_own(app: Flask) -> None:
    make_workflow()
    call = make_intake(make_place().base)
    people = [make_applicant(f"申请人{number}") for number in range(4)]
    acts = [beginning(call.id, one.id) for one in people]
    db.session.remove()
    assert run_at_once(app, *acts) == []
    db.session.rollback()
    numbers = sorted(db.session.scalars(db.select(Case.number)))
    assert [number.rsplit("-", 1)[1] for number in numbers] == ["0001", "0002", "0003", "0004"]


def test_a_page_saved_on_two_devices_at_once_keeps_one_and_tells_the_other(app: Flask) -> None:
    lin = make_applicant()
    case_id, user_id = begin(make_place(), lin).id, lin.id
    db.session.remove()

    def save(name: str) -> Act:
        def run() -> object:
            return applications.save_part(
                held(case_id, user_id),
                "basics",
                {"name": name},
                person=person(user_id),
                edition=0,
                now=NOON,
            )

        return run

    assert names(run_at_once(app, save("手机"), save("电脑"))) == ["EditedElsewhere"]
    db.session.rollback()
    application = db.session.scalars(db.select(Application)).one()
    part = queries.find_part(application, "basics")
    assert part is not None
    assert part.edition == 1
    assert part.answers["name"] in {"手机", "电脑"}


def test_the_same_answers_from_two_tabs_are_saved_once_and_refuse_nobody(app: Flask) -> None:
    lin = make_applicant()
    case_id, user_id = begin(make_place(), lin).id, lin.id
    db.session.remove()

    def save() -> object:
        return applications.save_part(
            held(case_id, user_id),
            "basics",
            {"name": "向阳花"},
            person=person(user_id),
            edition=0,
            now=NOON,
        )

    assert run_at_once(app, save, save) == []
    db.session.rollback()
    application = db.session.scalars(db.select(Application)).one()
    part = queries.find_part(application, "basics")
    assert part is not None
    assert part.edition == 1


def test_a_double_click_submits_once(app: Flask) -> None:
    lin = make_applicant()
    case_id = make_complete(make_place(), lin).id
    act = step(case_id, lin.id, "submit")
    db.session.remove()
    assert len(run_at_once(app, act, act)) == 1
    db.session.rollback()
    assert db.session.scalars(db.select(Application.revision)).one() == 1
    assert count(StageRecord) == 1


def test_what_is_submitted_is_not_written_meanwhile(app: Flask) -> None:
    lin = make_applicant()
    case = make_complete(make_place(), lin)
    case_id, user_id = case.id, lin.id
    db.session.remove()

    def save() -> object:
        return applications.save_part(
            held(case_id, user_id),
            "service",
            {"need": "另写一版", "model": "个案", "area": "长安区"},
            person=person(user_id),
            edition=1,
            now=NOON,
        )

    wrong = run_at_once(app, step(case_id, user_id, "submit"), save)
    db.session.rollback()
    application = db.session.scalars(db.select(Application)).one()
    newest = queries.latest_revision(application)
    assert newest is not None
    assert names(wrong) in ([], ["ApplicationSent"])
    assert newest.answers["need"] == queries.answers_of(application)["need"]


def writing_down(case_id: int, user_id: int, minutes_id: int, result: Result) -> Act:
    def run() -> object:
        decided = determining.Decided(
            result=result,
            body="领导小组",
            decided_on=TODAY,
            reasons="理由",
            minutes_id=minutes_id,
            names=["李主任"],
        )
        return determining.determine(held(case_id, user_id), decided, person_id=user_id, now=NOON)

    return run


def test_of_two_heads_who_decide_at_once_the_later_word_stands(app: Flask) -> None:
    place = make_place()
    case = make_called_case(place, Stage.DECISION)
    make_ranking(case)
    minutes, case_id, head = make_minutes(case).id, case.id, place.people["head"].id
    db.session.remove()
    acts = [
        writing_down(case_id, head, minutes, Result.ADMIT),
        writing_down(case_id, head, minutes, Result.REJECT),
    ]
    assert run_at_once(app, *acts) == []
    assert count(Determination) == 2
    assert count(StageRecord) == 0


def test_a_decision_written_while_the_case_passes_on_is_refused_or_was_first(app: Flask) -> None:
    place = make_place()
    case = make_called_case(place, Stage.DECISION)
    make_ranking(case)
    minutes, case_id, head = make_minutes(case).id, case.id, place.people["head"].id
    db.session.remove()
    wrong = run_at_once(
        app,
        writing_down(case_id, head, minutes, Result.REJECT),
        step(case_id, head, "reopen_review", "材料有变"),
    )
    assert names(wrong) in ([], ["NothingToDecide"])
    db.session.rollback()
    assert db.session.get_one(Case, case_id).stage == Stage.REVIEW


def test_one_person_objects_once_however_often_they_click(app: Flask) -> None:
    place = make_place()
    notice = make_notice(make_called_case(place, Stage.NOTICE))
    notice_id, user_id = notice.id, make_user("白露").id
    db.session.remove()

    def objecting() -> object:
        row = db.session.get_one(PublicNotice, notice_id)
        return determining.object_to(row, "情况不实", person_id=user_id, now=NOON)

    wrong = run_at_once(app, objecting, objecting, objecting)
    assert names(wrong) == ["ObjectionMade", "ObjectionMade"]  # a refusal, never a broken page
    assert count(Objection) == 1


def test_two_people_object_at_once_and_both_are_heard(app: Flask) -> None:
    place = make_place()
    notice_id = make_notice(make_called_case(place, Stage.NOTICE)).id
    ids = [make_user("白露").id, make_user("黄梅").id]
    db.session.remove()

    def objecting(user_id: int) -> Act:
        def run() -> object:
            row = db.session.get_one(PublicNotice, notice_id)
            return determining.object_to(row, "情况不实", person_id=user_id, now=NOON)

        return run

    assert run_at_once(app, *(objecting(one) for one in ids)) == []
    assert count(Objection) == 2


def test_an_objection_is_settled_by_one_of_two_heads(app: Flask) -> None:
    place = make_place()
    notice = make_notice(make_called_case(place, Stage.NOTICE))
    row = determining.object_to(notice, "不实", person_id=make_user().id, now=NOON)
    db.session.commit()
    objection_id, ids = row.id, [place.people[one].id for one in ("head", "second")]
    db.session.remove()

    def settling(user_id: int, *, is_upheld: bool) -> Act:
        def run() -> object:
            found = db.session.get_one(Objection, objection_id)
            determining.settle_objection(
                found, "核实", is_upheld=is_upheld, person_id=user_id, now=NOON
            )
            return found

        return run

    acts = [settling(ids[0], is_upheld=True), settling(ids[1], is_upheld=False)]
    assert names(run_at_once(app, *acts)) == ["ObjectionSettled"]


def test_an_applicant_appeals_once(app: Flask) -> None:
    place, lin = make_place(), make_applicant()
    case = make_called_case(place, Stage.DECISION, applicant_id=lin.id)
    make_record(case, "reject", Stage.REJECTED, actor_id=place.people["authority"].id)
    case_id, user_id = case.id, lin.id
    db.session.remove()

    def appealing() -> object:
        return determining.appeal(held(case_id, user_id), "请复核", person_id=user_id, now=NOON)

    assert names(run_at_once(app, appealing, appealing)) == ["CannotAppeal"]
    assert count(Appeal) == 1


def filled() -> reviewing.Written:
    return reviewing.Written(points=level(4), recommendation=Recommendation.YES)


def handing_in(case_id: int, user_id: int) -> Act:
    """A review as the page hands it in: the case is held first."""

    def run() -> object:
        case = held(case_id, user_id)
        return reviewing.submit(reviews.get_taken_seat(user_id, case), filled(), now=NOON)

    return run


def test_a_review_is_handed_in_once(app: Flask) -> None:
    make_rubric()
    seat = make_seat(make_called_case(make_place()))
    act = handing_in(seat.case_id, seat.user_id)
    db.session.remove()
    assert names(run_at_once(app, act, act)) == ["ReviewSubmitted"]
    assert count(Review) == 1


def test_a_review_handed_in_while_the_review_closes_is_in_the_ranking_or_refused(
    app: Flask,
) -> None:
    place = make_place()
    case = make_called_case(place)
    make_reviews(case, 4, 4, 4)
    make_interview(case, place)
    seat = make_seat(case)
    case_id, head, expert = case.id, place.people["head"].id, seat.user_id
    db.session.remove()
    wrong = run_at_once(app, handing_in(case_id, expert), step(case_id, head, "close_review"))
    case = db.session.get_one(Case, case_id)
    record = reviews.standing_record(case)
    if record is not None:
        assert record.findings["sheets"] == len(reviews.list_counted(case))
    assert len(wrong) <= 1


def test_a_conflict_declared_while_the_base_ends_the_seat_is_never_lost(app: Flask) -> None:
    place = make_place()
    seat = make_seat(make_called_case(place))
    seat_id, expert, head = seat.id, seat.user_id, place.people["head"].id
    db.session.remove()

    def declaring() -> object:
        own = reviews.get_own_seat(expert, seat_id, lock=True)
        seating.declare_conflict(own, "亲属", now=NOON)
        return own

    def ending() -> object:
        found = db.session.get_one(CaseSeat, seat_id)
        seating.end(found, "换人", person_id=head, now=NOON)
        return found

    wrong = run_at_once(app, declaring, ending)
    # The base comes late to a declared conflict; a conflict is declared of an ended seat as well.
    assert names(wrong) in ([], ["SeatSettled"])
    db.session.rollback()
    assert db.session.get_one(CaseSeat, seat_id).state == SeatState.CONFLICT


def test_the_fifth_chair_is_given_once(app: Flask) -> None:
    place = make_place()
    case = make_called_case(place)
    for _ in range(4):
        asked(case)
    case_id, head = case.id, place.people["head"].id
    experts = [make_expert("甲").id, make_expert("乙").id]
    db.session.remove()

    def asking(expert_id: int) -> Act:
        def run() -> object:
            found = db.session.get_one(Case, case_id)
            return seating.ask(found, expert_id, due_on=TODAY, person_id=head, now=NOON)

        return run

    assert names(run_at_once(app, *(asking(one) for one in experts))) == ["TooManyReviewers"]
    assert count(CaseSeat) == 5


def test_one_expert_is_asked_once(app: Flask) -> None:
    place = make_place()
    case_id, head = make_called_case(place).id, place.people["head"].id
    expert_id = make_expert().id
    db.session.remove()

    def asking() -> object:
        found = db.session.get_one(Case, case_id)
        return seating.ask(found, expert_id, due_on=TODAY, person_id=head, now=NOON)

    assert names(run_at_once(app, asking, asking)) == ["ReviewerBarred"]
    assert count(CaseSeat) == 1


def test_the_last_place_is_given_to_one_of_two(app: Flask) -> None:
    place = make_place()
    intake = make_intake(place.base, places=1)
    proposals = []
    for _ in range(2):
        case = make_called_case(place, Stage.DECISION, intake_id=intake.id)
        make_ranking(case)
        make_determination(case, place)
        proposal = pass_on(case, "admit", person=place.people["head"], now=NOON)
        assert isinstance(proposal, Proposal)
        db.session.commit()
        proposals.append(proposal.id)
    authority = place.people["authority"].id
    db.session.remove()

    def confirming(proposal_id: int) -> Act:
        def run() -> object:
            row = db.session.get_one(Proposal, proposal_id)
            return confirm(row, person=person(authority), now=NOON)

        return run

    wrong = run_at_once(app, *(confirming(one) for one in proposals))
    assert names(wrong) in (["PlacesGone"], ["StillMissing"])
    db.session.rollback()
    stages = sorted(db.session.scalars(db.select(Case.stage)))
    assert stages == ["decision", "notice"]
    assert count(PublicNotice) == 1


def test_two_on_the_waiting_list_at_once_have_two_numbers(app: Flask) -> None:
    place = make_place()
    intake = make_intake(place.base, places=0)
    ids = []
    for _ in range(3):
        case = make_called_case(place, Stage.DECISION, intake_id=intake.id)
        make_ranking(case)
        make_determination(case, place)
        ids.append(case.id)
    head = place.people["head"].id
    db.session.remove()
    assert run_at_once(app, *(step(one, head, "put_on_waitlist") for one in ids)) == []
    db.session.rollback()
    assert sorted(db.session.scalars(db.select(WaitPlace.number))) == [1, 2, 3]
