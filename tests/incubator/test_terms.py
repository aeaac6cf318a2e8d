"""Terms of work and requests to people: what is asked, what carries over, and who has the last word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.committing import written
from tests.factories_accounts import make_user
from tests.factories_incubator import NOON, make_agency, make_manager
from tests.factories_staffing import make_consent, make_job, make_request, make_terms, settle
from trainingapp.accounts.models import RoleGrant, User
from trainingapp.audit.models import AuditEntry
from trainingapp.credentials.models.employment import Employment
from trainingapp.extensions import db
from trainingapp.incubator.actions import consenting, staff_requests, terms
from trainingapp.incubator.actions.staff_requests import Ask, AskedBefore, RequestSettled
from trainingapp.incubator.actions.terms import TermsPlan, TermsSettled, TermsTooEarly
from trainingapp.incubator.contacts import read_contact
from trainingapp.incubator.models import Agency, AgencyConsent, EmploymentTerms
from trainingapp.incubator.queries import staff
from trainingapp.notices.models import Notice
from trainingapp.rules.incubation.staff_words import Answer

pytestmark = pytest.mark.usefixtures("app")

FULL = TermsPlan("full_time", Decimal("1.00"), weekly_hours=40)


def enter(agency: Agency, job: Employment, actor: User, plan: TermsPlan = FULL) -> int:
    ids = (agency.id, job.id, actor.id)
    return written(
        lambda: (
            terms.enter_terms(
                db.session.get_one(Agency, ids[0]),
                db.session.get_one(Employment, ids[1]),
                plan,
                actor_id=ids[2],
                now=NOON,
            ).id
        )
    )


def answer(terms_id: int, user_id: int, said: Answer = Answer.CONFIRMED) -> None:
    written(
        lambda: terms.answer_terms(
            staff.get_own_terms(user_id, terms_id), said, actor_id=user_id, now=NOON
        )
    )


def stored(terms_id: int) -> EmploymentTerms:
    db.session.rollback()
    return db.session.get_one(EmploymentTerms, terms_id)


def told(user_id: int) -> list[str]:
    db.session.rollback()
    rows = db.session.query(Notice).filter_by(user_id=user_id).order_by(Notice.id)
    return [row.kind for row in rows]


@pytest.fixture
def scene() -> tuple[Agency, Employment, User, int]:
    """An agency, a confirmed employment there, a manager, and the number of the person."""
    agency, user = make_agency(), make_user("韩雪")
    manager, number = make_manager(agency), user.id
    job = make_job(agency, user)
    settle()
    return agency, job, manager, number


Scene = tuple[Agency, Employment, User, int]


def test_new_terms_wait_for_the_person(scene: Scene) -> None:
    agency, job, manager, user_id = scene
    number = enter(agency, job, manager)
    assert stored(number).answer is None
    assert told(user_id) == ["staffing.terms_asked"]


@pytest.mark.parametrize("state", ["stated", "refused", "withdrawn"])
def test_terms_come_after_both_sides_have_confirmed_the_employment(state: str) -> None:
    agency = make_agency()
    manager, job = make_manager(agency), make_job(agency, state=state)
    with pytest.raises(TermsTooEarly):
        enter(agency, job, manager)


def test_nobody_enters_terms_of_another_agencys_people() -> None:
    agency, other = make_agency(), make_agency()
    manager, job = make_manager(agency), make_job(other)
    with pytest.raises(TermsTooEarly):
        enter(agency, job, manager)


@pytest.mark.parametrize(
    ("change", "is_asked"),
    [
        ({"contract_until": date(2028, 1, 1)}, False),
        ({"insured_from": date(2026, 1, 1)}, False),
        ({"works_with_minors": True}, False),
        ({"form": "part_time"}, True),
        ({"share": Decimal("0.99")}, True),
        ({"weekly_hours": 39}, True),
        ({"weekly_hours": None}, True),
    ],
)
def test_the_person_is_asked_again_only_for_what_they_can_say(
    scene: Scene, change: dict[str, Any], is_asked: bool
) -> None:
    agency, job, manager, user_id = scene
    answer(enter(agency, job, manager), user_id)
    number = enter(agency, job, manager, replace(FULL, **change))
    assert (stored(number).answer is None) is is_asked


def test_what_was_confirmed_keeps_its_moment_through_later_rows(scene: Scene) -> None:
    agency, job, manager, user_id = scene
    first = enter(agency, job, manager)
    answer(first, user_id)
    later = enter(agency, job, manager, replace(FULL, works_with_minors=True))
    assert stored(later).answered_at == stored(first).answered_at


def test_terms_like_those_confirmed_before_a_denied_change_need_no_new_word(scene: Scene) -> None:
    agency, job, manager, user_id = scene
    answer(enter(agency, job, manager), user_id)
    answer(enter(agency, job, manager, replace(FULL, form="part_time")), user_id, Answer.DENIED)
    assert stored(enter(agency, job, manager)).answer == "confirmed"


def test_newer_terms_replace_the_notice_of_older_ones(scene: Scene) -> None:
    agency, job, manager, user_id = scene
    enter(agency, job, manager)
    enter(agency, job, manager, replace(FULL, weekly_hours=35))
    assert told(user_id) == ["staffing.terms_asked"]


def test_superseded_terms_can_no_longer_be_answered(scene: Scene) -> None:
    agency, job, manager, user_id = scene
    older = enter(agency, job, manager)
    enter(agency, job, manager, replace(FULL, weekly_hours=35))
    with pytest.raises(TermsSettled):
        answer(older, user_id)


def test_an_answer_is_given_once(scene: Scene) -> None:
    agency, job, manager, user_id = scene
    number = enter(agency, job, manager)
    answer(number, user_id, Answer.DENIED)
    with pytest.raises(TermsSettled):
        answer(number, user_id)
    assert told(manager.id) == ["staffing.terms_denied"]


def test_every_act_on_terms_is_in_the_log(scene: Scene) -> None:
    agency, job, manager, user_id = scene
    answer(enter(agency, job, manager), user_id)
    db.session.rollback()
    acts = [row.action for row in db.session.query(AuditEntry).order_by(AuditEntry.number)]
    assert [act for act in acts if act.startswith("staffing.")] == [
        "staffing.enter_terms",
        "staffing.terms_confirmed",
    ]


def test_a_manager_who_works_there_is_told_nothing_of_their_own_word() -> None:
    agency = make_agency()
    manager = make_manager(agency)
    job = make_job(agency, manager)
    number = enter(agency, job, manager)
    answer(number, manager.id)
    assert told(manager.id) == ["staffing.terms_asked"]


# ----- consent ------------------------------------------------------------------------------------


def test_consent_twice_is_consent_once(scene: Scene) -> None:
    agency, _job, manager, user_id = scene
    agency_id, manager_id = agency.id, manager.id
    for _time in range(2):
        written(
            lambda: consenting.give_consent(
                user_id, db.session.get_one(Agency, agency_id), now=NOON
            )
        )
    assert db.session.query(AgencyConsent).count() == 1
    assert told(manager_id) == ["staffing.consent_given"]


def test_taking_back_what_was_never_given_does_nothing(scene: Scene) -> None:
    agency, _job, manager, user_id = scene
    agency_id, manager_id = agency.id, manager.id
    written(
        lambda: consenting.withdraw_consent(
            user_id, db.session.get_one(Agency, agency_id), now=NOON
        )
    )
    assert told(manager_id) == []


def test_consent_is_for_people_of_the_agency() -> None:
    agency, user = make_agency(), make_user("路人")
    agency_id, user_id = agency.id, user.id
    with pytest.raises(consenting.NotOfAgency):
        written(
            lambda: consenting.give_consent(
                user_id, db.session.get_one(Agency, agency_id), now=NOON
            )
        )


def test_a_consent_that_was_taken_back_stays_in_the_history(scene: Scene) -> None:
    agency, job, _manager, user_id = scene
    agency_id = agency.id
    make_consent(agency, db.session.get_one(User, job.user_id))
    written(
        lambda: consenting.withdraw_consent(
            user_id, db.session.get_one(Agency, agency_id), now=NOON
        )
    )
    row = db.session.query(AgencyConsent).one()
    assert row.withdrawn_at == NOON
    assert staff.find_consent(user_id, agency_id) is None


# ----- requests -----------------------------------------------------------------------------------


def ask(agency_id: int, actor_id: int, contact: str, *, days: int = 0) -> int:
    plan = Ask(contact, "社工", date(2026, 11, 2))
    moment = NOON + timedelta(days=days)
    return written(
        lambda: (
            staff_requests.ask_person(
                db.session.get_one(Agency, agency_id), plan, actor_id=actor_id, now=moment
            ).id
        )
    )


def accept(request_id: int, user_id: int, *, agrees: bool = False) -> None:
    written(
        lambda: staff_requests.accept_request(
            staff.get_own_request(user_id, request_id),
            agrees_to_show=agrees,
            actor_id=user_id,
            now=NOON,
        )
    )


def deny(request_id: int, user_id: int) -> None:
    written(
        lambda: staff_requests.deny_request(
            staff.get_own_request(user_id, request_id), actor_id=user_id, now=NOON
        )
    )


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("13800138000", "138****8000"),
        (" 138 0013 8000 ", "138****8000"),
        ("Han@Example.org", "h***@example.org"),
        ("nonsense", "n***@"),
    ],
)
def test_a_contact_is_shown_masked(typed: str, shown: str) -> None:
    found = read_contact(typed)
    assert found.shown == shown
    assert typed.strip() not in found.index


def test_a_contact_is_found_again_however_it_is_typed() -> None:
    assert read_contact("han@example.org").index == read_contact("HAN@example.org").index
    assert read_contact("13800138000").index != read_contact("13800138001").index


def test_a_no_is_respected_for_a_month() -> None:
    agency, user = make_agency(), make_user("韩雪", email="han@example.org")
    agency_id, manager_id, user_id = agency.id, make_manager(agency).id, user.id
    deny(ask(agency_id, manager_id, "han@example.org"), user_id)
    with pytest.raises(AskedBefore):
        ask(agency_id, manager_id, "han@example.org", days=30)
    assert ask(agency_id, manager_id, "han@example.org", days=31)


def test_another_agency_may_ask_the_same_contact() -> None:
    one, other = make_agency(), make_agency()
    numbers = [(one.id, make_manager(one).id), (other.id, make_manager(other).id)]
    for agency_id, manager_id in numbers:
        assert ask(agency_id, manager_id, "han@example.org")


def test_a_yes_is_confirmed_by_who_asked() -> None:
    agency, user = make_agency(), make_user("韩雪", email="han@example.org")
    agency_id, manager_id, user_id = agency.id, make_manager(agency).id, user.id
    accept(ask(agency_id, manager_id, "han@example.org"), user_id)
    job = db.session.query(Employment).one()
    assert (job.state, job.confirmed_by_id, job.post) == ("confirmed", manager_id, "社工")


def test_a_yes_waits_when_who_asked_no_longer_manages_the_agency() -> None:
    agency, user = make_agency(), make_user("韩雪", email="han@example.org")
    agency_id, manager_id, user_id = agency.id, make_manager(agency).id, user.id
    number = ask(agency_id, manager_id, "han@example.org")

    def leave() -> None:
        db.session.query(RoleGrant).filter_by(user_id=manager_id).update({"revoked_at": NOON})

    written(leave)
    accept(number, user_id)
    assert db.session.query(Employment).one().state == "stated"


def test_nobody_confirms_their_own_employment_by_asking_themselves() -> None:
    agency = make_agency()
    manager = make_manager(agency)
    manager_id = manager.id
    number = make_request(agency, manager, manager).id
    db.session.rollback()
    accept(number, manager_id)
    assert db.session.query(Employment).one().state == "stated"


@pytest.mark.both_databases
@pytest.mark.parametrize("first", ["accept", "deny", "withdraw"])
def test_a_request_is_settled_once(first: str) -> None:
    agency, user = make_agency(), make_user("韩雪", email="han@example.org")
    agency_id, manager_id, user_id = agency.id, make_manager(agency).id, user.id
    number = ask(agency_id, manager_id, "han@example.org")

    def withdraw() -> None:
        staff_requests.withdraw_request(
            staff.get_request(agency_id, number), actor_id=manager_id, now=NOON
        )

    acts: dict[str, Callable[[], object]] = {
        "accept": lambda: accept(number, user_id),
        "deny": lambda: deny(number, user_id),
        "withdraw": lambda: written(withdraw),
    }
    acts[first]()
    for act in acts.values():
        with pytest.raises(RequestSettled):
            act()


def test_a_no_tells_the_contact_and_never_the_name() -> None:
    agency, user = make_agency(), make_user("韩雪", email="han@example.org")
    agency_id, manager_id, user_id = agency.id, make_manager(agency).id, user.id
    deny(ask(agency_id, manager_id, "han@example.org"), user_id)
    db.session.rollback()
    notice = db.session.query(Notice).filter_by(user_id=manager_id).one()
    assert "h***@example.org" in notice.arguments
    assert "韩雪" not in notice.arguments


def test_terms_of_a_past_version_are_listed_the_newest_first(scene: Scene) -> None:
    agency, job, _manager, _user_id = scene
    ids = [make_terms(agency, job, share=Decimal(one)).id for one in ("0.80", "0.90", "1.00")]
    job_id = job.id
    db.session.rollback()
    assert [row.id for row in staff.list_terms(job_id)] == ids[::-1]
    assert staff.find_newest(job_id) is not None
