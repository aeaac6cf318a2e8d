"""A row of a sheet or an item of a document as texts by field; from there to an entry as in the files, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from trainingapp.itembank.content import unfold
from trainingapp.itembank.exchange import columns
from trainingapp.itembank.exchange.cells import (
    CellFault,
    fold,
    read_exceptions,
    read_key,
    read_lines,
    read_list,
    read_share,
    read_word,
    write_lines,
)
from trainingapp.itembank.exchange.columns import LETTERS, word_for
from trainingapp.itembank.exchange.lookups import Lookups
from trainingapp.itembank.exchange.problems import ERROR, WARNING, Problem
from trainingapp.itembank.findings import Finding
from trainingapp.itembank.shapes import ObjectiveItem
from trainingapp.itembank.validation import validate


@dataclass
class Row:
    """The texts of one item as they were brought: by field, with the place of each."""

    number: int  # of the row in the sheet, or printed before the item
    texts: dict[str, str] = field(default_factory=dict)
    sheet: str = ""
    paragraph: int = 0
    paragraphs: dict[str, int] = field(default_factory=dict)  # where a field of a document stands
    headings: Mapping[str, str] = field(default_factory=lambda: columns.HEADINGS)
    problems: list[Problem] = field(default_factory=list)
    reviews: list[dict[str, Any]] = field(default_factory=list)

    def find(self, name: str, code: str, /, **parameters: object) -> None:
        """Note what is wrong with a field."""
        self.note(name, code, ERROR, parameters)

    def warn(self, name: str, code: str, /, **parameters: object) -> None:
        """Note what asks for a second look."""
        self.note(name, code, WARNING, parameters)

    def fail(self, name: str, fault: CellFault) -> None:
        """Note a text that cannot be read."""
        self.note(name, fault.code, ERROR, fault.parameters)

    def note(
        self, name: str, code: str, severity: str, parameters: Mapping[str, object], /
    ) -> None:
        """Note a finding at a field."""
        paragraph = self.paragraphs.get(name, self.paragraph)
        heading = self.headings.get(name, name)
        self.problems.append(
            Problem(self.number, heading, code, parameters, severity, self.sheet, paragraph)
        )

    def take(self, finding: Finding, severity: str = ERROR) -> None:
        """Note a fault of the shape or of the checks at the field that holds its place."""
        name = columns.field_of_path(finding.path)
        parameters = dict(finding.parameters)
        if finding.code == "missing_why":
            name = f"{parameters['letter']}_why"
        if "field" in parameters:
            parameters["field"] = self.headings.get(name, name)
        self.note(name, finding.code, severity, parameters)

    @property
    def has_errors(self) -> bool:
        """Whether the row cannot be stored."""
        return any(problem.severity != WARNING for problem in self.problems)


def read_entry(row: Row, lookups: Lookups, *, author: str) -> dict[str, Any]:
    """The entry that a row asks for; what cannot be read is left out and noted. A missing author is the importer."""
    entry: dict[str, Any] = {
        "code": fold(row.texts.get("code", "")).upper(),
        "status": "draft",
        "origin": "original",
        "author": author,
        "facility": {"reason": row.texts.get("reason", "")},
        "options": _options(row.texts),
    }
    for name, read in _readers(lookups).items():
        text = row.texts.get(name, "")
        if text:
            _read_field(row, entry, name, read=read)
    entry.setdefault("kind", "multiple" if "E" in entry["options"] else "single")
    if "expected" in entry:
        entry["facility"]["expected"] = entry.pop("expected")
    return entry


def _read_field(row: Row, entry: dict[str, Any], name: str, *, read: Callable[[str], Any]) -> None:
    try:
        entry[name] = read(row.texts[name])
    except CellFault as fault:
        row.fail(name, fault)


def _readers(lookups: Lookups) -> dict[str, Callable[[str], Any]]:
    return {
        "kind": lambda text: read_word(columns.KINDS, text),
        "knowledge": lookups.read_knowledge,
        "level": lambda text: read_word(columns.LEVELS, text),
        "expected": read_share,
        "stem": str,
        "key": read_key,
        "rationale": str,
        "sources": read_lines,
        "anchors": lambda text: [lookups.read_anchor(line) for line in read_lines(text)],
        "origin": lambda text: read_word(columns.ORIGINS, text),
        "author": str,
        "enemies": lambda text: sorted(set(read_list(text))),
        "exceptions": read_exceptions,
    }


def _options(texts: Mapping[str, str]) -> dict[str, dict[str, str]]:
    return {
        letter: {"text": texts.get(letter, ""), "why": texts.get(f"{letter}_why", "")}
        for letter in LETTERS
        if texts.get(letter) or texts.get(f"{letter}_why")
    }


def read_shape(row: Row, entry: Mapping[str, Any]) -> ObjectiveItem | None:
    """The entry as a shape, or None with findings at the fields that are wrong. Each field is told of once."""
    shape, findings = validate(ObjectiveItem, unfold(dict(entry)), file="")
    known = {problem.column for problem in row.problems}
    for finding in findings:
        name = columns.field_of_path(finding.path)
        if row.headings.get(name, name) not in known:
            row.take(finding)
    return None if row.has_errors else shape


def write_row(shape: ObjectiveItem, lookups: Lookups, *, base: str) -> dict[str, str | float]:
    """The cells of an item by field; `read_entry` makes the same shape of them."""
    entry = shape.model_dump(mode="json", by_alias=True)
    cells: dict[str, str | float] = {
        "code": shape.code,
        "base": base,
        "kind": word_for(columns.KINDS, shape.kind),
        "knowledge": "、".join(shape.knowledge),
        "level": word_for(columns.LEVELS, shape.level),
        "expected": shape.facility.expected,
        "reason": shape.facility.reason,
        "stem": shape.stem,
        "key": shape.key,
        "rationale": shape.rationale,
        "sources": write_lines(shape.sources),
        "anchors": write_lines(lookups.write_anchor(anchor) for anchor in entry["anchors"]),
        "origin": word_for(columns.ORIGINS, shape.origin),
        "author": shape.author,
        "enemies": "、".join(sorted(shape.enemies)),
        "exceptions": write_lines(f"{name}：{why}" for name, why in shape.exceptions.items()),
        "status": word_for(columns.STATUSES, shape.status),
    }
    for letter, option in shape.options.items():
        cells[letter], cells[f"{letter}_why"] = option.text, option.why
    return cells
