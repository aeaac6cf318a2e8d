"""The first check: points looked at, what is missing named, the credit lists, duplicates, how it came out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import select

from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.incubator.actions.tasks import close_task
from trainingapp.incubator.models import Case, DuplicateCleared, PaperAsked, Screening
from trainingapp.incubator.models.applications import ScreeningResult
from trainingapp.incubator.queries.applications import list_asked
from trainingapp.incubator.queries.prechecking import Duplicate
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.words import Stage

MOST_ASKED = 40
ASKING = frozenset({Stage.SUBMITTED, Stage.REVIEW})  # from which an application is returned
CHECKING = frozenset({Stage.SUBMITTED, Stage.RETURNED})


class NotBeingChecked(RuleViolation):
    """The application is not with the base for its first check."""

    message: ClassVar[str] = "This application is not being checked now."


class AskedAlready(RuleViolation):
    """What was sent to the applicant stays."""

    message: ClassVar[str] = "This was sent to the applicant already."


class TooMuchAsked(RuleViolation):
    """Nobody answers so many."""

    message: ClassVar[str] = "No more than %(most)s things can be asked for."


@dataclass(frozen=True, slots=True)
class Checked:
    """What an officer has entered: point → state and note, the look at the lists, the result."""

    checks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    note: str = ""
    credit_checked_on: date | None = None
    credit_source: str = ""
    ground: str = ""
    is_passed: bool = False


def settle(
    case: Case, screening: Screening, checked: Checked, *, person_id: int, now: datetime
) -> None:
    """Keep what was looked at; with `is_passed` the first check is passed, without it is open again.

    :raises NotBeingChecked: the case has moved on.
    """
    if case.stage not in CHECKING:
        raise NotBeingChecked()
    screening.checks = {key: dict(one) for key, one in checked.checks.items()}
    screening.note, screening.ground = checked.note, checked.ground
    screening.credit_checked_on = checked.credit_checked_on
    screening.credit_source = checked.credit_source
    screening.officer_id = person_id
    if case.stage == Stage.SUBMITTED:
        screening.result = ScreeningResult.PASS if checked.is_passed else None
        screening.settled_at = now if checked.is_passed else None
    if checked.is_passed:
        close_task(f"screening:{case.id}", now=now, by_id=person_id)
    db.session.flush()
    _note("application.check", case, person_id, now=now)


def name_missing(case: Case, text: str, *, place: str, person_id: int, now: datetime) -> PaperAsked:
    """Name something that the applicant has to add; it is sent when the application is returned.

    :raises NotBeingChecked: an application in this stage is not returned. :raises TooMuchAsked:
    """
    if case.stage not in ASKING:
        raise NotBeingChecked()
    if sum(one.sent_at is None for one in list_asked(case)) >= MOST_ASKED:
        raise TooMuchAsked(most=MOST_ASKED)
    asked = PaperAsked(
        case_id=case.id, text=text, place=place, entered_by_id=person_id, entered_at=now
    )
    db.session.add(asked)
    db.session.flush()
    return asked


def drop_missing(asked: PaperAsked) -> None:
    """Take back what is not sent yet. :raises AskedAlready: it was sent."""
    if asked.sent_at is not None:
        raise AskedAlready()
    db.session.delete(asked)
    db.session.flush()


def clear_duplicate(
    case: Case, duplicate: Duplicate, note: str, *, person_id: int, now: datetime
) -> None:
    """Say why two applicants alike may both stand. Once more replaces what was said before."""
    query = select(DuplicateCleared).filter_by(case_id=case.id, agency_id=duplicate.agency.id)
    row = db.session.scalars(query).one_or_none()
    if row is None:
        row = DuplicateCleared(case_id=case.id, agency_id=duplicate.agency.id)
        db.session.add(row)
    row.traits, row.note = [str(one) for one in duplicate.traits], note
    row.cleared_by_id, row.cleared_at = person_id, now
    db.session.flush()
    _note("application.clear_duplicate", case, person_id, now=now)


def _note(act: str, case: Case, person_id: int, *, now: datetime) -> None:
    record(act, actor_id=person_id, subject="incubation_case", subject_id=case.id, now=now)
