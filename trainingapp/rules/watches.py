"""An employer's watch over what somebody holds: asked for, consented to for a time, withdrawn whenever they want."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

ANSWER_DAYS = 30  # an unanswered request lapses
REST_DAYS = 30  # after a no, an organisation does not ask the same person again for so long


class WatchStep(StrEnum):
    """What was done last with a watch."""

    ASKED = "asked"
    CONSENTED = "consented"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # by the person
    ENDED = "ended"  # by the organisation


class WatchState(StrEnum):
    """How a watch stands on a day."""

    ASKED = "asked"
    STANDING = "standing"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    LAPSED = "lapsed"  # nobody has answered
    OVER = "over"  # its time is over


def watch_state(
    step: WatchStep, *, asked_at: datetime, ends_on: date, today: date, now: datetime
) -> WatchState:
    """How a watch stands; `ends_on` is the last Shanghai date of the consent and belongs to it."""
    if step is WatchStep.ASKED:
        is_waiting = now < asked_at + timedelta(days=ANSWER_DAYS) and today <= ends_on
        return WatchState.ASKED if is_waiting else WatchState.LAPSED
    if step is WatchStep.CONSENTED:
        return WatchState.STANDING if today <= ends_on else WatchState.OVER
    return WatchState(step)


class RegistrationNews(StrEnum):
    """What an employer is told of a registration."""

    DUE = "registration_due"
    LAPSED = "registration_lapsed"


def registration_news(opens_on: date, closes_on: date, *, today: date) -> RegistrationNews | None:
    """What is to be told of the last registration, whose renewal opens and closes on these days; None: nothing."""
    if today >= closes_on:
        return RegistrationNews.LAPSED
    return RegistrationNews.DUE if today >= opens_on else None
