"""Articles: Markdown to safe HTML. Markup in the text stays text; what the parser makes is cleaned once more.

Headings begin at the second level, because the page's title is the first, and leave none out. `![words](image:name)`
is a picture of the lesson. In the place of any other stands its description: no reader's device is made to ask a
foreign server for one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.parser_inline import ParserInline
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token

TAGS = {"p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code"}
TAGS |= {"em", "strong", "s", "a", "table", "thead", "tbody", "tr", "th", "td", "hr", "br", "img"}
ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"},
}
OWN = "image:"
SCHEMES = {"http", "https", "mailto"}
_WIDE = re.compile("[\u2014\u2018-\u201d\u2026\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_HEADING = re.compile(r"h[1-6]")
# Emphasis may begin and end beside Chinese punctuation: **定义：**是 is bold, which plain CommonMark denies.
_WIDE_PUNCTUATION = {
    code: "\u4e00"
    for code in range(0x2010, 0x20000)  # beyond lie ideographs
    if unicodedata.category(chr(code))[0] == "P"
    and (unicodedata.east_asian_width(chr(code)) in "WFA")
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the lesson: what the text calls it, where readers get it, and its size in pixels."""

    name: str
    url: str
    width: int
    height: int


class _State(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803
        said, self.src = self.src, self.src.translate(_WIDE_PUNCTUATION)
        try:
            return super().scanDelims(start, canSplitWord)
        finally:
            self.src = said


class _Inline(ParserInline):
    def parse(
        self, src: str, md: MarkdownIt, env: MutableMapping[str, Any], tokens: list[Token]
    ) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _image(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    *rest: Any,
) -> str:
    options, env = rest
    token = tokens[index]
    words = escapeHtml(renderer.renderInlineAsText(token.children, options, env))
    shown = env.get("pictures", {}).get(_own_name(token))
    if shown is None:
        return words
    return (
        f'<img src="{escapeHtml(shown.url)}" alt="{words}" width="{shown.width}" '
        f'height="{shown.height}" loading="lazy" decoding="async">'
    )


def _own_name(token: Token) -> str | None:
    """The name of a picture of the lesson; None for any other address."""
    address = str(token.attrs.get("src", ""))
    return unquote(address.removeprefix(OWN)) if address.startswith(OWN) else None


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    inline = _Inline()
    parser.inline = inline
    parser.enable(["table", "strikethrough"])
    parser.add_render_rule("image", _image)
    return parser


_PARSER = _make_parser()
_OPTIONS = _PARSER.options


@lru_cache(maxsize=128)
def render_article(markdown: str, pictures: tuple[Picture, ...] = ()) -> str:
    """The article as HTML that may stand in a page as it is, with these of its pictures."""
    tokens = _PARSER.parse(markdown)
    _join_lines(tokens)
    _level_headings(tokens)
    known = {"pictures": {picture.name: picture for picture in pictures}}
    made = str(_PARSER.renderer.render(tokens, _OPTIONS, known))
    clean = nh3.clean(
        made,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
    # A wide table scrolls in a frame of its own, which the keyboard must reach.
    opened = clean.replace("<table>", '<div class="article-table" tabindex="0"><table>')
    return opened.replace("</table>", "</table></div>")


def list_pictures(markdown: str) -> list[tuple[str, str]]:
    """The pictures of the lesson that a text names, in order, each with its words."""
    renderer = _PARSER.renderer
    assert isinstance(renderer, RendererHTML)
    inside = [child for token in _PARSER.parse(markdown) for child in token.children or []]
    return [
        (name, renderer.renderInlineAsText(token.children, _OPTIONS, {}))
        for token in inside
        if token.type == "image" and (name := _own_name(token)) is not None
    ]


def _join_lines(tokens: list[Token]) -> None:
    """Chinese text that goes on in the next line goes on without a space."""
    for token in tokens:
        inside = token.children or []
        for before, here, after in zip(inside, inside[1:], inside[2:], strict=False):
            is_wide = _WIDE.match(before.content[-1:]) and _WIDE.match(after.content[:1])
            if here.type == "softbreak" and is_wide:
                here.type, here.content = "text", ""


def _level_headings(tokens: list[Token]) -> None:
    above: list[int] = []
    for token in tokens:
        if not _HEADING.fullmatch(token.tag):
            continue
        if token.type == "heading_open":
            level = int(token.tag[1])
            while above and above[-1] >= level:
                above.pop()
            above.append(level)
        token.tag = f"h{min(len(above) + 1, 6)}"
