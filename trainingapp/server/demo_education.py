"""The demonstration's continuing education: an invented provider, two rules, and what Lin has earned by them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, select

from trainingapp.accounts.models import User
from trainingapp.courses.actions import authoring, learning, versions
from trainingapp.courses.models import Course
from trainingapp.courses.plans import CoursePlan, LessonPlan
from trainingapp.courses.queries.authoring import get_draft, get_latest
from trainingapp.courses.queries.learning import get_place
from trainingapp.education.actions import rules
from trainingapp.education.days import day_of
from trainingapp.education.models import CeProvider
from trainingapp.education.plans import ProviderPlan, RulePlan
from trainingapp.extensions import db
from trainingapp.rules.course_checks import CheckTerms
from trainingapp.rules.education import Basis, Terms

PROVIDER = "滨江社会工作培训中心（演示，虚构）"
AUTHORITY = "滨江市委社会工作部（演示，虚构）"
RECORDING = """# 个案记录：写给自己、同事和服务对象

记录不是流水账。三个月后接手的同事，应当只看记录就知道：服务对象要什么，我们做了什么，下一步是什么。

## 事实与判断分开写

- **事实**：“张阿姨说，近两周有四天没有吃晚饭。”
- **判断**：“可能与独自进食、情绪低落有关，待核实。”

把判断写成事实，下一位同事就不会再去核实了。

## 保密从记录开始

1. 姓名用代号，住址只写到社区。
2. 与服务无关的隐私不记。
3. 服务对象可以要求看自己的记录，落笔时就当他坐在旁边。
"""


def make_education(*, author: User, officer: User, learner: User, now: datetime) -> None:
    """Make all of it, unless a provider was ever entered."""
    if db.session.scalar(select(exists().where(CeProvider.id.is_not(None)))):
        return
    provider = rules.create_provider(_provider(now), actor_id=officer.id, now=now)
    by_lessons = Terms(Basis.LESSONS, by_kind={"article": 8})
    for course in _listed(author):
        _grant(course, provider, by_lessons, check=None, officer=officer, now=now)
        _learn(course, learner, now=now)
    checked = _make_course(author, officer, now=now)
    check = CheckTerms(items=5, pass_percent=60, tries=3, wait_hours=24)
    _grant(checked, provider, Terms(Basis.WHOLE, 10), check=check, officer=officer, now=now)
    _learn(checked, learner, now=now)


def _provider(now: datetime) -> ProviderPlan:
    return ProviderPlan(
        name=PROVIDER,
        organisation_id=None,
        jurisdiction="CN",
        recognised_by=AUTHORITY,
        document="演示用虚构文件第1号，没有任何效力",
        is_verified=False,
        valid_from=day_of(now) - timedelta(days=30),
        valid_to=day_of(now) + timedelta(days=365),
    )


def _listed(author: User) -> list[Course]:
    query = select(Course).where(Course.owner_id == author.id, Course.is_listed.is_(True))
    return list(db.session.scalars(query.order_by(Course.id)))[:1]


def _grant(
    course: Course,
    provider: CeProvider,
    terms: Terms,
    *,
    check: CheckTerms | None,
    officer: User,
    now: datetime,
) -> None:
    plan = RulePlan(
        course_id=course.id,
        course_title=course.title,
        provider_id=provider.id,
        jurisdiction=provider.jurisdiction,
        terms=terms,
        check=check,
        source="演示用虚构文件第2号，没有任何效力",
        valid_from=day_of(now) - timedelta(days=7),
        valid_to=None,
    )
    rule = rules.propose_rule(plan, actor_id=course.owner_id, now=now)
    rules.approve_rule(rule, is_verified=False, actor_id=officer.id, now=now)


def _make_course(author: User, reviewer: User, *, now: datetime) -> Course:
    plan = CoursePlan(
        title={"zh": "个案记录怎样写才有用", "en": "Case records that help"},
        summary={
            "zh": "给在职社工的短课：事实与判断分开，保密从落笔开始。学完有结业测验。",
            "en": "A short course for workers in post: facts, judgements, confidentiality.",
        },
        subject=None,
        level=None,
    )
    course = authoring.create_course(plan, owner_id=author.id, organisation_id=None, now=now)
    version = get_draft(course)
    lesson = LessonPlan(
        kind="article",
        title={"zh": "写给自己、同事和服务对象", "en": "For yourself, colleagues and clients"},
        minutes=10,
        content={"markdown": RECORDING},
        points=("JC04.4.01", "JC04.4.02", "JC04.7.01"),
    )
    authoring.add_lesson(version, version.sections[0], lesson)
    versions.send_version(version, note="", actor_id=author.id, now=now)
    versions.publish_version(get_latest(course), reviewer_id=reviewer.id, now=now)
    return course


def _learn(course: Course, learner: User, *, now: datetime) -> None:
    learning.enrol(course, user_id=learner.id, now=now)
    place = get_place(learner.id, course.id)
    articles = [lesson for lesson in place.version.lessons if lesson.kind == "article"]
    for lesson in articles[:1]:
        learning.save_progress(place.enrolment, lesson, position=learning.BOTTOM, now=now)
