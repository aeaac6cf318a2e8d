"""What the sheets of a workbook hold, looked over before a reader makes room for it: corners, texts, odd cells.

A reader makes room for every cell between the first and the last, and writes a shared text out for every cell that
uses it: a file of a few kilobytes can ask for gigabytes.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Protocol
from xml.parsers import expat

from lxml import etree

from trainingapp.itembank.exchange.archives import FileRefused, TooLarge, fold_path

LIMIT_ROW = 10_000
LIMIT_COLUMN = 200
LIMIT_AREA = 1_000_000  # cells of all sheets, empty ones among them
LIMIT_STRING = 32_767  # characters of a cell, as in Excel
LIMIT_TEXT = 6_000_000  # characters of all cells, a shared text counted wherever it stands
_CELL = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


class OddCell(NamedTuple):
    """A cell that holds more than its value: an error, or a formula."""

    row: int  # from 1
    column: int  # from 0
    is_error: bool


def list_odd_cells(data: bytes) -> dict[str, list[OddCell]]:
    """The formulas and errors of each sheet. :raises TooLarge: when a cell stands too far out, or texts are too long.

    A part counts as often as the workbook names it as a sheet; parts with cells that it does not name count too.
    """
    found: dict[str, list[OddCell]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {fold_path(name): name for name in archive.namelist()}
        sheets = [(name, path) for name, path in _list_sheets(archive) if path in parts]
        times = Counter(path for _name, path in sheets)
        lengths = _read_lengths(archive, parts.get("xl/sharedstrings.xml"))
        area = text = 0
        odd: dict[str, list[OddCell]] = {}
        for path in {**times, **dict.fromkeys(_paths_with_cells(archive, parts))}:
            scan = Scan(lengths)
            with archive.open(parts[path]) as part:
                _walk(part, scan)
            odd[path] = scan.odd
            area += scan.area * max(1, times[path])
            text += scan.text * max(1, times[path])
            if area > LIMIT_AREA or text > LIMIT_TEXT:
                raise TooLarge
        for name, path in sheets:
            found[name] = odd[path]
    return found


def _paths_with_cells(archive: zipfile.ZipFile, parts: dict[str, str]) -> Iterator[str]:
    for path, name in parts.items():
        is_sheet = path.startswith("xl/worksheets/") and path.endswith(".xml")
        if is_sheet or b"sheetData" in archive.read(name):
            yield path


def _read_lengths(archive: zipfile.ZipFile, name: str | None) -> list[int]:
    """How many characters each shared text has. :raises TooLarge: when one is longer than a cell can be."""
    strings = Strings()
    if name is not None:
        with archive.open(name) as part:
            _walk(part, strings)
    return strings.lengths


class Handler(Protocol):
    """Takes the elements of a part, by local name, and the text between them."""

    def begin(self, name: str, attributes: dict[str, str]) -> None: ...
    def end(self, name: str) -> None: ...
    def take(self, text: str) -> None: ...


def _walk(part: Any, handler: Handler) -> None:
    """Every element at its start and its end; nothing that was read is kept, and nothing is built of it."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: handler.begin(
        name.rpartition(":")[2], attributes
    )
    parser.EndElementHandler = lambda name: handler.end(name.rpartition(":")[2])
    parser.CharacterDataHandler = handler.take
    try:
        parser.ParseFile(part)
    except (expat.ExpatError, ValueError) as error:  # or a number that is none
        raise FileRefused from error


class Strings:
    """The lengths of the texts that cells share, in order."""

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self._is_text = False

    def begin(self, name: str, _attributes: dict[str, str]) -> None:
        if name == "si":
            self.lengths.append(0)
        self._is_text = name == "t"

    def end(self, _name: str) -> None:
        self._is_text = False

    def take(self, text: str) -> None:
        if self._is_text and self.lengths:
            self.lengths[-1] += len(text)
            if self.lengths[-1] > LIMIT_STRING:
                raise TooLarge


class Scan:
    """Where the reading of a sheet has come to. :raises TooLarge: beyond the limits, or with too many of anything."""

    def __init__(self, lengths: Sequence[int]) -> None:
        self.odd: list[OddCell] = []
        self.text = 0  # characters of all cells
        self._lengths = lengths
        self._row, self._column = 0, -1
        self._rows = self._cells = 0
        self._bottom = self._right = 0
        self._kind: str | None = None
        self._is_formula = False
        self._words = ""

    @property
    def area(self) -> int:
        """The cells between the first corner and the furthest row and column."""
        return self._bottom * self._right

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._words = ""
        if name == "row":
            self._row, self._column = int(attributes.get("r") or self._row + 1), -1
            self._rows, self._cells = self._rows + 1, 0
        elif name == "c":
            self._row, self._column = _place(attributes.get("r"), self._row, self._column)
            self._cells += 1
            self._kind, self._is_formula = attributes.get("t"), False
            self._bottom = max(self._bottom, self._row)
            self._right = max(self._right, self._column + 1)
        elif name == "f":
            self._is_formula = True
        if max(self._row, self._rows) > LIMIT_ROW or max(self._column, self._cells) > LIMIT_COLUMN:
            raise TooLarge

    def take(self, text: str) -> None:
        """A piece of the text of the element."""
        self._words = (self._words + text)[: LIMIT_STRING + 1]

    def end(self, name: str) -> None:
        """An element ends."""
        if name in {"v", "t"}:
            self._count_text(self._words)
        elif name == "c" and (self._kind == "e" or self._is_formula):
            self.odd.append(OddCell(self._row, self._column, self._kind == "e"))
        self._words = ""

    def _count_text(self, text: str) -> None:
        if self._kind == "s":
            place = int(text or 0)
            length = self._lengths[place] if 0 <= place < len(self._lengths) else 0
        else:
            length = len(text)
        self.text += length
        if length > LIMIT_STRING or self.text > LIMIT_TEXT:
            raise TooLarge


def _place(name: str | None, row: int, column: int) -> tuple[int, int]:
    if name is None:
        return row, column + 1
    found = _CELL.fullmatch(name)
    if found is None:
        raise FileRefused
    number = 0
    for letter in found[1].upper():
        number = number * 26 + ord(letter) - 64
    return int(found[2]), number - 1


def _list_sheets(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """The sheets that the workbook names, each with the part in which it says that they stand."""
    try:
        book = etree.fromstring(archive.read("xl/workbook.xml"), _parser())
        links = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), _parser())
    except (etree.XMLSyntaxError, KeyError) as error:
        raise FileRefused from error
    targets = {link.get("Id"): link.get("Target", "") for link in links.iter("{*}Relationship")}
    found = []
    for sheet in book.iter("{*}sheet"):
        link = next((value for name, value in sheet.items() if name.endswith("}id")), None)
        found.append((sheet.get("name", ""), _path_of(targets.get(link, ""))))
    return found


def _path_of(target: str) -> str:
    path = fold_path(target).lstrip("/")
    return posixpath.normpath(path if path.startswith("xl/") else f"xl/{path}")


def _parser() -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True)
