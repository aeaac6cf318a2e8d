"""The words of one item, as the rules on flaws read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class ItemText:
    """What an item says, with places as in a file of the question bank.

    `options` and `whys` go by letter. A written item has neither, nor a stem or a key; its texts are in `others`.
    """

    code: str
    kind: str
    stem: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    whys: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    rationale: str = ""
    others: tuple[tuple[Place, str], ...] = ()

    @cached_property
    def keys(self) -> dict[str, str]:
        """The options that are right, by letter."""
        return {letter: text for letter, text in self.options.items() if letter in self.key}

    @cached_property
    def distractors(self) -> dict[str, str]:
        """The options that are wrong, by letter."""
        return {letter: text for letter, text in self.options.items() if letter not in self.key}

    @property
    def is_answerable(self) -> bool:
        """Whether there is something right and something wrong to compare; not so while somebody is still typing."""
        return bool(self.keys and self.distractors)

    @property
    def shown(self) -> Iterator[tuple[Place, str]]:
        """What a candidate sees before answering, each text with its place."""
        if self.stem:
            yield ("stem",), self.stem
        for letter, text in self.options.items():
            yield ("options", letter, "text"), text

    @cached_property
    def joined(self) -> str:
        """Every text of the item, one under the other: what is not in here is in none of them."""
        return "\n".join(text for _, text in self.everything)

    @property
    def everything(self) -> Iterator[tuple[Place, str]]:
        """Every text of the item with its place."""
        yield from self.shown
        for letter, why in self.whys.items():
            yield ("options", letter, "why"), why
        if self.rationale:
            yield ("rationale",), self.rationale
        yield from self.others
