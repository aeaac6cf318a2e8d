"""The text of statutes, article by article, from a folder of Markdown files with an `index.json`."""

from __future__ import annotations

import json
import re
from functools import cached_property
from pathlib import Path

_ARTICLE = re.compile(
    r"^\s*-?\s*\*\*第([〇零一二三四五六七八九十百千]+)条(?:之([一二三四五六七八九十]+))?\*\*"
)
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def chinese_number(text: str) -> int:
    """The number written in Chinese figures, such as 一千二百六十 or 十四."""
    total, digit = 0, 0
    for sign in text:
        if sign in _UNITS:
            total += (digit or 1) * _UNITS[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
    return total + digit


class Statute:
    """One version of one law."""

    def __init__(self, path: Path, *, effective: str) -> None:
        self._path = path
        self.effective = effective  # ISO date

    @cached_property
    def articles(self) -> dict[str, str]:
        """The text of each article without white space; 第十四条之一 is `14-1`."""
        articles: dict[str, str] = {}
        number: str | None = None
        for line in self._path.read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                number = None
            elif found := _ARTICLE.match(line):
                number = str(chinese_number(found[1]))
                if found[2]:
                    number += f"-{chinese_number(found[2])}"
            if number is not None:
                text = _ARTICLE.sub("", line).strip().lstrip("-")
                # Appended: a decision and the rules it approves may stand in one file.
                articles[number] = articles.get(number, "") + squeeze(text)
        return articles

    def contains(self, article: str, phrase: str) -> bool:
        """Whether the phrase stands in the article word for word, white space apart."""
        return squeeze(phrase) in self.articles.get(article, "")


class Statutes:
    """Every statute of a folder, found by title and date of promulgation."""

    def __init__(self, folder: Path) -> None:
        index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        self._found = {
            (entry["title"], entry["published"]): Statute(
                folder / Path(entry["file"]).name, effective=entry["effective"]
            )
            for entry in index
        }

    def find(self, title: str, version: str) -> Statute | None:
        """The text of that law as promulgated on that day, or None."""
        return self._found.get((title, version))


def squeeze(text: str) -> str:
    """The text without white space and without Markdown's emphasis."""
    return "".join(text.replace("**", "").split())
