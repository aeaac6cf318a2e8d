"""Finding the credential in what somebody brings: JSON, a token, or one of them inside a PNG, an SVG or a PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trainingapp.credentials.models.verifiable import IssuerKey
from trainingapp.credentials.signing.baking import PNG, read_png, read_svg
from trainingapp.credentials.signing.papers import read_pdf
from trainingapp.credentials.signing.screen import MOST_BYTES, Screened

MOST_CARRIER = 1024 * 1024  # of a picture or a PDF; ours are a tenth of it
PDF = b"%PDF-"
MARK = b"\xef\xbb\xbf"  # some editors write it before UTF-8


@dataclass(frozen=True, slots=True)
class Opened:
    """The text of a credential, and the key that signed the PDF around it."""

    text: bytes | str
    paper_key: IssuerKey | None = None


def open_content(content: bytes | str, keys: Callable[[], Sequence[IssuerKey]]) -> Opened:
    """The credential in what was sent. :param keys: those that may have signed PDFs, asked for when there is one.

    :raises Screened: it is too large, or nothing that we read.
    """
    raw = content.encode(errors="replace") if isinstance(content, str) else content
    begin = raw[:200].removeprefix(MARK).lstrip()
    is_text = not raw.startswith((PNG, PDF)) and not begin.startswith(b"<")
    if len(raw) > (MOST_BYTES if is_text else MOST_CARRIER):
        raise Screened("size" if is_text else "size-file")
    if raw.startswith(PNG):
        return Opened(read_png(raw))
    if raw.startswith(PDF):
        return Opened(*read_pdf(raw, keys()))
    return Opened(raw) if is_text else Opened(read_svg(raw))
