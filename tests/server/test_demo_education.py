"""The demonstration's continuing education: clearly invented, made once, and something in Lin's record."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories_accounts import make_user
from tests.factories_courses import NOON, article, make_course, make_instructor
from tests.factories_education import make_officer, minutes_of
from tests.factories_itembank import make_item
from trainingapp.accounts.models import User
from trainingapp.courses.models import CheckTry, Course
from trainingapp.education.models import CeEntry, CeProvider, CeRule
from trainingapp.education.queries.ledger import find_broken
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.server import demo_education
from trainingapp.web.transactions import committing, writing


@pytest.fixture
def people(app: Flask) -> tuple[User, User, User]:
    """An author with a published course, an officer, a learner."""
    author, reviewer = make_instructor(), make_user("赵文静", roles=[Role.ITEM_REVIEWER])
    make_course(author, [article("第一课"), article("第二课")], reviewer=reviewer)
    return author, make_officer(), make_user("林美华")


def make_items(count: int = 8) -> None:
    with writing():
        for _ in range(count):
            make_item("B", chapter="JP01", knowledge=["JP01.1.01"], subject="junior-practice")
        db.session.commit()
        db.session.remove()


def make(people: tuple[User, User, User]) -> None:
    author, officer, learner = people
    with committing():
        demo_education.make_education(author=author, officer=officer, learner=learner, now=NOON)


def test_lin_has_passed_a_check_and_earned_its_minutes(people: tuple[User, User, User]) -> None:
    make_items()
    make(people)
    lin = people[2]
    assert minutes_of(lin) == [10]
    assert find_broken(lin.id) is None
    one = db.session.query(CheckTry).one()
    assert (one.is_passed, one.right_count) == (True, 4)


def test_without_items_there_is_no_check_and_the_minutes_come_all_the_same(
    people: tuple[User, User, User],
) -> None:
    make_items(7)
    make(people)
    assert minutes_of(people[2]) == [10]
    assert db.session.query(CheckTry).count() == 0
    assert [rule.check_terms for rule in db.session.query(CeRule)] == [None, None]


def test_everything_says_that_it_is_invented_and_nothing_that_it_is_verified(
    people: tuple[User, User, User],
) -> None:
    make_items()
    make(people)
    provider = db.session.query(CeProvider).one()
    assert "虚构" in provider.name
    assert "虚构" in provider.recognised_by
    assert "没有任何效力" in provider.document
    for rule in db.session.query(CeRule):
        assert "没有任何效力" in rule.source
        assert (rule.state, rule.is_verified) == ("approved", False)
    assert not provider.is_verified


def test_a_second_start_makes_nothing_twice(people: tuple[User, User, User]) -> None:
    make_items()
    make(people)
    before = [db.session.query(table).count() for table in (Course, CeRule, CeEntry, CheckTry)]
    make(people)
    after = [db.session.query(table).count() for table in (Course, CeRule, CeEntry, CheckTry)]
    assert before == after == [2, 2, 1, 1]
