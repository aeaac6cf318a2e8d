"""What the people of the demonstration say: once, in order, and for everybody's pages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.factories_accounts import make_user
from tests.factories_courses import article, make_course, make_instructor
from tests.factories_talk import browser, course_row
from trainingapp.accounts.models import User
from trainingapp.courses.models import InstructorPage, Rating, Reply, Topic, TopicReport
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.server.demo_talk import Cast, make_talk
from trainingapp.web.transactions import writing

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@pytest.fixture
def cast(app: Flask) -> Cast:
    return Cast(
        instructor=make_instructor("吴晓东"),
        learners=(make_user("林美华"), make_user("王建国")),
        graduates=(make_user("孙玉兰"), make_user("何平"), make_user("周敏")),
        reviewer=make_user("赵文静", roles=[Role.ITEM_REVIEWER]),
    )


def talk(cast: Cast) -> None:
    db.session.rollback()
    with writing():
        make_talk(cast, now=NOW)
        db.session.commit()
    db.session.remove()


def counts() -> dict[str, int]:
    found = {
        table.__name__: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in (Topic, Reply, TopicReport, Rating, InstructorPage)
    }
    db.session.remove()
    return found


EVERYTHING = {"Topic": 2, "Reply": 4, "TopicReport": 1, "Rating": 3, "InstructorPage": 1}


def test_they_talk_once(app: Flask, cast: Cast) -> None:
    course = make_course(
        cast.instructor, [article("接案"), article("预估")], reviewer=cast.reviewer
    )
    talk(cast)
    assert counts() == EVERYTHING
    talk(cast)
    assert counts() == EVERYTHING
    row = course_row(course)
    assert (row.rating_count, row.rating_total) == (3, 13)


def test_without_a_published_course_they_say_nothing(app: Flask, cast: Cast) -> None:
    make_course(cast.instructor, [article()])
    talk(cast)
    assert set(counts().values()) == {0}


def test_everybody_finds_something_to_look_at(app: Flask, cast: Cast) -> None:
    course = make_course(
        cast.instructor, [article("接案"), article("预估")], reviewer=cast.reviewer
    )
    talk(cast)
    lin, _wang = cast.learners
    shown: dict[User, tuple[str, str]] = {
        lin: ("/courses/topics/mine", "第一次会谈要不要当场答应帮忙"),
        cast.instructor: ("/teaching/topics", "预估一定要家访吗"),
        cast.reviewer: ("/course-reviews/reports", "加我微信"),
        cast.graduates[0]: (f"/courses/{course}/ratings", "例子都是机构里天天遇到的"),
    }
    for person, (address, words) in shown.items():
        assert words in browser(app, person).get(address).text, address
    assert "正好值班" in browser(app, cast.reviewer).get("/course-reviews/ratings").text
    assert "十二年" in app.test_client().get(f"/instructors/{cast.instructor.id}").text
