"""Classes whose people have completed a course, sittings whose people have a frozen score, and runs over them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import update

from tests.factories_accounts import make_user
from tests.factories_classes import make_cohort, make_member
from tests.factories_courses import NOON, make_instructor
from tests.factories_exams import make_organised, make_seat
from tests.factories_teaching import committed, make_attempt
from trainingapp.accounts.models import User
from trainingapp.classes.models import Cohort
from trainingapp.courses.models import Enrolment
from trainingapp.credentials.actions.runs import issue_next, start_run
from trainingapp.credentials.models import IssueRow, IssueRun, RunSource
from trainingapp.credentials.queries import runs as queries
from trainingapp.exams.models import Sitting
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.rules.results import Outcome
from trainingapp.rules.sittings import Feedback


def complete(user: User | int, cohort_id: int, *, at: datetime | None = NOON) -> None:
    """Let somebody have completed the course of a class; not any more when there is no moment."""
    number = user if isinstance(user, int) else user.id
    with committed():
        course = db.session.get_one(Cohort, cohort_id).course_id
        db.session.execute(
            update(Enrolment)
            .where(Enrolment.user_id == number, Enrolment.course_id == course)
            .values(completed_at=at)
        )


def make_class(*names: str, done: int | None = None) -> tuple[User, int, list[User]]:
    """A teacher, their class, and its people, of whom the first `done` (all, unless told) completed the course."""
    teacher = make_instructor()
    cohort = make_cohort(teacher)
    people = [make_user(name) for name in names]
    for place, person in enumerate(people):
        make_member(cohort, person)
        if done is None or place < done:
            complete(person, cohort)
    return teacher, cohort, people


def frozen(score: str = "72.5", full: str = "100") -> dict[str, Any]:
    """The columns of an attempt with this frozen result."""
    outcome = Outcome(
        "cn-objective@1", Decimal(60), Decimal(full), Decimal(0), (Decimal(score),), ()
    )
    text = outcome.to_text().replace('"selected":"","flagged":"","seconds":[]', _HELD)
    return {"score": score, "outcome": text, "policy": "cn-objective@1"}


_HELD = '"selected":"A","flagged":"0","seconds":[20]'


def make_officer(name: str = "周敏") -> User:
    """An exam officer of the site."""
    return make_user(name, roles=[Role.EXAM_OFFICER])


def make_sat(
    *names: str, sat: int | None = None, feedback: Feedback = Feedback.REVIEW
) -> tuple[User, int, list[User]]:
    """An officer, a sitting that is over, and its people, of whom the first `sat` (all, unless told) handed in."""
    officer = make_officer()
    sitting = make_organised(
        opens_at=NOON - timedelta(days=2),
        closes_at=NOON - timedelta(days=1),
        feedback_after_hand_in=feedback,
        feedback_after_close=feedback,
    )
    people = [make_user(name) for name in names]
    for place, person in enumerate(people):
        make_seat(sitting, person.id, number=place + 1)
        if sat is None or place < sat:
            make_attempt(sitting, person, begun=NOON - timedelta(hours=40), **frozen())
    return officer, sitting, people


def begin(person: User, kind: RunSource, source_id: int, *, now: datetime = NOON) -> int:
    """A committed run; its id."""
    with committed():
        source = queries.get_source(db.session.get_one(User, person.id), kind, source_id)
        return start_run(source, actor_id=person.id, now=now).id


def step(run_id: int, most: int = 4, *, now: datetime = NOON) -> bool:
    """A committed step; whether anybody still waits."""
    with committed():
        return issue_next(run_id, most, now=now).is_open


def finish(run_id: int, *, now: datetime = NOON) -> None:
    """All steps of a run."""
    while step(run_id, now=now):
        pass


def results(run_id: int) -> Mapping[str, tuple[str, str]]:
    """What became of each person of a run, by name."""
    db.session.rollback()
    rows = db.session.query(IssueRow).filter_by(run_id=run_id)
    return {row.user.display_name: (row.state, row.reason) for row in rows}


def run_of(run_id: int) -> IssueRun:
    """A run as the row is now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(IssueRun, run_id)


def title_of(sitting_id: int) -> str:
    """The title of a sitting."""
    return str(db.session.get_one(Sitting, sitting_id).title["zh"])
