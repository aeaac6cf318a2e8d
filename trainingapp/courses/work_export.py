"""What a person's export holds of assignments and teams, and what goes when they leave."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.accounts.erasure import register_eraser
from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.courses.actions.assignments import forget_work
from trainingapp.courses.actions.teams import forget_teacher
from trainingapp.courses.models import CourseMaker, CourseTeacher, Marking, Submission
from trainingapp.extensions import db


def _work(user_id: int) -> Rows:
    query = (
        select(Submission)
        .where(Submission.user_id == user_id)
        .options(selectinload(Submission.files), selectinload(Submission.markings))
        .order_by(Submission.id)
    )
    return [
        {
            "course_id": row.course_id,
            "lesson": row.lesson_key,
            "round": row.round,
            "state": row.state,
            "text": row.text,
            "files": ", ".join(file.name for file in row.files),
            "saved_at": row.saved_at,
            "handed_in_at": row.handed_in_at,
            "points": row.markings[-1].points if row.markings else None,
            "comment": row.markings[-1].comment if row.markings else None,
        }
        for row in db.session.scalars(query)
    ]


def _markings(user_id: int) -> Rows:
    query = select(Marking).where(Marking.marker_id == user_id).order_by(Marking.id)
    return [
        {
            "work": row.submission_id,
            "verdict": row.verdict,
            "points": row.points,
            "comment": row.comment,
            "made_at": row.made_at,
        }
        for row in db.session.scalars(query)
    ]


def _teams(user_id: int) -> Rows:
    query = select(CourseTeacher).where(CourseTeacher.user_id == user_id)
    rows = db.session.scalars(query.options(joinedload(CourseTeacher.course)))
    return [
        {"course": row.course.title["zh"], "may_edit": row.can_edit, "added_at": row.added_at}
        for row in rows
    ]


def _made(user_id: int) -> Rows:
    query = select(CourseMaker).where(CourseMaker.user_id == user_id)
    rows = db.session.scalars(query.options(joinedload(CourseMaker.course)))
    return [{"course": row.course.title["zh"]} for row in rows]


def init_work_export() -> None:
    """Add assignments and teams to everybody's export, and to what is removed when they leave."""
    register_exporter("course_work", _work)
    register_exporter("markings_given", _markings)
    register_exporter("course_teams", _teams)
    register_exporter("courses_made_before", _made)
    register_eraser("course_work", forget_work)
    register_eraser("course_teams", forget_teacher)
