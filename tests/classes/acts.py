"""What tests of classes do and look at: jobs that run, what people were told, who stands where."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from trainingapp.accounts.models import User
from trainingapp.classes.jobs import tell_class
from trainingapp.classes.models import Cohort
from trainingapp.classes.queries import cohorts
from trainingapp.extensions import db
from trainingapp.jobs.models import Job
from trainingapp.notices.models import Notice
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing


def run_tellings() -> int:
    """Run every job that tells a class something, once; how many there were."""
    db.session.rollback()
    with writing():
        waiting = db.session.scalars(select(Job).where(Job.name == "classes.tell_class")).all()
        for one in waiting:
            arguments: dict[str, Any] = json.loads(one.arguments)
            tell_class(now=now(), **arguments)
            db.session.delete(one)
        db.session.commit()
        db.session.remove()
    return len(waiting)


def told(user: User) -> list[str]:
    """The kinds of somebody's notices, the oldest first, without the name of the part."""
    db.session.rollback()
    query = select(Notice.kind).where(Notice.user_id == user.id).order_by(Notice.id)
    return [kind.removeprefix("classes.") for kind in db.session.scalars(query)]


def last_notice(user: User) -> tuple[dict[str, Any], str]:
    """What somebody was told last, and where it leads."""
    db.session.rollback()
    query = select(Notice).where(Notice.user_id == user.id).order_by(Notice.id.desc()).limit(1)
    notice = db.session.scalars(query).one()
    return json.loads(notice.arguments), notice.url


def cohort_of(cohort_id: int) -> Cohort:
    """The class with its team and timetable, as the rows are now."""
    db.session.rollback()
    query = (
        select(Cohort)
        .where(Cohort.id == cohort_id)
        .options(selectinload(Cohort.teachers), selectinload(Cohort.meetings))
    )
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def only_cohort(*, after: int = 0) -> Cohort:
    """The one class that there is, or that came after another."""
    db.session.rollback()
    return cohort_of(db.session.scalars(select(Cohort.id).where(Cohort.id > after)).one())


def state_of(user: User, cohort_id: int) -> str | None:
    """Where somebody stands in a class."""
    db.session.rollback()
    row = cohorts.find_membership(user.id, cohort_id)
    return row.state if row else None


def code_of(cohort_id: int) -> str:
    """The code by which people join a class."""
    return cohort_of(cohort_id).join_code
