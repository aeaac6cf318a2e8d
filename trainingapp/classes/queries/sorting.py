"""Which members a teacher wants to see, in which order, and the class in figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from trainingapp.classes.queries.progress import MemberProgress
from trainingapp.rules.attendance import Record
from trainingapp.rules.falling_behind import Band, FlagKind


class Order(StrEnum):
    """By what the members are sorted."""

    FLAGS = "flags"  # most reasons first
    NAME = "name"
    SEEN = "seen"  # longest away first
    MISSING = "missing"  # most lessons missing first
    ATTENDANCE = "attendance"  # least first, unknown last
    SCORE = "score"  # least first, unknown last


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a teacher wants to see."""

    text: str = ""  # in the name
    flag: str = ""  # a FlagKind, "any" or "none"
    band: str = ""
    order: str = Order.FLAGS


def choose(members: Sequence[MemberProgress], wanted: Wanted) -> list[MemberProgress]:
    """Those members that a teacher wants to see, in the order they want; equals by name."""
    text = wanted.text.casefold()
    found = [
        member
        for member in members
        if text in member.name.casefold()
        and _has_flag(member, wanted.flag)
        and wanted.band in ("", member.band)
    ]
    return sorted(found, key=_KEYS.get(wanted.order, _KEYS[Order.FLAGS]))


def _has_flag(member: MemberProgress, flag: str) -> bool:
    if flag in ("", "any", "none"):
        return flag == "" or bool(member.flags) == (flag == "any")
    return any(found.kind == flag for found in member.flags)


def _percent(member: MemberProgress) -> int:
    percent = member.record.percent
    return 101 if percent is None else percent


def _score(member: MemberProgress) -> Decimal:
    last = member.last
    if last is None or last.score is None or not last.full:
        return Decimal(2)
    return last.score / last.full


_KEYS: dict[str, Callable[[MemberProgress], Any]] = {
    Order.FLAGS: lambda member: (-len(member.flags), member.name, member.user_id),
    Order.NAME: lambda member: (member.name, member.user_id),
    Order.SEEN: lambda member: (-member.quiet_days, member.name, member.user_id),
    Order.MISSING: lambda member: (-member.standing.missing, member.name, member.user_id),
    Order.ATTENDANCE: lambda member: (_percent(member), member.name, member.user_id),
    Order.SCORE: lambda member: (_score(member), member.name, member.user_id),
}


@dataclass(frozen=True, slots=True)
class Overview:
    """The class in figures."""

    members: int
    flagged: int
    flags: dict[FlagKind, int]
    bands: dict[Band, int]
    attendance: Record  # of all members together


def sum_up(members: Sequence[MemberProgress]) -> Overview:
    """How many stand where."""
    return Overview(
        members=len(members),
        flagged=sum(bool(member.flags) for member in members),
        flags={
            kind: sum(flag.kind is kind for member in members for flag in member.flags)
            for kind in FlagKind
        },
        bands={band: sum(member.band is band for member in members) for band in Band},
        attendance=Record(
            sum(member.record.present for member in members),
            sum(member.record.meetings for member in members),
        ),
    )
