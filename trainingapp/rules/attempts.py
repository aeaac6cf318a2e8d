"""An attempt at a test form: its states, its time, which device may write, in which order options
are shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from trainingapp.rules.errors import RuleViolation


class AttemptState(StrEnum):
    """Created waits for its candidate; running and paused are open; the others are final."""

    CREATED = "created"
    RUNNING = "running"
    PAUSED = "paused"
    SUBMITTED = "submitted"
    VOIDED = "voided"


class FinishReason(StrEnum):
    """How an attempt came to its end."""

    HANDED_IN = "handed_in"
    COLLECTED = "collected"
    CLOSED_BY_OFFICER = "closed_by_officer"


TRANSITIONS: dict[AttemptState, frozenset[AttemptState]] = {
    AttemptState.CREATED: frozenset({AttemptState.RUNNING, AttemptState.VOIDED}),
    AttemptState.RUNNING: frozenset(
        {AttemptState.PAUSED, AttemptState.SUBMITTED, AttemptState.VOIDED}
    ),
    AttemptState.PAUSED: frozenset(
        {AttemptState.RUNNING, AttemptState.SUBMITTED, AttemptState.VOIDED}
    ),
    AttemptState.SUBMITTED: frozenset({AttemptState.VOIDED}),
    AttemptState.VOIDED: frozenset(),
}


class AttemptStateForbids(RuleViolation):
    """The attempt is in a state from which this step does not lead on."""

    message = "The attempt is no longer in a state that allows this."


class TimeAddedMeanwhile(RuleViolation):
    """Extra time was given after the page was drawn from which more is asked for; one press may send twice."""

    message = "Time has been added since you opened this page. Please look at the deadline before you add more."


class TooEarlyToHandIn(RuleViolation):
    """The rules of the sitting name a first moment for handing in."""

    message = "Handing in is possible from %(minutes)s minutes after the start."


def check_transition(state: AttemptState, target: AttemptState) -> None:
    """An attempt only moves along TRANSITIONS.

    :raises AttemptStateForbids: for every other step.
    """
    if target not in TRANSITIONS[state]:
        raise AttemptStateForbids(state=str(state), target=str(target))


def first_deadline(
    started_at: datetime, minutes: int, *, extra_seconds: int, closes_at: datetime | None
) -> datetime:
    """The full time from the start, cut at the common end of the sitting; extra time is added to
    either.
    """
    end = started_at + timedelta(minutes=minutes)
    if closes_at is not None:
        end = min(end, closes_at)
    return end + timedelta(seconds=extra_seconds)


def deadline_after_pause(deadline: datetime, paused_at: datetime, resumed_at: datetime) -> datetime:
    """A pause moves the deadline by its whole length; a clock that ran backwards takes nothing
    away.
    """
    return deadline + max(resumed_at - paused_at, timedelta(0))


def outage_overlap(started_at: datetime, outage_from: datetime, outage_to: datetime) -> timedelta:
    """How much of an outage an attempt lived through: from its start, never less than nothing."""
    return max(outage_to - max(started_at, outage_from), timedelta(0))


class Timing(StrEnum):
    """When an answer reached the server; the grace is for slow networks."""

    ON_TIME = "on_time"
    GRACE = "grace"
    LATE = "late"


def classify_arrival(server_at: datetime, deadline: datetime, *, grace: timedelta) -> Timing:
    """On time up to the deadline itself; grace up to deadline + grace itself (counted, but marked);
    then late.
    """
    if server_at <= deadline:
        return Timing.ON_TIME
    return Timing.GRACE if server_at <= deadline + grace else Timing.LATE


def is_overdue(deadline: datetime, now: datetime, *, grace: timedelta) -> bool:
    """Whether the collector takes the paper: nothing that arrives from now on could count."""
    return classify_arrival(now, deadline, grace=grace) is Timing.LATE


def submission_time(deadline: datetime, now: datetime) -> datetime:
    """A paper is handed in now, but never later than its deadline (as Moodle records collected
    attempts).
    """
    return min(deadline, now)


def check_hand_in(started_at: datetime, now: datetime, *, earliest_minutes: int) -> None:
    """Handing in is open from `earliest_minutes` after the start (开考 30 分钟后方可交卷).

    :raises TooEarlyToHandIn: before that moment.
    """
    if now < started_at + timedelta(minutes=earliest_minutes):
        raise TooEarlyToHandIn(minutes=earliest_minutes)


class LeaseDecision(StrEnum):
    """What becomes of a device's wish to write."""

    RESUME = "resume"
    TAKE = "take"
    HELD = "held"


def decide_lease(holder: str | None, device: str, *, take_over: bool) -> LeaseDecision:
    """One device writes at a time: the holder resumes, a free lease is taken, a held one only by
    taking over.
    """
    if holder == device:
        return LeaseDecision.RESUME
    return LeaseDecision.TAKE if holder is None or take_over else LeaseDecision.HELD


def is_stray_accepted(client_at: int, lease_lost_at: int) -> bool:
    """An answer that arrives under a lost lease counts as given there if it was given up to the
    take-over.
    """
    return client_at <= lease_lost_at


def is_stray_newer(present: tuple[int, int] | None, stray: tuple[int, int]) -> bool:
    """Whether a stray answer replaces what its slot holds; both are (lease number, sequence).

    A later lease began after every earlier one was lost, so whatever it wrote is newer.
    """
    return present is None or stray > present


def option_order(seed: str, slot: int, letters: str) -> str:
    """The letters of one slot in the order in which they are shown: a permutation fixed by the seed
    alone.
    """
    return "".join(
        sorted(letters, key=lambda x: hashlib.sha256(f"{seed}:{slot}:{x}".encode()).digest())
    )


def option_orders(seed: str | None, letters: Sequence[str]) -> list[str] | None:
    """The orders of all slots (the first slot is 1); None means the official order of the form."""
    if seed is None:
        return None
    return [option_order(seed, slot, present) for slot, present in enumerate(letters, start=1)]
