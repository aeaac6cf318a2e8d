"""Flaws of items as the bank knows them: from shapes, less the exceptions written beside the items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from trainingapp.itembank.content import unfold
from trainingapp.itembank.shapes import ItemShape, ObjectiveItem, WrittenItem
from trainingapp.rules.item_flaws.catalogue import CATALOGUE
from trainingapp.rules.item_flaws.duplicates import find_duplicates, find_shared_options
from trainingapp.rules.item_flaws.flaw import Flaw, FlawKind
from trainingapp.rules.item_flaws.forms import find_cues, find_reused_names
from trainingapp.rules.item_flaws.guessing import find_guessable
from trainingapp.rules.item_flaws.keys import find_key_flaws
from trainingapp.rules.item_flaws.single import find_item_flaws
from trainingapp.rules.item_flaws.texts import ItemText, Place
from trainingapp.rules.scoring import ScoringPolicy

# Nothing beside one item can excuse these: they are of many items.
NOT_EXCEPTED = {"key_longest_share", "key_letter_share", "key_size_share", "guessable"}


class ItemFlaw(NamedTuple):
    """A flaw that was seen across items, and the item to mend."""

    code: str
    flaw: Flaw

    @property
    def codes(self) -> set[str]:
        """Every item that an exception may stand beside: of two that are alike, either."""
        return {self.code, str(self.flaw.parameters.get("code", self.code))}


def find_flaws(shape: ItemShape) -> list[Flaw]:
    """The flaws of one item by itself that no exception beside it allows; half-written items are welcome."""
    return [flaw for flaw in find_item_flaws(read_text(shape)) if flaw.name not in shape.exceptions]


def may_except(name: str) -> bool:
    """Whether an exception from this flaw may stand beside an item."""
    return name in CATALOGUE and name not in NOT_EXCEPTED


def find_bank_flaws(shapes: Sequence[ItemShape], *, with_excepted: bool = False) -> list[ItemFlaw]:
    """Near-duplicates and shared sets of options among the items; of two, the later one has the flaw."""
    texts = [read_text(shape) for shape in shapes]
    pairs = (*find_duplicates(texts), *find_shared_options(texts))
    found = [ItemFlaw(*pair) for pair in pairs]
    return found if with_excepted else _without_excepted(found, shapes)


def find_form_flaws(shapes: Sequence[ItemShape], *, with_excepted: bool = False) -> list[ItemFlaw]:
    """Items of one form that answer each other, and names that are used for too many persons."""
    texts = [read_text(shape) for shape in shapes]
    found = [ItemFlaw(*pair) for pair in (*find_cues(texts), *find_reused_names(texts))]
    return found if with_excepted else _without_excepted(found, shapes)


def find_tells(
    shapes: Sequence[ItemShape], policy: ScoringPolicy | None, *, scope: str
) -> list[Flaw]:
    """What keys and options give away over many items: a subject's ready items, or, with a policy, one form.

    Only a form can be guessed; on one, shares may miss their limits by one item.
    """
    texts = [read_text(shape) for shape in shapes]
    if policy is None:
        return list(find_key_flaws(texts, scope))
    return [*find_key_flaws(texts, scope, slack=1), *find_guessable(policy, texts)]


def _without_excepted(found: Sequence[ItemFlaw], shapes: Sequence[ItemShape]) -> list[ItemFlaw]:
    excepted = {shape.code: shape.exceptions for shape in shapes if shape.exceptions}
    return [
        entry
        for entry in found
        if not any(entry.flaw.name in excepted.get(code, ()) for code in entry.codes)
    ]


def describe_flaw(flaw: Flaw) -> FlawKind:
    """The title, sentence, severity and reason of a flaw, as message ids; fill the sentence with its parameters."""
    return CATALOGUE[flaw.name]


def read_text(shape: ItemShape) -> ItemText:
    """What an item says, spaces of folded lines taken out."""
    if isinstance(shape, ObjectiveItem):
        return ItemText(
            code=shape.code,
            kind=str(shape.kind),
            stem=unfold(shape.stem.strip()),
            options={letter: unfold(option.text) for letter, option in shape.options.items()},
            whys={letter: unfold(option.why) for letter, option in shape.options.items()},
            key=shape.key,
            rationale=unfold(shape.rationale.strip()),
        )
    return ItemText(
        code=shape.code,
        kind=str(shape.kind),
        rationale=unfold(shape.rationale.strip()),
        others=tuple((place, unfold(text.strip())) for place, text in _written_texts(shape)),
    )


def _written_texts(shape: ItemShape) -> Iterator[tuple[Place, str]]:
    if not isinstance(shape, WrittenItem):
        return
    yield ("stimulus",), shape.stimulus
    for position, task in enumerate(shape.tasks):
        place: Place = ("tasks", position)
        yield (*place, "prompt"), task.prompt
        yield (*place, "model_answer"), task.model_answer
        for number, entry in enumerate(task.rubric):
            yield (*place, "rubric", number, "point"), entry.point
