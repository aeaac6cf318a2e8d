"""Classes before the exam: where a class stands, who gets a place, how attendance is known."""

from __future__ import annotations

from enum import StrEnum


class CohortState(StrEnum):
    """Where a class stands."""

    DRAFT = "draft"  # its teachers prepare it
    OPEN = "open"  # people join, meetings take place
    ENDED = "ended"
    CANCELLED = "cancelled"


class MemberState(StrEnum):
    """Where somebody stands in a class."""

    IN = "in"
    WAITING = "waiting"
    LEFT = "left"  # by themselves
    REMOVED = "removed"  # by a teacher


class JoinWay(StrEnum):
    """How somebody came into a class."""

    CODE = "code"
    LIST = "list"  # a sheet of the teachers
    AGENCY = "agency"
    TEACHER = "teacher"


class AttendanceWay(StrEnum):
    """How it is known that somebody was at a meeting, or was not."""

    CODE = "code"  # of the day, typed or from the QR code
    ONLINE = "online"  # by join intervals
    TEACHER = "teacher"
