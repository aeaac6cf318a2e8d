"""What a person's export holds of attendance and messages, and what goes when they leave."""

from __future__ import annotations

from sqlalchemy import select

from trainingapp.accounts.erasure import register_eraser
from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.classes.actions.attendance import forget_attendance
from trainingapp.classes.actions.messages import forget_messages
from trainingapp.classes.models import JoinInterval
from trainingapp.classes.queries.attendance import list_own
from trainingapp.classes.queries.messages import list_received, list_written
from trainingapp.extensions import db


def _attendance(user_id: int) -> Rows:
    return [
        {
            "meeting": row.meeting_id,
            "known_by": row.way,
            "is_present": row.is_present,
            "note": row.note,
            "noted_at": row.noted_at,
        }
        for row in db.session.scalars(list_own(user_id))
    ]


def _stays(user_id: int) -> Rows:
    rows = select(JoinInterval).where(JoinInterval.user_id == user_id).order_by(JoinInterval.id)
    return [
        {"meeting": row.meeting_id, "joined_at": row.joined_at, "seen_at": row.seen_at}
        for row in db.session.scalars(rows)
    ]


def _received(user_id: int) -> Rows:
    return [
        {
            "class": message.cohort.title["zh"],
            "text": message.text,
            "from": message.author.display_name,
            "made_at": message.made_at,
        }
        for message in db.session.scalars(list_received(user_id))
    ]


def _written(user_id: int) -> Rows:
    return [
        {"cohort_id": message.cohort_id, "text": message.text, "made_at": message.made_at}
        for message in list_written(user_id)
    ]


def init_attendance_export() -> None:
    """Add attendance and messages to everybody's export, and to what is removed when they leave."""
    register_exporter("class_attendance", _attendance)
    register_exporter("class_online_time", _stays)
    register_exporter("class_messages", _received)
    register_exporter("class_messages_written", _written)
    register_eraser("class_attendance", forget_attendance)
    register_eraser("class_messages", forget_messages)
