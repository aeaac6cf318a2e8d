"""Ways in which an application or a stay went wrong once, each with what holds it now."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from tests.committing import written as act
from tests.factories_accounts import sign_in
from tests.factories_applying import begin, fill, make_applicant, make_submitted
from tests.factories_flow import make_pause, reread, settle, stand_in, take
from tests.factories_incubator import (
    NOON,
    TODAY,
    Place,
    make_agency,
    make_case,
    make_intake,
    make_manager,
    make_place,
    make_seat,
    written,
)
from tests.factories_reviewing import make_called_case, make_ranking, make_review
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.actions import applications, seating
from trainingapp.incubator.models import (
    Application,
    ApplicationRevision,
    Case,
    CaseSeat,
    PaperAsked,
    Suspension,
    WaitPlace,
)
from trainingapp.incubator.queries import reviews
from trainingapp.incubator.queries.guards import GUARDS
from trainingapp.incubator.queries.suspensions import find_open
from trainingapp.rules.incubation.passing import StillMissing
from trainingapp.rules.incubation.words import SeatState, Stage
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}


@pytest.fixture
def place(app: Flask) -> Place:
    return make_place()


def missing(guard: str, case_id: int) -> list[str]:
    """The codes of what a guard finds missing."""
    return [one.code for one in GUARDS[guard](reread(case_id), NOON)]


# A red answer goes in neither the first time nor after a return


def returned(place: Place) -> tuple[int, User, int]:
    """An application that was returned: the case, who wrote it, and what was asked."""
    lin = make_applicant()
    case = make_submitted(place, lin)
    case_id, officer = case.id, place.people["officer"]
    asked = PaperAsked(
        case_id=case_id, text="请说明", entered_by_id=officer.id, entered_at=NOON, place="plan"
    )
    asked_id = written(asked).id
    take(case_id, "return", officer, reason="缺说明")
    return case_id, lin, asked_id


def answer(case_id: int, asked_id: int, lin: User, text: str, *, hours: int = 1) -> None:
    who, at = lin.id, NOON + timedelta(hours=hours)

    def doing() -> None:
        case, asked = db.session.get_one(Case, case_id), db.session.get_one(PaperAsked, asked_id)
        person = db.session.get_one(User, who)
        applications.answer_asked(case, asked, text, person=person, now=at)

    act(doing)


def refill(case_id: int, lin: User, **precheck: str) -> None:
    db.session.rollback()
    case, person = db.session.get_one(Case, case_id), db.session.get_one(User, lin.id)
    fill(case, person, now=NOON, precheck=precheck)


def test_a_red_answer_does_not_go_in_after_a_return(place: Place) -> None:
    case_id, lin, asked_id = returned(place)
    answer(case_id, asked_id, lin, "已补充")
    refill(case_id, lin, on_lists="yes")
    with pytest.raises(StillMissing) as wrong:
        take(case_id, "resubmit", lin)
    assert "precheck.on_lists" in [one.code for one in wrong.value.missing]
    assert reread(case_id).stage == Stage.RETURNED
    refill(case_id, lin, on_lists="no")
    take(case_id, "resubmit", lin)
    assert reread(case_id).stage == Stage.SUBMITTED


def test_what_stops_a_submission_stops_the_next_one_too(place: Place) -> None:
    case_id, lin, asked_id = returned(place)
    answer(case_id, asked_id, lin, "已补充")
    for key in ("penalty", "false_papers", "disputes", "barred", "purpose"):
        refill(case_id, lin, **{key: "yes"})
        assert f"precheck.{key}" in missing("precheck_clear", case_id), key
        refill(case_id, lin, **{key: "no"})
        assert missing("precheck_clear", case_id) == [], key


# What was answered stays as the base read it


def resubmitted_and_returned(place: Place) -> tuple[int, User, int]:
    case_id, lin, asked_id = returned(place)
    answer(case_id, asked_id, lin, "第一次答复")
    take(case_id, "resubmit", lin, now=NOON + timedelta(hours=2))
    officer = place.people["officer"]
    written(PaperAsked(case_id=case_id, text="再说明", entered_by_id=officer.id, entered_at=NOON))
    take(case_id, "return", officer, reason="再补", now=NOON + timedelta(hours=3))
    return case_id, lin, asked_id


def test_an_answer_that_went_to_the_base_is_not_written_over(place: Place) -> None:
    case_id, lin, asked_id = resubmitted_and_returned(place)
    with pytest.raises(applications.AnswerSent):
        answer(case_id, asked_id, lin, "改口", hours=4)
    db.session.rollback()
    assert db.session.get_one(PaperAsked, asked_id).reply == "第一次答复"


def test_an_answer_can_be_put_better_until_it_is_sent(place: Place) -> None:
    case_id, lin, asked_id = returned(place)
    answer(case_id, asked_id, lin, "第一稿")
    answer(case_id, asked_id, lin, "第二稿", hours=2)
    db.session.rollback()
    assert db.session.get_one(PaperAsked, asked_id).reply == "第二稿"


def test_the_page_offers_no_place_for_an_answer_that_was_sent(
    place: Place, client: FlaskClient
) -> None:
    case_id, lin, asked_id = resubmitted_and_returned(place)
    other = db.session.scalars(select(PaperAsked.id).where(PaperAsked.id != asked_id)).one()
    sign_in(client, lin)
    page = client.get(f"/incubation/cases/{case_id}/application").text
    assert f"application/asked/{asked_id}" not in page
    assert f"application/asked/{other}" in page
    assert "第一次答复" in page
    url = f"/incubation/cases/{case_id}/application/asked/{asked_id}"
    refused = client.post(url, data={"reply": "改口"}, headers=EN)
    assert refused.status_code == 409
    assert "stays as it is" in refused.text
    assert client.post(url, data={"reply": "改口"}).status_code == 409


# Numbers of cases go on after 9,999


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ([], "0001"),
        (["0001"], "0002"),
        (["0009", "0010"], "0011"),
        (["9998"], "9999"),
        (["9999"], "10000"),
        (["9999", "10000"], "10001"),
        (["9999", "10009", "10010"], "10011"),
        (["99999", "9999"], "100000"),
    ],
    ids=lambda one: "-".join(one) if isinstance(one, list) else one,
)
@pytest.mark.both_databases
def test_numbers_are_counted_and_not_sorted_as_text(
    place: Place, known: list[str], expected: str
) -> None:
    code = place.base.code
    for number in known:
        make_case(place, stage=Stage.SUBMITTED, number=f"{code}-2026-{number}")
    make_case(place, stage=Stage.SUBMITTED, number=f"{code}-2025-77777")  # of another year
    case = begin(place, make_applicant())
    assert case.number == f"{code}-2026-{expected}"


# A place that has become free goes to whoever waits longest


def waiting(place: Place, *numbers: int) -> list[int]:
    """Cases of one call on its waiting list, with these numbers."""
    call = make_intake(place.base, places=8)
    found = []
    for number in numbers:
        case = make_case(place, stage=Stage.WAITLIST, intake_id=call.id)
        found.append(case.id)
        written(WaitPlace(case_id=case.id, intake_id=call.id, number=number, given_at=NOON))
    return found


def test_only_the_first_of_the_waiting_list_moves_up(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, real=["first_on_waitlist"])
    first, second, third = waiting(place, 1, 2, 3)
    for later, before in ((second, 1), (third, 2)):
        with pytest.raises(StillMissing) as wrong:
            take(later, "move_up", place.people["head"])
        assert [one.code for one in wrong.value.missing] == ["not_first"]
        assert wrong.value.missing[0].parameters == {"count": before}
    take(first, "move_up", place.people["head"])
    take(second, "move_up", place.people["head"])
    assert missing("first_on_waitlist", third) == []


@pytest.mark.parametrize(
    "stage", [Stage.WITHDRAWN, Stage.NOTICE, Stage.REJECTED, Stage.DECISION, Stage.INCUBATING]
)
def test_who_waits_no_longer_is_before_nobody(place: Place, stage: Stage) -> None:
    first, second = waiting(place, 1, 2)
    assert missing("first_on_waitlist", second) == ["not_first"]
    with writing():
        db.session.execute(update(Case).where(Case.id == first).values(stage=stage))
        db.session.commit()
    assert missing("first_on_waitlist", second) == []


def test_the_waiting_list_of_another_call_is_another_list(place: Place) -> None:
    waiting(place, 1)
    (alone,) = waiting(place, 2)
    assert missing("first_on_waitlist", alone) == []


def test_a_case_without_a_place_on_a_list_waits_behind_nobody(place: Place) -> None:
    case = make_case(place, stage=Stage.WAITLIST)
    assert missing("first_on_waitlist", case.id) == []


def test_the_page_of_the_second_says_who_comes_first(place: Place, client: FlaskClient) -> None:
    _first, second = waiting(place, 1, 2)
    sign_in(client, place.people["head"])
    page = client.get(f"/incubation/cases/{second}/acts/move_up")
    assert "候补名单上还有 1 家排在前面" in page.text
    page = client.get(f"/incubation/cases/{second}/acts/move_up", headers=EN)
    assert "1 of the waiting list come first" in page.text


# A conflict that comes to light late


def ended_seat(place: Place) -> tuple[int, int]:
    """A case in review whose reviewer has handed in and was released: the case and the seat."""
    case = make_called_case(place)
    seat = make_seat(case, state=SeatState.ENDED)
    make_review(seat)
    return case.id, seat.id


def test_a_review_of_a_seat_that_ended_counts_until_a_conflict_is_declared(place: Place) -> None:
    case_id, seat_id = ended_seat(place)
    assert len(reviews.list_counted(reread(case_id))) == 1
    act(lambda: seating.declare_conflict(db.session.get_one(CaseSeat, seat_id), "亲属", now=NOON))
    assert reviews.list_counted(reread(case_id)) == []
    assert db.session.get_one(CaseSeat, seat_id).state == SeatState.CONFLICT
    assert reviews.list_reviewers(reread(case_id)) != frozenset()  # they may not decide it either


def test_a_conflict_after_the_end_closes_the_case(place: Place, client: FlaskClient) -> None:
    case_id, seat_id = ended_seat(place)
    user = db.session.get_one(CaseSeat, seat_id).user
    sign_in(client, user)
    page = client.get(f"/incubation/seats/{seat_id}")
    assert f"/incubation/seats/{seat_id}/conflict" in page.text
    assert client.get(f"/incubation/cases/{case_id}").status_code == 200
    sent = client.post(f"/incubation/seats/{seat_id}/conflict", data={"conflict": "曾任理事"})
    assert sent.status_code == 303
    assert client.get(f"/incubation/cases/{case_id}").status_code == 404
    assert client.get(f"/incubation/seats/{seat_id}").status_code == 404
    again = client.post(f"/incubation/seats/{seat_id}/conflict", data={"conflict": "曾任理事"})
    assert again.status_code == 404


def test_a_conflict_after_the_review_was_closed_is_seen_by_the_decision(place: Place) -> None:
    case_id, seat_id = ended_seat(place)
    with writing():
        db.session.execute(update(Case).where(Case.id == case_id).values(stage=Stage.DECISION))
        db.session.commit()
    make_ranking(reread(case_id), frozen_at=NOON - timedelta(hours=1))
    assert missing("score_passes", case_id) == []
    act(lambda: seating.declare_conflict(db.session.get_one(CaseSeat, seat_id), "亲属", now=NOON))
    assert missing("score_passes", case_id) == ["review_lost"]


@pytest.mark.parametrize("state", [SeatState.DECLINED, SeatState.CONFLICT])
def test_a_seat_that_was_never_taken_has_no_conflict_any_more(
    place: Place, state: SeatState
) -> None:
    seat = make_seat(make_called_case(place), state=state)
    with pytest.raises(seating.SeatSettled):
        seating.declare_conflict(seat, "亲属", now=NOON)


# A review of what was submitted before


def revise(case: Case, *, number: int) -> int:
    """Another submission of the application; its number."""
    application = db.session.scalars(
        select(Application).where(Application.case_id == case.id)
    ).one()
    row = ApplicationRevision(
        application_id=application.id,
        number=number,
        answers={},
        precheck=[],
        papers=[],
        submitted_at=NOON + timedelta(hours=number),
    )
    return int(written(row).id)


def test_a_review_of_an_older_application_counts_no_longer(place: Place) -> None:
    case = make_submitted(place)
    case_id = case.id
    first = db.session.scalars(select(ApplicationRevision.id)).one()
    for state in (SeatState.ENDED, SeatState.TAKEN):
        make_review(make_seat(reread(case_id), state=state), revision_id=first)
    assert len(reviews.list_counted(reread(case_id))) == 2
    newest = revise(reread(case_id), number=2)
    assert reviews.list_counted(reread(case_id)) == []
    make_review(make_seat(reread(case_id)), revision_id=newest)
    assert len(reviews.list_counted(reread(case_id))) == 1
    assert "review_outdated" in missing("reviews_submitted", case_id)
    assert "reviews_few" in missing("reviews_submitted", case_id)


# The pause of a stay ends with it


@pytest.mark.parametrize("has_begun", [True, False], ids=["running", "planned"])
def test_no_pause_stays_open_when_a_case_leaves_out_of_it(
    place: Place, monkeypatch: pytest.MonkeyPatch, has_begun: bool
) -> None:
    stand_in(monkeypatch, real=["start_handover"])
    stage = Stage.SUSPENDED if has_begun else Stage.INCUBATING
    agency = make_agency()
    manager = make_manager(agency)
    case_id = make_case(place, agency, stage=stage).id
    starts_on = TODAY - timedelta(days=9) if has_begun else None
    pause = make_pause(
        reread(case_id), planned_end_on=TODAY + timedelta(days=30), starts_on=starts_on
    )
    pause_id = pause.id
    take(case_id, "leave", manager, reason="迁址")
    assert find_open(reread(case_id)) is not None  # nothing ends by a proposal
    settle(case_id, place.people["officer"])
    assert reread(case_id).stage == Stage.EXITING
    assert find_open(reread(case_id)) is None
    row = db.session.get_one(Suspension, pause_id)
    assert row.resumed_on == (TODAY if has_begun else None)
    assert row.closed_at == NOON


# A base whose only officer is its head


def test_a_head_confirms_what_waits_for_an_officer(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    agency = make_agency()
    manager = make_manager(agency)
    case_id = make_case(place, agency).id
    take(case_id, "leave", manager, reason="迁址")
    settle(case_id, place.people["head"])
    assert reread(case_id).stage == Stage.EXITING


def test_who_withdrew_is_brought_back_by_nobody(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, real=["recent_enough_to_revert", "nothing_rests_on_it"])
    lin = make_applicant()
    case_id = make_case(place, stage=Stage.REVIEW, applicant_id=lin.id).id
    take(case_id, "withdraw", lin)
    with pytest.raises(StillMissing) as wrong:
        take(case_id, "revert", place.people["head"], reason="误操作")
    assert [one.code for one in wrong.value.missing] == ["effect_stays"]
    assert reread(case_id).stage == Stage.WITHDRAWN
