"""Watching videos: what is reported is merged, questions whether somebody is there are asked and answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from trainingapp.courses.actions.learning import complete, note_visit, upsert_progress
from trainingapp.courses.models import LessonProgress, PresenceCheck
from trainingapp.courses.queries import learning as queries
from trainingapp.courses.queries.watching import Viewing, find_check
from trainingapp.extensions import db
from trainingapp.jobs.actions import insert
from trainingapp.rules import presence
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.watching import (
    ENOUGH,
    Span,
    believed_duration,
    bounded,
    clip,
    covered,
    is_newer,
    is_watched,
    union,
)


class QuestionNotOpen(RuleViolation):
    message = "There is no question to answer here."


@dataclass(frozen=True, slots=True)
class Watched:
    """What a player reports, in milliseconds: what was played since its last report, where it is, how long it is.

    `at` is when it was there, on the server's clock as the device knows it.
    """

    spans: Sequence[Span]
    position: int
    duration: int
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How much of a recording counts as watched, in milliseconds, and where learners are still to be asked."""

    counted: int
    length: int
    is_completed: bool
    places: Sequence[int] = ()
    is_confirmed: bool = False  # the question that was just answered


def save_watching(
    viewing: Viewing, watched: Watched, *, places: Sequence[int], now: datetime
) -> Standing:
    """Merge what was watched with what is known from all devices; complete the video with nine tenths of it.

    Neither speed nor order matter, and nothing beyond the length that the file itself says. `places` are where this
    learner is asked whether they are there; what is not confirmed does not count.
    """
    enrolment, lesson = viewing.enrolment, viewing.lesson
    upsert_progress(enrolment, lesson, now=now)
    row = queries.get_progress_to_change(enrolment, lesson)
    check = _find_check(viewing) if places else None
    if (
        check is not None
    ):  # first, so that what is watched once more is not taken back with the rest
        _close_missed(row, check, places=places, now=now)
    length = viewing.length or watched.duration
    spans = bounded(union(_spans(row.covered), clip(watched.spans, duration=length)))
    row.covered = [list(span) for span in spans]
    at = min(watched.at or now, now)
    if is_newer(at, row.position_at):
        row.position, row.position_at = min(watched.position, length), at
    db.session.flush()
    note_visit(enrolment, lesson, now=now)
    believed = viewing.length or believed_duration(watched.duration, minutes=lesson.minutes)
    return _judge(viewing, row, check, places=places, length=believed, now=now)


def ask(viewing: Viewing, place: int, *, places: Sequence[int], now: datetime) -> Standing:
    """Note that a learner is being asked at a place; the time to answer runs from the first asking, reload or not.

    :raises QuestionNotOpen: where nothing is asked, or when they did not play up to it.
    """
    length, row, check = _lock(viewing, place, places=places, now=now)
    _close_missed(row, check, places=places, now=now)
    if not presence.is_reached(_spans(row.covered), place):
        raise QuestionNotOpen
    if check.asked_place != place:
        check.asked_place, check.asked_at = place, now
    db.session.flush()
    return _judge(viewing, row, check, places=places, length=length, now=now)


def answer(viewing: Viewing, place: int, *, places: Sequence[int], now: datetime) -> Standing:
    """Note that a learner is there; too late, and what they watched since the last answer does not count.

    :raises QuestionNotOpen: when they were not asked at this place.
    """
    length, row, check = _lock(viewing, place, places=places, now=now)
    if check.asked_place != place:
        raise QuestionNotOpen
    is_late = _close_missed(row, check, places=places, now=now)
    if not is_late:
        stretch = presence.stretch_before(place, places)
        confirmed = presence.confirm(_spans(row.covered), _spans(check.confirmed), stretch=stretch)
        check.confirmed = [list(span) for span in bounded(confirmed)]
        check.asked_place = check.asked_at = None
    db.session.flush()
    standing = _judge(viewing, row, check, places=places, length=length, now=now)
    return replace(standing, is_confirmed=not is_late)


def give_up(viewing: Viewing, place: int, *, places: Sequence[int], now: datetime) -> Standing:
    """Note that a question was not answered while the page waited: what it stood for is taken back at once."""
    length, row, check = _lock(viewing, place, places=places, now=now)
    if check.asked_place == place:
        _take_back(row, check, places=places)
    return _judge(viewing, row, check, places=places, length=length, now=now)


def _lock(
    viewing: Viewing, place: int, *, places: Sequence[int], now: datetime
) -> tuple[int, LessonProgress, PresenceCheck]:
    """The length and both rows of a learner and lesson, for this transaction alone: who has the first has both."""
    enrolment, lesson = viewing.enrolment, viewing.lesson
    if viewing.length is None or place not in places:
        raise QuestionNotOpen
    upsert_progress(enrolment, lesson, now=now)
    row = queries.get_progress_to_change(enrolment, lesson)
    fresh = insert(PresenceCheck).values(
        user_id=enrolment.user_id,
        course_id=enrolment.course_id,
        lesson_key=lesson.key,
        confirmed=[],
        updated_at=now,
    )
    db.session.execute(fresh.on_conflict_do_nothing())
    check = _find_check(viewing)
    assert check is not None
    check.updated_at = now
    return viewing.length, row, check


def _find_check(viewing: Viewing) -> PresenceCheck | None:
    enrolment = viewing.enrolment
    return find_check(enrolment.user_id, enrolment.course_id, key=viewing.lesson.key)


def _close_missed(
    row: LessonProgress, check: PresenceCheck, *, places: Sequence[int], now: datetime
) -> bool:
    """Take back what a question that was not answered in time stood for; say whether there was one."""
    if check.asked_at is None or presence.is_in_time(check.asked_at, now):
        return False
    _take_back(row, check, places=places)
    return True


def _take_back(row: LessonProgress, check: PresenceCheck, *, places: Sequence[int]) -> None:
    stretch = presence.stretch_before(check.asked_place or 0, places)
    left = presence.miss(_spans(row.covered), _spans(check.confirmed), stretch=stretch)
    row.covered = [list(span) for span in left]
    check.asked_place = check.asked_at = None
    db.session.flush()


def _judge(
    viewing: Viewing,
    row: LessonProgress,
    check: PresenceCheck | None,
    *,
    places: Sequence[int],
    length: int,
    now: datetime,
) -> Standing:
    spans = clip(
        _spans(row.covered), duration=length
    )  # the file before this one may have been longer
    still_open = tuple(places)
    if places:
        confirmed = _spans(check.confirmed) if check else ()
        spans = presence.count_watched(spans, confirmed=confirmed, places=places, length=length)
        still_open = presence.open_places(places, confirmed)
    is_done = is_watched(spans, duration=length, percent=ENOUGH)
    if is_done and row.completed_at is None:
        complete(viewing.enrolment, viewing.lesson, now=now)
    return Standing(covered(spans), length, is_done, still_open)


def _spans(stored: Sequence[Sequence[int]]) -> tuple[Span, ...]:
    return tuple((start, end) for start, end in stored)
