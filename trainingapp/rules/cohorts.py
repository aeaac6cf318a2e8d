"""Classes before the exam: where a class stands, who gets a place, which code lets people in."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trainingapp.rules.errors import RuleViolation


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
    INVITATION = "invitation"  # an account was made, or changed, with a contact of such a sheet
    AGENCY = "agency"
    TEACHER = "teacher"


class AttendanceWay(StrEnum):
    """How it is known that somebody was at a meeting, or was not."""

    CODE = "code"  # of the day, typed or from the QR code
    ONLINE = "online"  # by join intervals
    TEACHER = "teacher"


class CohortAct(StrEnum):
    """What is done with a class as a whole."""

    OPEN = "open"  # people may join from now on
    END = "end"
    CANCEL = "cancel"  # it does not take place, or not to its end


NEXT: Mapping[tuple[CohortState, CohortAct], CohortState] = {
    (CohortState.DRAFT, CohortAct.OPEN): CohortState.OPEN,
    (CohortState.DRAFT, CohortAct.CANCEL): CohortState.CANCELLED,
    (CohortState.OPEN, CohortAct.END): CohortState.ENDED,
    (CohortState.OPEN, CohortAct.CANCEL): CohortState.CANCELLED,
}

# No sign that is mistaken for another when read out or copied by hand: 0 O, 1 I L, 2 Z, 5 S, 8 B, U V.
CODE_SIGNS = "34679ACDEFGHJKMNPQRTWXY"
CODE_LENGTH = 7  # 23^7: three thousand million codes
CODE_LENGTHS = range(6, 9)
MOST_TRIES = 50


class CohortActRefused(RuleViolation):
    message = "The class does not stand where this can be done with it."


class CohortClosed(RuleViolation):
    message = "Nobody can join this class: it is not open."


class CohortNotJoinable(RuleViolation):
    message = "This class takes nobody by code. Ask its teachers."


class AlreadyInClass(RuleViolation):
    message = "This person is in the class already, or waits for a place."


class RemovedFromClass(RuleViolation):
    message = "A teacher has removed this person from the class. Only a teacher can take them back."


class LeftClass(RuleViolation):
    message = "This person has left the class. They can come back by its code."


class CapacityBelowMembers(RuleViolation):
    message = "The class has %(members)s members already. The capacity cannot be lower."


class LastLeader(RuleViolation):
    message = "A class needs somebody who leads it. Name another leader first."


class NoCodeLeft(RuleViolation):
    message = "No free code was found. Try again."


def next_state(state: CohortState, act: CohortAct) -> CohortState:
    """Where the act leads. :raises CohortActRefused: when it cannot be done from there."""
    found = NEXT.get((state, act))
    if found is None:
        raise CohortActRefused
    return found


def may_change(state: CohortState) -> bool:
    """Whether a class can still be changed: what has ended or was cancelled stays as it was."""
    return state in (CohortState.DRAFT, CohortState.OPEN)


def check_change(state: CohortState) -> None:
    """Only a class that is prepared or open is changed. :raises CohortActRefused: otherwise."""
    if not may_change(state):
        raise CohortActRefused


@dataclass(frozen=True, slots=True)
class Door:
    """What decides whether somebody may come in."""

    state: CohortState
    is_joinable: bool  # by code
    ends_on: date


def check_join(door: Door, way: JoinWay, before: MemberState | None, *, today: date) -> None:
    """Whether somebody may join, who stood in the class as `before` says (None: never).

    Whoever left comes back by themselves or is asked by a teacher; whoever was removed comes back by a teacher.
    :raises CohortClosed: it is not open, or its last day is over.
    :raises CohortNotJoinable: by code, while the teachers take nobody so.
    :raises AlreadyInClass, RemovedFromClass, LeftClass: because of what was before.
    """
    if door.state != CohortState.OPEN or today > door.ends_on:
        raise CohortClosed
    if before in (MemberState.IN, MemberState.WAITING):
        raise AlreadyInClass
    if way == JoinWay.TEACHER:
        return
    if before == MemberState.REMOVED:
        raise RemovedFromClass
    if before == MemberState.LEFT and way != JoinWay.CODE:
        raise LeftClass
    if way == JoinWay.CODE and not door.is_joinable:
        raise CohortNotJoinable


def place_for(capacity: int | None, *, members: int, waiting: int) -> MemberState:
    """In, or at the end of the waiting list: nobody passes those who wait."""
    if capacity is None or (members < capacity and not waiting):
        return MemberState.IN
    return MemberState.WAITING


def who_moves_up(capacity: int | None, *, members: int, waiting: Sequence[int]) -> Sequence[int]:
    """Who of those who wait, the longest waiting first, gets a place now: as many as fit."""
    if capacity is None:
        return list(waiting)
    return list(waiting[: max(0, capacity - members)])


def check_capacity(capacity: int | None, *, members: int) -> None:
    """A capacity holds those who are in. :raises CapacityBelowMembers: when it does not."""
    if capacity is not None and capacity < members:
        raise CapacityBelowMembers(members=members)


def check_leader_leaves(leaders: Sequence[int], leaving: int) -> None:
    """Somebody still leads when one goes. :raises LastLeader: when nobody would."""
    if list(leaders) == [leaving]:
        raise LastLeader


def make_code(choose: Callable[[str], str], is_taken: Callable[[str], bool]) -> str:
    """A code that no class has, of signs picked by `choose`. :raises NoCodeLeft: after fifty that are taken."""
    for _ in range(MOST_TRIES):
        code = "".join(choose(CODE_SIGNS) for _ in range(CODE_LENGTH))
        if not is_taken(code):
            return code
    raise NoCodeLeft


def read_code(text: str) -> str | None:
    """A code as somebody typed it: small letters, blanks, hyphens and full-width signs are forgiven."""
    plain = unicodedata.normalize("NFKC", text).upper()
    code = "".join(sign for sign in plain if sign not in " -_.\t\u2013\u2014")
    if len(code) not in CODE_LENGTHS or not set(code) <= set(CODE_SIGNS):
        return None
    return code


def shift_year(text: str, year: int) -> str:
    """A title a year later: every mention of the exam year, and of the year before it, moves on by one.

    >>> shift_year("2026 年考前班（2025 年秋）", 2026)
    '2027 年考前班（2026 年秋）'
    """
    later = text.replace(str(year), "\0").replace(str(year - 1), str(year))
    return later.replace("\0", str(year + 1))
