"""Which version of a law counts for which exam, to the day; and what a new version does to the old one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.law_versions import (
    FALLS,
    IN_ASSEMBLY,
    EffectiveTooEarly,
    LawVersionRefused,
    NotPromulgated,
    Span,
    Standing,
    VersionKnown,
    VersionNotNewest,
    add_version,
    find_in_force,
    find_overlaps,
    find_successor,
    first_exam_with,
    first_exam_without,
    is_in_force,
    standing,
)
from trainingapp.rules.specifications import lens_day

LENS = date(2026, 12, 31)  # of the exam of 2027
TODAY = date(2026, 11, 22)
OLD = Span("2016-03-16", date(2016, 9, 1), date(2024, 9, 4))
NOW = Span("2023-12-29", date(2024, 9, 5))
days = st.dates(date(2000, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("start", "end", "wanted"),
    [
        (date(2024, 9, 5), None, Standing.HOLDS),
        (date(2026, 12, 31), None, Standing.HOLDS),  # from the lens day itself
        (date(2027, 1, 1), None, Standing.AHEAD),  # a day after it
        (date(2024, 9, 5), date(2026, 12, 30), Standing.LAPSED),  # its last day a day before
        (date(2024, 9, 5), date(2026, 12, 31), Standing.ENDS_LATER),  # its last day is the lens day
        (date(2024, 9, 5), date(2027, 1, 1), Standing.ENDS_LATER),
        (date(2026, 12, 31), date(2026, 12, 31), Standing.ENDS_LATER),  # in force for that one day
        (date(2027, 1, 1), date(2027, 6, 30), Standing.AHEAD),
    ],
)
def test_what_a_version_is_to_an_exam(start: date, end: date | None, wanted: Standing) -> None:
    found = standing(Span("2020-01-01", start, end), on=LENS)
    assert found is wanted
    assert (found in IN_ASSEMBLY) is is_in_force(Span("2020-01-01", start, end), LENS)


def test_only_law_that_has_ended_sends_an_item_to_review() -> None:
    assert {Standing.LAPSED} == FALLS
    assert {Standing.HOLDS, Standing.ENDS_LATER} == IN_ASSEMBLY


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        (date(2016, 8, 31), None),
        (date(2016, 9, 1), OLD),
        (date(2024, 9, 4), OLD),
        (date(2024, 9, 5), NOW),
        (date(2030, 1, 1), NOW),
    ],
)
def test_the_last_day_of_a_version_still_counts(day: date, wanted: Span | None) -> None:
    assert find_in_force([NOW, OLD], day) == wanted


@pytest.mark.parametrize(
    ("end", "exam"),
    [
        (date(2026, 12, 30), 2027),  # not in force on 31 December 2026
        (date(2026, 12, 31), 2028),  # still the law of the exam of 2027
        (date(2027, 1, 1), 2028),
        (date(2027, 12, 30), 2028),
        (date(2027, 12, 31), 2029),
    ],
)
def test_from_which_exam_on_a_version_no_longer_counts(end: date, exam: int) -> None:
    assert first_exam_without(end) == exam


@given(start=days, length=st.integers(0, 4000))
def test_a_version_counts_for_exactly_the_exams_between(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    span = Span("2000-01-01", start, end)
    counted = [year for year in range(1999, 2055) if is_in_force(span, lens_day(year))]
    assert counted == list(range(first_exam_with(start), first_exam_without(end)))


def test_a_new_version_ends_the_former_on_the_day_before() -> None:
    new = Span("2026-10-01", date(2027, 3, 1))
    assert add_version([OLD, NOW], new, today=TODAY) == [
        OLD,
        NOW._replace(end=date(2027, 2, 28)),
        new,
    ]


def test_a_version_that_had_ended_earlier_keeps_its_last_day() -> None:
    ended = NOW._replace(end=date(2026, 6, 30))
    new = Span("2026-10-01", date(2027, 3, 1))
    assert add_version([OLD, ended], new, today=TODAY)[1] == ended


def test_a_law_without_any_version_takes_its_first() -> None:
    assert add_version([], NOW, today=TODAY) == [NOW]


@pytest.mark.parametrize(
    ("new", "refusal"),
    [
        (Span("2023-12-29", date(2027, 1, 1)), VersionKnown),
        (Span("2026-11-23", date(2027, 1, 1)), NotPromulgated),  # tomorrow
        (Span("2026-11-22", date(2026, 11, 21)), EffectiveTooEarly),
        (Span("2024-09-01", date(2024, 9, 5)), VersionNotNewest),  # the same day as the newest
        (Span("2024-09-01", date(2024, 9, 4)), VersionNotNewest),
        (Span("2023-12-28", date(2027, 1, 1)), VersionNotNewest),  # promulgated before it
    ],
)
def test_a_version_out_of_order_is_refused(new: Span, refusal: type[LawVersionRefused]) -> None:
    with pytest.raises(refusal):
        add_version([OLD, NOW], new, today=TODAY)


@pytest.mark.parametrize("start", [date(2026, 11, 22), date(2026, 11, 23)])
def test_a_version_promulgated_today_may_take_effect_at_once_or_later(start: date) -> None:
    assert add_version([NOW], Span("2026-11-22", start), today=TODAY)[-1].start == start


@given(
    starts=st.lists(days, min_size=1, max_size=6, unique=True),
    day=days,
)
def test_versions_added_in_order_leave_one_law_for_every_day(starts: list[date], day: date) -> None:
    spans: list[Span] = []
    for start in sorted(starts):
        spans = add_version(spans, Span(start.isoformat(), start), today=date(2041, 1, 1))
    assert find_overlaps(spans) == []
    assert sum(is_in_force(span, day) for span in spans) == (day >= min(starts))


@pytest.mark.parametrize(
    ("former", "wanted"), [("2016-03-16", NOW), ("2023-12-29", None)], ids=["replaced", "newest"]
)
def test_the_successor_is_what_took_effect_next(former: str, wanted: Span | None) -> None:
    assert find_successor([NOW, OLD], former) == wanted


@pytest.mark.parametrize(
    ("end", "is_overlap"),
    [(None, True), (date(2024, 9, 5), True), (date(2024, 9, 4), False), (date(2020, 1, 1), False)],
)
def test_two_versions_are_never_law_on_the_same_day(end: date | None, is_overlap: bool) -> None:
    former = OLD._replace(end=end)
    assert find_overlaps([NOW, former]) == ([(former, NOW)] if is_overlap else [])
