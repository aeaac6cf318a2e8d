"""What an item is: kinds, levels, states, and when its options, key, facility and reviews are in order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple


class Subject(StrEnum):
    """The six papers of the national exam."""

    JUNIOR_COMPREHENSIVE = "junior-comprehensive"
    JUNIOR_PRACTICE = "junior-practice"
    MIDDLE_COMPREHENSIVE = "middle-comprehensive"
    MIDDLE_LAW = "middle-law"
    MIDDLE_PRACTICE = "middle-practice"
    SENIOR_PRACTICE = "senior-practice"

    @property
    def prefix(self) -> str:
        """The two letters that begin every code of the subject, such as JC."""
        level, name = self.value.split("-")
        return (level[0] + name[0]).upper()


class Kind(StrEnum):
    """How an item is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    CASE = "case"
    DESIGN = "design"
    ESSAY = "essay"

    @property
    def is_objective(self) -> bool:
        """Whether a key alone decides the points."""
        return self in OPTION_LETTERS


class Level(StrEnum):
    """How demanding an item is."""

    RECALL = "recall"
    UNDERSTAND = "understand"
    APPLY = "apply"


class Status(StrEnum):
    """Where an item stands. Only ready items may stand on a test form."""

    DRAFT = "draft"
    READY = "ready"
    NEEDS_REVIEW = "needs-review"
    RETIRED = "retired"


OPTION_LETTERS: Mapping[Kind, str] = {Kind.SINGLE: "ABCD", Kind.MULTIPLE: "ABCDE"}
KEY_SIZES: Mapping[Kind, range] = {Kind.SINGLE: range(1, 2), Kind.MULTIPLE: range(2, 5)}


class Fault(NamedTuple):
    """Something wrong in one item: a code, the place inside the item, and what fills the sentence."""

    code: str
    path: tuple[str | int, ...]
    parameters: Mapping[str, object] = {}


class Review(NamedTuple):
    """What a second reader found, given only the stem and the options."""

    reader: str
    answer: str
    verdict: str
    is_second_defensible: bool


def check_options(kind: Kind, options: Mapping[str, tuple[str, str]], key: str) -> Iterator[Fault]:
    """Options are A–D with one key (single) or A–E with two to four (multiple); each has a text and its own why.

    The official paper has nothing else: "每题的备选项中，有2个或2个以上符合题意，至少有1个错项".
    `options` maps a letter to (text, why).
    """
    letters = OPTION_LETTERS[kind]
    if "".join(options) != letters:
        yield Fault(f"{kind}_options", ("options",), {"letters": ", ".join(options) or "–"})
    for letter, (text, why) in options.items():
        if not text.strip():
            yield Fault("empty_text", ("options", letter, "text"), {"field": f"{letter}.text"})
        if not why.strip():
            yield Fault("missing_why", ("options", letter), {"letter": letter})
    texts = [_seen(text) for text, _ in options.values() if text.strip()]
    if len(set(texts)) < len(texts):
        yield Fault("same_options", ("options",))
    yield from _check_key(kind, options, key)


def _seen(text: str) -> str:
    """What a candidate sees of a text: width of letters, blanks and signs without a shape make no difference."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) != "Cf")


def _check_key(kind: Kind, options: Mapping[str, tuple[str, str]], key: str) -> Iterator[Fault]:
    if len(key) not in KEY_SIZES[kind]:
        yield Fault(f"{kind}_key", ("key",), {"key": key or "–"})
    elif list(key) != sorted(set(key)):
        yield Fault("key_order", ("key",), {"key": key})
    for letter in key:
        if letter not in options:
            yield Fault("key_without_option", ("key",), {"letter": letter})


def check_facility(expected: float, reason: str) -> Iterator[Fault]:
    """The expected facility is the share of candidates who will answer right, 0 to 1, with a reason."""
    if not 0 < expected < 1:
        yield Fault("facility_range", ("facility", "expected"), {"expected": expected})
    if not reason.strip():
        yield Fault("facility_reason", ("facility",))


def check_readiness(
    status: Status, author: str, *, key: str | None, reviews: Sequence[Review]
) -> Iterator[Fault]:
    """A ready item has at least one review that agrees, by somebody other than the author, whose answer is the key.

    No review may be the author's own, and one that agrees may not carry another answer. A second defensible option
    keeps an item from being ready. `key` is None for written items: their readers give no letters.
    """
    agreeing = 0
    for position, review in enumerate(reviews):
        path = ("reviews", position)
        if review.reader == author:
            yield Fault("reviewer_is_author", path, {"reader": review.reader})
        if review.verdict != "agree":
            continue
        if key is not None and review.answer != key:
            yield Fault(
                "review_answer",
                (*path, "answer"),
                {"reader": review.reader, "answer": review.answer, "key": key},
            )
        elif review.is_second_defensible:
            yield Fault("second_defensible", path, {"reader": review.reader})
        else:
            agreeing += review.reader != author
    if status is Status.READY and not agreeing:
        yield Fault("ready_without_review", ("status",))
