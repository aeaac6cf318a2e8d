"""What a device may send, and the chain over what was recorded."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.answer_events import (
    FIRST_HEAD,
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

LETTERS = ["ABCD", "ABCDE"]
HEAD = "ab" * 32


def raw(**changes: Any) -> dict[str, Any]:
    event = {
        "seq": 1,
        "kind": "answer",
        "slot": 2,
        "selected": "CA",
        "flagged": True,
        "struck": "E",
        "seconds": 41,
        "client_at": 1_800_000_000_000,
    }
    return {**event, **changes}


def batch(*events: Any, **changes: Any) -> dict[str, Any]:
    return {"after": {"seq": 0, "head": ""}, "events": list(events), **changes}


def test_an_event_is_read_with_its_letters_in_order() -> None:
    assert parse_event(raw(), LETTERS) == AnswerEvent(
        1, "answer", 2, "AC", True, "E", 41, 1_800_000_000_000
    )


def test_what_a_device_leaves_out_is_empty() -> None:
    short = {"seq": 1, "kind": "visit", "slot": 1, "seconds": 0, "client_at": 0}
    event = parse_event(short, LETTERS)
    assert (event.selected, event.struck, event.flagged) == ("", "", False)


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"seq": 0}, "seq"),
        ({"seq": True}, "seq"),
        ({"seq": "1"}, "seq"),
        ({"kind": "submit"}, "kind"),
        ({"kind": ["answer"]}, "kind"),
        ({"slot": 0}, "slot"),
        ({"slot": 3}, "slot"),
        ({"slot": 1, "selected": "E"}, "selected"),
        ({"selected": "AA"}, "selected"),
        ({"selected": None}, "selected"),
        ({"struck": "F"}, "struck"),
        ({"flagged": 1}, "flagged"),
        ({"seconds": -1}, "seconds"),
        ({"seconds": 86_401}, "seconds"),
        ({"seconds": 1.5}, "seconds"),
        ({"client_at": -1}, "client_at"),
        ({"client_at": 1 << 46}, "client_at"),
    ],
)
def test_a_wrong_field_is_named(changes: dict[str, Any], detail: str) -> None:
    with pytest.raises(MalformedEvents) as refusal:
        parse_event(raw(**changes), LETTERS)
    assert refusal.value.parameters == {"detail": detail}


def test_an_event_is_an_object() -> None:
    with pytest.raises(MalformedEvents, match="object"):
        parse_event("A", LETTERS)


def test_a_batch_says_what_it_follows() -> None:
    position, events = parse_batch(batch(raw(seq=1), raw(seq=2)), LETTERS)
    assert position == Position(0, "")
    assert [event.seq for event in events] == [1, 2]


def test_an_empty_batch_is_allowed() -> None:
    assert parse_batch({"after": {"seq": 7, "head": HEAD}}, LETTERS) == (Position(7, HEAD), [])


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        batch(events={}),
        batch(*[raw(seq=number) for number in range(1, 52)]),
        batch(raw(), after=None),
        batch(raw(), after={"seq": -1, "head": ""}),
        batch(raw(), after={"seq": 0, "head": 7}),
        batch(raw(seq=1), raw(seq=3)),
        batch(raw(seq=2), raw(seq=1)),
    ],
)
def test_a_batch_that_no_room_sends_is_refused(body: object) -> None:
    with pytest.raises(MalformedEvents):
        parse_batch(body, LETTERS)


def recorded(seq: int, **changes: Any) -> RecordedEvent:
    event = RecordedEvent(1, seq, "answer", 1, "A", False, "", 5, 1000, 1001, False, False)
    return replace(event, **changes)


def test_an_event_has_one_spelling() -> None:
    assert canonical(recorded(1)) == (
        '{"client_at":1000,"flagged":false,"kind":"answer","late":false,"lease":1,"seconds":5,'
        '"selected":"A","seq":1,"server_at":1001,"slot":1,"stray":false,"struck":""}'
    )


def test_the_chain_starts_from_nothing() -> None:
    head = "005cbfb71a696648ab27d2ee2758af212d4f5f72c5dea6c371047c3e3429cf9d"
    assert next_head(FIRST_HEAD, recorded(1)) == head


def chain(events: list[RecordedEvent]) -> list[tuple[RecordedEvent, str]]:
    links, head = [], FIRST_HEAD
    for event in events:
        head = next_head(head, event)
        links.append((event, head))
    return links


def test_an_untouched_chain_holds() -> None:
    assert find_break(chain([recorded(seq) for seq in range(1, 20)])) is None
    assert find_break([]) is None


@given(st.integers(0, 9), st.sampled_from(["selected", "struck"]))
def test_a_changed_event_breaks_the_chain_at_its_place(place: int, field: str) -> None:
    links = chain([recorded(seq) for seq in range(1, 11)])
    links[place] = (replace(links[place][0], **{field: "B"}), links[place][1])
    assert find_break(links) == place


@given(st.integers(0, 8))
def test_a_missing_event_breaks_the_chain(place: int) -> None:
    links = chain([recorded(seq) for seq in range(1, 11)])
    del links[place]
    assert find_break(links) == place


def test_events_in_another_order_break_the_chain() -> None:
    links = chain([recorded(1), recorded(2)])
    assert find_break([links[1], links[0]]) == 0
