"""The `bank` commands: check the files, load them, count them."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from trainingapp.itembank.actions import Loaded, load_bank
from trainingapp.itembank.bank import Bank
from trainingapp.itembank.checking import check_bank, check_quality
from trainingapp.itembank.checks import proofs
from trainingapp.itembank.command_options import (
    day_of_law,
    default_folder,
    folder_argument,
    language_option,
    laws_option,
    translations,
    year_option,
)
from trainingapp.itembank.counting import AXES, Translate, count_items, in_order
from trainingapp.itembank.exchange_commands import EXCHANGE
from trainingapp.itembank.findings import tell
from trainingapp.itembank.stored import check_stored
from trainingapp.itembank.syllabus_commands import diff_syllabus
from trainingapp.web import clock
from trainingapp.web.transactions import commit_now, writing


@click.group()
def bank() -> None:
    """Check, load and count the question bank."""


bank.add_command(diff_syllabus)
for command in EXCHANGE:
    bank.add_command(command)


@bank.command()
@folder_argument
@laws_option
@year_option
@language_option
@click.option("--warnings", is_flag=True, help="Also show the flaws that only ask for a look.")
@click.option(
    "--write-proofs",
    is_flag=True,
    help="With --laws: note that every anchor was found in its text.",
)
def check(
    folder: Path | None,
    laws: Path | None,
    *,
    exam_year: int | None,
    language: str,
    warnings: bool,
    write_proofs: bool,
) -> None:
    """Report every fault of the files in FOLDER, every flaw of ready items and every limit that is broken."""
    if write_proofs and laws is None:
        raise click.UsageError("--write-proofs needs --laws")
    translate = translations(language)
    found = check_bank(folder or default_folder(), on=day_of_law(exam_year), laws=laws)
    refuse_faulty(found, translate)
    if write_proofs:
        proofs.write_proofs(found)
    show_counts(found, translate)
    show_quality(found, translate, warnings=warnings)


@bank.command()
@folder_argument
@laws_option
@year_option
@language_option
@with_appcontext
def load(folder: Path | None, laws: Path | None, *, exam_year: int | None, language: str) -> None:
    """Check the files in FOLDER, then bring the database up to them: all of it or nothing."""
    load_folder(
        folder or default_folder(),
        exam_year=exam_year,
        laws=laws,
        translate=translations(language),
    )


def load_folder(
    folder: Path, *, exam_year: int | None, laws: Path | None, translate: Translate
) -> Loaded:
    """Check and load a folder inside one transaction, saying what is being done; faults end the program."""
    _ = translate
    click.echo(_("Checking %(folder)s …") % {"folder": folder})
    found = check_bank(folder, on=day_of_law(exam_year), laws=laws)
    refuse_faulty(found, translate)
    show_counts(found, translate)

    def progress(done: int, total: int) -> None:
        click.echo(_("Items: %(done)s of %(total)s") % {"done": done, "total": total})

    with writing():
        found.findings += check_stored(found)
        refuse_faulty(found, translate)
        loaded = load_bank(found, now=clock.now(), progress=progress, exam_year=exam_year)
        commit_now()
    numbers = {**loaded.items._asdict(), "revisions": loaded.revisions, "forms": loaded.forms}
    click.echo(_("Items loaded: %(new)s new, %(changed)s changed, %(same)s unchanged.") % numbers)
    click.echo(_("%(revisions)s new revisions, %(forms)s new forms.") % numbers)
    return loaded


@bank.command()
@folder_argument
@language_option
def counts(folder: Path | None, *, language: str) -> None:
    """Count the items in FOLDER per subject by status, kind, level and chapter."""
    show_counts(check_bank(folder or default_folder(), on=day_of_law(None)), translations(language))


def refuse_faulty(found: Bank, translate: Translate) -> None:
    """Print every finding and end with status 1; a bank without findings passes."""
    _ = translate
    for finding in found.findings:
        click.echo(f"{found.root / finding.file}:{finding.line}: {tell(finding, translate)}")
    if found.findings:
        click.echo(_("%(count)s faults found.") % {"count": len(found.findings)}, err=True)
        raise SystemExit(1)


def show_quality(found: Bank, translate: Translate, *, warnings: bool) -> None:
    """Print what flaws there are, each with the name that pages and exceptions use; errors end with status 1."""
    _ = translate
    quality = check_quality(found)
    for finding in (*quality.errors, *(quality.warnings if warnings else ())):
        sentence = tell(finding, translate)
        click.echo(f"{found.root / finding.file}:{finding.line}: {sentence} [{finding.code}]")
    counts = {"errors": len(quality.errors), "warnings": len(quality.warnings)}
    click.echo(_("%(errors)s findings to mend, %(warnings)s warnings.") % counts)
    if quality.errors:
        raise SystemExit(1)


def show_counts(found: Bank, translate: Translate) -> None:
    """Print the counts, a line per subject and axis."""
    _ = translate
    click.echo(
        _("%(items)s items, %(forms)s forms, %(laws)s laws.")
        % {"items": len(found.items), "forms": len(found.forms), "laws": len(found.laws)}
    )
    for subject, counters in count_items(found).items():
        click.echo(f"{subject}: {sum(counters['kind'].values())}")
        for axis, label in AXES.items():
            values = "  ".join(f"{name} {n}" for name, n in in_order(axis, counters[axis]))
            click.echo(f"  {translate(label)}: {values or 0}")
