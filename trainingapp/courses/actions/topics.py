"""Asking under a lesson and replying; changing and taking back what one wrote; accepting a reply."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, delete, exists, select, update

from trainingapp.courses.models import Reply, Topic, TopicReport
from trainingapp.courses.plans import TopicPlan
from trainingapp.courses.queries import topics as queries
from trainingapp.courses.queries.talkers import Standing, list_instructors
from trainingapp.extensions import db
from trainingapp.itembank.content import normalise
from trainingapp.notices.actions import notify
from trainingapp.notices.kinds import register_kind
from trainingapp.notices.models import Notice
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.talk import FLOOD_WITHIN, check_editable, check_flood

register_kind("courses.topic", _("There is a new topic in the course “%(title)s”."))
register_kind("courses.reply", _("There is a reply to a topic in the course “%(title)s”."))


class NothingToReplyTo(RuleViolation):
    message = "This topic is closed: its text was taken back or is hidden."


class NotOnesToAccept(RuleViolation):
    message = "Whoever asked, or an instructor of the course, says which reply helped."


def begin_topic(standing: Standing, lesson_key: str, plan: TopicPlan, *, now: datetime) -> Topic:
    """Ask something about a lesson; those who teach the course are told.

    :raises TooManyTopics: after ten within an hour.
    """
    topics, _replies = queries.count_written(standing.person_id, since=now - FLOOD_WITHIN)
    check_flood(topics, 0)
    topic = Topic(
        course_id=standing.course.id,
        lesson_key=lesson_key,
        author_id=standing.person_id,
        made_at=now,
    )
    _say(topic, plan)
    db.session.add(topic)
    db.session.flush()
    for user_id in list_instructors(standing.course):
        _tell(user_id, "courses.topic", topic, standing=standing, now=now)
    return topic


def reply(standing: Standing, topic: Topic, text: str, *, now: datetime) -> Reply:
    """Reply to a topic. Its author is told; when the author replies, those who teach the course are.

    :raises TooManyReplies: after thirty within an hour. :raises NothingToReplyTo: to a topic without a text.
    """
    if not topic.text or topic.hidden_at is not None:
        raise NothingToReplyTo
    _topics, replies = queries.count_written(standing.person_id, since=now - FLOOD_WITHIN)
    check_flood(0, replies)
    said = Reply(
        topic_id=topic.id,
        author_id=standing.person_id,
        is_by_instructor=standing.is_instructor,
        text=text,
        search_text=normalise(text),
        made_at=now,
    )
    db.session.add(said)
    db.session.flush()
    told = list_instructors(standing.course) if standing.wrote(topic) else [topic.author_id]
    for user_id in told:
        _tell(user_id, "courses.reply", topic, standing=standing, now=now)
    return said


def update_post(post: Topic | Reply, plan: TopicPlan, *, now: datetime) -> None:
    """Change what one wrote; it is shown as edited. A reply takes the text of the plan alone.

    :raises EditTooLate: after fifteen minutes.
    """
    check_editable(post.made_at, now=now)
    if isinstance(post, Topic):
        _say(post, plan)
    else:
        post.text, post.search_text = plan.text, normalise(plan.text)
    post.edited_at = now
    db.session.flush()


def remove_post(post: Topic | Reply) -> None:
    """Take back what one wrote. What others replied to a topic stays, under an empty place without a name."""
    if isinstance(post, Reply):
        _forget_reports(TopicReport.reply_id == post.id)
        db.session.execute(delete(Reply).where(Reply.id == post.id))
    elif queries.has_replies_of_others(post):
        _empty(post)
    else:
        _remove_topic(post.id)
    db.session.flush()


def accept_reply(standing: Standing, topic: Topic, chosen: Reply | None) -> None:
    """Say which reply helped, in the place of the one before; None: none of them.

    :raises NotOnesToAccept: by others than the asker and those who teach the course.
    """
    if not (standing.wrote(topic) or standing.is_instructor):
        raise NotOnesToAccept
    db.session.execute(select(Topic.id).where(Topic.id == topic.id).with_for_update())
    before = update(Reply).where(Reply.topic_id == topic.id, Reply.is_accepted)
    db.session.execute(before.values(is_accepted=False))
    if chosen is not None:
        chosen.is_accepted = True
    db.session.flush()


def forget_talker(user_id: int) -> None:
    """Remove what somebody who leaves has written.

    A text may tell who its writer is, or whom they work with, and nobody can read them all: so learners' texts go, and
    are not only made nameless. What somebody said as an instructor belongs to the course and stays without a name.
    """
    _forget_reports(TopicReport.reporter_id == user_id)
    db.session.execute(
        update(Reply)
        .where(Reply.author_id == user_id, Reply.is_by_instructor)
        .values(author_id=None)
    )
    own = select(Reply.id).where(Reply.author_id == user_id)
    _forget_reports(TopicReport.reply_id.in_(own))
    db.session.execute(delete(Reply).where(Reply.author_id == user_id))
    for topic in db.session.scalars(select(Topic).where(Topic.author_id == user_id)).all():
        remove_post(topic)


def _say(topic: Topic, plan: TopicPlan) -> None:
    topic.title, topic.text, topic.second = plan.title, plan.text, plan.second
    topic.search_text = f"{normalise(plan.title)}\n{normalise(plan.text)}"


def _empty(topic: Topic) -> None:
    topic.title = topic.text = topic.search_text = topic.hidden_reason = ""
    topic.author_id = topic.second = topic.edited_at = topic.hidden_at = None
    _forget_reports((TopicReport.topic_id == topic.id) & TopicReport.reply_id.is_(None))


def _remove_topic(topic_id: int) -> None:
    _forget_reports(TopicReport.topic_id == topic_id)
    db.session.execute(delete(Reply).where(Reply.topic_id == topic_id))
    db.session.execute(delete(Topic).where(Topic.id == topic_id))


def _forget_reports(which: ColumnElement[bool]) -> None:
    db.session.execute(delete(TopicReport).where(which))


def _tell(
    user_id: int | None, kind: str, topic: Topic, *, standing: Standing, now: datetime
) -> None:
    """Tell somebody else, unless the same is told already and not yet read."""
    if user_id is None or user_id == standing.person_id:
        return
    url = f"/courses/{topic.course_id}/topics/{topic.id}"
    unread = exists().where(
        Notice.user_id == user_id, Notice.read_at.is_(None), Notice.kind == kind, Notice.url == url
    )
    if not db.session.scalar(select(unread)):
        arguments = {"title": standing.course.title["zh"]}
        notify(user_id=user_id, kind=kind, arguments=arguments, url=url, now=now)
