"""States of a class, who may join when, places and the waiting list, join codes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules import cohorts as rules
from trainingapp.rules.cohorts import (
    CODE_SIGNS,
    CohortAct,
    CohortState,
    Door,
    JoinWay,
    MemberState,
)

TODAY = date(2026, 11, 22)
OPEN = Door(CohortState.OPEN, is_joinable=True, ends_on=date(2027, 5, 30))
ALLOWED = {
    (CohortState.DRAFT, CohortAct.OPEN): CohortState.OPEN,
    (CohortState.DRAFT, CohortAct.CANCEL): CohortState.CANCELLED,
    (CohortState.OPEN, CohortAct.END): CohortState.ENDED,
    (CohortState.OPEN, CohortAct.CANCEL): CohortState.CANCELLED,
}


@pytest.mark.parametrize(("state", "act"), list(product(CohortState, CohortAct)))
def test_every_act_leads_on_from_where_it_may_be_done_and_is_refused_elsewhere(
    state: CohortState, act: CohortAct
) -> None:
    if (state, act) in ALLOWED:
        assert rules.next_state(state, act) is ALLOWED[state, act]
    else:
        with pytest.raises(rules.CohortActRefused):
            rules.next_state(state, act)


def test_what_is_over_is_not_changed() -> None:
    assert [state for state in CohortState if rules.may_change(state)] == ["draft", "open"]
    rules.check_change(CohortState.DRAFT)
    for state in (CohortState.ENDED, CohortState.CANCELLED):
        with pytest.raises(rules.CohortActRefused):
            rules.check_change(state)


@pytest.mark.parametrize("way", JoinWay)
@pytest.mark.parametrize(
    "door",
    [
        *(
            Door(state, is_joinable=True, ends_on=OPEN.ends_on)
            for state in CohortState
            if state != CohortState.OPEN
        ),
        Door(CohortState.OPEN, is_joinable=True, ends_on=date(2026, 11, 21)),
    ],
)
def test_nobody_joins_a_class_that_is_not_open_or_is_over(door: Door, way: JoinWay) -> None:
    with pytest.raises(rules.CohortClosed):
        rules.check_join(door, way, None, today=TODAY)


def test_the_last_day_is_still_a_day_to_join() -> None:
    door = Door(CohortState.OPEN, is_joinable=True, ends_on=TODAY)
    rules.check_join(door, JoinWay.CODE, None, today=TODAY)


def test_a_class_that_takes_nobody_by_code_still_takes_people_otherwise() -> None:
    door = Door(CohortState.OPEN, is_joinable=False, ends_on=OPEN.ends_on)
    with pytest.raises(rules.CohortNotJoinable):
        rules.check_join(door, JoinWay.CODE, None, today=TODAY)
    for way in (JoinWay.LIST, JoinWay.TEACHER):
        rules.check_join(door, way, None, today=TODAY)


# Who stood where, comes how, and what they are told; None: they may come.
BEFORE = {
    MemberState.IN: dict.fromkeys(JoinWay, rules.AlreadyInClass),
    MemberState.WAITING: dict.fromkeys(JoinWay, rules.AlreadyInClass),
    MemberState.LEFT: {
        JoinWay.CODE: None,
        JoinWay.TEACHER: None,
        JoinWay.LIST: rules.LeftClass,
        JoinWay.INVITATION: rules.LeftClass,
        JoinWay.AGENCY: rules.LeftClass,
    },
    MemberState.REMOVED: {
        JoinWay.TEACHER: None,
        **dict.fromkeys(set(JoinWay) - {JoinWay.TEACHER}, rules.RemovedFromClass),
    },
}


@pytest.mark.parametrize(("before", "way"), list(product(MemberState, JoinWay)))
def test_who_was_there_before_comes_back_only_in_the_right_way(
    before: MemberState, way: JoinWay
) -> None:
    refused = BEFORE[before][way]
    if refused is None:
        rules.check_join(OPEN, way, before, today=TODAY)
    else:
        with pytest.raises(refused):
            rules.check_join(OPEN, way, before, today=TODAY)


@pytest.mark.parametrize(
    ("capacity", "members", "waiting", "state"),
    [
        (None, 5000, 0, MemberState.IN),
        (2, 1, 0, MemberState.IN),
        (2, 2, 0, MemberState.WAITING),
        (2, 3, 0, MemberState.WAITING),
        (2, 1, 1, MemberState.WAITING),  # nobody passes those who wait
    ],
)
def test_a_place_is_given_while_there_is_one_and_nobody_waits(
    capacity: int | None, members: int, waiting: int, state: MemberState
) -> None:
    assert rules.place_for(capacity, members=members, waiting=waiting) is state


@given(
    capacity=st.none() | st.integers(1, 30),
    members=st.integers(0, 30),
    waiting=st.lists(st.integers(1, 99), unique=True, max_size=30),
)
def test_those_who_wait_longest_move_up_and_never_more_than_fit(
    capacity: int | None, members: int, waiting: list[int]
) -> None:
    coming = list(rules.who_moves_up(capacity, members=members, waiting=waiting))
    assert coming == waiting[: len(coming)]
    if capacity is None:
        assert coming == waiting
    else:
        assert len(coming) == min(len(waiting), max(0, capacity - members))


@given(
    capacity=st.integers(1, 6),
    acts=st.lists(st.sampled_from(["come", "go", "raise"]), max_size=40),
)
def test_whatever_happens_the_class_is_never_overfull_and_nobody_waits_beside_a_free_place(
    capacity: int, acts: list[str]
) -> None:
    members: list[int] = []
    waiting: list[int] = []
    for number, act in enumerate(acts):
        if act == "come":
            state = rules.place_for(capacity, members=len(members), waiting=len(waiting))
            (members if state is MemberState.IN else waiting).append(number)
        elif act == "go" and members:
            members.pop(0)
        elif act == "raise":
            capacity += 1
        coming = rules.who_moves_up(capacity, members=len(members), waiting=waiting)
        members += coming
        del waiting[: len(coming)]
        assert len(members) <= capacity
        assert not waiting or len(members) == capacity
        assert waiting == sorted(waiting)  # first come, first served


def test_a_capacity_holds_those_who_are_in() -> None:
    rules.check_capacity(None, members=9)
    rules.check_capacity(9, members=9)
    with pytest.raises(rules.CapacityBelowMembers) as refused:
        rules.check_capacity(8, members=9)
    assert refused.value.parameters == {"members": 9}


def test_somebody_leads_whoever_goes() -> None:
    rules.check_leader_leaves([1, 2], 1)
    rules.check_leader_leaves([1], 2)
    with pytest.raises(rules.LastLeader):
        rules.check_leader_leaves([1], 1)


def test_no_sign_of_a_code_is_mistaken_for_another() -> None:
    for alike in ("0O", "1IL", "2Z", "5S", "8B", "UV"):
        assert len(set(alike) & set(CODE_SIGNS)) <= 1
    assert not set("0O1IL") & set(CODE_SIGNS)
    assert CODE_SIGNS.upper() == CODE_SIGNS
    assert len(set(CODE_SIGNS)) == len(CODE_SIGNS)
    assert rules.CODE_LENGTH in rules.CODE_LENGTHS == range(6, 9)


def _pick(signs: str) -> Iterator[str]:
    while True:
        yield from signs


def test_a_code_that_is_taken_is_not_given_again() -> None:
    signs = _pick("A" * 7 + "C" * 7)
    code = rules.make_code(lambda _signs: next(signs), {"AAAAAAA"}.__contains__)
    assert code == "CCCCCCC"


def test_when_every_code_is_taken_the_search_ends() -> None:
    with pytest.raises(rules.NoCodeLeft):
        rules.make_code(lambda signs: signs[0], lambda _code: True)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ACDEFGH", "ACDEFGH"),
        (" acd-efgh ", "ACDEFGH"),
        ("ＡＣＤ　ＥＦＧＨ", "ACDEFGH"),
        ("a c d e f g", "ACDEFG"),
        ("ACDEF", None),
        ("ACDEFGHJK", None),
        ("ACDEFG0", None),
        ("", None),
        ("ACD/EFG", None),
        ("你好吗朋友们啊", None),
    ],
)
def test_a_code_is_read_as_people_type_it(typed: str, code: str | None) -> None:
    assert rules.read_code(typed) == code


@given(st.text(CODE_SIGNS, min_size=6, max_size=8))
def test_every_code_that_is_made_can_be_read(code: str) -> None:
    assert rules.read_code(code) == code
    assert rules.read_code(f"{code[:3]}-{code[3:].lower()}") == code


@pytest.mark.parametrize(
    ("title", "later"),
    [
        ("2026 年中级考前班", "2027 年中级考前班"),
        ("2026 年考前班（2025 年秋季）", "2027 年考前班（2026 年秋季）"),
        ("考前班", "考前班"),
        ("2019 年大纲，2026 年考试", "2019 年大纲，2027 年考试"),
    ],
)
def test_a_title_moves_on_by_a_year(title: str, later: str) -> None:
    assert rules.shift_year(title, 2026) == later
