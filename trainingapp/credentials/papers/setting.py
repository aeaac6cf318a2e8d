"""Typesetting with typst: one compiler for each template and process, with our own fonts and no others."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

import segno
import typst
from flask import current_app

from trainingapp.credentials.papers.telling import Sheet
from trainingapp.rules.errors import RuleViolation

HERE = Path(__file__).parent
_typesetting = Lock()  # a compiler does one thing at a time


class NoFonts(RuleViolation):
    """The site was installed without its front end, which brings the fonts along."""

    message = "This cannot be made here: the site was installed without its fonts."


def set_pdf(sheet: Sheet) -> bytes:
    """The sheet as PDF/A-3 with the document attached; not signed yet. :raises NoFonts: there are none."""
    return _compile(
        "paper.typ", sheet, format="pdf", pdf_standards="a-3b", timestamp=sheet.issued_at
    )


def set_png(sheet: Sheet) -> bytes:
    """The picture as PNG, 850 pixels wide. :raises NoFonts: there are none."""
    return _compile("badge.typ", sheet, format="png", ppi=180)


def set_svg(sheet: Sheet) -> bytes:
    """The picture as SVG, letters drawn as outlines. :raises NoFonts: there are none."""
    return _compile("badge.typ", sheet, format="svg")


def _compile(template: str, sheet: Sheet, **options: Any) -> bytes:
    folder = str(Path(current_app.static_folder or "") / "fonts")
    told = _printable(sheet.told, read_coverage(folder))
    inputs = {
        "told": json.dumps(told, ensure_ascii=False),
        "credential": sheet.document,
        "qr": _qr(sheet.link),
    }
    with _typesetting:
        made = _compiler(template, folder).compile(sys_inputs=inputs, **options)
    if not isinstance(made, bytes):
        raise ValueError(f"{template} is not one page")
    return made


@cache
def _compiler(template: str, folder: str) -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
    )
    return typst.Compiler(input=HERE / template, root=HERE, font_paths=fonts)


@cache
def read_coverage(folder: str) -> tuple[tuple[int, int], ...]:
    """The characters that the fonts have, as spans in order. :raises NoFonts: there are none."""
    file = Path(folder) / "coverage.json"
    if not file.is_file():
        raise NoFonts
    return tuple((first, last) for first, last in json.loads(file.read_bytes()))


def _printable(told: Mapping[str, Any], coverage: tuple[tuple[int, int], ...]) -> dict[str, Any]:
    """The texts with every character that no font has as its code, and which these are."""
    missing: list[str] = []

    def tidy(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {name: tidy(one) for name, one in value.items()}
        if not isinstance(value, str):
            return value
        return "".join(c if has_glyph(coverage, c) else note(c) for c in value)

    def note(character: str) -> str:
        code = f"〔U+{ord(character):04X}〕"
        missing.append(code)
        return code

    found: dict[str, Any] = tidy(told)
    return {**found, "missing": "".join(dict.fromkeys(missing))}


def has_glyph(coverage: tuple[tuple[int, int], ...], character: str) -> bool:
    """Whether a font can draw it."""
    place = bisect_right(coverage, (ord(character), 0x110000)) - 1
    return place >= 0 and ord(character) <= coverage[place][1]


def _qr(link: str) -> str:
    drawn = BytesIO()
    segno.make(link, error="m").save(drawn, kind="svg", scale=4, border=2, xmldecl=False)
    return drawn.getvalue().decode()
