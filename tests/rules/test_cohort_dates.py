"""Dates of a class: meetings in Shanghai time, series, overlaps, the shift of a copy."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules import cohort_dates as rules
from trainingapp.rules.cohort_dates import SHANGHAI, Span

TUESDAY = date(2026, 11, 24)
EVENING = rules.make_span(TUESDAY, time(19), time(21))
DAYS = st.dates(date(2020, 1, 1), date(2090, 12, 31))
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC, microsecond=0)
)


def test_hours_are_typed_in_shanghai_and_kept_as_moments() -> None:
    assert EVENING.starts_at == datetime(2026, 11, 24, 11, tzinfo=UTC)
    assert EVENING.ends_at == datetime(2026, 11, 24, 13, tzinfo=UTC)
    assert EVENING.starts_at.tzinfo is UTC


def test_an_early_meeting_lies_on_the_day_before_in_utc_and_on_its_own_day_in_shanghai() -> None:
    span = rules.make_span(TUESDAY, time(7), time(8))
    assert span.starts_at.date() == date(2026, 11, 23)
    assert rules.local_day(span.starts_at) == TUESDAY


@pytest.mark.parametrize(
    ("starts", "ends"), [(time(19), time(19)), (time(19), time(18, 59)), (time(6), time(18, 1))]
)
def test_a_meeting_ends_after_it_begins_and_not_after_half_a_day(starts: time, ends: time) -> None:
    with pytest.raises(rules.MeetingTimesWrong):
        rules.make_span(TUESDAY, starts, ends)


def test_every_tuesday_from_seven_to_nine_for_eight_weeks() -> None:
    spans = rules.make_series(EVENING, count=8)
    assert len(spans) == 8
    for number, span in enumerate(spans):
        begins, ends = span.starts_at.astimezone(SHANGHAI), span.ends_at.astimezone(SHANGHAI)
        assert begins.date() == TUESDAY + timedelta(weeks=number)
        assert begins.strftime("%a %H:%M") == "Tue 19:00"
        assert ends.strftime("%a %H:%M") == "Tue 21:00"


def test_a_series_every_two_weeks_leaves_a_week_out() -> None:
    first, second = rules.make_series(EVENING, count=2, every_weeks=2)
    assert second.starts_at - first.starts_at == timedelta(days=14)


@pytest.mark.parametrize("count", [0, -1, 61])
def test_a_series_has_one_to_sixty_meetings(count: int) -> None:
    with pytest.raises(rules.SeriesTooLong):
        rules.make_series(EVENING, count=count)


def test_meetings_that_touch_do_not_overlap() -> None:
    later = Span(EVENING.ends_at, EVENING.ends_at + timedelta(hours=1))
    assert rules.find_overlaps([EVENING, later]) == []
    assert rules.find_overlaps([later, EVENING]) == []


def test_a_long_meeting_overlaps_everything_within_it() -> None:
    long = Span(EVENING.starts_at - timedelta(hours=1), EVENING.ends_at + timedelta(hours=1))
    later = Span(EVENING.ends_at, EVENING.ends_at + timedelta(minutes=30))
    assert rules.find_overlaps([EVENING, long, later]) == [(0, 1), (1, 2)]
    assert rules.find_overlaps([EVENING, EVENING]) == [(0, 1)]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 6)), max_size=9))
def test_overlaps_are_exactly_the_pairs_that_share_a_moment(hours: list[tuple[int, int]]) -> None:
    begin = datetime(2026, 11, 24, tzinfo=UTC)
    spans = [
        Span(begin + timedelta(hours=start), begin + timedelta(hours=start + length))
        for start, length in hours
    ]
    expected = [
        (here, there)
        for there in range(len(spans))
        for here in range(there)
        if spans[here].starts_at < spans[there].ends_at
        and spans[there].starts_at < spans[here].ends_at
    ]
    assert rules.find_overlaps(spans) == sorted(expected)


@pytest.mark.parametrize(
    ("minutes", "is_open"), [(-16, False), (-15, True), (0, True), (119, True), (120, False)]
)
def test_the_way_in_opens_a_quarter_of_an_hour_before_and_closes_with_the_end(
    minutes: int, is_open: bool
) -> None:
    now = EVENING.starts_at + timedelta(minutes=minutes)
    assert rules.is_way_open(EVENING, now=now) is is_open


@pytest.mark.parametrize(
    "day", [date(2026, 11, 24), date(2024, 2, 29), date(2027, 12, 31), date(2027, 3, 1)]
)
def test_a_copy_begins_52_weeks_later_or_a_week_after_that(day: date) -> None:
    assert rules.yearly_shifts(day) == (timedelta(days=364), timedelta(days=371))


@given(DAYS)
def test_the_first_shift_is_the_same_weekday_nearest_to_the_day_a_year_later(day: date) -> None:
    nearest, later = rules.yearly_shifts(day)
    anniversary = date(day.year + 1, day.month, min(day.day, 28) if day.month == 2 else day.day)
    assert (day + nearest).weekday() == day.weekday() == (day + later).weekday()
    assert abs((day + nearest) - anniversary) <= timedelta(days=3)
    assert later - nearest == timedelta(days=7)


@given(st.lists(MOMENTS, max_size=12), st.sampled_from([364, 371]))
def test_a_shift_keeps_weekdays_hours_order_and_gaps(moments: list[datetime], days: int) -> None:
    later = rules.shift_all(moments, timedelta(days=days))
    here = [moment.astimezone(SHANGHAI) for moment in moments]
    there = [moment.astimezone(SHANGHAI) for moment in later]
    assert [one.weekday() for one in here] == [one.weekday() for one in there]
    assert [one.time() for one in here] == [one.time() for one in there]
    assert [one - here[0] for one in here] == [one - there[0] for one in there]
    assert sorted(range(len(here)), key=here.__getitem__) == sorted(
        range(len(there)), key=there.__getitem__
    )
