"""Coming into a class and going: places, the waiting list, and the course that comes with the class."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from trainingapp.audit.actions import record
from trainingapp.classes.models import Cohort, Membership
from trainingapp.classes.queries import cohorts
from trainingapp.classes.telling import tell
from trainingapp.courses.actions.learning import CourseNotPublished, enrol
from trainingapp.courses.queries.learning import find_enrolment
from trainingapp.extensions import db
from trainingapp.rules.cohort_dates import local_day
from trainingapp.rules.cohorts import (
    AlreadyInClass,
    CohortState,
    Door,
    JoinWay,
    LeftClass,
    MemberState,
    RemovedFromClass,
    check_join,
    place_for,
    who_moves_up,
)
from trainingapp.rules.errors import RuleViolation

_HERE = (MemberState.IN, MemberState.WAITING)


class TeachesClass(RuleViolation):
    message = "Who teaches a class does not take a place in it."


class NotInClass(RuleViolation):
    message = "This person is not in the class any more."


@dataclass(frozen=True, slots=True)
class Entry:
    """How somebody comes: the way, who enters them, and the agency whose staff they are."""

    way: JoinWay
    actor_id: int
    organisation_id: int | None = None
    organisation: str = ""


class Desk:
    """Gives out the places of one class, which is locked: counts once, however many come.

    :raises NoResultFound: when there is no such class.
    """

    def __init__(self, cohort_id: int) -> None:
        self.cohort = cohorts.get_cohort_to_change(cohort_id)
        self._members = len(cohorts.member_ids(cohort_id))
        self._waiting = len(cohorts.waiting_ids(cohort_id))
        self._teachers = {row.user_id for row in self.cohort.teachers}
        self._known: dict[int, Membership | None] = {}

    def look_up(self, people: Collection[int]) -> None:
        """Read at once where many people stand."""
        self._known = dict.fromkeys(people) | cohorts.find_memberships(people, self.cohort.id)

    def _find(self, user_id: int) -> Membership | None:
        if user_id not in self._known:
            self._known[user_id] = cohorts.find_membership(user_id, self.cohort.id)
        return self._known[user_id]

    @property
    def counts(self) -> tuple[int, int]:
        """How many are in, and how many wait."""
        return self._members, self._waiting

    def check(self, user_id: int, way: JoinWay, *, now: datetime) -> Membership | None:
        """Their row, if there is one, when they may come. :raises RuleViolation: that says why they may not."""
        if user_id in self._teachers:
            raise TeachesClass
        row = self._find(user_id)
        before = MemberState(row.state) if row else None
        check_join(door_of(self.cohort), way, before, today=local_day(now))
        return row

    def may_come(self, user_id: int, way: JoinWay, *, now: datetime) -> bool:
        """Whether `admit` would take them; a class that takes nobody is no matter of theirs.

        :raises CohortClosed: when the class is not open.
        """
        try:
            self.check(user_id, way, now=now)
        except (AlreadyInClass, RemovedFromClass, LeftClass, TeachesClass):
            return False
        return True

    def admit(self, user_id: int, entry: Entry, *, now: datetime) -> Membership:
        """Give somebody a place, or one on the waiting list; enrol them in the course.

        :raises RuleViolation: that says why they may not come.
        :raises CourseNotPublished: when the course was withdrawn and they do not learn it yet.
        """
        row = self.check(user_id, entry.way, now=now)
        state = place_for(self.cohort.capacity, members=self._members, waiting=self._waiting)
        if state == MemberState.WAITING:
            self._check_course(user_id)
        if row is None:
            row = Membership(cohort_id=self.cohort.id, user_id=user_id)
            db.session.add(row)
            self._known[user_id] = row
        row.state, row.way, row.since, row.reason = state, entry.way, now, ""
        row.sent_by_organisation_id = entry.organisation_id
        db.session.flush()
        if state == MemberState.IN:
            self._members += 1
            _enrol(self.cohort, user_id, now=now)
        else:
            self._waiting += 1
        detail = {"user": user_id, "way": entry.way, "state": state}
        note("classes.join", self.cohort, actor_id=entry.actor_id, now=now, **detail)
        self._tell(row, entry, now=now)
        return row

    def _check_course(self, user_id: int) -> None:
        """Nobody waits for a course that nobody begins; who learns it already may."""
        course = self.cohort.course
        if not course.is_listed and find_enrolment(user_id, course.id) is None:
            raise CourseNotPublished

    def _tell(self, row: Membership, entry: Entry, *, now: datetime) -> None:
        if row.state == MemberState.WAITING:
            tell(self.cohort, row.user_id, "waiting", now=now)
        if entry.way == JoinWay.AGENCY:
            tell(self.cohort, row.user_id, "sent", now=now, organisation=entry.organisation)
        elif row.state == MemberState.IN:
            kind = "joined" if entry.actor_id == row.user_id else "added"
            tell(self.cohort, row.user_id, kind, now=now)


def join(cohort_id: int, user_id: int, entry: Entry, *, now: datetime) -> Membership:
    """Take one place in a class. :raises RuleViolation: as `Desk.admit` does."""
    return Desk(cohort_id).admit(user_id, entry, now=now)


def leave(cohort_id: int, user_id: int, *, now: datetime) -> None:
    """Leave a class or its waiting list; who waits longest moves up. What was learned in the course stays.

    :raises NotInClass: when they are neither in it nor waiting.
    """
    cohort = cohorts.get_cohort_to_change(cohort_id)
    row = cohorts.find_membership(user_id, cohort_id)
    if row is None or row.state not in _HERE:
        raise NotInClass
    row.state, row.since = MemberState.LEFT, now
    db.session.flush()
    note("classes.leave", cohort, actor_id=user_id, now=now)
    move_up(cohort, now=now)


def remove_member(
    cohort_id: int, membership_id: int, *, reason: str, actor_id: int, now: datetime
) -> None:
    """Remove somebody from a class or its waiting list, and tell them why.

    :raises NotInClass: when they have gone already.
    """
    cohort = cohorts.get_cohort_to_change(cohort_id)
    row = cohorts.get_membership(cohort, membership_id)
    if row.state not in _HERE:
        raise NotInClass
    row.state, row.since, row.reason = MemberState.REMOVED, now, reason
    db.session.flush()
    note("classes.remove_member", cohort, actor_id=actor_id, now=now, user=row.user_id)
    tell(cohort, row.user_id, "removed", now=now, reason=reason)
    move_up(cohort, now=now)


def take_back(cohort_id: int, membership_id: int, *, actor_id: int, now: datetime) -> Membership:
    """Let somebody who has left or was removed come back, by a teacher."""
    desk = Desk(cohort_id)
    row = cohorts.get_membership(desk.cohort, membership_id)
    return desk.admit(row.user_id, Entry(JoinWay.TEACHER, actor_id), now=now)


def move_up(cohort: Cohort, *, now: datetime) -> int:
    """Give free places to those who wait longest, and tell them. How many came in.

    Nobody moves up in a class that is not open, is past its last day, or whose course is not in the catalogue: nobody
    begins such a course. When it is back there, `upkeep.fill_places` gives the places that became free meanwhile.
    """
    is_over = cohort.state != CohortState.OPEN or local_day(now) > cohort.ends_on
    if is_over or not cohort.course.is_listed:
        return 0
    waiting = cohorts.waiting_ids(cohort.id)
    members = len(cohorts.member_ids(cohort.id))
    coming = who_moves_up(cohort.capacity, members=members, waiting=waiting)
    for user_id in coming:
        row = cohorts.find_membership(user_id, cohort.id)
        assert row is not None
        row.state, row.since = MemberState.IN, now
        db.session.flush()
        _enrol(cohort, user_id, now=now)
        note("classes.move_up", cohort, actor_id=None, now=now, user=user_id)
        tell(cohort, user_id, "moved_up", now=now)
    return len(coming)


def _enrol(cohort: Cohort, user_id: int, *, now: datetime) -> None:
    if find_enrolment(user_id, cohort.course_id) is None:
        enrol(cohort.course, user_id=user_id, now=now)


def door_of(cohort: Cohort) -> Door:
    """What the rules need to know of a class to let somebody in."""
    return Door(CohortState(cohort.state), cohort.is_joinable, cohort.ends_on)


def note(
    action: str, cohort: Cohort, *, actor_id: int | None, now: datetime, **detail: object
) -> None:
    """Write what was done with a class into the audit log."""
    record(
        action, actor_id=actor_id, subject="cohort", subject_id=cohort.id, detail=detail, now=now
    )
