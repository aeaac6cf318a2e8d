"""What a candidate scores who knows nothing and follows one rule: a form must not reward it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations

from trainingapp.rules.item_flaws.duplicates import likeness, pairs_of
from trainingapp.rules.item_flaws.flaw import Flaw, Strategy
from trainingapp.rules.item_flaws.options import specificity
from trainingapp.rules.item_flaws.texts import ItemText
from trainingapp.rules.items import Kind
from trainingapp.rules.scoring import NOTHING, ScoringPolicy, score_response

GUESS_LIMIT = 33  # of 100; 25 is what blind choice of one option brings among single items
PICKS = (1, 2, 3)  # how many options a guesser may mark in every multiple item


Weights = Mapping[str, float]  # letter: the more, the sooner it is chosen


def weigh_length(item: ItemText) -> Weights:
    """By the number of characters."""
    return {letter: len(text) for letter, text in item.options.items()}


def weigh_detail(item: ItemText) -> Weights:
    """By the number of details."""
    return {letter: specificity(text) for letter, text in item.options.items()}


def weigh_likeness(item: ItemText) -> Weights:
    """By how much an option shares with the others, on average."""
    grams = {letter: option_pairs(text) for letter, text in item.options.items()}
    return {
        letter: sum(likeness(own, other) for name, other in grams.items() if name != letter)
        for letter, own in grams.items()
    }


def option_pairs(text: str) -> frozenset[str]:
    """The character pairs of one option."""
    return pairs_of(ItemText(code="", kind="", options={"A": text}))


def weigh_second(item: ItemText) -> Weights:
    """The second letter first, then its neighbours."""
    return {letter: -abs(place - 1) for place, letter in enumerate(item.options)}


def weigh_third(item: ItemText) -> Weights:
    """The third letter first, then its neighbours."""
    return {letter: -abs(place - 2) for place, letter in enumerate(item.options)}


# A rule may be followed in more than one way; the best of them counts.
WAYS: Mapping[Strategy, Sequence[Callable[[ItemText], Weights]]] = {
    Strategy.LONGEST: (weigh_length,),
    Strategy.MOST_SPECIFIC: (weigh_detail,),
    Strategy.MIDDLE: (weigh_second, weigh_third),
    Strategy.MOST_SIMILAR: (weigh_likeness,),
}


def guess_score(policy: ScoringPolicy, items: Sequence[ItemText], *, strategy: Strategy) -> Decimal:
    """The score of 100 that the rule brings on these items, the best way of following it.

    One option is marked in a single item, and one, two or three in every multiple item, whichever brings most. Among
    options that the rule holds equal the mean of all choices counts.
    """
    full = sum((policy.full_points(item.kind) for item in items), NOTHING)
    best = max(
        sum((_expected(policy, item, way(item), picks=picks) for item in items), NOTHING)
        for way in WAYS[strategy]
        for picks in PICKS
    )
    return 100 * best / (full or Decimal(1))


def _expected(policy: ScoringPolicy, item: ItemText, weights: Weights, *, picks: int) -> Decimal:
    count = 1 if item.kind == Kind.SINGLE else picks
    ranked = sorted(weights, key=weights.__getitem__, reverse=True)
    edge = weights[ranked[count - 1]]
    sure = [letter for letter in ranked if weights[letter] > edge]
    tied = [letter for letter in ranked if weights[letter] == edge]
    choices = list(combinations(tied, count - len(sure)))
    key = frozenset(item.key)
    points = (
        score_response(policy, item.kind, key=key, selected=frozenset({*sure, *choice}))
        for choice in choices
    )
    return sum(points, NOTHING) / len(choices)


def find_guessable(policy: ScoringPolicy, items: Sequence[ItemText]) -> Iterator[Flaw]:
    """No rule of guessing brings 33 of 100 on a form."""
    for strategy in Strategy:
        score = guess_score(policy, items, strategy=strategy)
        if score >= GUESS_LIMIT:
            parameters = {"strategy": strategy, "score": round(score, 1), "limit": GUESS_LIMIT}
            yield Flaw("guessable", ("items",), parameters)
