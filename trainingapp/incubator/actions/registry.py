"""Entries of registers: entered, corrected by a newer one, struck. An approved change becomes what the agency is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import func, select

from trainingapp.accounts.actions.administration import update_organisation
from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.incubator.actions.checking import check_agency
from trainingapp.incubator.models import Agency, AgencyChange
from trainingapp.incubator.registers import REGISTERS
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.registry_words import ChangedItem, Register
from trainingapp.rules.incubation.words import Actor

MOST = 500  # entries that hold, of one register


class RegisterFull(RuleViolation):
    """No agency has so many."""

    message: ClassVar[str] = "This register has %(most)s entries already."


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, and in which capacity."""

    id: int
    actor: Actor


@dataclass(frozen=True, slots=True)
class Proof:
    """What an entry rests on: the document, a note, and the entry that it corrects."""

    document_id: int | None = None
    note: str = ""
    replaces_id: int | None = None


def enter(
    agency: Agency,
    register: Register,
    values: Mapping[str, Any],
    proof: Proof,
    *,
    writer: Writer,
    now: datetime,
) -> Any:
    """Enter something into a register. Whether the writer may is the caller's affair (`rules.registry.may_enter`).

    A change of name, address, scope or capital that is approved changes the agency with it (条例 art. 15).
    :raises RegisterFull: too many entries.
    """
    model = REGISTERS[register].model
    count = select(func.count()).select_from(model).filter_by(agency_id=agency.id, struck_at=None)
    if (db.session.scalar(count) or 0) >= MOST:
        raise RegisterFull(most=MOST)
    entry = model(
        agency_id=agency.id,
        document_id=proof.document_id,
        note=proof.note,
        entered_by_id=writer.id,
        entered_as=writer.actor,
        entered_at=now,
        replaces_id=proof.replaces_id,
        **values,
    )
    db.session.add(entry)
    db.session.flush()
    if isinstance(entry, AgencyChange):
        _follow_change(agency, entry, writer=writer, now=now)
    _note("registry.enter", agency, register, entry.id, writer=writer, now=now)
    check_agency(agency, now=now)
    return entry


def correct(
    agency: Agency,
    register: Register,
    entry: Any,
    values: Mapping[str, Any],
    *,
    proof: Proof,
    writer: Writer,
    now: datetime,
) -> Any:
    """Replace an entry by a corrected one, which keeps its document unless it names another; the old one is struck."""
    _strike(entry, "", writer=writer, now=now)
    document_id = proof.document_id if proof.document_id is not None else entry.document_id
    newer = Proof(document_id, proof.note, replaces_id=entry.id)
    return enter(agency, register, values, newer, writer=writer, now=now)


def strike(
    agency: Agency, register: Register, entry: Any, reason: str, *, writer: Writer, now: datetime
) -> None:
    """Strike an entry that should not stand. It stays readable, with the reason."""
    _strike(entry, reason, writer=writer, now=now)
    _note("registry.strike", agency, register, entry.id, writer=writer, now=now)
    check_agency(agency, now=now)


def _strike(entry: Any, reason: str, *, writer: Writer, now: datetime) -> None:
    entry.struck_at, entry.struck_by_id, entry.struck_reason = now, writer.id, reason
    db.session.flush()


def _follow_change(agency: Agency, change: AgencyChange, *, writer: Writer, now: datetime) -> None:
    if change.approved_on is None or _is_overtaken(change):
        return
    item, value = ChangedItem(change.item), change.new_value
    if item is ChangedItem.NAME:
        agency.name = value
        _rename_organisation(agency, writer=writer, now=now)
    elif item is ChangedItem.ADDRESS:
        agency.address = value
    elif item is ChangedItem.SCOPE:
        agency.scope = value
    elif item is ChangedItem.CAPITAL:
        agency.start_capital = Decimal(value)
    db.session.flush()


def _is_overtaken(change: AgencyChange) -> bool:
    newer = (
        select(func.count())
        .select_from(AgencyChange)
        .where(
            AgencyChange.agency_id == change.agency_id,
            AgencyChange.item == change.item,
            AgencyChange.struck_at.is_(None),
            AgencyChange.approved_on > change.approved_on,
        )
    )
    return bool(db.session.scalar(newer))


def _rename_organisation(agency: Agency, *, writer: Writer, now: datetime) -> None:
    place = agency.organisation
    if place is not None:
        update_organisation(
            place,
            kind=place.kind,
            name=agency.name,
            credit_code=place.credit_code,
            region=place.region,
            actor_id=writer.id,
            now=now,
        )


def _note(
    act: str, agency: Agency, register: Register, entry_id: int, *, writer: Writer, now: datetime
) -> None:
    record(
        act,
        actor_id=writer.id,
        subject="agency",
        subject_id=agency.id,
        detail={"register": str(register), "entry": entry_id, "as": str(writer.actor)},
        now=now,
    )
