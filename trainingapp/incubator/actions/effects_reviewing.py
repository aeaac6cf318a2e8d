"""What follows from passages in matters of review and decision."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.actions.determining import DeciderReviewed
from trainingapp.incubator.actions.following import Effect
from trainingapp.incubator.actions.rubrics import bind_case
from trainingapp.incubator.holidays import list_holidays
from trainingapp.incubator.models import (
    Case,
    Intake,
    PublicNotice,
    RankingRecord,
    StageRecord,
    WaitPlace,
)
from trainingapp.incubator.queries import decisions, parameters, reviews
from trainingapp.incubator.review_telling import ask_reviewer, tell_applicants, tell_reopened
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.deciding import judged_twice
from trainingapp.rules.incubation.words import SeatState
from trainingapp.rules.incubation.working_days import add_working_days


class PlacesGone(RuleViolation):
    """Somebody else was given the last place in this moment."""

    message = "All places of this call have just been given."


def ask_reviewers(case: Case, _record: StageRecord, now: datetime) -> None:
    """Tell those who are asked to review; the case is bound to its scoring sheet."""
    bind_case(case, now=now)
    for seat, _review in reviews.list_seated(case):
        if seat.state == SeatState.ASKED:
            ask_reviewer(seat, case, now=now)


def freeze_ranking(case: Case, _record: StageRecord, now: datetime) -> None:
    """Keep what the reviews come to, as the newest revision of the ranking."""
    judgement = reviews.judge_case(case)
    if judgement is None:
        return
    last = reviews.last_record(case)
    findings = {
        "means": {code: str(mean) for code, mean in judgement.means.items()},
        "vetoes": list(judgement.vetoes),
        "below": list(judgement.below),
        "failings": [str(one) for one in judgement.failings],
        "sheets": judgement.sheets,
        "is_trimmed": judgement.is_trimmed,
    }
    db.session.add(
        RankingRecord(
            case_id=case.id,
            intake_id=case.intake_id,
            revision=last.revision + 1 if last else 1,
            rubric_id=bind_case(case, now=now).id,
            total=judgement.total,
            bonus=judgement.bonus,
            spread=judgement.spread,
            passes=judgement.passes,
            findings=findings,
            frozen_at=now,
        )
    )
    db.session.flush()


def unfreeze_ranking(case: Case, _record: StageRecord, now: datetime) -> None:
    """The review is open again: what it came to no longer stands, and reviewers may write anew."""
    standing = reviews.standing_record(case)
    if standing is not None:
        standing.unfrozen_at = now
        db.session.flush()
    for seat, _review in reviews.list_seated(case):
        if seat.state == SeatState.TAKEN:
            tell_reopened(seat, case, now=now)


def open_notice(case: Case, record: StageRecord, now: datetime) -> None:
    """Make an admission public for the working days that the place asks for, beginning on the next day.

    :raises PlacesGone: the last place was given in this moment. :raises DeciderReviewed: by a reviewer of the case.
    """
    _check_hands(case, record)
    if case.intake_id is not None:
        intake = _hold(case.intake_id)
        held, of = decisions.count_places(intake)  # this case holds one of them by now
        if held > of:
            raise PlacesGone
    today = day_of(now)
    days = parameters.read_parameters(case.base.area_code, today).integer("notice_working_days")
    holidays = list_holidays()
    last = add_working_days(today, days, holidays)
    db.session.add(
        PublicNotice(
            case_id=case.id,
            starts_on=today,
            ends_on=last + timedelta(days=1),
            is_sure=holidays.is_sure(today, last),
            opened_at=now,
        )
    )
    tell_applicants(case, "admission_public", now=now)


def close_notice(case: Case, _record: StageRecord, now: datetime) -> None:
    """Take a public notice back, because the admission is."""
    notice = decisions.current_notice(case)
    if notice is not None and notice.closed_at is None:
        notice.closed_at = now
        db.session.flush()


def reopen_notice(case: Case, _record: StageRecord, _now: datetime) -> None:
    """Let a public notice stand again, because its end is taken back."""
    notice = decisions.current_notice(case)
    if notice is not None:
        notice.closed_at = None
        db.session.flush()


def number_waitlist(case: Case, record: StageRecord, now: datetime) -> None:
    """Give a case the next number on the waiting list of its call. :raises DeciderReviewed: by one of its reviewers."""
    _check_hands(case, record)
    if case.intake_id is None:
        return
    _hold(case.intake_id)
    query = select(func.max(WaitPlace.number)).where(WaitPlace.intake_id == case.intake_id)
    number = (db.session.scalar(query) or 0) + 1
    db.session.add(
        WaitPlace(case_id=case.id, intake_id=case.intake_id, number=number, given_at=now)
    )
    tell_applicants(case, "waitlisted", now=now)


def tell_admitted(case: Case, record: StageRecord, now: datetime) -> None:
    """The notice is over: tell the applicants, and what they sign next."""
    close_notice(case, record, now)
    tell_applicants(case, "admitted", now=now)


def tell_rejected(case: Case, record: StageRecord, now: datetime) -> None:
    """Tell the applicants that they are not admitted, why, and how they may appeal.

    :raises DeciderReviewed: by one of its reviewers.
    """
    _check_hands(case, record)
    tell_applicants(case, "rejected", now=now)


def _hold(intake_id: int) -> Intake:
    """The intake, locked: places and numbers are given one after the other."""
    query = select(Intake).where(Intake.id == intake_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _check_hands(case: Case, record: StageRecord) -> None:
    hands = {one for one in (record.actor_id, record.proposed_by_id) if one is not None}
    both = judged_twice(hands, reviews.list_reviewers(case))
    if both:
        raise DeciderReviewed(names="、".join(reviews.list_names(both)))


EFFECTS: dict[str, Effect] = {
    "ask_reviewers": ask_reviewers,
    "freeze_ranking": freeze_ranking,
    "unfreeze_ranking": unfreeze_ranking,
    "open_notice": open_notice,
    "close_notice": close_notice,
    "reopen_notice": reopen_notice,
    "number_waitlist": number_waitlist,
    "tell_admitted": tell_admitted,
    "tell_rejected": tell_rejected,
}
