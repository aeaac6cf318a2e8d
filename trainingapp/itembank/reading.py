"""YAML with line numbers, read from the parser's events: plain values only, ten thousand items in two seconds.

PyYAML's composer keeps positions too but takes four times as long, and its loaders accept more than a form that
people fill in should hold: tags, aliases, octal numbers, `on` for true.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from trainingapp.itembank.findings import Finding

LIMIT_MEGABYTES = 8
LIMIT_DEPTH = 16
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_BARE_WORD = re.compile(r"(?i:yes|no|on|off|true|false|null)\Z")
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\Z")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # an escape in quotes can write them
_TAB = re.compile(r"^ *\t", re.MULTILINE)


class Fields(dict[str, Any]):
    """A mapping that remembers the line of each of its names."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class Entries(list[Any]):
    """A list that remembers the line of each of its entries."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


def locate(node: Any, path: tuple[str | int, ...]) -> int:
    """The line of the value at that path, or of the nearest thing around it that exists."""
    line = getattr(node, "line", 1)
    for step in path:
        if isinstance(node, Fields) and step in node.lines:
            line = node.lines[str(step)]
        elif isinstance(node, Entries) and isinstance(step, int) and step < len(node.lines):
            line = node.lines[step]
        else:
            return line
        node = node[step]
    return line


def read_yaml(path: Path, name: str) -> tuple[Any, list[Finding]]:
    """Return the value of a file (None when it cannot be read) and the faults of the YAML itself."""
    if path.stat().st_size > LIMIT_MEGABYTES * 1024 * 1024:
        return None, [Finding(name, 1, "too_large", {"limit": LIMIT_MEGABYTES})]
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, [Finding(name, raw.count(b"\n", 0, error.start) + 1, "not_utf8")]
    if tab := _TAB.search(text):
        return None, [Finding(name, text.count("\n", 0, tab.end()) + 1, "tab")]
    builder = Builder(name)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
    except yaml.YAMLError as error:
        return None, [*builder.findings, _syntax_finding(name, error)]
    except Stop:
        return None, builder.findings
    if builder.root is None:
        return None, [*builder.findings, Finding(name, 1, "empty_file")]
    return builder.root, builder.findings


def _syntax_finding(name: str, error: yaml.YAMLError) -> Finding:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    return Finding(name, mark.line + 1 if mark else 1, "not_yaml", {"problem": problem})


class Stop(Exception):  # noqa: N818 - ends the reading; the finding says why
    """The file is not worth reading further."""


class Builder:
    """Builds plain values from YAML events and notes what a plain form may not hold."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root: Any = None
        self.findings: list[Finding] = []
        self._open: list[tuple[Fields | Entries | None, str | None, int]] = []
        self._current: Fields | Entries | None = None
        self._key: str | None = None
        self._key_line = 0
        self._takers = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._start_mapping,
            yaml.SequenceStartEvent: self._start_sequence,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }

    def take(self, event: Any) -> None:
        """Take the next event. :raises Stop: when what follows cannot be understood."""
        taker = self._takers.get(type(event))
        if taker is not None:
            taker(event)

    def _scalar(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if event.tag is not None or event.anchor is not None:
            self._refuse(event)
        value = event.value
        if _CONTROL.search(value):
            self._find(line, "not_yaml", problem="a control character")
            raise Stop
        if event.implicit[0]:
            value = self._plain(value, line)
        if type(self._current) is Fields and self._key is None:
            self._name(value, line)
        else:
            self._place(value, line)

    def _plain(self, text: str, line: int) -> Any:
        if text in _WORDS:
            return _WORDS[text]
        if text[0] in "-0123456789":
            return _plain_number(text)
        if len(text) <= 5 and _BARE_WORD.match(text):
            self._find(line, "bare_word", word=text)
        return text

    def _name(self, value: Any, line: int) -> None:
        if not isinstance(value, str):
            self._find(line, "key_not_text")
            value = str(value)
        self._key, self._key_line = value, line

    def _place(self, value: Any, line: int) -> None:
        current = self._current
        if type(current) is Entries:
            current.append(value)
            current.lines.append(line)
        elif type(current) is Fields:
            name, self._key = str(self._key), None
            if name in current:
                self._find(self._key_line, "duplicate_key", field=name)
            else:
                current[name] = value
                current.lines[name] = self._key_line
        else:
            self.root = value

    def _start_mapping(self, event: Any) -> None:
        self._start(event, Fields(event.start_mark.line + 1))

    def _start_sequence(self, event: Any) -> None:
        self._start(event, Entries(event.start_mark.line + 1))

    def _start(self, event: Any, container: Fields | Entries) -> None:
        if event.tag is not None or event.anchor is not None:
            self._refuse(event)
        if type(self._current) is Fields and self._key is None:
            self._find(container.line, "key_not_text")
            raise Stop
        if len(self._open) >= LIMIT_DEPTH:
            self._find(container.line, "too_deep")
            raise Stop
        self._place(container, container.line)
        self._open.append((self._current, self._key, self._key_line))
        self._current, self._key = container, None

    def _end(self, _event: Any) -> None:
        self._current, self._key, self._key_line = self._open.pop()

    def _alias(self, event: Any) -> None:
        self._find(event.start_mark.line + 1, "alias")
        raise Stop

    def _document(self, event: Any) -> None:
        if self.root is not None:
            problem = "a second document begins here"
            self._find(event.start_mark.line + 1, "not_yaml", problem=problem)
            raise Stop

    def _refuse(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if event.tag is not None:
            self._find(line, "unsafe_tag", tag=event.tag)
        else:
            self._find(line, "alias")
        raise Stop

    def _find(self, line: int, code: str, **parameters: object) -> None:
        self.findings.append(Finding(self.name, line, code, parameters))


def is_plain_text(text: str) -> bool:
    """Whether a text without quotation marks is read as that text, not as a number, a date or a truth."""
    if text in _WORDS or _BARE_WORD.match(text):
        return False
    return text[0] not in "-0123456789" or _plain_number(text) is text


def _plain_number(text: str) -> Any:
    if _INTEGER.match(text):
        return int(text)
    if _NUMBER.match(text):
        return float(text)
    if _DATE.match(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text
