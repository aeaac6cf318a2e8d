"""What a share may be: for how long, in which state it is, and how little is said of who has looked."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from enum import StrEnum

MOST_DAYS = 365
MOST_SHARES = 50  # open at the same time, of one person
MOST_CREDENTIALS = 20  # in one share: each is verified whenever somebody looks


class Part(StrEnum):
    """A part of somebody's file that goes with a share only when they choose it."""

    DEGREES = "degrees"
    WORK = "work"
    PASSES = "passes"
    CERTIFICATES = "certificates"
    REGISTRATION = "registration"
    EDUCATION = "education"


class ShareState(StrEnum):
    """Whether the link of a share opens anything."""

    OPEN = "open"
    EXPIRED = "expired"
    ENDED = "ended"


class Device(StrEnum):
    """What somebody has looked with, no finer than this."""

    PHONE = "phone"
    TABLET = "tablet"
    COMPUTER = "computer"
    PROGRAM = "program"


def share_state(*, ends_at: datetime, ended_at: datetime | None, now: datetime) -> ShareState:
    """A share opens up to, but without, `ends_at`, unless its holder has ended it before."""
    if ended_at is not None:
        return ShareState.ENDED
    return ShareState.OPEN if now < ends_at else ShareState.EXPIRED


def is_span(last: date, *, today: date) -> bool:
    """Whether a consent may last up to and including a Shanghai date: today or later, at most a year."""
    return 0 <= (last - today).days <= MOST_DAYS


_TABLETS = ("iPad", "Tablet", "PlayBook", "Pad)")
_PHONES = ("iPhone", "Mobile", "Android", "HarmonyOS")
_PROGRAMS = ("bot", "spider", "crawler", "preview")


def read_device(user_agent: str) -> Device:
    """The sort of device behind a user agent; what does not name itself a browser is a program."""
    small = user_agent.lower()
    if not small.startswith("mozilla/") or any(sign in small for sign in _PROGRAMS):
        return Device.PROGRAM
    if any(sign in user_agent for sign in _TABLETS):
        return Device.TABLET
    return Device.PHONE if any(sign in user_agent for sign in _PHONES) else Device.COMPUTER


def mask_name(name: str) -> str:
    """A name as a stranger may read it: its first character, a star for each of the others, at most three.

    A name of one character is not shown at all. A sign that only varies the character before it is none of its own.
    """
    signs = [sign for sign in name if not varies(sign)]
    if len(signs) < 2:
        return "*" * len(signs)
    return signs[0] + "*" * min(len(signs) - 1, 3)


def varies(sign: str) -> bool:
    """Whether a character only says how the one before it is drawn, or is not seen at all."""
    return unicodedata.category(sign) in ("Mn", "Cf")
