"""What the texts of cells name in the bank: laws by title, knowledge points by title. Read once per file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from trainingapp.extensions import db
from trainingapp.itembank.exchange.cells import CellFault, fold, split_anchor, split_area
from trainingapp.itembank.models import ContentArea, Law


class KnownLaw(NamedTuple):
    """A law as far as anchors need it; `versions` are (version, in force on the day)."""

    code: str
    short: str
    title: str
    versions: tuple[tuple[str, bool], ...]


class Lookups:
    """The names that cells may use. `on` is the day whose law counts where an anchor names no version."""

    def __init__(self, on: date) -> None:
        self._on = on

    @cached_property
    def laws(self) -> dict[str, KnownLaw]:
        """Every law by code."""
        query = select(Law).options(selectinload(Law.versions)).order_by(Law.code)
        return {
            law.code: KnownLaw(
                law.code,
                law.short,
                law.title,
                tuple(
                    (row.version, _is_in_force(row.effective_from, row.effective_to, self._on))
                    for row in law.versions
                ),
            )
            for law in db.session.scalars(query)
        }

    @cached_property
    def law_codes(self) -> dict[str, list[str]]:
        """The codes behind each code, short name and title."""
        found: dict[str, list[str]] = {}
        for law in self.laws.values():
            for name in dict.fromkeys((law.code, law.short, law.title)):
                found.setdefault(name, []).append(law.code)
        return found

    @cached_property
    def points(self) -> dict[str, list[str]]:
        """The codes of the knowledge points of each title, retired ones aside."""
        query = (
            select(ContentArea.code, ContentArea.title)
            .where(ContentArea.kind == "point", ContentArea.is_retired.is_(False))
            .order_by(ContentArea.code)
        )
        found: dict[str, list[str]] = {}
        for code, title in db.session.execute(query):
            codes = found.setdefault(_tidy(title["zh"]), [])
            if code not in codes:  # the same point in another edition
                codes.append(code)
        return found

    def read_knowledge(self, text: str) -> list[str]:
        """The codes of the points that a cell names by code or title. :raises CellFault: for one that is none."""
        if self._is_title(text):
            return [self._find_point(text)]
        found: list[str] = []
        for line in text.replace(";", "；").replace("；", "\n").split("\n"):
            parts = [line] if self._is_title(line) else _split(line)
            found += [self._find_point(part) for part in parts]
        return list(dict.fromkeys(found))

    def _is_title(self, text: str) -> bool:
        return split_area(text) is None and _tidy(text) in self.points

    def _find_point(self, text: str) -> str:
        if code := split_area(text):
            return code
        if fold(text).isascii():  # meant as a code: the shape says what is wrong with it
            return fold(text)
        codes = self.points.get(_tidy(text), [])
        if not codes:
            raise CellFault("unknown_title", value=text.strip())
        if len(codes) > 1:
            raise CellFault("ambiguous_title", value=text.strip(), codes="、".join(codes))
        return codes[0]

    def read_anchor(self, line: str) -> dict[str, str]:
        """An anchor as in the files. :raises CellFault: when the law is unknown or the line cannot be read."""
        parts = split_anchor(line)
        name = parts["title"] or parts["code"]
        codes = self.law_codes.get(name, [])
        if not codes:
            raise CellFault("unknown_law_name", value=name)
        if len(codes) > 1:
            raise CellFault("ambiguous_law", value=name)
        version = parts["version"] or self._version_in_force(self.laws[codes[0]])
        return {
            "law": codes[0],
            "version": version,
            "article": parts["article"],
            "phrase": parts["phrase"],
        }

    def _version_in_force(self, law: KnownLaw) -> str:
        in_force = [version for version, is_law in law.versions if is_law]
        if len(in_force) != 1:
            raise CellFault("no_version", value=law.short)
        return in_force[0]

    def write_anchor(self, anchor: Mapping[str, str]) -> str:
        """An anchor as an editor reads it; `read_anchor` gives exactly it back."""
        law = self.laws.get(anchor["law"])
        names = (law.short, law.title) if law else ()
        name = next(
            (n for n in names if self.law_codes[n] == [anchor["law"]] and "》" not in n), ""
        )
        named = f"《{name}》" if name else f"{anchor['law']} "
        return f"{named}{anchor['version']} 第{anchor['article']}条：{anchor['phrase']}"


def _split(line: str) -> list[str]:
    parts = line.replace("，", "、").replace(",", "、").split("、")
    return [word for part in parts if part.strip() for word in _words(part.strip())]


def _words(part: str) -> list[str]:
    words = part.split()
    return words if all(split_area(word) == fold(word) for word in words) else [part]


def _tidy(text: str) -> str:
    return "".join(fold(text).split())


def _is_in_force(start: date, end: date | None, on: date) -> bool:
    return start <= on and (end is None or on <= end)
