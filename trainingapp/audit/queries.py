"""Reading the audit log, and proving that nobody has changed it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload

from trainingapp.audit.chain import ORIGIN, entry_hash
from trainingapp.audit.models import AuditAnchor, AuditEntry, AuditHead
from trainingapp.extensions import db

EXPORT_LIMIT = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What an auditor looks for; None leaves the question open. `until` is exclusive."""

    actor: str | None = None
    action: str | None = None
    subject: str | None = None
    subject_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


class FaultKind(StrEnum):
    """What may be wrong with the chain."""

    MISSING = "missing"
    CHANGED = "changed"
    DETACHED = "detached"
    HEADLESS = "headless"


@dataclass(frozen=True, slots=True)
class Fault:
    """A break in the chain and the number of the entry where it shows."""

    kind: FaultKind
    number: int


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome of walking the chain: how many entries, where it ends, and the first fault."""

    checked: int
    number: int
    hash: str
    fault: Fault | None


def list_entries(wanted: Filter) -> Select[AuditEntry]:
    """Entries that fit, the newest first. A person is found by number or by the exact name."""
    rows = select(AuditEntry).order_by(AuditEntry.number.desc())
    rows = rows.options(joinedload(AuditEntry.actor))
    if wanted.actor:
        is_number = wanted.actor.isdecimal() and len(wanted.actor) < 10
        rows = rows.where(
            AuditEntry.actor_id == int(wanted.actor)
            if is_number
            else AuditEntry.actor.has(display_name=wanted.actor)
        )
    if wanted.action:
        rows = rows.where(AuditEntry.action == wanted.action)
    if wanted.subject:
        rows = rows.where(AuditEntry.subject == wanted.subject)
    if wanted.subject_id is not None:
        rows = rows.where(AuditEntry.subject_id == wanted.subject_id)
    if wanted.since:
        rows = rows.where(AuditEntry.at >= wanted.since)
    if wanted.until:
        rows = rows.where(AuditEntry.at < wanted.until)
    return rows


def list_for_export(wanted: Filter) -> Iterator[AuditEntry]:
    """The same entries for a file, the newest EXPORT_LIMIT of them."""
    rows = list_entries(wanted).limit(EXPORT_LIMIT).execution_options(yield_per=1000)
    yield from db.session.scalars(rows)


def get_entry(number: int) -> AuditEntry:
    """One entry with its actor. :raises NoResultFound: when there is none."""
    found = select(AuditEntry).where(AuditEntry.number == number)
    return db.session.scalars(found.options(joinedload(AuditEntry.actor))).one()


def has_hash(value: str) -> bool:
    """Whether an entry carries this hash; one noted elsewhere proves the chain before it."""
    return db.session.scalar(select(exists().where(AuditEntry.hash == value))) is True


def verify_chain() -> Verification:
    """Walk the whole chain from its anchor to its head and name the first fault, if any."""
    anchor = db.session.scalars(
        select(AuditAnchor).order_by(AuditAnchor.number.desc()).limit(1)
    ).one_or_none()
    number, previous = (anchor.number, anchor.hash) if anchor else (0, ORIGIN)
    checked = 0
    rows = select(AuditEntry).where(AuditEntry.number > number).order_by(AuditEntry.number)
    with closing(db.session.scalars(rows.execution_options(yield_per=1000))) as entries:
        for entry in entries:
            fault = _fault_of(entry, number, previous)
            if fault:
                return Verification(checked, number, previous, fault)
            number, previous = entry.number, entry.hash
            checked += 1
    return Verification(checked, number, previous, _fault_at_end(number, previous))


def _fault_of(entry: AuditEntry, number: int, previous: str) -> Fault | None:
    if entry.number != number + 1:
        return Fault(FaultKind.MISSING, number + 1)
    if entry.previous != previous:
        return Fault(FaultKind.DETACHED, entry.number)
    if entry.hash != entry_hash(entry):
        return Fault(FaultKind.CHANGED, entry.number)
    return None


def _fault_at_end(number: int, previous: str) -> Fault | None:
    head = db.session.get(AuditHead, 1)
    if head is not None and head.number > number:
        return Fault(FaultKind.MISSING, number + 1)
    found = (head.number, head.hash) if head else (0, ORIGIN)
    return None if found == (number, previous) else Fault(FaultKind.HEADLESS, number)
