"""Draws pages of a PDF, or a picture anew, as WebP. It runs as a program of its own, so that a file made to do harm
finds no secrets, little memory and little time, and its crash stops nobody else. It imports nothing of ours.

    drawing.py pages FILE FOLDER FIRST COUNT
    drawing.py image FILE FOLDER

It says what it did in lines of JSON: {"pages": n} first, then one for each page; or {"problem": "…", "page": n}.
PyMuPDF draws as well but is under the AGPL; pdf2image needs poppler on the machine.
"""

from __future__ import annotations

import json
import math
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps
from pypdfium2 import PdfDocument, PdfiumError, PdfPage

try:
    import resource
except ImportError:  # pragma: no cover - Windows, which has no such limits
    resource = None  # type: ignore[assignment]

MOST_MEMORY = 2 * 1024**3
MOST_FILE = 64 * 1024**2
MOST_PAGES = 500
MOST_POINTS = 14_400  # of a side: PDF's own limit, 200 inches
SMALL, LARGE = 800, 1600  # pixels across
MOST_PIXELS = 10_000_000
MOST_SIDE = 16_000  # WebP ends at 16,383
LEAST_WIDTH = 200  # a page so tall that it would become narrower than this is no page
MOST_TEXT = 20_000
MOST_IMAGE_PIXELS = 50_000_000
IMAGE_SIDE = 1600
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
PASSWORD = 4  # FPDF_ERR_PASSWORD
RADICALS = re.compile("[\u2e80-\u2fdf]")  # fonts often name 一 by its radical ⼀


class Problem(Exception):  # noqa: N818 - told in words elsewhere
    """Why nothing can be drawn."""

    def __init__(self, name: str, page: int | None = None) -> None:
        super().__init__(name)
        self.name, self.page = name, page


def main(arguments: list[str]) -> None:
    """Do what the command line says."""
    _limit()
    Image.MAX_IMAGE_PIXELS = MOST_IMAGE_PIXELS
    what, file, folder = arguments[0], Path(arguments[1]), Path(arguments[2])
    try:
        if what == "pages":
            draw_pages(file, folder, first=int(arguments[3]), count=int(arguments[4]))
        else:
            _say(draw_image(file, folder))
    except Problem as problem:
        _say({"problem": problem.name, "page": problem.page})


def _limit() -> None:
    if resource is not None:
        for name, most in (("RLIMIT_AS", MOST_MEMORY), ("RLIMIT_FSIZE", MOST_FILE)):
            resource.setrlimit(getattr(resource, name), (most, most))


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def draw_pages(file: Path, folder: Path, *, first: int, count: int) -> None:
    """Draw so many pages from this one on, one after the other; never two in memory."""
    document = _open(file)
    _say({"pages": len(document)})
    for number in range(first, min(first + count, len(document) + 1)):
        try:
            page = document[number - 1]
            _say(draw_page(page, number, folder))
            page.close()
        except (PdfiumError, MemoryError, OSError, ValueError):
            raise Problem("unreadable_page", number) from None


def _open(file: Path) -> PdfDocument:
    try:
        document = PdfDocument(file)
    except PdfiumError as error:
        raise Problem("encrypted" if error.err_code == PASSWORD else "broken") from None
    if not len(document):
        raise Problem("broken")
    if len(document) > MOST_PAGES:
        raise Problem("too_many_pages")
    return document


def size_of(width: float, height: float, *, across: int) -> tuple[int, int]:
    """Pixels for a page of this many points: so many across, less for a tall one. :raises ValueError: for no page."""
    if not (0 < width <= MOST_POINTS and 0 < height <= MOST_POINTS):
        raise ValueError("no size for a page")
    largest = min(math.sqrt(MOST_PIXELS / (width * height)), MOST_SIDE / max(width, height))
    scale = min(across / width, largest)
    found = max(1, round(width * scale)), max(1, round(height * scale))
    if found[0] < LEAST_WIDTH:
        raise ValueError("too tall")
    return found


def draw_page(page: PdfPage, number: int, folder: Path) -> dict[str, Any]:
    """One page in two widths, and its text. :raises Problem: when its size is no page's."""
    points = page.get_size()
    try:
        width, height = size_of(*points, across=LARGE)
    except ValueError:
        raise Problem("giant_page", number) from None
    bitmap = page.render(scale=width / points[0])
    picture = bitmap.to_pil().convert("RGB")
    if picture.size != (width, height):
        picture = picture.resize((width, height))
    picture.save(folder / f"{number}-large.webp", quality=80, method=2)
    small_width = min(SMALL, width)
    small = picture.resize((small_width, max(1, round(height * small_width / width))))
    small.save(folder / f"{number}-small.webp", quality=78, method=2)
    bitmap.close()
    return {
        "number": number,
        "width": width,
        "height": height,
        "small_width": small_width,
        "text": text_of(page),
    }


def text_of(page: PdfPage) -> str:
    """What the page says, in lines; nothing when it is a picture of words."""
    read = page.get_textpage()
    text = tidy(read.get_text_bounded()[:MOST_TEXT])
    read.close()
    return text


def tidy(text: str) -> str:
    """Text without control characters, hyphens of line ends and empty lines; radicals become the words they mean."""
    joined = re.sub("\ufffe\\s*", "", text)  # pdfium's mark of a hyphen that only breaks a line
    plain = RADICALS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), joined)
    kept = "".join(c for c in plain if c in "\n\t " or unicodedata.category(c)[0] != "C")
    lines = (re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in kept.split("\n"))
    return "\n".join(line for line in lines if line)


def draw_image(file: Path, folder: Path) -> dict[str, Any]:
    """A picture drawn anew: upright, at most 1600 pixels a side, without a word on who, where and when.

    The size is read from the head before anything is decoded. :raises Problem: too many pixels, or unreadable.
    """
    try:
        with Image.open(file, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_IMAGE_PIXELS:
                raise Problem("too_many_pixels")
            picture.draft("RGB", (IMAGE_SIDE, IMAGE_SIDE))
            upright = ImageOps.exif_transpose(picture)
            drawn = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        raise Problem("too_many_pixels") from None
    except (OSError, ValueError, SyntaxError, EOFError):
        raise Problem("broken") from None
    drawn.thumbnail((IMAGE_SIDE, IMAGE_SIDE))
    clean = Image.new(drawn.mode, drawn.size)
    clean.paste(drawn)
    clean.save(folder / "image.webp", quality=82, method=4)
    return {"width": clean.width, "height": clean.height}


if __name__ == "__main__":
    main(sys.argv[1:])
