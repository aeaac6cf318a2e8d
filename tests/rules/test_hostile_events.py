"""Whatever a device sends, reading it ends in events or in one refusal, never in anything else."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings, strategies as st

from trainingapp.rules.answer_events import (
    KINDS,
    LARGEST_NUMBER,
    LATEST_MOMENT,
    MOST_EVENTS_AT_ONCE,
    MOST_SECONDS,
    AnswerEvent,
    MalformedEvents,
    Position,
    RecordedEvent,
    canonical,
    find_break,
    next_head,
    parse_batch,
    parse_event,
)

Read = TypeVar("Read")
LETTERS = ["ABCD", "ABCD", "ABCDE"]
NAMES = ["seq", "kind", "slot", "selected", "flagged", "struck", "seconds", "client_at"]

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(alphabet=st.characters(exclude_categories=[]), max_size=8)
    | st.sampled_from([*KINDS, "A", "ABCDE", "", 1, 2, 3, 1 << 31])
)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*NAMES, "after", "events", "head"]), inner, max_size=8)
    ),
    max_leaves=12,
)
valid = st.fixed_dictionaries(
    {
        "seq": st.integers(1, LARGEST_NUMBER),
        "kind": st.sampled_from(sorted(KINDS)),
        "slot": st.integers(1, len(LETTERS)),
        "selected": st.sampled_from(["", "A", "DA", "BCD"]),
        "flagged": st.booleans(),
        "struck": st.sampled_from(["", "C", "DB"]),
        "seconds": st.integers(0, MOST_SECONDS),
        "client_at": st.integers(0, LATEST_MOMENT),
    }
)


def outcome_of(read: Callable[[], Read]) -> Read | MalformedEvents:
    """What reading comes to; anything but a refusal is raised."""
    try:
        return read()
    except MalformedEvents as refusal:
        return refusal


@settings(max_examples=150, deadline=None)
@given(anything)
def test_no_body_breaks_the_reader(body: Any) -> None:
    read = outcome_of(lambda: parse_batch(body, LETTERS))
    if isinstance(read, MalformedEvents):
        assert read.parameters["detail"]
    else:
        assert isinstance(read[0], Position)
        assert all(isinstance(event, AnswerEvent) for event in read[1])


@settings(max_examples=150, deadline=None)
@given(valid, st.sampled_from(NAMES), anything)
def test_one_odd_field_is_named_or_harmless(event: dict[str, Any], name: str, value: Any) -> None:
    read = outcome_of(lambda: parse_event({**event, name: value}, LETTERS))
    if isinstance(read, MalformedEvents):
        # another slot may not offer the letters of the first one
        assert read.parameters["detail"] in {name, "selected", "struck"}
    else:
        assert 1 <= read.slot <= len(LETTERS)
        assert set(read.selected) | set(read.struck) <= set(LETTERS[read.slot - 1])
        assert read.kind in KINDS


@settings(max_examples=80, deadline=None)
@given(valid)
def test_reading_an_event_again_changes_nothing(event: dict[str, Any]) -> None:
    once = parse_event(event, LETTERS)
    assert parse_event(asdict(once), LETTERS) == once
    assert set(once.selected) == set(event["selected"])
    assert list(once.struck) == sorted(event["struck"])


@pytest.mark.parametrize(
    ("name", "lowest", "highest"),
    [
        ("seq", 1, LARGEST_NUMBER),
        ("slot", 1, 3),
        ("seconds", 0, MOST_SECONDS),
        ("client_at", 0, LATEST_MOMENT),
    ],
)
def test_every_number_has_its_two_ends(name: str, lowest: int, highest: int) -> None:
    event = {"seq": 1, "kind": "visit", "slot": 1, "seconds": 0, "client_at": 0}
    for fitting in (lowest, highest):
        assert getattr(parse_event({**event, name: fitting}, LETTERS), name) == fitting
    for beyond in (lowest - 1, highest + 1):
        with pytest.raises(MalformedEvents) as refusal:
            parse_event({**event, name: beyond}, LETTERS)
        assert refusal.value.parameters == {"detail": name}


@pytest.mark.parametrize(
    ("slot", "letter", "is_offered"),
    [(1, "D", True), (1, "E", False), (3, "E", True), (3, "F", False)],
)
def test_a_slot_takes_only_the_letters_it_offers(slot: int, letter: str, is_offered: bool) -> None:
    event = {"seq": 1, "kind": "answer", "slot": slot, "seconds": 0, "client_at": 0}
    for name in ("selected", "struck"):
        if is_offered:
            assert getattr(parse_event({**event, name: letter}, LETTERS), name) == letter
        else:
            with pytest.raises(MalformedEvents):
                parse_event({**event, name: letter}, LETTERS)


def test_a_form_without_items_takes_no_event() -> None:
    with pytest.raises(MalformedEvents):
        parse_event({"seq": 1, "kind": "visit", "slot": 1, "seconds": 0, "client_at": 0}, [])


def batch_of(count: int, first: int = 1) -> list[dict[str, Any]]:
    event = {"kind": "visit", "slot": 1, "seconds": 0, "client_at": 0}
    return [{**event, "seq": first + number} for number in range(count)]


@pytest.mark.parametrize("count", [0, 1, MOST_EVENTS_AT_ONCE])
def test_a_batch_may_hold_up_to_fifty(count: int) -> None:
    body = {"after": {"seq": 4, "head": "0a" * 32}, "events": batch_of(count, first=9)}
    position, events = parse_batch(body, LETTERS)
    assert position == Position(4, "0a" * 32)
    assert [event.seq for event in events] == list(range(9, 9 + count))


def test_fifty_one_are_refused_before_any_is_read() -> None:
    body = {"after": {"seq": 0, "head": ""}, "events": [None] * (MOST_EVENTS_AT_ONCE + 1)}
    with pytest.raises(MalformedEvents, match="at most 50"):
        parse_batch(body, LETTERS)


@pytest.mark.parametrize(
    "head",
    [None, 0, [], "a", "0a" * 31, "0a" * 33, "0A" * 32, "0a" * 32 + "\n", "g" * 64, "\ud800" * 64],
    ids=ascii,
)
def test_a_head_is_nothing_or_a_hash(head: object) -> None:
    with pytest.raises(MalformedEvents) as refusal:
        parse_batch({"after": {"seq": 0, "head": head}, "events": []}, LETTERS)
    assert refusal.value.parameters == {"detail": "head"}


EVENT = RecordedEvent(1, 1, "answer", 1, "A", False, "", 5, 1000, 1001, False, False)


def test_the_spelling_of_an_event_never_changes_between_versions() -> None:
    assert canonical(EVENT) == (
        '{"client_at":1000,"flagged":false,"kind":"answer","late":false,"lease":1,"seconds":5,'
        '"selected":"A","seq":1,"server_at":1001,"slot":1,"stray":false,"struck":""}'
    )
    assert next_head("", EVENT) == (
        "005cbfb71a696648ab27d2ee2758af212d4f5f72c5dea6c371047c3e3429cf9d"
    )


def test_every_fact_changes_the_head() -> None:
    heads = {next_head("", EVENT), next_head("0", EVENT)}
    for name, value in asdict(EVENT).items():
        other = f"{value}x" if isinstance(value, str) else value + 1
        heads.add(next_head("", replace(EVENT, **{name: other})))
    assert len(heads) == 2 + len(asdict(EVENT))


def test_a_true_and_a_one_are_spelt_differently() -> None:
    spelt = json.loads(canonical(replace(EVENT, late=True)))
    assert spelt["late"] is True
    assert next_head("", replace(EVENT, late=True)) != next_head("", replace(EVENT, late=1))  # type: ignore[arg-type]


def test_the_first_of_several_breaks_is_named() -> None:
    chain: list[tuple[RecordedEvent, str]] = []
    head = ""
    for seq in range(1, 6):
        event = replace(EVENT, seq=seq)
        head = next_head(head, event)
        chain.append((event, head))
    broken = [
        (replace(event, seconds=9), link) if place in {1, 3} else (event, link)
        for place, (event, link) in enumerate(chain)
    ]
    assert find_break(chain) is None
    assert find_break(broken) == 1
    assert find_break(chain[1:]) == 0
    assert find_break(chain[:3]) is None  # a cut is seen only against the head
    assert find_break([]) is None
