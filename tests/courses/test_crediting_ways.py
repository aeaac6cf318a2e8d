"""Whichever way a lesson is completed it is credited, the first time, in the same transaction, and cheaply."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import (
    NOON,
    article,
    enrolment_of,
    exercise,
    lesson_keys,
    live,
    make_course,
    make_enrolment,
    make_instructor,
    make_published,
    publish,
)
from tests.factories_education import complete, entries_of, make_rule, minutes_of
from tests.factories_itembank import make_item
from trainingapp.accounts.actions.privacy import anonymise
from trainingapp.accounts.models import User
from trainingapp.courses.actions import authoring, learning, versions
from trainingapp.courses.models import Course, LessonProgress
from trainingapp.courses.queries import authoring as queries
from trainingapp.courses.queries.learning import get_lesson, get_place
from trainingapp.education.actions import granting
from trainingapp.extensions import db
from trainingapp.rules.education import Basis, Terms
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

ALL_KINDS = Terms(Basis.LESSONS, by_kind={"article": 7, "exercise": 11, "live": 13, "download": 17})
Way = Callable[[FlaskClient, int, str], object]


def read(client: FlaskClient, course: int, key: str) -> object:
    return client.post(f"/courses/{course}/lessons/{key}/progress", json={"position": 1000})


def call_done(client: FlaskClient, course: int, key: str) -> object:
    return client.post(f"/courses/{course}/lessons/{key}/completion")


def learner(client: FlaskClient, course: int) -> User:
    lin = make_user()
    make_enrolment(lin, course)
    sign_in(client, lin)
    return lin


@pytest.mark.parametrize(
    ("lesson", "way", "minutes"),
    [(article(), read, 7), (article(), call_done, 7), (live(), call_done, 13)],
    ids=["article read", "article called done", "class called done"],
)
def test_a_lesson_is_credited_however_it_is_completed(
    client: FlaskClient, lesson: object, way: Way, minutes: int
) -> None:
    course = make_published(lesson, article("另一课"))  # type: ignore[arg-type]
    make_rule(course, ALL_KINDS)
    lin = learner(client, course)
    key = lesson_keys(course)[0]
    for _ in range(3):
        way(client, course, key)
    assert minutes_of(lin) == [minutes]
    assert entries_of(lin)[0].unit == key


def test_an_exercise_is_credited_with_its_last_answer(client: FlaskClient) -> None:
    with writing():
        codes = [make_item("B").code for _ in range(2)]
        db.session.commit()
        db.session.remove()
    course = make_published(exercise(codes), article("另一课"))
    make_rule(course, ALL_KINDS)
    lin = learner(client, course)
    key = lesson_keys(course)[0]
    address = f"/courses/{course}/lessons/{key}/responses"
    client.post(f"{address}/{codes[0]}", data={"selected": "A"})
    assert minutes_of(lin) == []
    client.post(f"{address}/{codes[1]}", data={"selected": "B"})
    assert minutes_of(lin) == [11]
    client.post(f"{address}/removal")
    for code in codes:
        client.post(f"{address}/{code}", data={"selected": "B"})
    assert minutes_of(lin) == [11]


def test_an_article_half_read_is_not_credited(client: FlaskClient) -> None:
    course = make_published()
    make_rule(course, ALL_KINDS)
    lin = learner(client, course)
    key = lesson_keys(course)[0]
    client.post(f"/courses/{course}/lessons/{key}/progress", json={"position": 999})
    assert minutes_of(lin) == []


def count_rule_statements(act: Callable[[], object]) -> int:
    """How often an act asks for a rule of continuing education."""
    found: list[str] = []

    def note(*arguments: object) -> None:
        found.append(str(arguments[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len([text for text in found if "ce_rule" in text or "ce_entry" in text])


def test_reading_on_and_on_asks_for_a_rule_once(client: FlaskClient) -> None:
    course = make_published()
    learner(client, course)
    key = lesson_keys(course)[0]
    assert count_rule_statements(lambda: read(client, course, key)) == 1
    assert count_rule_statements(lambda: read(client, course, key)) == 0


def test_a_heartbeat_that_completes_nothing_asks_for_no_rule(client: FlaskClient) -> None:
    course = make_published()
    make_rule(course, ALL_KINDS)
    learner(client, course)
    key = lesson_keys(course)[0]
    address = f"/courses/{course}/lessons/{key}/progress"
    assert count_rule_statements(lambda: client.post(address, json={"position": 500})) == 0


@pytest.mark.both_databases
def test_a_completion_that_is_rolled_back_leaves_no_row(app: Flask) -> None:
    lin, course = make_user(), make_published()
    make_rule(course, ALL_KINDS)
    make_enrolment(lin, course)
    key = lesson_keys(course)[0]
    with writing():
        enrolment = enrolment_of(lin, course)
        lesson = get_lesson(lin.id, course, key=key)
        learning.complete_lesson(enrolment, lesson, now=NOON)
        assert db.session.query(LessonProgress).count() == 1
        db.session.rollback()
        db.session.remove()
    assert minutes_of(lin) == []
    assert db.session.query(LessonProgress).count() == 0


def test_when_crediting_fails_the_completion_fails_too(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    lin, course = make_user(), make_published()
    make_rule(course, ALL_KINDS)
    make_enrolment(lin, course)

    def fail(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("the ledger is away")

    monkeypatch.setattr(granting, "append", fail)
    with pytest.raises(RuntimeError):
        complete(lin, course, lesson_keys(course)[0])
    db.session.rollback()
    db.session.remove()
    assert get_place(lin.id, course).completed == set()


def make_second_edition() -> tuple[int, User]:
    """A course whose second edition has dropped its second lesson, and somebody who did the first in the first."""
    owner, reviewer = make_instructor(), make_user("赵文静", roles=[Role.ITEM_REVIEWER])
    course = make_course(owner, [article("第一课"), article("第二课")], reviewer=reviewer)
    lin = make_user()
    make_enrolment(lin, course)
    first, second = lesson_keys(course)
    complete(lin, course, first)
    with writing():
        found = db.session.get_one(Course, course)
        version = versions.open_version(found, actor_id=owner.id, now=NOON)
        gone = next(lesson for lesson in version.lessons if lesson.key == second)
        authoring.remove_lesson(gone)
        db.session.flush()
        db.session.expire_all()
        publish(db.session.get_one(Course, course), reviewer, now=NOON)
        db.session.commit()
        db.session.remove()
    return course, lin


def test_moving_to_an_edition_that_is_done_by_then_is_credited(app: Flask) -> None:
    course, lin = make_second_edition()
    make_rule(course)
    with writing():
        learning.move_to_edition(enrolment_of(lin, course), now=NOON + timedelta(days=1))
        db.session.commit()
        db.session.remove()
    [entry] = entries_of(lin)
    assert (entry.unit, entry.minutes) == ("whole", 90)
    assert entry.earned_on.isoformat() == "2026-11-23"


def test_a_lesson_keeps_its_credit_through_editions(app: Flask) -> None:
    owner, reviewer = make_instructor(), make_user("赵文静", roles=[Role.ITEM_REVIEWER])
    course = make_course(owner, [article("第一课"), article("第二课")], reviewer=reviewer)
    make_rule(course, ALL_KINDS)
    lin = make_user()
    make_enrolment(lin, course)
    first, second = lesson_keys(course)
    complete(lin, course, first)
    with writing():
        found = db.session.get_one(Course, course)
        version = versions.open_version(found, actor_id=owner.id, now=NOON)
        assert [lesson.key for lesson in version.lessons] == [first, second]
        publish(found, reviewer, now=NOON)
        db.session.commit()
        db.session.remove()
    complete(lin, course, first, second)
    assert minutes_of(lin) == [7, 7]
    assert queries.list_numbers(db.session.get_one(Course, course))


def test_who_left_and_comes_back_as_another_earns_anew_and_the_old_rows_stay(app: Flask) -> None:
    course = make_published()
    make_rule(course)
    lin = make_user("林美华")
    make_enrolment(lin, course)
    complete(lin, course, *lesson_keys(course))
    with writing():
        anonymise(db.session.get_one(User, lin.id), now=NOON)
        db.session.commit()
        db.session.remove()
    again = make_user("林美华")
    make_enrolment(again, course)
    complete(again, course, *lesson_keys(course))
    assert minutes_of(lin) == minutes_of(again) == [90]


@pytest.mark.both_databases
def test_every_learner_of_a_course_has_a_chain_of_their_own(app: Flask) -> None:
    course = make_published()
    make_rule(course, ALL_KINDS)
    people = [make_user(f"学员{number}") for number in range(4)]
    for person in people:
        make_enrolment(person, course)
    first, second = lesson_keys(course)
    for key in (first, second):
        for person in people:
            complete(person, course, key)
    for person in people:
        rows = sorted(entries_of(person), key=lambda one: one.number)
        assert [row.number for row in rows] == [1, 2]
        assert rows[0].previous == ""
        assert rows[1].previous == rows[0].hash
    assert len({row.hash for person in people for row in entries_of(person)}) == 8
