"""Choosing and sorting members, and the class in figures, without a database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from trainingapp.classes.queries.mocks import MockResult
from trainingapp.classes.queries.progress import MemberProgress
from trainingapp.classes.queries.sorting import Order, Wanted, choose, sum_up
from trainingapp.exams.models import Sitting
from trainingapp.rules.attendance import Record
from trainingapp.rules.falling_behind import Band, FlagKind, Standing, find_flags, quiet_days

NOON = datetime(2026, 12, 5, 4, 0, tzinfo=UTC)


def member(
    number: int = 1,
    name: str = "林美华",
    *,
    away: int = 0,
    missing: int = 0,
    present: int = 4,
    meetings: int = 4,
    score: str | None = None,
) -> MemberProgress:
    standing = Standing(
        joined_at=NOON - timedelta(days=100),
        seen_at=NOON - timedelta(days=away),
        is_completed=False,
        due=4,
        missing=missing,
        meetings=meetings,
        present=present,
    )
    last = None
    if score is not None:
        last = MockResult(
            user_id=number,
            attempt_id=number,
            sitting=Sitting(title={"zh": "模拟"}),
            state="submitted",
            started_at=NOON,
            score=Decimal(score),
            is_passed=Decimal(score) >= 60,
            cut=Decimal(60),
            full=Decimal(100),
        )
    return MemberProgress(
        user_id=number,
        name=name,
        standing=standing,
        quiet_days=quiet_days(standing, now=NOON),
        record=Record(present, meetings),
        flags=find_flags(standing, now=NOON),
        last=last,
    )


def numbers(members: Sequence[MemberProgress], **wanted: str) -> list[int]:
    return [found.user_id for found in choose(members, Wanted(**wanted))]


def test_an_empty_class_has_nobody_and_no_share() -> None:
    assert choose([], Wanted()) == []
    overview = sum_up([])
    assert (overview.members, overview.flagged, overview.attendance.percent) == (0, 0, None)
    assert set(overview.bands.values()) == {0}


def test_equals_stand_by_name_and_then_by_number() -> None:
    people = [member(3, "王"), member(2, "李"), member(1, "王")]
    for order in Order:
        assert numbers(people, order=order) == [2, 1, 3], order


def test_what_is_unknown_stands_last() -> None:
    people = [member(1, meetings=0, present=0), member(2, present=1), member(3)]
    assert numbers(people, order=Order.ATTENDANCE) == [2, 3, 1]
    scored = [member(1), member(2, score="100"), member(3, score="0")]
    assert numbers(scored, order=Order.SCORE) == [3, 2, 1]


def test_most_reasons_stand_first() -> None:
    people = [
        member(1),
        member(2, away=20),
        member(3, away=20, missing=4, present=0),
        member(4, away=20, missing=4),
    ]
    assert numbers(people) == [3, 4, 2, 1]
    assert numbers(people, order=Order.SEEN)[-1] == 1
    assert numbers(people, order=Order.MISSING)[:2] == [3, 4]


@pytest.mark.parametrize(
    ("text", "found"),
    [("", [1, 2]), ("Lin", [1]), ("LIN", [1]), ("建国", [2]), ("建 国", []), ("%", []), ("_", [])],
)
def test_a_part_of_the_name_finds_whatever_its_case(text: str, found: list[int]) -> None:
    people = [member(1, "Lin Meihua"), member(2, "王建国")]
    assert sorted(numbers(people, text=text)) == found


@pytest.mark.parametrize(
    ("flag", "found"),
    [
        ("", [1, 2, 3, 4]),
        ("any", [2, 3, 4]),
        ("none", [1]),
        ("quiet", [2]),
        ("overdue", [3]),
        ("absent", [4]),
    ],
)
def test_a_reason_chooses_those_who_have_it(flag: str, found: list[int]) -> None:
    people = [member(1), member(2, away=20), member(3, missing=4), member(4, present=0)]
    assert sorted(numbers(people, flag=flag)) == found


@pytest.mark.parametrize(
    ("band", "found"), [("well-above", [1]), ("near", [2]), ("below", [3]), ("unknown", [4])]
)
def test_a_band_chooses_those_who_are_in_it(band: str, found: list[int]) -> None:
    people = [member(1, score="90"), member(2, score="61"), member(3, score="20"), member(4)]
    assert numbers(people, band=band) == found


def test_the_class_is_the_sum_of_its_members() -> None:
    people = [
        member(1, score="90"),
        member(2, away=20, missing=4),
        member(3, present=1, score="61"),
    ]
    overview = sum_up(people)
    assert overview.flags == {FlagKind.QUIET: 1, FlagKind.OVERDUE: 1, FlagKind.ABSENT: 1}
    assert overview.flagged == 2
    assert overview.bands == {
        Band.WELL_ABOVE: 1,
        Band.NEAR: 1,
        Band.BELOW: 0,
        Band.UNKNOWN: 1,
    }
    assert overview.attendance == Record(9, 12)


drawn = st.builds(
    member,
    st.integers(1, 999),
    st.sampled_from(["林", "王", "李"]),
    away=st.integers(0, 40),
    missing=st.integers(0, 4),
    present=st.integers(0, 4),
    score=st.sampled_from([None, "20", "60", "95"]),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(drawn, max_size=12), st.sampled_from(list(Order)))
def test_sorting_loses_and_invents_nobody(people: list[MemberProgress], order: Order) -> None:
    found = choose(people, Wanted(order=order))
    assert sorted(map(id, found)) == sorted(map(id, people))
    assert sum(sum_up(people).bands.values()) == len(people)


@settings(max_examples=30, deadline=None)
@given(st.lists(drawn, max_size=12))
def test_any_and_none_share_the_class_between_them(people: list[MemberProgress]) -> None:
    flagged = choose(people, Wanted(flag="any"))
    calm = choose(people, Wanted(flag="none"))
    assert len(flagged) + len(calm) == len(people)
    assert sum_up(people).flagged == len(flagged)
