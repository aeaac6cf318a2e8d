"""The demonstration's course that is a SCORM package: the first home visit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select

from trainingapp.accounts.models import User
from trainingapp.courses.actions import authoring, packages, versions
from trainingapp.courses.media import MEDIA
from trainingapp.courses.models import Course, Lesson, LessonFile
from trainingapp.courses.plans import CoursePlan, LessonPlan
from trainingapp.courses.queries.authoring import get_draft, get_latest
from trainingapp.courses.queries.packages import find_by_hash
from trainingapp.extensions import db
from trainingapp.rules.course_versions import LessonKind
from trainingapp.rules.items import Subject
from trainingapp.rules.package_results import Rule
from trainingapp.server.demo_package_files import keep_archive, unpack_archive

TITLE = "第一次入户：一步一步来"
NAME = "第一次入户.zip"


def make_packages(
    *,
    author: User,
    organisation_id: int | None,
    reviewer: User,
    now: datetime,
) -> None:
    """Make a published course with the package in it, unless there is one."""
    has_one = exists().where(LessonFile.name == NAME)
    if db.session.scalar(select(has_one)):
        return
    course = _make_course(author, organisation_id=organisation_id, now=now)
    version = get_draft(course)
    lesson = authoring.add_lesson(version, version.sections[0], _plan())
    _attach(lesson, now=now)
    versions.send_version(get_draft(course), note="", actor_id=author.id, now=now)
    versions.publish_version(get_latest(course), reviewer_id=reviewer.id, now=now)


def _make_course(author: User, *, organisation_id: int | None, now: datetime) -> Course:
    plan = CoursePlan(
        title={"zh": "第一次入户", "en": "The first home visit"},
        summary={
            "zh": "三幕对话，十分钟：敲门之前、进门之后、离开之前，各做一个选择，马上看到为什么。",
            "en": "Three scenes in ten minutes: a choice before, during and after the visit, each with its reason.",
        },
        subject=Subject.JUNIOR_PRACTICE,
        level="junior",
    )
    return authoring.create_course(
        plan, owner_id=author.id, organisation_id=organisation_id, now=now
    )


def _plan() -> LessonPlan:
    return LessonPlan(
        kind=LessonKind.PACKAGE,
        title={"zh": TITLE, "en": "The first home visit, step by step"},
        minutes=10,
        content={"rule": str(Rule.PASSED), "least": 60},
        points=(),
    )


def _attach(lesson: Lesson, *, now: datetime) -> None:
    archive = keep_archive(now=now)
    lesson.files.append(LessonFile(role=MEDIA, stored_file_id=archive.id, name=NAME))
    db.session.flush()
    packages.ask_for_unpacking(archive, now=now)
    package = find_by_hash(archive.sha256)
    assert package is not None
    packages.keep_unpacked(package.id, unpack_archive(archive), now=now)
