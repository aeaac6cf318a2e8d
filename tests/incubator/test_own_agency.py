"""What one person is to their agencies: with them and without, on which day, and what is theirs to answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from sqlalchemy import event
from sqlalchemy.exc import NoResultFound

from tests.factories_accounts import make_user
from tests.factories_incubator import TODAY, make_agency, make_manager
from tests.factories_staffing import (
    hold_certificate,
    hold_degree,
    make_consent,
    make_job,
    make_member,
    make_post,
    make_request,
    make_supervision,
    make_talk,
    make_team,
    make_terms,
    register,
)
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency
from trainingapp.incubator.queries import staff, supervision
from trainingapp.incubator.queries.own_agency import Life, Work, find_life
from trainingapp.incubator.queries.posts import list_holders
from trainingapp.incubator.queries.standing import find_standing
from trainingapp.incubator.queries.team_members import find_member, list_leads
from trainingapp.rules.incubation.staffing import Why

pytestmark = pytest.mark.usefixtures("app")

NATIONAL = "420100"


def life_of(user_id: int) -> Life:
    db.session.rollback()
    db.session.expire_all()
    return find_life(user_id, today=TODAY)


def work_of(user_id: int) -> Work:
    (work,) = life_of(user_id).works
    return work


def test_an_agency_that_has_enough_only_with_somebody_needs_them() -> None:
    agency = make_agency()
    user_id = make_team(agency, 1, 3)[0].id
    work = work_of(user_id)
    assert work.is_needed
    assert work.ratio is not None
    assert work.without_me is not None
    assert (work.ratio.qualified, work.without_me.qualified) == (1, 0)
    assert (work.breaks_on, work.is_by_me) == (date(2027, 3, 1), True)


def test_an_agency_with_room_to_spare_does_not() -> None:
    agency = make_agency()
    user_id = make_team(agency, 2, 3)[0].id
    assert not work_of(user_id).is_needed


def test_who_does_not_count_makes_no_difference() -> None:
    agency = make_agency()
    user_id = make_team(agency, 1, 3)[2].id
    work = work_of(user_id)
    assert work.ratio == work.without_me
    assert not work.is_needed
    assert (work.breaks_on, work.is_by_me) == (date(2027, 3, 1), False)


def test_before_the_employer_confirms_nothing_of_the_agency_is_shown() -> None:
    agency, user = make_agency(), make_user("韩雪")
    make_team(agency, 1, 3)
    make_job(agency, user, state="stated", confirmed_at=None)
    work = work_of(user.id)
    assert (work.member, work.ratio, work.without_me, work.breaks_on) == (None, None, None, None)
    assert work.pending is None


@pytest.mark.parametrize("state", ["refused", "withdrawn"])
def test_what_is_not_so_is_not_listed(state: str) -> None:
    agency, user = make_agency(), make_user("韩雪")
    make_job(agency, user, state=state)
    assert life_of(user.id).works == []


def test_work_that_has_ended_is_not_listed() -> None:
    agency, user = make_agency(), make_user("韩雪")
    make_job(agency, user, ends_on=TODAY)
    assert life_of(user.id).works == []


def test_only_unanswered_terms_wait() -> None:
    agency, user = make_agency(), make_user("韩雪")
    job = make_job(agency, user)
    terms = make_terms(agency, job)
    user_id = user.id
    assert work_of(user_id).pending is None
    newer = make_terms(agency, db.session.merge(job), answer=None)
    pending = work_of(user_id).pending
    assert pending is not None
    assert (pending.id, terms.id) == (newer.id, terms.id)


@pytest.mark.both_databases
def test_hours_of_all_agencies_come_together() -> None:
    one, other = make_agency(), make_agency()
    user = make_member(one, share=Decimal("0.80"))
    make_terms(other, make_job(other, user), form="part_time", share=Decimal("0.20"))
    user_id = user.id
    assert not life_of(user_id).is_too_much
    third = make_agency()
    make_terms(third, make_job(third, db.session.merge(user)), share=Decimal("0.01"))
    assert life_of(user_id).is_too_much


def test_hours_that_nobody_confirmed_are_not_too_much() -> None:
    one, other = make_agency(), make_agency()
    user = make_member(one)
    make_terms(other, make_job(other, user), answer=None)
    assert not life_of(user.id).is_too_much


def test_a_person_sees_the_pace_of_their_hours() -> None:
    agency = make_agency()
    user = make_member(agency)
    register(hold_certificate(user))
    pace = life_of(user.id).pace
    assert pace is not None
    assert (pace.ends_on, pace.is_on_pace) == (date(2027, 3, 1), False)


def count_statements(act: Callable[[], object]) -> int:
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(statements)


def test_any_number_of_agencies_take_the_same_number_of_statements() -> None:
    few, many = make_user(), make_user()
    for user, number in ((few, 1), (many, 4)):
        register(hold_certificate(user))
        for _one in range(number):
            agency = make_agency()
            make_terms(agency, make_job(agency, user))
            make_consent(agency, user)
    ids = [few.id, many.id]
    counts = []
    for user_id in ids:
        db.session.rollback()
        db.session.expunge_all()
        find_life(user_id, today=TODAY)
        db.session.expunge_all()
        counts.append(count_statements(partial(find_life, user_id, today=TODAY)))
    assert counts[0] == counts[1]


# ----- whose is what ------------------------------------------------------------------------------


def test_everything_of_another_person_is_not_found() -> None:
    agency, user, stranger = make_agency(), make_user("韩雪"), make_user("路人")
    job = make_job(agency, user)
    terms = make_terms(agency, job, answer=None)
    request = make_request(agency, user, make_manager(agency))
    pair = make_supervision(agency, make_user("督导"), user)
    talk = make_talk(pair, supervised_said_at=None)
    looks: list[Callable[[int], object]] = [
        lambda number: staff.get_own_terms(number, terms.id),
        lambda number: staff.get_own_request(number, request.id),
        lambda number: staff.get_employer(number, agency.id),
        lambda number: supervision.get_own(number, pair.id),
        lambda number: supervision.get_own_talk(number, talk.id),
    ]
    for look in looks:
        assert look(user.id) is not None
        with pytest.raises(NoResultFound):
            look(stranger.id)
    assert [row.id for row in supervision.list_own(user.id)] == [pair.id]
    assert [row.id for row in supervision.list_own_waiting(user.id)] == [talk.id]
    assert supervision.list_own_waiting(stranger.id) == []


def test_everything_of_another_agency_is_not_found() -> None:
    agency, other = make_agency(), make_agency()
    job, post = make_job(agency), make_post(agency)
    pair = make_supervision(agency, make_user("督导"), make_user("社工"))
    looks: list[Callable[[Agency], object]] = [
        lambda one: staff.get_job(one, job.id, on=TODAY),
        lambda one: staff.get_post(one.id, post.id),
        lambda one: supervision.get_of_agency(one.id, pair.id),
        lambda one: find_member(one.id, job.id, on=TODAY),
    ]
    for look in looks:
        assert look(agency) is not None
        with pytest.raises(NoResultFound):
            look(other)


def test_a_closed_post_is_offered_no_more() -> None:
    agency = make_agency()
    make_post(agency, "旧岗位", closed_on=TODAY)
    post = make_post(agency, "新岗位")
    assert [row.id for row in staff.list_posts(agency.id)] == [post.id]


# ----- one member, and posts ----------------------------------------------------------------------


def member_of(agency: Agency, index: int = 0) -> int:
    return find_standing(agency.id, on=TODAY).members[index].employment.id


def test_without_consent_nothing_of_hours_exams_or_courses_is_looked_at() -> None:
    agency, user = make_agency(), make_user("韩雪")
    job = make_job(agency, user)
    make_terms(agency, job)
    register(hold_certificate(user))
    view = find_member(agency.id, job.id, on=TODAY)
    assert (view.pace, view.career, list(view.courses)) == (None, None, [])
    assert view.member.verdict.ground is Why.NO_CONSENT


def test_with_consent_the_pace_and_the_next_certificate_are_shown() -> None:
    agency = make_agency()
    register(hold_certificate(make_member(agency)))
    view = find_member(agency.id, member_of(agency), on=TODAY)
    assert view.pace is not None
    assert view.career is not None


def test_whoever_leads_is_of_the_team_and_not_oneself() -> None:
    agency = make_agency()
    one, other = make_member(agency), make_member(agency)
    make_job(agency, other, starts_on=date(2025, 1, 1))
    job = staff.get_job(agency, member_of(agency), on=TODAY)
    leads = [number for number, _name in list_leads(agency.id, job, on=TODAY)]
    assert leads == [({one.id, other.id} - {job.user_id}).pop()]


@pytest.mark.both_databases
def test_a_post_names_its_holders_and_whoever_could_take_it() -> None:
    agency = make_agency(area_code=NATIONAL)
    post = make_post(agency, least_level="junior", least_years=2)
    holder, able, unable, young = (make_user(name) for name in ("甲", "乙", "丙", "丁"))
    for user in (able, unable, young):
        days = {"starts_on": date(2026, 1, 1)} if user is young else {}
        make_terms(agency, make_job(agency, user, **days))
        make_consent(agency, user)
    make_terms(agency, make_job(agency, holder), post_id=post.id)
    for user in (able, young):
        hold_certificate(user)
    hold_degree(unable)
    (row,) = list_holders(agency.id, on=TODAY)
    assert [(one.name, fit.is_fit) for one, fit in row.holders] == [("甲", False)]
    assert [one.name for one in row.could] == ["乙"]
