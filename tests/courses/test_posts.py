"""What people write to each other as HTML: paragraphs, lists, emphasis, links, and never anything that acts."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, strategies as st

from trainingapp.courses.posts import TAGS, render_post

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<iframe src=//evil.example></iframe>",
    "<a href=javascript:alert(1)>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x](file:///etc/passwd)",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    "<style>*{display:none}</style>",
    "<form action=//evil.example><input name=password></form>",
    '<p style="position:fixed">x</p>',
    "<!-- --><math><mtext><script>1</script>",
    "```\n</code></pre><script>1</script>\n```",
    "`<script>1</script>`",
    '[x](https://e.org "onmouseover=alert(1)")',
    "<https://evil.example/<script>>",
    "[x]: javascript:alert(1)\n\n[x]",
]


class Reading(HTMLParser):
    """What a browser would see: tags with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.addresses: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add((tag, name))
            if name == "href":
                self.addresses.append(value or "")


def is_harmless(html: str) -> bool:
    found = Reading(html)
    assert found.tags <= TAGS
    assert found.attributes <= {("a", "href"), ("a", "rel"), ("a", "title")}
    schemes = [re.match(r"[\W_]*([a-z+.-]+):", address.lower()) for address in found.addresses]
    assert {scheme[1] for scheme in schemes if scheme} <= {"http", "https"}
    return True


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_acts_comes_through(attack: str) -> None:
    assert is_harmless(render_post(attack))
    assert is_harmless(render_post(f"- {attack}\n\n> {attack}"))


@given(st.text(max_size=200))
def test_whatever_is_typed_is_harmless(text: str) -> None:
    assert is_harmless(render_post(text))


@given(
    st.lists(
        st.sampled_from(["# ", "- ", "> ", "| ", "```", "\n", "甲", "**", "[x](", ")", "<b>", "`"])
    )
)
def test_whatever_marks_are_mixed_is_harmless(parts: list[str]) -> None:
    assert is_harmless(render_post("".join(parts)))


def test_lines_stay_lines_and_empty_lines_part_paragraphs() -> None:
    html = render_post("第一行\n第二行\r\n第三行\n\n新的一段")
    assert html.count("<br>") == 2
    assert html.count("<p>") == 2


def test_lists_emphasis_and_links_are_what_markdown_says() -> None:
    html = render_post(
        "**先**做\n\n1. 一\n2. 二\n\n- 三\n\n> 引\n\n[法条](https://example.org/a?b=c)"
    )
    for tag in ("<strong>先</strong>", "<ol>", "<ul>", "<blockquote>"):
        assert tag in html
    assert 'href="https://example.org/a?b=c"' in html
    assert 'rel="noopener noreferrer nofollow ugc"' in html


@pytest.mark.parametrize(
    "line", ["# 标题", "### 标题", "---", "***", "===", "| 甲 | 乙 |", "#没有空格"]
)
def test_signs_of_headings_rules_and_tables_stay_signs(line: str) -> None:
    html = render_post(f"前面\n{line}\n\n{line}")
    assert html.count(line) == 2
    assert not Reading(html).tags & {"h1", "h2", "h3", "h4", "hr", "table", "td"}


def test_nothing_becomes_nothing() -> None:
    assert render_post("").strip() == ""
