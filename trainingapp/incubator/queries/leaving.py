"""How a stay ends: what has to be put right, notices to leave, dismissals, hand-overs and follow-ups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Case,
    Dismissal,
    FollowUp,
    FollowUpContact,
    Handover,
    HandoverItem,
    LeaveNotice,
    Rectification,
    RectificationItem,
)
from trainingapp.incubator.queries.parameters import read_parameters


def list_rectifications(case: Case) -> Sequence[Rectification]:
    """The rectifications of a case with their items, the newest first."""
    query = select(Rectification).where(Rectification.case_id == case.id)
    query = query.options(selectinload(Rectification.items)).order_by(Rectification.id.desc())
    return db.session.scalars(query).all()


def find_rectification(case: Case) -> Rectification | None:
    """The rectification that is being written or stands."""
    return next((one for one in list_rectifications(case) if one.closed_at is None), None)


def find_last_ordered(case: Case) -> Rectification | None:
    """The rectification that was ordered last, open or closed."""
    return next((one for one in list_rectifications(case) if one.ordered_at is not None), None)


def get_rectification_item(case: Case, item_id: int) -> RectificationItem:
    """An item of a rectification of this case. :raises NoResultFound: it has no such one."""
    query = select(RectificationItem).join(RectificationItem.rectification)
    query = query.where(Rectification.case_id == case.id, RectificationItem.id == item_id)
    return db.session.scalars(query).one()


def find_leave_notice(case: Case) -> LeaveNotice | None:
    """The agency's notice that it leaves, unless withdrawn."""
    query = select(LeaveNotice).where(
        LeaveNotice.case_id == case.id, LeaveNotice.withdrawn_at.is_(None)
    )
    return db.session.scalars(query.order_by(LeaveNotice.id.desc())).first()


def find_dismissal(case: Case) -> Dismissal | None:
    """The dismissal that is considered."""
    query = select(Dismissal).where(Dismissal.case_id == case.id, Dismissal.dropped_at.is_(None))
    return db.session.scalars(query).one_or_none()


def find_handover(case: Case) -> Handover | None:
    """The hand-over of a case with its items."""
    query = select(Handover).where(Handover.case_id == case.id)
    return db.session.scalars(query.options(selectinload(Handover.items))).one_or_none()


def get_handover_item(case: Case, item_id: int) -> HandoverItem:
    """An item of the hand-over of this case. :raises NoResultFound: it has no such one."""
    query = select(HandoverItem).join(Handover, HandoverItem.handover_id == Handover.id)
    query = query.where(Handover.case_id == case.id, HandoverItem.id == item_id)
    return db.session.scalars(query).one()


def list_follow_ups(case: Case) -> Sequence[FollowUp]:
    """The follow-ups of a case with every attempt, by month."""
    query = select(FollowUp).where(FollowUp.case_id == case.id).order_by(FollowUp.month)
    contacts = selectinload(FollowUp.contacts).joinedload(FollowUpContact.by)
    return db.session.scalars(query.options(contacts)).all()


def get_follow_up(case: Case, follow_up_id: int) -> FollowUp:
    """A follow-up of this case. :raises NoResultFound: it has no such one."""
    query = select(FollowUp).where(FollowUp.case_id == case.id, FollowUp.id == follow_up_id)
    return db.session.scalars(query.options(joinedload(FollowUp.case))).one()


def find_first_day(row: FollowUp, *, on: date) -> date:
    """The day from which a follow-up may be settled, as the rules of the place are on a day."""
    early = read_parameters(row.case.base.area_code, on).days("followup_early_days")
    return row.due_on - timedelta(days=early)


def count_failed_contacts(case: Case) -> int:
    """How many attempts to reach a graduate have failed since they were last reached."""
    of_case = (
        select(FollowUpContact)
        .join(FollowUp, FollowUpContact.follow_up_id == FollowUp.id)
        .where(FollowUp.case_id == case.id)
    )
    last = db.session.scalar(
        of_case.with_only_columns(func.max(FollowUpContact.id)).where(
            FollowUpContact.is_reached.is_(True)
        )
    )
    failed = of_case.with_only_columns(func.count()).where(
        FollowUpContact.is_reached.is_(False), FollowUpContact.id > (last or 0)
    )
    return db.session.scalar(failed) or 0
