"""Seats of reviewers, what they scored, and what it comes to. Which case somebody may read is decided by `reach`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Application,
    ApplicationRevision,
    Case,
    CaseSeat,
    IncubationBase,
    Interview,
    Moderation,
    RankingRecord,
    Review,
)
from trainingapp.incubator.queries.rubrics import bonus_of, rubric_of
from trainingapp.rules.incubation.reviewing import Judgement, Sheet, judge
from trainingapp.rules.incubation.rubrics import Rubric
from trainingapp.rules.incubation.words import Duty, SeatState

SITTING = (SeatState.TAKEN, SeatState.ENDED)
COUNTED = (SeatState.ASKED, SeatState.TAKEN)


class Seated(NamedTuple):
    """A reviewer's seat with the newest review of it, if there is one."""

    seat: CaseSeat
    review: Review | None


def select_own_seats(user_id: int) -> Select[CaseSeat]:
    """Somebody's seats of every duty, what waits for them first, each with its case, agency and base."""
    waits = (CaseSeat.state == SeatState.ASKED).desc(), (CaseSeat.state == SeatState.TAKEN).desc()
    return (
        select(CaseSeat)
        .where(CaseSeat.user_id == user_id)
        .options(
            joinedload(CaseSeat.case).options(
                joinedload(Case.agency),
                joinedload(Case.intake),
                joinedload(Case.base).joinedload(IncubationBase.organisation),
            )
        )
        .order_by(*waits, CaseSeat.due_on, CaseSeat.id.desc())
    )


def get_own_seat(user_id: int, seat_id: int, *, lock: bool = False) -> CaseSeat:
    """One of somebody's seats, of any duty, on a case that no conflict of theirs has closed.

    :raises NoResultFound: of anybody else, and after a declared conflict.
    """
    query = select(CaseSeat).where(
        CaseSeat.id == seat_id,
        CaseSeat.user_id == user_id,
        ~_is_closed_to(user_id),
    )
    if lock:
        query = query.with_for_update(of=CaseSeat).execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def _is_closed_to(user_id: int) -> ColumnElement[bool]:
    other = CaseSeat.__table__.alias("other")
    return (
        select(other.c.id)
        .where(
            other.c.case_id == CaseSeat.case_id,
            other.c.user_id == user_id,
            other.c.state == SeatState.CONFLICT,
        )
        .exists()
    )


def get_taken_seat(user_id: int, case: Case) -> CaseSeat:
    """The seat that somebody has taken as reviewer of a case. :raises NoResultFound: they have not."""
    query = select(CaseSeat).where(
        CaseSeat.case_id == case.id,
        CaseSeat.user_id == user_id,
        CaseSeat.duty == Duty.REVIEWER,
        CaseSeat.state == SeatState.TAKEN,
    )
    return db.session.scalars(query).one()


def get_seat_of(case: Case, seat_id: int) -> CaseSeat:
    """A reviewer's seat of a case. :raises NoResultFound: of any other."""
    query = select(CaseSeat).where(CaseSeat.case_id == case.id, CaseSeat.id == seat_id)
    return db.session.scalars(query.where(CaseSeat.duty == Duty.REVIEWER)).one()


def list_seated(case: Case) -> list[Seated]:
    """The reviewers' seats of a case in the order they were asked, each with its newest review."""
    query = (
        select(CaseSeat)
        .join(CaseSeat.user)
        .where(CaseSeat.case_id == case.id, CaseSeat.duty == Duty.REVIEWER)
        .options(contains_eager(CaseSeat.user))
        .order_by(CaseSeat.id)
    )
    newest = _newest_by_seat(case)
    return [Seated(seat, newest.get(seat.id)) for seat in db.session.scalars(query)]


def _newest_by_seat(case: Case) -> Mapping[int, Review]:
    query = (
        select(Review)
        .join(Review.seat)
        .where(CaseSeat.case_id == case.id)
        .options(joinedload(Review.revision))
        .order_by(Review.number)
    )
    return {review.seat_id: review for review in db.session.scalars(query)}


def find_review(seat: CaseSeat) -> Review | None:
    """The newest review of a seat."""
    query = select(Review).where(Review.seat_id == seat.id).order_by(Review.number.desc())
    return db.session.scalars(query.limit(1)).one_or_none()


def newest_revision(case: Case) -> ApplicationRevision | None:
    """The application of a case as it was submitted last."""
    query = (
        select(ApplicationRevision)
        .join(ApplicationRevision.application)
        .where(Application.case_id == case.id)
        .order_by(ApplicationRevision.number.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def list_counted(case: Case) -> list[Review]:
    """The newest submitted review of each seat that was taken and closed by no conflict, oldest seat first.

    A review of an application that was submitted anew since counts no longer.
    """
    newest = newest_revision(case)
    query = (
        select(Review)
        .join(Review.seat)
        .where(
            CaseSeat.case_id == case.id,
            CaseSeat.state.in_(SITTING),
            Review.submitted_at.is_not(None),
        )
        .order_by(Review.seat_id, Review.number)
    )
    found = {review.seat_id: review for review in db.session.scalars(query)}.values()
    return [one for one in found if newest is None or one.revision_id in {None, newest.id}]


def list_reviewers(case: Case) -> frozenset[int]:
    """Everybody who took a seat as reviewer of a case or handed in a review: they may not decide it."""
    query = select(CaseSeat.user_id).where(
        CaseSeat.case_id == case.id,
        CaseSeat.duty == Duty.REVIEWER,
        CaseSeat.state.in_(SITTING)
        | select(Review.id).where(Review.seat_id == CaseSeat.id).exists(),
    )
    return frozenset(db.session.scalars(query))


def judge_case(case: Case, rubric: Rubric | None = None) -> Judgement | None:
    """What the submitted reviews of a case come to now; None while there is none."""
    reviews = list_counted(case)
    if not reviews:
        return None
    sheets = [Sheet(review.scores, tuple(review.vetoes)) for review in reviews]
    return judge(rubric or rubric_of(case), sheets, bonus=bonus_of(case))


def has_moderation(case: Case, spread: Decimal) -> bool:
    """Whether a spread as wide as this was spoken about."""
    query = select(func.count()).where(Moderation.case_id == case.id, Moderation.spread >= spread)
    return bool(db.session.scalar(query))


def list_moderations(case: Case) -> Sequence[Moderation]:
    """What was said about reviews far apart, the newest first."""
    query = select(Moderation).where(Moderation.case_id == case.id)
    return db.session.scalars(
        query.options(joinedload(Moderation.by)).order_by(Moderation.id.desc())
    ).all()


def list_interviews(case: Case) -> Sequence[Interview]:
    """The interviews and visits of a case, the newest first."""
    query = select(Interview).where(Interview.case_id == case.id)
    return db.session.scalars(
        query.options(joinedload(Interview.entered_by)).order_by(
            Interview.held_on.desc(), Interview.id.desc()
        )
    ).all()


def standing_record(case: Case) -> RankingRecord | None:
    """What the closed review of a case came to; None while it is open."""
    query = select(RankingRecord).where(
        RankingRecord.case_id == case.id, RankingRecord.unfrozen_at.is_(None)
    )
    return db.session.scalars(query).one_or_none()


def has_lost_review(case: Case, record: RankingRecord) -> bool:
    """Whether somebody whose review the record rests on has declared a conflict since."""
    query = (
        select(Review.id)
        .join(Review.seat)
        .where(
            CaseSeat.case_id == case.id,
            CaseSeat.state == SeatState.CONFLICT,
            CaseSeat.settled_at >= record.frozen_at,
            Review.submitted_at <= record.frozen_at,
        )
    )
    return db.session.scalar(query.limit(1)) is not None


def last_record(case: Case) -> RankingRecord | None:
    """The newest record of a case, standing or ended."""
    query = select(RankingRecord).where(RankingRecord.case_id == case.id)
    return db.session.scalars(query.order_by(RankingRecord.revision.desc()).limit(1)).one_or_none()


def list_names(user_ids: frozenset[int]) -> list[str]:
    """The names of people, in their order."""
    query = select(User.display_name).where(User.id.in_(user_ids)).order_by(User.display_name)
    return list(db.session.scalars(query))
