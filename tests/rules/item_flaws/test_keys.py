"""The limits of a ready bank: just kept, just broken."""

from __future__ import annotations

import pytest

from tests.rules.item_flaws.items import OPTIONS, spoil
from trainingapp.rules.item_flaws.catalogue import CATALOGUE
from trainingapp.rules.item_flaws.keys import find_key_flaws
from trainingapp.rules.item_flaws.texts import ItemText

E = "陪她到社区去走走"


def singles(letters: str, longest: int = 0) -> list[ItemText]:
    """An item for each key letter; in the first so many the key alone is the longest."""
    even = dict.fromkeys("ABCD", "请子女接她同住")
    return [
        spoil(key=letter, **{**even, letter: even[letter] + "多" * (place < longest)})
        for place, letter in enumerate(letters)
    ]


def multiples(*sizes: int) -> list[ItemText]:
    return [spoil(kind="multiple", key="ABCDE"[:size], **OPTIONS, E=E) for size in sizes]


def found(items: list[ItemText], slack: int = 0) -> list[tuple[str, object]]:
    flaws = list(find_key_flaws(items, "JC", slack=slack))
    for flaw in flaws:
        assert CATALOGUE[flaw.name].sentence % flaw.parameters
    return [(flaw.name, flaw.parameters["share"]) for flaw in flaws]


@pytest.mark.parametrize(
    ("letters", "flaws"),
    [
        ("ABCD" * 25, []),
        ("A" * 22 + "B" * 28 + "C" * 25 + "D" * 25, []),
        ("A" * 21 + "B" * 28 + "C" * 26 + "D" * 25, [("key_letter_share", "21.0")]),
        ("A" * 22 + "B" * 29 + "C" * 24 + "D" * 25, [("key_letter_share", "29.0")]),
    ],
)
def test_each_letter_is_the_key_of_a_quarter(letters: str, flaws: list[tuple[str, str]]) -> None:
    assert found(singles(letters)) == flaws


@pytest.mark.parametrize(("longest", "flaws"), [(35, []), (36, [("key_longest_share", "36.0")])])
def test_the_key_is_seldom_the_longest(longest: int, flaws: list[tuple[str, str]]) -> None:
    assert found(singles("ABCD" * 25, longest)) == flaws


def test_a_key_that_shares_its_length_is_not_the_longest() -> None:
    items = [spoil(key=letter, **dict.fromkeys("ABCD", "请子女接她同住")) for letter in "ABCD" * 10]
    assert found(items) == []


@pytest.mark.parametrize(
    ("sizes", "flaws"),
    [
        ((2,) * 20 + (3,) * 60 + (4,) * 20, []),
        ((2,) * 19 + (3,) * 61 + (4,) * 20, [("key_size_share", "19.0")]),
        ((3,) * 50, [("key_size_share", "0.0"), ("key_size_share", "0.0")]),
    ],
)
def test_every_size_of_key_is_a_fifth(sizes: tuple[int, ...], flaws: list[tuple[str, str]]) -> None:
    assert found(multiples(*sizes)) == flaws


@pytest.mark.parametrize(("count", "is_found"), [(17, False), (18, True), (13, False), (12, True)])
def test_on_a_form_of_sixty_a_limit_may_be_missed_by_one_item(count: int, is_found: bool) -> None:
    others = "BCD" * 20
    items = singles("A" * count + others[: 60 - count])
    letters = {flaw.parameters["letter"] for flaw in find_key_flaws(items, "form", slack=1)}
    assert ("A" in letters) is is_found


def test_few_items_say_nothing_about_shares() -> None:
    assert found(singles("A" * 19) + multiples(*(3,) * 19)) == []
    assert found(singles("A" * 20)) != []
