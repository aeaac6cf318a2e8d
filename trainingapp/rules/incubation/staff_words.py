"""The words of posts, supervision and answers of staff."""

from __future__ import annotations

from enum import StrEnum


class Answer(StrEnum):
    """What somebody says of a thing that an agency says of them; the agency may take its word back."""

    CONFIRMED = "confirmed"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"


class Ladder(StrEnum):
    """The ladder that a post stands on."""

    FRONT = "front"
    PROJECT = "project"
    SUPERVISION = "supervision"
    LEADING = "leading"
    SUPPORT = "support"


class TalkKind(StrEnum):
    """Supervision of one person, or of several together."""

    SINGLE = "single"
    GROUP = "group"
