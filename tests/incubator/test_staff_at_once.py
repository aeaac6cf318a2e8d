"""Two at once on a request, on terms, on consent and in one night: one of them does, and nothing stands twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask

from tests.education.test_at_once import run_at_once
from tests.factories_accounts import make_user
from tests.factories_incubator import NOON, TODAY, make_agency, make_case, make_manager, make_place
from tests.factories_staffing import (
    change,
    hold_certificate,
    make_consent,
    make_job,
    make_request,
    make_team,
    make_terms,
    register,
    settle,
)
from trainingapp.credentials.models.employment import Employment
from trainingapp.credentials.models.registration import RegistrationCycle
from trainingapp.extensions import db
from trainingapp.incubator.actions import consenting, staff_requests, terms
from trainingapp.incubator.actions.staff_requests import Ask
from trainingapp.incubator.actions.team_days import keep_days
from trainingapp.incubator.actions.terms import TermsPlan
from trainingapp.incubator.models import (
    Agency,
    AgencyConsent,
    EmploymentTerms,
    RegistrationPlace,
    StaffRequest,
    TeamDay,
)
from trainingapp.incubator.queries import staff
from trainingapp.notices.models import Notice
from trainingapp.rules.incubation.staff_words import Answer

pytestmark = pytest.mark.both_databases

Act = Callable[[], object]
FULL = TermsPlan("full_time", Decimal("1.00"), weekly_hours=40)
HALF = TermsPlan("part_time", Decimal("0.50"), weekly_hours=20)


def names_of(wrong: list[Exception]) -> list[str]:
    return sorted(type(one).__name__ for one in wrong)


def kinds_of(user_id: int) -> list[str]:
    db.session.rollback()
    return sorted(row.kind for row in db.session.query(Notice).filter_by(user_id=user_id))


# ----- requests -----------------------------------------------------------------------------------


def test_one_contact_asked_by_two_clicks_is_asked_once(app: Flask) -> None:
    agency, user = make_agency(), make_user("韩雪", email="han@example.org")
    agency_id, user_id, manager = agency.id, user.id, make_manager(agency).id
    db.session.remove()

    def click() -> object:
        ask = Ask("han@example.org", "社工", date(2026, 11, 2))
        return staff_requests.ask_person(
            db.session.get_one(Agency, agency_id), ask, actor_id=manager, now=NOON
        )

    assert names_of(run_at_once(app, click, click, click)) == ["AskedBefore"] * 2
    assert db.session.query(StaffRequest).count() == 1
    assert kinds_of(user_id) == ["staffing.asked"]


def test_two_agencies_may_ask_one_person_at_once(app: Flask) -> None:
    ids = [(one.id, make_manager(one).id) for one in (make_agency(), make_agency())]
    user_id = make_user("韩雪", email="han@example.org").id
    db.session.remove()

    def click(agency_id: int, manager: int) -> Act:
        ask = Ask("han@example.org", "社工", date(2026, 11, 2))
        return lambda: staff_requests.ask_person(
            db.session.get_one(Agency, agency_id), ask, actor_id=manager, now=NOON
        )

    assert run_at_once(app, *(click(*one) for one in ids)) == []
    assert kinds_of(user_id) == ["staffing.asked"] * 2


def accept(user_id: int, number: int) -> Act:
    return lambda: staff_requests.accept_request(
        staff.get_own_request(user_id, number), agrees_to_show=True, actor_id=user_id, now=NOON
    )


def deny(user_id: int, number: int) -> Act:
    return lambda: staff_requests.deny_request(
        staff.get_own_request(user_id, number), actor_id=user_id, now=NOON
    )


def take_back(agency_id: int, number: int, manager: int) -> Act:
    return lambda: staff_requests.withdraw_request(
        staff.get_request(agency_id, number), actor_id=manager, now=NOON
    )


@pytest.mark.parametrize("other", ["accept", "deny", "take_back"])
def test_a_yes_and_anything_else_at_once_settle_a_request_once(app: Flask, other: str) -> None:
    agency, user = make_agency(), make_user("韩雪")
    manager = make_manager(agency)
    row = make_request(agency, user, manager)
    ids = (agency.id, user.id, manager.id, row.id)
    settle()
    db.session.remove()
    others = {
        "accept": accept(ids[1], ids[3]),
        "deny": deny(ids[1], ids[3]),
        "take_back": take_back(ids[0], ids[3], ids[2]),
    }
    wrong = run_at_once(app, accept(ids[1], ids[3]), others[other])
    assert names_of(wrong) == ["RequestSettled"]
    answer = db.session.get_one(StaffRequest, ids[3]).answer
    jobs = db.session.query(Employment).count()
    consents = db.session.query(AgencyConsent).count()
    assert (jobs, consents) == ((1, 1) if answer == "confirmed" else (0, 0))
    if other == "accept":
        assert answer == "confirmed"


# ----- terms --------------------------------------------------------------------------------------


def enter(agency_id: int, job_id: int, actor: int, plan: TermsPlan) -> Act:
    return lambda: terms.enter_terms(
        db.session.get_one(Agency, agency_id),
        db.session.get_one(Employment, job_id),
        plan,
        actor_id=actor,
        now=NOON,
    )


def say(user_id: int, terms_id: int, answer: Answer) -> Act:
    return lambda: terms.answer_terms(
        staff.get_own_terms(user_id, terms_id), answer, actor_id=user_id, now=NOON
    )


def make_pending() -> tuple[int, int, int, int, int]:
    """The numbers of an agency, a job, a manager, a person, and terms that wait."""
    agency, user = make_agency(), make_user("韩雪")
    job, manager = make_job(agency, user), make_manager(agency)
    row = make_terms(agency, job, answer=None)
    found = (agency.id, job.id, manager.id, user.id, row.id)
    settle()
    db.session.remove()
    return found


def test_two_tabs_answer_terms_once(app: Flask) -> None:
    _agency, _job, manager, user, number = make_pending()
    wrong = run_at_once(app, say(user, number, Answer.CONFIRMED), say(user, number, Answer.DENIED))
    assert names_of(wrong) == ["TermsSettled"]
    answer = db.session.get_one(EmploymentTerms, number).answer
    assert kinds_of(manager) == [f"staffing.terms_{answer}"]


def test_a_yes_never_falls_on_terms_that_were_changed_meanwhile(app: Flask) -> None:
    agency, job, manager, user, number = make_pending()
    wrong = run_at_once(app, say(user, number, Answer.CONFIRMED), enter(agency, job, manager, HALF))
    rows = db.session.query(EmploymentTerms).order_by(EmploymentTerms.id).all()
    first, second = rows
    assert second.answer is None  # another form of work is never confirmed by a yes to the first
    assert (first.answer is None) is (names_of(wrong) == ["TermsSettled"])


def test_two_who_enter_terms_leave_two_rows_of_which_the_newest_waits(app: Flask) -> None:
    agency, job, manager, user, _number = make_pending()
    acts = [enter(agency, job, manager, plan) for plan in (FULL, HALF)]
    assert run_at_once(app, *acts) == []
    assert db.session.query(EmploymentTerms).count() == 3
    assert kinds_of(user) == ["staffing.terms_asked"]


# ----- consent ------------------------------------------------------------------------------------


def give(user_id: int, agency_id: int) -> Act:
    return lambda: consenting.give_consent(user_id, db.session.get_one(Agency, agency_id), now=NOON)


def withdraw(user_id: int, agency_id: int) -> Act:
    return lambda: consenting.withdraw_consent(
        user_id, db.session.get_one(Agency, agency_id), now=NOON
    )


def make_employed(*, has_consented: bool) -> tuple[int, int, int]:
    agency, user = make_agency(), make_user("韩雪")
    make_job(agency, user)
    if has_consented:
        make_consent(agency, user)
    found = (user.id, agency.id, make_manager(agency).id)
    settle()
    db.session.remove()
    return found


def test_consent_by_two_clicks_is_one(app: Flask) -> None:
    user, agency, manager = make_employed(has_consented=False)
    assert run_at_once(app, *[give(user, agency)] * 3) == []
    assert db.session.query(AgencyConsent).count() == 1
    assert kinds_of(manager) == ["staffing.consent_given"]


def test_consent_taken_back_by_two_clicks_is_told_once(app: Flask) -> None:
    user, agency, manager = make_employed(has_consented=True)
    assert run_at_once(app, *[withdraw(user, agency)] * 3) == []
    assert [row.withdrawn_at for row in db.session.query(AgencyConsent)] == [NOON]
    assert kinds_of(manager) == ["staffing.consent_withdrawn"]


def test_giving_and_taking_back_at_once_leave_at_most_one_standing(app: Flask) -> None:
    user, agency, _manager = make_employed(has_consented=True)
    assert run_at_once(app, give(user, agency), withdraw(user, agency)) == []
    rows = db.session.query(AgencyConsent).all()
    assert sum(row.withdrawn_at is None for row in rows) <= 1
    assert any(row.withdrawn_at for row in rows)


def test_the_place_of_a_registration_is_noted_once(app: Flask) -> None:
    user = make_user("韩雪")
    cycle_id = register(hold_certificate(user)).id
    db.session.remove()

    def note(area: str) -> Act:
        return lambda: consenting.say_place(
            db.session.get_one(RegistrationCycle, cycle_id), area, now=NOON
        )

    assert run_at_once(app, note("510104"), note("510107")) == []
    (row,) = db.session.query(RegistrationPlace).all()
    assert row.area_code in {"510104", "510107"}


# ----- nights -------------------------------------------------------------------------------------


def test_two_workers_in_one_night_keep_each_team_once_and_tell_once(app: Flask) -> None:
    place, agency = make_place(), make_agency(area_code="130102")
    make_case(place, agency)
    make_team(agency, 1, 3)
    manager, officer = make_manager(agency).id, place.people["officer"].id
    agency_id = agency.id
    yesterday = TeamDay(
        agency_id=agency_id,
        day=TODAY - timedelta(days=1),
        qualified=1,
        full_time=3,
        is_met=True,
    )
    settle()
    db.session.add(yesterday)
    db.session.commit()
    change(db.session.query(AgencyConsent).order_by(AgencyConsent.id).first(), withdrawn_at=NOON)
    db.session.remove()

    def night() -> object:
        return keep_days(now=NOON)

    wrong = run_at_once(app, night, night)
    assert names_of(wrong) in ([], ["IntegrityError"])
    rows = db.session.query(TeamDay).filter_by(agency_id=agency_id, day=TODAY).all()
    assert [(row.qualified, row.full_time, row.is_met) for row in rows] == [(0, 3, False)]
    for person in (manager, officer):
        assert kinds_of(person) == ["staffing.fell"]
