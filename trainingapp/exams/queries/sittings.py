"""Reads of sittings as a candidate may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from trainingapp.exams.models import Attempt, Seat, Sitting
from trainingapp.extensions import db
from trainingapp.itembank.models import Syllabus
from trainingapp.itembank.queries import get_form, list_forms
from trainingapp.rules.attempts import AttemptState
from trainingapp.rules.sittings import Entry, SittingKind
from trainingapp.web.auth import SignedIn

OPEN = (AttemptState.RUNNING, AttemptState.PAUSED)


def _is_for(user_id: int) -> ColumnElement[bool]:
    has_seat = exists().where(Seat.sitting_id == Sitting.id, Seat.candidate_id == user_id)
    return and_(
        or_(Sitting.owner_id.is_(None), Sitting.owner_id == user_id),
        or_(Sitting.needs_seat.is_(False), has_seat),
    )


def select_sittings_for(user: SignedIn, *, now: datetime) -> Select[Sitting]:
    """What the user may sit now or soon: organised ones by their opening, then self-service."""
    return (
        select(Sitting)
        .where(_is_for(user.id), Sitting.closed_at.is_(None))
        .where(or_(Sitting.closes_at.is_(None), Sitting.closes_at > now))
        .order_by(Sitting.kind, Sitting.opens_at, Sitting.id)
    )


def get_sitting_for(user: SignedIn, sitting_id: int) -> Sitting:
    """A sitting that the user may know of. :raises NoResultFound: for others' and unknown ones."""
    return db.session.execute(
        select(Sitting).where(Sitting.id == sitting_id, _is_for(user.id))
    ).scalar_one()


def latest_attempts(user: SignedIn, sittings: Iterable[Sitting]) -> dict[int, Attempt]:
    """The user's latest attempt in each of these sittings, in one statement."""
    rows = (
        select(Attempt)
        .where(
            Attempt.candidate_id == user.id,
            Attempt.sitting_id.in_([sitting.id for sitting in sittings]),
        )
        .order_by(Attempt.ordinal)
    )
    return {attempt.sitting_id: attempt for attempt in db.session.scalars(rows)}


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """The official rules of a paper in figures."""

    items: int
    full_score: str
    cut_score: str
    single: str
    multiple: str
    partial: str
    kinds: dict[str, int]


def get_paper_facts(form_id: int) -> PaperFacts:
    """Counts and points of a form. :raises NoResultFound: when there is none."""
    test_form = get_form(form_id)
    specification: dict[str, Any] = test_form.specification.content
    policy = test_form.policy.content if test_form.policy else {}
    kinds = {name: count for name, count in specification["kinds"].items() if count}
    return PaperFacts(
        items=sum(kinds.values()),
        full_score=specification["full_score"],
        cut_score=specification["cut_score"],
        single=policy.get("single", ""),
        multiple=policy.get("multiple", ""),
        partial=policy.get("per_option", ""),
        kinds=kinds,
    )


@dataclass(frozen=True, slots=True)
class Lobby:
    """What a candidate needs to know before starting."""

    sitting: Sitting
    seat: Seat | None
    latest: Attempt | None
    paper: PaperFacts
    entry: Entry

    @property
    def is_open_attempt(self) -> bool:
        return self.latest is not None and self.latest.is_open


def get_lobby_for(user: SignedIn, sitting_id: int) -> Lobby:
    """The lobby of a sitting. :raises NoResultFound: when the user may not know of it."""
    sitting = get_sitting_for(user, sitting_id)
    seat = db.session.scalar(
        select(Seat).where(Seat.sitting_id == sitting_id, Seat.candidate_id == user.id)
    )
    latest = latest_attempts(user, [sitting]).get(sitting_id)
    made = latest.ordinal if latest else 0
    if latest is not None and latest.state == AttemptState.CREATED:
        made -= 1
    entry = Entry(
        opens_at=sitting.opens_at,
        last_start_at=sitting.last_start_at,
        closes_at=sitting.closes_at,
        closed_at=sitting.closed_at,
        needs_seat=sitting.needs_seat,
        has_seat=seat is not None,
        access_code=None,  # asked for when starting
        given_code="",
        most_attempts=sitting.most_attempts,
        attempts_made=made,
    )
    return Lobby(sitting, seat, latest, get_paper_facts(sitting.test_form_id), entry)


def count_open_attempts(sitting_id: int) -> int:
    """How many candidates are writing or paused in a sitting."""
    return (
        db.session.scalar(
            select(func.count()).where(Attempt.sitting_id == sitting_id, Attempt.state.in_(OPEN))
        )
        or 0
    )


def find_self_service(form_id: int) -> Sitting | None:
    """The sitting in which everybody may sit a form at any time."""
    return db.session.scalar(
        select(Sitting).where(
            Sitting.test_form_id == form_id,
            Sitting.kind == SittingKind.SELF_SERVICE,
            Sitting.owner_id.is_(None),
        )
    )


def list_subjects_to_assemble() -> dict[str, dict[str, str]]:
    """The titles of the papers for which one can have a new form made, by specification code.

    Only subjects that have a fixed form: where there is none, there are not enough items either.
    """
    newest_last = select(Syllabus.subject, Syllabus.title).order_by(Syllabus.edition)
    titles = {subject: title for subject, title in db.session.execute(newest_last)}
    return {
        row.specification.code: titles[row.subject]
        for row in list_forms()
        if row.policy_id is not None and row.subject in titles
    }
