"""Who looks after a case, and which experts advise and assess it."""

from __future__ import annotations

from datetime import date, datetime

from trainingapp.accounts.models import User
from trainingapp.audit.actions import record as note
from trainingapp.extensions import db
from trainingapp.incubator.models import Case, CaseSeat
from trainingapp.incubator.passing_telling import ASSIGNED, SEAT_ASKED, tell_of_case
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.words import Duty, SeatState


class NotOfThisBase(RuleViolation):
    """An officer of a case works in its base."""

    message = "This person does not work as an officer in the base of the case."


class SeatHasEnded(RuleViolation):
    """A seat ends once."""

    message = "This seat has ended already."


def assign_officer(case: Case, officer: User, *, by_id: int, now: datetime) -> None:
    """Give a case into somebody's hands; they are told. The same person again changes nothing."""
    if case.officer_id == officer.id:
        return
    case.officer_id = officer.id
    db.session.flush()
    if officer.id != by_id:
        tell_of_case(case, ASSIGNED, [officer.id], now=now)
    detail = {"officer": officer.id}
    note(
        "case.assign",
        actor_id=by_id,
        subject="incubation_case",
        subject_id=case.id,
        detail=detail,
        now=now,
    )


def ask_expert(
    case: Case, expert: User, duty: Duty, *, due_on: date | None = None, by_id: int, now: datetime
) -> CaseSeat:
    """Ask an expert to take a seat. They see the case only when they have taken it, without a conflict."""
    seat = CaseSeat(
        case_id=case.id,
        user_id=expert.id,
        duty=str(duty),
        state=SeatState.ASKED,
        due_on=due_on,
        asked_by_id=by_id,
        asked_at=now,
    )
    db.session.add(seat)
    db.session.flush()
    tell_of_case(case, SEAT_ASKED, [expert.id], url="/incubation/seats", now=now)
    note("case.ask_expert", actor_id=by_id, subject="case_seat", subject_id=seat.id, now=now)
    return seat


def end_seat(seat: CaseSeat, *, by_id: int, now: datetime) -> None:
    """End a seat: its holder acts on the case no longer. A declared conflict stays what it is.

    :raises SeatHasEnded: of one that nobody holds any more.
    """
    if seat.state not in (SeatState.ASKED, SeatState.TAKEN):
        raise SeatHasEnded
    seat.state, seat.settled_at = SeatState.ENDED, now
    db.session.flush()
    note("case.end_seat", actor_id=by_id, subject="case_seat", subject_id=seat.id, now=now)
