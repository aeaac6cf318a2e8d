"""What may not stand in a course: reports, hiding with a reason, what hidden text shows to whom; and strangers."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.factories_accounts import make_organisation, make_user
from tests.factories_courses import (
    NOON,
    article,
    lesson_keys,
    make_course,
    make_enrolment,
    make_instructor,
)
from tests.factories_talk import browser, hide, make_reply, make_topic, reply_row, topic_row
from tests.statements import count_statements
from trainingapp.accounts.actions.privacy import anonymise
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import User
from trainingapp.audit.models import AuditEntry
from trainingapp.courses.models import Reply, Topic, TopicReport
from trainingapp.courses.posts import render_post
from trainingapp.extensions import db
from trainingapp.notices.models import Notice
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
WHY = {"reason": "写出了服务对象的姓名"}


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
    found = make_course(wu, [article("第一课")], reviewer=zhao)
    make_enrolment(lin, found)
    make_enrolment(wang, found)
    return found


def count(table: type[Topic] | type[Reply] | type[TopicReport]) -> int:
    found = db.session.scalar(select(func.count()).select_from(table)) or 0
    db.session.remove()
    return found


def acts() -> list[str]:
    rows = select(AuditEntry.action).order_by(AuditEntry.number)
    found = [act for act in db.session.scalars(rows) if act.startswith("courses.")]
    db.session.remove()
    return [act for act in found if act.split(".")[1] in {"hide", "unhide", "dismiss_report"}]


def report(app: Flask, user: User, course: int, topic: int, reply: int | None = None) -> None:
    place = f"/courses/{course}/topics/{topic}" + (f"/replies/{reply}" if reply else "")
    assert browser(app, user).post(f"{place}/report", data=WHY).status_code == 303


@pytest.mark.both_databases
def test_a_reported_text_waits_for_the_instructor_and_the_reviewer(
    app: Flask, course: int, lin: User, wang: User, wu: User, zhao: User
) -> None:
    topic = make_topic(lin, course, text="张某某是我们的服务对象。")
    page = browser(app, wang).get(f"/courses/{course}/topics/{topic}/report", headers=EN).text
    assert "The author does not learn who reported" in page
    report(app, wang, course, topic)
    report(app, wang, course, topic)
    assert count(TopicReport) == 1  # a second time replaces the first
    for person, address in ((wu, "/teaching/reports"), (zhao, "/course-reviews/reports")):
        listed = browser(app, person).get(address).text
        assert "写出了服务对象的姓名" in listed
        assert "张某某" in listed
        assert "王建国" not in listed  # who reported is nobody's business
    assert browser(app, lin).get("/course-reviews/reports").status_code == 403
    assert browser(app, lin).get("/teaching/reports").status_code == 403


def test_a_report_needs_a_reason(app: Flask, course: int, lin: User, wang: User) -> None:
    topic = make_topic(lin, course)
    address = f"/courses/{course}/topics/{topic}/report"
    answer = browser(app, wang).post(address, data={"reason": " "})
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert browser(app, lin).post(address, data=WHY).status_code == 404  # one's own text
    assert count(TopicReport) == 0


@pytest.mark.both_databases
def test_hidden_text_is_shown_to_its_author_with_the_reason_and_to_nobody_else(
    app: Flask, course: int, lin: User, wang: User, wu: User
) -> None:
    topic = make_topic(lin, course, "关于张某某的个案")
    make_reply(wang, topic, "有意思")
    report(app, wang, course, topic)
    address = f"/courses/{course}/topics/{topic}"
    assert browser(app, wu).get(f"{address}/hiding").status_code == 200
    assert browser(app, wu).post(f"{address}/hiding", data=WHY).status_code == 303
    other = browser(app, wang)
    assert other.get(address).status_code == 404
    for place in (
        f"/courses/{course}/topics",
        f"/courses/{course}/topics?q=张某某",
        f"/courses/{course}/lessons/{lesson_keys(course)[0]}",
    ):
        page = other.get(place).text
        assert "关于张某某的个案" not in page, place
    own = browser(app, lin).get(address, headers=EN).text
    assert "Hidden from others: 写出了服务对象的姓名" in own
    assert "关于张某某的个案" in own
    assert "关于张某某的个案" in browser(app, lin).get("/courses/topics/mine").text
    assert "关于张某某的个案" in browser(app, wu).get(address).text
    told = db.session.scalars(select(Notice).where(Notice.user_id == lin.id)).all()[-1]
    assert (told.kind, told.url) == ("courses.hidden", address)
    assert "写出了服务对象的姓名" in told.arguments
    db.session.remove()
    assert acts() == ["courses.hide"]
    nothing = browser(app, wu).get("/teaching/reports", headers=EN).text
    assert "Nothing is reported" in nothing  # it is settled


def test_a_hidden_reply_vanishes_for_others_also_from_counts_and_search(
    app: Flask, course: int, lin: User, wang: User, wu: User
) -> None:
    topic = make_topic(lin, course)
    reply = make_reply(wang, topic, "骂人的话")
    hide(wu, reply_row(reply))
    page = browser(app, lin).get(f"/courses/{course}/topics/{topic}", headers=EN).text
    assert "骂人的话" not in page
    assert "Nobody has replied yet" in page
    listed = browser(app, lin).get(f"/courses/{course}/topics", headers=EN).text
    assert "0 replies" in listed
    assert (
        "No topic fits"
        in browser(app, lin).get(f"/courses/{course}/topics?q=骂人", headers=EN).text
    )
    assert "骂人的话" in browser(app, wang).get(f"/courses/{course}/topics/{topic}").text
    accept = f"/courses/{course}/topics/{topic}/replies/{reply}/acceptance"
    assert browser(app, lin).post(accept).status_code == 404


def test_hidden_text_can_be_shown_again(
    app: Flask, course: int, lin: User, wang: User, zhao: User
) -> None:
    topic = make_topic(lin, course)
    hide(zhao, topic_row(topic))
    address = f"/courses/{course}/topics/{topic}"
    assert browser(app, zhao).post(f"{address}/showing").status_code == 303
    assert browser(app, wang).get(address).status_code == 200
    assert topic_row(topic).hidden_reason == ""
    assert acts() == ["courses.hide", "courses.unhide"]


@pytest.mark.both_databases
def test_a_report_is_dismissed_and_the_text_stands(
    app: Flask, course: int, lin: User, wang: User, wu: User
) -> None:
    topic = make_topic(lin, course)
    report(app, wang, course, topic)
    number = db.session.scalar(select(TopicReport.id))
    db.session.remove()
    assert browser(app, wang).post(f"/course-reports/{number}/dismissal").status_code == 404
    assert browser(app, wu).post(f"/course-reports/{number}/dismissal").status_code == 303
    assert browser(app, wu).post(f"/course-reports/{number}/dismissal").status_code == 404
    assert browser(app, wang).get(f"/courses/{course}/topics/{topic}").status_code == 200
    assert acts() == ["courses.dismiss_report"]


def test_nobody_judges_a_text_of_their_own(
    app: Flask, course: int, lin: User, wu: User, zhao: User
) -> None:
    topic = make_topic(lin, course)
    reply = make_reply(wu, topic, "老师说错了")
    report(app, lin, course, topic, reply)
    assert "老师说错了" not in browser(app, wu).get("/teaching/reports").text
    assert "老师说错了" in browser(app, zhao).get("/course-reviews/reports").text
    number = db.session.scalar(select(TopicReport.id))
    db.session.remove()
    place = f"/courses/{course}/topics/{topic}/replies/{reply}"
    desk = browser(app, wu)
    assert desk.post(f"/course-reports/{number}/dismissal").status_code == 404
    assert desk.post(f"{place}/hiding", data=WHY).status_code == 404
    assert browser(app, zhao).post(f"{place}/hiding", data=WHY).status_code == 303
    assert desk.post(f"{place}/showing").status_code == 404
    assert reply_row(reply).hidden_at is not None


def test_a_reviewer_of_another_organisation_moderates_nothing_here(
    app: Flask, course: int, lin: User, wang: User
) -> None:
    elsewhere = make_organisation("滨江师范大学")
    qian = make_user("钱永", roles=[Role.ADMINISTRATOR], organisation=elsewhere)
    topic = make_topic(lin, course)
    report(app, wang, course, topic)
    reader = browser(app, qian)
    assert reader.get(f"/courses/{course}/topics/{topic}").status_code == 404
    assert reader.post(f"/courses/{course}/topics/{topic}/hiding", data=WHY).status_code == 404
    assert "写出了" not in reader.get("/course-reviews/reports").text


def test_reviewers_read_and_hide_but_do_not_join_in(
    app: Flask, course: int, lin: User, zhao: User
) -> None:
    topic = make_topic(lin, course)
    reader = browser(app, zhao)
    page = reader.get(f"/courses/{course}/topics/{topic}").text
    assert f"/topics/{topic}/hiding" in page
    assert f"/topics/{topic}/replies" not in page
    answer = reader.post(f"/courses/{course}/topics/{topic}/replies", data={"text": "我来说"})
    assert answer.status_code == 403


def addresses(course: int, topic: int, reply: int, key: str) -> list[tuple[str, str]]:
    """Every way into what is said in a course."""
    place, said = (
        f"/courses/{course}/topics/{topic}",
        f"/courses/{course}/topics/{topic}/replies/{reply}",
    )
    gets = [f"/courses/{course}/topics", f"/courses/{course}/lessons/{key}/topics", place]
    gets += [f"{at}/{act}" for at in (place, said) for act in ("edit", "report", "hiding")]
    posts = [f"/courses/{course}/lessons/{key}/topics", f"{place}/replies", f"{said}/acceptance"]
    posts += [
        f"{at}/{act}"
        for at in (place, said)
        for act in ("edit", "removal", "report", "hiding", "showing")
    ]
    return [("GET", address) for address in gets] + [("POST", address) for address in posts]


def test_strangers_find_nothing_and_the_signed_out_are_sent_to_sign_in(
    app: Flask, client: FlaskClient, course: int, lin: User, wang: User
) -> None:
    topic = make_topic(lin, course)
    reply = make_reply(wang, topic)
    ways = addresses(course, topic, reply, lesson_keys(course)[0])
    stranger = browser(app, make_user("孙玉兰"))
    rival = browser(app, make_instructor("郑丽"))
    data = {"title": "甲", "text": "乙", "reason": "丙"}
    for method, address in ways:
        said = data if method == "POST" else None
        assert stranger.open(address, method=method, data=said).status_code == 404, address
        assert rival.open(address, method=method, data=said).status_code == 404, address
        out = client.open(address, method=method, data=said)
        assert out.status_code == 302, address
        assert out.location.startswith("/accounts/sign-in"), address
    assert count(Topic) == count(Reply) == 1
    assert topic_row(topic).hidden_at is None


def test_forged_numbers_of_another_course_lead_nowhere(
    app: Flask, course: int, lin: User, wang: User, wu: User, zhao: User
) -> None:
    other = make_course(wu, [article("别的课")], reviewer=zhao)
    make_enrolment(lin, other)
    topic, foreign = make_topic(lin, course), make_topic(lin, other)
    reply = make_reply(lin, foreign)
    reader = browser(app, lin)
    assert reader.get(f"/courses/{course}/topics/{foreign}").status_code == 404
    for act in ("edit", "removal", "report", "acceptance"):
        address = f"/courses/{course}/topics/{topic}/replies/{reply}/{act}"
        assert reader.post(address, data={"text": "甲", **WHY}).status_code == 404, act
    key = lesson_keys(other)[0]
    forged = f"/courses/{course}/lessons/{key}/topics"
    assert reader.post(forged, data={"title": "甲", "text": "乙"}).status_code == 404
    assert reader.get(forged).status_code == 404
    assert browser(app, wang).get(f"/courses/{other}/topics").status_code == 404
    assert reply_row(reply).text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("![x](https://evil.example/a.png)", "<p>x</p>"),
        ("# 不是标题", "# 不是标题"),
        ("第一行\n第二行", "第一行<br>"),
        ("**要点：**是", "<strong>要点：</strong>是"),
        ("- 一\n- 二", "<li>二</li>"),
        ("[法条](https://example.org)", 'rel="noopener noreferrer nofollow ugc"'),
        ('<a href="#" onclick="x()">点</a>', "&lt;a href="),
        ("| 甲 | 乙 |\n|---|---|", "| 甲 | 乙 |"),
    ],
)
def test_posts_are_paragraphs_and_no_markup(text: str, shown: str) -> None:
    html = render_post(text)
    assert shown in html
    for tag in ("<script", "<img", "<h1", "<h2", "<table", "<a onclick", 'href="javascript'):
        assert tag not in html


@pytest.mark.both_databases
def test_who_leaves_takes_their_texts_along(
    app: Flask, course: int, lin: User, wang: User, wu: User
) -> None:
    alone = make_topic(lin, course, "只有我说话")
    shared = make_topic(lin, course, "大家都说话", second=30)
    kept = make_reply(wang, shared, "王建国的回复")
    make_reply(lin, shared, "林美华的回复")
    report(app, lin, course, shared, kept)
    with writing():
        anonymise(db.session.get_one(User, lin.id), now=NOON + timedelta(days=15))
        db.session.commit()
    db.session.remove()
    assert db.session.get(Topic, alone) is None
    left = topic_row(shared)
    assert (left.title, left.text, left.search_text) == ("", "", "")
    assert (left.author_id, left.second) == (None, None)
    texts = db.session.scalars(select(Reply.text)).all()
    assert list(texts) == ["王建国的回复"]
    assert count(TopicReport) == 0
    page = browser(app, wang).get(f"/courses/{course}/topics/{shared}", headers=EN)
    assert page.status_code == 200
    assert "王建国的回复" in page.text


def test_what_an_instructor_said_stays_without_a_name(
    app: Flask, course: int, lin: User, wu: User
) -> None:
    topic = make_topic(lin, course)
    reply = make_reply(wu, topic, "老师的解答")
    with writing():
        anonymise(db.session.get_one(User, wu.id), now=NOON)
        db.session.commit()
    assert reply_row(reply).author_id is None
    page = browser(app, lin).get(f"/courses/{course}/topics/{topic}", headers=EN).text
    assert "老师的解答" in page
    assert "Somebody who has left" in page
    assert "吴晓东" not in page.split("<main")[1]


def test_the_export_holds_what_somebody_said(
    app: Flask, course: int, lin: User, wang: User, zhao: User
) -> None:
    topic = make_topic(lin, course, "我的提问")
    reply = make_reply(lin, topic, "我的补充")
    make_reply(wang, topic, "别人的话")
    hide(zhao, reply_row(reply))
    with time_machine.travel(NOON, tick=False):
        second = make_topic(wang, course, "别人的提问")
        report(app, lin, course, second)
    data = collect_data(lin.id)
    assert [row["title"] for row in data["course_topics"]] == ["我的提问"]
    assert [row["text"] for row in data["topic_replies"]] == ["我的补充"]
    assert data["topic_replies"][0]["hidden_reason"] == "提到了服务对象的姓名"
    assert [row["reason"] for row in data["topic_reports"]] == ["写出了服务对象的姓名"]


def test_lists_of_reports_take_a_constant_number_of_statements(
    app: Flask, course: int, lin: User, wang: User, wu: User, zhao: User
) -> None:
    def one_more() -> None:
        topic = make_topic(lin, course, now=NOON - timedelta(days=1))
        report(app, wang, course, topic, make_reply(lin, topic, now=NOON - timedelta(days=1)))

    one_more()
    desk, office = browser(app, wu), browser(app, zhao)
    few = (
        count_statements(desk, "/teaching/reports"),
        count_statements(office, "/course-reviews/reports"),
    )
    for _number in range(4):
        one_more()
    many = (
        count_statements(desk, "/teaching/reports"),
        count_statements(office, "/course-reviews/reports"),
    )
    assert many == few
