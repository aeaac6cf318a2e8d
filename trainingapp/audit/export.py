"""The audit log as a workbook. XlsxWriter, in constant memory."""

from __future__ import annotations

import io
from collections.abc import Iterable

import xlsxwriter
from flask_babel import gettext as _

from trainingapp.audit.models import AuditEntry
from trainingapp.audit.words import act_text, subject_text
from trainingapp.web.i18n import local_time

WIDTHS = (10, 22, 10, 16, 28, 28, 18, 12, 50, 20, 16, 66)


def make_workbook(entries: Iterable[AuditEntry]) -> bytes:
    """One row per entry with every column that takes part in its hash."""
    body = io.BytesIO()
    # Text that begins with "=" must stay text in whatever opens the file.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(body, options) as workbook:
        sheet = workbook.add_worksheet(_("Audit log"))
        sheet.freeze_panes(1, 0)
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.write_row(0, 0, _titles(), workbook.add_format({"bold": True}))
        for row, entry in enumerate(entries, 1):
            sheet.write_row(row, 0, _cells(entry))
    return body.getvalue()


def _titles() -> list[str]:
    return [
        _("Number"),
        _("Time"),
        _("Person number"),
        _("Person"),
        _("Act"),
        _("Act code"),
        _("About"),
        _("About number"),
        _("Detail"),
        _("Request"),
        _("Address"),
        _("Hash"),
    ]


def _cells(entry: AuditEntry) -> list[object]:
    return [
        entry.number,
        local_time(entry.at),
        entry.actor_id,
        entry.actor.display_name if entry.actor else "",
        act_text(entry.action),
        entry.action,
        subject_text(entry.subject),
        entry.subject_id,
        entry.detail,
        entry.request_id,
        entry.ip,
        entry.hash,
    ]
