"""Which items a final check may ask, who has passed, and what can be tried when, without any page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from tests.education.test_at_once import run_at_once
from tests.factories_accounts import make_user
from tests.factories_courses import (
    NOON,
    article,
    exercise,
    lesson_keys,
    make_enrolment,
    make_published,
    newest,
)
from tests.factories_education import CHECK, complete, make_rule, minutes_of, rule_of
from tests.factories_itembank import make_form, make_item
from trainingapp.accounts.models import User
from trainingapp.courses.actions import checks as actions
from trainingapp.courses.models import CheckTry, Enrolment
from trainingapp.courses.queries import checks as queries
from trainingapp.courses.queries.crediting import find_offer, get_check_rule
from trainingapp.courses.queries.learning import find_enrolment
from trainingapp.education.models import CeRule
from trainingapp.extensions import db
from trainingapp.itembank.models import ItemRevision, TestFormSlot
from trainingapp.rules.course_checks import CheckNotOpen, CheckTerms, NoTriesLeft, TooFewItems
from trainingapp.rules.education import Basis, Terms
from trainingapp.web.transactions import writing


def make_items(*knowledge: str, status: str = "ready", **changes: object) -> list[str]:
    """Items whose key is B, one on each of these points; their codes."""
    with writing():
        codes = [
            make_item("B", knowledge=[point], status=status, **changes).code for point in knowledge
        ]
        db.session.commit()
        db.session.remove()
    return codes


def pool_of(course: int) -> set[str]:
    return set(queries.list_pool(newest(course).id))


def enrolment_of(user: User, course: int) -> Enrolment:
    found = find_enrolment(user.id, course)
    assert found is not None
    return found


def make_ready(course: int) -> User:
    """Somebody who has completed the course."""
    lin = make_user()
    make_enrolment(lin, course)
    complete(lin, course, *lesson_keys(course))
    return lin


def try_once(user: User, course: int, rule: int, letters: str, *, days: int = 0) -> None:
    """Hand in a try in which every item gets these letters."""
    at = NOON + timedelta(days=days)
    with writing():
        enrolment = enrolment_of(user, course)
        one = actions.open_try(enrolment, db.session.get_one(CeRule, rule), seed="s", now=at)
        chosen = {answer.position: letters for answer in one.answers}
        actions.submit_try(enrolment, one, chosen, now=at)
        db.session.commit()
        db.session.remove()


@pytest.mark.both_databases
def test_a_check_asks_ready_items_on_the_points_of_the_course_and_below(app: Flask) -> None:
    inside = make_items("JC01.1.01", "JC01.1.02")
    make_items("JC02.1.01", "JC01.10.01")
    make_items("JC01.1.01", status="needs-review")
    make_items("JC01.1.01", status="draft")
    course = make_published(article("第一课", points=["JC01.1"]), article("第二课"))
    assert pool_of(course) == set(inside)


def test_points_of_several_lessons_count_together_and_once(app: Flask) -> None:
    first, second = make_items("JC01.1.01", "JC02.1.01")
    course = make_published(
        article("第一课", points=["JC01.1.01"]), article("第二课", points=["JC02.1", "JC01.1.01"])
    )
    assert queries.list_course_points(newest(course).id) == ["JC01.1.01", "JC02.1"]
    assert pool_of(course) == {first, second}


def test_a_course_without_points_and_named_items_can_ask_nothing(app: Flask) -> None:
    make_items("JC01.1.01")
    assert pool_of(make_published(article("第一课"))) == set()


def test_items_that_an_exercise_names_may_be_asked(app: Flask) -> None:
    named = make_items("JC03.1.01", "JC03.1.02")
    course = make_published(article("第一课"), exercise(named))
    exercises = queries.list_exercises(newest(course).id)
    assert [code for content in exercises for code in content["items"]] == named
    assert pool_of(course) == set(named)


def test_chapters_that_an_exercise_draws_from_may_be_asked(app: Flask) -> None:
    drawn = make_items("JC03.1.01", "JC03.2.01")
    course = make_published(article("第一课"), exercise(points=["JC03"]))
    assert pool_of(course) == set(drawn)


@pytest.mark.both_databases
def test_items_of_a_fixed_mock_form_are_left_out_unless_an_exercise_names_them(app: Flask) -> None:
    with writing():
        make_form()
        db.session.commit()
        on_form = select(TestFormSlot.item_revision_id)
        found = select(ItemRevision).where(ItemRevision.id.in_(on_form))
        revisions = db.session.scalars(found).all()
        placed = [revision.item.code for revision in revisions]
        points = sorted({point.code for revision in revisions for point in revision.knowledge})
        db.session.remove()
    course = make_published(article("第一课", points=points))
    assert pool_of(course) & set(placed) == set()
    named = make_published(article("第一课", points=points), exercise(placed[:1]))
    assert pool_of(named) & set(placed) == set(placed[:1])


def test_the_check_of_an_edition_asks_what_that_edition_teaches(app: Flask) -> None:
    inside = make_items("JC01.1.01")
    course = make_published(article("第一课", points=["JC01.1"]))
    assert set(queries.pool_of_edition(course, 1)) == set(inside)
    with pytest.raises(NoResultFound):
        queries.pool_of_edition(course, 2)


def test_passing_is_of_a_person_and_a_rule(app: Flask) -> None:
    make_items(*["JC01.1.01"] * 4)
    course = make_published(article("第一课", points=["JC01.1"]))
    rule = make_rule(course, check=CHECK)
    lin, wang = make_ready(course), make_ready(course)
    try_once(lin, course, rule, "B")
    assert queries.has_passed(lin.id, rule)
    assert not queries.has_passed(wang.id, rule)
    assert not queries.has_passed(lin.id, rule + 1)


def test_a_failed_try_is_no_pass(app: Flask) -> None:
    make_items(*["JC01.1.01"] * 4)
    course = make_published(article("第一课", points=["JC01.1"]))
    rule = make_rule(course, check=CHECK)
    lin = make_ready(course)
    try_once(lin, course, rule, "A")
    assert not queries.has_passed(lin.id, rule)
    [one] = queries.list_tries(lin.id, course, rule_id=rule)
    assert [answer.selected for answer in one.answers] == ["A", "A"]
    assert queries.list_seen([one]) == {item.code for item in queries.present_try(one)}


def test_lessons_completed_after_a_pass_are_granted_at_once(app: Flask) -> None:
    make_items(*["JC01.1.01"] * 4)
    course = make_published(
        article("第一课", points=["JC01.1"]), article("补充阅读", is_required=False)
    )
    rule = make_rule(course, Terms(Basis.LESSONS, by_kind={"article": 10}), check=CHECK)
    lin = make_user()
    make_enrolment(lin, course)
    first, further = lesson_keys(course)
    complete(lin, course, first)
    try_once(lin, course, rule, "B")
    assert minutes_of(lin) == [10]
    complete(lin, course, further)
    assert minutes_of(lin) == [10, 10]


def test_what_can_be_done_follows_from_the_tries(app: Flask) -> None:
    def handed_in(number: int, *, days_ago: int, is_passed: bool = False) -> CheckTry:
        at = NOON - timedelta(days=days_ago)
        return CheckTry(number=number, submitted_at=at, is_passed=is_passed)

    still_open = CheckTry(number=2, is_passed=False)
    judge = queries.judge_standing
    assert judge([], CHECK, now=NOON) == queries.Standing(None)
    assert judge([still_open], CHECK, now=NOON).open_try is still_open
    assert judge([handed_in(1, days_ago=1)], CHECK, now=NOON).next_at is None
    waiting = judge([handed_in(1, days_ago=0)], CHECK, now=NOON)
    assert waiting.next_at == NOON + timedelta(hours=24)
    used = judge([handed_in(1, days_ago=9), handed_in(2, days_ago=5)], CHECK, now=NOON)
    assert used.is_used_up
    assert judge([handed_in(1, days_ago=0, is_passed=True)], CHECK, now=NOON).is_passed
    assert judge([], None, now=NOON).is_used_up


def test_the_rule_of_a_check_is_the_one_in_force(app: Flask) -> None:
    bare, checked = make_published(), make_published()
    make_rule(bare)
    rule = make_rule(checked, check=CHECK)
    assert get_check_rule(checked, now=NOON).id == rule
    for course in (bare, make_published()):
        with pytest.raises(NoResultFound):
            get_check_rule(course, now=NOON)


def test_an_offer_counts_the_lessons_of_the_version(app: Flask) -> None:
    course = make_published(article("第一课"), article("第二课"))
    assert find_offer(newest(course), now=NOON) is None
    make_rule(course, Terms(Basis.LESSONS, by_kind={"article": 7}))
    offer = find_offer(newest(course), now=NOON)
    assert offer is not None
    assert offer.minutes == 14
    assert find_offer(newest(course), now=NOON - timedelta(days=366)) is None


def test_a_try_is_refused_before_completion_without_a_check_and_without_items(app: Flask) -> None:
    course = make_published(article("第一课", points=["JC01.1"]), article("第二课"))
    checked = make_rule(course, check=CHECK)
    lin = make_user()
    make_enrolment(lin, course)
    with pytest.raises(CheckNotOpen):
        actions.open_try(enrolment_of(lin, course), rule_of(checked), now=NOON)
    complete(lin, course, *lesson_keys(course))
    with pytest.raises(TooFewItems):
        actions.open_try(enrolment_of(lin, course), rule_of(checked), now=NOON)
    bare = make_published()
    without = make_rule(bare)
    done = make_ready(bare)
    with pytest.raises(CheckNotOpen):
        actions.open_try(enrolment_of(done, bare), rule_of(without), now=NOON)
    assert db.session.query(CheckTry).count() == 0


def test_tries_of_one_rule_do_not_use_up_those_of_another(app: Flask) -> None:
    make_items(*["JC01.1.01"] * 4)
    course = make_published(article("第一课", points=["JC01.1"]))
    first = make_rule(course, check=CheckTerms(2, 50, 1, 0))
    lin = make_ready(course)
    try_once(lin, course, first, "A")
    with pytest.raises(NoTriesLeft):
        actions.open_try(enrolment_of(lin, course), rule_of(first), now=NOON)
    with writing():
        db.session.query(CeRule).filter_by(id=first).update({"state": "ended"})
        db.session.commit()
        db.session.remove()
    second = make_rule(course, check=CheckTerms(2, 50, 1, 0))
    try_once(lin, course, second, "B")
    assert minutes_of(lin) == [90]


@pytest.mark.both_databases
def test_beginning_on_two_devices_at_once_draws_one_try(app: Flask) -> None:
    make_items(*["JC01.1.01"] * 4)
    course = make_published(article("第一课", points=["JC01.1"]))
    rule = make_rule(course, check=CHECK)
    lin = make_ready(course)
    user_id = lin.id
    db.session.remove()

    def begin() -> None:
        enrolment = find_enrolment(user_id, course)
        assert enrolment is not None
        actions.open_try(enrolment, db.session.get_one(CeRule, rule), now=NOON)

    assert run_at_once(app, begin, begin) == []
    assert db.session.query(CheckTry).count() == 1


def test_an_item_that_changes_meanwhile_is_marked_as_it_was_asked(app: Flask) -> None:
    make_items(*["JC01.1.01"] * 2)
    course = make_published(article("第一课", points=["JC01.1"]))
    rule = make_rule(course, check=CHECK)
    lin = make_ready(course)
    with writing():
        one = actions.open_try(enrolment_of(lin, course), rule_of(rule), now=NOON)
        asked = [answer.item_revision_id for answer in one.answers]
        db.session.commit()
        db.session.remove()
    [found] = queries.list_tries(lin.id, course, rule_id=rule)
    assert sorted(queries.list_keys(found)) == sorted(asked)
    assert set(queries.list_keys(found).values()) == {"B"}
