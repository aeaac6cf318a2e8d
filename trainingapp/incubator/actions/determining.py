"""Writing down what was decided, settling objections, appealing once and answering it: each by the right person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from trainingapp.audit.actions import record
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Appeal,
    Case,
    Decider,
    Determination,
    Objection,
    PublicNotice,
)
from trainingapp.incubator.queries import decisions, reviews
from trainingapp.incubator.queries.parameters import read_parameters
from trainingapp.incubator.review_telling import tell_applicants, tell_heads
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.deciding import RESULTS, Result, judged_twice, may_answer
from trainingapp.rules.incubation.words import Stage


class NothingToDecide(RuleViolation):
    """A decision is written down while the case waits for it."""

    message: ClassVar[str] = "There is nothing to decide on this case now."


class DeciderReviewed(RuleViolation):
    """Who reviewed a case does not decide it."""

    message: ClassVar[str] = "%(names)s reviewed this case and cannot decide it."


class DecidedLater(RuleViolation):
    """A decision on a day to come."""

    message: ClassVar[str] = "A decision is written down after it was made."


class NoDecider(RuleViolation):
    """A decision without anybody who made it."""

    message: ClassVar[str] = "Name at least one person who decided."


class ObjectionMade(RuleViolation):
    """One objection of each person against each notice."""

    message: ClassVar[str] = "You have objected already. The base reads it."


class NoticeOver(RuleViolation):
    """After its time nobody objects."""

    message: ClassVar[str] = "The time of this notice is over."


class ObjectionSettled(RuleViolation):
    """Settled once."""

    message: ClassVar[str] = "This objection is settled already."


class OwnObjection(RuleViolation):
    """Who objects does not settle."""

    message: ClassVar[str] = "You objected yourself; somebody else has to settle it."


class CannotAppeal(RuleViolation):
    """Only against a refusal, once, in time."""

    message: ClassVar[str] = "There is no appeal possible in this case now."


class AppealAnswered(RuleViolation):
    """Answered once."""

    message: ClassVar[str] = "This appeal is answered already."


class HandInDecision(RuleViolation):
    """An appeal is answered by another person."""

    message: ClassVar[str] = "You had a hand in the decision; somebody else has to answer."


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as it is written down: people of this site by their ids, others by name."""

    result: Result
    body: str
    decided_on: date
    reasons: str
    minutes_id: int
    user_ids: Sequence[int] = ()
    names: Sequence[str] = ()


def determine(case: Case, decided: Decided, *, person_id: int, now: datetime) -> Determination:
    """Write down what was decided on a case in its present stage. The passage itself is a step of its own.

    :raises NothingToDecide: not in this stage, or not with this result. :raises DecidedLater: on a day to come.
    :raises NoDecider: nobody is named. :raises DeciderReviewed: a decider or the writer reviewed the case.
    """
    round_ = decisions.round_of(case)
    if round_ is None or decided.result not in RESULTS[round_]:
        raise NothingToDecide
    if decided.decided_on > day_of(now):
        raise DecidedLater
    names = [name.strip() for name in decided.names if name.strip()]
    if not (names or decided.user_ids):
        raise NoDecider
    both = judged_twice({*decided.user_ids, person_id}, reviews.list_reviewers(case))
    if both:
        raise DeciderReviewed(names="、".join(reviews.list_names(both)))
    ranking = reviews.standing_record(case)
    row = Determination(
        case_id=case.id,
        turn=case.turn,
        round=round_,
        result=decided.result,
        body=decided.body,
        decided_on=decided.decided_on,
        reasons=decided.reasons,
        minutes_id=decided.minutes_id,
        ranking_id=ranking.id if ranking else None,
        entered_by_id=person_id,
        entered_at=now,
        deciders=[
            *(Decider(user_id=one) for one in dict.fromkeys(decided.user_ids)),
            *(Decider(name=name) for name in dict.fromkeys(names)),
        ],
    )
    db.session.add(row)
    db.session.flush()
    _note("determine", case.id, person_id, now)
    return row


def object_to(notice: PublicNotice, text: str, *, person_id: int, now: datetime) -> Objection:
    """Object against an admission while its notice runs.

    :raises NoticeOver: too late. :raises ObjectionMade: a second time.
    """
    db.session.refresh(notice, with_for_update=True)  # a second click waits for the first
    if not notice.starts_on <= day_of(now) < notice.ends_on or notice.closed_at is not None:
        raise NoticeOver
    if decisions.find_objection(notice, person_id):
        raise ObjectionMade
    row = Objection(notice_id=notice.id, by_id=person_id, text=text.strip(), made_at=now)
    db.session.add(row)
    db.session.flush()
    tell_heads(notice.case, "objection_made", now=now, but=[person_id])
    _note("object", notice.case_id, person_id, now)
    return row


def settle_objection(
    objection: Objection, settlement: str, *, is_upheld: bool, person_id: int, now: datetime
) -> None:
    """Say how an objection was settled. :raises ObjectionSettled: before. :raises OwnObjection: by who made it."""
    db.session.refresh(objection, with_for_update=True)
    if objection.settled_at is not None:
        raise ObjectionSettled
    if objection.by_id == person_id:
        raise OwnObjection
    objection.is_upheld, objection.settlement = is_upheld, settlement.strip()
    objection.settled_by_id, objection.settled_at = person_id, now
    db.session.flush()
    _note("settle_objection", objection.notice.case_id, person_id, now)


def last_day_of_appeal(case: Case) -> date | None:
    """The last day on which the applicant may appeal; None when there is nothing to appeal against."""
    refused = decisions.refused_at(case)
    if case.stage != Stage.REJECTED or refused is None:
        return None
    day = day_of(refused.at)
    return day + timedelta(days=read_parameters(case.base.area_code, day).days("appeal_days"))


def appeal(case: Case, text: str, *, person_id: int, now: datetime) -> Appeal:
    """The applicant disagrees with a refusal. :raises CannotAppeal: there is none, it is too late, or a second time."""
    last = last_day_of_appeal(case)
    if last is None or day_of(now) > last or decisions.find_appeal(case):
        raise CannotAppeal
    row = Appeal(case_id=case.id, by_id=person_id, text=text.strip(), made_at=now)
    db.session.add(row)
    db.session.flush()
    tell_heads(case, "appeal_made", now=now)
    _note("appeal", case.id, person_id, now)
    return row


def answer_appeal(
    made: Appeal, answer: str, *, is_upheld: bool, person_id: int, now: datetime
) -> None:
    """Answer an appeal. An upheld one changes nothing by itself: the refusal is undone as a step of its own.

    :raises AppealAnswered: before. :raises HandInDecision: by somebody who took part in refusing.
    """
    db.session.refresh(made, with_for_update=True)
    if made.answered_at is not None:
        raise AppealAnswered
    hands = decisions.hands_in(made.case) | reviews.list_reviewers(made.case)
    if not may_answer(person_id, hands | {made.by_id}):
        raise HandInDecision
    made.is_upheld, made.answer = is_upheld, answer.strip()
    made.answered_by_id, made.answered_at = person_id, now
    db.session.flush()
    tell_applicants(made.case, "appeal_answered", now=now)
    _note("answer_appeal", made.case_id, person_id, now)


def _note(act: str, case_id: int, person_id: int, now: datetime) -> None:
    record(
        f"incubator.{act}",
        actor_id=person_id,
        subject="incubation_case",
        subject_id=case_id,
        now=now,
    )
