"""The demonstration's classes: one that runs, with members and a timetable, and last year's, to be copied."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import exists, select

from trainingapp.accounts.actions import grant_role
from trainingapp.accounts.models import Organisation, User
from trainingapp.classes.actions import announcing, joining, running, timetable
from trainingapp.classes.models import Cohort, CohortDeadline, CohortTeacher
from trainingapp.classes.plans import CohortPlan, MeetingPlan
from trainingapp.courses.models import Course
from trainingapp.courses.queries.authoring import get_latest
from trainingapp.extensions import db
from trainingapp.rules.cohort_dates import SHANGHAI, local_day, make_span
from trainingapp.rules.cohorts import JoinWay
from trainingapp.rules.permissions import Role

INTRODUCTION = """面向在职社工的考前辅导班，**边工作边备考**。

- 每周二晚上上课，先讲一种情境，再做十道题；
- 来不了的同学看录像，周日前补完练习；
- 有问题课上问，也可以课后留言。"""
WELCOME = """各位同学：

课表已经排好，可以同步到手机日历。第一讲前请先读完**第一课**，带一个自己遇到过的接案情境来。

教学楼 302，地铁 2 号线师大站 C 口出来步行五分钟。"""
MATERIAL = """第二讲的讲义放在课程里了。练习里错得最多的是**预估**与**计划**的区分，下次课前十分钟一起过一遍。"""
TOPICS = ("接案：第一次会谈", "预估：看清处境", "计划：目标怎样写", "介入：选一种角色")


def make_classes(
    *,
    leader: User,
    members: Sequence[User],
    staff: Sequence[User],
    agency: Organisation,
    now: datetime,
) -> None:
    """Make both classes of the leader's listed course, unless somebody has ever led one."""
    course = db.session.scalar(
        select(Course).where(Course.owner_id == leader.id, Course.is_listed).limit(1)
    )
    if course is None or db.session.scalar(
        select(exists().where(CohortTeacher.user_id == leader.id))
    ):
        return
    today = local_day(now)
    _make_former(course, leader, today=today, now=now)
    _make_running(course, leader, members, staff, agency=agency, today=today, now=now)


def _plan(year: int, first: date, *, capacity: int) -> CohortPlan:
    return CohortPlan(
        title={
            "zh": f"{year} 年初级实务考前辅导班",
            "en": f"Junior practice, exam of {year}",
        },
        introduction=INTRODUCTION,
        exam_year=year,
        starts_on=first,
        ends_on=first + timedelta(weeks=20),
        capacity=capacity,
    )


def _tuesday(day: date) -> date:
    return day + timedelta(days=(1 - day.weekday()) % 7)


def _add_topics(cohort: Cohort, first: date, *, leader: User, now: datetime) -> None:
    for number, topic in enumerate(TOPICS):
        day = first + timedelta(weeks=number)
        plan = MeetingPlan(
            title=f"第{'一二三四'[number]}讲 {topic}",
            span=make_span(day, time(19), time(21)),
            place="滨江师范大学教学楼 302",
            join_url="https://meeting.example.org/junior-practice",
            replay_url="https://video.example.org/junior-practice" if day < local_day(now) else "",
        )
        timetable.add_meetings(cohort.id, plan, actor_id=leader.id, now=now)


def _make_former(course: Course, leader: User, *, today: date, now: datetime) -> None:
    first = _tuesday(today - timedelta(days=364))
    year = first.year + 1
    cohort = running.create_cohort(
        _plan(year, first, capacity=40), course, leader_id=leader.id, now=now
    )
    _add_topics(cohort, first, leader=leader, now=now)
    running.open_cohort(cohort.id, actor_id=leader.id, now=now)
    running.end_cohort(cohort.id, actor_id=leader.id, now=now)


def _make_running(
    course: Course,
    leader: User,
    members: Sequence[User],
    staff: Sequence[User],
    *,
    agency: Organisation,
    today: date,
    now: datetime,
) -> None:
    first = _tuesday(today - timedelta(days=14))
    cohort = running.create_cohort(
        _plan(first.year + 1, first, capacity=30), course, leader_id=leader.id, now=now
    )
    _add_topics(cohort, first, leader=leader, now=now)
    running.open_cohort(cohort.id, actor_id=leader.id, now=now)
    for member in members:
        entry = joining.Entry(JoinWay.CODE, member.id)
        joining.join(cohort.id, member.id, entry, now=now)
    for one in staff:
        # Whoever holds a role in an organisation belongs to it; a candidate's opens nothing more.
        grant_role(one, Role.CANDIDATE, organisation_id=agency.id, now=now)
        entry = joining.Entry(JoinWay.AGENCY, leader.id, agency.id, agency.name)
        joining.join(cohort.id, one.id, entry, now=now)
    lesson = get_latest(course).lessons[0]
    due = datetime.combine(today + timedelta(days=5), time(23, 59), tzinfo=SHANGHAI)
    db.session.add(CohortDeadline(cohort_id=cohort.id, lesson_key=lesson.key, due_at=due))
    for title, text in (("开班通知", WELCOME), ("第二讲的讲义", MATERIAL)):
        announcing.announce(cohort, title, text, author_id=leader.id, now=now)
