"""Who may mark what: the team of a course, the teachers of a class for its members, and nobody else."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select, text

from tests.factories_accounts import make_user, sign_in
from tests.factories_assignments import add_file, assignment, hand_in
from tests.factories_courses import (
    NOON,
    lesson_keys,
    make_course,
    make_enrolment,
    make_instructor,
)
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.courses import teams
from trainingapp.courses.models import Enrolment, Marking, Submission
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor("吴晓东")


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


@pytest.fixture
def desk(client: FlaskClient, wu: User) -> FlaskClient:
    return sign_in(client, wu)


def offer(wu: User, *learners: User, title: str = "写一份预估", **changes: Any) -> tuple[int, str]:
    zhao = make_user("赵文静", roles=[Role.ITEM_REVIEWER])
    course = make_course(wu, [assignment(title, **changes)], reviewer=zhao)
    for learner in learners:
        make_enrolment(learner, course)
    return course, lesson_keys(course)[0]


def markings(work: int) -> list[tuple[Decimal | None, str]]:
    query = select(Marking).where(Marking.submission_id == work).order_by(Marking.id)
    found = [(row.points, row.comment) for row in db.session.scalars(query)]
    db.session.remove()
    return found


def give(desk: FlaskClient, work: int, **data: Any) -> Any:
    said = {"points": "8", "comment": "结构清楚", "verdict": "marked", "seen": "0", **data}
    return desk.post(f"/teaching/marking/{work}", data=said, headers=EN)


def test_only_who_teaches_the_course_marks_it(app: Flask, wu: User, lin: User) -> None:
    work = hand_in(lin, *offer(wu, lin), text="只给老师看")
    add_file(work)
    app.config["WTF_CSRF_ENABLED"] = False
    others = [make_instructor("别人"), make_user("赵文静", roles=[Role.ITEM_REVIEWER]), lin]
    for person in others:
        client = sign_in(app.test_client(), person)
        expected = 404 if person is others[0] else 403
        for address in (f"/teaching/marking/{work}", f"/teaching/marking/{work}/files/1"):
            assert client.get(address).status_code == expected, person.display_name
        assert give(client, work).status_code == expected
        listed = client.get("/teaching/marking")
        assert listed.status_code == (200 if expected == 404 else 403)
        assert "林美华" not in listed.text.split("<main")[1]
    assert app.test_client().get(f"/teaching/marking/{work}").status_code == 302
    assert markings(work) == []


def test_nobody_marks_their_own_work(app: Flask, wu: User) -> None:
    place = offer(wu, wu)
    work = hand_in(wu, *place)
    app.config["WTF_CSRF_ENABLED"] = False
    client = sign_in(app.test_client(), wu)
    assert client.get(f"/teaching/marking/{work}").status_code == 404
    assert give(client, work).status_code == 404


def test_a_draft_is_nobody_elses(app: Flask, desk: FlaskClient, wu: User, lin: User) -> None:
    place = offer(wu, lin)
    phone = sign_in(app.test_client(), lin)
    phone.post(
        f"/courses/{place[0]}/lessons/{place[1]}/submission",
        json={"text": "还没写完", "base": "1.0"},
        headers={"Accept": "application/json"},
    )
    draft = db.session.scalars(select(Submission.id)).one()
    db.session.remove()
    add_file(draft)
    assert desk.get(f"/teaching/marking/{draft}").status_code == 404
    assert desk.get(f"/teaching/marking/{draft}/files/1").status_code == 404
    assert give(desk, draft).status_code == 404


def test_the_teacher_of_a_class_marks_its_members_only(
    app: Flask, wu: User, lin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    wang, zhou = make_user("王建国"), make_instructor("周敏")
    place = offer(wu, lin, wang)
    of_lin, of_wang = hand_in(lin, *place), hand_in(wang, *place)
    lin_id, zhou_id, course = lin.id, zhou.id, place[0]

    def courses(user_id: int) -> Any:
        return select(Enrolment.course_id).where(user_id == zhou_id)

    def learners(user_id: int) -> Any:
        pairs = select(Enrolment.course_id, Enrolment.user_id)
        return pairs.where(Enrolment.user_id == lin_id, user_id == zhou_id)

    monkeypatch.setattr(teams, "_TEACHERS", {})
    teams.register_teachers(courses, learners=learners)
    app.config["WTF_CSRF_ENABLED"] = False
    client = sign_in(app.test_client(), zhou)
    assert give(client, of_lin).status_code == 303
    assert give(client, of_wang).status_code == 404
    assert client.get(f"/teaching/{course}").status_code == 404  # marks, but does not write
    monkeypatch.setattr(teams, "_TEACHERS", {})
    teams.register_teachers(courses)
    assert give(client, of_wang).status_code == 303


def fill(count: int, wu: User) -> None:
    """A course with so much work waiting."""
    learners = [make_user(f"学员{n}") for n in range(min(count, 3))]
    course, key = offer(wu, *learners)
    first = hand_in(learners[0], course, key)
    db.session.rollback()
    with writing():
        work = db.session.get_one(Submission, first)
        same = {name: getattr(work, name) for name in ("course_id", "lesson_id", "saved_at")}
        rows = [
            {**same, "user_id": learners[n % len(learners)].id, "lesson_key": f"key{n:05}"}
            | {"round": 1, "state": "handed-in", "text": "", "handed_in_at": NOON}
            for n in range(count)
        ]
        db.session.execute(insert(Submission), rows)
        db.session.commit()
        db.session.remove()


def test_a_long_queue_takes_as_many_statements_as_a_short_one(
    app: Flask, desk: FlaskClient, wu: User
) -> None:
    fill(3, wu)
    few = count_statements(desk, "/teaching/marking")
    fill(2000, wu)
    assert count_statements(desk, "/teaching/marking") == few <= 10


@pytest.mark.both_databases
def test_the_queue_and_its_counts_work_on_both_databases(
    app: Flask, client: FlaskClient, wu: User, lin: User
) -> None:
    place = offer(wu, lin)
    work = hand_in(lin, *place)
    sign_in(client, wu)
    assert "(1)" in client.get("/teaching/marking").text
    assert f"/{work}" in client.post("/teaching/marking/next").location
    assert give(client, work).status_code == 303
    with writing(), pytest.raises(Exception, match="a marking never changes"):
        db.session.execute(text("UPDATE submission_marking SET comment = ''"))
    db.session.rollback()
