"""The template, and findings as a workbook. Every cell is text: nothing becomes a formula or a link."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import xlsxwriter

from trainingapp.credentials.sheets import columns
from trainingapp.rules.graduates import NEEDED

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def write_template() -> bytes:
    """An empty sheet whose cells are text, a page of explanations, and the words that may be used."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, OPTIONS) as book:
        _add_sheet(book)
        _add_guide(book)
        _add_words(book)
    return body.getvalue()


def _add_sheet(book: xlsxwriter.Workbook) -> None:
    needed = book.add_format({"bold": True, "bg_color": "#F3D9C4", "border": 1})
    other = book.add_format({"bold": True, "bg_color": "#EFEFEA", "border": 1})
    text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet(columns.SHEET)
    sheet.freeze_panes(1, 1)
    for place, (name, column) in enumerate(columns.HEADINGS.items()):
        sheet.set_column(place, place, column.width, text)
        sheet.write_string(0, place, column.heading, needed if name in NEEDED else other)
        words = columns.WORD_LISTS.get(name)
        if words:
            span = (1, place, columns.MOST_ROWS, place)
            sheet.data_validation(
                *span, {"validate": "list", "source": list(words), "error_type": "information"}
            )


def _add_guide(book: xlsxwriter.Workbook) -> None:
    bold = book.add_format({"bold": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(columns.GUIDE)
    sheet.set_column(0, 0, 18, wrapped)
    sheet.set_column(1, 1, 70, wrapped)
    sheet.set_column(2, 3, 18, wrapped)
    for line, sentence in enumerate(columns.SENTENCES):
        sheet.write_string(line, 0, f"{line + 1}")
        sheet.write_string(line, 1, sentence)
    top = len(columns.SENTENCES) + 1
    for place, head in enumerate(("列名", "怎么填", "例子", "是否必填")):
        sheet.write_string(top, place, head, bold)
    for line, (name, column) in enumerate(columns.HEADINGS.items(), start=top + 1):
        texts = (column.heading, column.told, column.example, "必填" if name in NEEDED else "")
        for place, value in enumerate(texts):
            sheet.write_string(line, place, value)


def _add_words(book: xlsxwriter.Workbook) -> None:
    bold = book.add_format({"bold": True})
    sheet = book.add_worksheet(columns.WORDS)
    for place, (name, words) in enumerate(columns.WORD_LISTS.items()):
        sheet.set_column(place, place, 18)
        sheet.write_string(0, place, columns.HEADINGS[name].heading, bold)
        for line, word in enumerate(words, start=1):
            sheet.write_string(line, place, word)


def write_findings(
    name: str, heads: Sequence[str], rows: Iterable[tuple[int, str, str, str]]
) -> bytes:
    """Findings as a workbook: row, column, how bad it is, the sentence."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, OPTIONS) as book:
        sheet = book.add_worksheet(name[:31])
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, 0, len(heads) - 1)
        for place, width in enumerate((8, 18, 12, 90)):
            sheet.set_column(place, place, width)
        for place, head in enumerate(heads):
            sheet.write_string(0, place, head, bold)
        for line, (number, *texts) in enumerate(rows, start=1):
            sheet.write_number(line, 0, number)
            for place, value in enumerate(texts, start=1):
                sheet.write_string(line, place, value)
    return body.getvalue()
