"""Employment: stated by the person, confirmed or refused by the employer alone, with its history; staff on a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, NoResultFound

from tests.committing import written
from tests.factories_accounts import make_organisation, make_user
from tests.factories_registration import NOON, TODAY, confirm, make_employment
from trainingapp.accounts.erasure import erase
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import User
from trainingapp.audit.models import AuditEntry
from trainingapp.credentials.actions import employing
from trainingapp.credentials.actions.employing import (
    EmploymentDecided,
    EmploymentEndsFirst,
    EmploymentOwn,
    EmploymentTwice,
    TooManyEmployments,
)
from trainingapp.credentials.models.employment import Employment, EmploymentEvent
from trainingapp.credentials.queries import employment as queries
from trainingapp.extensions import db
from trainingapp.notices.models import Notice
from trainingapp.rules.permissions import Role
from trainingapp.rules.registration_words import EmploymentState

FIRST = date(2025, 3, 1)


def act(
    user: User, employment: int, function: Callable[..., None], *values: object, **more: object
) -> None:
    written(lambda: function(queries.get_own(user.id, employment), *values, now=NOON, **more))


def people() -> tuple[User, User, int]:
    """Lin, and Sun who manages the agency."""
    agency = make_organisation("滨江社会工作服务中心")
    number = agency.id
    sun = make_user("孙莉", roles=[Role.AGENCY_MANAGER], organisation=agency)
    return make_user(), sun, number


def state_of(employment: int) -> str:
    db.session.rollback()
    return db.session.get_one(Employment, employment).state


def kinds_for(user: User) -> list[str]:
    db.session.rollback()
    rows = db.session.query(Notice).filter(Notice.user_id == user.id).order_by(Notice.id)
    return [row.kind for row in rows]


def test_the_manager_of_the_agency_is_told_and_confirms(app: Flask) -> None:
    lin, sun, agency = people()
    stranger = make_user("周涛", roles=[Role.AGENCY_MANAGER], organisation=make_organisation())
    employment = make_employment(lin, agency)
    assert kinds_for(sun) == ["employment.stated"]
    assert kinds_for(stranger) == []
    confirm(lin, employment, sun)
    row = queries.get_own(lin.id, employment)
    assert (row.state, row.confirmed_by_id) == (EmploymentState.CONFIRMED, sun.id)
    assert row.confirmed_at == NOON
    assert kinds_for(lin) == ["employment.confirmed"]


def test_a_refusal_says_why_and_the_person_states_it_anew(app: Flask) -> None:
    lin, sun, agency = people()
    employment = make_employment(lin, agency)
    act(lin, employment, employing.refuse_employment, reason="入职日期不符", actor_id=sun.id)
    assert state_of(employment) == EmploymentState.REFUSED
    assert "入职日期不符" in db.session.query(Notice).filter_by(user_id=lin.id).one().arguments
    again = make_employment(lin, agency, starts_on=date(2025, 4, 1))
    assert state_of(again) == EmploymentState.STATED


def test_what_is_decided_is_not_decided_again(app: Flask) -> None:
    lin, sun, agency = people()
    employment = make_employment(lin, agency)
    confirm(lin, employment, sun)
    with pytest.raises(EmploymentDecided):
        confirm(lin, employment, sun)
    with pytest.raises(EmploymentDecided):
        act(lin, employment, employing.refuse_employment, reason="x", actor_id=sun.id)
    with pytest.raises(EmploymentDecided):
        act(lin, employment, employing.withdraw_employment)
    assert state_of(employment) == EmploymentState.CONFIRMED


def test_nobody_confirms_their_own_employment(app: Flask) -> None:
    _lin, sun, agency = people()
    employment = make_employment(sun, agency)
    assert kinds_for(sun) == []
    with pytest.raises(EmploymentOwn):
        confirm(sun, employment, sun)
    with pytest.raises(EmploymentOwn):
        act(sun, employment, employing.refuse_employment, reason="x", actor_id=sun.id)


def test_the_same_employment_is_not_stated_twice_on_the_same_days(app: Flask) -> None:
    lin, _sun, agency = people()
    make_employment(lin, agency, ends_on=date(2026, 1, 1))
    with pytest.raises(EmploymentTwice):
        make_employment(lin, agency, starts_on=date(2025, 12, 31))
    make_employment(lin, agency, starts_on=date(2026, 1, 1))
    make_employment(lin, None)
    with pytest.raises(EmploymentTwice):
        make_employment(lin, None)
    make_employment(lin, None, employer_name="滨江医院")


def test_what_nobody_confirmed_can_be_taken_back(app: Flask) -> None:
    lin, _sun, agency = people()
    employment = make_employment(lin, agency)
    act(lin, employment, employing.withdraw_employment)
    assert state_of(employment) == EmploymentState.WITHDRAWN
    assert queries.list_of_person(lin.id) == []
    make_employment(lin, agency)


def test_nobody_states_employments_without_end(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST", 1)
    lin, _sun, agency = people()
    make_employment(lin, agency)
    with pytest.raises(TooManyEmployments):
        make_employment(lin, None)


def test_an_employer_of_another_site_asks_nobody(app: Flask) -> None:
    lin, sun, _agency = people()
    employment = make_employment(lin, None)
    assert kinds_for(sun) == []
    assert state_of(employment) == EmploymentState.STATED


# the end


def test_either_side_enters_the_last_day_and_the_other_is_told(app: Flask) -> None:
    lin, sun, agency = people()
    wang = make_user("王强")
    first, second = make_employment(lin, agency), make_employment(wang, agency)
    confirm(lin, first, sun)
    act(lin, first, employing.end_employment, TODAY, actor_id=lin.id)
    assert queries.get_own(lin.id, first).ends_on == date(2026, 11, 23)
    assert kinds_for(sun) == ["employment.stated", "employment.stated", "employment.left"]
    confirm(wang, second, sun)
    act(wang, second, employing.end_employment, TODAY, actor_id=sun.id)
    assert kinds_for(wang)[-1] == "employment.ended"


def test_it_does_not_end_before_it_begins_nor_after_it_was_refused(app: Flask) -> None:
    lin, sun, agency = people()
    employment = make_employment(lin, agency)
    with pytest.raises(EmploymentEndsFirst):
        act(lin, employment, employing.end_employment, date(2025, 2, 28), actor_id=lin.id)
    act(lin, employment, employing.refuse_employment, reason="x", actor_id=sun.id)
    with pytest.raises(EmploymentDecided):
        act(lin, employment, employing.end_employment, TODAY, actor_id=lin.id)


# staff on a day


@pytest.mark.parametrize(
    ("day", "is_there"),
    [
        (date(2025, 2, 28), False),
        (FIRST, True),
        (date(2026, 5, 31), True),
        (date(2026, 6, 1), False),
    ],
)
def test_staff_are_those_confirmed_on_the_day(app: Flask, day: date, is_there: bool) -> None:
    lin, sun, agency = people()
    employment = make_employment(lin, agency, ends_on=date(2026, 6, 1))
    confirm(lin, employment, sun)
    found = [row.user.display_name for row in queries.list_staff(agency, on=day)]
    assert found == (["林美华"] if is_there else [])


def test_staff_are_neither_stated_nor_refused_nor_of_another_agency(app: Flask) -> None:
    lin, sun, agency = people()
    other = make_organisation().id
    make_employment(lin, agency)
    refused = make_employment(wang := make_user("王强"), agency)
    act(wang, refused, employing.refuse_employment, reason="x", actor_id=sun.id)
    elsewhere = make_employment(chen := make_user("陈静"), other)
    confirm(chen, elsewhere, make_user("周涛"))
    assert queries.list_staff(agency, on=TODAY) == []
    assert [row.user_id for row in queries.list_staff(other, on=TODAY)] == [chen.id]


def test_the_lists_of_an_agency_show_who_waits_who_serves_and_all(app: Flask) -> None:
    lin, sun, agency = people()
    waiting = make_employment(lin, agency)
    serving = make_employment(wang := make_user("王强"), agency)
    confirm(wang, serving, sun)
    gone = make_employment(chen := make_user("陈静"), agency)
    act(chen, gone, employing.withdraw_employment)

    def shown(word: str) -> list[int]:
        rows = queries.list_of_organisation(agency, day=TODAY, shown=word)
        return [row.id for row in db.session.scalars(rows)]

    assert shown("waiting") == [waiting]
    assert shown("service") == [serving]
    assert shown("all") == [waiting, serving]
    assert queries.count_waiting(agency) == 1


def test_an_agency_reaches_only_its_own(app: Flask) -> None:
    lin, _sun, agency = people()
    employment = make_employment(lin, agency)
    assert queries.get_of_organisations([agency], employment).user_id == lin.id
    for places in ([], [make_organisation().id]):
        with pytest.raises(NoResultFound):
            queries.get_of_organisations(places, employment)
    with pytest.raises(NoResultFound):
        queries.get_own(make_user("王强").id, employment)


def test_a_manager_of_the_whole_site_manages_no_agency(app: Flask) -> None:
    _lin, sun, agency = people()
    assert [one.id for one in queries.list_managed(db.session.get_one(User, sun.id))] == [agency]
    roaming = make_user("周涛", roles=[Role.AGENCY_MANAGER])
    assert queries.list_managed(db.session.get_one(User, roaming.id)) == []


# history, database, leaving


def test_the_history_says_what_happened_by_whom(app: Flask) -> None:
    lin, sun, agency = people()
    employment = make_employment(lin, agency)
    confirm(lin, employment, sun)
    act(lin, employment, employing.end_employment, TODAY, actor_id=lin.id)
    events = db.session.query(EmploymentEvent).order_by(EmploymentEvent.id).all()
    assert [(one.act, one.actor_id) for one in events] == [
        ("state", lin.id),
        ("confirm", sun.id),
        ("end", lin.id),
    ]
    assert events[-1].reason == "2026-11-22"
    actions = [row.action for row in db.session.query(AuditEntry)]
    assert {"employment.state", "employment.confirm", "employment.end"} <= set(actions)


@pytest.mark.both_databases
def test_the_database_refuses_nonsense(app: Flask) -> None:
    lin, _sun, _agency = people()
    make_employment(lin, None)
    for change in ("ends_on = starts_on", "employer_name = ''", "state = 'confirmed'"):
        with pytest.raises(IntegrityError):
            db.session.execute(text(f"UPDATE employment SET {change}"))
        db.session.rollback()


@pytest.mark.both_databases
def test_somebody_takes_their_employments_along_and_leaves_none(app: Flask) -> None:
    lin, sun, agency = people()
    confirm(lin, make_employment(lin, agency), sun)
    make_employment(wang := make_user("王强"), None)
    rows = collect_data(lin.id)["employments"]
    assert rows[0]["employer"] == "滨江社会工作服务中心"
    assert rows[0]["state"] == EmploymentState.CONFIRMED
    written(lambda: erase(lin.id))
    assert [row.user_id for row in db.session.query(Employment)] == [wang.id]
    assert db.session.query(EmploymentEvent).count() == 1


def test_what_a_manager_wrote_goes_when_the_manager_leaves(app: Flask) -> None:
    lin, sun, agency = people()
    employment = make_employment(lin, agency)
    act(lin, employment, employing.refuse_employment, reason="入职日期不符", actor_id=sun.id)
    written(lambda: erase(sun.id))
    assert [row.reason for row in queries.list_of_person(lin.id)[0].events] == ["", ""]
