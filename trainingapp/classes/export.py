"""What a person's export holds of classes, what goes when they leave, and what waits for who signs up."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.arrivals import register_welcome
from trainingapp.accounts.erasure import register_eraser
from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.classes.actions.invitations import take_up_invitations
from trainingapp.classes.actions.leaving import forget_person
from trainingapp.classes.attendance_export import init_attendance_export
from trainingapp.classes.models import (
    Announcement,
    CalendarFeed,
    CohortInvitation,
    CohortList,
    CohortTeacher,
    Membership,
)
from trainingapp.extensions import db


def _memberships(user_id: int) -> Rows:
    rows = select(Membership).where(Membership.user_id == user_id).order_by(Membership.id)
    return [
        {
            "class": row.cohort.title["zh"],
            "state": row.state,
            "way": row.way,
            "since": row.since,
            "reason": row.reason,
        }
        for row in db.session.scalars(rows.options(joinedload(Membership.cohort)))
    ]


def _teaching(user_id: int) -> Rows:
    rows = select(CohortTeacher).where(CohortTeacher.user_id == user_id)
    return [
        {"class": row.cohort.title["zh"], "leads": row.is_leader, "since": row.added_at}
        for row in db.session.scalars(
            rows.options(joinedload(CohortTeacher.cohort)).order_by(CohortTeacher.cohort_id)
        )
    ]


def _announcements(user_id: int) -> Rows:
    rows = select(Announcement).where(Announcement.author_id == user_id).order_by(Announcement.id)
    return [
        {"class_id": row.cohort_id, "title": row.title, "text": row.text, "made_at": row.made_at}
        for row in db.session.scalars(rows)
    ]


def _invitations(user_id: int) -> Rows:
    """The invitations somebody has written, without the contacts, which are of other people."""
    rows = select(CohortInvitation).where(CohortInvitation.invited_by_id == user_id)
    return [
        {"class_id": row.cohort_id, "made_at": row.made_at}
        for row in db.session.scalars(rows.order_by(CohortInvitation.id))
    ]


def _lists(user_id: int) -> Rows:
    rows = select(CohortList).where(CohortList.made_by_id == user_id).order_by(CohortList.id)
    return [{"class_id": row.cohort_id, "made_at": row.made_at} for row in db.session.scalars(rows)]


def _feed(user_id: int) -> Rows:
    feed = db.session.get(CalendarFeed, user_id)
    return [{"made_at": feed.made_at}] if feed else []


def init_export() -> None:
    """Add the tables of classes to everybody's export and to what is removed when they leave."""
    init_attendance_export()
    register_exporter("class_memberships", _memberships)
    register_exporter("class_teaching", _teaching)
    register_exporter("class_announcements", _announcements)
    register_exporter("class_invitations", _invitations)
    register_exporter("class_lists", _lists)
    register_exporter("calendar_feed", _feed)
    register_eraser("classes", forget_person)
    register_welcome("classes", take_up_invitations)
