"""What experts and those who decide owe a case: reviews, seats, objections, proposals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Case,
    CaseSeat,
    Objection,
    Proposal,
    PublicNotice,
    Review,
)
from trainingapp.incubator.queries.dues import (
    OFFICE,
    Due,
    DueKind,
    about_case,
    near,
    of_cases,
    page_of,
    take,
)
from trainingapp.incubator.queries.passages import confirmers_for
from trainingapp.rules.incubation.reminders import Rhythm
from trainingapp.rules.incubation.words import CLOSED, Actor, Duty, SeatState, Stage

ONE_DAY = timedelta(days=1)
LEADING = frozenset({Actor.OFFICER, Actor.HEAD})
NOBODY: frozenset[Actor] = frozenset()  # else: a seat is its holder's alone


def list_reviews(today: date, after: int, most: int) -> Sequence[Due]:
    """Seats of reviewers, asked or taken, without a review that was handed in."""
    handed_in = select(Review.id).where(
        Review.seat_id == CaseSeat.id, Review.submitted_at.is_not(None)
    )
    query = of_cases(CaseSeat.id, CaseSeat.due_on, CaseSeat.user_id, Case.number).where(
        CaseSeat.case_id == Case.id,
        CaseSeat.duty == Duty.REVIEWER,
        CaseSeat.state.in_((SeatState.ASKED, SeatState.TAKEN)),
        Case.stage == Stage.REVIEW,
        near(CaseSeat.due_on, today),
        ~handed_in.exists(),
    )
    return [
        Due(
            DueKind.REVIEW,
            day=row.due_on,
            actors=NOBODY,
            person_id=row.user_id,
            text=row.number,
            url=f"/incubation/seats/{row.row_id}",
            **about_case(row),
        )
        for row in take(query, CaseSeat.id, after=after, most=most)
    ]


def list_seats(today: date, after: int, most: int) -> Sequence[Due]:  # noqa: ARG001
    """Seats of mentors and assessors that were offered and not answered."""
    query = of_cases(CaseSeat.id, CaseSeat.asked_at, CaseSeat.user_id, Case.number).where(
        CaseSeat.case_id == Case.id,
        CaseSeat.duty != Duty.REVIEWER,
        CaseSeat.state == SeatState.ASKED,
    )
    return [
        Due(
            DueKind.SEAT,
            day=day_of(row.asked_at),
            rhythm=Rhythm.WAITING,
            actors=NOBODY,
            person_id=row.user_id,
            text=row.number,
            url=f"/incubation/seats/{row.row_id}",
            **about_case(row),
        )
        for row in take(query, CaseSeat.id, after=after, most=most)
    ]


def list_objections(today: date, after: int, most: int) -> Sequence[Due]:
    """Public notices with an objection that nobody has settled; the case waits for it."""
    unsettled = select(Objection.id).where(
        Objection.notice_id == PublicNotice.id, Objection.settled_at.is_(None)
    )
    query = of_cases(PublicNotice.id, PublicNotice.ends_on).where(
        PublicNotice.case_id == Case.id,
        PublicNotice.closed_at.is_(None),
        Case.stage == Stage.NOTICE,
        near(PublicNotice.ends_on, today),
        unsettled.exists(),
    )
    return [
        Due(
            DueKind.OBJECTION,
            day=row.ends_on - ONE_DAY,
            actors=LEADING,
            url=page_of(row, "/determinations"),
            **about_case(row),
        )
        for row in take(query, PublicNotice.id, after=after, most=most)
    ]


def list_proposals(today: date, after: int, most: int) -> Sequence[Due]:  # noqa: ARG001
    """Steps that one person proposed and those who may confirm have not answered."""
    query = (
        select(Proposal, Case)
        .join(Case, Case.id == Proposal.case_id)
        .options(joinedload(Case.base), joinedload(Case.agency), joinedload(Case.workflow))
        .where(Proposal.settled_at.is_(None), Case.stage.not_in(CLOSED), Proposal.id > after)
        .order_by(Proposal.id)
        .limit(most)
    )
    return [
        Due(
            DueKind.PROPOSAL,
            row_id=proposal.id,
            day=day_of(proposal.proposed_at),
            rhythm=Rhythm.WAITING,
            actors=confirmers_for(case, proposal) or OFFICE,
            but_id=proposal.proposed_by_id,
            case_id=case.id,
            agency_id=case.agency_id,
            agency=case.agency.name,
            area_code=case.base.area_code,
            url=f"/incubation/cases/{case.id}/proposals/{proposal.id}",
        )
        for proposal, case in db.session.execute(query)
    ]
