"""A letter on paper: its texts set as PDF with the fonts of the site."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst
from flask import current_app

from trainingapp.credentials.papers.setting import has_glyph, read_coverage
from trainingapp.incubator.papers.letters import Letter

HERE = Path(__file__).parent
_typesetting = Lock()  # a compiler does one thing at a time


def set_letter(letter: Letter) -> bytes:
    """The letter as PDF. :raises NoFonts: the site was installed without its fonts."""
    return set_paper("letter.typ", asdict(letter))


def set_paper(template: str, texts: Mapping[str, Any]) -> bytes:
    """What a template makes of texts, as PDF. :raises NoFonts: the site was installed without its fonts."""
    folder = str(Path(current_app.static_folder or "") / "fonts")
    told = _printable(texts, read_coverage(folder))
    inputs = {"told": json.dumps(told, ensure_ascii=False)}
    with _typesetting:
        made = _compiler(template, folder).compile(sys_inputs=inputs, format="pdf")
    if not isinstance(made, bytes):
        raise ValueError("a paper is one file")
    return made


@cache
def _compiler(template: str, folder: str) -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
    )
    return typst.Compiler(input=HERE / template, root=HERE, font_paths=fonts)


def _printable(told: Any, coverage: tuple[tuple[int, int], ...]) -> Any:
    """The texts with every character that no font has as its code."""
    if isinstance(told, Mapping):
        return {name: _printable(one, coverage) for name, one in told.items()}
    if isinstance(told, list):
        return [_printable(one, coverage) for one in told]
    return "".join(c if has_glyph(coverage, c) else f"〔U+{ord(c):04X}〕" for c in told)
