"""`bank import`: items from a workbook with their status and reviews."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click
from flask.cli import with_appcontext

from trainingapp.itembank import actions, file_states, stored
from trainingapp.itembank.bank import Bank, Placed
from trainingapp.itembank.command_options import (
    day_of_law,
    language_option,
    translations,
    year_option,
)
from trainingapp.itembank.exchange.archives import FileRefused, check_archive
from trainingapp.itembank.exchange.problems import (
    Problem,
    Translate,
    is_error,
    tell_problem,
)
from trainingapp.itembank.exchange.reviewed_reading import read_reviewed
from trainingapp.itembank.findings import tell
from trainingapp.rules.items import Subject
from trainingapp.web import clock
from trainingapp.web.transactions import commit_now, writing

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("import")
@click.argument("file", type=FILE)
@year_option
@language_option
@with_appcontext
def import_items(file: Path, *, exam_year: int | None, language: str) -> None:
    """Bring the items of a workbook with their status and reviews, as `load` does: all of them or none."""
    translate = _ = translations(language)
    data = file.read_bytes()
    try:
        check_archive(data, file.name)
        upload = read_reviewed(data, on=day_of_law(exam_year))
    except FileRefused as refused:
        raise click.ClickException(translate(refused.message) % refused.parameters) from refused
    problems = [*upload.problems, *(p for c in upload.candidates for p in c.row.problems)]
    _refuse_faulty_rows(problems, translate)
    brought = Bank(file.parent)
    for candidate in upload.candidates:
        if candidate.shape is not None:
            folder = next(s for s in Subject if candidate.shape.code.startswith(s.prefix))
            brought.items.append(Placed(candidate.shape, f"items/{folder}/{file.name}", None))
    with writing():
        before = file_states.trust_marks({c.code: c.base for c in upload.candidates})
        brought.findings += stored.check_stored(brought)
        refuse_faulty(brought, translate)
        loaded = actions.load_bank(brought, now=clock.now(), progress=_say_nothing)
        file_states.note_files(before)  # the files of the question bank say what they said
        commit_now()
    numbers = loaded.items._asdict()
    click.echo(_("Items loaded: %(new)s new, %(changed)s changed, %(same)s unchanged.") % numbers)


def _say_nothing(_done: int, _total: int) -> None:
    pass


def refuse_faulty(found: Bank, translate: Translate) -> None:
    """Print every finding of the files and end with status 1 when there is one."""
    for finding in found.findings:
        click.echo(f"{found.root / finding.file}:{finding.line}: {tell(finding, translate)}")
    if found.findings:
        raise SystemExit(1)


def _refuse_faulty_rows(problems: Iterable[Problem], translate: Translate) -> None:
    """Print every finding of the workbook and end with status 1 when one is an error."""
    faulty = [problem for problem in problems if is_error(problem)]
    for problem in faulty:
        place = f"{problem.sheet}:{problem.row}:{problem.column}"
        click.echo(f"{place}: {tell_problem(problem, translate)}")
    if faulty:
        raise SystemExit(1)
