"""What the `bank` commands share: their options, the language they speak, where the files are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from babel.support import Translations

from trainingapp.config import Settings
from trainingapp.itembank.counting import Translate
from trainingapp.itembank.exam_years import law_day_at
from trainingapp.web import clock

PACKAGE = Path(__file__).parent.parent
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
LANGUAGES = click.Choice(["zh", "en"])

folder_argument = click.argument("folder", type=FOLDER, required=False)
laws_option = click.option(
    "--laws", type=FOLDER, help="Folder of statutes to find every anchor in."
)
year_option = click.option(
    "--exam-year", type=int, help="The exam whose law counts (the next one)."
)
language_option = click.option("--language", type=LANGUAGES, default="zh", show_default=True)


def translations(language: str) -> Translate:
    """The translations of a language; commands that only read files need no application."""
    found = Translations.load(str(PACKAGE / "translations"), [language])
    return found.gettext


def default_folder() -> Path:
    """The folder that the settings name, else the one installed beside the program."""
    return Path(Settings.load().bank or PACKAGE.parent / "question_bank")


def day_of_law(exam_year: int | None) -> date:
    """The day on which anchors must be in force."""
    return law_day_at(clock.now(), exam_year)
