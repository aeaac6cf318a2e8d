"""The pages of what is said in courses: in both languages, as plain forms, with long words and empty lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import (
    article,
    lesson_keys,
    make_course,
    make_enrolment,
    make_instructor,
)
from tests.factories_talk import browser, complete, make_rating, make_reply, make_topic
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.notices.models import Notice
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

LONG = "很长的一句话没有任何停顿" * 9


@dataclass
class Scene:
    """A course with people who have said something."""

    wu: User
    zhao: User
    lin: User
    wang: User
    course: int
    topic: int
    reply: int
    key: str


@pytest.fixture
def scene(app: Flask) -> Scene:
    wu, zhao = make_instructor("吴晓东"), make_user("赵文静", roles=[Role.ITEM_REVIEWER])
    lin, wang = make_user("林美华"), make_user("王建国")
    course = make_course(wu, [article("第一课", is_preview=True)], reviewer=zhao)
    for person in (lin, wang):
        make_enrolment(person, course)
        complete(person, course)
    topic = make_topic(lin, course, LONG)
    reply = make_reply(wang, topic, f"{LONG}\n\n- 一\n- 二")
    make_rating(lin, course, 4, LONG, public_by=zhao)
    make_rating(wang, course, 2, "还在等")
    return Scene(wu, zhao, lin, wang, course, topic, reply, lesson_keys(course)[0])


def pages(scene: Scene) -> list[tuple[User, str]]:
    """Every page with the person who opens it."""
    course, topic = f"/courses/{scene.course}", f"/courses/{scene.course}/topics/{scene.topic}"
    lin, wang, wu, zhao = scene.lin, scene.wang, scene.wu, scene.zhao
    return [
        (lin, "/courses"),
        (lin, course),
        (lin, f"{course}/lessons/{scene.key}"),
        (lin, f"{course}/lessons/{scene.key}/topics"),
        (lin, f"{course}/topics?q=没有&waiting=y"),
        (lin, topic),
        (lin, f"{course}/rating"),
        (lin, f"{course}/ratings"),
        (lin, "/courses/topics/mine"),
        (lin, "/courses/mine"),
        (wang, f"{topic}/report"),
        (wang, topic),
        (wu, "/teaching"),
        (wu, "/teaching/topics"),
        (wu, "/teaching/topics/all"),
        (wu, "/teaching/reports"),
        (wu, "/teaching/page"),
        (wu, f"{topic}/replies/{scene.reply}/hiding"),
        (wu, f"/instructors/{wu.id}"),
        (zhao, "/course-reviews"),
        (zhao, "/course-reviews/ratings"),
        (zhao, "/course-reviews/reports"),
        (zhao, topic),
    ]


def words(html: str) -> str:
    """What a reader reads of the page's own part."""
    main = html.split("<main")[1].split("</main>", maxsplit=1)[0].partition(">")[2]
    shown = re.sub(r"<(script|svg|select)\b.*?</\1>", " ", main, flags=re.S)
    return re.sub(r"<[^>]+>", " ", shown)


def opened(app: Flask, scene: Scene, language: str) -> Iterator[tuple[str, str]]:
    """Every address with its page in a language."""
    devices: dict[int, FlaskClient] = {}
    for person, address in pages(scene):
        device = devices.get(person.id) or browser(app, person)
        devices[person.id] = device
        answer = device.get(address, headers={"Accept-Language": language})
        assert answer.status_code == 200, address
        yield address, answer.text


@pytest.mark.slow
def test_every_page_opens_in_english_with_one_heading(app: Flask, scene: Scene) -> None:
    for address, html in opened(app, scene, "en"):
        assert html.count("<h1") == 1, address
        assert "%(" not in words(html), address


@pytest.mark.slow
def test_chinese_pages_are_chinese(app: Flask, scene: Scene) -> None:
    """Latin words are only those of the trade."""
    known = {"Markdown", "SCORM", "PDF", "WebVTT"}
    for address, html in opened(app, scene, "zh"):
        latin = {word for word in re.findall(r"[A-Za-z]{3,}", words(html)) if word not in known}
        assert latin == set(), address
        assert "%(" not in words(html), address


def test_every_form_is_plain_and_carries_a_token(app: Flask, scene: Scene) -> None:
    """Without script every act is a form with an address, and a token that fits the sign-in."""
    devices = {}
    for person, address in pages(scene):
        device = devices.setdefault(person.id, browser(app, person))
        app.config["WTF_CSRF_ENABLED"] = True
        try:
            html = device.get(address).text
        finally:
            app.config["WTF_CSRF_ENABLED"] = False
        main = html.split("<main")[1].split("</main>")[0]
        for form in re.findall(r"<form\b.*?</form>", main, flags=re.S):
            if 'method="post"' in form:
                assert 'name="csrf_token"' in form, address
            assert "onclick" not in form
            assert "<button" in form, address


def test_a_form_without_the_token_changes_nothing(app: Flask, scene: Scene) -> None:
    device = browser(app, scene.lin)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        topic = f"/courses/{scene.course}/topics/{scene.topic}"
        for address in (f"{topic}/replies", f"{topic}/removal", f"/courses/{scene.course}/rating"):
            assert device.post(address, data={"text": "甲", "stars": "1"}).status_code == 400
        assert device.get(topic).status_code == 200
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_acts_are_posts_and_reading_changes_nothing(app: Flask, scene: Scene) -> None:
    topic = f"/courses/{scene.course}/topics/{scene.topic}"
    device = browser(app, scene.wu)
    for act in ("removal", "showing", f"replies/{scene.reply}/acceptance", "replies"):
        assert device.get(f"{topic}/{act}").status_code == 405, act
    for address in ("/course-reviews/ratings/1/publication", "/course-reports/1/dismissal"):
        assert browser(app, scene.zhao).get(address).status_code == 405, address


def test_acts_are_offered_only_to_those_who_may(app: Flask, scene: Scene) -> None:
    topic = f"/courses/{scene.course}/topics/{scene.topic}"
    own, said = f"{topic}/removal", f"{topic}/replies/{scene.reply}"
    offered = {
        scene.lin: {own: True, f"{said}/removal": False, f"{said}/acceptance": True},
        scene.wang: {own: False, f"{said}/removal": True, f"{said}/acceptance": False},
        scene.wu: {own: False, f"{said}/hiding": True, f"{said}/acceptance": True},
        scene.zhao: {own: False, f"{said}/hiding": True, f"{said}/acceptance": False},
    }
    for person, ways in offered.items():
        html = browser(app, person).get(topic).text
        for way, is_offered in ways.items():
            assert (f'"{way}"' in html) is is_offered, (person.display_name, way)


def test_the_notice_opens_the_topic(app: Flask, scene: Scene) -> None:
    device = browser(app, scene.lin)
    page = device.get("/notices", headers={"Accept-Language": "en"}).text
    assert "There is a reply to a topic in the course" in page
    rows = db.session.scalars(db.select(Notice).where(Notice.user_id == scene.lin.id)).all()
    number = next(row.id for row in rows if row.kind == "courses.reply")
    db.session.remove()
    answer = device.post(f"/notices/{number}/reading")
    assert answer.location == f"/courses/{scene.course}/topics/{scene.topic}"


def test_a_long_discussion_has_pages(app: Flask, scene: Scene) -> None:
    with writing():
        db.session.execute(
            db.text(
                "INSERT INTO topic_reply (topic_id, author_id, is_by_instructor, is_accepted, text,"
                " search_text, made_at, hidden_reason) VALUES (:topic, :author, false, false,"
                " :text, :text, 0, '')"
            ),
            [
                {"topic": scene.topic, "author": scene.wang.id, "text": f"第{number}楼"}
                for number in range(64)
            ],
        )
        db.session.commit()
    db.session.remove()
    device = browser(app, scene.lin)
    address = f"/courses/{scene.course}/topics/{scene.topic}"
    first, last = device.get(address).text, device.get(f"{address}?page=3").text
    assert first.count('id="reply-') == 30
    assert last.count('id="reply-') == 5
    assert "第63楼" in last


def test_ones_own_organisation_is_no_secret_path_into_a_course(
    client: FlaskClient, scene: Scene
) -> None:
    manager = make_user("孙玉兰", roles=[Role.AGENCY_MANAGER])
    sign_in(client, manager)
    for address in (f"/courses/{scene.course}/topics", "/teaching/topics", "/teaching/reports"):
        assert client.get(address).status_code in {403, 404}, address
