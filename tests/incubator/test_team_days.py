"""The ratio kept night by night, and who is told when it falls."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.exc import DatabaseError

from tests.factories_accounts import make_user
from tests.factories_incubator import NOON, TODAY, make_agency, make_case, make_manager, make_place
from tests.factories_staffing import (
    change,
    hold_certificate,
    make_consent,
    make_job,
    make_member,
    make_team,
    make_terms,
    register,
)
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.actions.team_days import keep_days
from trainingapp.incubator.models import Agency, TeamDay
from trainingapp.incubator.queries.team_days import list_months
from trainingapp.incubator.staffing_jobs import keep_team_days
from trainingapp.notices.kinds import notice_sentence
from trainingapp.notices.models import Notice
from trainingapp.web.transactions import writing

pytestmark = pytest.mark.usefixtures("app")

NATIONAL = "420100"


def night(now: datetime = NOON) -> int:
    db.session.rollback()
    with writing():
        kept = keep_days(now=now)
        db.session.commit()
    return kept


def told(user: User) -> list[str]:
    db.session.rollback()
    rows = db.session.query(Notice).filter_by(user_id=user.id).order_by(Notice.id)
    return [row.kind for row in rows]


def kept(agency: Agency) -> list[tuple[date, int, int, bool | None]]:
    db.session.rollback()
    rows = db.session.query(TeamDay).filter_by(agency_id=agency.id).order_by(TeamDay.day)
    return [(row.day, row.qualified, row.full_time, row.is_met) for row in rows]


@pytest.mark.both_databases
def test_every_agency_is_kept_once_a_day() -> None:
    agency = make_agency()
    make_team(agency, 1, 3)
    assert night() == 1
    assert night(NOON + timedelta(hours=3)) == 0
    assert night(NOON + timedelta(days=1)) == 1
    assert kept(agency) == [(TODAY, 1, 3, True), (TODAY + timedelta(days=1), 1, 3, True)]


def test_the_day_is_that_of_shanghai() -> None:
    agency = make_agency()
    night(datetime(2026, 11, 23, 16, 0, tzinfo=UTC))
    assert kept(agency)[0][0] == date(2026, 11, 24)


def test_a_team_without_an_organisation_is_not_kept() -> None:
    make_agency(is_registered=False)
    assert night() == 0


def test_the_worker_takes_every_agency() -> None:
    for _one in range(3):
        make_agency()
    keep_team_days(now=NOON)
    assert db.session.query(TeamDay).count() == 3


def test_manager_and_officer_are_told_when_somebody_leaves_and_too_few_are_left() -> None:
    place, agency = make_place(), make_agency(area_code=NATIONAL)
    make_case(place, agency)
    manager, officer = make_manager(agency), place.people["officer"]
    user = make_user("韩雪")
    job = make_job(agency, user)
    make_terms(agency, job)
    make_consent(agency, user)
    hold_certificate(user)
    make_member(agency)
    night()
    change(job, ends_on=TODAY + timedelta(days=1))
    night(NOON + timedelta(days=1))
    assert told(manager) == ["staffing.fell"]
    assert told(officer) == ["staffing.fell"]
    night(NOON + timedelta(days=2))
    assert told(manager) == ["staffing.fell"]


def test_a_ratio_that_is_enough_again_is_told() -> None:
    agency = make_agency(area_code=NATIONAL)
    manager, user = make_manager(agency), make_member(agency)
    night()
    hold_certificate(user)
    night(NOON + timedelta(days=1))
    assert told(manager) == ["staffing.risen"]


def test_the_first_night_tells_of_no_change() -> None:
    agency = make_agency()
    manager = make_manager(agency)
    make_team(agency, 0, 2)
    night()
    assert told(manager) == []


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (91, []),
        (90, ["staffing.will_fall", "staffing.expires"]),
        (89, []),
        (30, ["staffing.will_fall", "staffing.expires"]),
    ],
)
def test_what_comes_is_told_ninety_and_thirty_days_before(days: int, expected: list[str]) -> None:
    agency = make_agency()
    manager = make_manager(agency)
    user = make_member(agency)
    register(hold_certificate(user), ends_on=TODAY + timedelta(days=days))
    night()
    assert told(manager) == expected


def test_a_night_without_the_worker_is_made_up_for() -> None:
    agency = make_agency()
    manager = make_manager(agency)
    register(hold_certificate(make_member(agency)), ends_on=TODAY + timedelta(days=92))
    night()
    night(NOON + timedelta(days=5))
    assert told(manager) == ["staffing.will_fall", "staffing.expires"]


def test_a_registration_renewed_already_reminds_of_nothing() -> None:
    agency = make_agency()
    manager = make_manager(agency)
    held = hold_certificate(make_member(agency))
    ends_on = TODAY + timedelta(days=90)
    register(held, ends_on=ends_on)
    register(held, starts_on=ends_on, ends_on=ends_on + timedelta(days=1095))
    night()
    assert told(manager) == []


def test_who_has_not_agreed_is_named_in_no_notice() -> None:
    agency, user = make_agency(), make_user("韩雪")
    manager = make_manager(agency)
    make_terms(agency, make_job(agency, user))
    register(hold_certificate(user), ends_on=TODAY + timedelta(days=90))
    night()
    assert told(manager) == []


@pytest.mark.parametrize(
    ("kind", "figures", "said"),
    [
        ("staffing.fell", {"qualified": 0, "all": 2}, "0"),
        ("staffing.risen", {"qualified": 1, "all": 2}, "1"),
        ("staffing.will_fall", {"day": "2027-03-01"}, "2027年3月1日"),
        ("staffing.expires", {"name": "韩雪", "days": 90}, "韩雪"),
    ],
)
def test_every_notice_is_a_sentence_of_its_own(
    kind: str, figures: dict[str, object], said: str
) -> None:
    sentence = notice_sentence(kind, {"agency": "春晖", **figures})
    assert "%(" not in sentence
    assert said in sentence


@pytest.mark.both_databases
def test_a_day_that_is_kept_never_changes() -> None:
    agency = make_agency()
    night()
    with pytest.raises(DatabaseError), writing():
        db.session.query(TeamDay).filter_by(agency_id=agency.id).update({"full_time": 9})
    db.session.rollback()


def test_the_chart_takes_the_last_day_of_each_month() -> None:
    agency = make_agency()
    days = [date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 2)]
    with writing():
        for day in days:
            db.session.add(TeamDay(agency_id=agency.id, day=day, qualified=0, full_time=1))
        db.session.commit()
    assert [row.day for row in list_months(agency.id)] == [days[0], days[2], days[3]]
