"""Two editors at once: what the other one did, shown to the one who comes second."""

from __future__ import annotations

from dataclasses import dataclass

from trainingapp.itembank.content import revision_content
from trainingapp.itembank.history import Change, compare_contents, compare_identities, name_editors
from trainingapp.itembank.models import ItemRevision
from trainingapp.itembank.shapes import ItemShape
from trainingapp.itembank.storing import find_shape
from trainingapp.itembank.writing import base_of, get_item_to_change


@dataclass(frozen=True, slots=True)
class Conflict:
    """What keeps a form from being saved as it is."""

    said: str  # the refusal in the reader's language
    base: str  # what saving once more would start from
    latest: ItemRevision
    editor: str | None
    theirs: list[Change]  # between what the form started from and what is stored now
    ours: list[Change]  # between what is stored now and what was typed


def find_conflict(shape: ItemShape, base: str, *, said: str) -> Conflict:
    """Compare what was typed with what somebody else has stored since. `base` is the form's own, perhaps forged."""
    item = get_item_to_change(shape.code)
    number = base.partition("-")[0]
    old = next((r for r in item.revisions if str(r.number) == number), item.latest)
    latest = item.latest
    return Conflict(
        said=said,
        base=base_of(item),
        latest=latest,
        editor=name_editors([latest]).get(latest.editor_id or 0),
        theirs=compare_contents(old.content, latest.content),
        ours=[
            *compare_contents(latest.content, revision_content(shape)),
            *compare_identities(find_shape(item), shape),
        ],
    )
