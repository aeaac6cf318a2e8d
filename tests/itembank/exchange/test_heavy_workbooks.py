"""Small workbooks that would unfold to more than a machine holds are refused before a reader makes room for them."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable

import pytest

from tests.itembank.exchange.books import GOOD, make_book
from tests.itembank.exchange.test_hostile_uploads import SHEET, repack, with_part, with_sheet
from trainingapp.itembank.exchange.archives import FileRefused, TooLarge, check_archive
from trainingapp.itembank.exchange.sheet_reading import read_workbook
from trainingapp.itembank.exchange.sheet_scanning import list_odd_cells

FAR = '<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row>'
WIDE = '<row r="1"><c r="A1"/></row><row r="9000"><c r="FA9000"/></row>'
LINKS, BOOK, STRINGS = "xl/_rels/workbook.xml.rels", "xl/workbook.xml", "xl/sharedStrings.xml"
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def read_sheet(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(SHEET)


def move_sheet(data: bytes, target: str, path: str) -> bytes:
    """The workbook with its sheet elsewhere, named so by the workbook."""

    def change(name: str, content: bytes) -> bytes | None:
        if name == LINKS:
            return content.replace(b"worksheets/sheet1.xml", target.encode())
        return None if name == SHEET else content

    return repack(data, change, **{path: read_sheet(data)})


def share_text(length: int, cells: int) -> bytes:
    """A workbook in which one text stands in many cells."""
    row = '<row r="{}">' + '<c t="s"><v>0</v></c>' * 100 + "</row>"
    rows = "".join(row.format(number) for number in range(1, cells // 100 + 1))
    text = f'<sst xmlns="{SPACE}"><si><t>{"x" * length}</t></si></sst>'.encode()
    return repack(
        with_sheet(rows),
        lambda name, content: None if name == STRINGS else content,
        **{STRINGS: text},
    )


def repeat_sheet(times: int) -> bytes:
    """A workbook that names one wide sheet many times."""

    def change(name: str, content: bytes) -> bytes:
        start, end = content.find(b"<sheet "), content.find(b"</sheets>")
        return (
            content.replace(content[start:end], content[start:end] * times)
            if name == BOOK
            else content
        )

    return repack(with_sheet(WIDE.replace("FA9000", "Z9000")), change)


def many_tags() -> bytes:
    return with_part(make_book(GOOD), "xl/a.xml", b"<a>" + b"<b/>" * 1_500_000 + b"</a>")


HEAVY: dict[str, Callable[[], bytes]] = {
    "far corners in another folder": lambda: move_sheet(
        with_sheet(FAR), "other/sheet1.xml", "xl/other/sheet1.xml"
    ),
    "far corners with an absolute path": lambda: move_sheet(
        with_sheet(FAR), "/xl/other/a.dat", "xl/other/a.dat"
    ),
    "far corners in capitals": lambda: move_sheet(
        with_sheet(FAR), "Worksheets/Sheet1.xml", "xl/WORKSHEETS/sheet1.XML"
    ),
    "far corners in a sheet that is not named": lambda: with_part(
        make_book(GOOD), "xl/a.xml", read_sheet(with_sheet(FAR))
    ),
    "a sheet that is wide and high": lambda: with_sheet(WIDE),
    "a sheet named many times": lambda: repeat_sheet(20),
    "a shared text of a megabyte": lambda: share_text(1024 * 1024, 100),
    "a shared text in many cells": lambda: share_text(30_000, 5_000),
    "a cell longer than a cell can be": lambda: with_sheet(
        f'<row r="1"><c r="A1" t="str"><v>{"x" * 40_000}</v></c></row>'
    ),
    "tags without end": many_tags,
}


def read(data: bytes) -> None:
    check_archive(data, "items.xlsx")
    read_workbook(data)


@pytest.mark.parametrize("name", HEAVY)
def test_a_heavy_workbook_is_refused_in_a_moment(name: str) -> None:
    data = HEAVY[name]()
    start = time.process_time()
    with pytest.raises(TooLarge):
        read(data)
    assert time.process_time() - start < 3


def test_a_sheet_in_another_folder_is_read_and_its_formulas_found() -> None:
    book = make_book(
        {**GOOD, "A": lambda sheet, line, place: sheet.write_formula(line, place, "=1")}
    )
    data = move_sheet(book, "other/sheet1.xml", "xl/other/sheet1.xml")
    assert [cell.is_error for cell in list_odd_cells(data)["试题"]] == [False]
    (row,) = read_workbook(data).rows
    assert "formula_in_cell" in {problem.code for problem in row.problems}


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0" encoding="UTF-7"?><a/>',
        b"\x4c\x6f\xa7\x94\x93",
        b"<!--" + b" " * 2_000_000 + b'--><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'.encode("utf-16"),
    ],
)
def test_a_part_that_hides_its_tags_or_declares_entities_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused):
        check_archive(with_part(make_book(GOOD), "xl/a.xml", content), "items.xlsx")


def test_two_parts_that_readers_hold_for_one_are_refused() -> None:
    with pytest.raises(FileRefused):
        check_archive(with_part(make_book(GOOD), "XL\\Workbook.xml", b"<x/>"), "items.xlsx")


def test_a_part_whose_packed_bytes_are_damaged_is_refused() -> None:
    book = make_book(GOOD)
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        part = archive.getinfo(SHEET)
    start = part.header_offset + 30 + len(part.filename)
    with pytest.raises(FileRefused):
        check_archive(book[:start] + b"\xff" * 20 + book[start + 20 :], "items.xlsx")
