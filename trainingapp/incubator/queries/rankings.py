"""The ranking of a call: what closed reviews came to, and what is still open."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from trainingapp.extensions import db
from trainingapp.incubator.models import Case, Intake, RankingRecord
from trainingapp.incubator.queries.reach import list_bases, worked_by
from trainingapp.rules.incubation.reviewing import rank
from trainingapp.rules.incubation.words import Stage
from trainingapp.web.auth import SignedIn


class Place(NamedTuple):
    """A case in the ranking of its intake: its place, shared by equal totals."""

    number: int
    record: RankingRecord


def get_intake(person: SignedIn, intake_id: int) -> Intake:
    """A call of a base that somebody works in or oversees. :raises NoResultFound: of any other."""
    bases = [base.id for base in list_bases(person)]
    query = select(Intake).where(Intake.id == intake_id, Intake.base_id.in_(bases))
    return db.session.scalars(query.options(joinedload(Intake.base))).one()


def list_ranking(intake_id: int, person: SignedIn) -> list[Place]:
    """The standing records of an intake by place, each with its case and agency.

    A case that a declared conflict has closed to the reader, or their own, keeps its place and is left out.
    """
    query = (
        select(RankingRecord)
        .where(RankingRecord.intake_id == intake_id, RankingRecord.unfrozen_at.is_(None))
        .options(
            joinedload(RankingRecord.case).joinedload(Case.agency),
            joinedload(RankingRecord.rubric),
        )
    )
    records = {record.id: record for record in db.session.scalars(query)}
    places = rank({number: record.total for number, record in records.items()})
    reached = set(db.session.scalars(_reached(intake_id, person)))
    return [
        Place(place, records[number])
        for number, place in places.items()
        if records[number].case_id in reached
    ]


def _reached(intake_id: int, person: SignedIn) -> Select[int]:
    return select(Case.id).where(Case.intake_id == intake_id, worked_by(person))


def select_unranked(intake_id: int, person: SignedIn) -> Select[Case]:
    """The submitted cases of an intake that have not been through a closed review, by number.

    Without those that a declared conflict has closed to the reader, and without their own.
    """
    has_record = (
        select(RankingRecord.id)
        .where(RankingRecord.case_id == Case.id, RankingRecord.unfrozen_at.is_(None))
        .exists()
    )
    return (
        select(Case)
        .where(Case.id.in_(_reached(intake_id, person)), Case.stage != Stage.DRAFT, ~has_record)
        .options(joinedload(Case.agency), joinedload(Case.workflow))
        .order_by(Case.number)
    )
