"""The final check: opens after the last lesson, is tried a few times, and grants when it is passed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import NOON, article, lesson_keys, make_enrolment, make_published
from tests.factories_education import CHECK, complete, end_rule, make_rule, minutes_of
from tests.factories_itembank import make_item
from tests.statements import count_statements
from trainingapp.accounts.actions.privacy import anonymise
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import User
from trainingapp.courses.actions import checks as actions
from trainingapp.courses.models import CheckAnswer, CheckTry, Course
from trainingapp.courses.queries.learning import find_enrolment
from trainingapp.education.models import CeRule
from trainingapp.extensions import db
from trainingapp.rules.course_checks import CheckClosed, CheckTerms
from trainingapp.rules.education import Basis, Terms
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
BY_KIND = Terms(Basis.LESSONS, by_kind={"article": 10})
RIGHT, WRONG = {"item-1": "B", "item-2": "B"}, {"item-1": "A", "item-2": "A"}


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOON, tick=False) as travel:
        yield travel


def make_pool(count: int = 6) -> None:
    """Ready items whose key is B, on the point that the course teaches."""
    with writing():
        for _ in range(count):
            make_item("B", knowledge=["JC01.1.01"])
        db.session.commit()
        db.session.remove()


def make_checked(*, check: CheckTerms = CHECK, terms: Terms | None = None) -> tuple[int, int]:
    """A course with a check, and the rule that asks for it."""
    course = make_published(article("第一课", points=["JC01.1"]), article("第二课"))
    rule = make_rule(course, terms or Terms(Basis.WHOLE, minutes=20), check=check)
    return course, rule


def make_ready(client: FlaskClient, course: int) -> User:
    """Somebody signed in who has completed the course."""
    lin = make_user()
    make_enrolment(lin, course)
    complete(lin, course, *lesson_keys(course))
    sign_in(client, lin)
    return lin


def begin(client: FlaskClient, course: int) -> str:
    """The address of the try that is open."""
    answer = client.post(f"/courses/{course}/check")
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def wait(client: FlaskClient, clock: time_machine.Coordinates, user: User, **time: int) -> None:
    """Let time go by, and sign in again: the sign-in is too old by then."""
    clock.shift(timedelta(**time))
    sign_in(client, user)


def hand_in(client: FlaskClient, course: int, answers: dict[str, str]) -> TestResponse:
    return client.post(begin(client, course), data=answers)


def test_passing_grants_what_was_held_back(
    client: FlaskClient, clock: time_machine.Coordinates
) -> None:
    make_pool()
    course, rule = make_checked()
    lin = make_ready(client, course)
    assert minutes_of(lin) == []
    page = client.get(f"/courses/{course}/check", headers=EN).text
    assert "Begin a try" in page
    assert "50 percent right" in page
    address = begin(client, course)
    assert client.post(address, data=RIGHT).status_code == 303
    assert minutes_of(lin) == [20]
    shown = client.get(address, headers=EN).text
    assert "2 of 2 right." in shown
    assert "Rationale" in shown
    assert "You have passed this check." in client.get(f"/courses/{course}/check", headers=EN).text
    [one] = db.session.query(CheckTry).all()
    assert (one.rule_id, one.right_count, one.is_passed) == (rule, 2, True)


def test_half_right_is_enough_for_half(
    client: FlaskClient, clock: time_machine.Coordinates
) -> None:
    make_pool()
    course, _rule = make_checked()
    lin = make_ready(client, course)
    hand_in(client, course, {"item-1": "B", "item-2": "C"})
    assert minutes_of(lin) == [20]


def test_what_lessons_bring_is_held_back_too(
    client: FlaskClient, clock: time_machine.Coordinates
) -> None:
    make_pool()
    course, _rule = make_checked(terms=BY_KIND)
    lin = make_ready(client, course)
    assert minutes_of(lin) == []
    hand_in(client, course, RIGHT)
    assert minutes_of(lin) == [10, 10]


def test_failing_grants_nothing_shows_no_key_and_asks_for_a_break(
    client: FlaskClient, clock: time_machine.Coordinates
) -> None:
    make_pool()
    course, _rule = make_checked()
    lin = make_ready(client, course)
    address = begin(client, course)
    client.post(address, data=WRONG)
    assert minutes_of(lin) == []
    shown = client.get(address, headers=EN).text
    assert "0 of 2 right." in shown
    assert "Rationale" not in shown
    assert "Your answer, right" not in shown
    assert (
        "The next try is possible from" in client.get(f"/courses/{course}/check", headers=EN).text
    )
    wait(client, clock, lin, hours=23, minutes=59)
    assert client.post(f"/courses/{course}/check").status_code == 409
    wait(client, clock, lin, minutes=1)
    client.post(begin(client, course), data=RIGHT)
    assert minutes_of(lin) == [20]


def test_a_second_try_asks_other_items(
    client: FlaskClient, clock: time_machine.Coordinates
) -> None:
    make_pool(4)
    course, _rule = make_checked()
    lin = make_ready(client, course)
    hand_in(client, course, WRONG)
    wait(client, clock, lin, days=2)
    begin(client, course)
    asked = [row.item_revision_id for row in db.session.query(CheckAnswer).all()]
    assert len(asked) == len(set(asked)) == 4


def test_no_try_follows_the_last(client: FlaskClient, clock: time_machine.Coordinates) -> None:
    make_pool()
    course, _rule = make_checked()
    lin = make_ready(client, course)
    for _ in range(2):
        hand_in(client, course, WRONG)
        wait(client, clock, lin, days=2)
    assert client.post(f"/courses/{course}/check").status_code == 409
    assert "All tries are used." in client.get(f"/courses/{course}/check", headers=EN).text


def test_an_open_try_goes_on_and_is_not_drawn_anew(
    client: FlaskClient, clock: time_machine.Coordinates
) -> None:
    make_pool()
    course, _rule = make_checked()
    make_ready(client, course)
    assert begin(client, course) == begin(client, course)
    assert db.session.query(CheckTry).count() == 1
    assert "Go on with your try" in client.get(f"/courses/{course}/check", headers=EN).text


def test_unanswered_items_are_pointed_at_and_nothing_chosen_is_lost(
    client: FlaskClient, clock: time_machine.Coordinates
) -> None:
    make_pool()
    course, _rule = make_checked()
    lin = make_ready(client, course)
    address = begin(client, course)
    answer = client.post(address, data={"item-1": "B"}, headers=EN)
    assert answer.status_code == 422
    assert 'href="#item-2"' in answer.text
    assert 'name="item-1" value="B" checked' in answer.text
    assert client.post(address, data={"item-1": "B", "item-2": "Z"}).status_code == 422
    assert db.session.query(CheckTry).one().submitted_at is None
    assert minutes_of(lin) == []


def test_handing_in_twice_changes_nothing(
    client: FlaskClient, clock: time_machine.Coordinates
) -> None:
    make_pool()
    course, _rule = make_checked()
    lin = make_ready(client, course)
    address = begin(client, course)
    client.post(address, data=WRONG)
    assert client.post(address, data=RIGHT).status_code == 200
    assert db.session.query(CheckTry).one().right_count == 0
    assert minutes_of(lin) == []
    enrolment, one = find_enrolment(lin.id, course), db.session.query(CheckTry).one()
    assert enrolment is not None
    with pytest.raises(CheckClosed):
        actions.submit_try(enrolment, one, {1: "B", 2: "B"}, now=NOON)


def test_after_a_pass_nothing_is_tried_again(
    client: FlaskClient, clock: time_machine.Coordinates
) -> None:
    make_pool()
    course, _rule = make_checked()
    lin = make_ready(client, course)
    hand_in(client, course, RIGHT)
    wait(client, clock, lin, days=2)
    assert client.post(f"/courses/{course}/check").status_code == 409
    assert minutes_of(lin) == [20]


def test_before_the_last_lesson_the_check_is_closed(
    client: FlaskClient, clock: time_machine.Coordinates
) -> None:
    make_pool()
    course, _rule = make_checked()
    lin = make_user()
    make_enrolment(lin, course)
    complete(lin, course, lesson_keys(course)[0])
    sign_in(client, lin)
    page = client.get(f"/courses/{course}/check", headers=EN).text
    assert "It opens when every lesson that counts is completed." in page
    assert client.post(f"/courses/{course}/check").status_code == 409


def test_too_few_items_are_told_and_use_up_no_try(
    client: FlaskClient, clock: time_machine.Coordinates
) -> None:
    make_pool(1)
    course, _rule = make_checked()
    make_ready(client, course)
    page = client.get(f"/courses/{course}/check", headers=EN).text
    assert "cannot be taken at present" in page
    assert "Begin a try" not in page
    assert client.post(f"/courses/{course}/check").status_code == 409
    assert db.session.query(CheckTry).count() == 0
    author = db.session.get_one(Course, course).owner
    sign_in(client, author)
    assert "lacks 1 items" in client.get(f"/teaching/{course}/education", headers=EN).text


def test_a_rule_that_ended_meanwhile_grants_nothing_though_the_try_is_kept(
    client: FlaskClient, clock: time_machine.Coordinates
) -> None:
    make_pool()
    course, rule = make_checked()
    lin = make_ready(client, course)
    address = begin(client, course)
    end_rule(rule)
    client.post(address, data=RIGHT)
    assert db.session.query(CheckTry).one().is_passed is True
    assert minutes_of(lin) == []
    assert client.get(f"/courses/{course}/check").status_code == 404


def test_a_course_without_a_check_has_no_page_for_one(
    client: FlaskClient, clock: time_machine.Coordinates
) -> None:
    course = make_published()
    make_rule(course)
    make_ready(client, course)
    assert client.get(f"/courses/{course}/check").status_code == 404
    assert client.post(f"/courses/{course}/check").status_code == 404


def test_a_try_is_its_owners_alone(client: FlaskClient, clock: time_machine.Coordinates) -> None:
    make_pool()
    course, _rule = make_checked()
    lin = make_ready(client, course)
    address = begin(client, course)
    other_course, _ = make_checked()
    wang = make_ready(client, course)
    for path in (address, address.replace(f"/{course}/", f"/{other_course}/")):
        assert client.get(path).status_code == 404
        assert client.post(path, data=RIGHT).status_code == 404
    stranger = make_user()
    sign_in(client, stranger)
    for path in (address, f"/courses/{course}/check", "/courses/999/check"):
        assert client.get(path).status_code == 404
        assert client.post(path, data=RIGHT).status_code == 404
    client.delete_cookie("session")
    assert client.get(address).status_code == 302
    assert minutes_of(lin) == minutes_of(wang) == []


def test_the_keys_are_nowhere_on_the_page_of_an_open_try(
    client: FlaskClient, clock: time_machine.Coordinates
) -> None:
    make_pool()
    course, _rule = make_checked()
    make_ready(client, course)
    page = client.get(begin(client, course)).text
    assert page.count('type="radio"') == 8
    assert "is-right" not in page
    assert "item-rationale" not in page


def test_a_try_of_twenty_items_takes_as_many_statements_as_one_of_two(
    client: FlaskClient, clock: time_machine.Coordinates
) -> None:
    make_pool(20)
    counts = []
    for number in (2, 20):
        course, _rule = make_checked(check=CheckTerms(number, 50, 2, 24))
        make_ready(client, course)
        counts.append(count_statements(client, begin(client, course)))
    assert counts[0] == counts[1]


@pytest.mark.both_databases
def test_tries_go_with_their_learner_and_travel_in_their_export(app: Flask) -> None:
    make_pool()
    course, rule = make_checked()
    lin = make_user()
    make_enrolment(lin, course)
    complete(lin, course, *lesson_keys(course))
    with writing():
        enrolment = find_enrolment(lin.id, course)
        assert enrolment is not None
        found = db.session.get_one(CeRule, rule)
        one = actions.open_try(enrolment, found, seed="x", now=NOON)
        actions.submit_try(enrolment, one, {1: "B", 2: "A"}, now=NOON)
        db.session.commit()
        db.session.remove()
    assert minutes_of(lin) == [20]
    rows = collect_data(lin.id)["final_checks"]
    assert [row["selected"] for row in rows] == ["B", "A"]
    with writing():
        anonymise(db.session.get_one(User, lin.id), now=NOON)
        db.session.commit()
        db.session.remove()
    assert db.session.query(CheckTry).count() == db.session.query(CheckAnswer).count() == 0
    assert minutes_of(lin) == [20]
