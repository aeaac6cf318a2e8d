"""The code of the day, how signs of life add up, whose word counts, and which meetings do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.attendance import (
    CODE_MINUTES,
    EARLY_MINUTES,
    GAP_SECONDS,
    CodeNotOpen,
    Mark,
    MeetingCancelled,
    MeetingNotNow,
    Record,
    Slot,
    WrongCode,
    check_code,
    check_sign,
    code_closes_at,
    counts,
    goes_on,
    is_code_open,
    make_code,
    percent_present,
    read_code,
    settle,
    was_online,
)
from trainingapp.rules.cohorts import AttendanceWay

SEVEN = datetime(2026, 12, 5, 11, 0, tzinfo=UTC)  # in the evening in Shanghai
HOURS = Slot(SEVEN, SEVEN + timedelta(minutes=100))


def after(minutes: float) -> datetime:
    return SEVEN + timedelta(minutes=minutes)


def stay(start: float, end: float) -> tuple[datetime, datetime]:
    return after(start), after(end)


def test_a_code_has_six_digits_each_drawn_anew() -> None:
    numbers = count(4)
    assert make_code(lambda most: next(numbers) % most) == "456789"
    assert make_code(lambda most: 0) == "000000"


@pytest.mark.parametrize(
    "typed", ["123456", " 123 456 ", "123-456", "１２３４５６", "12\u00a034\u300056"]
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read_code(typed) == "123456"
    check_code(typed, code="123456", opened_at=SEVEN, now=after(1))


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "654321", "１２３４５７", "\ud800", "码码码码码码"]
)
def test_another_code_is_refused(typed: str) -> None:
    with pytest.raises(WrongCode):
        check_code(typed, code="123456", opened_at=SEVEN, now=after(1))


def test_a_code_closes_by_itself() -> None:
    assert code_closes_at(None) is None
    assert code_closes_at(SEVEN) == after(CODE_MINUTES)
    assert is_code_open(SEVEN, now=after(CODE_MINUTES - 0.01))
    assert not is_code_open(SEVEN, now=after(CODE_MINUTES))
    assert not is_code_open(None, now=SEVEN)
    with pytest.raises(CodeNotOpen):
        check_code("123456", code="123456", opened_at=SEVEN, now=after(CODE_MINUTES))


@pytest.mark.parametrize("code", [None, ""])
def test_without_a_code_nothing_opens(code: str | None) -> None:
    with pytest.raises(CodeNotOpen):
        check_code("", code=code, opened_at=SEVEN, now=after(1))


def test_signs_are_taken_from_half_an_hour_before_to_the_end() -> None:
    check_sign(HOURS, now=after(-EARLY_MINUTES))
    check_sign(HOURS, now=after(99.9))
    for moment in (after(-EARLY_MINUTES - 0.01), after(100), after(1000)):
        with pytest.raises(MeetingNotNow):
            check_sign(HOURS, now=moment)
    with pytest.raises(MeetingCancelled):
        check_sign(Slot(SEVEN, after(100), is_cancelled=True), now=after(1))


def test_a_stay_goes_on_while_no_more_than_two_signs_are_lost() -> None:
    assert goes_on(SEVEN, now=SEVEN)
    assert goes_on(SEVEN, now=SEVEN + timedelta(seconds=GAP_SECONDS))
    assert not goes_on(SEVEN, now=SEVEN + timedelta(seconds=GAP_SECONDS + 1))
    assert not goes_on(SEVEN, now=SEVEN - timedelta(seconds=1))  # a clock that was set back
    assert not goes_on(None, now=SEVEN)


def test_who_was_there_for_six_tenths_is_present() -> None:
    assert was_online(HOURS, [stay(0, 60)])
    assert not was_online(HOURS, [stay(0, 59.9)])
    assert was_online(HOURS, [stay(0, 30), stay(70, 100)])
    assert not was_online(HOURS, [])


def test_two_devices_at_once_count_once() -> None:
    assert percent_present(HOURS, [stay(0, 50), stay(0, 50), stay(25, 50)]) == 50


def test_what_lies_outside_the_meeting_does_not_count() -> None:
    assert percent_present(HOURS, [stay(-30, 10), stay(95, 300)]) == 15
    assert percent_present(HOURS, [stay(-30, -1), stay(101, 300)]) == 0


def test_a_stay_of_a_single_sign_is_nothing() -> None:
    assert percent_present(HOURS, [stay(5, 5)]) == 0


def test_a_meeting_without_length_has_nobody() -> None:
    assert percent_present(Slot(SEVEN, SEVEN), [stay(-5, 5)]) == 0


minutes = st.integers(-60, 160)
stays = st.lists(st.tuples(minutes, minutes).map(sorted), max_size=12)


@given(stays, st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter_and_nothing_exceeds_the_truth(
    pairs: list[list[int]], random: object
) -> None:
    spans = [stay(start, end) for start, end in pairs]
    shuffled = [*spans, *spans]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    percent = percent_present(HOURS, spans)
    assert percent == percent_present(HOURS, shuffled)
    truth = {minute for start, end in pairs for minute in range(max(start, 0), min(end, 100))}
    assert percent == len(truth)


CODE = Mark(AttendanceWay.CODE, True)
ONLINE = Mark(AttendanceWay.ONLINE, True)
EXCUSED = Mark(AttendanceWay.TEACHER, False, "请假")
SEEN = Mark(AttendanceWay.TEACHER, True)


@pytest.mark.parametrize(
    ("marks", "settled"),
    [
        ([], None),
        ([ONLINE], ONLINE),
        ([ONLINE, CODE], CODE),
        ([CODE, EXCUSED], EXCUSED),
        ([EXCUSED, CODE, ONLINE], EXCUSED),
        ([ONLINE, SEEN], SEEN),
    ],
)
def test_a_teachers_word_counts_before_a_machines(marks: list[Mark], settled: Mark | None) -> None:
    assert settle(marks) == settled
    assert settle(reversed(marks)) == settled


def test_a_meeting_counts_when_it_is_over_and_attendance_was_taken_since_joining() -> None:
    late = after(200)
    assert counts(HOURS, joined_at=SEVEN, is_taken=True, now=after(100))
    assert not counts(HOURS, joined_at=SEVEN, is_taken=True, now=after(99))
    assert not counts(HOURS, joined_at=SEVEN, is_taken=False, now=late)
    assert not counts(HOURS, joined_at=after(1), is_taken=True, now=late)
    cancelled = Slot(SEVEN, after(100), is_cancelled=True)
    assert not counts(cancelled, joined_at=SEVEN, is_taken=True, now=late)


def test_a_share_is_rounded_down_and_unknown_without_meetings() -> None:
    assert Record(2, 3).percent == 66
    assert Record(3, 3).percent == 100
    assert Record(0, 4).percent == 0
    assert Record().percent is None
