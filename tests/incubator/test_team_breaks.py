"""Breaks that come into sight late are told of once; a person with two employments reminds once."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from tests.committing import written as act
from tests.factories_checks import make_place_rule
from tests.factories_incubator import NOON, TODAY, make_agency, make_case, make_manager, make_place
from tests.factories_staffing import (
    change,
    hold_certificate,
    make_job,
    make_member,
    make_terms,
    register,
)
from tests.statements import counted
from trainingapp.accounts.models import User
from trainingapp.credentials.models.employment import Employment
from trainingapp.extensions import db
from trainingapp.incubator.actions.team_days import keep_days
from trainingapp.incubator.models import Agency, AgencyConsent, DueNotice
from trainingapp.notices.models import Notice

pytestmark = pytest.mark.usefixtures("app")

HEBEI = "130102"  # a registration that has lapsed does not count
DAY = timedelta(days=1)


def night(days: int = 0) -> None:
    db.session.rollback()
    act(lambda: keep_days(now=NOON + DAY * days))


def told(user: User) -> list[str]:
    db.session.rollback()
    rows = db.session.query(Notice).filter_by(user_id=user.id).order_by(Notice.id)
    return [row.kind.rpartition(".")[2] for row in rows]


def days_named(user: User) -> list[str]:
    """The days of the breaks that somebody was told of."""
    rows = db.session.query(Notice).filter_by(user_id=user.id, kind="staffing.will_fall")
    return [json.loads(row.arguments)["day"] for row in rows.order_by(Notice.id)]


def make_sole(ends_in: int) -> tuple[Agency, User]:
    """An agency whose only worker is qualified until a registration ends."""
    agency = make_agency(area_code=HEBEI)
    manager, user = make_manager(agency), make_member(agency)
    register(hold_certificate(user), ends_on=TODAY + DAY * ends_in)
    return agency, manager


@pytest.mark.parametrize(
    ("ends_in", "nights", "count"),
    [
        (91, [0], 0),
        (90, [0], 1),
        (89, [0], 0),
        (31, [0], 0),
        (30, [0], 1),
        (29, [0], 1),
        (7, [0], 1),
        (1, [0], 1),
        (29, [0, 1, 2, 3], 1),
        (30, [0, 1, 2], 1),
        (31, [0, 1, 2], 1),
        (31, [0, 3, 4], 1),
        (90, [0, 1, 60, 61], 2),
        (95, [0, 70, 71], 1),
        (95, [0, 6, 70, 71], 2),
    ],
)
def test_a_break_is_told_of_at_its_marks_and_at_once_inside_the_last(
    ends_in: int, nights: list[int], count: int
) -> None:
    _agency, manager = make_sole(ends_in)
    for one in nights:
        night(one)
    assert told(manager).count("will_fall") == count


def test_a_break_that_moves_nearer_is_told_of_anew() -> None:
    agency = make_agency(area_code=HEBEI)
    manager, user = make_manager(agency), make_member(agency)
    register(hold_certificate(user), ends_on=TODAY + DAY * 25)
    make_member(agency)
    night()
    change(employment_of(user), ends_on=TODAY + DAY * 10)
    night(1)
    night(2)
    first, second = days_named(manager)
    assert (date.fromisoformat(first) - TODAY).days in {25, 26}
    assert second == str(TODAY + DAY * 10)


def test_somebody_who_gives_notice_makes_a_break_inside_thirty_days_known() -> None:
    place, agency = make_place(), make_agency(area_code=HEBEI)
    make_case(place, agency)
    manager, user = make_manager(agency), make_member(agency)
    register(hold_certificate(user), ends_on=TODAY + DAY * 900)
    for _one in range(2):
        make_member(agency)
    night()
    assert told(manager) == []
    job = employment_of(user)
    change(job, ends_on=TODAY + DAY * 12)
    night(1)
    night(2)
    assert told(manager) == ["will_fall"]
    assert told(place.people["officer"]) == ["will_fall"]
    assert days_named(manager) == [str(TODAY + DAY * 12)]


def employment_of(user: User) -> Employment:
    return db.session.query(Employment).filter_by(user_id=user.id).one()


def test_the_last_mark_is_that_of_the_place() -> None:
    make_place_rule(HEBEI, "expiry_reminder_days_agency", "60,10")
    _agency, manager = make_sole(9)
    night()
    _other, second = make_sole(11)
    night(0)
    assert (told(manager).count("will_fall"), told(second).count("will_fall")) == (1, 0)


def test_what_was_told_is_kept_under_its_day() -> None:
    agency, _manager = make_sole(20)
    number = agency.id
    night()
    keys = db.session.scalars(db.select(DueNotice.key)).all()
    assert len(keys) == 1
    assert keys[0].startswith(f"will_fall:{number}:")
    assert date.fromisoformat(keys[0].rpartition(":")[2]) > TODAY


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_a_person_with_several_employments_reminds_once(jobs: int) -> None:
    agency = make_agency(area_code=HEBEI)
    manager, user = make_manager(agency), make_member(agency)
    for _one in range(jobs - 1):
        make_terms(agency, make_job(agency, user))
    register(hold_certificate(user), ends_on=TODAY + DAY * 90)
    night()
    assert told(manager).count("expires") == 1


def test_two_people_remind_each() -> None:
    agency = make_agency(area_code=HEBEI)
    manager = make_manager(agency)
    for name in ("韩雪", "顾明"):
        user = make_member(agency)
        change(user, display_name=name)
        register(hold_certificate(user), ends_on=TODAY + DAY * 90)
    night()
    rows = db.session.query(Notice).filter_by(user_id=manager.id, kind="staffing.expires")
    assert sorted(json.loads(row.arguments)["name"] for row in rows) == ["韩雪", "顾明"]


def test_who_took_their_consent_back_reminds_of_nothing_more() -> None:
    agency = make_agency(area_code=HEBEI)
    manager, user = make_manager(agency), make_member(agency)
    register(hold_certificate(user), ends_on=TODAY + DAY * 90)
    change(db.session.query(AgencyConsent).filter_by(user_id=user.id).one(), withdrawn_at=NOON)
    night()
    assert told(manager) == []


def test_a_night_costs_the_same_for_many_agencies() -> None:
    counts = []
    for day, more in enumerate((1, 4)):
        for _one in range(more):
            make_case(make_place(), make_agency(area_code=HEBEI))
        db.session.remove()
        with counted() as statements:
            act(lambda day=day: keep_days(now=NOON + DAY * day))  # type: ignore[misc]
        reading = [one for one in statements if one.startswith("SELECT")]
        counts.append(len(reading))
    assert counts[0] == counts[1]
