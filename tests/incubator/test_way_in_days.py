"""Days on the way in: first checks and notices over 春节 and year ends, appeals, calls to midnight in Shanghai."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_applying import make_applicant, make_submitted, take
from tests.factories_incubator import (
    NOON,
    TODAY,
    Place,
    make_agency,
    make_expert,
    make_intake,
    make_manager,
    make_place,
    make_record,
    make_seat,
    written,
)
from tests.factories_reviewing import (
    committed,
    make_called_case,
    make_determination,
    make_notice,
    make_ranking,
    make_reviews,
)
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.actions import determining, screening as checking
from trainingapp.incubator.actions.effects_reviewing import open_notice
from trainingapp.incubator.actions.passing import pass_by_itself
from trainingapp.incubator.models import Appeal, Case, PublicNotice, Screening, StageRecord
from trainingapp.incubator.queries import applications, decisions, guards_applying, guards_reviewing
from trainingapp.rules.incubation.passing import StillMissing
from trainingapp.rules.incubation.words import Stage

DAY = timedelta(days=1)
EN = {"Accept-Language": "en"}


def noon_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def place(app: Flask) -> Place:
    return make_place()


# Five working days for the first check; the year's notice of the State Council counts

CHECKS = [
    (date(2026, 11, 23), date(2026, 11, 30)),  # Monday to Monday
    (date(2026, 11, 27), date(2026, 12, 4)),  # from a Friday
    (date(2026, 11, 28), date(2026, 12, 4)),  # from a Saturday
    (date(2026, 11, 29), date(2026, 12, 4)),  # from a Sunday
    (date(2026, 2, 9), date(2026, 2, 14)),  # Saturday before 春节 is worked
    (date(2026, 2, 10), date(2026, 2, 24)),  # 春节 lies between
    (date(2026, 2, 13), date(2026, 2, 27)),  # the worked Saturday is the first of them
    (date(2026, 2, 18), date(2026, 2, 28)),  # submitted within the days off
    (date(2026, 9, 30), date(2026, 10, 13)),  # 国庆, with the worked Saturday
    (date(2026, 4, 3), date(2026, 4, 13)),  # 清明 with its Monday
    (date(2025, 12, 31), date(2026, 1, 8)),  # over the year's end, with a worked Sunday
]


@pytest.mark.parametrize(("submitted", "due"), CHECKS)
def test_the_first_check_is_due_after_five_days_on_which_people_work(
    place: Place, submitted: date, due: date
) -> None:
    now = noon_of(submitted)
    call = make_intake(place.base, opens_on=submitted - DAY, closes_on=submitted + 30 * DAY)
    with time_machine.travel(now, tick=False):
        case = make_submitted(place, call=call, now=now)
    screening = db.session.scalars(db.select(Screening).filter_by(case_id=case.id)).one()
    assert screening.due_on == due


NOTICES = [
    # opened, last day, sure
    (date(2026, 11, 23), date(2026, 11, 30), True),
    (date(2026, 11, 27), date(2026, 12, 4), True),
    (date(2026, 2, 10), date(2026, 2, 24), True),
    (date(2026, 2, 14), date(2026, 2, 28), True),
    (date(2026, 9, 30), date(2026, 10, 13), True),
    (date(2026, 12, 21), date(2026, 12, 28), True),
    (date(2026, 12, 28), date(2027, 1, 4), False),  # the notice of 2027 has not come
    (date(2027, 2, 1), date(2027, 2, 8), False),
]


@pytest.mark.parametrize(("opened", "last", "is_sure"), NOTICES)
def test_a_public_notice_runs_five_working_days_and_says_when_a_day_is_not_sure(
    place: Place, opened: date, last: date, is_sure: bool
) -> None:
    case = make_called_case(place, Stage.NOTICE)
    record = StageRecord(case_id=case.id, turn=1, act="admit")
    open_notice(case, record, noon_of(opened))
    notice = decisions.current_notice(case)
    assert notice is not None
    assert (notice.starts_on, notice.last_day, notice.is_sure) == (opened, last, is_sure)


@pytest.mark.parametrize(
    ("moment", "is_over"),
    [
        (datetime(2026, 11, 27, 15, 59, tzinfo=UTC), False),  # a minute before midnight here
        (datetime(2026, 11, 27, 16, 0, tzinfo=UTC), True),  # midnight in Shanghai
        (datetime(2026, 11, 28, 0, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 26, 23, 59, tzinfo=UTC), False),
    ],
)
def test_a_notice_is_over_at_midnight_in_shanghai(
    place: Place, moment: datetime, is_over: bool
) -> None:
    case = make_called_case(place, Stage.NOTICE)
    make_notice(case, ends_on=date(2026, 11, 28))
    found = guards_reviewing.notice_over(case, moment)
    assert [one.code for one in found] == ([] if is_over else ["notice_running"])


OBJECTING = [
    (date(2026, 11, 19), False),  # before it began
    (date(2026, 11, 20), True),
    (date(2026, 11, 23), True),
    (date(2026, 11, 27), True),  # the last day
    (date(2026, 11, 28), False),
    (date(2027, 11, 23), False),
]


@pytest.mark.parametrize(("day", "is_heard"), OBJECTING)
def test_one_objects_from_the_first_to_the_last_day(
    place: Place, day: date, is_heard: bool
) -> None:
    case = make_called_case(place, Stage.NOTICE)
    notice = make_notice(case, starts_on=date(2026, 11, 20), ends_on=date(2026, 11, 28))
    user_id = make_user("白露").id
    if is_heard:
        row = determining.object_to(notice, " 不实 ", person_id=user_id, now=noon_of(day))
        assert row.text == "不实"
    else:
        with pytest.raises(determining.NoticeOver):
            determining.object_to(notice, "不实", person_id=user_id, now=noon_of(day))


def test_nobody_objects_to_a_notice_that_was_taken_back(place: Place) -> None:
    notice = make_notice(make_called_case(place, Stage.NOTICE), closed_at=NOON)
    with pytest.raises(determining.NoticeOver):
        determining.object_to(notice, "不实", person_id=make_user().id, now=NOON)


def test_an_open_objection_holds_the_clock_and_a_refused_one_lets_it_go(place: Place) -> None:
    case = make_called_case(place, Stage.NOTICE)
    notice = make_notice(case, ends_on=TODAY + DAY)
    row = determining.object_to(notice, "不实", person_id=make_user().id, now=NOON)
    db.session.commit()
    later, number = NOON + 3 * DAY, case.id

    def close() -> object:
        return pass_by_itself(db.session.get_one(Case, number), "close_notice", now=later)

    with pytest.raises(StillMissing) as refused:
        committed(close)
    assert [one.code for one in refused.value.missing] == ["objection_open"]
    head = place.people["head"].id
    determining.settle_objection(
        db.session.merge(row), "核实", is_upheld=False, person_id=head, now=NOON
    )
    db.session.commit()
    committed(close)
    assert db.session.get_one(Case, number).stage == Stage.ONBOARDING


def test_an_upheld_objection_is_never_waited_out(place: Place) -> None:
    case = make_called_case(place, Stage.NOTICE)
    notice = make_notice(case)
    row = determining.object_to(notice, "不实", person_id=make_user().id, now=NOON)
    head = place.people["head"].id
    determining.settle_objection(row, "属实", is_upheld=True, person_id=head, now=NOON)
    found = guards_reviewing.objections_settled(case, NOON + 400 * DAY)
    assert [one.code for one in found] == ["objection_upheld"]


# Appeals


def refused_case(place: Place, lin: User, at: datetime = NOON) -> Case:
    case = make_called_case(place, Stage.DECISION, applicant_id=lin.id)
    make_ranking(case, 2)
    make_record(case, "reject", Stage.REJECTED, actor_id=place.people["authority"].id, at=at)
    return case


APPEALS = [
    (0, True),
    (1, True),
    (10, True),  # up to and including the tenth day
    (11, False),
    (365, False),
]


@pytest.mark.parametrize(("days", "is_heard"), APPEALS)
def test_an_appeal_comes_within_ten_days(place: Place, days: int, is_heard: bool) -> None:
    lin = make_applicant()
    case, now = refused_case(place, lin), NOON + days * DAY
    assert determining.last_day_of_appeal(case) == TODAY + 10 * DAY
    if is_heard:
        determining.appeal(case, "请复核", person_id=lin.id, now=now)
        assert decisions.find_appeal(case) is not None
    else:
        with pytest.raises(determining.CannotAppeal):
            determining.appeal(case, "请复核", person_id=lin.id, now=now)


def test_the_tenth_day_ends_at_midnight_in_shanghai(place: Place) -> None:
    lin = make_applicant()
    case = refused_case(place, lin)
    midnight = datetime(2026, 12, 3, 16, 0, tzinfo=UTC)
    with pytest.raises(determining.CannotAppeal):
        determining.appeal(case, "请复核", person_id=lin.id, now=midnight)
    row = determining.appeal(case, "请复核", person_id=lin.id, now=midnight - timedelta(seconds=1))
    assert row.answered_at is None


def people_around(place: Place, case: Case, lin: User) -> dict[str, User]:
    reviewer = db.session.get_one(User, make_seat(case).user_id)
    return {
        "applicant": lin,
        "another applicant": make_applicant("周明"),
        "a manager elsewhere": make_manager(make_agency()),
        "the reviewer": reviewer,
        "another expert": make_expert("韩老师"),
        "the officer": place.people["officer"],
        "the head": place.people["head"],
        "finance": place.people["finance"],
        "the authority": place.people["authority"],
        "the head of another base": make_place().people["head"],
    }


OUTCOME: dict[str, tuple[int, int, int]] = {
    # reads the outcome, appeals, answers the appeal
    "applicant": (200, 303, 403),
    "another applicant": (404, 404, 403),
    "a manager elsewhere": (404, 404, 403),
    "the reviewer": (403, 403, 403),
    "another expert": (404, 404, 403),
    "the officer": (200, 403, 403),
    "the head": (200, 403, 303),
    "finance": (200, 403, 403),
    "the authority": (200, 403, 409),  # confirmed the refusal
    "the head of another base": (404, 404, 404),
}


@pytest.mark.parametrize("who", OUTCOME)
def test_an_appeal_is_made_by_the_applicant_and_answered_by_clean_hands(
    client: FlaskClient, who: str
) -> None:
    place, lin = make_place(), make_applicant()
    case = refused_case(place, lin)
    person = people_around(place, case, lin)[who]
    case_id, lin_id, url = case.id, lin.id, f"/incubation/cases/{case.id}"
    sign_in(client, person)
    reads, appeals, answers = OUTCOME[who]
    assert client.get(f"{url}/outcome", headers=EN).status_code == reads
    assert client.get(f"{url}/outcome/letter.pdf").status_code in {reads, 404}
    assert client.post(f"{url}/appeal", data={"appeal": "请复核"}).status_code == appeals
    db.session.rollback()
    db.session.execute(db.delete(Appeal))
    db.session.commit()
    written(Appeal(case_id=case_id, by_id=lin_id, text="请复核", made_at=NOON))
    answer = {"outcome": "refused", "answer": "维持"}
    assert client.post(f"{url}/appeal/answer", data=answer).status_code == answers


def test_without_an_appeal_there_is_none_to_answer(client: FlaskClient) -> None:
    place = make_place()
    case = refused_case(place, make_applicant())
    url = f"/incubation/cases/{case.id}/appeal/answer"
    sign_in(client, place.people["head"])
    assert client.post(url, data={"outcome": "upheld", "answer": "x"}).status_code == 404


def test_the_letter_and_the_page_say_the_same_last_day(client: FlaskClient) -> None:
    place, lin = make_place(), make_applicant()
    case = refused_case(place, lin)
    url = f"/incubation/cases/{case.id}/outcome"
    sign_in(client, lin)
    assert "December 3, 2026" in client.get(url, headers=EN).text.replace("Dec 3", "December 3")
    with time_machine.travel(NOON + 11 * DAY, tick=False):
        sign_in(client, db.session.merge(lin))
        assert 'name="appeal"' not in client.get(url, headers=EN).text


# Calls and answers to the last minute


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime(2026, 11, 19, 15, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 19, 16, 0, tzinfo=UTC), True),  # midnight in Shanghai
        (datetime(2026, 11, 25, 12, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 30, 15, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 30, 16, 0, tzinfo=UTC), False),
    ],
)
def test_a_call_opens_and_closes_at_midnight_in_shanghai(
    place: Place, moment: datetime, is_open: bool
) -> None:
    call = make_intake(place.base, opens_on=date(2026, 11, 20), closes_on=date(2026, 11, 30))
    case = make_called_case(place, Stage.DRAFT, intake_id=call.id)
    found = guards_applying.call_open(case, moment)
    assert [one.code for one in found] == ([] if is_open else ["call_closed"])


def ask_for(case: Case, place: Place, now: datetime) -> None:
    officer = place.people["officer"]
    checking.name_missing(case, "请补充", place="papers", person_id=officer.id, now=now)
    db.session.commit()
    take(case, "return", officer, reason="材料不全", now=now)


RETURNS = [
    # returned on, closes on, answered on, in time
    (TODAY, TODAY + 14 * DAY, TODAY + 24 * DAY, True),
    (TODAY, TODAY + 14 * DAY, TODAY + 25 * DAY, False),
    (TODAY, TODAY, TODAY + 10 * DAY, True),
    (TODAY, TODAY, TODAY + 11 * DAY, False),
    (TODAY + 5 * DAY, TODAY, TODAY + 15 * DAY, True),
    (TODAY + 5 * DAY, TODAY, TODAY + 16 * DAY, False),
]


@pytest.mark.parametrize(("returned", "closes", "answered", "is_in_time"), RETURNS)
def test_what_was_returned_comes_again_within_the_grace(
    place: Place, returned: date, closes: date, answered: date, is_in_time: bool
) -> None:
    call = make_intake(place.base, closes_on=closes)
    case = make_submitted(place, call=call)
    ask_for(case, place, noon_of(returned))
    found = guards_applying.resubmission_in_time(case, noon_of(answered))
    assert [one.code for one in found] == ([] if is_in_time else ["late"])
    last = max(closes, returned) + 10 * DAY
    assert applications.answer_ends_on(case) == last
    if not is_in_time:
        assert found[0].parameters == {"day": last}


LOOKS: list[tuple[Any, bool]] = [
    (None, False),
    (TODAY + DAY, False),
    (TODAY, True),
    (TODAY - 7 * DAY, True),
    (TODAY - 8 * DAY, False),
]


@pytest.mark.parametrize(("looked", "is_fresh"), LOOKS)
def test_a_look_at_the_lists_is_good_for_seven_days(
    place: Place, looked: date | None, is_fresh: bool
) -> None:
    case = make_submitted(place)
    applications.get_screening(case).credit_checked_on = looked
    found = guards_applying.credit_lists_checked(case, NOON)
    assert [one.code for one in found] == ([] if is_fresh else ["credit"])


# The decision that counts


def test_a_notice_that_was_taken_back_is_not_public_and_the_next_one_is(place: Place) -> None:
    case = make_called_case(place, Stage.NOTICE)
    old = make_notice(case, closed_at=NOON - DAY)
    new = make_notice(case)
    shown = db.session.scalars(decisions.select_public()).unique().all()
    assert [one.id for one in shown] == [new.id]
    assert decisions.current_notice(case) == new
    assert old.closed_at is not None


@pytest.mark.parametrize("stage", [one for one in Stage if one is not Stage.NOTICE])
def test_no_notice_is_public_in_another_stage(place: Place, stage: Stage) -> None:
    make_notice(make_called_case(place, stage))
    assert db.session.scalars(decisions.select_public()).all() == []


def test_places_are_counted_by_call(place: Place) -> None:
    one, other = make_intake(place.base, places=2), make_intake(place.base, places=2)
    for stage in (Stage.NOTICE, Stage.INCUBATING, Stage.WAITLIST, Stage.REJECTED):
        make_called_case(place, stage, intake_id=one.id)
    assert decisions.count_places(one) == decisions.Places(2, 2)
    assert decisions.count_places(other) == decisions.Places(0, 2)
    assert (decisions.count_places(one).are_left, decisions.count_places(other).are_left) == (
        False,
        True,
    )


def test_hands_in_a_refusal_are_deciders_writers_proposers_and_confirmers(place: Place) -> None:
    lin, member = make_applicant(), make_user("委员")
    case = make_called_case(place, Stage.DECISION, applicant_id=lin.id)
    make_reviews(case, 2, 2, 2)
    make_determination(case, place, deciders=[member])
    make_record(
        case,
        "reject",
        Stage.REJECTED,
        actor_id=place.people["authority"].id,
        proposed_by_id=place.people["head"].id,
    )
    expected = {member.id, place.people["head"].id, place.people["authority"].id}
    assert decisions.hands_in(case) == expected


def test_nothing_is_public_of_a_base_without_notices(client: FlaskClient) -> None:
    text = client.get("/incubation/notices", headers=EN).text
    assert db.session.scalar(db.select(db.func.count()).select_from(PublicNotice)) == 0
    assert "objection" not in text.lower() or "notice" in text.lower()
