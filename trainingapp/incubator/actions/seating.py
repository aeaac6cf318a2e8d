"""Reviewers' seats: asked for by the base, taken after a word on conflicts, declined, ended. Never for who decides."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import select

from trainingapp.accounts.models import User
from trainingapp.audit.actions import record
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.actions.rubrics import bind_case
from trainingapp.incubator.models import Case, CaseSeat
from trainingapp.incubator.queries import reviews
from trainingapp.incubator.queries.rubrics import rubric_of
from trainingapp.incubator.queries.separation import find_bars, list_barred, select_experts
from trainingapp.incubator.review_telling import ask_reviewer
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.words import CLOSED, Duty, SeatState, Stage

JUDGING = (Duty.REVIEWER, Duty.ASSESSOR)  # who advises may have ties, and judges nothing
SEATING = frozenset({Stage.SUBMITTED, Stage.RETURNED, Stage.REVIEW})


class NotSeating(RuleViolation):
    """Reviewers are assigned between the submission and the end of the review."""

    message: ClassVar[str] = "Reviewers can be assigned only before the review is closed."


class ReviewerBarred(RuleViolation):
    """Separation of duties: who applies, works there or decides does not review."""

    message: ClassVar[str] = "This person may not review the case. Choose somebody else."


class TooManyReviewers(RuleViolation):
    """As many as the sheet allows."""

    message: ClassVar[str] = "At most %(most)s people review a case."


class SeatSettled(RuleViolation):
    """What was taken, declined or ended is not answered again."""

    message: ClassVar[str] = "This seat has been answered already."


class NotInReview(RuleViolation):
    """Nobody reads an application for review before its first check is passed."""

    message: ClassVar[str] = "The review of this case is not open now."


def ask(
    case: Case, user_id: int, *, due_on: date | None, person_id: int, now: datetime
) -> CaseSeat:
    """Ask an expert to review a case; in review they are told at once, before it when the first check is passed.

    :raises NotSeating, TooManyReviewers, ReviewerBarred: why it cannot be. :raises NoResultFound: no expert.
    """
    _hold(case)
    if case.stage not in SEATING:
        raise NotSeating
    user = db.session.scalars(select_experts().where(User.id == user_id)).one()
    seats = [one.seat for one in reviews.list_seated(case) if one.seat.state in reviews.COUNTED]
    most = rubric_of(case).reviewers_most
    if len(seats) >= most:
        raise TooManyReviewers(most=most)
    bars = list_barred(case, [user.id], today=day_of(now), with_seats=True)
    if bars[user.id]:
        raise ReviewerBarred
    bind_case(case, now=now)
    seat = CaseSeat(
        case_id=case.id,
        user_id=user.id,
        duty=Duty.REVIEWER,
        state=SeatState.ASKED,
        due_on=due_on,
        asked_by_id=person_id,
        asked_at=now,
    )
    db.session.add(seat)
    db.session.flush()
    if case.stage == Stage.REVIEW:
        ask_reviewer(seat, case, now=now)
    _note("ask_reviewer", seat, person_id, now)
    return seat


def take(seat: CaseSeat, *, now: datetime) -> None:
    """The expert says that nothing ties them to the applicants, and takes the seat.

    :raises SeatSettled: answered before. :raises NotInReview: not yet, or no longer. :raises ReviewerBarred: a tie is
    known here after all.
    """
    _check_asked(seat)
    is_open = seat.case.stage == Stage.REVIEW
    if not (is_open if seat.duty == Duty.REVIEWER else seat.case.stage not in CLOSED):
        raise NotInReview
    if seat.duty in JUDGING and find_bars(seat.case, seat.user_id, today=day_of(now)):
        raise ReviewerBarred
    _settle(seat, SeatState.TAKEN, note="", now=now)


def declare_conflict(seat: CaseSeat, note: str, *, now: datetime) -> None:
    """The expert says what ties them to an applicant; the case is closed to them for ever, and a review of theirs does
    not count. Possible while the seat is asked or taken, and after the base has ended it: the review still counts then.

    :raises SeatSettled: it was declined, or the conflict is known.
    """
    if seat.state not in (*reviews.COUNTED, SeatState.ENDED):
        raise SeatSettled
    _settle(seat, SeatState.CONFLICT, note=note, now=now)


def decline(seat: CaseSeat, note: str, *, now: datetime) -> None:
    """The expert has no time or does not want to. :raises SeatSettled: answered before."""
    _check_asked(seat)
    _settle(seat, SeatState.DECLINED, note=note, now=now)


def end(seat: CaseSeat, note: str, *, person_id: int, now: datetime) -> None:
    """The base ends a seat. What was submitted still counts; a draft is never handed in.

    :raises SeatSettled: it is over. :raises NotSeating: the review is closed.
    """
    _hold(seat.case)
    if seat.case.stage not in SEATING:
        raise NotSeating
    db.session.refresh(seat, with_for_update=True)  # the expert may answer in this moment
    if seat.state not in reviews.COUNTED:
        raise SeatSettled
    state = SeatState.ENDED if seat.state == SeatState.TAKEN else SeatState.DECLINED
    _settle(seat, state, note=note, now=now, person_id=person_id)


def _hold(case: Case) -> None:
    query = select(Case).where(Case.id == case.id).with_for_update(of=Case)
    db.session.scalars(query.execution_options(populate_existing=True)).one()


def _check_asked(seat: CaseSeat) -> None:
    if seat.state != SeatState.ASKED:
        raise SeatSettled


def _settle(
    seat: CaseSeat, state: SeatState, *, note: str, now: datetime, person_id: int | None = None
) -> None:
    seat.state, seat.note, seat.settled_at = state, note.strip(), now
    db.session.flush()
    _note(f"seat_{state}", seat, person_id or seat.user_id, now)


def _note(act: str, seat: CaseSeat, person_id: int, now: datetime) -> None:
    record(
        f"incubator.{act}",
        actor_id=person_id,
        subject="incubation_case",
        subject_id=seat.case_id,
        now=now,
    )
