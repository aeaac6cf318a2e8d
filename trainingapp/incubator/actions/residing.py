"""Moving in and staying: agreement, pledge, desk, equipment, asking for a longer stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy.exc import IntegrityError, NoResultFound

from trainingapp.education.days import day_of
from trainingapp.extensions import Base, db
from trainingapp.incubator.models import (
    Agreement,
    Case,
    DeskAssignment,
    EarlyConsent,
    Equipment,
    EquipmentLoan,
    Extension,
    IncubationBase,
    Pledge,
)
from trainingapp.incubator.queries import residence as queries
from trainingapp.incubator.queries.passages import find_waiting
from trainingapp.incubator.residence_telling import OWN, TERMS_REPLACED, tell
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.residence_words import (
    AgreementKind,
    EquipmentState,
    PledgeKind,
)
from trainingapp.rules.incubation.words import Mode

EXTEND = "extend"  # the act of a workflow that a longer stay is granted by


class AgreementReplaced(RuleViolation):
    """Nobody signs what is not offered any more."""

    message: ClassVar[str] = "Newer terms have taken the place of these. Please read those."


class NotBriefed(RuleViolation):
    """Nobody confirms a briefing that was not held."""

    message: ClassVar[str] = "The safety briefing has not been held."


class DeskTaken(RuleViolation):
    """A desk is with one case at a time, and is one of the base's."""

    message: ClassVar[str] = "This desk is taken, or the base has no such desk."


class EquipmentOut(RuleViolation):
    """One piece is with one case at a time, and what is gone is with nobody."""

    message: ClassVar[str] = "This piece is lent, or no longer there."


class CodeTaken(RuleViolation):
    """A number stands for one piece."""

    message: ClassVar[str] = "Another piece has this number."


class DecisionWaits(RuleViolation):
    """What a second person is asked to confirm is not exchanged under their hands."""

    message: ClassVar[str] = "A decision on this waits to be confirmed. Take it back first."


class AlreadyAsked(RuleViolation):
    """One at a time."""

    message: ClassVar[str] = "A longer stay is asked for already."


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of an agreement; it holds up to, but without, `ends_on`."""

    kind: AgreementKind
    starts_on: date
    ends_on: date
    number: str = ""
    desks: int = 0
    rent: Decimal = Decimal(0)
    deposit: Decimal = Decimal(0)
    text: str = ""
    document_id: int | None = None


def write_agreement(case: Case, terms: Terms, *, by_id: int, now: datetime) -> Agreement:
    """Write the agreement of a case. It takes the place of one that not both have signed: both sign the new terms.

    What one side had signed is kept as it was, and the agency is told when it was that side.
    """
    older = queries.find_agreement(case, terms.kind)
    signed = [older.signed_agency_on, older.signed_base_on] if older is not None else []
    row = Agreement(case_id=case.id, kind=terms.kind)
    db.session.add(row)
    row.number, row.starts_on, row.ends_on = terms.number, terms.starts_on, terms.ends_on
    row.desks, row.rent, row.deposit = terms.desks, terms.rent, terms.deposit
    row.terms, row.document_id = terms.text, terms.document_id
    row.entered_by_id, row.entered_at = by_id, now
    db.session.flush()
    if older is not None and not any(signed):
        db.session.delete(older)
        db.session.flush()
    if older is not None and signed[0] and not signed[1]:
        tell(case, TERMS_REPLACED, OWN, page="/residence", but=by_id, now=now)
    return row


def sign_agreement(row: Agreement, *, as_agency: bool, by_id: int, now: datetime) -> None:
    """Sign for one side. Once signed it stays signed: signing twice changes nothing.

    :raises AgreementReplaced: newer terms of its kind are there.
    """
    if queries.find_agreement(row.case, AgreementKind(row.kind)) is not row:
        raise AgreementReplaced
    if as_agency and row.signed_agency_on is None:
        row.signed_agency_on, row.signed_agency_by_id = day_of(now), by_id
    elif not as_agency and row.signed_base_on is None:
        row.signed_base_on, row.signed_base_by_id = day_of(now), by_id


def hold_briefing(case: Case, *, on: date, by_id: int) -> None:
    """Note that the agency was told of safety and fire on a day; a day noted before is corrected until confirmed."""
    row = _pledge(case, PledgeKind.SAFETY)
    if row.agreed_at is None:
        row.told_on, row.told_by_id = on, by_id


def agree(case: Case, kind: PledgeKind, *, by_id: int, now: datetime) -> None:
    """The agency makes its pledge, or confirms the briefing. :raises NotBriefed:"""
    row = _pledge(case, kind)
    if kind is PledgeKind.SAFETY and row.told_on is None:
        raise NotBriefed
    if row.agreed_at is None:
        row.agreed_at, row.agreed_by_id = now, by_id


def assign_desk(case: Case, desk: int, *, by_id: int, now: datetime) -> None:
    """Give a desk of the base to a case that sits in it, from today. :raises DeskTaken:"""
    if case.mode == Mode.VIRTUAL or desk not in queries.list_free_desks(case.base):
        raise DeskTaken
    row = DeskAssignment(
        base_id=case.base_id,
        case_id=case.id,
        desk=desk,
        starts_on=day_of(now),
        entered_by_id=by_id,
    )
    _add(row, DeskTaken())


def free_desk(case: Case, desk: int, *, now: datetime) -> None:
    """Take a desk back from a case; from today it is free. :raises NoResultFound: of another's, or of nobody's."""
    found = [row for row in queries.list_desks_of(case) if row.desk == desk]
    if not found:
        raise NoResultFound
    found[0].ends_on = max(found[0].starts_on, day_of(now))


def add_equipment(base: IncubationBase, code: str, name: str, *, now: datetime) -> None:
    """Enter a piece of equipment on the list of a base. :raises CodeTaken:"""
    row = Equipment(
        base_id=base.id, code=code, name=name, state=EquipmentState.GOOD, entered_at=now
    )
    _add(row, CodeTaken())


def lend(case: Case, equipment: Equipment, *, now: datetime) -> None:
    """Lend a piece of the base's equipment to a case. :raises EquipmentOut:"""
    if equipment.state == EquipmentState.GONE or equipment.base_id != case.base_id:
        raise EquipmentOut
    row = EquipmentLoan(equipment_id=equipment.id, case_id=case.id, lent_on=day_of(now))
    _add(row, EquipmentOut())


def take_back(loan: EquipmentLoan, state: EquipmentState, *, note: str, now: datetime) -> None:
    """Note that a piece came back, and in which condition."""
    loan.returned_on, loan.note = day_of(now), note
    loan.equipment.state = state


def ask_extension(
    case: Case, months: int, *, reason: str, plan: str, by_id: int, now: datetime
) -> Extension:
    """Ask for a longer stay; the head grants it by the passage. :raises AlreadyAsked:"""
    row = Extension(
        case_id=case.id, months=months, reason=reason, plan=plan, asked_by_id=by_id, asked_at=now
    )
    _add(row, AlreadyAsked())
    return row


def refuse_extension(row: Extension, *, answer: str, now: datetime) -> None:
    """Say no to a longer stay, or take the wish back. :raises DecisionWaits:"""
    check_nothing_waits(db.session.get_one(Case, row.case_id), EXTEND)
    row.settled_at, row.is_granted, row.answer = now, False, answer


def check_nothing_waits(case: Case, act: str) -> None:
    """What an act was proposed for stays as it is until a second person has said yes or no. :raises DecisionWaits:"""
    waiting = find_waiting(case)
    if waiting is not None and waiting.act == act:
        raise DecisionWaits


def agree_to_early(case: Case, reason: str, *, by_id: int, now: datetime) -> None:
    """The head agrees that a case may graduate early."""
    if queries.find_early_consent(case) is None:
        row = EarlyConsent(case_id=case.id, reason=reason, given_by_id=by_id, given_at=now)
        db.session.add(row)
        db.session.flush()


def _pledge(case: Case, kind: PledgeKind) -> Pledge:
    row = queries.list_pledges(case).get(kind)
    if row is None:
        row = Pledge(case_id=case.id, kind=kind)
        db.session.add(row)
        db.session.flush()
    return row


def _add(row: Base, violation: RuleViolation) -> None:
    """Add a row that a rule of the database may refuse because somebody else was faster."""
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise violation from None
