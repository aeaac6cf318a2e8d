"""What a person's export holds of what they said in courses, and what of it goes when they leave."""

from __future__ import annotations

from sqlalchemy import select

from trainingapp.accounts.erasure import register_eraser
from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.courses.actions.instructors import forget_instructor
from trainingapp.courses.actions.ratings import forget_rater
from trainingapp.courses.actions.topics import forget_talker
from trainingapp.courses.models import InstructorPage, Rating, Reply, Topic, TopicReport
from trainingapp.extensions import db


def _topics(user_id: int) -> Rows:
    rows = select(Topic).where(Topic.author_id == user_id).order_by(Topic.id)
    return [
        {
            "course_id": topic.course_id,
            "lesson": topic.lesson_key,
            "title": topic.title,
            "text": topic.text,
            "second": topic.second,
            "made_at": topic.made_at,
            "edited_at": topic.edited_at,
            "hidden_at": topic.hidden_at,
            "hidden_reason": topic.hidden_reason,
        }
        for topic in db.session.scalars(rows)
    ]


def _replies(user_id: int) -> Rows:
    rows = select(Reply).where(Reply.author_id == user_id).order_by(Reply.id)
    return [
        {
            "topic_id": reply.topic_id,
            "text": reply.text,
            "as_instructor": reply.is_by_instructor,
            "accepted": reply.is_accepted,
            "made_at": reply.made_at,
            "edited_at": reply.edited_at,
            "hidden_at": reply.hidden_at,
            "hidden_reason": reply.hidden_reason,
        }
        for reply in db.session.scalars(rows)
    ]


def _reports(user_id: int) -> Rows:
    rows = select(TopicReport).where(TopicReport.reporter_id == user_id).order_by(TopicReport.id)
    return [
        {
            "topic_id": report.topic_id,
            "reply_id": report.reply_id,
            "reason": report.reason,
            "made_at": report.made_at,
            "settled_at": report.settled_at,
        }
        for report in db.session.scalars(rows)
    ]


def _ratings(user_id: int) -> Rows:
    rows = select(Rating).where(Rating.user_id == user_id).order_by(Rating.id)
    return [
        {
            "course_id": rating.course_id,
            "version": f"{rating.major}.{rating.minor}",
            "stars": rating.stars,
            "text": rating.text,
            "text_state": rating.text_state,
            "refusal": rating.refusal,
            "made_at": rating.made_at,
            "changed_at": rating.changed_at,
        }
        for rating in db.session.scalars(rows)
    ]


def _instructor_page(user_id: int) -> Rows:
    page = db.session.get(InstructorPage, user_id)
    if page is None:
        return []
    return [
        {
            "introduction": page.introduction,
            "public": page.is_public,
            "changed_at": page.changed_at,
        }
    ]


def init_talk_export() -> None:
    """Add what somebody said to their export, and to what is removed when they leave."""
    register_exporter("course_topics", _topics)
    register_exporter("topic_replies", _replies)
    register_exporter("topic_reports", _reports)
    register_exporter("course_ratings", _ratings)
    register_exporter("instructor_page", _instructor_page)
    register_eraser("course_ratings", forget_rater)
    register_eraser("course_topics", forget_talker)
    register_eraser("instructor_page", forget_instructor)
