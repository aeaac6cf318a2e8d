"""Assignments for tests: written, begun and handed in by the part's own acts."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from tests.factories_courses import NOON, article, enrolment_of
from trainingapp.accounts.models import User
from trainingapp.courses.actions import assignments as actions, marking, teams
from trainingapp.courses.models import Course, Submission, SubmissionFile
from trainingapp.courses.plans import LessonPlan
from trainingapp.courses.queries.learning import get_lesson
from trainingapp.courses.queries.marking import get_work
from trainingapp.extensions import db
from trainingapp.files.models import StoredFile
from trainingapp.rules.assignments import Verdict
from trainingapp.web.transactions import writing

RUBRIC = [{"criterion": "条理清楚", "most": "4"}, {"criterion": "引用法条", "most": "6"}]


def assignment(title: str = "写一份预估", **changes: Any) -> LessonPlan:
    """A lesson that asks for work."""
    content = {
        "markdown": "读案例，写一份**预估**。",
        "takes": "text",
        "points": "10",
        "rubric": [],
        "may_repeat": True,
        "completes": "handed-in",
        "least": "0",
        **changes,
    }
    return article(title, kind="assignment", content=content)


def hand_in(
    user: User, course: int, key: str, *, text: str = "先接案，再预估。", now: datetime = NOON
) -> int:
    """Committed work of somebody; its id."""
    db.session.rollback()
    with writing():
        lesson = get_lesson(user.id, course, key=key)
        enrolment = enrolment_of(user, course)
        draft = actions.begin_again(enrolment, lesson, now=now)
        base = actions.base_of(draft)
        work = actions.hand_in(enrolment, lesson, text, base=base, now=now)
        db.session.commit()
        found = work.id
        db.session.remove()
    return int(found)


def mark(
    marker: User, work_id: int, *, points: Any = None, comment: str = "", **changes: Any
) -> None:
    """A committed marking."""
    db.session.rollback()
    with writing():
        work = get_work(marker.id, work_id, is_locked=True)
        last = work.markings[-1].id if work.markings else 0
        values = {"verdict": Verdict.MARKED, "lines": None, **changes}
        plan = marking.MarkingPlan(points=points, comment=comment, **values)
        marking.mark(work, plan, seen=last, marker_id=marker.id, now=NOON)
        db.session.commit()
        db.session.remove()


def add_teacher(course: int, user: User, *, can_edit: bool = False) -> None:
    """A committed co-instructor."""
    db.session.rollback()
    with writing():
        row = db.session.get_one(Course, course)
        teams.add_teacher(row, user, can_edit=can_edit, actor_id=row.owner_id, now=NOON)
        db.session.commit()
        db.session.remove()


def add_file(work_id: int, name: str = "预估.pdf") -> StoredFile:
    """A committed file of a piece of work; only its row, no bytes in the store."""
    db.session.rollback()
    with writing():
        sha256 = hashlib.sha256(f"{work_id} {name}".encode()).hexdigest()
        stored = StoredFile(
            sha256=sha256, size=7, media_type="application/pdf", made_at=NOON, seen_at=NOON
        )
        db.session.add(stored)
        db.session.flush()
        work = db.session.get_one(Submission, work_id)
        place = len(work.files) + 1
        work.files.append(SubmissionFile(position=place, stored_file_id=stored.id, name=name))
        db.session.commit()
        db.session.remove()
    return stored
