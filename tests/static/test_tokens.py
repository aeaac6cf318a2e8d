"""Text can be read on every ground: 4.5 to 1, in elder mode 7 to 1 (WCAG 2.2, 1.4.3 and 1.4.6)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parent.parent.parent / "static" / "src" / "styles" / "_tokens.scss"
GROUNDS = ("paper", "sheet", "fill")
TEXTS = ("ink", "ink-soft", "brand", "brand-strong", "accent", "right", "wrong", "warn", "info")
ON_OWN_TINT = [(name, f"{name}-soft") for name in ("right", "wrong", "warn", "info", "brand")]
ON_COLOUR = [("on-brand", "brand"), ("on-brand", "brand-strong"), ("on-wrong", "wrong")]
PAIRS = [(text, ground) for text in TEXTS for ground in GROUNDS] + ON_OWN_TINT + ON_COLOUR


def mixin(name: str) -> dict[str, str]:
    body = TOKENS.read_text().split(f"@mixin {name} {{")[1].split("\n}")[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", body))


def theme(name: str) -> dict[str, str]:
    base = mixin(name.removeprefix("elder-"))
    return base | mixin(name) if name.startswith("elder-") else base


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(d * 2 for d in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_21_to_1() -> None:
    assert round(contrast("#000", "#ffffff"), 1) == 21.0


@pytest.mark.parametrize("name", ["light", "dark", "elder-light", "elder-dark"])
def test_every_text_can_be_read_on_every_ground(name: str) -> None:
    colours = theme(name)
    least = 7.0 if name.startswith("elder-") else 4.5
    weak = {
        (text, ground): round(contrast(colours[text], colours[ground]), 2)
        for text, ground in PAIRS
        if contrast(colours[text], colours[ground]) < least
    }
    assert weak == {}


@pytest.mark.parametrize("name", ["light", "dark", "elder-light", "elder-dark"])
def test_edges_of_inputs_and_the_focus_can_be_seen(name: str) -> None:
    colours = theme(name)
    for line in ("line-strong", "accent", "brand"):
        for ground in ("paper", "sheet"):
            assert contrast(colours[line], colours[ground]) >= 3, (line, ground)
