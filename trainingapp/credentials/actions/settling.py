"""The status of a record follows from its verifications, when one is added and when one has run out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select

from trainingapp.credentials.actions import following
from trainingapp.credentials.actions.recognition import decide_fields
from trainingapp.credentials.models.degrees import DegreeRecord
from trainingapp.credentials.models.evidence import CaseState, Verification
from trainingapp.credentials.models.subjects import SUBJECT_COLUMNS
from trainingapp.credentials.queries.desk import find_case, list_verifications
from trainingapp.credentials.queries.facts import KINDS, Record
from trainingapp.credentials.telling import tell_outcome
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.rules.verification import RANKS, Standing, derive_standing


def settle(kind: str, row: Record, *, now: datetime) -> Standing:
    """Derive the status of a record from its verifications; a verified paper is decided by the lists."""
    checks = [one.check for one in list_verifications(kind, row.id)]
    standing = derive_standing(checks, day_of(now))
    row.status = standing.status
    if isinstance(row, DegreeRecord):
        row.recheck_on = standing.until
        decide_fields([row], now=now)
    db.session.flush()
    following.follow_record(kind, row.id, now=now)
    return standing


def expire_verifications(*, now: datetime) -> None:
    """Bring the status of records up to the day where the last verification that held has run out."""
    for kind, row in list(_list_run_out(day_of(now))):
        before = row.status
        standing = settle(kind, row, now=now)
        if standing.status == before:
            continue
        case = find_case(kind, row.id)
        if case is not None and case.state == CaseState.SETTLED:
            case.state = CaseState.ANSWERED
        tell_outcome(kind, row, None, now=now)
    db.session.flush()


def _list_run_out(today: date) -> Iterable[tuple[str, Record]]:
    for kind, model in KINDS.items():
        stands: Select[Any] = select(model).where(model.status.in_(RANKS))
        if kind == "degree":
            stands = stands.where(DegreeRecord.recheck_on <= today)
        else:
            column = getattr(Verification, SUBJECT_COLUMNS[kind])
            ended = select(column).where(Verification.valid_until <= today, column.is_not(None))
            stands = stands.where(model.id.in_(ended))
        for row in db.session.scalars(stands).all():
            yield kind, row
