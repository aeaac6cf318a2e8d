"""Documents and pictures for tests, made here: nothing is downloaded."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Sequence
from functools import cache
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from tests.files.sending import some_zip

A4 = (595, 842)
SLIDE = (960, 540)


@cache  # pdfium gives every file an id at random: twice the same file is made once
def make_pdf(*texts: str, size: tuple[float, float] = SLIDE) -> bytes:
    """A PDF with one page for each text; the text stands in Latin letters, for the standard fonts have no others."""
    document = pypdfium2.PdfDocument.new()
    for text in texts:
        page = document.new_page(*size)
        if text:
            _write(document, page, text)
        page.gen_content()
        page.close()
    buffer = io.BytesIO()
    document.save(buffer)
    document.close()
    return buffer.getvalue()


def _write(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, text: str) -> None:
    written = pdfium.FPDFPageObj_NewTextObj(document.raw, b"Helvetica", 40.0)
    letters = text.encode("utf-16-le") + b"\0\0"
    units = (ctypes.c_ushort * (len(letters) // 2)).from_buffer_copy(letters)
    assert pdfium.FPDFText_SetText(written, units)
    pdfium.FPDFPageObj_Transform(written, 1, 0, 0, 1, 40, page.get_height() - 80)
    pdfium.FPDFPage_InsertObject(page.raw, written)


def make_slides(count: int) -> bytes:
    """So many slides that say which they are."""
    return make_pdf(*(f"Slide {number} of the general process" for number in range(1, count + 1)))


# Encrypted with a user's password by qpdf's algorithm; made by hand from the specification (ISO 32000-1, 7.6).
ENCRYPTED = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
    b"4 0 obj<</Filter/Standard/V 1/R 2/O<"
    + b"28" * 32
    + b">/U<"
    + b"4e" * 32
    + b">/P -4>>endobj\n"
    b"trailer<</Root 1 0 R/Encrypt 4 0 R/ID[<" + b"00" * 16 + b"><" + b"00" * 16 + b">]/Size 5>>\n"
    b"startxref\n0\n%%EOF\n"
)


def make_picture(
    kind: str = "JPEG",
    *,
    size: tuple[int, int] = (640, 360),
    mode: str = "RGB",
    colour: Any = "teal",
    **saved: Any,
) -> bytes:
    """A picture of one colour."""
    buffer = io.BytesIO()
    Image.new(mode, size, colour).save(buffer, kind, **saved)
    return buffer.getvalue()


def make_photo() -> bytes:
    """A photo as a phone writes it: lying on its side, with the place where it was taken."""
    photo = Image.new("RGB", (600, 400), "white")
    photo.paste("red", (0, 0, 300, 400))  # the left half; upright it is the upper half
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter to the right to see it upright
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(0x8825)[2] = (31.0, 14.0, 9.0)  # GPS latitude
    buffer = io.BytesIO()
    photo.save(buffer, "JPEG", exif=exif, comment=b"at home")
    return buffer.getvalue()


def make_office(kind: str = "ppt") -> bytes:
    """What the site takes for a presentation or a text document by its bytes."""
    names: Sequence[str] = ("[Content_Types].xml", f"{kind}/document.xml")
    return some_zip(*names)
