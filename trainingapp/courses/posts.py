"""What people write to each other: paragraphs, lists, emphasis, code and links; headings and tables stay signs.

Lines stay lines, as whoever types into a box expects.
"""

from __future__ import annotations

import re
from functools import lru_cache

import nh3

from trainingapp.courses.articles import render_article

TAGS = {"p", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "s", "a", "br"}
_LINE = re.compile(r"(?<!\n)\n(?!\n)")
# What begins a heading, a rule or a table in Markdown is meant as it is typed.
_SIGN = re.compile(r"^(\s*)(#{1,6}(?=\s)|[-=_*]{3,}\s*$|\|)", re.M)


@lru_cache(maxsize=512)
def render_post(text: str) -> str:
    """The text as HTML that may stand in a page as it is."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    literal = _SIGN.sub(r"\1\\\2", lines)
    return nh3.clean(
        render_article(_LINE.sub("  \n", literal)),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer nofollow ugc",
    )
