"""How a watch stands, and what is told of a registration."""

from datetime import UTC, date, datetime, timedelta

import pytest

from trainingapp.rules.watches import (
    ANSWER_DAYS,
    RegistrationNews,
    WatchState,
    WatchStep,
    registration_news,
    watch_state,
)

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


def state(step: WatchStep, *, asked: datetime = NOW - DAY, ends_on: date = TODAY) -> WatchState:
    return watch_state(step, asked_at=asked, ends_on=ends_on, today=TODAY, now=NOW)


@pytest.mark.parametrize(
    ("step", "found"),
    [
        (WatchStep.DECLINED, WatchState.DECLINED),
        (WatchStep.WITHDRAWN, WatchState.WITHDRAWN),
        (WatchStep.ENDED, WatchState.ENDED),
    ],
)
@pytest.mark.parametrize("ends_on", [TODAY - DAY, TODAY, TODAY + DAY])
def test_what_was_refused_or_ended_stays_so(
    step: WatchStep, found: WatchState, ends_on: date
) -> None:
    assert state(step, ends_on=ends_on) is found


def test_a_consent_stands_through_its_last_day_and_is_over_on_the_next() -> None:
    assert state(WatchStep.CONSENTED, ends_on=TODAY) is WatchState.STANDING
    assert state(WatchStep.CONSENTED, ends_on=TODAY - DAY) is WatchState.OVER


def test_a_request_waits_thirty_days_and_not_beyond_its_own_end() -> None:
    last = NOW - timedelta(days=ANSWER_DAYS)
    assert state(WatchStep.ASKED, asked=last + timedelta(seconds=1)) is WatchState.ASKED
    assert state(WatchStep.ASKED, asked=last) is WatchState.LAPSED
    assert state(WatchStep.ASKED, ends_on=TODAY - DAY) is WatchState.LAPSED


@pytest.mark.parametrize(
    ("today", "news"),
    [
        (date(2026, 8, 31), None),
        (date(2026, 9, 1), RegistrationNews.DUE),
        (date(2026, 11, 30), RegistrationNews.DUE),
        (date(2026, 12, 1), RegistrationNews.LAPSED),
        (date(2028, 1, 1), RegistrationNews.LAPSED),
    ],
)
def test_an_employer_is_told_once_it_may_be_renewed_and_once_it_lapsed(
    today: date, news: RegistrationNews | None
) -> None:
    assert registration_news(date(2026, 9, 1), date(2026, 12, 1), today=today) is news
