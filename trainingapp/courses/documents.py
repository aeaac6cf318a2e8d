"""From a document to its pages: fetch, turn into PDF where it is none, draw some pages in a program apart, put away.

Nothing here touches the database: `document_jobs` does, before and after.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainingapp.config import Settings
from trainingapp.courses.apart import run_apart, workplace
from trainingapp.files.making import Made, fetch, put_made
from trainingapp.files.models import StoredFile, Upload
from trainingapp.files.purposes import POWERPOINT, WORD
from trainingapp.files.violations import UploadRefused

DRAWING = Path(__file__).with_name("drawing.py")
WEBP = "image/webp"
BATCH = 10  # pages at a time: then progress is told and other jobs have their turn
DRAWING_SECONDS = 120
OFFICE_SECONDS = 180
OFFICE_SUFFIXES = {WORD: "docx", POWERPOINT: "pptx"}


class ExportToPdf(UploadRefused):
    """An office document where no LibreOffice is installed."""

    message = "This site cannot open %(name)s. Save it as PDF (in PowerPoint or WPS: File, Export) and send that."


class Unreadable(Exception):  # noqa: N818 - the fact is the name
    """Nothing can be made of a file. `name` is one of `wording.PROBLEMS`."""

    def __init__(self, name: str, page: int | None = None) -> None:
        super().__init__(name)
        self.name, self.page = name, page


@dataclass(frozen=True, slots=True)
class MadePage:
    """A page as the store has it: two pictures and what it says."""

    number: int
    width: int
    height: int
    small_width: int
    small: Made
    large: Made
    text: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What one run has made of a document; `problem` says why it went no further."""

    page_count: int | None
    pages: Sequence[MadePage]
    problem: Unreadable | None


@dataclass(frozen=True, slots=True)
class MadeImage:
    """A picture drawn anew."""

    made: Made
    width: int
    height: int


def find_office() -> str | None:
    """LibreOffice, where it is installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def check_readable(uploads: Sequence[Upload]) -> None:
    """:raises ExportToPdf: an office document, and nothing here that opens it."""
    for upload in uploads:
        is_office = upload.stored_file is not None and (
            upload.stored_file.media_type in OFFICE_SUFFIXES
        )
        if is_office and find_office() is None:
            raise ExportToPdf(name=upload.file_name)


def convert(stored_file: StoredFile, *, settings: Settings) -> Made:
    """An office document as PDF. :raises Unreadable: LibreOffice is away, or makes nothing of it in three minutes."""
    office = find_office()
    if office is None:
        raise Unreadable("no_office")
    with workplace(settings) as folder:
        source = folder / f"source.{OFFICE_SUFFIXES.get(stored_file.media_type, 'bin')}"
        fetch(stored_file, source, settings=settings)
        profile = (folder / "profile").as_uri()
        command = [office, "--headless", "--norestore", f"-env:UserInstallation={profile}"]
        command += ["--convert-to", "pdf", "--outdir", str(folder), str(source)]
        try:
            run_apart(command, folder, seconds=OFFICE_SECONDS)
        except subprocess.TimeoutExpired:
            raise Unreadable("too_slow") from None
        pdf = folder / "source.pdf"
        if not pdf.is_file():
            raise Unreadable("not_converted")
        return put_made(pdf, "application/pdf", settings=settings)


def draw_batch(pdf: StoredFile, *, first: int, settings: Settings) -> Batch:
    """Draw the next pages of a PDF and put them away."""
    with workplace(settings) as folder:
        source = folder / "source.pdf"
        fetch(pdf, source, settings=settings)
        arguments = ["pages", str(source), str(folder), str(first), str(BATCH)]
        lines, problem = _draw(arguments, folder)
        count = next((line["pages"] for line in lines if "pages" in line), None)
        drawn = [line for line in lines if "number" in line]
        if problem is not None and problem.name == "unreadable_page" and problem.page is None:
            problem = _place(problem.name, first=first, drawn=len(drawn), is_open=bool(count))
        pages = [_keep_page(line, folder, settings=settings) for line in drawn]
        return Batch(count, pages, problem)


def _place(name: str, *, first: int, drawn: int, is_open: bool) -> Unreadable | None:
    """Where a run that crashed or took too long got stuck; nowhere when it drew something: the next begins there."""
    if drawn:
        return None
    return Unreadable(name, first) if is_open or first > 1 else Unreadable("broken")


def draw_image(source_file: StoredFile, *, settings: Settings) -> MadeImage:
    """A picture drawn anew, without what it told of its making. :raises Unreadable: there is none to draw."""
    with workplace(settings) as folder:
        source = folder / "source"
        fetch(source_file, source, settings=settings)
        lines, problem = _draw(["image", str(source), str(folder)], folder)
        drawn = next((line for line in lines if "width" in line), None)
        if problem is not None or drawn is None:
            raise Unreadable("broken") if problem is None or problem.page else problem
        made = put_made(folder / "image.webp", WEBP, settings=settings)
        return MadeImage(made, drawn["width"], drawn["height"])


def _keep_page(line: dict[str, Any], folder: Path, *, settings: Settings) -> MadePage:
    number = line["number"]
    return MadePage(
        **line,
        small=put_made(folder / f"{number}-small.webp", WEBP, settings=settings),
        large=put_made(folder / f"{number}-large.webp", WEBP, settings=settings),
    )


def _draw(arguments: list[str], folder: Path) -> tuple[list[dict[str, Any]], Unreadable | None]:
    """What the drawing program says, line by line, and why it ended early; a crash is an unreadable page."""
    command = [sys.executable, "-I", str(DRAWING), *arguments]
    try:
        said, is_well = run_apart(command, folder, seconds=DRAWING_SECONDS)
    except subprocess.TimeoutExpired as late:
        said, is_well = late.stdout or b"", False
    lines = [json.loads(line) for line in said.splitlines(keepends=True) if line.endswith(b"\n")]
    told = [line for line in lines if "problem" in line]
    if told:
        return lines, Unreadable(told[0]["problem"], told[0]["page"])
    return lines, None if is_well else Unreadable("unreadable_page")
