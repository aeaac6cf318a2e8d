"""Edges of what is said in courses: numbers beyond every column, NULs, many topics, what the audit keeps."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select

from tests.factories_accounts import make_user
from tests.factories_courses import (
    NOON,
    article,
    lesson_keys,
    make_course,
    make_enrolment,
    make_instructor,
)
from tests.factories_talk import (
    browser,
    complete,
    hide,
    make_rating,
    make_reply,
    make_topic,
    reply_row,
    topic_row,
)
from tests.statements import count_statements
from trainingapp.accounts.actions.privacy import anonymise
from trainingapp.accounts.models import User
from trainingapp.audit.models import AuditEntry
from trainingapp.courses.models import Topic, TopicReport
from trainingapp.extensions import db
from trainingapp.itembank.content import normalise
from trainingapp.notices.models import Notice
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

HUGE = 99_999_999_999_999_999_999
EN = {"Accept-Language": "en"}


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
def course(wu: User, zhao: User, lin: User) -> int:
    found = make_course(wu, [article("第一课"), article("第二课")], reviewer=zhao)
    make_enrolment(lin, found)
    return found


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "address",
    [
        f"/courses/{HUGE}/topics",
        f"/courses/{HUGE}/ratings",
        f"/courses/{HUGE}/rating",
        f"/courses/1/topics/{HUGE}",
        f"/courses/1/topics/1/replies/{HUGE}/edit",
        f"/instructors/{HUGE}",
        "/courses/1/lessons/%00/topics",
        "/courses/1/lessons/x%27%20OR%201=1/topics",
        "/courses/-1/topics",
        "/courses/1/topics/0",
    ],
)
def test_numbers_and_keys_beyond_all_columns_are_not_there(
    app: Flask, course: int, lin: User, address: str
) -> None:
    answer = browser(app, lin).get(address)
    assert answer.status_code in {400, 404}


@pytest.mark.both_databases
def test_what_no_column_can_hold_is_left_out_of_a_text(app: Flask, course: int, lin: User) -> None:
    key = lesson_keys(course)[0]
    said = {"title": "标题\x00有洞", "text": "正文\x00也有\u3000"}
    answer = browser(app, lin).post(f"/courses/{course}/lessons/{key}/topics", data=said)
    assert answer.status_code == 303
    topic = topic_row(int(answer.location.rsplit("/", 1)[1]))
    assert (topic.title, topic.text) == ("标题有洞", "正文也有")


def test_signs_beyond_the_basic_plane_and_right_to_left_marks_survive(
    app: Flask, course: int, lin: User
) -> None:
    topic = make_topic(lin, course, "𠮷野家 👩‍👩‍👧", text="\u202e反过来\u202c 🙏")
    page = browser(app, lin).get(f"/courses/{course}/topics/{topic}").text
    assert "𠮷野家 👩‍👩‍👧" in page
    assert "🙏" in page


def test_the_longest_text_is_taken_and_one_sign_more_is_not(
    app: Flask, course: int, lin: User
) -> None:
    topic = make_topic(lin, course)
    device = browser(app, lin)
    address = f"/courses/{course}/topics/{topic}/replies"
    assert device.post(address, data={"text": "长" * 4000}).status_code == 303
    refused = device.post(address, data={"text": "长" * 4001})
    assert refused.status_code == 422
    assert "长" * 4001 in refused.text  # nothing typed is lost


@pytest.mark.slow
def test_a_thousand_topics_are_searched_in_time_and_in_as_many_statements_as_two(
    app: Flask, course: int, lin: User, wu: User
) -> None:
    key = lesson_keys(course)[0]
    rows = [
        {
            "course_id": course,
            "lesson_key": key,
            "author_id": lin.id,
            "title": f"第{number}个提问",
            "text": "关于预估",
            "search_text": normalise(f"第{number}个提问\n关于预估"),
            "made_at": NOON - timedelta(days=2, minutes=number),
        }
        for number in range(1_000)
    ]
    make_topic(lin, course)
    make_topic(lin, course)
    desk, learner = browser(app, wu), browser(app, lin)
    ways = [
        (learner, f"/courses/{course}/topics?q=预估 提问&waiting=y"),
        (learner, f"/courses/{course}/lessons/{key}"),
        (desk, "/teaching/topics"),
        (desk, "/teaching"),
    ]
    few = [count_statements(device, address) for device, address in ways]
    with writing():
        db.session.execute(insert(Topic), rows)
        db.session.commit()
    db.session.remove()
    begun = time.process_time()
    assert [count_statements(device, address) for device, address in ways] == few
    assert time.process_time() - begun < 2
    assert "1002" in desk.get("/teaching").text


def test_the_audit_log_keeps_numbers_and_no_words(
    app: Flask, course: int, lin: User, zhao: User
) -> None:
    """An entry cannot be erased, so nobody's words may stand in one."""
    complete(lin, course)
    topic = make_topic(lin, course, "关于张某某")
    reply = make_reply(lin, topic, "他住在滨江路")
    hide(zhao, reply_row(reply), reason="写出了住址")
    make_rating(lin, course, 4, "讲得清楚", public_by=zhao)
    rows = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
    found = {row.action: json.loads(row.detail) for row in rows}
    assert found["courses.hide"] == {"topic": topic, "reply": reply}
    assert list(found["courses.publish_rating"]) == ["rating"]
    everything = "".join(row.detail for row in rows)
    for words in ("张某某", "滨江路", "住址", "讲得清楚"):
        assert words not in everything


def test_notices_of_topics_quote_nobody(app: Flask, course: int, lin: User, wu: User) -> None:
    """What is taken back later must not stay in a notice."""
    topic = make_topic(lin, course, "关于张某某")
    make_reply(wu, topic, "请不要写姓名")
    rows = db.session.scalars(select(Notice).where(Notice.kind.startswith("courses."))).all()
    told = [row.arguments for row in rows if row.kind in {"courses.topic", "courses.reply"}]
    assert len(told) == 2
    assert not [words for words in told if "张某某" in words or "姓名" in words]


def test_a_hidden_topic_that_is_taken_back_shows_nothing_and_no_reason(
    app: Flask, course: int, lin: User, zhao: User, wu: User
) -> None:
    topic = make_topic(lin, course, "关于张某某")
    make_reply(wu, topic, "已经私下回复")
    hide(zhao, topic_row(topic), reason="写出了张某某")
    browser(app, lin).post(f"/courses/{course}/topics/{topic}/removal")
    left = topic_row(topic)
    assert (left.title, left.hidden_at, left.hidden_reason) == ("", None, "")
    page = browser(app, wu).get(f"/courses/{course}/topics/{topic}", headers=EN).text
    assert "张某某" not in page
    assert "已经私下回复" in page


def test_a_topic_taken_back_waits_for_nobody(app: Flask, course: int, lin: User, wu: User) -> None:
    other = make_user("王建国")
    make_enrolment(other, course)
    topic = make_topic(lin, course)
    make_reply(other, topic)
    assert "Topics: 1 waits" in browser(app, wu).get("/teaching", headers=EN).text
    browser(app, lin).post(f"/courses/{course}/topics/{topic}/removal")
    assert "Topics: 0 wait" in browser(app, wu).get("/teaching", headers=EN).text


def test_reports_go_with_the_text_they_are_about(
    app: Flask, course: int, lin: User, wu: User
) -> None:
    other = make_user("王建国")
    make_enrolment(other, course)
    topic = make_topic(lin, course)
    reply = make_reply(lin, topic)
    place = f"/courses/{course}/topics/{topic}"
    for address in (f"{place}/report", f"{place}/replies/{reply}/report"):
        assert browser(app, other).post(address, data={"reason": "不妥"}).status_code == 303
    assert len(db.session.scalars(select(TopicReport)).all()) == 2
    browser(app, lin).post(f"{place}/replies/{reply}/removal")
    assert [row.reply_id for row in db.session.scalars(select(TopicReport))] == [None]
    browser(app, lin).post(f"{place}/removal")
    assert db.session.scalars(select(TopicReport)).all() == []


def test_who_reported_and_left_is_not_named_and_the_rest_stays(
    app: Flask, course: int, lin: User, wu: User
) -> None:
    other = make_user("王建国")
    make_enrolment(other, course)
    topic = make_topic(lin, course)
    address = f"/courses/{course}/topics/{topic}/report"
    browser(app, other).post(address, data={"reason": "王建国觉得不妥"})
    with writing():
        anonymise(db.session.get_one(User, other.id), now=NOON)
        db.session.commit()
    db.session.remove()
    assert db.session.scalars(select(TopicReport)).all() == []
    assert topic_row(topic).text
