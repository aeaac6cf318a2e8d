"""Flaws of items as the bank knows them: from a shape, less the exceptions written beside the item."""

from __future__ import annotations

from collections.abc import Iterator

from trainingapp.itembank.content import unfold
from trainingapp.itembank.shapes import ItemShape, ObjectiveItem, WrittenItem
from trainingapp.rules.item_flaws.catalogue import CATALOGUE
from trainingapp.rules.item_flaws.flaw import Flaw, FlawKind
from trainingapp.rules.item_flaws.single import find_item_flaws
from trainingapp.rules.item_flaws.texts import ItemText, Place


def find_flaws(shape: ItemShape) -> list[Flaw]:
    """The flaws of one item by itself that no exception beside it allows; half-written items are welcome."""
    return [flaw for flaw in find_item_flaws(read_text(shape)) if flaw.name not in shape.exceptions]


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
        others=tuple((path, unfold(text.strip())) for path, text in _written_texts(shape)),
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
