"""What a person's export holds of packages, and what goes when they leave."""

from __future__ import annotations

from sqlalchemy import select

from trainingapp.accounts.erasure import register_eraser
from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.courses.actions.package_learning import forget_learner
from trainingapp.courses.models import PackageRegistration
from trainingapp.extensions import db


def _registrations(user_id: int) -> Rows:
    rows = select(PackageRegistration).where(PackageRegistration.user_id == user_id)
    return [
        {
            "course_id": row.course_id,
            "lesson": row.lesson_key,
            "part": row.sco,
            "completion": row.completion,
            "success": row.success,
            "score": None if row.score is None else row.score / 100,
            "seconds": row.seconds_before + row.seconds,
            "data": row.data,
            "completed_at": row.completed_at,
            "updated_at": row.updated_at,
        }
        for row in db.session.scalars(rows.order_by(PackageRegistration.made_at))
    ]


def init_package_export() -> None:
    """Add the table of packages to everybody's export, and to what is removed when they leave."""
    register_exporter("packages", _registrations)
    register_eraser("packages", forget_learner)
