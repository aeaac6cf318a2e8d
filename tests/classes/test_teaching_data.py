"""What somebody takes along of attendance and messages, and what goes when they leave."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from tests.factories_accounts import make_user
from tests.factories_classes import EVENING, make_cohort, make_meeting, make_member
from tests.factories_courses import make_instructor
from tests.factories_teaching import LATER, add, attend, committed, stay
from trainingapp.accounts.actions.privacy import anonymise
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import User
from trainingapp.classes.models import Attendance, CohortMessage, JoinInterval, MessageRecipient
from trainingapp.extensions import db


def test_ones_export_holds_attendance_online_time_and_messages(app: Flask) -> None:
    wu, lin, wang = make_instructor(), make_user("林美华"), make_user("王建国")
    cohort = make_cohort(wu, title={"zh": "周末班"})
    make_member(cohort, lin)
    meeting = make_meeting(cohort)
    attend(meeting, lin, way="teacher", is_present=False, note="病假")
    attend(meeting, wang)
    stay(meeting, lin, 0, 30)
    message = CohortMessage(
        cohort_id=cohort, author_id=wu.id, token="a" * 32, text="请来上课", made_at=EVENING
    )
    add(message)
    add(
        MessageRecipient(
            message_id=db.session.scalars(select(CohortMessage.id)).one(), user_id=lin.id
        )
    )

    data = collect_data(lin.id)
    (row,) = data["class_attendance"]
    assert (row["meeting"], row["known_by"], row["is_present"], row["note"]) == (
        meeting,
        "teacher",
        False,
        "病假",
    )
    assert [entry["seen_at"] for entry in data["class_online_time"]] != []
    assert [(entry["class"], entry["text"]) for entry in data["class_messages"]] == [
        ("周末班", "请来上课")
    ]
    assert data["class_messages_written"] == []
    assert [entry["text"] for entry in collect_data(wu.id)["class_messages_written"]] == [
        "请来上课"
    ]


def test_who_leaves_takes_their_attendance_along(app: Flask) -> None:
    lin, wang = make_user("林美华"), make_user("王建国")
    meeting = make_meeting(make_cohort(make_instructor()))
    for person in (lin, wang):
        attend(meeting, person)
        stay(meeting, person, 0, 10)
    with committed():
        anonymise(db.session.get_one(User, lin.id), now=LATER)
    assert db.session.scalars(select(Attendance.user_id)).all() == [wang.id]
    assert db.session.scalar(select(func.count()).select_from(JoinInterval)) == 1
