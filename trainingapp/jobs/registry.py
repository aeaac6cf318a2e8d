"""The functions that jobs name and the timetable repeats, by name. Parts register theirs in
`<part>/jobs.py`.

huey was looked at: it keeps its own queue, loses a job whose worker is killed, and cannot be
written in the transaction that causes the job. An outbox that is polled needs none of it (figures
in the commit that added this).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., None])

JOBS: dict[str, Work] = {}
TIMETABLE: dict[str, Repeated] = {}


@dataclass(frozen=True, slots=True)
class Work:
    """A registered function: `lease` is longer than it ever takes, `attempts` how often it may
    fail.
    """

    function: Callable[..., None]
    lease: timedelta
    attempts: int
    reads_first: bool


@dataclass(frozen=True, slots=True)
class Repeated:
    """A function of the timetable and the time between two runs."""

    function: Callable[..., None]
    interval: timedelta
    reads_first: bool


def job(
    name: str, *, lease_seconds: int = 120, attempts: int = 6, reads_first: bool = False
) -> Callable[[Function], Function]:
    """Register a function under '<part>.<verb>'. It is called with the arguments of `enqueue` and
    `now`.

    It may run twice. It runs in one transaction that the worker commits together with the job's
    end. A function that waits for the outside (mail) is `reads_first`: it calls `start_writing`
    when it begins to write.
    """

    def register(function: Function) -> Function:
        _check_free(JOBS, name, function)
        JOBS[name] = Work(function, timedelta(seconds=lease_seconds), attempts, reads_first)
        return function

    return register


def every(
    *, seconds: int, name: str | None = None, reads_first: bool = False
) -> Callable[[Function], Function]:
    """Put a function of the one argument `now` on the timetable; one worker runs it each time."""

    def register(function: Function) -> Function:
        entry = name or _name_of(function)
        _check_free(TIMETABLE, entry, function)
        TIMETABLE[entry] = Repeated(function, timedelta(seconds=seconds), reads_first)
        return function

    return register


def _name_of(function: Callable[..., None]) -> str:
    # trainingapp.exams.jobs.collect_overdue → exams.collect_overdue
    part = function.__module__.removeprefix("trainingapp.").split(".")[0]
    return f"{part}.{function.__name__}"


def _check_free(registered: dict[str, Any], name: str, function: Callable[..., None]) -> None:
    known = registered.get(name)
    if known is not None and known.function.__module__ != function.__module__:
        raise ValueError(f"two functions are registered as {name}")
