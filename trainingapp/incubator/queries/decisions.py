"""What was decided on cases and what followed: notices, objections, places, appeals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Appeal,
    Case,
    Decider,
    Determination,
    IncubationBase,
    Intake,
    Objection,
    PublicNotice,
    StageRecord,
    WaitPlace,
)
from trainingapp.rules.incubation.deciding import HOLDING, ROUNDS, Round
from trainingapp.rules.incubation.words import Stage

REFUSALS = ("reject", "refuse")


class Places(NamedTuple):
    """How many places of an intake are held, of how many."""

    held: int
    of: int

    @property
    def are_left(self) -> bool:
        """Whether one more can be admitted."""
        return self.held < self.of


def round_of(case: Case) -> Round | None:
    """What there is to decide in the stage of a case."""
    return ROUNDS.get(Stage(case.stage))


def current_determination(case: Case) -> Determination | None:
    """The decision that was written since the case came into its stage: the newest of its round."""
    query = select(Determination).where(
        Determination.case_id == case.id,
        Determination.turn == case.turn,
        Determination.round == round_of(case),
    )
    return db.session.scalars(query.order_by(Determination.id.desc()).limit(1)).one_or_none()


def list_determinations(case: Case) -> Sequence[Determination]:
    """Every decision on a case with its deciders and minutes, the newest first."""
    query = (
        select(Determination)
        .where(Determination.case_id == case.id)
        .options(
            selectinload(Determination.deciders).joinedload(Decider.user),
            joinedload(Determination.minutes),
            joinedload(Determination.ranking),
            joinedload(Determination.entered_by),
        )
        .order_by(Determination.id.desc())
    )
    return db.session.scalars(query).all()


def told_determination(case: Case) -> Determination | None:
    """The decision that a case has passed on by: the applicant is told of it, and of none before."""
    query = (
        select(Determination)
        .join(
            StageRecord,
            (StageRecord.case_id == Determination.case_id)
            & (StageRecord.turn == Determination.turn + 1),
        )
        .where(Determination.case_id == case.id, StageRecord.act.in_(ACTS[Round.ENTRY]))
        .options(joinedload(Determination.ranking))
    )
    found = db.session.scalars(query.order_by(Determination.id.desc()).limit(1)).one_or_none()
    is_open = case.stage in {Stage.REVIEW, Stage.DECISION}
    return None if is_open else found


ACTS = {
    Round.ENTRY: ("admit", "put_on_waitlist", "reject"),
    Round.GRADUATION: ("graduate", "fail_graduation"),
}


def deciders_of(determination: Determination) -> frozenset[int]:
    """Who took part in a decision with an account of this site, and who wrote it down."""
    named = {one.user_id for one in determination.deciders if one.user_id is not None}
    return frozenset(named | {determination.entered_by_id})


def hands_in(case: Case) -> frozenset[int]:
    """Everybody who had a hand in refusing a case: deciders, who wrote it down, who proposed and confirmed."""
    found: set[int] = set()
    for determination in list_determinations(case):
        found |= deciders_of(determination)
    query = select(StageRecord.actor_id, StageRecord.proposed_by_id).where(
        StageRecord.case_id == case.id, StageRecord.act.in_(REFUSALS)
    )
    for actor, proposer in db.session.execute(query):
        found |= {one for one in (actor, proposer) if one is not None}
    return frozenset(found)


def count_places(intake: Intake) -> Places:
    """How many of an intake's places are held by cases that were admitted and have not left early."""
    query = select(func.count()).where(Case.intake_id == intake.id, Case.stage.in_(HOLDING))
    return Places(db.session.scalar(query) or 0, intake.places)


def current_notice(case: Case) -> PublicNotice | None:
    """The newest public notice of a case."""
    query = select(PublicNotice).where(PublicNotice.case_id == case.id)
    return db.session.scalars(query.order_by(PublicNotice.id.desc()).limit(1)).one_or_none()


def select_public() -> Select[PublicNotice]:
    """The admissions that are made public now, the newest first."""
    return (
        select(PublicNotice)
        .join(PublicNotice.case)
        .where(Case.stage == Stage.NOTICE, PublicNotice.closed_at.is_(None))
        .options(
            joinedload(PublicNotice.case).options(
                joinedload(Case.agency),
                joinedload(Case.intake),
                joinedload(Case.base).joinedload(IncubationBase.organisation),
            )
        )
        .order_by(PublicNotice.id.desc())
    )


def get_public(notice_id: int) -> PublicNotice:
    """An admission that is public now. :raises NoResultFound: it is not, or no longer."""
    return db.session.scalars(select_public().where(PublicNotice.id == notice_id)).one()


def list_objections(case: Case) -> Sequence[Objection]:
    """The objections against every notice of a case with who made them, the oldest first: for the base alone."""
    query = (
        select(Objection)
        .join(Objection.notice)
        .where(PublicNotice.case_id == case.id)
        .options(joinedload(Objection.by), joinedload(Objection.settled_by))
    )
    return db.session.scalars(query.order_by(Objection.id)).all()


def get_objection(case: Case, objection_id: int) -> Objection:
    """An objection against a case. :raises NoResultFound: against any other."""
    query = (
        select(Objection)
        .join(Objection.notice)
        .where(PublicNotice.case_id == case.id, Objection.id == objection_id)
    )
    return db.session.scalars(query).one()


def find_objection(notice: PublicNotice, user_id: int) -> Objection | None:
    """What somebody has objected against a notice."""
    query = select(Objection).where(Objection.notice_id == notice.id, Objection.by_id == user_id)
    return db.session.scalars(query).one_or_none()


def find_wait_place(case: Case) -> WaitPlace | None:
    """The place of a case on the waiting list, the newest."""
    query = select(WaitPlace).where(WaitPlace.case_id == case.id)
    return db.session.scalars(query.order_by(WaitPlace.id.desc()).limit(1)).one_or_none()


def count_before(case: Case, place: WaitPlace) -> int:
    """How many cases of the intake still wait before this place."""
    query = (
        select(func.count(func.distinct(WaitPlace.case_id)))
        .select_from(WaitPlace)
        .join(Case, Case.id == WaitPlace.case_id)
        .where(
            WaitPlace.intake_id == place.intake_id,
            WaitPlace.number < place.number,
            WaitPlace.case_id != case.id,
            Case.stage == Stage.WAITLIST,
        )
    )
    return db.session.scalar(query) or 0


def find_appeal(case: Case) -> Appeal | None:
    """The applicant's appeal, if there is one."""
    query = select(Appeal).where(Appeal.case_id == case.id)
    return db.session.scalars(query.options(joinedload(Appeal.answered_by))).one_or_none()


def refused_at(case: Case) -> StageRecord | None:
    """The passage by which a case was refused."""
    query = select(StageRecord).where(StageRecord.case_id == case.id, StageRecord.act.in_(REFUSALS))
    return db.session.scalars(query.order_by(StageRecord.turn.desc()).limit(1)).one_or_none()
