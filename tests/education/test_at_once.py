"""The same completion from two devices at once, and many different ones: nothing twice, no chain forked."""

from __future__ import annotations

import random
from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy.exc import DatabaseError

from tests.factories_accounts import make_user
from tests.factories_courses import NOON, make_published
from tests.factories_education import entries_of, make_entry, make_officer, make_rule, minutes_of
from trainingapp.accounts.models import User
from trainingapp.education.actions import granting, ledger as actions
from trainingapp.education.queries import ledger as queries
from trainingapp.extensions import db
from trainingapp.rules.education import Basis, Terms
from trainingapp.rules.errors import RuleViolation
from trainingapp.web.transactions import writing

BY_KIND = Terms(Basis.LESSONS, by_kind={"article": 10})


def run_at_once(app: Flask, *acts: Callable[[], object]) -> list[Exception]:
    """Each act in a thread and a transaction of its own, all beginning together; what went wrong."""
    wrong: list[Exception] = []
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        with app.app_context():
            start.wait(timeout=10)
            try:
                with writing():
                    act()
                    db.session.commit()
            except (DatabaseError, RuleViolation) as error:
                wrong.append(error)
                db.session.rollback()
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return wrong


@pytest.mark.both_databases
def test_the_same_course_completed_on_two_devices_counts_once(app: Flask) -> None:
    lin, course = make_user(), make_published()
    make_rule(course)
    user_id = lin.id
    db.session.remove()

    def grant() -> None:
        granting.grant_for_course(user_id, course, now=NOON)

    assert run_at_once(app, grant, grant, grant) == []
    assert minutes_of(lin) == [90]


@pytest.mark.both_databases
def test_lessons_completed_at_once_make_one_chain(app: Flask) -> None:
    lin, course = make_user(), make_published()
    make_rule(course, BY_KIND)
    user_id = lin.id
    db.session.remove()

    def grant(key: str) -> Callable[[], object]:
        return lambda: granting.grant_for_lesson(user_id, course, key=key, kind="article", now=NOON)

    assert run_at_once(app, *(grant(f"key{number}") for number in range(6))) == []
    assert minutes_of(lin) == [10] * 6
    assert queries.find_broken(lin.id) is None


@pytest.mark.both_databases
def test_two_corrections_at_once_never_take_more_than_there_is(app: Flask) -> None:
    lin, officer = make_user(), make_officer()
    entry = make_entry(lin, 60)
    user_id, actor_id = lin.id, officer.id
    db.session.remove()

    def take() -> None:
        actions.correct_entry(
            user_id, entry, minutes=-40, reason="重复签到", actor_id=actor_id, now=NOON
        )

    wrong = run_at_once(app, take, take)
    assert len(wrong) == 1
    assert minutes_of(lin) == [60, -40]
    assert queries.find_broken(lin.id) is None


@pytest.mark.both_databases
@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_in_whatever_order_the_ledger_stays_sound(app: Flask, seed: int) -> None:
    """Grants and corrections by chance from a fixed seed: sums hold, nothing is negative, chains are whole."""
    chance = random.Random(seed)
    lin, wang, officer = make_user(), make_user(), make_officer()
    courses = [make_published(), make_published()]
    make_rule(courses[0], BY_KIND)
    make_rule(courses[1])
    people = [lin.id, wang.id]
    db.session.remove()
    for _ in range(40):
        with writing():
            try:
                act_by_chance(chance, people, courses=courses, officer_id=officer.id)
                db.session.commit()
            except RuleViolation:
                db.session.rollback()
            db.session.remove()
    for person in (lin, wang):
        check_sound(person)


def act_by_chance(
    chance: random.Random, people: list[int], *, courses: list[int], officer_id: int
) -> None:
    user_id = chance.choice(people)
    rows = db.session.scalars(queries.list_entries(user_id)).all()
    kind = chance.choice(["lesson", "course", "correction"])
    if kind == "lesson":
        key = f"key{chance.randrange(4)}"
        granting.grant_for_lesson(user_id, courses[0], key=key, kind="article", now=NOON)
    elif kind == "course":
        granting.grant_for_course(user_id, chance.choice(courses), now=NOON)
    elif rows:
        actions.correct_entry(
            user_id,
            chance.choice(rows).id,
            minutes=chance.randint(-60, 60),
            reason="核对",
            actor_id=officer_id,
            now=NOON,
        )


def check_sound(person: User) -> None:
    rows = entries_of(person)
    granted = [row for row in rows if row.corrects_id is None]
    units = [(row.course_id, row.unit) for row in granted]
    assert len(units) == len(set(units))
    for row in granted:
        changes = [one.minutes for one in rows if one.corrects_id == row.id]
        assert 0 <= row.minutes + sum(changes) <= row.minutes
    assert queries.sum_minutes(person.id) == sum(row.minutes for row in rows) >= 0
    assert queries.find_broken(person.id) is None
    assert sorted(row.number for row in rows) == list(range(1, len(rows) + 1))
