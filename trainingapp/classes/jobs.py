"""What the worker does for classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from trainingapp.classes.actions.messages import tell_message as tell_recipients
from trainingapp.classes.actions.upkeep import fill_places, name_leaders
from trainingapp.classes.mails import mail_message
from trainingapp.classes.models import Cohort, CohortInvitation, CohortList, Membership
from trainingapp.classes.telling import tell
from trainingapp.extensions import db
from trainingapp.jobs.registry import every, job

INVITATION_DAYS = 90
LIST_DAYS = 1


@job("classes.tell_class")
def tell_class(
    *,
    cohort_id: int,
    kind: str,
    states: Sequence[str],
    told: Mapping[str, object],
    now: datetime,
) -> None:
    """Give everybody who stands so in a class a notice."""
    cohort = db.session.get(Cohort, cohort_id)
    if cohort is None:
        return
    people = (
        select(Membership.user_id)
        .where(Membership.cohort_id == cohort_id, Membership.state.in_(states))
        .order_by(Membership.id)
    )
    for user_id in db.session.scalars(people).all():
        tell(cohort, user_id, kind, now=now, **told)


@job("classes.tell_message")
def tell_message(*, message_id: int, now: datetime) -> None:
    """Tell those a message went to; a second run finds that they were told."""
    tell_recipients(message_id, mail=mail_message, now=now)


@every(seconds=24 * 60 * 60, name="classes.forget_old_lists")
def forget_old_lists(*, now: datetime) -> None:
    """Remove invitations that nobody has taken up in 90 days, and lists that were never confirmed."""
    for table, days in ((CohortInvitation, INVITATION_DAYS), (CohortList, LIST_DAYS)):
        db.session.execute(delete(table).where(table.made_at < now - timedelta(days=days)))


@every(seconds=10 * 60, name="classes.look_after")
def look_after(*, now: datetime) -> None:
    """Give out places that became free out of sight, and see to it that every class is led."""
    fill_places(now=now)
    name_leaders(now=now)
