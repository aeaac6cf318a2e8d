"""Items out of a Word document in the usual Chinese layout: numbered stems, lettered options, labels in brackets."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from docx import Document
from docx.opc.exceptions import OpcError
from docx.text.paragraph import Paragraph
from lxml.etree import LxmlError

from trainingapp.itembank.exchange.archives import (
    DAMAGE,
    FileRefused,
    NoItems,
    TooLarge,
    TooManyRows,
)
from trainingapp.itembank.exchange.cells import LIMIT_TEXT, CellFault, fold, read_text
from trainingapp.itembank.exchange.columns import KINDS, LABELS, LETTERS, WHYS, WORD_LABELS
from trainingapp.itembank.exchange.problems import ERROR, WARNING, Problem
from trainingapp.itembank.exchange.rows import Row
from trainingapp.itembank.exchange.sheet_reading import LIMIT_ROWS, Brought

_HEADING = re.compile(
    r"\s*+(?:第?[一二三四五六七八九十]+[部分]*[、．.]|[（(][一二三四五六七八九十]+[）)])?\s*+"
    r"(?P<kind>单项选择题|多项选择题|单选题|多选题)\s*(?:[（(：:，,].*)?"
)
# A heading of something else: another kind of item, a chapter, a part of the paper.
_OTHER_HEADING = re.compile(
    r"\s*(?:第[一二三四五六七八九十]+(?:章|节|部分)(?:\s.{0,40})?"
    r"|(?:[一二三四五六七八九十]+[、．.]|[（(][一二三四五六七八九十]+[）)])\s*"
    r"[^，。；：:（(]{0,12}(?:题|选择)\s*(?:[（(：:].*)?)\s*"
)
_NUMBER = re.compile(r"\s*(?P<number>[0-9０-９]{1,4})\s*[．.、]\s*(?![0-9０-９])(?P<text>.*)", re.S)
_OPTION = re.compile(r"\s*(?P<letter>[A-FＡ-Ｆ])\s*[．.、：:]\s*(?P<text>.*)", re.S)
_LABEL = re.compile(r"【\s*+([^【】]{1,12}?)\s*】\s*+[：:]?")
_BARE_LABEL = re.compile(
    r"\s*(答案|参考答案|正确答案|解析|答案解析|选项解析|考点|知识点|依据)\s*[：:]"
)
_DIFFICULTY = re.compile(r"\s*+([0-9０-９.．]++\s*+[%％]?)\s*+[，,；;：:（(]?(.*)", re.S)
LIMIT_LINES = 40_000  # of paragraphs, of lines in them and of labels in those
LIMIT_ELEMENTS = 3000  # of a paragraph: the time that they take grows with their square
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Line(NamedTuple):
    """A line of the document, and the paragraph it stands in."""

    text: str
    paragraph: int


def read_document(data: bytes) -> Brought:
    """The items of a document, one row each; headings set the kind, text before the first item is left out.

    :raises FileRefused: (or the subclass that says why) when there are none, too many, or the file is damaged.
    """
    try:
        document = Document(io.BytesIO(data))
        body, styles = document.element.body, _numbering_styles(document)
    except (OpcError, LxmlError, KeyError, AttributeError, *DAMAGE) as error:
        raise FileRefused from error
    if len(body) > LIMIT_LINES:
        raise TooLarge
    reader = Reader(styles)
    for number, element in enumerate(body.iterchildren(), start=1):
        reader.take(element, number)
    rows = reader.finish()
    if not rows and not any(problem.severity == ERROR for problem in reader.problems):
        raise NoItems
    if len(rows) > LIMIT_ROWS:
        raise TooManyRows(limit=LIMIT_ROWS)
    return Brought(rows, reader.problems)


def _numbering_styles(document: Any) -> frozenset[str]:
    """The styles whose paragraphs Word numbers by itself, each with those that are based on it."""
    styles = {style.style_id: style for style in document.styles}
    return frozenset(name for name in styles if _is_numbered(name, styles))


def _is_numbered(name: str, styles: Mapping[str, Any]) -> bool:
    seen: set[str] = set()
    while name in styles and name not in seen:
        seen.add(name)
        if next(styles[name].element.iter(_WORD + "numPr"), None) is not None:
            return True
        base = styles[name].element.find(_WORD + "basedOn")
        name = "" if base is None else base.get(_WORD + "val")
    return False


class Reader:
    """Takes one paragraph after another; what it holds belongs to the last item and its last field."""

    def __init__(self, numbered: frozenset[str] = frozenset()) -> None:
        self._numbered = numbered
        self.rows: list[Row] = []
        self.problems: list[Problem] = []
        self._kind = ""
        self._field = ""  # that the next line goes on with; "" when it is not read
        self._restarts = False  # after a heading the numbers may begin again
        self._lines = 0

    def take(self, element: Any, paragraph: int) -> None:
        """Take the next child of the body."""
        name = element.tag.rpartition("}")[2]
        if name == "p":
            self._take_paragraph(element, paragraph)
        elif name == "tbl":
            self._note("table_ignored", paragraph, severity=WARNING)
        elif name not in _SILENT and _has_text(element):
            self._note("unread_part", paragraph)

    def finish(self) -> list[Row]:
        """The rows, their texts tidied."""
        for row in self.rows:
            _finish_row(row)
        return self.rows

    def _take_paragraph(self, element: Any, paragraph: int) -> None:
        if not len(element):
            return
        tags = [str(part.tag) for part in islice(element.iter(), LIMIT_ELEMENTS)]
        if len(tags) == LIMIT_ELEMENTS:
            raise TooLarge
        holds = {tag.rpartition("}")[2] for tag in set(tags)}
        text = Paragraph(element, None).text  # type: ignore[arg-type]
        for parts, code, severity in _PARTS:
            if holds & parts:
                self._note(code, paragraph, severity=severity)
        if text.strip() and ("numPr" in holds or _style_of(element) in self._numbered):
            self._note("auto_numbered", paragraph)
        for line in text.split("\n"):
            if line.strip():
                self._count(1)
                self._take_line(Line(line.replace("\t", " "), paragraph))

    def _count(self, lines: int) -> None:
        self._lines += lines
        if self._lines > LIMIT_LINES:
            raise TooLarge

    def _take_line(self, line: Line) -> None:
        heading = _HEADING.fullmatch(line.text)
        if heading:
            self._kind, self._field, self._restarts = heading["kind"], "", True
            return
        if self.rows and _OTHER_HEADING.fullmatch(line.text):
            self._kind, self._field, self._restarts = "", "", True
            self._note("heading_not_read", line.paragraph, severity=WARNING)
            return
        number = _NUMBER.fullmatch(line.text)
        if number and self._begins_item(int(fold(number["number"]))):
            self._begin(int(fold(number["number"])), line.paragraph)
            self._take_rest(Line(number["text"], line.paragraph))
        elif self.rows:
            self._take_rest(line)

    def _begins_item(self, number: int) -> bool:
        """Whether a numbered line is an item; inside an explanation only the next number, or 1, can be one."""
        if not self.rows or self._restarts or self._field in {"", "stem"}:
            return True
        is_explaining = self._field in {"rationale", WHYS, "sources"}
        return not is_explaining or number == self.rows[-1].number + 1

    def _begin(self, number: int, paragraph: int) -> None:
        row = Row(number, paragraph=paragraph, headings=WORD_LABELS)
        if self._kind:
            row.texts["kind"] = next(word for word in KINDS if word == self._kind)
        self.rows.append(row)
        self._field, self._restarts = "stem", False

    def _take_rest(self, line: Line) -> None:
        """Split a line at its labels; what stands before the first belongs to the field before."""
        labels = list(_LABEL.finditer(line.text))
        self._count(len(labels))
        bare = None if labels else _BARE_LABEL.match(line.text)
        if bare:
            self._open(bare[1], line.paragraph)
            self._append(Line(line.text[bare.end() :], line.paragraph))
            return
        known = [found for found in labels if found[1] in LABELS or found.start() == 0]
        ends = [*(found.start() for found in known[1:]), len(line.text)]
        start = known[0].start() if known else len(line.text)
        if line.text[:start].strip():
            self._take_text(Line(line.text[:start], line.paragraph))
        for found, end in zip(known, ends, strict=False):
            self._open(found[1], line.paragraph)
            self._append(Line(line.text[found.end() : end], line.paragraph))

    def _open(self, label: str, paragraph: int) -> None:
        name = LABELS.get(label, "")
        self._field = name
        row = self.rows[-1]
        row.paragraphs.setdefault(name, paragraph)
        if not name:
            row.warn(label, "unknown_label", label=label)
        elif name in row.texts and name != "kind":
            row.find(name, "label_twice", label=label)

    def _take_text(self, line: Line) -> None:
        option = _OPTION.fullmatch(line.text)
        if option and (self._field == "stem" or self._field in LETTERS):
            for letter, text in _split_options(line.text):
                self._begin_option(letter, Line(text, line.paragraph))
        else:
            self._append(line)

    def _begin_option(self, letter: str, line: Line) -> None:
        row = self.rows[-1]
        seen = [known for known in LETTERS if known in row.paragraphs]
        row.paragraphs.setdefault(letter, line.paragraph)
        if letter not in LETTERS or letter != LETTERS[len(seen) : len(seen) + 1]:
            row.find(letter, "option_order", letter=letter)
        self._field = letter
        self._append(line)

    def _append(self, line: Line) -> None:
        row = self.rows[-1]
        if not self._field:
            return
        row.paragraphs.setdefault(self._field, line.paragraph)
        try:
            text = read_text(line.text)
        except CellFault as fault:
            row.fail(self._field, fault)
            return
        before = row.texts.get(self._field, "")
        if len(before) + len(text) > LIMIT_TEXT:
            row.find(self._field, "text_too_long", limit=LIMIT_TEXT)
            self._field = ""  # what follows is not read
            return
        row.texts[self._field] = f"{before}\n{text}".strip("\n") if text else before

    def _note(self, code: str, paragraph: int, *, severity: str = "error") -> None:
        number = self.rows[-1].number if self.rows else 0
        self.problems.append(Problem(number, "", code, {}, severity, "", paragraph))


_PARTS = (
    ({"ins", "del", "moveFrom", "moveTo"}, "tracked_changes", ERROR),
    (
        {"sdt", "txbxContent", "smartTag", "customXml", "fldSimple", "ruby", "oMath", "sym"},
        "unread_part",
        ERROR,
    ),
    ({"drawing", "pict"}, "picture_ignored", WARNING),
    ({"vanish"}, "hidden_text", WARNING),
)
_SILENT = {
    "sectPr",
    "bookmarkStart",
    "bookmarkEnd",
    "proofErr",
}  # beside paragraphs, without a text


def _has_text(element: Any) -> bool:
    return any(part.text for part in element.iter(_WORD + "t"))


def _style_of(element: Any) -> str:
    found = element.find(f"{_WORD}pPr/{_WORD}pStyle")
    return "" if found is None else str(found.get(_WORD + "val"))


def _split_options(text: str, letters: str = LETTERS) -> Iterator[tuple[str, str]]:
    """The options of a line: each next letter in order begins one, whether or not a blank stands before it."""
    found = _OPTION.fullmatch(text)
    assert found is not None
    letter = fold(found["letter"])
    rest = found["text"]
    following = letters[letters.find(letter) + 1 :][:1] if letter in letters else ""
    if following:
        wide = chr(ord(following) + 0xFEE0)
        split = re.search(rf"[{following}{wide}]\s*[．.、：:]", rest)
        if split:
            yield letter, rest[: split.start()].strip()
            yield from _split_options(rest[split.start() :], letters)
            return
    yield letter, rest.strip()


def _finish_row(row: Row) -> None:
    row.texts = {name: text for name, text in row.texts.items() if text}
    for letter in LETTERS:  # an option that runs over two lines is one text
        if letter in row.texts:
            row.texts[letter] = row.texts[letter].replace("\n", "")
    whys = row.texts.pop(WHYS, "")
    if whys:
        _read_whys(row, whys)
    difficulty = _DIFFICULTY.fullmatch(row.texts.get("expected", ""))
    if difficulty:
        row.texts["expected"] = fold(difficulty[1]).replace(" ", "")
        reason = re.sub("[)）]$", "", difficulty[2].strip()).strip()
        if reason:
            row.texts.setdefault("reason", reason)
            row.paragraphs.setdefault("reason", row.paragraphs["expected"])


def _read_whys(row: Row, text: str) -> None:
    paragraph = row.paragraphs.get(WHYS, row.paragraph)
    if not _OPTION.fullmatch(text):
        row.paragraphs["A_why"] = paragraph
        row.find("A_why", "option_order", letter="A")
        return
    for letter, why in _split_options(text):
        row.paragraphs[f"{letter}_why"] = paragraph
        row.texts[f"{letter}_why"] = why.replace("\n", "")
