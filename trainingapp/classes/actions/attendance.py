"""Taking attendance: opening a code, typing it, staying in an online meeting, and a teacher's word."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete

from trainingapp.audit.actions import record
from trainingapp.classes.models import Attendance, Cohort, JoinInterval, Meeting
from trainingapp.classes.queries import attendance as queries
from trainingapp.extensions import db
from trainingapp.jobs.actions import insert
from trainingapp.rules.attendance import (
    CodeNotOpen,
    MeetingCancelled,
    Word,
    check_code,
    check_sign,
    goes_on,
    make_code,
    was_online,
)
from trainingapp.rules.cohorts import AttendanceWay


def open_code(meeting: Meeting, *, actor_id: int, now: datetime) -> None:
    """Open a new code of the day; one that was open before no longer counts.

    :raises MeetingCancelled: for a meeting that does not take place.
    """
    if meeting.cancelled_at is not None:
        raise MeetingCancelled
    meeting.attendance_code, meeting.code_opened_at = make_code(secrets.randbelow), now
    db.session.flush()
    _record("classes.open_code", meeting, actor_id, now=now)


def close_code(meeting: Meeting, *, actor_id: int, now: datetime) -> None:
    """Let nobody come in by the code any more."""
    meeting.attendance_code = None
    db.session.flush()
    _record("classes.close_code", meeting, actor_id, now=now)


def attend_by_code(meeting: Meeting, given: str, *, user_id: int, now: datetime) -> None:
    """Note that somebody who gives the code of the day is here; twice is once.

    :raises CodeNotOpen, WrongCode: nothing is noted.
    """
    if meeting.cancelled_at is not None:
        raise CodeNotOpen
    check_code(given, code=meeting.attendance_code, opened_at=meeting.code_opened_at, now=now)
    _note_present(meeting, user_id, AttendanceWay.CODE, now=now)


def give_sign(meeting: Meeting, *, user_id: int, now: datetime) -> bool:
    """Note that somebody's page of an online meeting is open now; whether they count as present by it.

    :raises MeetingCancelled, MeetingNotNow: before and after, when nothing is noted.
    """
    slot = queries.slot_of(meeting)
    check_sign(slot, now=now)
    stays = queries.list_stays(meeting.id, user_id)
    if stays and goes_on(stays[0].seen_at, now=now):
        stays[0].seen_at = now
    else:
        db.session.add(
            JoinInterval(meeting_id=meeting.id, user_id=user_id, joined_at=now, seen_at=now)
        )
    db.session.flush()
    is_present = was_online(slot, [(stay.joined_at, stay.seen_at) for stay in stays])
    if is_present:
        _note_present(meeting, user_id, AttendanceWay.ONLINE, now=now)
    return is_present


def settle_online(meeting: Meeting, *, now: datetime) -> None:
    """Say anew who was online for long enough: the hours of the meeting are others. In four statements, for any class.

    Codes and words of teachers stay as they are.
    """
    slot, stays = queries.slot_of(meeting), queries.list_all_stays(meeting.id)
    there = {user for user, spans in stays.items() if was_online(slot, spans)}
    known = (Attendance.meeting_id == meeting.id) & (Attendance.way == AttendanceWay.ONLINE)
    db.session.execute(delete(Attendance).where(known, Attendance.user_id.not_in(there)))
    rows = [
        {
            "meeting_id": meeting.id,
            "user_id": user,
            "way": AttendanceWay.ONLINE,
            "is_present": True,
            "note": "",
            "noted_at": now,
        }
        for user in sorted(there)
    ]
    if rows:
        db.session.execute(insert(Attendance).values(rows).on_conflict_do_nothing())


def _note_present(meeting: Meeting, user_id: int, way: AttendanceWay, *, now: datetime) -> None:
    row = insert(Attendance).values(
        meeting_id=meeting.id, user_id=user_id, way=way, is_present=True, note="", noted_at=now
    )
    db.session.execute(row.on_conflict_do_nothing())


def mark_members(
    meeting: Meeting, words: Mapping[int, Word], *, actor_id: int, now: datetime
) -> int:
    """Write down what a teacher says of members, by person; how many words were new.

    What is as it was is left alone, so a page that was open for long overwrites nothing it does not change.
    """
    known = queries.find_rows(meeting.id, list(words))
    changed = [
        user
        for user, word in words.items()
        if _mark(meeting, user, word, known.get((user, AttendanceWay.TEACHER)), actor_id, now)
    ]
    db.session.flush()
    if changed:
        _record("classes.mark_attendance", meeting, actor_id, now=now, members=sorted(changed))
    return len(changed)


def _mark(  # noqa: PLR0917 - one row and what it is about
    meeting: Meeting,
    user_id: int,
    word: Word,
    row: Attendance | None,
    actor_id: int,
    now: datetime,
) -> bool:
    if word.is_present is None:
        if row is not None:
            db.session.delete(row)
        return row is not None
    if row is not None and (row.is_present, row.note) == (word.is_present, word.note):
        return False
    said = {
        "is_present": word.is_present,
        "note": word.note,
        "noted_by_id": actor_id,
        "noted_at": now,
    }
    place = {"meeting_id": meeting.id, "user_id": user_id, "way": AttendanceWay.TEACHER}
    # Two teachers may note the same person at once: the later word counts.
    new = insert(Attendance).values(**place, **said)
    db.session.execute(new.on_conflict_do_update(index_elements=list(place), set_=said))
    return True


def note_export(cohort: Cohort, what: str, *, actor_id: int, now: datetime) -> None:
    """Write down that a teacher took a list of the class away."""
    record(
        "classes.export",
        actor_id=actor_id,
        subject="cohort",
        subject_id=cohort.id,
        detail={"list": what},
        now=now,
    )


def forget_attendance(user_id: int) -> None:
    """Remove what is known of somebody's attendance when they leave the site."""
    for table in (Attendance, JoinInterval):
        db.session.execute(delete(table).where(table.user_id == user_id))


def _record(
    action: str, meeting: Meeting, actor_id: int, *, now: datetime, **detail: object
) -> None:
    record(
        action,
        actor_id=actor_id,
        subject="cohort",
        subject_id=meeting.cohort_id,
        detail={"meeting": meeting.id, **detail},
        now=now,
    )
