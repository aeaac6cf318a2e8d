"""What people say in courses, for tests: committed topics, replies and ratings."""

from __future__ import annotations

from datetime import datetime

from flask import Flask
from flask.testing import FlaskClient

from tests.committing import written
from tests.factories_accounts import sign_in
from tests.factories_courses import NOON, lesson_keys
from trainingapp.accounts.models import User
from trainingapp.courses.actions import moderation, ratings, topics
from trainingapp.courses.models import Course, Enrolment, Rating, Reply, Topic
from trainingapp.courses.plans import TopicPlan
from trainingapp.courses.queries.learning import find_enrolment
from trainingapp.courses.queries.talkers import Standing, get_standing
from trainingapp.extensions import db


def standing_of(user: User, course: int) -> Standing:
    """What somebody is to a course, in the present transaction."""
    return get_standing(db.session.get_one(User, user.id), course)


def make_topic(
    user: User,
    course: int,
    title: str = "接案和预估怎么分？",
    *,
    text: str = "第二段没看懂，能举个例子吗？",
    key: str | None = None,
    second: int | None = None,
    now: datetime = NOON,
) -> int:
    """A topic under the first lesson, unless another is named."""
    lesson = key or lesson_keys(course)[0]
    plan = TopicPlan(text=text, title=title, second=second)
    return written(lambda: topics.begin_topic(standing_of(user, course), lesson, plan, now=now).id)


def make_reply(
    user: User, topic: int, text: str = "接案是第一次见面，预估在后面。", *, now: datetime = NOON
) -> int:
    """A reply to a topic by somebody of its course."""

    def act() -> int:
        found = db.session.get_one(Topic, topic)
        return topics.reply(standing_of(user, found.course_id), found, text, now=now).id

    return written(act)


def hide(user: User, post: Topic | Reply, *, reason: str = "提到了服务对象的姓名") -> None:
    """A text that a moderator has hidden."""
    table, number = type(post), post.id
    topic = post.topic_id if isinstance(post, Reply) else post.id

    def act() -> int:
        course = db.session.get_one(Topic, topic).course_id
        found = db.session.get_one(table, number)
        moderation.hide_post(standing_of(user, course), found, reason=reason, now=NOON)
        return number

    written(act)


def complete(user: User, course: int, *, now: datetime = NOON) -> None:
    """The enrolment of somebody who has completed everything."""

    def act() -> int:
        rows = db.update(Enrolment).where(
            Enrolment.user_id == user.id, Enrolment.course_id == course
        )
        db.session.execute(rows.values(completed_at=now))
        return 0

    written(act)


def make_rating(
    user: User,
    course: int,
    stars: int = 5,
    text: str = "",
    *,
    public_by: User | None = None,
    now: datetime = NOON,
) -> int:
    """A rating by somebody who has completed the course; its text is public when a reviewer is named."""

    def act() -> int:
        enrolment = find_enrolment(user.id, course)
        assert enrolment is not None
        rating = ratings.rate_course(enrolment, stars=stars, text=text, now=now)
        if public_by is not None:
            moderation.publish_text(rating, reviewer_id=public_by.id, now=now)
        return rating.id

    return written(act)


def topic_row(topic: int) -> Topic:
    """A topic as it is now."""
    db.session.remove()
    return db.session.get_one(Topic, topic)


def reply_row(reply: int) -> Reply:
    """A reply as it is now."""
    db.session.remove()
    return db.session.get_one(Reply, reply)


def rating_row(rating: int) -> Rating:
    """A rating as it is now."""
    db.session.remove()
    return db.session.get_one(Rating, rating)


def course_row(course: int) -> Course:
    """A course as it is now."""
    db.session.remove()
    return db.session.get_one(Course, course)


def browser(app: Flask, user: User) -> FlaskClient:
    """A browser in which somebody is signed in and which sends a fitting CSRF token."""
    app.config["WTF_CSRF_ENABLED"] = False
    return sign_in(app.test_client(), user)
