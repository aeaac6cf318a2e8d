"""Reads for exam officers, limited to the organisations they work for, and for the collector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    func,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.orm import joinedload

from trainingapp.accounts.models import User
from trainingapp.exams.models import (
    AnswerEvent,
    Attempt,
    AttemptLease,
    ItemResponse,
    Outage,
    Pulse,
    Seat,
    Sitting,
)
from trainingapp.exams.queries.sittings import OPEN
from trainingapp.extensions import db, milliseconds
from trainingapp.rules.attempts import AttemptState
from trainingapp.rules.permissions import PERMISSIONS, Permission
from trainingapp.rules.sittings import SittingKind
from trainingapp.web.auth import SignedIn

CLOSING_SECONDS = 10  # a start may still be on its way when its sitting is closed
MOST_COLLECTED = 300  # at once, so that the write stays short


def _is_mine(user: SignedIn) -> ColumnElement[bool]:
    """Officers of the site manage every sitting, officers of an organisation only its own."""
    roles = PERMISSIONS[Permission.SITTING_MANAGE]
    places = {grant.organisation_id for grant in user.grants if grant.role in roles}
    return true() if None in places else Sitting.organisation_id.in_(places)


def select_sittings_of(officer: SignedIn) -> Select[Sitting]:
    """The organised sittings that the officer manages, the next or latest first."""
    return (
        select(Sitting)
        .where(Sitting.kind == SittingKind.ORGANISED, _is_mine(officer))
        .order_by(Sitting.opens_at.desc(), Sitting.id.desc())
    )


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many of a sitting's candidates are where."""

    seats: int
    states: dict[str, int]

    def count(self, state: str) -> int:
        return self.states.get(state, 0)


def turnouts(sittings: Sequence[Sitting]) -> dict[int, Turnout]:
    """Seats and attempts by state of these sittings, in two statements."""
    numbers = [sitting.id for sitting in sittings]
    seats = {
        number: count
        for number, count in db.session.execute(
            select(Seat.sitting_id, func.count())
            .where(Seat.sitting_id.in_(numbers))
            .group_by(Seat.sitting_id)
        )
    }
    states: dict[int, dict[str, int]] = {number: {} for number in numbers}
    rows = (
        select(Attempt.sitting_id, Attempt.state, func.count())
        .where(Attempt.sitting_id.in_(numbers))
        .group_by(Attempt.sitting_id, Attempt.state)
    )
    for number, state, count in db.session.execute(rows):
        states[number][state] = count
    return {number: Turnout(seats.get(number, 0), states[number]) for number in numbers}


def get_sitting_of(officer: SignedIn, sitting_id: int) -> Sitting:
    """An organised sitting of this officer. :raises NoResultFound: for all others."""
    return db.session.execute(
        select_sittings_of(officer).where(Sitting.id == sitting_id)
    ).scalar_one()


def get_attempt_of(officer: SignedIn, attempt_id: int, *, lock: bool = False) -> Attempt:
    """An attempt in a sitting of this officer, locked when it is about to change.

    :raises NoResultFound: for all others.
    """
    rows = (
        select(Attempt)
        .join(Attempt.sitting)
        .where(Attempt.id == attempt_id, Sitting.kind == SittingKind.ORGANISED, _is_mine(officer))
        .options(joinedload(Attempt.sitting))
        .execution_options(populate_existing=True)
    )
    return db.session.execute(rows.with_for_update(of=Attempt) if lock else rows).scalar_one()


def most_extra_seconds(sitting: Sitting) -> int:
    """The most extra time that anybody who is writing has."""
    rows = select(func.max(Attempt.extra_seconds)).where(
        Attempt.sitting_id == sitting.id, Attempt.state.in_(OPEN)
    )
    return db.session.scalar(rows) or 0


def list_open_attempts(sitting: Sitting) -> list[Attempt]:
    """The running and paused attempts of a sitting, locked because they are about to change."""
    rows = (
        select(Attempt)
        .where(
            Attempt.sitting_id == sitting.id,
            Attempt.state.in_(OPEN),
        )
        .order_by(Attempt.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(rows))


@dataclass(frozen=True, slots=True)
class Place:
    """One row of the officer's page: a seat, an attempt, or both."""

    user_id: int
    name: str
    seat: Seat | None
    attempt: Attempt | None
    answered: int


def select_candidates(sitting: Sitting) -> Select[User]:
    """Everybody with a seat or an attempt in the sitting, by seat number, then name."""
    seats = select(Seat.candidate_id).where(Seat.sitting_id == sitting.id)
    attempts = select(Attempt.candidate_id).where(Attempt.sitting_id == sitting.id)
    return (
        select(User)
        .outerjoin(Seat, (Seat.candidate_id == User.id) & (Seat.sitting_id == sitting.id))
        .where(or_(User.id.in_(seats), User.id.in_(attempts)))
        .order_by(Seat.number.is_(None), Seat.number, User.display_name, User.id)
    )


def present_places(sitting: Sitting, candidates: Sequence[User]) -> list[Place]:
    """Seat, latest attempt and number of answered items of these candidates, in three statements."""
    numbers = [user.id for user in candidates]
    seats = {
        seat.candidate_id: seat
        for seat in db.session.scalars(
            select(Seat).where(Seat.sitting_id == sitting.id, Seat.candidate_id.in_(numbers))
        )
    }
    attempts = {
        attempt.candidate_id: attempt
        for attempt in db.session.scalars(
            select(Attempt)
            .where(Attempt.sitting_id == sitting.id, Attempt.candidate_id.in_(numbers))
            .order_by(Attempt.ordinal)
        )
    }
    answered = _count_answered([attempt.id for attempt in attempts.values()])
    return [
        Place(
            user_id=user.id,
            name=user.display_name,
            seat=seats.get(user.id),
            attempt=attempts.get(user.id),
            answered=answered.get(attempts[user.id].id, 0) if user.id in attempts else 0,
        )
        for user in candidates
    ]


def _count_answered(attempts: Sequence[int]) -> dict[int, int]:
    rows = (
        select(ItemResponse.attempt_id, func.count())
        .where(ItemResponse.attempt_id.in_(attempts), ItemResponse.selected != "")
        .group_by(ItemResponse.attempt_id)
    )
    return {attempt: count for attempt, count in db.session.execute(rows)}


def candidate_name(attempt: Attempt) -> str:
    """The name of whoever wrote it."""
    return db.session.scalar(select(User.display_name).where(User.id == attempt.candidate_id)) or ""


def list_leases(attempt: Attempt) -> Sequence[AttemptLease]:
    """The devices that held the attempt, in order."""
    return db.session.scalars(
        select(AttemptLease)
        .where(AttemptLease.attempt_id == attempt.id)
        .order_by(AttemptLease.number)
    ).all()


def list_late_events(attempt: Attempt) -> Sequence[AnswerEvent]:
    """What came in after the end, in the order of the chain."""
    return db.session.scalars(
        select(AnswerEvent)
        .where(AnswerEvent.attempt_id == attempt.id, AnswerEvent.is_late)
        .order_by(AnswerEvent.position)
    ).all()


def list_overdue(*, now: datetime) -> Sequence[Attempt]:
    """Running attempts past deadline and grace, the longest overdue first; locked, 300 at most.

    With them what was begun in the very moment in which an officer closed its sitting.
    """
    is_closed = Sitting.closed_at < now - timedelta(seconds=CLOSING_SECONDS)
    end = type_coerce(Attempt.deadline_at, BigInteger) + Sitting.grace_seconds * 1000
    return db.session.scalars(
        select(Attempt)
        .join(Attempt.sitting)
        .where(
            or_(
                and_(
                    Attempt.state == AttemptState.RUNNING,
                    Attempt.deadline_at < now,
                    end < milliseconds(now),
                ),
                and_(Attempt.state.in_(OPEN), is_closed),
            )
        )
        .order_by(Attempt.deadline_at)
        .limit(MOST_COLLECTED)
        .with_for_update(of=Attempt, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()


def find_last_pulse() -> datetime | None:
    """When any web process was last known to be alive."""
    return db.session.scalar(select(func.max(Pulse.at)))


def find_outage(started_at: datetime) -> Outage | None:
    """The outage that began with this last pulse, locked."""
    return db.session.scalar(
        select(Outage).where(Outage.started_at == started_at).with_for_update()
    )


def has_attempts(sitting: Sitting) -> bool:
    """Whether attempts of the sitting exist, also prepared ones."""
    found = select(Attempt.id).where(Attempt.sitting_id == sitting.id).limit(1)
    return db.session.scalar(found) is not None


def seated_candidates(sitting: Sitting) -> set[int]:
    """Who has a seat."""
    return set(db.session.scalars(select(Seat.candidate_id).where(Seat.sitting_id == sitting.id)))


def last_seat_number(sitting: Sitting) -> int:
    """The highest number given so far, 0 at first."""
    highest = select(func.max(Seat.number)).where(Seat.sitting_id == sitting.id)
    return db.session.scalar(highest) or 0


def get_seat(sitting: Sitting, seat_id: int) -> Seat:
    """A seat of this sitting. :raises NoResultFound: for another's."""
    return db.session.execute(
        select(Seat).where(Seat.id == seat_id, Seat.sitting_id == sitting.id)
    ).scalar_one()


def find_attempt(seat: Seat) -> Attempt | None:
    """The latest attempt of the seat's candidate in its sitting."""
    return db.session.scalar(
        select(Attempt)
        .where(Attempt.sitting_id == seat.sitting_id, Attempt.candidate_id == seat.candidate_id)
        .order_by(Attempt.ordinal.desc())
        .limit(1)
    )


def list_seats_without_attempt(sitting: Sitting) -> Sequence[Seat]:
    """The seats for which no attempt exists, by number."""
    has_attempt = select(Attempt.candidate_id).where(Attempt.sitting_id == sitting.id)
    return db.session.scalars(
        select(Seat)
        .where(Seat.sitting_id == sitting.id, Seat.candidate_id.not_in(has_attempt))
        .order_by(Seat.number)
    ).all()


def first_timers(sitting: Sitting, candidates: Sequence[int]) -> set[int]:
    """Those of the candidates who have never had an attempt at the sitting's form."""
    known = set(
        db.session.scalars(
            select(Attempt.candidate_id).where(
                Attempt.test_form_id == sitting.test_form_id,
                Attempt.candidate_id.in_(candidates),
            )
        )
    )
    return set(candidates) - known
