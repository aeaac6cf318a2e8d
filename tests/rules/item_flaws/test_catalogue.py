"""The catalogue tells of every flaw, and which of them keep a ready item from passing."""

from __future__ import annotations

import re

import pytest

from trainingapp.rules.item_flaws.bank_words import STRATEGY_WORDS
from trainingapp.rules.item_flaws.catalogue import CATALOGUE, is_error, kind_of
from trainingapp.rules.item_flaws.flaw import Family, Flaw, FlawKind, Severity, Strategy


@pytest.mark.parametrize("kind", CATALOGUE.values(), ids=CATALOGUE)
def test_every_flaw_says_what_why_and_how_better(kind: FlawKind) -> None:
    texts = (kind.title, kind.sentence, kind.reason, kind.bad, kind.good)
    assert all(text.strip() for text in texts)
    assert kind.bad != kind.good
    assert kind.sentence.endswith(".")


def test_names_are_stable_words_that_a_file_can_hold() -> None:
    assert [name for name in CATALOGUE if not re.fullmatch(r"[a-z]+(_[a-z]+)*", name)] == []


@pytest.mark.parametrize(
    ("name", "so"),
    [
        ("all_of_the_above", True),
        ("near_duplicate", True),
        ("guessable", True),
        ("key_longest", False),
        ("stem_words_in_key", False),
        ("similar_items", False),
    ],
)
def test_only_certain_flaws_are_errors(name: str, so: bool) -> None:
    assert is_error(Flaw(name)) is so
    assert (kind_of(Flaw(name)).severity is Severity.ERROR) is so


def test_every_family_has_flaws_and_every_rule_of_guessing_a_name() -> None:
    assert {kind.family for kind in CATALOGUE.values()} == set(Family)
    assert set(STRATEGY_WORDS) == set(Strategy)
