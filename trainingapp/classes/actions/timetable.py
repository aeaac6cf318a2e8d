"""The timetable of a class: single meetings, series, changes that calendars notice, cancelling."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from trainingapp.classes.actions.attendance import settle_online
from trainingapp.classes.actions.joining import note
from trainingapp.classes.models import Cohort, Meeting
from trainingapp.classes.plans import MeetingPlan
from trainingapp.classes.queries import cohorts
from trainingapp.classes.telling import tell_class
from trainingapp.extensions import db
from trainingapp.rules.cohort_dates import MOST_MEETINGS, Span, TimetableFull, make_series
from trainingapp.rules.cohorts import CohortState, MemberState, check_change
from trainingapp.rules.errors import RuleViolation

_FIELDS = ("title", "starts_at", "ends_at", "place", "join_url", "replay_url", "lesson_key")
_MOVED = ("starts_at", "ends_at", "place")  # what members are told of


class MeetingCancelled(RuleViolation):
    message = "The meeting is cancelled already."


def add_meetings(
    cohort_id: int,
    plan: MeetingPlan,
    *,
    count: int = 1,
    every_weeks: int = 1,
    actor_id: int,
    now: datetime,
) -> Sequence[Meeting]:
    """Add a meeting, or a series on the same weekday at the same hours; a series numbers its titles.

    :raises CohortActRefused: when the class is over.
    :raises SeriesTooLong, TimetableFull: when they are too many.
    """
    cohort = _open(cohort_id)
    spans = make_series(plan.span, count=count, every_weeks=every_weeks)
    known = db.session.scalar(select(func.count()).where(Meeting.cohort_id == cohort_id)) or 0
    if known + len(spans) > MOST_MEETINGS:
        raise TimetableFull(most=MOST_MEETINGS)
    made = []
    for number, span in enumerate(spans, start=1):
        values = _values(plan, span)
        if count > 1:
            values["title"] = f"{plan.title}（{number}/{count}）"[:120]
        made.append(Meeting(cohort_id=cohort_id, changed_at=now, **values))
    db.session.add_all(made)
    db.session.flush()
    note("classes.add_meetings", cohort, actor_id=actor_id, now=now, count=len(made))
    return made


def update_meeting(meeting: Meeting, plan: MeetingPlan, *, actor_id: int, now: datetime) -> bool:
    """Change a meeting; calendars see a new sequence number. Whether anything is different.

    At other hours it is settled anew who was there online. Members are told when time or place of a meeting to come
    has changed.
    :raises CohortActRefused, MeetingCancelled: when the class is over, or the meeting cancelled.
    """
    cohort = _open(meeting.cohort_id)
    if meeting.cancelled_at is not None:
        raise MeetingCancelled
    values = _values(plan, plan.span)
    changed = {name for name in _FIELDS if getattr(meeting, name) != values[name]}
    if not changed:
        return False
    for name in changed:
        setattr(meeting, name, values[name])
    meeting.sequence, meeting.changed_at = meeting.sequence + 1, now
    db.session.flush()
    if changed.intersection(("starts_at", "ends_at")):
        settle_online(meeting, now=now)
    note("classes.update_meeting", cohort, actor_id=actor_id, now=now, meeting=meeting.id)
    if changed.intersection(_MOVED) and meeting.ends_at > now and _is_shown(cohort):
        tell_class(cohort, "meeting_moved", states=[MemberState.IN], meeting=meeting.title)
    return True


def cancel_meeting(meeting: Meeting, *, actor_id: int, now: datetime) -> None:
    """Cancel a meeting: it stays in the timetable and in calendars as cancelled. Members are told.

    :raises CohortActRefused, MeetingCancelled: when the class is over, or it was cancelled before.
    """
    cohort = _open(meeting.cohort_id)
    if meeting.cancelled_at is not None:
        raise MeetingCancelled
    meeting.cancelled_at = meeting.changed_at = now
    meeting.sequence += 1
    meeting.attendance_code = None
    db.session.flush()
    note("classes.cancel_meeting", cohort, actor_id=actor_id, now=now, meeting=meeting.id)
    if meeting.ends_at > now and _is_shown(cohort):
        tell_class(cohort, "meeting_cancelled", states=[MemberState.IN], meeting=meeting.title)


def _is_shown(cohort: Cohort) -> bool:
    """Whether members see the class: nobody is told of one that is being prepared."""
    return cohort.state == CohortState.OPEN


def _open(cohort_id: int) -> Cohort:
    cohort = cohorts.get_cohort_to_change(cohort_id)
    check_change(CohortState(cohort.state))
    return cohort


def _values(plan: MeetingPlan, span: Span) -> dict[str, object]:
    return {
        "title": plan.title,
        "starts_at": span.starts_at,
        "ends_at": span.ends_at,
        "place": plan.place,
        "join_url": plan.join_url,
        "replay_url": plan.replay_url,
        "lesson_key": plan.lesson_key,
    }
