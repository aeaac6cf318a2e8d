"""Announcements of classes."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from trainingapp.classes.models import Announcement, Cohort
from trainingapp.extensions import db


def list_announcements(cohort_id: int) -> Select[Announcement]:
    """What was announced in a class, the newest first."""
    query = select(Announcement).where(Announcement.cohort_id == cohort_id)
    return query.options(joinedload(Announcement.author)).order_by(Announcement.id.desc())


def get_announcement(cohort: Cohort, announcement_id: int) -> Announcement:
    """An announcement of this class. :raises NoResultFound: of another."""
    query = list_announcements(cohort.id).where(Announcement.id == announcement_id)
    return db.session.scalars(query).one()
