"""Entries of registers: entered, corrected by a newer one, struck. An approved change becomes what the agency is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import func, select

from trainingapp.accounts.actions.administration import update_organisation
from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.incubator.actions.checking import check_agency
from trainingapp.incubator.models import Agency, AgencyChange
from trainingapp.incubator.registers import REGISTERS
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.registry import fits, read_capital
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
    _strike(agency, entry, "", writer=writer, now=now)
    document_id = proof.document_id if proof.document_id is not None else entry.document_id
    newer = Proof(document_id, proof.note, replaces_id=entry.id)
    return enter(agency, register, values, newer, writer=writer, now=now)


def strike(
    agency: Agency, register: Register, entry: Any, reason: str, *, writer: Writer, now: datetime
) -> None:
    """Strike an entry that should not stand. It stays readable, with the reason; what an approved change had made of
    the agency is undone.
    """
    _strike(agency, entry, reason, writer=writer, now=now)
    _note("registry.strike", agency, register, entry.id, writer=writer, now=now)
    check_agency(agency, now=now)


def _strike(agency: Agency, entry: Any, reason: str, *, writer: Writer, now: datetime) -> None:
    entry.struck_at, entry.struck_by_id, entry.struck_reason = now, writer.id, reason
    db.session.flush()
    if isinstance(entry, AgencyChange):
        _undo_change(agency, entry, writer=writer, now=now)


def _follow_change(agency: Agency, change: AgencyChange, *, writer: Writer, now: datetime) -> None:
    if change.approved_on is not None and not _list_newer(change):
        _become(agency, ChangedItem(change.item), change.new_value, writer=writer, now=now)


def _undo_change(agency: Agency, change: AgencyChange, *, writer: Writer, now: datetime) -> None:
    """The agency is again what the approved change before says, or else what the struck one says was before.

    Where the agency has become something else since, or nothing is known of before, it stays as it is.
    """
    item = ChangedItem(change.item)
    if change.approved_on is None or not _is_so(agency, item, change.new_value):
        return
    standing = _list_approved(agency.id, item)
    value = standing[-1].new_value if standing else change.old_value.strip()
    if fits(item, value):
        _become(agency, item, value, writer=writer, now=now)


def _is_so(agency: Agency, item: ChangedItem, value: str) -> bool:
    """Whether the agency is what a change made of it; no column of its own says who represents it, or by whom."""
    if item is ChangedItem.CAPITAL:
        return agency.start_capital is not None and agency.start_capital == read_capital(value)
    known = {
        ChangedItem.NAME: agency.name,
        ChangedItem.ADDRESS: agency.address,
        ChangedItem.SCOPE: agency.scope,
    }
    return known.get(item) == value


def _become(
    agency: Agency, item: ChangedItem, value: str, *, writer: Writer, now: datetime
) -> None:
    if item is ChangedItem.NAME:
        agency.name = value
        _rename_organisation(agency, writer=writer, now=now)
    elif item is ChangedItem.ADDRESS:
        agency.address = value
    elif item is ChangedItem.SCOPE:
        agency.scope = value
    elif item is ChangedItem.CAPITAL:
        agency.start_capital = read_capital(value)
    db.session.flush()


def _list_newer(change: AgencyChange) -> list[AgencyChange]:
    found = _list_approved(change.agency_id, ChangedItem(change.item))
    return [
        one for one in found if (one.approved_on or date.min) > (change.approved_on or date.min)
    ]


def _list_approved(agency_id: int, item: ChangedItem) -> Sequence[AgencyChange]:
    """The approved changes of an item that stand, in the order of their approval."""
    query = select(AgencyChange).where(
        AgencyChange.agency_id == agency_id,
        AgencyChange.item == item,
        AgencyChange.struck_at.is_(None),
        AgencyChange.approved_on.is_not(None),
    )
    return db.session.scalars(query.order_by(AgencyChange.approved_on, AgencyChange.id)).all()


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
