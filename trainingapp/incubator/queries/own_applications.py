"""How far somebody's own applications are, and how many calls take applications: for the first look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from trainingapp.extensions import db
from trainingapp.incubator.models import Case, Intake
from trainingapp.incubator.queries.applications import select_own
from trainingapp.rules.incubation.words import APPLYING, CHOOSING
from trainingapp.web.auth import SignedIn

MOST = 3


@dataclass(frozen=True, slots=True)
class Going:
    """The newest applications of somebody that are not decided, and how many calls are open."""

    cases: Sequence[Case]
    calls: int


def count_open_calls(*, today: date) -> int:
    """How many published calls take applications on a day."""
    query = select(func.count(Intake.id)).where(
        Intake.published_at.is_not(None), Intake.opens_on <= today, Intake.closes_on >= today
    )
    return db.session.scalar(query) or 0


def list_going(person: SignedIn, *, today: date) -> Going:
    """The applications of somebody that are on their way, the newest first, and the open calls."""
    query = select_own(person).where(Case.stage.in_(APPLYING | CHOOSING))
    cases = db.session.scalars(query.limit(MOST)).unique().all()
    return Going(cases, count_open_calls(today=today))
