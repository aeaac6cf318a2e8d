"""What is said under the lessons of a course: only what the reader may see, and whose turn it is to answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from trainingapp.courses.models import (
    Course,
    CourseVersion,
    Lesson,
    Reply,
    Topic,
    TopicReport,
)
from trainingapp.courses.queries.talkers import Standing, reviews, teaches
from trainingapp.extensions import db
from trainingapp.itembank.content import normalise
from trainingapp.rules.course_versions import LessonKind
from trainingapp.web.auth import SignedIn

RECENT = 3


@dataclass(frozen=True, slots=True)
class TopicFilter:
    """What a reader looks for in a course; nothing means any."""

    words: str = ""
    lesson_key: str | None = None
    is_unanswered: bool = False


@dataclass(frozen=True, slots=True)
class Discussion:
    """What has been replied to a topic, as lists show it."""

    replies: int = 0
    is_answered: bool = False  # by somebody who teaches the course
    is_accepted: bool = False


def _visible(table: type[Topic] | type[Reply], standing: Standing) -> ColumnElement[bool]:
    """What is hidden is seen by its author and by the course's moderators."""
    if standing.is_moderator:
        return true()
    return or_(table.hidden_at.is_(None), table.author_id == standing.person_id)


def _waits() -> ColumnElement[bool]:
    """Nobody who teaches has replied, and no reply is accepted."""
    settled = exists().where(
        Reply.topic_id == Topic.id,
        Reply.hidden_at.is_(None),
        or_(Reply.is_by_instructor, Reply.is_accepted),
    )
    return Topic.hidden_at.is_(None) & (Topic.text != "") & ~settled


def _says(word: str) -> ColumnElement[bool]:
    sought = normalise(word)
    in_reply = exists().where(
        Reply.topic_id == Topic.id,
        Reply.hidden_at.is_(None),
        Reply.search_text.contains(sought, autoescape=True),
    )
    return or_(Topic.search_text.contains(sought, autoescape=True), in_reply)


def list_topics(standing: Standing, wanted: TopicFilter) -> Select[Topic]:
    """The topics of a course, the newest first. Every word must be found in the topic or in a reply to it."""
    query = select(Topic).where(Topic.course_id == standing.course.id, _visible(Topic, standing))
    if wanted.lesson_key is not None:
        query = query.where(Topic.lesson_key == wanted.lesson_key)
    if wanted.is_unanswered:
        query = query.where(_waits())
    for word in wanted.words.split():
        query = query.where(_says(word))
    return query.options(joinedload(Topic.author)).order_by(Topic.id.desc())


def list_recent(user_id: int, course_id: int, *, key: str) -> Sequence[Topic]:
    """The newest topics of a lesson, for a learner's lesson page."""
    query = select(Topic).where(
        Topic.course_id == course_id,
        Topic.lesson_key == key,
        or_(Topic.hidden_at.is_(None), Topic.author_id == user_id),
    )
    query = query.options(joinedload(Topic.author)).order_by(Topic.id.desc()).limit(RECENT)
    return db.session.scalars(query).all()


def list_own_topics(user_id: int) -> Select[Topic]:
    """What somebody has asked, in all courses, the newest first."""
    return (
        select(Topic)
        .join(Topic.course)
        .where(Topic.author_id == user_id)
        .options(joinedload(Topic.author), contains_eager(Topic.course))
        .order_by(Topic.id.desc())
    )


def list_taught_topics(person: SignedIn, *, is_unanswered: bool) -> Select[Topic]:
    """The topics of all courses somebody teaches: those that wait, the longest waiting first; or all, newest first."""
    query = select(Topic).join(Topic.course).where(teaches(person))
    query = query.options(joinedload(Topic.author), contains_eager(Topic.course))
    if is_unanswered:
        return query.where(_waits()).order_by(Topic.id)
    return query.order_by(Topic.id.desc())


def count_unanswered(person: SignedIn) -> int:
    """How many topics wait for somebody who teaches."""
    query = select(func.count()).select_from(Topic).join(Topic.course)
    return db.session.scalar(query.where(teaches(person), _waits())) or 0


def present_discussions(topics: Iterable[Topic]) -> Mapping[int, Discussion]:
    """What has been replied to these topics, in one statement."""
    query = (
        select(
            Reply.topic_id,
            func.count(),
            func.max(case((Reply.is_by_instructor, 1), else_=0)),
            func.max(case((Reply.is_accepted, 1), else_=0)),
        )
        .where(Reply.topic_id.in_([topic.id for topic in topics]), Reply.hidden_at.is_(None))
        .group_by(Reply.topic_id)
    )
    return {
        topic: Discussion(count, bool(answered), bool(accepted))
        for topic, count, answered, accepted in db.session.execute(query)
    }


def lesson_titles(topics: Iterable[Topic]) -> Mapping[tuple[int, str], Mapping[str, str]]:
    """The titles of the lessons that topics are about, by course and key, as the newest version has them."""
    found = list(topics)
    query = (
        select(CourseVersion.course_id, Lesson.key, Lesson.title)
        .join(Lesson, Lesson.version_id == CourseVersion.id)
        .where(
            CourseVersion.course_id.in_({topic.course_id for topic in found}),
            Lesson.key.in_({topic.lesson_key for topic in found}),
            CourseVersion.major.is_not(None),
        )
        .order_by(CourseVersion.id)
    )
    return {(course, key): title for course, key, title in db.session.execute(query)}


def get_lesson(course: Course, key: str) -> Lesson:
    """A lesson as the newest published version that has it says. :raises NoResultFound: when none has."""
    query = (
        select(Lesson)
        .join(CourseVersion, CourseVersion.id == Lesson.version_id)
        .where(
            CourseVersion.course_id == course.id,
            CourseVersion.major.is_not(None),
            Lesson.key == key,
        )
        .order_by(CourseVersion.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).one()


def has_moments(lesson: Lesson) -> bool:
    """Whether a topic may name a moment of the lesson."""
    return lesson.kind == LessonKind.VIDEO


def get_topic(standing: Standing, topic_id: int) -> Topic:
    """A topic of the course that the reader may see. :raises NoResultFound: for any other."""
    query = select(Topic).where(
        Topic.id == topic_id, Topic.course_id == standing.course.id, _visible(Topic, standing)
    )
    return db.session.scalars(query.options(joinedload(Topic.author))).one()


def list_replies(standing: Standing, topic: Topic) -> Select[Reply]:
    """The replies to a topic: of those who teach, then the accepted one, then the others as they were written."""
    return (
        select(Reply)
        .where(Reply.topic_id == topic.id, _visible(Reply, standing))
        .options(joinedload(Reply.author))
        .order_by(Reply.is_by_instructor.desc(), Reply.is_accepted.desc(), Reply.id)
    )


def get_post(standing: Standing, topic_id: int, *, reply_id: int | None) -> Topic | Reply:
    """A topic, or one reply to it. :raises NoResultFound: when it is not there, or not for this reader."""
    topic = get_topic(standing, topic_id)
    if reply_id is None:
        return topic
    query = select(Reply).where(
        Reply.id == reply_id, Reply.topic_id == topic.id, _visible(Reply, standing)
    )
    return db.session.scalars(query.options(joinedload(Reply.author))).one()


def count_written(user_id: int, *, since: datetime) -> tuple[int, int]:
    """How many topics and how many replies somebody has written since a moment."""
    counts = [
        select(func.count())
        .where(table.author_id == user_id, table.made_at > since)
        .scalar_subquery()
        for table in (Topic, Reply)
    ]
    topics, replies = db.session.execute(select(*counts)).one()
    return topics, replies


def has_replies_of_others(topic: Topic) -> bool:
    """Whether anybody but its author has replied to a topic."""
    others = or_(Reply.author_id != topic.author_id, Reply.author_id.is_(None))
    query = select(exists().where(Reply.topic_id == topic.id, others))
    return bool(db.session.scalar(query))


def list_reports(person: SignedIn, *, is_reviewer: bool) -> Select[TopicReport]:
    """The reports that wait for somebody as a reviewer, or as an instructor: none of texts of their own."""
    return _reports(person, reviews(person) if is_reviewer else teaches(person))


def _reports(person: SignedIn, office: ColumnElement[bool]) -> Select[TopicReport]:
    author = case((Reply.id.is_(None), Topic.author_id), else_=Reply.author_id)
    return (
        select(TopicReport)
        .join(TopicReport.topic)
        .join(Topic.course)
        .outerjoin(TopicReport.reply)
        .where(TopicReport.settled_at.is_(None), office, func.coalesce(author, 0) != person.id)
        .options(
            contains_eager(TopicReport.topic).options(
                contains_eager(Topic.course), joinedload(Topic.author)
            ),
            contains_eager(TopicReport.reply).joinedload(Reply.author),
        )
        .order_by(TopicReport.id)
    )


def get_report(person: SignedIn, report_id: int) -> TopicReport:
    """A report that waits for somebody, in either office. :raises NoResultFound: for any other."""
    query = _reports(person, or_(reviews(person), teaches(person)))
    return db.session.scalars(query.where(TopicReport.id == report_id)).one()


def find_report(user_id: int, post: Topic | Reply) -> TopicReport | None:
    """The report that somebody has made of a text and that nobody has settled."""
    is_reply = isinstance(post, Reply)
    query = select(TopicReport).where(
        TopicReport.reporter_id == user_id,
        TopicReport.settled_at.is_(None),
        TopicReport.reply_id == post.id if is_reply else TopicReport.reply_id.is_(None),
        TopicReport.topic_id == (post.topic_id if isinstance(post, Reply) else post.id),
    )
    return db.session.scalars(query.limit(1)).one_or_none()
