"""Topics and replies under lessons: who asks, who replies, who reads, what is found, and what may be changed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
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
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.courses.models import CourseTeacher, Reply, Topic
from trainingapp.extensions import db
from trainingapp.notices.models import Notice
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

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


def notices(user: User) -> list[tuple[str, str]]:
    rows = select(Notice.kind, Notice.url).where(Notice.user_id == user.id).order_by(Notice.id)
    found = [(kind, url) for kind, url in db.session.execute(rows)]
    db.session.remove()
    return [row for row in found if row[0].startswith(("courses.topic", "courses.reply"))]


def count(table: type[Topic] | type[Reply]) -> int:
    found = db.session.scalar(select(func.count()).select_from(table)) or 0
    db.session.remove()
    return found


def test_a_learner_asks_and_the_instructor_is_told(
    learner: FlaskClient, course: int, wu: User, lin: User
) -> None:
    first, _second = lesson_keys(course)
    page = learner.get(f"/courses/{course}/lessons/{first}/topics", headers=EN).text
    assert "Nobody has asked anything yet" in page
    assert "Moment in the video" not in page
    answer = learner.post(f"/courses/{course}/lessons/{first}/topics", data=ASKED)
    assert answer.status_code == 303
    shown = learner.get(answer.location, headers=EN).text
    assert "接案和预估怎么分？" in shown
    assert "林美华" in shown
    assert "Nobody has replied yet" in shown
    assert notices(wu) == [("courses.topic", answer.location)]
    assert notices(lin) == []


@pytest.mark.both_databases
def test_the_newest_topics_stand_under_their_lesson(
    learner: FlaskClient, course: int, lin: User
) -> None:
    first, second = lesson_keys(course)
    for number in range(5):
        make_topic(lin, course, f"第{number}个", key=first)
    assert titles(learner, f"/courses/{course}/lessons/{first}") == ["第4个", "第3个", "第2个"]
    assert titles(learner, f"/courses/{course}/lessons/{second}") == []
    assert len(titles(learner, f"/courses/{course}/lessons/{first}/topics")) == 5
    assert titles(learner, f"/courses/{course}/lessons/{second}/topics") == []
    assert len(titles(learner, f"/courses/{course}/topics")) == 5


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Please fill in this field"),
        ({"text": ""}, "Please fill in this field"),
        ({"title": "长" * 121}, "error-summary"),
        ({"text": "长" * 4001}, "error-summary"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    learner: FlaskClient, course: int, changes: dict[str, str], sentence: str
) -> None:
    first, _second = lesson_keys(course)
    data = {**ASKED, **changes}
    answer = learner.post(f"/courses/{course}/lessons/{first}/topics", data=data, headers=EN)
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    kept = "title" if "text" in changes else "text"
    assert data[kept] in answer.text
    assert count(Topic) == 0


def test_a_topic_about_a_video_names_a_moment(
    learner: FlaskClient, course: int, lin: User, app: Flask
) -> None:
    first, _second = lesson_keys(course)
    with writing():
        db.session.execute(db.text("UPDATE lesson SET kind = 'video'"))
        db.session.commit()
    db.session.remove()
    address = f"/courses/{course}/lessons/{first}/topics"
    refused = learner.post(address, data={**ASKED, "moment": "twelve"}, headers=EN)
    assert refused.status_code == 422
    assert "for example 12:05" in refused.text
    answer = learner.post(address, data={**ASKED, "moment": "12：05"})
    page = learner.get(answer.location, headers=EN).text
    assert "at 12:05" in page
    assert "t=725" in page  # the way back to this moment
    assert learner.get(f"{answer.location}/edit").text.count("12:05") >= 1


def test_a_moment_is_not_taken_where_there_is_no_video(learner: FlaskClient, course: int) -> None:
    first, _second = lesson_keys(course)
    address = f"/courses/{course}/lessons/{first}/topics"
    answer = learner.post(address, data={**ASKED, "moment": "12:05"})
    assert topic_row(int(answer.location.rsplit("/", 1)[1])).second is None


def test_replies_reach_whoever_asked(
    app: Flask, course: int, lin: User, wang: User, wu: User
) -> None:
    topic = make_topic(lin, course)
    address = f"/courses/{course}/topics/{topic}"
    answer = browser(app, wang).post(f"{address}/replies", data={"text": "我也想知道。"})
    assert answer.status_code == 303
    assert notices(lin) == [("courses.reply", address)]
    browser(app, wang).post(f"{address}/replies", data={"text": "补充一句。"})
    assert len(notices(lin)) == 1  # the first is not read yet
    browser(app, lin).post(f"{address}/replies", data={"text": "谢谢。"})
    assert notices(lin) == [("courses.reply", address)]
    assert notices(wu) == [("courses.topic", address), ("courses.reply", address)]


def test_the_instructors_reply_stands_on_top_and_is_marked(
    app: Flask, course: int, lin: User, wang: User, wu: User
) -> None:
    topic = make_topic(lin, course)
    make_reply(wang, topic, "同学的看法")
    make_reply(wu, topic, "老师的解答")
    page = browser(app, lin).get(f"/courses/{course}/topics/{topic}", headers=EN).text
    assert page.index("老师的解答") < page.index("同学的看法")
    assert page.count("post-instructor") == 1
    assert (
        "An instructor replied"
        in browser(app, lin).get(f"/courses/{course}/topics", headers=EN).text
    )


def test_the_team_of_a_course_replies_as_instructors(app: Flask, course: int, lin: User) -> None:
    zheng = make_instructor("郑丽")
    topic = make_topic(lin, course)
    address = f"/courses/{course}/topics/{topic}"
    assert browser(app, zheng).get(address).status_code == 404
    with writing():
        db.session.add(CourseTeacher(course_id=course, user_id=zheng.id, added_at=NOON))
        db.session.commit()
    db.session.remove()
    assert (
        browser(app, zheng).post(f"{address}/replies", data={"text": "我来答。"}).status_code == 303
    )
    assert db.session.scalars(select(Reply.is_by_instructor)).all() == [True]
    db.session.remove()
    make_topic(lin, course, "第二个")
    assert [kind for kind, _url in notices(zheng)] == ["courses.topic"]


@pytest.mark.both_databases
def test_the_asker_or_the_instructor_accepts_one_reply(
    app: Flask, course: int, lin: User, wang: User, wu: User
) -> None:
    topic = make_topic(lin, course)
    first, second = make_reply(wang, topic, "甲"), make_reply(wang, topic, "乙")
    address = f"/courses/{course}/topics/{topic}/replies"
    assert browser(app, lin).post(f"{address}/{first}/acceptance").status_code == 303
    assert reply_row(first).is_accepted
    assert browser(app, wu).post(f"{address}/{second}/acceptance").status_code == 303
    assert not reply_row(first).is_accepted
    assert reply_row(second).is_accepted
    page = browser(app, wang).get(f"/courses/{course}/topics/{topic}", headers=EN).text
    assert page.index("乙") < page.index("甲")
    assert "This helped" in page
    refused = browser(app, wang).post(f"{address}/{first}/acceptance", headers=EN)
    assert refused.status_code == 409
    assert "Whoever asked, or an instructor" in refused.text
    data = {"is_accepted": "no"}
    assert browser(app, lin).post(f"{address}/{second}/acceptance", data=data).status_code == 303
    assert not reply_row(second).is_accepted


@pytest.mark.both_databases
def test_no_topic_has_two_accepted_replies(app: Flask, course: int, lin: User, wang: User) -> None:
    topic = make_topic(lin, course)
    replies = [make_reply(wang, topic), make_reply(wang, topic)]
    with writing(), pytest.raises(db.exc.IntegrityError):  # type: ignore[attr-defined]
        db.session.execute(db.update(Reply).where(Reply.id.in_(replies)).values(is_accepted=True))
    db.session.rollback()


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("预估", ["接案和预估怎么分？"]),  # two characters
        ("ＣＡＳＥ", ["接案和预估怎么分？"]),  # full-width letters, in the text
        ("接案 case", ["接案和预估怎么分？"]),  # every word
        ("接案 小组", []),
        ("评估表", ["接案和预估怎么分？"]),  # stands in a reply
        ("100%", []),
        ("_", []),
        ("", ["小组活动", "接案和预估怎么分？"]),
    ],
)
def test_topics_are_found_by_words(
    client: FlaskClient, course: int, lin: User, wang: User, words: str, found: list[str]
) -> None:
    topic = make_topic(lin, course, text="A case from my street.")
    make_reply(wang, topic, "看看评估表就明白了。")
    make_topic(lin, course, "小组活动", text="几个人合适？")
    sign_in(client, wang)
    answer = client.get(f"/courses/{course}/topics", query_string={"q": words})
    assert re.findall(r'topic-title"><a [^>]*>([^<]*)</a>', answer.text) == found


def test_an_endless_search_finds_nothing_and_breaks_nothing(
    learner: FlaskClient, course: int, lin: User
) -> None:
    make_topic(lin, course)
    answer = learner.get(f"/courses/{course}/topics?q={'长' * 500}&page=-3", headers=EN)
    assert answer.status_code == 200
    assert "No topic fits" in answer.text
    assert learner.get(f"/courses/{course}/topics?page=99999999999999999999").status_code == 200


@pytest.mark.both_databases
def test_unanswered_topics_wait_for_the_instructor(
    app: Flask, course: int, lin: User, wang: User, wu: User
) -> None:
    waiting, settled = make_topic(lin, course, "还没人答"), make_topic(lin, course, "同学答了")
    done = make_topic(lin, course, "老师答了")
    make_reply(wang, waiting)
    helpful = make_reply(wang, settled)
    make_reply(wu, done)
    browser(app, lin).post(f"/courses/{course}/topics/{settled}/replies/{helpful}/acceptance")
    desk = browser(app, wu)
    assert titles(desk, "/teaching/topics") == ["还没人答"]
    assert titles(desk, "/teaching/topics/all") == ["老师答了", "同学答了", "还没人答"]
    assert titles(desk, f"/courses/{course}/topics?waiting=y") == ["还没人答"]
    assert "Topics: 1 waits" in desk.get("/teaching", headers=EN).text
    assert titles(browser(app, make_instructor("郑丽")), "/teaching/topics/all") == []


def test_ones_own_topics_are_found_again(app: Flask, course: int, lin: User, wang: User) -> None:
    make_topic(lin, course, "我问的")
    make_topic(wang, course, "别人问的")
    assert titles(browser(app, lin), "/courses/topics/mine") == ["我问的"]
    page = browser(app, make_user("孙玉兰")).get("/courses/topics/mine", headers=EN).text
    assert "You have not asked anything yet" in page


def test_lists_of_topics_take_a_constant_number_of_statements(
    app: Flask, course: int, lin: User, wang: User, wu: User
) -> None:
    addresses = [f"/courses/{course}/topics?q=怎么", "/courses/topics/mine"]
    learner, desk = browser(app, lin), browser(app, wu)
    topic = make_topic(lin, course)
    make_reply(wang, topic)
    few = [count_statements(learner, address) for address in addresses]
    few.append(count_statements(desk, "/teaching/topics"))
    few.append(count_statements(learner, f"/courses/{course}/topics/{topic}"))
    for _number in range(6):
        for number in [make_topic(lin, course, now=NOON - timedelta(days=1)), topic]:
            make_reply(wang, number, now=NOON - timedelta(days=1))
    many = [count_statements(learner, address) for address in addresses]
    many.append(count_statements(desk, "/teaching/topics"))
    many.append(count_statements(learner, f"/courses/{course}/topics/{topic}"))
    assert many == few
    assert max(few) <= 11
