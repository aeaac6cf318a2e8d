"""Reports of reading that waited for a network: what they tell counts, where they were does not move anybody back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from tests.courses.papers import make_slides
from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import (
    NOON,
    article,
    enrolment_of,
    lesson_keys,
    make_enrolment,
    make_instructor,
    make_published,
)
from tests.factories_documents import make_learned
from trainingapp.accounts.models import User
from trainingapp.courses.models import Enrolment, LessonProgress
from trainingapp.extensions import db
from trainingapp.web.transactions import writing

HOUR = 3_600_000


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


@pytest.fixture
def learner(client: FlaskClient, lin: User) -> FlaskClient:
    return sign_in(client, lin)


def progress_of(user: User, course: int, key: str) -> LessonProgress | None:
    db.session.rollback()
    return db.session.get(LessonProgress, (user.id, course, key))


@pytest.mark.both_databases
def test_a_report_that_waited_for_a_network_moves_nobody_back_but_counts(
    app: Flask, client: FlaskClient, lin: User
) -> None:
    assert client
    course = make_published(article("一"), article("二"))
    first, second = lesson_keys(course)
    make_enrolment(lin, course, now=NOON - timedelta(days=9))
    phone, tablet = (sign_in(app.test_client(), lin) for _ in range(2))

    def tell(device: FlaskClient, key: str, position: int, **more: object) -> bool:
        said = {"position": position, **more}
        answer = device.post(f"/courses/{course}/lessons/{key}/progress", json=said)
        assert answer.status_code == 200
        return bool(answer.get_json()["completed"])

    def place(key: str) -> int:
        row = progress_of(lin, course, key)
        assert row is not None
        return row.position

    tell(tablet, first, 700)
    tell(tablet, second, 200)
    assert tell(phone, first, 1000, ago=HOUR) is True  # it had been read to its end
    tell(phone, first, 300, ago=HOUR)
    assert place(first) == 700
    assert enrolment_of(lin, course).last_lesson_key == second
    db.session.remove()
    tell(phone, first, 100)  # now, and on purpose
    assert place(first) == 100
    assert enrolment_of(lin, course).last_lesson_key == first
    db.session.remove()


@pytest.mark.parametrize("ago", [-1, 1.5, "5", True, None, 10**12])
def test_a_report_of_an_impossible_age_keeps_nothing(
    learner: FlaskClient, lin: User, ago: object
) -> None:
    course = make_published()
    key = lesson_keys(course)[0]
    make_enrolment(lin, course)
    said = {"position": 5, "ago": ago}
    answer = learner.post(f"/courses/{course}/lessons/{key}/progress", json=said)
    assert answer.status_code == 422
    assert progress_of(lin, course, key) is None


def test_pages_that_were_seen_without_a_network_count_and_the_newer_place_stays(
    app: Flask, lin: User
) -> None:
    wu = make_instructor()
    course, key = make_learned(sign_in(app.test_client(), wu), wu, lin, make_slides(3))
    with writing():
        db.session.execute(update(Enrolment).values(last_seen_at=NOON))
        db.session.commit()
        db.session.remove()
    phone = sign_in(app.test_client(), lin)
    address = f"/courses/{course}/lessons/{key}/pages"
    assert phone.post(address, json={"seen": [3], "at": 3}).status_code == 200
    said = {"seen": [1, 2], "at": 2, "ago": HOUR}
    assert phone.post(address, json=said).get_json()["completed"] is True
    row = progress_of(lin, course, key)
    assert row is not None
    assert (row.position, row.covered) == (3, [[0, 3]])
    assert phone.post(address, json={"seen": [1], "at": 1, "ago": -1}).status_code == 422
