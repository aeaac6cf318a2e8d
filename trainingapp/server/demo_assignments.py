"""The demonstration's assignments: a course on writing, taught by two, with work that waits and work that went back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select

from trainingapp.accounts.models import User
from trainingapp.courses.actions import assignments, authoring, learning, marking, teams, versions
from trainingapp.courses.models import Course, Lesson, Submission
from trainingapp.courses.plans import CoursePlan, LessonPlan
from trainingapp.courses.queries.authoring import get_draft, get_latest
from trainingapp.courses.queries.learning import find_enrolment
from trainingapp.extensions import db
from trainingapp.rules.assignments import Completes, Takes, Verdict
from trainingapp.rules.items import Subject

RECORD = """社区居民张阿姨（68 岁）独居，三个月没有参加楼组活动。社工小李第一次上门，张阿姨说“没什么事，就是腿脚不好”。
儿子每周打一次电话，邻居偶尔帮忙买菜。谈话四十分钟，她两次提到去世的老伴。

请为这次上门写一份**接案记录**（400 字左右）：

1. 记下看到的和听到的，不写推测；
2. 列出张阿姨自己认为的困难，和你注意到的、还需要核实的情况；
3. 写出下一次会谈的安排，以及要征得她同意的事项。
"""
PLAN = """从你工作的机构里选一个真实的小组或社区活动（隐去姓名和地点），交一份活动方案。

可以直接写在下面，也可以上传 Word、PDF 或手写稿的照片。方案里要有目标、对象、步骤、分工和怎样评估效果。
"""
LIN = """一、基本情况
张阿姨，68 岁，独居。儿子在外地，每周打一次电话；邻居偶尔代为买菜。

二、看到和听到的
上门时家中整洁，阳台晾着一件男式外套。张阿姨走路时扶着墙。她说“没什么事，就是腿脚不好”，谈话四十分钟里两次提到去世的老伴，\
提到时停下来看了看照片。

三、她自己认为的困难
腿脚不便，上下楼费力，所以不去楼组活动。

四、还需要核实的情况
腿脚不便持续了多久，是否看过医生；三个月来情绪和睡眠怎样；买菜以外还有哪些事需要帮手。

五、下一次会谈
一周后上午再来，四十分钟。请她同意我联系社区卫生服务站了解上门康复的条件；是否联系儿子，由她决定。
"""
WANG = """张阿姨因为老伴去世得了抑郁症，所以不愿意出门。应当马上通知她儿子，并安排心理咨询师上门。下周开始\
每天探访一次，同时动员她参加楼组的合唱队，多和人接触，心情自然会好起来。
"""
REMARK = """“抑郁症”是诊断，接案记录里只能写看到和听到的。通知儿子之前要先问她愿不愿意。请对照作业要求的三条改一遍，\
尤其是第二条：哪些是她说的，哪些是你推测、还要核实的。
"""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays which part."""

    author: User
    colleague: User
    reviewer: User
    learners: tuple[User, User]


def make_assignments(cast: Cast, *, organisation_id: int, now: datetime) -> None:
    """Make the course and the work in it, unless there ever was some."""
    if db.session.scalar(select(exists().where(Submission.id > 0))):
        return
    course = _make_course(cast, organisation_id=organisation_id, now=now)
    teams.add_teacher(course, cast.colleague, can_edit=True, actor_id=cast.author.id, now=now)
    lesson = get_latest(course).lessons[0]
    lin, wang = cast.learners
    earlier = now - timedelta(days=2)
    work = _hand_in(wang, course, lesson, text=WANG, now=earlier)
    plan = marking.MarkingPlan(Verdict.REVISION, None, None, REMARK)
    marking.mark(work, plan, seen=0, marker_id=cast.author.id, now=now - timedelta(days=1))
    _hand_in(lin, course, lesson, text=LIN, now=now - timedelta(hours=20))


def _make_course(cast: Cast, *, organisation_id: int, now: datetime) -> Course:
    plan = CoursePlan(
        title={"zh": "动笔：接案记录与活动方案", "en": "Writing: intake records and plans"},
        summary={
            "zh": "两份作业，老师逐条批改。写过一遍，考场上的案例分析就有话可说。",
            "en": "Two assignments, marked line by line by your teachers.",
        },
        subject=Subject.JUNIOR_PRACTICE,
        level="junior",
    )
    owner = cast.author.id
    course = authoring.create_course(
        plan, owner_id=owner, organisation_id=organisation_id, now=now - timedelta(days=9)
    )
    version = get_draft(course)
    for lesson in _lessons():
        authoring.add_lesson(version, version.sections[0], lesson)
    sent = now - timedelta(days=8)
    versions.send_version(version, note="", actor_id=owner, now=sent)
    versions.publish_version(version, reviewer_id=cast.reviewer.id, now=now - timedelta(days=7))
    return course


def _lessons() -> tuple[LessonPlan, ...]:
    rubric = [
        {"criterion": "只写看到和听到的，不写推测", "most": "4"},
        {"criterion": "分清本人的说法和需要核实的情况", "most": "3"},
        {"criterion": "下一步具体，并写明征得同意的事项", "most": "3"},
    ]
    record = {
        "markdown": RECORD,
        "takes": Takes.TEXT,
        "points": "10",
        "rubric": rubric,
        "may_repeat": True,
        "completes": Completes.POINTS,
        "least": "6",
    }
    outline = {
        **record,
        "markdown": PLAN,
        "takes": Takes.BOTH,
        "points": "20",
        "rubric": [],
        "completes": Completes.HANDED_IN,
        "least": "0",
    }
    return (
        _assignment("写一份接案记录", "Write an intake record", record, points=("JP01.1.01",)),
        _assignment("交一份活动方案", "Hand in an activity plan", outline, points=("JP01.3.01",)),
    )


def _assignment(
    zh: str, en: str, content: dict[str, object], *, points: tuple[str, ...]
) -> LessonPlan:
    return LessonPlan(
        kind="assignment",
        title={"zh": zh, "en": en},
        minutes=60,
        content=content,
        points=points,
    )


def _hand_in(user: User, course: Course, lesson: Lesson, *, text: str, now: datetime) -> Submission:
    learning.enrol(course, user_id=user.id, now=now)
    enrolment = find_enrolment(user.id, course.id)
    assert enrolment is not None
    return assignments.hand_in(enrolment, lesson, text, base=assignments.FIRST, now=now)
