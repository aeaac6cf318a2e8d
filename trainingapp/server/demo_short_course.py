"""The demonstration's short course on case records: an article and, where the bank has items, an exercise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from trainingapp.accounts.models import User
from trainingapp.courses.actions import authoring, versions
from trainingapp.courses.models import Course
from trainingapp.courses.plans import CoursePlan, LessonPlan
from trainingapp.courses.queries.authoring import get_draft, get_latest
from trainingapp.courses.queries.exercises import stands_on_a_form
from trainingapp.extensions import db
from trainingapp.itembank.models import BankItem, ItemRevision
from trainingapp.rules.items import Kind, Status, Subject
from trainingapp.rules.permissions import Role

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


def find_items() -> list[str]:
    """Ready items on practice that stand on no mock exam, if the bank has enough of them."""
    query = (
        select(BankItem.code)
        .join(ItemRevision, ItemRevision.item_id == BankItem.id)
        .where(
            BankItem.status == Status.READY,
            ItemRevision.number == BankItem.latest_number,
            BankItem.subject == Subject.JUNIOR_PRACTICE,
            ItemRevision.kind == Kind.SINGLE,
            ~stands_on_a_form(),
        )
    )
    codes = list(db.session.scalars(query.order_by(BankItem.code).limit(8)))
    return codes if len(codes) == 8 else []


def make_short_course(
    author: User, reviewer: User, codes: Sequence[str], *, now: datetime
) -> Course:
    """The course, written by one and published by another."""
    plan = CoursePlan(
        title={"zh": "个案记录怎样写才有用", "en": "Case records that help"},
        summary={
            "zh": "给在职社工的短课：事实与判断分开，保密从落笔开始。学完有结业测验。",
            "en": "A short course for workers in post: facts, judgements, confidentiality.",
        },
        subject=None,
        level=None,
    )
    places = [grant.organisation_id for grant in author.grants if grant.role is Role.INSTRUCTOR]
    course = authoring.create_course(
        plan, owner_id=author.id, organisation_id=next(iter(places), None), now=now
    )
    version = get_draft(course)
    for lesson in (_article(), *([_exercise(codes)] if codes else [])):
        authoring.add_lesson(version, version.sections[0], lesson)
    versions.send_version(version, note="", actor_id=author.id, now=now)
    versions.publish_version(get_latest(course), reviewer_id=reviewer.id, now=now)
    return course


def _article() -> LessonPlan:
    return LessonPlan(
        kind="article",
        title={"zh": "写给自己、同事和服务对象", "en": "For yourself, colleagues and clients"},
        minutes=10,
        content={"markdown": RECORDING},
        points=("JC04.4.02", "JC04.7.01"),
    )


def _exercise(codes: Sequence[str]) -> LessonPlan:
    return LessonPlan(
        kind="exercise",
        title={"zh": "自己试一试", "en": "Try for yourself"},
        minutes=10,
        content={"items": list(codes), "points": [], "most": len(codes)},
        points=("JC04.4",),
        is_required=False,
    )
