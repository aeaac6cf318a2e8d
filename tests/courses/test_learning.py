"""Learning: enrolling, progress on all devices, exercises, completion by rule, notes; always one's own rows."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

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
)
from tests.factories_itembank import make_item
from tests.statements import count_statements
from trainingapp.accounts.actions.privacy import anonymise
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import User
from trainingapp.courses.models import Enrolment, ExerciseResponse, LessonNote, LessonProgress
from trainingapp.extensions import db
from trainingapp.itembank.models import BankItem, ItemRevision
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


@pytest.fixture
def learner(client: FlaskClient, lin: User) -> FlaskClient:
    return sign_in(client, lin)


def make_items(*keys: str) -> list[str]:
    """Committed ready items; their codes."""
    with writing():
        codes = [make_item(key).code for key in keys]
        db.session.commit()
    db.session.remove()
    return codes


def progress_of(user: User, course: int, key: str) -> LessonProgress | None:
    found = db.session.get(LessonProgress, (user.id, course, key))
    db.session.rollback()
    return found


def is_completed(user: User, course: int) -> bool:
    found = enrolment_of(user, course).completed_at is not None
    db.session.remove()
    return found


def test_enrolling_opens_the_first_lesson(learner: FlaskClient, lin: User) -> None:
    course = make_published()
    assert "Begin this course" in learner.get(f"/courses/{course}", headers=EN).text
    answer = learner.post(f"/courses/{course}/enrolment")
    assert answer.location == f"/courses/{course}/lessons/{lesson_keys(course)[0]}"
    assert learner.post(f"/courses/{course}/enrolment").status_code == 303  # twice is once
    assert db.session.scalar(select(func.count()).select_from(Enrolment)) == 1
    db.session.remove()
    page = learner.get("/courses/mine", headers=EN).text
    assert "社会工作方法入门" in page


def test_who_is_not_enrolled_reads_and_does_nothing(learner: FlaskClient) -> None:
    course = make_published()
    key = lesson_keys(course)[0]
    assert "You have not begun a course" in learner.get("/courses/mine", headers=EN).text
    assert learner.get(f"/courses/{course}/lessons/{key}").status_code == 404
    for act in ("progress", "completion", "notes", "responses/X", "responses/removal"):
        answer = learner.post(f"/courses/{course}/lessons/{key}/{act}", json={"position": 1})
        assert answer.status_code == 404, act
    assert learner.post(f"/courses/{course}/edition").status_code == 404


def test_done_leads_on_and_the_last_lesson_completes_the_course(
    learner: FlaskClient, lin: User
) -> None:
    course = make_published(article("一"), live(), article("三", is_required=False))
    first, second, third = lesson_keys(course)
    make_enrolment(lin, course)
    page = learner.get(f"/courses/{course}/lessons/{second}", headers=EN).text
    assert "https://meet.example.org/abc" in page
    assert f"lessons/{first}" in page
    assert f"lessons/{third}" in page
    answer = learner.post(f"/courses/{course}/lessons/{first}/completion")
    assert answer.location.endswith(second)
    assert not is_completed(lin, course)
    answer = learner.post(f"/courses/{course}/lessons/{second}/completion")
    assert answer.location == f"/courses/{course}"
    assert is_completed(lin, course)  # the third does not count
    assert "You completed this course" in learner.get(f"/courses/{course}", headers=EN).text
    learner.post(f"/courses/{course}/lessons/{third}/completion")
    assert "Completed" in learner.get("/courses/mine", headers=EN).text


def test_completion_keeps_its_first_day(learner: FlaskClient, lin: User) -> None:
    course = make_published(article("一"))
    key = lesson_keys(course)[0]
    make_enrolment(lin, course)
    with time_machine.travel(NOON, tick=False):
        sign_in(learner, lin)
        learner.post(f"/courses/{course}/lessons/{key}/progress", json={"position": 1000})
    with time_machine.travel(NOON + timedelta(minutes=30), tick=False):
        learner.post(f"/courses/{course}/lessons/{key}/progress", json={"position": 1000})
        learner.post(f"/courses/{course}/lessons/{key}/completion")
    row = progress_of(lin, course, key)
    assert row is not None
    assert row.completed_at == NOON
    assert enrolment_of(lin, course).completed_at == NOON


def test_an_article_read_to_its_end_is_completed(learner: FlaskClient, lin: User) -> None:
    course = make_published(article("一"), article("二"))
    first, second = lesson_keys(course)
    make_enrolment(lin, course)
    address = f"/courses/{course}/lessons/{first}/progress"
    assert learner.post(address, json={"position": 999}).get_json() == {
        "saved": True,
        "completed": False,
    }
    assert learner.post(address, json={"position": 1000}).get_json()["completed"] is True
    assert learner.post(address, json={"position": 400}).get_json()["completed"] is False
    row = progress_of(lin, course, first)
    assert row is not None
    assert (row.position, row.completed_at is not None) == (400, True)  # read again: still read
    assert not is_completed(lin, course)
    learner.post(f"/courses/{course}/lessons/{second}/completion")
    assert is_completed(lin, course)


def test_a_class_or_an_exercise_is_not_completed_by_being_looked_at(
    learner: FlaskClient, lin: User
) -> None:
    course = make_published(live(), exercise(make_items("A")))
    make_enrolment(lin, course)
    for key in lesson_keys(course):
        address = f"/courses/{course}/lessons/{key}/progress"
        assert learner.post(address, json={"position": 1000}).get_json()["completed"] is False
    answer = learner.post(f"/courses/{course}/lessons/{lesson_keys(course)[1]}/completion")
    assert answer.status_code == 409


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        {},
        {"position": None},
        {"position": "5"},
        {"position": 1.5},
        {"position": True},
        {"position": -1},
        {"position": 1001},
        {"position": 10**40},
    ],
)
def test_a_malformed_report_keeps_nothing(learner: FlaskClient, lin: User, said: object) -> None:
    course = make_published()
    key = lesson_keys(course)[0]
    make_enrolment(lin, course)
    answer = learner.post(f"/courses/{course}/lessons/{key}/progress", json=said)
    assert answer.status_code == 422
    assert progress_of(lin, course, key) is None


def test_the_position_is_found_again_on_another_device(
    app: Flask, learner: FlaskClient, lin: User
) -> None:
    course = make_published()
    key = lesson_keys(course)[1]
    make_enrolment(lin, course)
    learner.post(f"/courses/{course}/lessons/{key}/progress", json={"position": 640})
    tablet = sign_in(app.test_client(), lin)
    assert 'data-position="640"' in tablet.get(f"/courses/{course}/lessons/{key}").text
    home = tablet.get("/home", headers=EN).text
    assert "Continue where you stopped" in home
    assert f"/courses/{course}/lessons/{key}" in home


def test_the_home_page_leads_to_the_course_opened_last(learner: FlaskClient, lin: User) -> None:
    older, newer = make_published(title="旧课"), make_published(title="新课")
    assert "Learn before you sit" in learner.get("/home", headers=EN).text
    make_enrolment(lin, older, now=NOON)
    make_enrolment(lin, newer, now=NOON + timedelta(hours=1))
    assert "新课" in learner.get("/home").text
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        key = lesson_keys(older)[0]
        sign_in(learner, lin)
        learner.post(f"/courses/{older}/lessons/{key}/progress", json={"position": 1})
        page = learner.get("/home").text
    assert "旧课" in page
    assert "新课" not in page


@pytest.mark.both_databases
def test_a_report_takes_as_many_statements_in_a_long_course_as_in_a_short_one(
    app: Flask, client: FlaskClient
) -> None:
    lin = make_user()
    sign_in(client, lin)
    taken = []
    for many in (1, 40):
        course = make_published(*(article(f"第{n}课") for n in range(many)))
        make_enrolment(lin, course)
        key = lesson_keys(course)[0]
        address = f"/courses/{course}/lessons/{key}/progress"
        client.post(address, json={"position": 1})
        statements: list[str] = []

        def note(*arguments: object, into: list[str] = statements) -> None:
            into.append(str(arguments[2]))

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            assert client.post(address, json={"position": 2}).status_code == 200
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        taken.append(len(statements))
    assert taken[0] == taken[1] <= 9


def test_pages_take_as_many_statements_in_a_long_course_as_in_a_short_one(
    learner: FlaskClient, lin: User
) -> None:
    taken = []
    for many in (2, 40):
        course = make_published(*(article(f"第{n}课") for n in range(many)))
        make_enrolment(lin, course)
        key = lesson_keys(course)[0]
        pages = (f"/courses/{course}", f"/courses/{course}/lessons/{key}", "/courses/mine")
        taken.append([count_statements(learner, page) for page in pages])
    assert taken[0] == taken[1]


@pytest.mark.both_databases
def test_reports_of_two_devices_at_once_both_arrive(app: Flask) -> None:
    lin = make_user()
    course = make_published(article("一"), article("二"))
    make_enrolment(lin, course)
    app.config["WTF_CSRF_ENABLED"] = False
    devices = [sign_in(app.test_client(), lin) for _ in range(4)]
    db.session.remove()
    keys = lesson_keys(course)
    codes: list[int] = []

    def send(device: FlaskClient, key: str) -> None:
        for _ in range(5):
            answer = device.post(
                f"/courses/{course}/lessons/{key}/progress", json={"position": 1000}
            )
            codes.append(answer.status_code)

    threads = [
        threading.Thread(target=send, args=(device, keys[number % 2]))
        for number, device in enumerate(devices)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [200] * 20
    rows = db.session.scalars(select(LessonProgress)).all()
    assert [row.completed_at is not None for row in rows] == [True, True]
    assert enrolment_of(lin, course).completed_at is not None


def test_the_key_is_shown_with_the_answer_and_not_before(learner: FlaskClient, lin: User) -> None:
    codes = make_items("B", "AC")
    course = make_published(exercise(codes))
    key = lesson_keys(course)[0]
    make_enrolment(lin, course)
    address = f"/courses/{course}/lessons/{key}"
    page = learner.get(address, headers=EN).text
    assert "Rationale" not in page
    assert page.count('name="selected"') >= 8
    answer = learner.post(f"{address}/responses/{codes[0]}", data={"selected": "A"})
    assert answer.location == f"{address}#item-{codes[0]}"
    page = learner.get(address, headers=EN).text
    assert page.count("Rationale") == 1
    assert "Wrong" in page
    assert not is_completed(lin, course)
    learner.post(f"{address}/responses/{codes[1]}", data={"selected": ["C", "A"]})
    page = learner.get(address, headers=EN).text
    assert "1 of 2 right so far, 2 items in all." in page
    assert is_completed(lin, course)


@pytest.mark.parametrize(
    ("selected", "is_right"), [(["A", "C"], True), (["A"], False), (["A", "B", "C"], False)]
)
def test_only_the_whole_key_is_right(
    learner: FlaskClient, lin: User, selected: list[str], is_right: bool
) -> None:
    codes = make_items("AC")
    course = make_published(exercise(codes))
    key = lesson_keys(course)[0]
    make_enrolment(lin, course)
    learner.post(
        f"/courses/{course}/lessons/{key}/responses/{codes[0]}", data={"selected": selected}
    )
    assert db.session.scalars(select(ExerciseResponse.is_right)).all() == [is_right]


def test_no_option_is_no_answer_and_another_item_none_of_the_exercise(
    learner: FlaskClient, lin: User
) -> None:
    asked, other = make_items("A", "A")
    course = make_published(exercise([asked]))
    key = lesson_keys(course)[0]
    make_enrolment(lin, course)
    address = f"/courses/{course}/lessons/{key}/responses"
    for data in ({}, {"selected": "Z"}, {"selected": "<b>"}):
        assert learner.post(f"{address}/{asked}", data=data).status_code == 303
    assert learner.post(f"{address}/{other}", data={"selected": "A"}).status_code == 404
    assert db.session.scalar(select(func.count()).select_from(ExerciseResponse)) == 0


def test_an_exercise_can_be_done_again_and_stays_completed(learner: FlaskClient, lin: User) -> None:
    codes = make_items("A")
    course = make_published(exercise(codes))
    key = lesson_keys(course)[0]
    make_enrolment(lin, course)
    address = f"/courses/{course}/lessons/{key}"
    learner.post(f"{address}/responses/{codes[0]}", data={"selected": "B"})
    assert learner.post(f"{address}/responses/removal").status_code == 303
    assert "Rationale" not in learner.get(address, headers=EN).text
    assert is_completed(lin, course)


def test_an_item_that_has_changed_is_asked_anew(learner: FlaskClient, lin: User) -> None:
    codes = make_items("A")
    course = make_published(exercise(codes))
    key = lesson_keys(course)[0]
    make_enrolment(lin, course)
    address = f"/courses/{course}/lessons/{key}"
    learner.post(f"{address}/responses/{codes[0]}", data={"selected": "A"})
    assert "Rationale" in learner.get(address, headers=EN).text
    with writing():
        item = db.session.scalars(select(BankItem)).one()
        old = item.latest
        same = ("kind", "content", "content_sha256", "key", "level", "chapter", "made_at")
        values = {name: getattr(old, name) for name in (*same, "expected_facility")}
        db.session.add(ItemRevision(item_id=item.id, number=2, **values))
        item.latest_number = 2
        db.session.commit()
    db.session.remove()
    assert "Rationale" not in learner.get(address, headers=EN).text


def test_an_exercise_by_knowledge_points_takes_the_ready_items_of_the_section(
    learner: FlaskClient, lin: User
) -> None:
    with writing():
        inside = make_item(knowledge=["JC01.1.01"]).code
        make_item(knowledge=["JC01.1.02"], status="needs-review")
        make_item(knowledge=["JC02.1.01"], chapter="JC02")
        db.session.commit()
    db.session.remove()
    course = make_published(exercise(points=["JC01.1"], most=5))
    key = lesson_keys(course)[0]
    make_enrolment(lin, course)
    page = learner.get(f"/courses/{course}/lessons/{key}").text
    assert page.count('class="lesson-item"') == 1
    assert f"item-{inside}" in page


def test_an_exercise_without_ready_items_says_so(learner: FlaskClient, lin: User) -> None:
    course = make_published(exercise(points=["JC09.9"]))
    key = lesson_keys(course)[0]
    make_enrolment(lin, course)
    page = learner.get(f"/courses/{course}/lessons/{key}", headers=EN).text
    assert "No item is ready here" in page


def test_notes_are_ones_own(app: Flask, learner: FlaskClient, lin: User) -> None:
    course = make_published()
    key = lesson_keys(course)[0]
    wang = make_user("王建国")
    make_enrolment(lin, course)
    make_enrolment(wang, course)
    address = f"/courses/{course}/lessons/{key}"
    assert learner.post(f"{address}/notes", data={"text": "记住四件事<b>"}).status_code == 303
    assert "记住四件事&lt;b&gt;" in learner.get(address).text
    answer = learner.post(f"{address}/notes", data={"text": "长" * 2001})
    assert answer.status_code == 422
    assert "长长长" in answer.text
    other = sign_in(app.test_client(), wang)
    assert "记住四件事" not in other.get(address).text
    note = db.session.scalars(select(LessonNote.id)).one()
    db.session.remove()
    assert other.post(f"/courses/notes/{note}/removal").status_code == 404
    assert learner.post(f"/courses/notes/{note}/removal").status_code == 303
    assert "记住四件事" not in learner.get(address).text


def test_there_is_room_for_two_hundred_notes(learner: FlaskClient, lin: User) -> None:
    course = make_published()
    key = lesson_keys(course)[0]
    make_enrolment(lin, course)
    note = {"user_id": lin.id, "course_id": course, "lesson_key": key, "text": "x", "made_at": NOON}
    with writing():
        db.session.add_all(LessonNote(**note) for _ in range(200))
        db.session.commit()
    db.session.remove()
    answer = learner.post(f"/courses/{course}/lessons/{key}/notes", data={"text": "再一条"})
    assert answer.status_code == 409


def test_a_learner_takes_everything_along_and_leaves_nothing(
    learner: FlaskClient, lin: User
) -> None:
    codes = make_items("A")
    course = make_published(exercise(codes), article("读"), title="个案工作")
    key, text = lesson_keys(course)
    wang = make_user("王建国")
    make_enrolment(lin, course)
    make_enrolment(wang, course)
    learner.post(f"/courses/{course}/lessons/{key}/responses/{codes[0]}", data={"selected": "A"})
    learner.post(f"/courses/{course}/lessons/{text}/notes", data={"text": "我的想法"})
    data = collect_data(lin.id)
    assert data["enrolments"][0]["course"] == "个案工作"
    assert data["exercise_answers"][0]["selected"] == "A"
    assert data["lesson_notes"][0]["text"] == "我的想法"
    assert len(data["lesson_progress"]) == 1
    db.session.remove()
    with writing():
        anonymise(db.session.get_one(User, lin.id), now=NOON)
        db.session.commit()
    db.session.remove()
    for table in (LessonNote, ExerciseResponse, LessonProgress):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0
    assert db.session.scalars(select(Enrolment.user_id)).all() == [wang.id]


def test_an_author_takes_courses_and_comments_along(app: Flask) -> None:
    owner = make_instructor()
    make_course(owner, [article()], title="小组工作")
    data = collect_data(owner.id)
    assert [row["title"] for row in data["courses"]] == ["小组工作"]
    assert data["course_comments"] == []
