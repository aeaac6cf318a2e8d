"""Arranging sittings: self-service for every form, organised ones with seats and prepared attempts."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from trainingapp.accounts.queries import find_user_by_login
from trainingapp.audit.actions import record
from trainingapp.exams.actions.collecting import close_attempts
from trainingapp.exams.models import Attempt, Seat, Sitting
from trainingapp.exams.plans import Plan, Seated
from trainingapp.exams.queries import office
from trainingapp.exams.queries.sittings import find_self_service
from trainingapp.extensions import db
from trainingapp.itembank.queries import get_form, list_forms
from trainingapp.rules.attempts import AttemptState
from trainingapp.rules.sittings import (
    SeatTaken,
    SittingBegun,
    SittingKind,
)


def open_self_service(*, now: datetime) -> int:
    """See that every fixed objective form can be sat at any time; how many sittings that added."""
    added = 0
    for test_form in list_forms():
        if test_form.policy_id is None or find_self_service(test_form.id) is not None:
            continue
        db.session.add(
            Sitting(
                kind=SittingKind.SELF_SERVICE,
                title=test_form.title,
                test_form_id=test_form.id,
                minutes=test_form.specification.content["minutes"],
                created_at=now,
            )
        )
        added += 1
    db.session.flush()
    return added


def open_own_sitting(form_id: int, *, owner_id: int, now: datetime) -> Sitting:
    """A self-service sitting of a form that was assembled for one person."""
    test_form = get_form(form_id)
    sitting = Sitting(
        kind=SittingKind.SELF_SERVICE,
        title=test_form.title,
        test_form_id=form_id,
        owner_id=owner_id,
        minutes=test_form.specification.content["minutes"],
        created_at=now,
    )
    db.session.add(sitting)
    db.session.flush()
    return sitting


def create_sitting(plan: Plan, *, officer_id: int, now: datetime) -> Sitting:
    """Arrange an organised sitting; the paper's own time applies."""
    sitting = Sitting(
        kind=SittingKind.ORGANISED,
        most_attempts=1,
        minutes=_minutes(plan),
        created_by_id=officer_id,
        created_at=now,
        **asdict(plan),
    )
    db.session.add(sitting)
    db.session.flush()
    _record("exams.create_sitting", sitting, officer_id, now=now)
    return sitting


def update_sitting(sitting: Sitting, plan: Plan, *, officer_id: int, now: datetime) -> None:
    """Change the arrangement. :raises SittingBegun: for another form or order once somebody began."""
    has_new_paper = (plan.test_form_id, plan.is_shuffled) != (
        sitting.test_form_id,
        sitting.is_shuffled,
    )
    if has_new_paper and office.has_attempts(sitting):
        raise SittingBegun
    for name, value in asdict(plan).items():
        setattr(sitting, name, value)
    sitting.minutes = _minutes(plan)
    db.session.flush()
    _record("exams.update_sitting", sitting, officer_id, now=now)


def _minutes(plan: Plan) -> int:
    return int(get_form(plan.test_form_id).specification.content["minutes"])


def add_seats(
    sitting: Sitting, logins: Iterable[str], *, extra_minutes: int, officer_id: int, now: datetime
) -> Seated:
    """Give seats, numbered on, to the people behind e-mail addresses and mobile numbers."""
    seated = office.seated_candidates(sitting)
    number = office.last_seat_number(sitting)
    added, known, unknown = 0, 0, []
    for login in logins:
        user = find_user_by_login(login)
        if user is None:
            unknown.append(login)
        elif user.id in seated:
            known += 1
        else:
            number, added = number + 1, added + 1
            seated.add(user.id)
            db.session.add(
                Seat(
                    sitting_id=sitting.id,
                    candidate_id=user.id,
                    number=number,
                    extra_seconds=extra_minutes * 60,
                    created_at=now,
                )
            )
    db.session.flush()
    _record("exams.add_seats", sitting, officer_id, now=now, added=added)
    return Seated(added, known, unknown)


def remove_seat(seat: Seat, *, officer_id: int, now: datetime) -> None:
    """Take a seat away. :raises SeatTaken: once its candidate has begun."""
    attempt = office.find_attempt(seat)
    if attempt is not None and attempt.state != AttemptState.CREATED:
        raise SeatTaken
    if attempt is not None:
        db.session.delete(attempt)
    db.session.delete(seat)
    db.session.flush()
    _record("exams.remove_seat", seat.sitting, officer_id, now=now, candidate=seat.candidate_id)


def create_attempts(sitting: Sitting, *, officer_id: int, now: datetime) -> int:
    """Prepare an attempt for every seat that has none, so that the start only begins it."""
    waiting: Sequence[Seat] = office.list_seats_without_attempt(sitting)
    first = office.first_timers(sitting, [seat.candidate_id for seat in waiting])
    db.session.add_all(
        Attempt(
            sitting_id=sitting.id,
            candidate_id=seat.candidate_id,
            ordinal=1,
            test_form_id=sitting.test_form_id,
            is_first=seat.candidate_id in first,
            state=AttemptState.CREATED,
            minutes=sitting.minutes,
            extra_seconds=seat.extra_seconds,
            shuffle_seed=secrets.token_hex(8) if sitting.is_shuffled else None,
        )
        for seat in waiting
    )
    db.session.flush()
    _record("exams.create_attempts", sitting, officer_id, now=now, count=len(waiting))
    return len(waiting)


def close_sitting(sitting: Sitting, *, officer_id: int, reason: str, now: datetime) -> int:
    """End a sitting for everybody: open papers are collected as they are; how many that were."""
    attempts = office.list_open_attempts(sitting)
    sitting.closed_at = sitting.closed_at or now
    close_attempts(attempts, officer_id=officer_id, reason=reason, now=now)
    _record(
        "exams.close_sitting", sitting, officer_id, now=now, reason=reason, papers=len(attempts)
    )
    return len(attempts)


def _record(
    action: str, sitting: Sitting, officer_id: int, *, now: datetime, **detail: object
) -> None:
    record(
        action,
        actor_id=officer_id,
        subject="sitting",
        subject_id=sitting.id,
        detail=detail,
        now=now,
    )
