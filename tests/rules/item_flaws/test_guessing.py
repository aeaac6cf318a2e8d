"""What guessing brings, by the real policy: worked examples for each rule."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.rules.item_flaws.items import figures, spoil
from trainingapp.rules.item_flaws.flaw import Strategy
from trainingapp.rules.item_flaws.guessing import find_guessable, guess_score
from trainingapp.rules.item_flaws.texts import ItemText
from trainingapp.rules.scoring import CN_OBJECTIVE_1

LONG, SHORT = "先听她讲自己的想法和打算", "请子女接她"


def single(key: str, **options: str) -> ItemText:
    return spoil(key=key, **{**dict.fromkeys("ABCD", SHORT), **options})


def multiple(key: str, *texts: str) -> ItemText:
    return spoil(kind="multiple", key=key, **dict(zip("ABCDE", texts, strict=True)))


def score(items: list[ItemText], strategy: Strategy) -> Decimal:
    return guess_score(CN_OBJECTIVE_1, items, strategy=strategy)


def test_the_longest_option_is_chosen() -> None:
    assert score([single("C", C=LONG)], Strategy.LONGEST) == 100
    assert score([single("B", C=LONG)], Strategy.LONGEST) == 0


def test_options_of_one_length_are_chosen_by_chance() -> None:
    assert score([single("B")], Strategy.LONGEST) == 25
    assert score([single("B", A=LONG, B=LONG)], Strategy.LONGEST) == 50


def test_the_most_specific_option_is_chosen() -> None:
    assert score([single("D", D="30日内书面告知")], Strategy.MOST_SPECIFIC) == 100
    assert score([single("D", A="30日内书面告知")], Strategy.MOST_SPECIFIC) == 0


@pytest.mark.parametrize(("keys", "points"), [("BB", 100), ("CC", 100), ("AD", 0), ("BC", 50)])
def test_a_middle_letter_is_chosen_the_better_one(keys: str, points: int) -> None:
    assert score([single(key) for key in keys], Strategy.MIDDLE) == points


@pytest.mark.parametrize(("key", "points"), [("A", 100), ("B", 0), ("D", 0)])
def test_the_option_most_like_the_others_is_chosen(key: str, points: int) -> None:
    texts = ("评估需要并订立契约", "评估需要", "订立契约", "召开会议")
    assert score([figures(*texts, key=key)], Strategy.MOST_SIMILAR) == points


def test_in_multiple_items_the_best_number_of_marks_counts() -> None:
    longest = multiple("AB", LONG, LONG, SHORT, SHORT, SHORT)
    assert score([longest], Strategy.LONGEST) == 100  # two marks: the whole key
    one_of_three = multiple("ACD", LONG + "。", LONG, SHORT, SHORT, SHORT)
    assert score([one_of_three], Strategy.LONGEST) == 25  # one mark: 0.5 of 2 points


def test_points_are_weighed_as_on_the_paper() -> None:
    items = [single("B", B=LONG), multiple("CD", LONG, SHORT, SHORT, SHORT, SHORT)]
    found = score(items, Strategy.LONGEST)
    assert round(found, 1) == Decimal("33.3")  # 1 of 3 points, nothing for the multiple item


def test_a_form_is_guessable_from_33_on() -> None:
    fair = [single(key) for key in "ABCD"]
    assert list(find_guessable(CN_OBJECTIVE_1, fair)) == []
    unfair = [single("A", A=LONG), single("B"), single("C")]
    names = [flaw.parameters["strategy"] for flaw in find_guessable(CN_OBJECTIVE_1, unfair)]
    assert Strategy.LONGEST in names


def test_nothing_is_guessed_on_a_form_without_items() -> None:
    assert list(find_guessable(CN_OBJECTIVE_1, [])) == []
