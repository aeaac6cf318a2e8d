"""Reads across parts for the home page: one panel for each role, each with what is due now and one main action."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from trainingapp.accounts.models import Organisation
from trainingapp.dashboards.degree_panels import offers_panel, sheets_panel
from trainingapp.dashboards.incubation_panels import applying_panel, incubation_panel
from trainingapp.dashboards.item_facts import item_facts
from trainingapp.dashboards.panels import (
    Panel,
    career_panel,
    classes_panel,
    learning_panel,
    teaching_panel,
)
from trainingapp.dashboards.site_health import administrator_panel, auditor_panel
from trainingapp.exams.models import Attempt, Seat, Sitting
from trainingapp.exams.queries import attempts, office
from trainingapp.extensions import db
from trainingapp.rules.attempts import AttemptState
from trainingapp.rules.permissions import Role
from trainingapp.web.auth import SignedIn

SHOWN = 5
SOON = timedelta(days=14)


def list_panels(person: SignedIn, *, now: datetime) -> Sequence[Panel]:
    """The panels of the reader's roles: the day in incubation, then learning, then other work.

    A fixed number of statements for each.
    """
    roles = {grant.role for grant in person.grants}
    # Editors and reviewers share a panel; who is both sees it once.
    makers = dict.fromkeys(make for role, make in _PANELS if role in roles)
    found = [make(person, now) for make in makers]
    if roles & _WITHOUT_PAGES:
        found.append(_organisation_panel(person))
    return found


def _candidate_panel(person: SignedIn, now: datetime) -> Panel:
    own = attempts.select_attempts_of(person).order_by(None)
    open_attempts = own.where(Attempt.state.in_([AttemptState.RUNNING, AttemptState.PAUSED]))
    done = own.where(Attempt.state == AttemptState.SUBMITTED)
    seats = (
        select(Sitting)
        .join(Seat, Seat.sitting_id == Sitting.id)
        .where(Seat.candidate_id == person.id, Sitting.closed_at.is_(None))
        .where((Sitting.closes_at.is_(None)) | (Sitting.closes_at > now))
        .order_by(Sitting.opens_at)
    )
    return Panel(
        "candidate",
        {
            "open_attempts": db.session.scalars(
                open_attempts.order_by(Attempt.deadline_at).limit(SHOWN)
            ).all(),
            "seats": db.session.scalars(seats.limit(SHOWN)).all(),
            "done": db.session.scalars(done.order_by(Attempt.submitted_at.desc()).limit(3)).all(),
        },
    )


def _office_panel(person: SignedIn, now: datetime) -> Panel:
    running = (
        select(func.count())
        .where(Attempt.sitting_id == Sitting.id, Attempt.state == AttemptState.RUNNING)
        .scalar_subquery()
    )
    seats = select(func.count()).where(Seat.sitting_id == Sitting.id).scalar_subquery()
    rows = (
        office.select_sittings_of(person)
        .add_columns(seats, running)
        .where(Sitting.closed_at.is_(None))
        .where((Sitting.closes_at.is_(None)) | (Sitting.closes_at > now))
        .where((Sitting.opens_at.is_(None)) | (Sitting.opens_at < now + SOON))
        .order_by(None)
        .order_by(Sitting.opens_at)
        .limit(SHOWN)
    )
    return Panel("office", {"sittings": db.session.execute(rows).all()})


def _bank_panel(person: SignedIn, _now: datetime) -> Panel:
    return Panel("bank", item_facts(person))


def _organisation_panel(person: SignedIn) -> Panel:
    ids = {grant.organisation_id for grant in person.grants if grant.organisation_id}
    rows = select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.name)
    return Panel("organisation", {"organisations": db.session.scalars(rows).all() if ids else []})


_PANELS: tuple[tuple[Role, Callable[[SignedIn, datetime], Panel]], ...] = (
    (Role.INCUBATOR_HEAD, incubation_panel),
    (Role.INCUBATOR_STAFF, incubation_panel),
    (Role.INCUBATOR_FINANCE, incubation_panel),
    (Role.AUTHORITY_STAFF, incubation_panel),
    (Role.EXPERT, incubation_panel),
    (Role.AGENCY_MANAGER, incubation_panel),
    (Role.CANDIDATE, offers_panel),
    (Role.CANDIDATE, _candidate_panel),
    (Role.CANDIDATE, career_panel),
    (Role.CANDIDATE, learning_panel),
    (Role.CANDIDATE, classes_panel),
    (Role.AGENCY_MANAGER, career_panel),
    (Role.INCUBATOR_STAFF, career_panel),
    (Role.CANDIDATE, applying_panel),
    (Role.INSTRUCTOR, teaching_panel),
    (Role.REGISTRAR, sheets_panel),
    (Role.EXAM_OFFICER, _office_panel),
    (Role.ITEM_EDITOR, _bank_panel),
    (Role.ITEM_REVIEWER, _bank_panel),
    (Role.ADMINISTRATOR, administrator_panel),
    (Role.AUDITOR, auditor_panel),
)
_WITHOUT_PAGES = {Role.MARKER}
