"""Attendance as teachers of a class see it, and a member's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, Subquery, case, func, select
from sqlalchemy.orm import contains_eager

from trainingapp.classes.models import Attendance, JoinInterval, Meeting, Membership
from trainingapp.extensions import db
from trainingapp.rules.attendance import EARLY_MINUTES, Mark, Record, Slot, counts, settle
from trainingapp.rules.cohorts import AttendanceWay, MemberState

Marks = Mapping[tuple[int, int], Mark]  # what counts, by meeting and person


def get_meeting(cohort_id: int, meeting_id: int) -> Meeting:
    """A meeting of this class. :raises NoResultFound: of another."""
    query = select(Meeting).where(Meeting.id == meeting_id, Meeting.cohort_id == cohort_id)
    return db.session.scalars(query).one()


def slot_of(meeting: Meeting) -> Slot:
    """When a meeting takes place, for the rules."""
    return Slot(meeting.starts_at, meeting.ends_at, meeting.cancelled_at is not None)


def list_meetings(cohort_id: int, *, now: datetime) -> Sequence[Meeting]:
    """The meetings at which attendance can be taken by now: those of the next half hour too; in order."""
    soon = now + timedelta(minutes=EARLY_MINUTES)
    query = (
        select(Meeting)
        .where(Meeting.cohort_id == cohort_id, Meeting.cancelled_at.is_(None))
        .where(Meeting.starts_at <= soon)
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return db.session.scalars(query).all()


def list_marks(meetings: Collection[int], users: Collection[int]) -> Marks:
    """What counts of these people at these meetings; who is not named is not known of."""
    query = select(Attendance).where(
        Attendance.meeting_id.in_(meetings), Attendance.user_id.in_(users)
    )
    known: dict[tuple[int, int], list[Mark]] = defaultdict(list)
    for row in db.session.scalars(query):
        mark = Mark(AttendanceWay(row.way), row.is_present, row.note)
        known[row.meeting_id, row.user_id].append(mark)
    settled = {place: settle(marks) for place, marks in known.items()}
    return {place: mark for place, mark in settled.items() if mark is not None}


def find_rows(meeting_id: int, users: Collection[int]) -> Mapping[tuple[int, str], Attendance]:
    """Everything that is known of these people at a meeting, by person and way."""
    query = select(Attendance).where(
        Attendance.meeting_id == meeting_id, Attendance.user_id.in_(users)
    )
    return {(row.user_id, row.way): row for row in db.session.scalars(query)}


def list_stays(meeting_id: int, user_id: int) -> Sequence[JoinInterval]:
    """Somebody's stays in an online meeting, the last sign of life first."""
    query = (
        select(JoinInterval)
        .where(JoinInterval.meeting_id == meeting_id, JoinInterval.user_id == user_id)
        .order_by(JoinInterval.seen_at.desc(), JoinInterval.id.desc())
    )
    return db.session.scalars(query).all()


def list_all_stays(meeting_id: int) -> Mapping[int, Sequence[tuple[datetime, datetime]]]:
    """Everybody's stays in an online meeting, by person, in one statement."""
    query = select(JoinInterval.user_id, JoinInterval.joined_at, JoinInterval.seen_at).where(
        JoinInterval.meeting_id == meeting_id
    )
    found: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for user, joined_at, seen_at in db.session.execute(query):
        found[user].append((joined_at, seen_at))
    return found


def list_taken(cohort_id: int, *, now: datetime) -> Sequence[Meeting]:
    """The meetings that are over, took place, and at which attendance was taken at all (`rules.attendance.Record`)."""
    taken = select(Attendance.meeting_id).where(Attendance.meeting_id == Meeting.id).exists()
    query = (
        select(Meeting)
        .where(Meeting.cohort_id == cohort_id, Meeting.cancelled_at.is_(None))
        .where(Meeting.ends_at <= now, taken)
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return db.session.scalars(query).all()


def list_records(
    cohort_id: int, members: Collection[tuple[int, datetime]], *, now: datetime
) -> dict[int, Record]:
    """At how many of the meetings that count for them members were; each is given with when they joined."""
    taken = list_taken(cohort_id, now=now)
    slots = [slot_of(meeting) for meeting in taken]
    present = _count_present(cohort_id, [meeting.id for meeting in taken])
    return {
        user: Record(
            present.get(user, 0),
            sum(counts(slot, joined_at=joined, is_taken=True, now=now) for slot in slots),
        )
        for user, joined in members
    }


THERE = (1, 3)  # words of `_settled` that say somebody was there


def _settled(which: ColumnElement[bool]) -> Subquery:
    """What counts for each meeting and person, as a number: a teacher's word is higher than any other way's."""
    is_teacher = Attendance.way == AttendanceWay.TEACHER
    word = case(
        (is_teacher & Attendance.is_present, 3),
        (is_teacher, 2),
        (Attendance.is_present, 1),
        else_=0,
    )
    return (
        select(Attendance.meeting_id, Attendance.user_id, func.max(word).label("word"))
        .where(which)
        .group_by(Attendance.meeting_id, Attendance.user_id)
        .subquery()
    )


def _count_present(cohort_id: int, meetings: Collection[int]) -> dict[int, int]:
    """How often each member was there since joining: a teacher's word counts before the others'."""
    settled = _settled(Attendance.meeting_id.in_(meetings))
    query = (
        select(settled.c.user_id, func.count())
        .join(Meeting, Meeting.id == settled.c.meeting_id)
        .join(Membership, Membership.user_id == settled.c.user_id)
        .where(Membership.cohort_id == cohort_id, Membership.state == MemberState.IN)
        .where(settled.c.word.in_(THERE), Meeting.starts_at >= Membership.since)
        .group_by(settled.c.user_id)
    )
    return {user: count for user, count in db.session.execute(query)}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A member's line: what counts at each meeting, and all together."""

    member: Membership
    marks: Mapping[int, Mark]  # by meeting
    record: Record


def present_rows(
    cohort_id: int,
    members: Sequence[Membership],
    meetings: Sequence[Meeting],
    *,
    now: datetime,
) -> list[SheetRow]:
    """The lines of these members, in three statements."""
    users = [member.user_id for member in members]
    marks = list_marks([meeting.id for meeting in meetings], users)
    records = list_records(cohort_id, [(m.user_id, m.since) for m in members], now=now)
    return [
        SheetRow(
            member,
            {
                m.id: marks[m.id, member.user_id]
                for m in meetings
                if (m.id, member.user_id) in marks
            },
            records[member.user_id],
        )
        for member in members
    ]


def count_attended(cohort_id: int, people: Collection[int]) -> dict[int, int]:
    """At how many meetings of a class these people were, cancelled ones aside: what counts, each meeting once."""
    meetings = select(Meeting.id).where(
        Meeting.cohort_id == cohort_id, Meeting.cancelled_at.is_(None)
    )
    settled = _settled(Attendance.meeting_id.in_(meetings) & Attendance.user_id.in_(people))
    query = (
        select(settled.c.user_id, func.count())
        .where(settled.c.word.in_(THERE))
        .group_by(settled.c.user_id)
    )
    return {user: count for user, count in db.session.execute(query)}


def count_present(meetings: Collection[int]) -> dict[int, int]:
    """How many were at each of these meetings, whoever they are by now."""
    settled = _settled(Attendance.meeting_id.in_(meetings))
    query = (
        select(settled.c.meeting_id, func.count())
        .where(settled.c.word.in_(THERE))
        .group_by(settled.c.meeting_id)
    )
    return {meeting: count for meeting, count in db.session.execute(query)}


def list_own(user_id: int) -> Select[Attendance]:
    """Everything that is known of somebody's attendance, for their own copy of their data."""
    return select(Attendance).where(Attendance.user_id == user_id).order_by(Attendance.noted_at)


def find_open_code(cohort_id: int, *, since: datetime) -> Meeting | None:
    """The meeting of a class whose code of the day was opened last, after that moment."""
    query = (
        select(Meeting)
        .where(Meeting.cohort_id == cohort_id, Meeting.cancelled_at.is_(None))
        .where(Meeting.attendance_code.is_not(None), Meeting.code_opened_at > since)
        .join(Meeting.cohort)
        .options(contains_eager(Meeting.cohort))
        .order_by(Meeting.code_opened_at.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()
