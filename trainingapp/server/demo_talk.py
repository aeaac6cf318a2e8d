"""What people of the demonstration say in its published course: topics with replies, a report, ratings, a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select

from trainingapp.accounts.models import User
from trainingapp.courses.actions import instructors, learning, moderation, ratings, topics
from trainingapp.courses.models import Course, Enrolment, LessonProgress, Topic
from trainingapp.courses.plans import TopicPlan
from trainingapp.courses.queries.learning import find_enrolment
from trainingapp.courses.queries.talkers import get_standing
from trainingapp.courses.queries.trees import find_published
from trainingapp.extensions import db

INTRODUCTION = """十二年一线社会工作服务，之后回到讲台。

## 怎么上课

- 先看一段真实的接待记录，再谈原理
- 每节课只讲清一件事，配一组练习
- 提问一般在**两天内**回复
"""
INTAKE = TopicPlan(
    title="第一次会谈要不要当场答应帮忙？",
    text="服务对象一坐下就问“你们能不能帮我把低保办下来”。\n\n我怕答应了办不成，不答应他又要走。**该怎么回？**",
)
HELPFUL = (
    "先接住情绪，再说清能做什么：\n\n"
    "1. “您是为低保的事来的，等了很久，着急是应该的。”\n"
    "2. “能不能办下来由街道审核，我能做的是陪您把材料理齐、把政策问清楚。”\n\n"
    "承诺的是**过程**，不是结果。接案这一课的第三段讲的就是这个。"
)
SEEN = "我们机构的做法是当场约好下一次见面的时间，人就不会觉得被打发了。"
THANKS = "谢谢吴老师，今天接待时就这样说了，对方松了一口气。"
HOME_VISIT = TopicPlan(
    title="预估一定要家访吗？",
    text="服务对象不愿意让人上门，只肯在社区活动室谈。这样写出来的预估站得住吗？",
)
CHATTER = "加我微信，发您一份押题卷。"


@dataclass(frozen=True, slots=True)
class Cast:
    """Who says something: the instructor, two learners, three who have completed the course, a reviewer."""

    instructor: User
    learners: tuple[User, User]
    graduates: tuple[User, User, User]
    reviewer: User


def make_talk(cast: Cast, *, now: datetime) -> None:
    """Let them talk in the instructor's published course, unless anybody ever has."""
    course = db.session.scalar(
        select(Course)
        .where(Course.owner_id == cast.instructor.id, Course.is_listed.is_(True))
        .order_by(Course.id)
        .limit(1)
    )
    if course is None or db.session.scalar(select(exists().where(Topic.id > 0))):
        return
    for person in (*cast.learners, *cast.graduates):
        learning.enrol(course, user_id=person.id, now=now - timedelta(days=9))
    _make_topics(course, cast, now=now)
    _complete(course, cast.graduates, now=now - timedelta(days=2))
    _make_ratings(course, cast, now=now)
    instructors.describe_instructor(cast.instructor.id, INTRODUCTION, is_public=True, now=now)


def _make_topics(course: Course, cast: Cast, *, now: datetime) -> None:
    lin, wang = cast.learners
    version = find_published(course)
    articles = [x.key for x in version.lessons if x.kind == "article"] if version else []
    if not articles:
        return
    days = [now - timedelta(days=number) for number in (5, 4, 3, 1)]
    asker, other, teacher = (
        get_standing(person, course.id) for person in (lin, wang, cast.instructor)
    )
    intake = topics.begin_topic(asker, articles[0], INTAKE, now=days[0])
    topics.reply(other, intake, SEEN, now=days[1])
    helpful = topics.reply(teacher, intake, HELPFUL, now=days[1])
    topics.accept_reply(asker, intake, helpful)
    topics.reply(asker, intake, THANKS, now=now)
    visit = topics.begin_topic(other, articles[-1], HOME_VISIT, now=days[2])
    advertised = topics.reply(asker, visit, CHATTER, now=days[3])
    moderation.report_post(other, advertised, reason="这是广告，和课程无关。", now=days[3])


def _complete(course: Course, people: Sequence[User], *, now: datetime) -> None:
    version = find_published(course)
    for person in people:
        enrolment = find_enrolment(person.id, course.id)
        for lesson in version.lessons if version and enrolment else ():
            db.session.add(
                LessonProgress(
                    user_id=person.id,
                    course_id=course.id,
                    lesson_key=lesson.key,
                    completed_at=now,
                    updated_at=now,
                )
            )
        if isinstance(enrolment, Enrolment):
            enrolment.completed_at = now
    db.session.flush()


def _make_ratings(course: Course, cast: Cast, *, now: datetime) -> None:
    first, second, third = (find_enrolment(person.id, course.id) for person in cast.graduates)
    if first is None or second is None or third is None:
        return
    said = "例子都是机构里天天遇到的。学完我把接待表重新改了一遍。"
    public = ratings.rate_course(first, stars=5, text=said, now=now - timedelta(days=1))
    moderation.publish_text(public, reviewer_id=cast.reviewer.id, now=now)
    ratings.answer_rating(public, "谢谢！欢迎把改好的接待表带到直播课上一起看。", now=now)
    said = "讲得清楚，希望再多一些农村社区的例子。"
    unanswered = ratings.rate_course(second, stars=4, text=said, now=now - timedelta(days=1))
    moderation.publish_text(unanswered, reviewer_id=cast.reviewer.id, now=now)
    said = "直播课那天正好值班，录像什么时候能看？"
    ratings.rate_course(third, stars=4, text=said, now=now)
