"""Entering and taking back what somebody says of their own studies, work, certificates and passed papers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import delete, func, select, update

from trainingapp.accounts.models import Organisation, OrganisationKind
from trainingapp.audit.actions import record
from trainingapp.credentials.actions.asking import ask, drop_files_of, drop_files_of_person
from trainingapp.credentials.actions.sameness import lock_record
from trainingapp.credentials.models.degrees import DegreeRecord, RecordStatus
from trainingapp.credentials.numbers import DEGREE_NUMBER, seal
from trainingapp.credentials.queries.desk import find_waiting
from trainingapp.credentials.queries.facts import KINDS, MOST, get_record
from trainingapp.credentials.queries.registration import has_cycles
from trainingapp.extensions import db
from trainingapp.rules.errors import RuleViolation


class TooManyRecords(RuleViolation):
    """Nobody has so many."""

    message: ClassVar[str] = "You have entered %(most)s of these; remove one that you do not need."


class RecordVerified(RuleViolation):
    """What somebody has verified is not taken back by a click."""

    message: ClassVar[str] = "This is verified already and stays in your record."


class RecordDisputed(RuleViolation):
    """Nobody withdraws from under a finding against them."""

    message: ClassVar[str] = (
        "Somebody has found that this does not match its evidence. It stays in your record with what was found."
    )


class RecordLookedAt(RuleViolation):
    """What two people look at stays until both have."""

    message: ClassVar[str] = (
        "A second person is looking at this now. You can remove it afterwards, unless it does not match."
    )


class RecordRegistered(RuleViolation):
    """A certificate does not go from under its registrations."""

    message: ClassVar[str] = "Remove the registrations of this certificate first."


class RecordTwice(RuleViolation):
    """A paper of a year, or a certificate of a level, is entered once."""

    message: ClassVar[str] = "You have entered this already."


def enter_record(user_id: int, kind: str, values: Mapping[str, Any], *, now: datetime) -> None:
    """Enter a claim of one's own. :raises TooManyRecords: beyond 100. :raises RecordTwice: it is there already."""
    model = KINDS[kind]
    count = db.session.scalar(select(func.count()).where(model.user_id == user_id)) or 0
    if count >= MOST:
        raise TooManyRecords(most=MOST)
    if kind in ("certificate", "pass"):
        once = ("level", "region") if kind == "certificate" else ("level", "paper", "year")
        same = [getattr(model, name) == values.get(name) for name in once]
        if db.session.scalar(select(model.id).where(model.user_id == user_id, *same)):
            raise RecordTwice
    columns = dict(values)
    number = columns.pop("number", "")
    row = model(user_id=user_id, entered_at=now, **columns)
    if isinstance(row, DegreeRecord):
        _complete(row, number)
    db.session.add(row)
    db.session.flush()
    _record("claim.enter", kind, row.id, user_id=user_id, now=now)
    if isinstance(row, DegreeRecord) and row.organisation_id is not None:
        ask(kind, row, now=now)  # its registrar can look it up without any evidence


def _complete(degree: DegreeRecord, number: str) -> None:
    """Seal the number of a paper, and find its university on this site, whose registrar may verify it."""
    if number:
        sealed = seal(number, DEGREE_NUMBER)
        degree.number_sealed, degree.number_index = sealed.sealed, sealed.lookup
        degree.number_last4 = sealed.last4
    place = select(Organisation.id).where(
        Organisation.kind == OrganisationKind.UNIVERSITY,
        Organisation.name == degree.institution_name,
    )
    degree.organisation_id = degree.organisation_id or db.session.scalar(place)


def remove_record(user_id: int, kind: str, record_id: int, *, now: datetime) -> None:
    """Take a claim of one's own back. Kept decisions have their facts with them and stay.

    :raises NoResultFound: of anybody else. :raises RecordVerified: somebody has verified it.
    :raises RecordDisputed, RecordLookedAt: two people found that it does not match, or a second one still looks.
    :raises RecordRegistered: a certificate with registrations.
    """
    row = get_record(kind, record_id, user_id)
    lock_record(row)  # after whoever verifies it now
    if row.status == RecordStatus.REJECTED:
        raise RecordDisputed
    if find_waiting(kind, record_id) is not None:
        raise RecordLookedAt
    if row.status != RecordStatus.CLAIMED:
        raise RecordVerified
    if kind == "certificate" and has_cycles(record_id):
        raise RecordRegistered
    drop_files_of(kind, [row.id])
    if kind == "degree":  # what their university registered replaces it no more: it is gone
        successors = update(DegreeRecord).where(DegreeRecord.supersedes_id == row.id)
        db.session.execute(successors.values(supersedes_id=None))
    db.session.delete(row)
    db.session.flush()
    _record("claim.remove", kind, record_id, user_id=user_id, now=now)


def _record(act: str, kind: str, record_id: int, *, user_id: int, now: datetime) -> None:
    record(
        act,
        actor_id=user_id,
        subject="user",
        subject_id=user_id,
        detail={"kind": kind, "record": record_id},
        now=now,
    )


def forget_records(user_id: int) -> None:
    """Remove every record of somebody who leaves, with its evidence and what was found in it."""
    drop_files_of_person(user_id)
    for model in KINDS.values():
        db.session.execute(
            delete(model)
            .where(model.user_id == user_id)
            .execution_options(synchronize_session=False)
        )
