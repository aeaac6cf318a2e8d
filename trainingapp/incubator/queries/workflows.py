"""Workflow versions, read once each: a published version never changes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from trainingapp.extensions import db
from trainingapp.incubator.models import Case, WorkflowVersion
from trainingapp.rules.incubation.workflow import Definition, parse

STANDARD = "standard"  # the workflow that new cases begin under

_read: dict[tuple[int, str], Definition] = {}
MOST = 64  # versions in memory


def definition_of(case: Case) -> Definition:
    """The workflow that a case was begun under, whatever was published since."""
    return definition_of_version(case.workflow)


def definition_of_version(version: WorkflowVersion) -> Definition:
    """A version, parsed. The same row is parsed once in each process."""
    key = (version.id, version.sha256)
    if key not in _read:
        if len(_read) >= MOST:
            _read.clear()
        _read[key] = parse(version.definition)
    return _read[key]


def list_versions() -> Sequence[WorkflowVersion]:
    """Every version, the newest of each workflow first."""
    query = select(WorkflowVersion).order_by(WorkflowVersion.code, WorkflowVersion.version.desc())
    return db.session.scalars(query).all()


def get_version(version_id: int) -> WorkflowVersion:
    """A version. :raises NoResultFound: when there is none."""
    return db.session.scalars(select(WorkflowVersion).where(WorkflowVersion.id == version_id)).one()


def find_version(code: str, version: int) -> WorkflowVersion | None:
    """A version by its name."""
    query = select(WorkflowVersion).filter_by(code=code, version=version)
    return db.session.scalars(query).one_or_none()


def count_cases() -> dict[int, int]:
    """How many cases were begun under each version."""
    query = select(Case.workflow_version_id, func.count()).group_by(Case.workflow_version_id)
    return {version: count for version, count in db.session.execute(query)}


def find_newest_version(code: str = STANDARD) -> WorkflowVersion | None:
    """The newest version of a workflow, None before anything was published."""
    query = select(WorkflowVersion).where(WorkflowVersion.code == code)
    return db.session.scalars(query.order_by(WorkflowVersion.version.desc()).limit(1)).first()


def find_newest(code: str = STANDARD) -> Definition | None:
    """The newest version of a workflow as it reads, None before anything was published."""
    version = find_newest_version(code)
    return definition_of_version(version) if version else None
