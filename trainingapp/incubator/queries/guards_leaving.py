"""Guards of putting right, leaving, dismissal, hand-over and follow-up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from trainingapp.education.days import day_of
from trainingapp.incubator.models import Case, Handover
from trainingapp.incubator.queries import leaving as queries
from trainingapp.incubator.queries.guarding import Guard
from trainingapp.incubator.queries.parameters import read_parameters
from trainingapp.rules.incubation.findings import Missing
from trainingapp.rules.incubation.residence_words import DONE, HandoverKind
from trainingapp.rules.incubation.words import Mode

N_ = str  # marks a message for translation where it is not yet shown

PUTTING_RIGHT = "incubator.show_putting_right"
LEAVING = "incubator.show_leaving"
FOLLOW_UPS = "incubator.list_follow_ups"


def _one(case: Case, endpoint: str, code: str, message: str, **parameters: object) -> list[Missing]:
    return [Missing(code, message, parameters, endpoint, {"case_id": case.id})]


def rectification_items_dated(case: Case, now: datetime) -> Sequence[Missing]:
    """There is a list of what has to be put right, each with a day that has not passed."""
    open_one = queries.find_rectification(case)
    if open_one is None or not open_one.items:
        message = "Nothing is written down that has to be put right."
        return _one(case, PUTTING_RIGHT, "nothing_to_put_right", message)
    today = day_of(now)
    undated = [one for one in open_one.items if one.due_on is None or one.due_on < today]
    if not undated:
        return []
    message = "%(count)s items to put right have no day, or one that has passed."
    return _one(case, PUTTING_RIGHT, "undated", message, count=len(undated))


def rectification_closed(case: Case, now: datetime) -> Sequence[Missing]:  # noqa: ARG001
    """Everything that had to be put right was looked at again and accepted."""
    last = queries.find_last_ordered(case)
    if last is None:
        message = "Nothing is written down that has to be put right."
        return _one(case, PUTTING_RIGHT, "nothing_to_put_right", message)
    left = [one for one in last.items if one.state not in DONE]
    if not left:
        return []
    message = "%(count)s items to put right are not accepted yet."
    return _one(case, PUTTING_RIGHT, "not_put_right", message, count=len(left))


def notice_to_leave_given(case: Case, now: datetime) -> Sequence[Missing]:
    """The agency has said in time on which day it leaves."""
    days = read_parameters(case.base.area_code, day_of(now)).days("leave_notice_days")
    given = queries.find_leave_notice(case)
    if given is None:
        message = (
            "The agency has not given notice; it is given %(days)s days before the day of leaving."
        )
        return _one(case, LEAVING, "no_notice", message, days=days)
    if given.leaves_on < given.given_on + timedelta(days=days):
        message = "Notice was given for %(day)s, less than %(days)s days ahead."
        parameters = {"day": given.leaves_on.isoformat(), "days": days}
        return _one(case, LEAVING, "notice_too_short", message, **parameters)
    return []


def dismissal_cause_named(case: Case, now: datetime) -> Sequence[Missing]:  # noqa: ARG001
    """The cause and the facts of the dismissal are written down."""
    if queries.find_dismissal(case) is not None:
        return []
    message = "Cause and facts of the dismissal are not written down."
    return _one(case, LEAVING, "no_cause", message)


def agency_heard(case: Case, now: datetime) -> Sequence[Missing]:
    """The agency has answered, or had its working days for it."""
    dismissal = queries.find_dismissal(case)
    if dismissal is None:
        return _one(case, LEAVING, "not_heard", N_("The agency has not been heard."))
    if dismissal.stated_at is not None or day_of(now) > dismissal.answer_by:
        return []
    message = "The agency may answer until %(day)s."
    return _one(case, LEAVING, "may_answer", message, day=dismissal.answer_by.isoformat())


def desk_handed_over(case: Case, now: datetime) -> Sequence[Missing]:  # noqa: ARG001
    """Desk, keys and inventory are returned and both sides have signed for it."""
    if case.mode == Mode.VIRTUAL:
        return []
    handover = queries.find_handover(case)
    if handover is None:
        return _one(case, LEAVING, "no_handover", "The hand-over has not begun.")
    kinds = {HandoverKind.DESK, HandoverKind.KEYS, HandoverKind.INVENTORY}
    return _unfinished(case, handover, {str(kind) for kind in kinds})


def handover_complete(case: Case, now: datetime) -> Sequence[Missing]:  # noqa: ARG001
    """Everything is handed over and both sides have signed for it."""
    handover = queries.find_handover(case)
    if handover is None:
        return _one(case, LEAVING, "no_handover", "The hand-over has not begun.")
    return _unfinished(case, handover, {str(kind) for kind in HandoverKind})


def _unfinished(case: Case, handover: Handover, kinds: set[str]) -> list[Missing]:
    left = [one for one in handover.items if one.kind in kinds and one.done_on is None]
    found = []
    if left:
        message = "%(count)s things are not handed over yet."
        found += _one(case, LEAVING, "not_handed_over", message, count=len(left))
    if handover.agency_signed_at is None:
        message = "The agency has not signed the hand-over."
        found += _one(case, LEAVING, "handover_agency_unsigned", message)
    if handover.base_signed_at is None:
        message = "The base has not signed the hand-over."
        found += _one(case, LEAVING, "handover_base_unsigned", message)
    return found


def followup_done(case: Case, now: datetime) -> Sequence[Missing]:
    """The last follow-up is done, or the graduate could not be reached so many times in a row."""
    follow_ups = queries.list_follow_ups(case)
    if follow_ups and follow_ups[-1].done_on is not None:
        return []
    needed = read_parameters(case.base.area_code, day_of(now)).integer("followup_failed_contacts")
    failed = queries.count_failed_contacts(case)
    if failed >= needed:
        return []
    message = "The last follow-up is not done; %(failed)s of %(needed)s failed attempts in a row are noted."
    return _one(case, FOLLOW_UPS, "not_followed_up", message, failed=failed, needed=needed)


GUARDS: dict[str, Guard] = {
    "rectification_items_dated": rectification_items_dated,
    "rectification_closed": rectification_closed,
    "notice_to_leave_given": notice_to_leave_given,
    "dismissal_cause_named": dismissal_cause_named,
    "agency_heard": agency_heard,
    "desk_handed_over": desk_handed_over,
    "handover_complete": handover_complete,
    "followup_done": followup_done,
}
