"""Lists of how cases are chosen: reviewers and their scores, the ranking of a call, decisions, people of cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_pgettext as pgettext
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from trainingapp.extensions import db
from trainingapp.incubator import models as m, review_words as words
from trainingapp.incubator.exports import Column, Listing, Scope, Told, column
from trainingapp.incubator.listings_stays import case_columns, of_cases
from trainingapp.incubator.tabs import BASE
from trainingapp.incubator.wording import DUTIES, SEAT_STATES
from trainingapp.rules.incubation.words import Duty, SeatState


def _reviews(scope: Scope) -> Sequence[Told]:
    """Every reviewer's seat with the newest review of it; what a conflict has closed is not told."""
    seat, review = m.CaseSeat, m.Review
    query = of_cases(seat, scope, seat.id).where(seat.duty == Duty.REVIEWER)
    seats = db.session.scalars(query.options(joinedload(seat.user))).all()
    held = select(seat.id).where(seat.case_id.in_(scope.cases), seat.state != SeatState.CONFLICT)
    reviews = select(review).where(review.seat_id.in_(held)).order_by(review.number)
    newest = {one.seat_id: one for one in db.session.scalars(reviews)}
    given = {number: one for number, one in newest.items() if one.submitted_at is not None}
    return [Told(one, given.get(one.id)) for one in seats]


def _seats(scope: Scope) -> Sequence[Any]:
    seat = m.CaseSeat
    query = of_cases(seat, scope, seat.id).where(seat.duty != Duty.REVIEWER)
    return db.session.scalars(query.options(joinedload(seat.user))).all()


def _determinations(scope: Scope) -> Sequence[Any]:
    row = m.Determination
    query = of_cases(row, scope, row.id.desc())
    return db.session.scalars(query.options(joinedload(row.ranking))).all()


def _closed_reviews(scope: Scope) -> Sequence[Any]:
    row = m.RankingRecord
    query = of_cases(row, scope, row.id).where(row.unfrozen_at.is_(None))
    loaded = contains_eager(row.case).joinedload(m.Case.intake)
    return db.session.scalars(query.options(loaded)).all()


def failings_of(record: m.RankingRecord) -> str:
    """Why a case does not pass by its score."""
    found = record.findings.get("failings", [])
    return "、".join(str(words.FAILINGS[one]) for one in found)


REVIEWS = Listing(
    pgettext("workbook", "Reviews"),
    (
        *case_columns("row.case"),
        column("reviewer", pgettext("workbook", "Reviewer"), "row.user.display_name"),
        column("state", pgettext("workbook", "State"), "row.state", SEAT_STATES),
        column("points", pgettext("workbook", "Points"), "fact.total"),
        column(
            "recommendation",
            pgettext("workbook", "Recommendation"),
            "fact.recommendation",
            words.RECOMMENDATIONS,
        ),
        column("comment", pgettext("workbook", "For those who decide"), "fact.comment"),
        column("submitted_at", pgettext("workbook", "Handed in at"), "fact.submitted_at"),
    ),
    _reviews,
    BASE,
)
SEATS = Listing(
    pgettext("workbook", "People of the case"),
    (
        *case_columns(),
        column("name", pgettext("workbook", "Name"), "user.display_name"),
        column("duty", pgettext("workbook", "Duty"), "duty", DUTIES),
        column("state", pgettext("workbook", "State"), "state", SEAT_STATES),
        column("asked_at", pgettext("workbook", "Invited at")),
    ),
    _seats,
    BASE,
)
DETERMINATIONS = Listing(
    pgettext("workbook", "Decisions"),
    (
        *case_columns(),
        column("round", pgettext("workbook", "On what"), "round", words.ROUNDS),
        column("result", pgettext("workbook", "Result"), "result", words.RESULTS),
        column("body", pgettext("workbook", "Who decided")),
        column("decided_on", pgettext("workbook", "Decided on")),
        column("reasons", pgettext("workbook", "Reasons")),
        column("points", pgettext("workbook", "Points"), "ranking.total"),
    ),
    _determinations,
    BASE,
)
CLOSED_REVIEWS = Listing(
    pgettext("workbook", "Closed reviews"),
    (
        column("call", pgettext("workbook", "Call"), "case.intake.name"),
        *case_columns(),
        column("points", pgettext("workbook", "Points"), "total"),
        column("bonus", pgettext("workbook", "Bonus")),
        column("spread", pgettext("workbook", "Furthest apart")),
        column("passes", pgettext("workbook", "Passes by score")),
        Column("failings", pgettext("workbook", "Why not"), failings_of),
        column("revision", pgettext("workbook", "Revision")),
        column("frozen_at", pgettext("workbook", "Closed at")),
    ),
    _closed_reviews,
    BASE,
)
# Of one call, with the places; its rows are those of the page of the ranking.
RANKING = (
    column("place", pgettext("workbook", "Place"), "number"),
    *case_columns("record.case"),
    column("points", pgettext("workbook", "Points"), "record.total"),
    column("bonus", pgettext("workbook", "Bonus"), "record.bonus"),
    column("spread", pgettext("workbook", "Furthest apart"), "record.spread"),
    column("passes", pgettext("workbook", "Passes by score"), "record.passes"),
    Column("failings", pgettext("workbook", "Why not"), lambda row: failings_of(row.record)),
    column("revision", pgettext("workbook", "Revision"), "record.revision"),
    column("frozen_at", pgettext("workbook", "Closed at"), "record.frozen_at"),
)

OF_CHOOSING: Mapping[str, Listing] = {
    "reviews": REVIEWS,
    "seats": SEATS,
    "determinations": DETERMINATIONS,
    "closed-reviews": CLOSED_REVIEWS,
}
