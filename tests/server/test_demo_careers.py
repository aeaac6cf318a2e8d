"""The working lives of the demonstration: each at another stage, each with its own next step; made once."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from tests.factories_accounts import make_organisation, make_user
from tests.factories_courses import NOON
from trainingapp.accounts.models import Organisation, User
from trainingapp.credentials.models import DegreeRecord, DeskCase, Employment
from trainingapp.credentials.queries.career import Career, find_career
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.rules.career import Code, Link, State
from trainingapp.server.demo_careers import make_careers
from trainingapp.server.demo_life import Cast
from trainingapp.web.transactions import committing

TODAY = day_of(NOON)


@pytest.fixture
def cast(app: Flask) -> Cast:
    agency = make_organisation("春晖")
    made = Cast(
        graduate=make_user("沈一诺"),
        junior=make_user("刘芳"),
        middle=make_user("马骏"),
        senior=make_user("高敏"),
        verifier=make_user("韩立"),
        manager=make_user("孙玉兰"),
        agency=db.session.get_one(Organisation, agency.id),
    )
    with committing():
        make_careers(made, now=NOON)
    return made


def life_of(person: User) -> Career:
    return find_career(person.id, TODAY)


def test_everybody_has_another_thing_to_do_next(cast: Cast) -> None:
    people = (cast.graduate, cast.junior, cast.middle, cast.senior)
    codes = [life_of(person).step.code for person in people]
    assert codes == [Code.VERIFY, Code.PASS_PAPERS, Code.EARN, Code.COMPLETE]


def test_the_middle_life_is_told_until_when_the_hours_are_due(cast: Cast) -> None:
    step = life_of(cast.middle).step
    assert step.by is not None
    assert 0 < (step.by - TODAY).days < 70
    assert step.parameters["minutes"] == (90 - 66) * 60


def test_the_senior_life_is_verified_in_every_link(cast: Cast) -> None:
    states = life_of(cast.senior).states
    sure = (Link.DEGREE, Link.CERTIFICATE, Link.EMPLOYMENT, Link.EDUCATION)
    assert {states[link] for link in sure} == {State.SURE}


def test_the_graduate_waits_for_the_desk_and_the_employer(cast: Cast) -> None:
    states = life_of(cast.graduate).states
    assert states[Link.DEGREE] is State.SURE
    assert states[Link.EMPLOYMENT] is State.UNSURE
    assert life_of(cast.graduate).held is None
    waiting = {case.subject_kind for case in db.session.query(DeskCase)}
    assert waiting == {"degree", "work"}


def test_nothing_of_it_looks_real(cast: Cast) -> None:
    rows = db.session.query(DegreeRecord).all()
    assert len(rows) == 5
    assert all("演示" in row.institution_name for row in rows)


def test_a_second_start_adds_nothing(cast: Cast) -> None:
    with committing():
        make_careers(cast, now=NOON)
    assert db.session.query(DegreeRecord).count() == 5
    assert db.session.query(Employment).count() == 4


def test_the_life_ends_today_or_is_ahead(cast: Cast) -> None:
    life = life_of(cast.middle).life
    assert life.behind[-1].on <= TODAY < life.ahead[0].on
    assert life.behind[0].on == date(TODAY.year - 11, 6, 30)
