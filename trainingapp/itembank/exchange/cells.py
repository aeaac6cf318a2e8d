"""Between the texts of cells and the values of an item: lists, laws, keys, shares."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from trainingapp.itembank.exchange.problems import Problem

EXAMPLE = "《慈善法》2023-12-29 第3条：自愿开展的下列公益活动"
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LIMIT_TEXT = 6000  # characters of a field, as in the form of the site
BLANKS = " \t\r\n\u3000\u00a0\ufeff"
_LIST = re.compile(r"[、,，;；\s]+")
_AREA = re.compile(r"([A-Z]{2}[0-9]{2}(?:\.[0-9]{1,2}(?:\.[0-9]{2})?)?)(?![\d.])\s*.*", re.S)
_BETWEEN_LETTERS = re.compile(r"[\s,，、;；.．/和及与]+")
_ANCHOR = re.compile(
    r"\s*+(?:《(?P<title>.+?)》|(?P<code>[a-z0-9]++(?:-[a-z0-9]++)*+))"
    r"\s*+[（(]?\s*+(?P<version>[0-9]{4}-[0-9]{2}-[0-9]{2})?\s*+[）)]?"
    r"\s*+第\s*+(?P<article>[0-9]++(?:-[0-9]++)?|[零〇一二三四五六七八九十百千]++)\s*+条"
    r"(?:之(?P<part>[0-9]++|[一二三四五六七八九十]++))?\s*+[：:]\s*+(?P<phrase>.*)",
    re.S,
)
_EXCEPTION = re.compile(r"\s*([a-z0-9_-]+)\s*[：:]\s*(\S.*)", re.S)
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}


class CellFault(Exception):  # noqa: N818 - carries a finding to where its place is known
    """A cell that cannot be read: the code of the sentence and what fills it."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.code, self.parameters = code, parameters

    def at(self, row: int, column: str, **place: Any) -> Problem:
        """The finding at its place."""
        return Problem(row, column, self.code, self.parameters, **place)


def read_text(value: object) -> str:
    """What a cell says, without the blanks around it; a whole number without a decimal point.

    :raises CellFault: for dates (Excel makes them of texts such as 3-1), for characters nobody sees, and for a text
    longer than any field.
    """
    if isinstance(value, date | datetime | time | timedelta):
        raise CellFault("date_in_cell")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).replace("\r\n", "\n").replace("\r", "\n").strip(BLANKS)
    if CONTROL.search(text):
        raise CellFault("control_character")
    if len(text) > LIMIT_TEXT:
        raise CellFault("text_too_long", limit=LIMIT_TEXT)
    return text.replace("\t", " ")


def read_list(text: str) -> list[str]:
    """Codes that stand in one cell."""
    return [part for part in _LIST.split(fold(text).upper()) if part]


def fold(text: str) -> str:
    """Letters and figures in their narrow form."""
    return unicodedata.normalize("NFKC", text).strip()


def read_lines(text: str) -> list[str]:
    """Texts of a cell, one a line; a line that begins with a blank goes on with the one before."""
    found: list[str] = []
    for line in text.split("\n"):
        if found and line[:1] in {" ", "\u3000"}:
            found[-1] += "\n" + line[1:]
        elif line.strip(BLANKS):
            found.append(line)
    return [entry.strip(BLANKS) for entry in found]


def write_lines(texts: Iterable[str]) -> str:
    """The inverse of `read_lines`."""
    return "\n".join(text.strip(BLANKS).replace("\n", "\n ") for text in texts)


def read_key(text: str) -> str:
    """The letters of a key in order, however they are separated: “A、C” and “ＣＡ” are AC."""
    return "".join(sorted(_BETWEEN_LETTERS.sub("", fold(text)).upper()))


def read_share(value: str) -> float:
    """A share of one: 0.65, ６５％ or 65%. :raises CellFault: when it is no number."""
    text = fold(value)
    try:
        found = float(text.removesuffix("%"))
    except ValueError:
        raise CellFault("not_number", value=value) from None
    if not math.isfinite(found):
        raise CellFault("not_number", value=value)
    return round(found / 100, 6) if text.endswith("%") else found


def read_word(words: Mapping[str, Any], text: str) -> Any:
    """The value of a Chinese word, or the value itself. :raises CellFault: when it is neither."""
    if text in words:
        return words[text]
    if fold(text).lower() in set(words.values()):
        return fold(text).lower()
    allowed: dict[Any, str] = {}
    for word, value in words.items():
        allowed.setdefault(value, word)
    raise CellFault("unknown_word", value=text, allowed="、".join(allowed.values()))


def split_area(text: str) -> str | None:
    """The code that a knowledge point begins with, whatever title follows it; None when it begins with none."""
    found = _AREA.fullmatch(fold(text).upper())
    return found[1] if found else None


def split_anchor(line: str) -> dict[str, str]:
    """Title or code, version ("" when left out), article and phrase. :raises CellFault: when one cannot be told."""
    found = _ANCHOR.fullmatch(line)
    if found is None:
        raise CellFault("bad_anchor", value=line, example=EXAMPLE)
    part = f"-{read_number(found['part'])}" if found["part"] else ""
    return {
        "title": found["title"] or "",
        "code": found["code"] or "",
        "version": found["version"] or "",
        "article": read_number(found["article"]) + part,
        "phrase": found["phrase"].strip(BLANKS),
    }


def read_number(text: str) -> str:
    """The number of an article in figures: 第二十一条 is 21."""
    if text[0] not in _DIGITS and text[0] not in _UNITS:
        return text
    total, digit = 0, 0
    for letter in text:
        if letter in _UNITS:
            total += (digit or 1) * _UNITS[letter]
            digit = 0
        else:
            digit = _DIGITS[letter]
    return str(total + digit)


def read_exceptions(text: str) -> dict[str, str]:
    """Names of flaws with the reasons why they are allowed. :raises CellFault: for a line without either."""
    return dict(_exceptions(text))


def _exceptions(text: str) -> Iterator[tuple[str, str]]:
    for line in read_lines(text):
        found = _EXCEPTION.fullmatch(line)
        if found is None:
            raise CellFault("bad_exception", value=line)
        yield found[1], found[2]
