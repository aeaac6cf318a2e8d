"""The demonstration's continuing education: an invented provider, two rules, and what Lin has earned by them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, select

from trainingapp.accounts.models import User
from trainingapp.courses.actions import checks, learning
from trainingapp.courses.models import Course
from trainingapp.courses.queries.checks import list_keys
from trainingapp.courses.queries.learning import get_place
from trainingapp.education.actions import rules
from trainingapp.education.days import day_of
from trainingapp.education.models import CeProvider, CeRule
from trainingapp.education.plans import ProviderPlan, RulePlan
from trainingapp.extensions import db
from trainingapp.rules.course_checks import CheckTerms
from trainingapp.rules.education import Basis, Terms
from trainingapp.server.demo_short_course import find_items, make_short_course

PROVIDER = "滨江社会工作培训中心（演示，虚构）"
AUTHORITY = "滨江市委社会工作部（演示，虚构）"


def make_education(*, author: User, officer: User, learner: User, now: datetime) -> None:
    """Make all of it, unless a provider was ever entered. The short course and what Lin did in it are of days ago."""
    if db.session.scalar(select(exists().where(CeProvider.id.is_not(None)))):
        return
    earlier = now - timedelta(days=3)
    provider = rules.create_provider(_provider(now), actor_id=officer.id, now=earlier)
    by_lessons = Terms(Basis.LESSONS, by_kind={"article": 8})
    for course in _listed(author):
        _grant(course, provider, by_lessons, check=None, officer=officer, now=now)
    codes = find_items()
    short = make_short_course(author, officer, codes, now=earlier)
    check = CheckTerms(items=5, pass_percent=60, tries=3, wait_hours=24) if codes else None
    terms = Terms(Basis.WHOLE, minutes=10)
    rule = _grant(short, provider, terms, check=check, officer=officer, now=earlier)
    _learn(short, rule, learner, now=earlier)


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
) -> CeRule:
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
    return rule


def _learn(course: Course, rule: CeRule, learner: User, *, now: datetime) -> None:
    learning.enrol(course, user_id=learner.id, now=now)
    place = get_place(learner.id, course.id)
    learning.save_progress(
        place.enrolment, place.version.lessons[0], position=learning.BOTTOM, now=now
    )
    if rule.check is not None:
        one = checks.open_try(place.enrolment, rule, seed="demonstration", now=now)
        keys = list_keys(one)
        right = {answer.position: keys[answer.item_revision_id] or "" for answer in one.answers}
        checks.submit_try(place.enrolment, one, {**right, 1: "D"}, now=now)
