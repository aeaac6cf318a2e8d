"""`bank export`: items to the files of the question bank; with `bank import` the way out and in for operators."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from trainingapp.itembank.command_options import (
    default_folder,
    folder_argument,
    language_option,
    translations,
)
from trainingapp.itembank.exchange.yaml_files import (
    list_shapes,
    read_folder,
    save_files,
    write_files,
)
from trainingapp.itembank.file_states import find_unloaded, note_files
from trainingapp.itembank.import_command import import_items, refuse_faulty
from trainingapp.web.transactions import commit_now, writing


@click.command("export")
@folder_argument
@language_option
@with_appcontext
def export_items(folder: Path | None, *, language: str) -> None:
    """Bring the items in FOLDER up to the site: only entries that say something new are written anew."""
    translate = _ = translations(language)
    target = folder or default_folder()
    found = read_folder(target)
    refuse_faulty(found, translate)
    # Only where `bank load` reads: an export to elsewhere is a copy, and the site has still moved on.
    is_home = target.resolve() == default_folder().resolve()
    unloaded = find_unloaded(found) if is_home else set()
    shapes = [shape for shape in list_shapes() if shape.code not in unloaded]
    written = write_files(shapes, found)
    try:
        save_files(written, target)
    except OSError as error:
        reason = {"reason": f"{error.strerror}: {error.filename}"}
        raise click.ClickException(_("No file was written: %(reason)s") % reason) from error
    if is_home:
        hashes = read_folder(target).item_hashes
        with writing():
            note_files({shape.code: hashes[shape.code] for shape in shapes})
            commit_now()
    counts = {**written._asdict(), "files": len(written.files)}
    click.echo(_("%(files)s files written: %(new)s items new, %(changed)s changed.") % counts)
    if unloaded:
        left = {"codes": ", ".join(sorted(unloaded))}
        click.echo(_("Left as they are, because the files alone have changed: %(codes)s.") % left)


EXCHANGE = (export_items, import_items)
