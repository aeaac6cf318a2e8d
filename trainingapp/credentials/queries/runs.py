"""Issuing to a class or a sitting: who would get what, and how far a run has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select, union
from sqlalchemy.orm import joinedload, undefer

from trainingapp.accounts.models import User
from trainingapp.classes.models import Cohort, Membership
from trainingapp.classes.queries.cohorts import get_taught, list_taught
from trainingapp.courses.models import Enrolment
from trainingapp.credentials.models import IssueRow, IssueRun, RowState, RunSource
from trainingapp.exams.models import Attempt, Seat, Sitting
from trainingapp.exams.queries.office import get_sitting_of, select_sittings_of
from trainingapp.extensions import db
from trainingapp.rules.attempts import AttemptState
from trainingapp.rules.cohorts import MemberState
from trainingapp.web.auth import SignedIn


@dataclass(frozen=True, slots=True)
class Source:
    """A class or a sitting that somebody may issue to: how many people it has, and how many of them have done it."""

    kind: RunSource
    id: int
    title: Mapping[str, str]
    people: int
    ready: int


def get_source(person: SignedIn, kind: str, source_id: int) -> Source:
    """A class the person teaches, or a sitting they run. :raises NoResultFound: for any other."""
    if kind == RunSource.COHORT:
        cohort = get_taught(person.id, source_id)
        ready = _count(
            select(Enrolment.user_id).where(
                Enrolment.course_id == cohort.course_id,
                Enrolment.completed_at.is_not(None),
                Enrolment.user_id.in_(select_people(kind, source_id)),
            )
        )
        return Source(RunSource.COHORT, source_id, cohort.title, _people(kind, source_id), ready)
    sitting = get_sitting_of(person, source_id)
    ready = _count(
        select(Attempt.candidate_id)
        .where(Attempt.sitting_id == source_id, Attempt.state == AttemptState.SUBMITTED)
        .distinct()
    )
    return Source(RunSource.SITTING, source_id, sitting.title, _people(kind, source_id), ready)


def select_people(kind: str, source_id: int) -> Select[int]:
    """Who is in a class, or who has a seat or an attempt in a sitting."""
    if kind == RunSource.COHORT:
        return select(Membership.user_id).where(
            Membership.cohort_id == source_id, Membership.state == MemberState.IN
        )
    seats = select(Seat.candidate_id.label("user_id")).where(Seat.sitting_id == source_id)
    attempts = select(Attempt.candidate_id).where(Attempt.sitting_id == source_id)
    both = union(seats, attempts).subquery()
    return select(both.c.user_id)


def _people(kind: str, source_id: int) -> int:
    return _count(select_people(kind, source_id))


def _count(query: Select[int]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def list_classes(person: SignedIn) -> Select[Cohort]:
    """The classes that somebody may issue to."""
    return list_taught(person.id)


def list_sittings(person: SignedIn) -> Select[Sitting]:
    """The sittings that somebody may issue to."""
    return select_sittings_of(person)


def _is_mine(person: SignedIn) -> ColumnElement[bool]:
    """Runs of classes the person teaches and sittings they run, whoever started them."""
    cohorts = select(list_taught(person.id).order_by(None).subquery().c.id)
    sittings = select(select_sittings_of(person).order_by(None).subquery().c.id)
    return or_(
        (IssueRun.source == RunSource.COHORT) & IssueRun.source_id.in_(cohorts),
        (IssueRun.source == RunSource.SITTING) & IssueRun.source_id.in_(sittings),
    )


def list_runs(person: SignedIn, kind: str = "", source_id: int = 0) -> Select[IssueRun]:
    """The runs that somebody may look at, the latest first; of one class or sitting when it is named."""
    query = select(IssueRun).where(_is_mine(person)).options(joinedload(IssueRun.started_by))
    if kind:
        query = query.where(IssueRun.source == kind, IssueRun.source_id == source_id)
    return query.order_by(IssueRun.id.desc())


def get_run(person: SignedIn, run_id: int) -> IssueRun:
    """A run. :raises NoResultFound: of a class or a sitting that is not theirs."""
    return db.session.scalars(list_runs(person).where(IssueRun.id == run_id)).one()


def find_open_run(kind: str, source_id: int) -> IssueRun | None:
    """The run of a class or a sitting that has not ended."""
    query = select(IssueRun).where(
        IssueRun.source == kind, IssueRun.source_id == source_id, IssueRun.ended_at.is_(None)
    )
    return db.session.scalars(query).one_or_none()


def list_open_runs() -> Sequence[int]:
    """The runs that have not ended."""
    query = select(IssueRun.id).where(IssueRun.ended_at.is_(None)).order_by(IssueRun.id)
    return db.session.scalars(query).all()


def count_rows(run_ids: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
    """How many people of each run are in which state, in one statement."""
    query = (
        select(IssueRow.run_id, IssueRow.state, func.count())
        .where(IssueRow.run_id.in_(run_ids))
        .group_by(IssueRow.run_id, IssueRow.state)
    )
    found = {run: dict.fromkeys(map(str, RowState), 0) for run in run_ids}
    for run, state, number in db.session.execute(query):
        found[run][state] = number
    return found


def list_rows(run_id: int, state: str = "") -> Select[IssueRow]:
    """The people of a run by name; in one state if it is named."""
    query = select(IssueRow).join(IssueRow.user).where(IssueRow.run_id == run_id)
    if state:
        query = query.where(IssueRow.state == state)
    with_all = query.options(joinedload(IssueRow.user), joinedload(IssueRow.credential))
    return with_all.order_by(User.display_name, IssueRow.id)


def list_waiting(run_id: int, most: int) -> Sequence[IssueRow]:
    """The next people of a run, locked; what another worker holds is passed over."""
    query = (
        select(IssueRow)
        .where(IssueRow.run_id == run_id, IssueRow.state == RowState.WAITING)
        .order_by(IssueRow.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return db.session.scalars(query).all()


def has_waiting(run_id: int) -> bool:
    """Whether anybody of a run still waits."""
    query = select(IssueRow.id).where(IssueRow.run_id == run_id, IssueRow.state == RowState.WAITING)
    return db.session.scalar(query.limit(1)) is not None


def find_completed(user_id: int, cohort_id: int) -> Enrolment | None:
    """Somebody's completed enrolment in the course of a class."""
    query = (
        select(Enrolment)
        .join(Cohort, Cohort.course_id == Enrolment.course_id)
        .where(Cohort.id == cohort_id, Enrolment.user_id == user_id)
        .where(Enrolment.completed_at.is_not(None))
        .options(joinedload(Enrolment.course))
    )
    return db.session.scalars(query).one_or_none()


def find_last_attempt(user_id: int, sitting_id: int) -> Attempt | None:
    """The last attempt that somebody handed in in a sitting, with its frozen result."""
    query = (
        select(Attempt)
        .where(Attempt.candidate_id == user_id, Attempt.sitting_id == sitting_id)
        .where(Attempt.state == AttemptState.SUBMITTED)
        .order_by(Attempt.ordinal.desc())
        .options(joinedload(Attempt.sitting), undefer(Attempt.outcome))
    )
    return db.session.scalars(query.limit(1)).one_or_none()
