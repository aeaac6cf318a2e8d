"""`bank diff-syllabus`: what a new edition changes, from the files, before anything is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from trainingapp.itembank.bank import read_bank
from trainingapp.itembank.command_options import (
    default_folder,
    folder_argument,
    language_option,
    translations,
)
from trainingapp.itembank.counting import Translate
from trainingapp.itembank.editions import (
    Area,
    Change,
    EditionDiff,
    diff_areas,
    items_in_files,
    read_areas,
)
from trainingapp.rules.items import Subject

N_ = str  # marks a message for translation where it is not yet shown
HEADINGS = {
    "moved": N_("Moved: %(count)s"),
    "new": N_("New: %(count)s"),
    "dropped": N_("Dropped: %(count)s"),
    "renamed": N_("Reworded: %(count)s"),
}


@click.command("diff-syllabus")
@click.argument("old")
@click.argument("new")
@click.option("--subject", type=click.Choice([str(subject) for subject in Subject]), required=True)
@folder_argument
@language_option
def diff_syllabus(old: str, new: str, *, subject: str, folder: Path | None, language: str) -> None:
    """Show what edition NEW of a subject moves, adds, drops and rewords against edition OLD."""
    translate = translations(language)
    bank = read_bank(folder or default_folder())
    trees = {
        placed.shape.edition: read_areas(placed.shape)
        for placed in bank.syllabi
        if placed.shape.subject == subject
    }
    for edition in (old, new):
        if edition not in trees:
            _ = translate
            said = _("There is no edition %(edition)s of %(subject)s.")
            raise click.ClickException(said % {"edition": edition, "subject": subject})
    found = diff_areas(trees[old], trees[new], items=items_in_files(bank))
    for line in tell(found, translate):
        click.echo(line)


def tell(found: EditionDiff, translate: Translate) -> Iterator[str]:
    """The differences as lines of text."""
    _ = translate
    if found.is_empty:
        yield _("The two editions say the same.")
    for name, heading in HEADINGS.items():
        changes: list[Change] = getattr(found, name)
        if changes:
            yield translate(heading) % {"count": len(changes)}
            yield from (f"  {_line(change, translate)}" for change in changes)
    if found.orphans:
        codes = "  ".join(item.code for item in found.orphans)
        yield _("Items without a point: %(count)s") % {"count": len(found.orphans)} + f"  {codes}"


def _line(change: Change, translate: Translate) -> str:
    _ = translate
    places = " → ".join(_name(area) for area in (change.old, change.new) if area is not None)
    if not change.items:
        return places
    named = _("items: %(count)s") % {"count": len(change.items)}
    return f"{places} ({named})"


def _name(area: Area) -> str:
    return f"{area.code} {area.title['zh']}"
