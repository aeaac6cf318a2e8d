"""The cases that the clock may take on: those in a stage out of which a passage of the system leads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, false, or_, select

from trainingapp.extensions import db
from trainingapp.incubator.models import Case, WorkflowVersion
from trainingapp.incubator.queries.passages import list_reports
from trainingapp.incubator.queries.workflows import definition_of_version
from trainingapp.rules.incubation.words import Actor, Stage


def list_waiting_for_clock(*, after: int, most: int) -> Sequence[int]:
    """The numbers of the next cases behind `after` in such a stage of their own workflow, in order."""
    places = []
    for version in db.session.scalars(select(WorkflowVersion).order_by(WorkflowVersion.id)):
        definition = definition_of_version(version)
        stages = [
            stage
            for stage in Stage
            if any(
                one.leaves(stage) and Actor.SYSTEM in one.actors and not one.confirm
                for one in definition.passages
            )
        ]
        if stages:
            places.append(and_(Case.workflow_version_id == version.id, Case.stage.in_(stages)))
    query = select(Case.id).where(or_(false(), *places), Case.id > after)
    return db.session.scalars(query.order_by(Case.id).limit(most)).all()


def find_due_act(case: Case, *, now: datetime) -> str | None:
    """The first act that the clock may take alone on a case now, None when none is due."""
    for report in list_reports(case, actors=[Actor.SYSTEM], now=now):
        if report.ok and report.passage is not None and not report.confirmers:
            return report.passage.act
    return None
