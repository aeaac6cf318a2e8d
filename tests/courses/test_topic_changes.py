"""Changing and taking back what one said under a lesson, and how much is too much within an hour."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import (
    NOON,
    article,
    lesson_keys,
    make_course,
    make_enrolment,
    make_instructor,
)
from tests.factories_talk import browser, make_reply, make_topic, reply_row, topic_row
from trainingapp.accounts.models import User
from trainingapp.courses.models import Reply, Topic
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role

EN = {"Accept-Language": "en"}
ASKED = {"title": "接案和预估怎么分？", "text": "第二段没看懂。"}


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor("吴晓东")


@pytest.fixture
def zhao(app: Flask) -> User:
    return make_user("赵文静", roles=[Role.ITEM_REVIEWER])


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


@pytest.fixture
def wang(app: Flask) -> User:
    return make_user("王建国")


@pytest.fixture
def course(wu: User, zhao: User, lin: User, wang: User) -> int:
    """A course that Wu teaches and Lin and Wang learn."""
    found = make_course(wu, [article("第一课"), article("第二课")], reviewer=zhao)
    make_enrolment(lin, found)
    make_enrolment(wang, found)
    return found


@pytest.fixture
def learner(client: FlaskClient, lin: User) -> FlaskClient:
    return sign_in(client, lin)


def titles(client: FlaskClient, address: str) -> list[str]:
    html = client.get(address).text
    return re.findall(r'topic-title"><a [^>]*>([^<]*)</a>', html)


def count(table: type[Topic] | type[Reply]) -> int:
    found = db.session.scalar(select(func.count()).select_from(table)) or 0
    db.session.remove()
    return found


def test_a_text_is_changed_within_a_quarter_of_an_hour(
    app: Flask, course: int, lin: User, wang: User
) -> None:
    topic = make_topic(lin, course)
    reply = make_reply(wang, topic)
    address = f"/courses/{course}/topics/{topic}"
    with time_machine.travel(NOON + timedelta(minutes=14), tick=False):
        asker = browser(app, lin)
        assert f"{address}/edit" in asker.get(address).text
        answer = asker.post(f"{address}/edit", data={"title": "改过的题目", "text": "改过的正文"})
        assert answer.status_code == 303
        assert "edited" in asker.get(address, headers=EN).text
        assert titles(asker, f"/courses/{course}/topics?q=改过") == ["改过的题目"]
        other = browser(app, wang)
        assert (
            other.post(f"{address}/replies/{reply}/edit", data={"text": "改了"}).status_code == 303
        )
        assert other.post(f"{address}/edit", data=ASKED).status_code == 404
        assert asker.get(f"{address}/replies/{reply}/edit").status_code == 404
    assert reply_row(reply).text == "改了"
    assert topic_row(topic).edited_at == NOON + timedelta(minutes=14)
    with time_machine.travel(NOON + timedelta(minutes=16), tick=False):
        asker = browser(app, lin)
        assert f"{address}/edit" not in asker.get(address).text
        late = asker.post(f"{address}/edit", data=ASKED, headers=EN)
        assert late.status_code == 409
        assert "can be changed for 15 minutes" in late.text
    assert topic_row(topic).title == "改过的题目"


def test_a_change_without_words_is_refused(app: Flask, course: int, lin: User) -> None:
    topic = make_topic(lin, course)
    with time_machine.travel(NOON, tick=False):
        address = f"/courses/{course}/topics/{topic}/edit"
        assert browser(app, lin).post(address, data={"title": "", "text": " "}).status_code == 422
    assert topic_row(topic).title == "接案和预估怎么分？"


def test_a_topic_nobody_replied_to_goes_with_its_author(app: Flask, course: int, lin: User) -> None:
    topic = make_topic(lin, course)
    make_reply(lin, topic, "我自己想明白了。")
    answer = browser(app, lin).post(f"/courses/{course}/topics/{topic}/removal")
    assert answer.location == f"/courses/{course}/topics"
    assert count(Topic) == count(Reply) == 0


def test_what_others_replied_stays_when_a_topic_is_taken_back(
    app: Flask, course: int, lin: User, wang: User
) -> None:
    topic = make_topic(lin, course)
    make_reply(wang, topic, "别人的回复")
    asker = browser(app, lin)
    asker.post(f"/courses/{course}/topics/{topic}/removal")
    page = asker.get(f"/courses/{course}/topics/{topic}", headers=EN).text
    assert "别人的回复" in page
    assert "The text was taken back" in page
    assert "接案和预估" not in page
    assert "林美华" not in page.split("<main")[1].split("</main")[0]
    assert titles(asker, "/courses/topics/mine") == []
    closed = browser(app, wang).post(
        f"/courses/{course}/topics/{topic}/replies", data={"text": "再说一句"}, headers=EN
    )
    assert closed.status_code == 409
    assert "再说一句" in closed.text  # nothing typed is lost


def test_a_reply_goes_when_its_author_takes_it_back(
    app: Flask, course: int, lin: User, wang: User
) -> None:
    topic = make_topic(lin, course)
    reply = make_reply(wang, topic)
    address = f"/courses/{course}/topics/{topic}/replies/{reply}/removal"
    assert browser(app, lin).post(address).status_code == 404
    assert browser(app, wang).post(address).status_code == 303
    assert count(Reply) == 0


def test_the_eleventh_topic_within_an_hour_is_refused_with_a_sentence(
    app: Flask, course: int, lin: User
) -> None:
    first, _second = lesson_keys(course)
    for number in range(10):
        make_topic(lin, course, f"第{number}个", key=first, now=NOON - timedelta(minutes=number))
    with time_machine.travel(NOON, tick=False):
        answer = browser(app, lin).post(
            f"/courses/{course}/lessons/{first}/topics", data=ASKED, headers=EN
        )
        assert answer.status_code == 409
        assert "begun 10 topics within an hour" in answer.text
        assert "第二段没看懂。" in answer.text  # nothing typed is lost
    with time_machine.travel(NOON + timedelta(minutes=52), tick=False):
        again = browser(app, lin).post(f"/courses/{course}/lessons/{first}/topics", data=ASKED)
        assert again.status_code == 303


def test_the_thirty_first_reply_within_an_hour_is_refused(
    app: Flask, course: int, lin: User
) -> None:
    topic = make_topic(lin, course)
    for _number in range(30):
        make_reply(lin, topic)
    with time_machine.travel(NOON, tick=False):
        answer = browser(app, lin).post(
            f"/courses/{course}/topics/{topic}/replies", data={"text": "又一句"}, headers=EN
        )
    assert answer.status_code == 409
    assert "written 30 replies within an hour" in answer.text
