"""Whole working lives for the demonstration: a graduate, and holders of each level, with what is due next for each."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import exists, select

from trainingapp.credentials.actions import deciding
from trainingapp.credentials.models import DegreeRecord
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.rules.eligibility import Target
from trainingapp.rules.registration import add_months
from trainingapp.rules.registration_words import RegistrationKind
from trainingapp.server import demo_people
from trainingapp.server.demo_life import (
    Cast,
    certificate,
    employ,
    enter,
    enter_passes,
    post,
    register,
    study,
    train,
)


def make_careers(cast: Cast, *, now: datetime) -> None:
    """Make all of them, unless the graduate has a degree already."""
    own = DegreeRecord.user_id == cast.graduate.id
    if db.session.scalar(select(exists().where(own))):
        return
    _make_graduate(cast, now=now)
    _make_junior(cast, now=now)
    _make_middle(cast, now=now)
    _make_senior(cast, now=now)


def _make_graduate(cast: Cast, *, now: datetime) -> None:
    """A master of this summer who works since August: the diploma is verified, degree and work wait at the desk."""
    person, today = cast.graduate, day_of(now)
    summer = date(today.year - (today.month < 8), 7, 1)
    diploma = study("master", summer, years=3)
    enter(cast, person, "degree", diploma, now=now)
    paper = diploma | {"kind": "degree", "institution_name": demo_people.UNIVERSITY}
    enter(cast, person, "degree", paper, is_sure=False, now=now)
    start = summer.replace(month=8)
    enter(cast, person, "work", post(start), is_sure=False, now=now)
    employ(cast, person, start, "一线社工", is_confirmed=False, now=now)
    target = Target("middle_exam", today.year + 1, None)
    deciding.keep_decision(person.id, target, actor_id=person.id, now=now)


def _make_junior(cast: Cast, *, now: datetime) -> None:
    """Certified for a year, registered, and one paper of the middle level passed this year."""
    person, today = cast.junior, day_of(now)
    year = today.year
    enter(cast, person, "degree", study("bachelor", date(year - 5, 6, 30), years=4), now=now)
    enter(cast, person, "work", post(date(year - 5, 8, 1)), now=now)
    enter_passes(cast, person, "junior", ("comprehensive", "practice"), year=year - 2, now=now)
    enter_passes(cast, person, "middle", ("law",), year=year, now=now)
    issued_on = date(year - 2, 6, 16)
    enter(cast, person, "certificate", certificate("junior", issued_on), now=now)
    register(person, "junior", add_months(today, -18), kind=RegistrationKind.FIRST, now=now)
    employ(cast, person, date(year - 5, 8, 1), "社区社工", now=now)
    train(cast, person, add_months(today, -10), hours=16, now=now)


def _make_middle(cast: Cast, *, now: datetime) -> None:
    """Registered for the third year: it ends in two months, and hours are missing."""
    person, today = cast.middle, day_of(now)
    year = today.year
    enter(cast, person, "degree", study("bachelor", date(year - 11, 6, 30), years=4), now=now)
    enter(cast, person, "work", post(date(year - 11, 8, 1)), now=now)
    enter_passes(
        cast, person, "middle", ("comprehensive", "practice", "law"), year=year - 4, now=now
    )
    enter(cast, person, "certificate", certificate("middle", date(year - 4, 6, 18)), now=now)
    starts_on = add_months(today, -34)
    register(person, "middle", starts_on, kind=RegistrationKind.FIRST, now=now)
    employ(cast, person, date(year - 11, 8, 1), "项目主管", now=now)
    for months, hours in ((-26, 24), (-14, 30), (-3, 12)):
        train(cast, person, add_months(today, months), hours=hours, now=now)


def _make_senior(cast: Cast, *, now: datetime) -> None:
    """At the top: registered, the hours are there, nothing is open."""
    person, today = cast.senior, day_of(now)
    year = today.year
    enter(cast, person, "degree", study("master", date(year - 16, 6, 30), years=3), now=now)
    enter(cast, person, "work", post(date(year - 16, 8, 1)), now=now)
    enter(cast, person, "certificate", certificate("middle", date(year - 9, 6, 18)), now=now)
    enter(cast, person, "certificate", certificate("senior", date(year - 2, 12, 1)), now=now)
    register(person, "senior", add_months(today, -12), kind=RegistrationKind.FIRST, now=now)
    employ(cast, person, date(year - 16, 8, 1), "督导", now=now)
    for months in (-9, -5, -2):
        train(cast, person, add_months(today, months), hours=32, now=now)
