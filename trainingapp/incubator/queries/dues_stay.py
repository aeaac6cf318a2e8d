"""Days of a stay: signing, the end of an agreement, the end of the stay and of a pause, a longer stay asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from trainingapp.education.days import day_of
from trainingapp.incubator.models import Agreement, Case, Extension, Suspension
from trainingapp.incubator.queries.dues import (
    OFFICE,
    OWN,
    Due,
    DueKind,
    about_case,
    near,
    of_cases,
    page_of,
    take,
)
from trainingapp.rules.incubation.reminders import Rhythm
from trainingapp.rules.incubation.words import RESIDENT, Actor, Stage

ONE_DAY = timedelta(days=1)
APPLYING = frozenset({Actor.APPLICANT, Actor.OFFICER})
BOTH = OWN | OFFICE
HEAD = frozenset({Actor.HEAD})
STAYING = RESIDENT - {Stage.SUSPENDED, Stage.GRADUATION}
RESIDENCE = "/residence"


def list_signings(today: date, after: int, most: int) -> Sequence[Due]:  # noqa: ARG001
    """Places given to somebody who has not signed; they lapse some days after."""
    signed = select(Agreement.id).where(
        Agreement.case_id == Case.id,
        Agreement.signed_agency_on.is_not(None),
        Agreement.signed_base_on.is_not(None),
    )
    query = of_cases(Case.id, Case.stage_since).where(
        Case.stage == Stage.ONBOARDING, ~signed.exists()
    )
    return [
        Due(
            DueKind.SIGNING,
            day=day_of(row.stage_since),
            plus_key="unsigned_days",
            actors=APPLYING,
            url=page_of(row, RESIDENCE),
            **about_case(row),
        )
        for row in take(query, Case.id, after=after, most=most)
    ]


def list_agreements(today: date, after: int, most: int) -> Sequence[Due]:
    """Agreements that end before the stay does, with no later one signed by both."""
    later = aliased(Agreement)
    goes_on = select(later.id).where(
        later.case_id == Agreement.case_id,
        later.ends_on > Agreement.ends_on,
        later.signed_agency_on.is_not(None),
        later.signed_base_on.is_not(None),
    )
    query = of_cases(Agreement.id, Agreement.ends_on, Agreement.number).where(
        Agreement.case_id == Case.id,
        Agreement.signed_agency_on.is_not(None),
        Agreement.signed_base_on.is_not(None),
        near(Agreement.ends_on, today),
        Case.stage.in_(RESIDENT),
        or_(Case.planned_exit_on.is_(None), Agreement.ends_on < Case.planned_exit_on),
        ~goes_on.exists(),
    )
    return [
        Due(
            DueKind.AGREEMENT,
            day=row.ends_on - ONE_DAY,
            actors=BOTH,
            text=row.number,
            url=page_of(row, RESIDENCE),
            **about_case(row),
        )
        for row in take(query, Agreement.id, after=after, most=most)
    ]


def list_stays(today: date, after: int, most: int) -> Sequence[Due]:
    """Stays whose planned end comes near, told as soon as graduation may be asked for."""
    query = of_cases(Case.id, Case.planned_exit_on).where(
        Case.stage.in_(STAYING), near(Case.planned_exit_on, today)
    )
    return [
        Due(
            DueKind.STAY,
            day=row.planned_exit_on,
            early_key="near_exit_days",
            actors=BOTH,
            about=f"stay:{row.case_id}",
            url=page_of(row),
            **about_case(row),
        )
        for row in take(query, Case.id, after=after, most=most)
    ]


def list_pauses(today: date, after: int, most: int) -> Sequence[Due]:
    """Pauses by the day on which the stay is to go on."""
    query = of_cases(Suspension.id, Suspension.planned_end_on).where(
        Suspension.case_id == Case.id,
        Suspension.closed_at.is_(None),
        Case.stage == Stage.SUSPENDED,
        near(Suspension.planned_end_on, today),
    )
    return [
        Due(DueKind.PAUSE, day=row.planned_end_on, actors=BOTH, url=page_of(row), **about_case(row))
        for row in take(query, Suspension.id, after=after, most=most)
    ]


def list_extensions(today: date, after: int, most: int) -> Sequence[Due]:  # noqa: ARG001
    """Longer stays that were asked for and wait for the head."""
    query = of_cases(Extension.id, Extension.asked_at, Extension.asked_by_id).where(
        Extension.case_id == Case.id, Extension.settled_at.is_(None), Case.stage.in_(RESIDENT)
    )
    return [
        Due(
            DueKind.EXTENSION,
            day=day_of(row.asked_at),
            rhythm=Rhythm.ASKED,
            actors=HEAD,
            but_id=row.asked_by_id,
            url=page_of(row, "/leaving"),
            **about_case(row),
        )
        for row in take(query, Extension.id, after=after, most=most)
    ]
