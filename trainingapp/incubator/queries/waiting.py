"""What waits for somebody's word in incubation: one list of everything, the oldest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, literal, null, select, union_all

from trainingapp.extensions import db
from trainingapp.incubator import models as of
from trainingapp.incubator.queries.proposals import waits_for
from trainingapp.incubator.queries.reach import acting_as
from trainingapp.rules.incubation.accounting_words import ReportState
from trainingapp.rules.incubation.residence_words import ItemState
from trainingapp.rules.incubation.words import CLOSED, Actor, SeatState
from trainingapp.web.auth import SignedIn

OFFICE = frozenset({Actor.OFFICER, Actor.HEAD})
TILL = frozenset({Actor.HEAD, Actor.FINANCE})
ANSWERING = frozenset({Actor.HEAD, Actor.AUTHORITY})
OWN = frozenset({Actor.AGENCY, Actor.APPLICANT})
MOST = 10  # that are shown; all of them are counted


class Word(StrEnum):
    """What is waited for."""

    PROPOSAL = "proposal"
    SEAT = "seat"
    REQUEST = "request"
    REPORT = "report"
    ITEM = "item"
    RECTIFIED = "rectified"
    PAYMENT = "payment"
    MINUTES = "minutes"
    OBJECTION = "objection"
    APPEAL = "appeal"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits since a moment. `ref_id` is the number of its row; a request has no case."""

    word: Word
    ref_id: int
    case_id: int | None
    agency: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Waits:
    """The oldest of what waits, and how much there is in all."""

    oldest: Sequence[Waiting] = ()
    total: int = 0


def count_waiting(person: SignedIn) -> int:
    """How much waits for somebody; one statement beside the one for workflows."""
    return db.session.scalar(select(func.count()).select_from(_all(person).subquery())) or 0


def list_waiting(person: SignedIn) -> Waits:
    """The oldest of what waits for somebody, and how much it is in all."""
    rows = _all(person).subquery()
    total = func.count().over()
    query = select(*rows.c, total).order_by(rows.c.since, rows.c.word, rows.c.ref_id).limit(MOST)
    found = db.session.execute(query).all()
    oldest = [Waiting(Word(row[0]), row[1], row[2], row[3], row[4]) for row in found]
    return Waits(oldest, found[0][-1] if found else 0)


def _all(person: SignedIn) -> CompoundSelect[Any]:
    return union_all(
        _proposals(person), *_of_base(person), *_of_agency(person), _seats(person), _asked(person)
    )


def _rows(word: Word, model: Any, since: Any) -> Select[Any]:
    """Rows of a table that names its case."""
    return (
        _columns(word, model, since).select_from(model).join(of.Case, of.Case.id == model.case_id)
    )


def _columns(word: Word, model: Any, since: Any) -> Select[Any]:
    agency = select(of.Agency.name).where(of.Agency.id == of.Case.agency_id).scalar_subquery()
    return select(
        literal(word.value).label("word"),
        model.id.label("ref_id"),
        of.Case.id.label("case_id"),
        agency.label("agency"),
        since.label("since"),
    )


def _proposals(person: SignedIn) -> Select[Any]:
    return _rows(Word.PROPOSAL, of.Proposal, of.Proposal.proposed_at).where(waits_for(person))


def _of_base(person: SignedIn) -> Sequence[Select[Any]]:
    office = acting_as(person, OFFICE)
    return (
        _rows(Word.REPORT, of.Report, of.Report.submitted_at).where(
            of.Report.state == ReportState.SUBMITTED, office
        ),
        _rows(Word.ITEM, of.PlanItem, of.PlanItem.submitted_at).where(
            of.PlanItem.state == ItemState.SUBMITTED, _is_open(), office
        ),
        _rectified().where(of.RectificationItem.state == ItemState.SUBMITTED, _is_open(), office),
        _rows(Word.PAYMENT, of.Payment, of.Payment.proposed_at).where(
            of.Payment.settled_at.is_(None),
            of.Payment.proposed_by_id != person.id,
            acting_as(person, TILL),
        ),
        _objections().where(of.Objection.settled_at.is_(None), acting_as(person, {Actor.HEAD})),
        _rows(Word.APPEAL, of.Appeal, of.Appeal.made_at).where(
            of.Appeal.answered_at.is_(None), acting_as(person, ANSWERING)
        ),
    )


def _is_open() -> ColumnElement[bool]:
    """What is left over on a closed case waits for nobody."""
    return of.Case.stage.not_in(CLOSED)


def _rectified() -> Select[Any]:
    item, order = of.RectificationItem, of.Rectification
    rows = _columns(Word.RECTIFIED, item, item.submitted_at).select_from(item)
    return rows.join(order, order.id == item.rectification_id).join(
        of.Case, of.Case.id == order.case_id
    )


def _objections() -> Select[Any]:
    made, notice = of.Objection, of.PublicNotice
    rows = _columns(Word.OBJECTION, made, made.made_at).select_from(made)
    return rows.join(notice, notice.id == made.notice_id).join(
        of.Case, of.Case.id == notice.case_id
    )


def _of_agency(person: SignedIn) -> Sequence[Select[Any]]:
    own = acting_as(person, OWN)
    return (
        _rows(Word.MINUTES, of.Encounter, of.Encounter.entered_at).where(
            of.Encounter.confirmed_at.is_(None), _is_open(), own
        ),
    )


def _seats(person: SignedIn) -> Select[Any]:
    """Seats that somebody is asked to take; who declared a conflict on the case is asked nothing more."""
    other = of.CaseSeat.__table__.alias("other")
    is_closed = (
        select(other.c.id)
        .where(
            other.c.case_id == of.CaseSeat.case_id,
            other.c.user_id == person.id,
            other.c.state == SeatState.CONFLICT,
        )
        .exists()
    )
    rows = _rows(Word.SEAT, of.CaseSeat, of.CaseSeat.asked_at)
    return rows.where(
        of.CaseSeat.user_id == person.id, of.CaseSeat.state == SeatState.ASKED, ~is_closed
    )


def _asked(person: SignedIn) -> Any:
    """Agencies that ask somebody whether they work there."""
    asked = of.StaffRequest
    return (
        select(
            literal(Word.REQUEST.value).label("word"),
            asked.id.label("ref_id"),
            null().label("case_id"),
            of.Agency.name.label("agency"),
            asked.asked_at.label("since"),
        )
        .select_from(asked)
        .join(of.Agency, of.Agency.id == asked.agency_id)
        .where(asked.user_id == person.id, asked.answer.is_(None))
    )
