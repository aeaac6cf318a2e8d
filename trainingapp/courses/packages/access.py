"""Whom and what the address of an opened package stands for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Access:
    """What a package's address stands for: somebody, a lesson they learn (`course_id`), and one opening of it.

    A draft is looked at without a course and without a launch: nothing of it is kept.
    """

    user_id: int
    package_id: int
    unit: int  # its place in the package's list
    course_id: int | None
    lesson_key: str
    launch: int
