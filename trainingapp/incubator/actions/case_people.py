"""Who looks after a case, and which experts advise and assess it."""

from __future__ import annotations

from datetime import date, datetime

from trainingapp.accounts.models import User
from trainingapp.audit.actions import record as note
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.actions.tasks import give_tasks
from trainingapp.incubator.models import Case, CaseSeat
from trainingapp.incubator.passing_telling import ASSIGNED, SEAT_ASKED, tell_of_case
from trainingapp.incubator.queries.separation import find_bars
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.words import Duty, SeatState


class SeatHasEnded(RuleViolation):
    """A seat ends once."""

    message = "This seat has ended already."


class AssessorBarred(RuleViolation):
    """Who applies, works there or decides does not assess from outside."""

    message = "This person has a tie to the agency or decides on it. Choose another assessor."


def assign_officer(case: Case, officer: User, *, by_id: int, now: datetime) -> None:
    """Give a case into somebody's hands, with the tasks of who had it; they are told. The same person again changes
    nothing.
    """
    if case.officer_id == officer.id:
        return
    before, case.officer_id = case.officer_id, officer.id
    db.session.flush()
    if before is not None:
        give_tasks(case, from_id=before, to_id=officer.id)
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
    """Ask an expert to take a seat. They see the case only when they have taken it, without a conflict.

    :raises AssessorBarred: an assessor who has a tie to the case that is known here.
    """
    if duty is Duty.ASSESSOR and find_bars(case, expert.id, today=day_of(now)):
        raise AssessorBarred
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
    tell_of_case(case, SEAT_ASKED, [expert.id], url=f"/incubation/seats/{seat.id}", now=now)
    note("case.ask_expert", actor_id=by_id, subject="case_seat", subject_id=seat.id, now=now)
    return seat


def end_seat(seat: CaseSeat, *, by_id: int, now: datetime) -> None:
    """End a seat: its holder acts on the case no longer. A declared conflict stays what it is. Who never took the seat,
    and so never spoke of conflicts, is not let in by its end: the seat counts as declined.

    :raises SeatHasEnded: of one that nobody holds any more.
    """
    if seat.state not in (SeatState.ASKED, SeatState.TAKEN):
        raise SeatHasEnded
    was_taken = seat.state == SeatState.TAKEN
    seat.state = SeatState.ENDED if was_taken else SeatState.DECLINED
    seat.settled_at = now
    db.session.flush()
    note("case.end_seat", actor_id=by_id, subject="case_seat", subject_id=seat.id, now=now)
