"""Somebody's record as a workbook: a row for each row of the ledger, and a sheet that says what it is."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter
from flask_babel import gettext as _

from trainingapp.education.models import CeEntry
from trainingapp.education.wording import CATEGORIES
from trainingapp.rules.education import Category
from trainingapp.web.i18n import titled

# A cell that begins with = + - or @ stays the text it is, in whatever opens the file.
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def write_record(name: str, entries: Sequence[CeEntry]) -> bytes:
    """The workbook, in the reader's language."""
    body = io.BytesIO()
    heads = [
        _("No."),
        _("Earned on"),
        _("Course"),
        _("Category"),
        _("Granted by"),
        _("Minutes"),
        _("Reason"),
        _("Proof"),
    ]
    with xlsxwriter.Workbook(body, OPTIONS) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E8E4DC", "border": 1})
        sheet = book.add_worksheet(_("Record"))
        sheet.freeze_panes(1, 0)
        for place, head in enumerate(heads):
            sheet.write_string(0, place, head, bold)
        sheet.set_column(1, 1, 12)
        sheet.set_column(2, 4, 30)
        sheet.set_column(6, 7, 40)
        for line, entry in enumerate(entries, start=1):
            for place, value in enumerate(_cells(entry)):
                write = sheet.write_number if isinstance(value, int) else sheet.write_string
                write(line, place, value)
        about = book.add_worksheet(_("About"))
        about.set_column(0, 0, 100)
        total = sum(entry.minutes for entry in entries)
        for line, sentence in enumerate(
            (
                name,
                _("%(minutes)s minutes in all", minutes=total),
                _("A record of this site, no official certificate of continuing education."),
                _("Each province decides what it accepts. Ask your registering body."),
            )
        ):
            about.write_string(line, 0, sentence)
    return body.getvalue()


def _cells(entry: CeEntry) -> tuple[int | str, ...]:
    return (
        entry.number,
        entry.earned_on.isoformat(),
        titled(entry.title),
        str(CATEGORIES[Category(entry.category)]),
        entry.provider,
        entry.minutes,
        entry.reason,
        entry.hash,
    )
