"""The demonstration's courses: one published with a new version begun, one that waits for a reviewer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select

from trainingapp.accounts.models import User
from trainingapp.courses.actions import authoring, versions
from trainingapp.courses.models import Course
from trainingapp.courses.plans import CoursePlan, LessonPlan
from trainingapp.courses.queries.authoring import get_draft, get_latest
from trainingapp.extensions import db, milliseconds
from trainingapp.rules.course_fields import Field
from trainingapp.rules.items import Subject
from trainingapp.server.demo_lessons import ACCEPTANCE, ASSESSMENT, CONFIDENTIALITY, INTAKE


@dataclass(frozen=True, slots=True)
class DemoCourse:
    """A made-up course: what the catalogue says, and its sections with their lessons."""

    plan: CoursePlan
    sections: tuple[tuple[dict[str, str], tuple[LessonPlan, ...]], ...]


def _article(
    zh: str, en: str, text: str, *, points: tuple[str, ...], is_preview: bool = False
) -> LessonPlan:
    return LessonPlan(
        kind="article",
        title={"zh": zh, "en": en},
        minutes=8,
        content={"markdown": text},
        points=points,
        is_preview=is_preview,
    )


def _exercise(
    zh: str, en: str, *, points: tuple[str, ...], chapters: tuple[str, ...]
) -> LessonPlan:
    # Most items stand on the mock exams; whole chapters have enough of the others.
    return LessonPlan(
        kind="exercise",
        title={"zh": zh, "en": en},
        minutes=10,
        content={"items": [], "points": list(chapters), "most": 5},
        points=points,
    )


INTAKE_EXERCISE = _exercise(
    "练一练：接案与会谈",
    "Exercise: intake and interviews",
    points=("JP01.1",),
    chapters=("JP01", "JP13", "JP14"),
)
ASSESSMENT_EXERCISE = _exercise(
    "练一练：儿童服务中的预估",
    "Exercise: assessment with children",
    points=("JP01.2",),
    chapters=("JP12",),
)


def _live(starts_at: datetime) -> LessonPlan:
    return LessonPlan(
        kind="live",
        title={"zh": "直播答疑", "en": "Live questions and answers"},
        minutes=60,
        content={
            "starts_at": milliseconds(starts_at),
            "join_url": "https://meeting.example.org/intake",
            "replay_url": "",
        },
        points=(),
        is_required=False,
    )


def _process(now: datetime) -> DemoCourse:
    return DemoCourse(
        CoursePlan(
            title={
                "zh": "通用过程：从接案到预估",
                "en": "The general process: intake and assessment",
            },
            summary={
                "zh": "面向第一次报考初级的在职社工。学完会做第一次会谈，能写出一份站得住的预估。",
                "en": "For the junior exam: the first interview, and an assessment that stands.",
            },
            subject=Subject.JUNIOR_PRACTICE,
            level="junior",
            field=Field.FOUNDATIONS,
        ),
        (
            (
                {"zh": "第一部分 接案", "en": "Part 1: Intake"},
                (
                    _article(
                        "接案：从求助到一起工作",
                        "Intake: from asking for help to working together",
                        INTAKE,
                        points=("JP01.1.01", "JP01.1.02", "JP01.1.04"),
                        is_preview=True,
                    ),
                    INTAKE_EXERCISE,
                ),
            ),
            (
                {"zh": "第二部分 预估", "en": "Part 2: Assessment"},
                (
                    _article(
                        "预估：看清处境再动手",
                        "Assessment: see before you act",
                        ASSESSMENT,
                        points=("JP01.2.01", "JP01.2.02", "JP01.2.03"),
                    ),
                    ASSESSMENT_EXERCISE,
                    _live(now + timedelta(days=7)),
                ),
            ),
        ),
    )


def _values() -> DemoCourse:
    return DemoCourse(
        CoursePlan(
            title={"zh": "价值观怎样变成一句话", "en": "How values become a sentence"},
            summary={
                "zh": "接纳、非评判、个别化，自决、知情同意与保密：每条原则都放进一段对话里，再用试题检验。",
                "en": "Acceptance, self-determination and confidentiality, each in a conversation and then in items.",
            },
            subject=Subject.JUNIOR_COMPREHENSIVE,
            level="junior",
            field=Field.FOUNDATIONS,
        ),
        (
            (
                {"zh": "第一部分 实践原则", "en": "Part 1: Principles in practice"},
                (
                    _article(
                        "接纳、非评判与个别化",
                        "Acceptance, no judging, the single person",
                        ACCEPTANCE,
                        points=("JC04.4.01",),
                        is_preview=True,
                    ),
                    _article(
                        "自决、知情同意与保密",
                        "Self-determination, consent, confidentiality",
                        CONFIDENTIALITY,
                        points=("JC04.4.02", "JC04.7.01"),
                    ),
                    _exercise(
                        "练一练：方法里的原则",
                        "Exercise: principles in the methods",
                        points=("JC04.4",),
                        chapters=("JC01", "JC06", "JC07", "JC08", "JC10"),
                    ),
                ),
            ),
        ),
    )


def make_courses(
    *, author: User, organisation_id: int | None, reviewer: User, now: datetime
) -> None:
    """Make both courses, unless the author has ever written one."""
    if db.session.scalar(select(exists().where(Course.owner_id == author.id))):
        return
    waiting = _make(_values(), author, organisation_id=organisation_id, now=now)
    _send(waiting, note="请看两段对话是否贴近实际。", now=now)
    published = _make(_process(now), author, organisation_id=organisation_id, now=now)
    _send(published, note="", now=now)
    versions.publish_version(get_latest(published), reviewer_id=reviewer.id, now=now)
    versions.open_version(published, actor_id=author.id, now=now)


def _make(demo: DemoCourse, author: User, *, organisation_id: int | None, now: datetime) -> Course:
    course = authoring.create_course(
        demo.plan, owner_id=author.id, organisation_id=organisation_id, now=now
    )
    version = get_draft(course)
    for number, (title, lessons) in enumerate(demo.sections):
        if number == 0:
            section = version.sections[0]
            authoring.rename_section(section, title)
        else:
            section = authoring.add_section(version, title)
        for lesson in lessons:
            authoring.add_lesson(version, section, lesson)
    return course


def _send(course: Course, *, note: str, now: datetime) -> None:
    versions.send_version(get_draft(course), note=note, actor_id=course.owner_id, now=now)
