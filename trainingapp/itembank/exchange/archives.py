"""Whether an uploaded file is what it says it is, and small enough once unpacked, before any library reads it.

A small ZIP can unpack to gigabytes; two cells in far corners of a sheet make a reader allocate all between them.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree

from trainingapp.rules.errors import RuleViolation

LIMIT_UNPACKED = 64 * 1024 * 1024
LIMIT_DOCUMENT = 16 * 1024 * 1024  # of a document, whose XML is held in memory as a whole
LIMIT_PARTS = 2000
LIMIT_ROW = 10_000
LIMIT_COLUMN = 200
_OLE = b"\xd0\xcf\x11\xe0"
_MAIN = {"xlsx": "xl/workbook.xml", "docx": "word/document.xml"}
_CELL = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")


class FileRefused(RuleViolation):
    """The file cannot be read at all; the subclass says why."""

    message = "The file cannot be read: it is damaged, or not what its name says."


class NoSuchType(FileRefused):
    message = "Choose a workbook (.xlsx) or a Word document (.docx)."


class MacrosRefused(FileRefused):
    message = "Files with macros are not taken. Save the file as .xlsx or .docx and choose that."


class OldFormat(FileRefused):
    message = (
        "The file is of an old format or has a password. Save it as .xlsx or .docx without one."
    )


class TooLarge(FileRefused):
    message = "The file is too large once unpacked. Bring the items in several files."


class TooManyRows(FileRefused):
    message = "A file brings at most %(limit)s items. Bring the items in several files."


class NoItems(FileRefused):
    message = "No items were found in the file. The template shows how they are written."


class OddCell(NamedTuple):
    """A cell that holds more than its value: an error, or a formula."""

    row: int  # from 1
    column: int  # from 0
    is_error: bool


def check_archive(data: bytes, name: str) -> str:
    """Return "xlsx" or "docx". :raises FileRefused: when it is neither, holds macros or unpacks to too much."""
    suffix = name.rpartition(".")[2].lower()
    if suffix in {"xlsm", "xltm", "xlsb", "docm", "dotm"}:
        raise MacrosRefused
    if suffix in {"xls", "doc", "et", "wps"} or data.startswith(_OLE):
        raise OldFormat
    if suffix not in _MAIN:
        raise NoSuchType
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(archive, suffix)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise FileRefused from error
    return suffix


def _check_parts(archive: zipfile.ZipFile, suffix: str) -> None:
    parts = archive.infolist()
    if len(parts) > LIMIT_PARTS or sum(part.file_size for part in parts) > LIMIT_UNPACKED:
        raise TooLarge
    names = [part.filename for part in parts]
    text = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    if suffix == "docx" and text > LIMIT_DOCUMENT:
        raise TooLarge
    if len(set(names)) < len(names) or _MAIN[suffix] not in names:
        raise FileRefused
    if any(name.lower().endswith(".bin") and "vba" in name.lower() for name in names):
        raise MacrosRefused
    # Reads every part no further than its declared size: a header that lies is found by its checksum.
    if archive.testzip() is not None:
        raise FileRefused
    if any(b"<!DOCTYPE" in archive.open(name).read(1024) for name in names):
        raise FileRefused


def list_odd_cells(data: bytes) -> dict[str, list[OddCell]]:
    """The formulas and errors of each sheet. :raises TooLarge: when a cell stands too far out."""
    found: dict[str, list[OddCell]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        paths = _sheet_paths(archive)
        for path in archive.namelist():
            if path.startswith("xl/worksheets/") and path.endswith(".xml"):
                with archive.open(path) as part:
                    found[paths.get(path, path)] = list(_odd_cells(part))
    return found


def _odd_cells(part: Any) -> Iterator[OddCell]:
    scan = Scan()
    try:
        for event, element in etree.iterparse(
            part, events=("start", "end"), resolve_entities=False
        ):
            name = etree.QName(element).localname
            if event == "start":
                scan.begin(name, element)
            elif (odd := scan.end(name)) is not None:
                yield odd
            if event == "end":  # nothing that was read is kept
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FileRefused from error


class Scan:
    """Where the reading of a sheet has come to. :raises TooLarge: beyond the limits, or with too many of anything."""

    def __init__(self) -> None:
        self._row, self._column = 0, -1
        self._rows = self._cells = 0
        self._is_error = self._is_formula = False

    def begin(self, name: str, element: Any) -> None:
        """An element begins."""
        if name == "row":
            self._row, self._column = int(element.get("r") or self._row + 1), -1
            self._rows, self._cells = self._rows + 1, 0
        elif name == "c":
            self._row, self._column = _place(element.get("r"), self._row, self._column)
            self._cells += 1
            self._is_error, self._is_formula = element.get("t") == "e", False
        elif name == "f":
            self._is_formula = True
        if max(self._row, self._rows) > LIMIT_ROW or max(self._column, self._cells) > LIMIT_COLUMN:
            raise TooLarge

    def end(self, name: str) -> OddCell | None:
        """An element ends; a cell that was odd is returned."""
        if name == "c" and (self._is_error or self._is_formula):
            return OddCell(self._row, self._column, self._is_error)
        return None


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


def _sheet_paths(archive: zipfile.ZipFile) -> dict[str, str]:
    """The name of the sheet that stands in each part."""
    try:
        book = etree.fromstring(archive.read("xl/workbook.xml"), _parser())
        links = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), _parser())
    except (etree.XMLSyntaxError, KeyError) as error:
        raise FileRefused from error
    targets = {link.get("Id"): link.get("Target", "") for link in links.iter("{*}Relationship")}
    found = {}
    for sheet in book.iter("{*}sheet"):
        link = next((value for name, value in sheet.items() if name.endswith("}id")), None)
        target = targets.get(link, "").lstrip("/")
        path = target if target.startswith("xl/") else f"xl/{target}"
        found[path] = sheet.get("name", "")
    return found


def _parser() -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True)
