"""An author's desk: what is written, by whom, in which order, and what is refused."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_courses import (
    article,
    exercise,
    lessons_of,
    live,
    make_course,
    make_instructor,
    make_published,
    newest,
)
from tests.factories_itembank import make_item, make_syllabus
from trainingapp.accounts.models import User
from trainingapp.courses.models import Course
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
TEXT = {"title_zh": "接案", "minutes": "10", "markdown": "**要点**", "is_required": "y"}
TALK = {
    "title_zh": "答疑",
    "minutes": "60",
    "starts_at": "2026-12-01T19:30",
    "join_url": "https://meet.example.org/a?b=c",
}
WORK = {"title_zh": "练习", "minutes": "10", "most": "5", "is_required": "y"}


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor(organisation=make_organisation("滨江师范大学"))


@pytest.fixture
def desk(client: FlaskClient, wu: User) -> FlaskClient:
    return sign_in(client, wu)


def begin(desk: FlaskClient, **changes: str) -> int:
    """Begin a course through its form; its id."""
    data = {"title_zh": "小组工作", "summary_zh": "带小组的第一步。", **changes}
    answer = desk.post("/teaching/new", data=data)
    assert answer.status_code == 303, answer.text
    return int(answer.location.rsplit("/", 1)[1])


def first_section(course: int) -> int:
    found = newest(course).sections[0].id
    db.session.remove()
    return int(found)


def add(desk: FlaskClient, course: int, kind: str, data: dict[str, Any]) -> Any:
    section = first_section(course)
    return desk.post(f"/teaching/{course}/sections/{section}/lessons?kind={kind}", data=data)


def order(course: int) -> list[tuple[str, list[str]]]:
    """The titles of sections and lessons as they stand."""
    found = [
        (section.title["zh"], [lesson.title["zh"] for lesson in section.lessons])
        for section in newest(course).sections
    ]
    db.session.remove()
    return found


def shown(client: FlaskClient, course: int) -> list[str]:
    """The titles of lessons in the order of the page."""
    html = client.get(f"/teaching/{course}").text
    return re.findall(r'course-words"><a [^>]*>([^<]*)</a>', html)


def test_a_course_begins_with_a_title_and_two_sentences(desk: FlaskClient, wu: User) -> None:
    assert "You have not written a course yet" in desk.get("/teaching", headers=EN).text
    course = begin(desk, title_en="Group work", subject="junior-practice", level="senior")
    row = db.session.get_one(Course, course)
    assert row.title == {"zh": "小组工作", "en": "Group work"}
    assert (row.subject, row.level) == ("junior-practice", "junior")  # the subject decides
    assert row.owner_id == wu.id
    assert row.organisation.name == "滨江师范大学"
    assert not row.is_listed
    db.session.remove()
    assert "小组工作" in desk.get("/teaching").text
    assert desk.get(f"/teaching/{course}").status_code == 200


def test_a_course_without_a_title_is_refused_and_nothing_typed_is_lost(desk: FlaskClient) -> None:
    answer = desk.post("/teaching/new", data={"title_zh": " ", "summary_zh": "带小组的第一步。"})
    assert answer.status_code == 422
    assert "带小组的第一步。" in answer.text
    assert "error-summary" in answer.text


def test_an_article_is_written_changed_and_removed(desk: FlaskClient) -> None:
    course = begin(desk)
    answer = add(desk, course, "article", {**TEXT, "is_preview": "y"})
    assert answer.status_code == 303
    lesson = lessons_of(course)[0]
    number, key = lesson.id, lesson.key
    assert (lesson.is_required, lesson.is_preview) == (True, True)
    db.session.remove()
    page = desk.get(f"/teaching/{course}/lessons/{number}").text
    assert "<strong>要点</strong>" in page
    form = desk.get(f"/teaching/{course}/lessons/{number}/edit").text
    assert "**要点**" in form
    changed = {**TEXT, "title_zh": "接案与预估", "title_en": "Intake"}
    changed.pop("is_required")
    assert desk.post(f"/teaching/{course}/lessons/{number}/edit", data=changed).status_code == 303
    lesson = lessons_of(course)[0]
    assert (lesson.key, lesson.title["en"], lesson.is_required) == (key, "Intake", False)
    db.session.remove()
    assert desk.post(f"/teaching/{course}/lessons/{number}/removal").status_code == 303
    assert order(course)[0][1] == []


def test_a_live_class_keeps_its_time_in_shanghai_and_its_link(desk: FlaskClient) -> None:
    course = begin(desk)
    assert add(desk, course, "live", TALK).status_code == 303
    lesson = lessons_of(course)[0]
    assert lesson.content["join_url"] == "https://meet.example.org/a?b=c"
    number = lesson.id
    db.session.remove()
    assert "19:30" in desk.get(f"/teaching/{course}/lessons/{number}").text
    assert 'value="2026-12-01' in desk.get(f"/teaching/{course}/lessons/{number}/edit").text


@pytest.mark.parametrize(
    "link",
    [
        "http://meet.example.org",
        "javascript:alert(1)",
        "//meet.example.org",
        "https://",
        "https:///path",
        "https://user:word@meet.example.org",
        "https://meet.example.org/a b",
        'https://meet.example.org/"onclick=',
        "https://meet.example.org\\@evil.example",
        "https://[::1",
        "data:text/html,x",
        "ftp://meet.example.org",
    ],
)
def test_only_safe_links_lead_to_a_class(desk: FlaskClient, link: str) -> None:
    course = begin(desk)
    for name in ("join_url", "replay_url"):
        answer = add(desk, course, "live", {**TALK, name: link})
        assert answer.status_code == 422, link
    assert order(course)[0][1] == []


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("article", {**TEXT, "title_zh": ""}),
        ("article", {**TEXT, "markdown": ""}),
        ("article", {**TEXT, "markdown": "长" * 60_001}),
        ("article", {**TEXT, "minutes": "0"}),
        ("article", {**TEXT, "minutes": "x"}),
        ("article", {**TEXT, "point_1": "JC01.1.01"}),  # not offered: the course has no subject
        ("live", {**TALK, "starts_at": "0002-12-01T19:30"}),
        ("live", {**TALK, "starts_at": ""}),
        ("exercise", WORK),  # neither items nor points
        ("exercise", {**WORK, "items": "JC-99-9999"}),
        ("exercise", {**WORK, "items": " ".join(f"X{n}" for n in range(31))}),
        ("exercise", {**WORK, "items": "JC-01-0001", "most": "31"}),
    ],
)
def test_a_faulty_lesson_is_refused_beside_its_field(
    desk: FlaskClient, kind: str, data: dict[str, str]
) -> None:
    course = begin(desk)
    answer = add(desk, course, kind, data)
    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert order(course)[0][1] == []


def test_there_is_no_lesson_of_an_unknown_kind(desk: FlaskClient) -> None:
    course = begin(desk)
    assert add(desk, course, "scorm", TEXT).status_code == 404


def test_an_exercise_asks_ready_items_only(desk: FlaskClient) -> None:
    with writing():
        ready, draft = make_item().code, make_item(status="draft").code
        written = make_item("", kind="case", content={"tasks": [{"prompt": "？"}]}).code
        db.session.commit()
    db.session.remove()
    course = begin(desk)
    answer = add(desk, course, "exercise", {**WORK, "items": f"{ready}、{draft} {written}"})
    assert answer.status_code == 422
    assert draft in answer.text
    assert add(desk, course, "exercise", {**WORK, "items": f"{ready}\n{ready}"}).status_code == 303
    lesson = lessons_of(course)[0]
    assert lesson.content == {"items": [ready], "points": [], "most": 5}
    number = lesson.id
    db.session.remove()
    assert "item-option" in desk.get(f"/teaching/{course}/lessons/{number}").text


def test_knowledge_points_of_the_subject_are_offered_and_kept(desk: FlaskClient) -> None:
    with writing():
        make_syllabus()
        make_item(knowledge=["JC01.1.01"])
        db.session.commit()
    db.session.remove()
    course = begin(desk, subject="junior-comprehensive")
    data = {**WORK, "point_1": "JC01.1.01", "point_2": "JC02.1.01", "point_3": "JC01.1.01"}
    assert add(desk, course, "exercise", data).status_code == 303
    lesson = lessons_of(course)[0]
    assert [point.code for point in lesson.points] == ["JC01.1.01", "JC02.1.01"]
    number = lesson.id
    db.session.remove()
    changed = {**data, "point_1": "JC02.1.02", "point_3": ""}
    desk.post(f"/teaching/{course}/lessons/{number}/edit", data=changed)
    assert [p.code for p in lessons_of(course)[0].points] == ["JC02.1.02", "JC02.1.01"]
    db.session.remove()
    # When the subject changes, what the lesson has stays offered.
    desk.post(
        f"/teaching/{course}/edit", data={"title_zh": "小组", "summary_zh": "第一步", "subject": ""}
    )
    assert 'value="JC02.1.02"' in desk.get(f"/teaching/{course}/lessons/{number}/edit").text


def test_buttons_move_lessons_and_sections(desk: FlaskClient) -> None:
    course = begin(desk)
    for title in ("甲", "乙"):
        add(desk, course, "article", {**TEXT, "title_zh": title})
    desk.post(f"/teaching/{course}/sections", data={"title_zh": "第二部分", "title_en": "Part 2"})
    first, second = (lesson.id for lesson in lessons_of(course))
    sections = [section.id for section in newest(course).sections]
    db.session.remove()

    def move(what: str, number: int, step: str) -> None:
        answer = desk.post(f"/teaching/{course}/{what}/{number}/place", data={"step": step})
        assert answer.status_code == 303

    move("lessons", first, "down")
    assert order(course) == [("第一部分", ["乙", "甲"]), ("第二部分", [])]
    move("lessons", first, "down")  # over the edge
    assert order(course) == [("第一部分", ["乙"]), ("第二部分", ["甲"])]
    move("lessons", first, "down")  # at the end it stays
    assert order(course) == [("第一部分", ["乙"]), ("第二部分", ["甲"])]
    move("sections", sections[1], "up")
    assert order(course) == [("第二部分", ["甲"]), ("第一部分", ["乙"])]
    move("sections", sections[1], "up")
    move("lessons", second, "up")
    assert order(course) == [("第二部分", ["甲", "乙"]), ("第一部分", [])]
    assert shown(desk, course) == ["甲", "乙"]
    assert (
        desk.post(f"/teaching/{course}/lessons/{first}/place", data={"step": "x"}).status_code
        == 400
    )


def test_an_empty_section_can_be_removed_and_any_renamed(desk: FlaskClient) -> None:
    course = begin(desk)
    add(desk, course, "article", TEXT)
    full = first_section(course)
    assert desk.post(f"/teaching/{course}/sections/{full}/removal").status_code == 409
    data = {"title_zh": "准备"}
    assert desk.get(f"/teaching/{course}/sections/{full}/edit").status_code == 200
    assert (
        desk.post(f"/teaching/{course}/sections/{full}/edit", data={"title_zh": ""}).status_code
        == 422
    )
    assert desk.post(f"/teaching/{course}/sections/{full}/edit", data=data).status_code == 303
    assert desk.post(f"/teaching/{course}/sections", data={}).status_code == 422
    desk.post(f"/teaching/{course}/sections", data={"title_zh": "空的"})
    empty = newest(course).sections[1].id
    db.session.remove()
    assert desk.post(f"/teaching/{course}/sections/{empty}/removal").status_code == 303
    assert order(course) == [("准备", ["接案"])]


def test_dragging_sends_the_whole_order(desk: FlaskClient) -> None:
    course = begin(desk)
    for title in ("甲", "乙", "丙"):
        add(desk, course, "article", {**TEXT, "title_zh": title})
    desk.post(f"/teaching/{course}/sections", data={"title_zh": "第二部分"})
    one, two, three = (lesson.id for lesson in lessons_of(course))
    left, right = (section.id for section in newest(course).sections)
    db.session.remove()
    wanted = [{"id": right, "lessons": [three, one]}, {"id": left, "lessons": [two]}]
    answer = desk.post(f"/teaching/{course}/order", json={"sections": wanted})
    assert answer.get_json() == {"saved": True}
    assert order(course) == [("第二部分", ["丙", "甲"]), ("第一部分", ["乙"])]
    for outdated in (
        [{"id": right, "lessons": [three, one]}, {"id": left, "lessons": []}],
        [{"id": right, "lessons": [three, one, one]}, {"id": left, "lessons": [two]}],
        [{"id": right, "lessons": [three, one, two]}],
        [{"id": right, "lessons": [three, one]}, {"id": 999, "lessons": [two]}],
    ):
        answer = desk.post(f"/teaching/{course}/order", json={"sections": outdated})
        assert answer.status_code == 409
    assert order(course) == [("第二部分", ["丙", "甲"]), ("第一部分", ["乙"])]


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        {},
        {"sections": 1},
        {"sections": [1]},
        {"sections": [{"id": "1", "lessons": []}]},
        {"sections": [{"id": 1, "lessons": 1}]},
        {"sections": [{"id": 1, "lessons": ["1"]}]},
        {"sections": [{"id": True, "lessons": []}]},
    ],
)
def test_a_malformed_order_is_refused(desk: FlaskClient, said: object) -> None:
    course = begin(desk)
    assert desk.post(f"/teaching/{course}/order", json=said).status_code == 422


ACTS = (
    ("GET", ""),
    ("GET", "/edit"),
    ("POST", "/edit"),
    ("POST", "/sections"),
    ("POST", "/order"),
    ("POST", "/review"),
    ("POST", "/review/recall"),
    ("POST", "/versions"),
    ("POST", "/comments"),
    ("POST", "/withdrawal"),
    ("POST", "/listing"),
    ("GET", "/lessons/{lesson}"),
    ("GET", "/lessons/{lesson}/edit"),
    ("POST", "/lessons/{lesson}/removal"),
    ("POST", "/lessons/{lesson}/place"),
    ("GET", "/sections/{section}/lessons?kind=article"),
    ("POST", "/sections/{section}/removal"),
)


@pytest.mark.parametrize("who", ["another instructor", "no longer there", "learner", "nobody"])
def test_a_draft_is_touched_by_its_author_only(app: Flask, client: FlaskClient, who: str) -> None:
    place = make_organisation()
    owner = make_instructor("甲", organisation=place)
    course = make_course(owner, [article()], organisation_id=place.id)
    lesson, section = lessons_of(course)[0].id, newest(course).sections[0].id
    db.session.remove()
    if who == "no longer there":
        elsewhere = make_organisation("别处大学")
        with writing():
            db.session.get_one(User, owner.id).role_grants[0].organisation_id = elsewhere.id
            db.session.commit()
        reader = owner
    else:
        reader = make_instructor() if who == "another instructor" else make_user()
    if who != "nobody":
        sign_in(client, reader)
    refused = {"learner": 403, "nobody": 302}.get(who, 404)
    for method, path in ACTS:
        address = f"/teaching/{course}{path.format(lesson=lesson, section=section)}"
        answer = client.open(address, method=method, json={} if method == "POST" else None)
        expected = 401 if who == "nobody" and method == "POST" else refused
        assert answer.status_code == expected, (method, path, answer.status_code)


def test_lessons_of_another_version_are_not_found(desk: FlaskClient) -> None:
    course, other = begin(desk), begin(desk)
    add(desk, other, "article", TEXT)
    lesson = lessons_of(other)[0].id
    section = newest(other).sections[0].id
    db.session.remove()
    assert desk.get(f"/teaching/{course}/lessons/{lesson}").status_code == 404
    assert desk.post(f"/teaching/{course}/lessons/{lesson}/removal").status_code == 404
    assert desk.post(f"/teaching/{course}/sections/{section}/removal").status_code == 404
    assert desk.post(f"/teaching/{course}/sections/{section}/lessons", data=TEXT).status_code == 404


def test_a_published_version_cannot_be_changed(app: Flask, client: FlaskClient) -> None:
    course = make_published(article("甲"), exercise(["X"]), live())
    owner = db.session.get_one(Course, course).owner_id
    author = db.session.get_one(User, owner)
    lesson = lessons_of(course)[0].id
    sign_in(client, author)
    for path in (f"/lessons/{lesson}/removal", "/sections", "/edit", f"/lessons/{lesson}/place"):
        data = {"title_zh": "x", "summary_zh": "x", "step": "up"}
        assert client.post(f"/teaching/{course}{path}", data=data).status_code == 409, path
    page = client.get(f"/teaching/{course}", headers=EN).text
    assert "Begin a new version" in page
    assert "data-outline " not in page


def test_roles_without_teaching_see_no_desk(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_user(roles=[Role.ITEM_EDITOR]))
    assert client.get("/teaching").status_code == 403
