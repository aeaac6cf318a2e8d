"""Guards of residence: agreement, plan, evaluation, exit: each says what is still missing, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from trainingapp.education.days import day_of
from trainingapp.incubator.models import Case
from trainingapp.incubator.queries import guards_assessing, guards_leaving, residence as queries
from trainingapp.incubator.queries.guarding import Guard
from trainingapp.incubator.queries.parameters import read_parameters
from trainingapp.incubator.queries.parties import find_officer_id
from trainingapp.incubator.queries.suspensions import count_days
from trainingapp.rules.incubation.findings import Missing
from trainingapp.rules.incubation.residence import longest_extension
from trainingapp.rules.incubation.residence_words import PledgeKind
from trainingapp.rules.incubation.words import Mode
from trainingapp.rules.registration import add_months

N_ = str  # marks a message for translation where it is not yet shown

RESIDENCE, LEAVING = "incubator.show_residence", "incubator.show_leaving"


def missing_on(
    case: Case, endpoint: str, code: str, message: str, **parameters: object
) -> list[Missing]:
    """One thing missing, put right on a page of the case."""
    return [Missing(code, message, parameters, endpoint, {"case_id": case.id})]


def agreement_signed(case: Case, now: datetime) -> Sequence[Missing]:
    """There is an agreement for the stay that both sides have signed and that has not run out."""
    agreement = queries.find_agreement(case)
    if agreement is None:
        return missing_on(
            case, RESIDENCE, "no_agreement", N_("There is no agreement for the stay yet.")
        )
    if agreement.ends_on <= day_of(now):
        return missing_on(case, RESIDENCE, "agreement_over", N_("The agreement has run out."))
    found = []
    if agreement.signed_agency_on is None:
        message = "The agency has not signed the agreement."
        found += missing_on(case, RESIDENCE, "agency_unsigned", message)
    if agreement.signed_base_on is None:
        message = "The base has not signed the agreement."
        found += missing_on(case, RESIDENCE, "base_unsigned", message)
    return found


def pledge_signed(case: Case, now: datetime) -> Sequence[Missing]:  # noqa: ARG001
    """The agency has made its pledge."""
    pledge = queries.list_pledges(case).get(PledgeKind.CONDUCT)
    if pledge is not None and pledge.agreed_at is not None:
        return []
    return missing_on(case, RESIDENCE, "no_pledge", N_("The agency has not made its pledge."))


def safety_briefed(case: Case, now: datetime) -> Sequence[Missing]:  # noqa: ARG001
    """The agency was told of safety and fire, and has confirmed it."""
    pledge = queries.list_pledges(case).get(PledgeKind.SAFETY)
    if pledge is None or pledge.told_on is None:
        return missing_on(case, RESIDENCE, "not_briefed", "The safety briefing has not been held.")
    if pledge.agreed_at is None:
        message = "The agency has not confirmed the safety briefing."
        return missing_on(case, RESIDENCE, "briefing_unconfirmed", message)
    return []


def desk_assigned(case: Case, now: datetime) -> Sequence[Missing]:  # noqa: ARG001
    """An agency that moves in with a desk has one."""
    if case.mode == Mode.VIRTUAL or queries.list_desks_of(case):
        return []
    return missing_on(case, RESIDENCE, "no_desk", "No desk is assigned.")


def officer_assigned(case: Case, now: datetime) -> Sequence[Missing]:  # noqa: ARG001
    """Somebody who works in the base looks after the case."""
    if find_officer_id(case) is not None:
        return []
    return missing_on(
        case, "incubator.show_case", "no_officer", N_("No officer looks after the case.")
    )


def unsigned_too_long(case: Case, now: datetime) -> Sequence[Missing]:
    """The days to sign are over, and the agreement does not stand."""
    today = day_of(now)
    days = read_parameters(case.base.area_code, today).days("unsigned_days")
    last = day_of(case.stage_since) + timedelta(days=days)
    if today <= last:
        message = "The place is kept until %(day)s."
        return missing_on(case, RESIDENCE, "still_kept", message, day=last.isoformat())
    if not agreement_signed(case, now):
        return missing_on(
            case, RESIDENCE, "is_signed", N_("The agreement is signed by both sides.")
        )
    return []


def trial_long_enough(case: Case, now: datetime) -> Sequence[Missing]:
    """The trial has lasted as many months as it has to."""
    today = day_of(now)
    months = read_parameters(case.base.area_code, today).integer("trial_months")
    began = case.entered_on or day_of(case.stage_since)
    over = add_months(began, months)
    if today >= over:
        return []
    message = "The trial lasts until %(day)s at least."
    return missing_on(case, RESIDENCE, "trial_too_short", message, day=over.isoformat())


def extension_asked(case: Case, now: datetime) -> Sequence[Missing]:
    """A longer stay was asked for, not longer than it may be now."""
    asked = queries.find_extension(case)
    if asked is None:
        return missing_on(case, LEAVING, "not_asked", N_("Nobody has asked for a longer stay."))
    most = _longest(case, now)
    if 0 < most < asked.months:
        message = "A longer stay of %(months)s months was asked for; at most %(most)s are possible."
        return missing_on(case, LEAVING, "too_long", message, months=asked.months, most=most)
    return []


def extensions_left(case: Case, now: datetime) -> Sequence[Missing]:
    """The stay may still be made longer."""
    if _longest(case, now):
        return []
    message = "The stay cannot be made longer any more; it was made longer %(times)s times."
    return missing_on(case, LEAVING, "none_left", message, times=case.extensions)


def no_extension_left(case: Case, now: datetime) -> Sequence[Missing]:
    """The stay cannot be made longer any more, or graduation gave too few points for it."""
    most = _longest(case, now)
    if not most or guards_assessing.is_beyond_extension(case, now):
        return []
    message = "The stay may still be made longer, by up to %(most)s months."
    return missing_on(case, LEAVING, "some_left", message, most=most)


def near_planned_exit(case: Case, now: datetime) -> Sequence[Missing]:
    """The planned end is near, or the head has agreed that it may be earlier."""
    today = day_of(now)
    days = read_parameters(case.base.area_code, today).days("near_exit_days")
    if case.planned_exit_on is None:
        return missing_on(case, RESIDENCE, "no_end", N_("The stay has no planned end."))
    from_day = case.planned_exit_on - timedelta(days=days)
    if today >= from_day or queries.find_early_consent(case) is not None:
        return []
    message = "Graduation may be asked for from %(day)s; earlier when the head agrees."
    return missing_on(case, LEAVING, "too_early", message, day=from_day.isoformat())


def _longest(case: Case, now: datetime) -> int:
    """By how many months the stay may be made longer; nought before anybody has moved in."""
    if case.entered_on is None or case.planned_exit_on is None:
        return 0
    today = day_of(now)
    return longest_extension(
        case.entered_on,
        case.planned_exit_on,
        used=case.extensions,
        limits=queries.read_limits(case, on=today),
        paused=count_days(case, today=today),
    )


GUARDS: dict[str, Guard] = {
    "agreement_signed": agreement_signed,
    "pledge_signed": pledge_signed,
    "safety_briefed": safety_briefed,
    "desk_assigned": desk_assigned,
    "officer_assigned": officer_assigned,
    "unsigned_too_long": unsigned_too_long,
    "trial_long_enough": trial_long_enough,
    "extension_asked": extension_asked,
    "extensions_left": extensions_left,
    "no_extension_left": no_extension_left,
    "near_planned_exit": near_planned_exit,
    **guards_assessing.GUARDS,
    **guards_leaving.GUARDS,
}
