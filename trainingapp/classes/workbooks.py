"""Lists of a class as workbooks. Text stays text whatever it begins with: no cell becomes a formula or a link."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO

import xlsxwriter
from flask_babel import gettext as _, pgettext

from trainingapp.classes.models import Meeting
from trainingapp.classes.queries.attendance import SheetRow
from trainingapp.classes.queries.progress import MemberProgress
from trainingapp.classes.teaching_words import BANDS, flag_text, mark_text
from trainingapp.web.i18n import local_date, local_time, titled

Cell = str | int | Decimal | None


def write_workbook(name: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """One sheet with these columns; the first stays in view."""
    body = BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as book:
        sheet = book.add_worksheet(name[:31])
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, max(len(columns) - 1, 1), 14)
        for place, label in enumerate(columns):
            sheet.write_string(0, place, label, bold)
        for line, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(line, place, value)
                elif value is not None:
                    sheet.write_number(line, place, float(value))
    return body.getvalue()


def write_attendance(meetings: Sequence[Meeting], rows: Sequence[SheetRow]) -> bytes:
    """Members by meetings, with the teachers' notes."""
    heads = [f"{local_time(meeting.starts_at, 'short')} {meeting.title}" for meeting in meetings]
    columns = [
        pgettext("person", "Name"),
        _("Present at"),
        _("Meetings that count"),
        _("Attendance, per cent"),
        *heads,
    ]
    return write_workbook(_("Attendance"), columns, [_attendance_row(meetings, r) for r in rows])


def _attendance_row(meetings: Sequence[Meeting], row: SheetRow) -> list[Cell]:
    return [
        row.member.user.display_name,
        row.record.present,
        row.record.meetings,
        row.record.percent,
        *(_mark(row, meeting.id) for meeting in meetings),
    ]


def _mark(row: SheetRow, meeting_id: int) -> str:
    mark = row.marks.get(meeting_id)
    if mark is None:
        return ""
    return f"{mark_text(mark)} ({mark.note})" if mark.note else mark_text(mark)


def write_progress(members: Sequence[MemberProgress]) -> bytes:
    """Members as the dashboard shows them, each with the reasons to ask."""
    columns = [
        pgettext("person", "Name"),
        _("Reasons to ask"),
        _("Last in the course"),
        _("Lessons due"),
        _("Of these not completed"),
        _("Present at"),
        _("Meetings that count"),
        _("Attendance, per cent"),
        _("Last mock exam"),
        _("Score"),
        _("Cut score"),
        _("Full score"),
        _("Readiness"),
    ]
    return write_workbook(_("Class"), columns, [_progress_row(member) for member in members])


def _progress_row(member: MemberProgress) -> list[Cell]:
    last = member.last
    seen = member.standing.seen_at
    return [
        member.name,
        "; ".join(flag_text(flag) for flag in member.flags),
        local_date(seen) if seen else "",
        member.standing.due,
        member.standing.missing,
        member.record.present,
        member.record.meetings,
        member.record.percent,
        titled(last.sitting.title) if last else "",
        last.score if last else None,
        last.cut if last else None,
        last.full if last else None,
        str(BANDS[member.band]),
    ]
