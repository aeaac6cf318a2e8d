"""Publishing versions of a workflow. A case stays with the version it was begun under, so nothing is ever changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.incubator.actions.effects import EFFECTS
from trainingapp.incubator.models import WorkflowVersion
from trainingapp.incubator.queries.guards import GUARDS
from trainingapp.incubator.queries.workflows import STANDARD, find_newest_version, find_version
from trainingapp.incubator.workflow_files import ShippedWorkflow, list_shipped
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.judging import judge


class VersionTaken(RuleViolation):
    """Another workflow was published under this number."""

    message = (
        "Version %(version)s is published already with other content. Give the file a new number."
    )


class VersionTooOld(RuleViolation):
    """Numbers only grow: new cases begin under the highest."""

    message = "A newer version than %(version)s is published already."


class WorkflowFaulty(RuleViolation):
    """The workflow makes no sense, or names what this program does not know."""

    message = "This workflow cannot be published: %(fault)s."


def publish_workflow(
    shipped: ShippedWorkflow, *, person_id: int | None, now: datetime
) -> WorkflowVersion:
    """Publish a workflow: every case that begins from now on follows it. The same one twice is the one that stands.

    :raises WorkflowFaulty, VersionTaken, VersionTooOld: why it cannot be.
    """
    definition = shipped.definition
    for fault in judge(definition, guards=GUARDS, effects=EFFECTS):
        raise WorkflowFaulty(fault=fault)
    known = find_version(definition.code, definition.version)
    if known is not None:
        if known.sha256 != shipped.sha256:
            raise VersionTaken(version=known.version)
        return known
    newest = find_newest_version(definition.code)
    if newest is not None and newest.version > definition.version:
        raise VersionTooOld(version=definition.version)
    row = WorkflowVersion(
        code=definition.code,
        version=definition.version,
        definition=dict(shipped.document),
        sha256=shipped.sha256,
        published_at=now,
        published_by_id=person_id,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # somebody else published it at the same moment
        return publish_workflow(shipped, person_id=person_id, now=now)
    detail = {"code": row.code, "version": row.version}
    record(
        "workflow.publish",
        actor_id=person_id,
        subject="workflow_version",
        subject_id=row.id,
        detail=detail,
        now=now,
    )
    return row


def newest_workflow(*, now: datetime) -> WorkflowVersion:
    """The version that a new case begins under; the first shipped one where nothing was published yet."""
    newest = find_newest_version(STANDARD)
    if newest is not None:
        return newest
    ours = [one for one in list_shipped() if one.definition.code == STANDARD]
    first = min(ours, key=lambda one: one.definition.version)
    return publish_workflow(first, person_id=None, now=now)
