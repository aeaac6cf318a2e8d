"""The demonstration's issuing to many: the running class has been through it, with who has completed the course and
who has not.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select

from trainingapp.accounts.models import User
from trainingapp.classes.models import Cohort
from trainingapp.classes.queries.cohorts import list_taught
from trainingapp.credentials.actions.runs import issue_next, start_run
from trainingapp.credentials.models import IssueRun, RunSource
from trainingapp.credentials.queries.runs import get_source
from trainingapp.extensions import db
from trainingapp.rules.cohorts import CohortState


def make_run(leader: User, *, now: datetime) -> None:
    """Issue to the open class of the leader, unless anything was ever issued so."""
    if db.session.scalar(select(exists().where(IssueRun.id.is_not(None)))):
        return
    query = list_taught(leader.id).where(Cohort.state == CohortState.OPEN)
    cohort = db.session.scalars(query).first()
    if cohort is None:
        return
    source = get_source(leader, RunSource.COHORT, cohort.id)
    run = start_run(source, actor_id=leader.id, now=now)
    while issue_next(run.id, source.people, now=now).is_open:
        continue
