"""One's own data to take along: every part adds its rows; written as JSON and as a workbook.

Personal Information Protection Law (2021-11-01), article 45.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

import xlsxwriter

from trainingapp.accounts import queries
from trainingapp.notices.queries import list_all_notices
from trainingapp.rules.identity import mask_ip

Rows = Sequence[Mapping[str, object]]
Exporter = Callable[[int], Rows]

_EXPORTERS: dict[str, Exporter] = {}


def register_exporter(name: str, function: Exporter) -> None:
    """Add a table to everybody's export. `function` is given the user's id; names have at most 31 letters.

    :raises ValueError: the name is taken by another function.
    """
    if _EXPORTERS.get(name, function) is not function:
        raise ValueError(f"two exporters are registered as {name}")
    _EXPORTERS[name] = function


def collect_data(user_id: int) -> dict[str, Rows]:
    """Everything the site holds about a person, by table."""
    return {name: function(user_id) for name, function in sorted(_EXPORTERS.items())}


def write_json(data: Mapping[str, Rows], *, now: datetime) -> bytes:
    """The export as readable JSON."""
    document = {"exported_at": now.isoformat(), "tables": data}
    return json.dumps(document, ensure_ascii=False, indent=2, default=_plain).encode()


def write_workbook(data: Mapping[str, Rows]) -> bytes:
    """The export as a workbook with one sheet for each table; every cell is text, so that none is a formula."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        bold = workbook.add_format({"bold": True})
        for name, rows in data.items():
            sheet = workbook.add_worksheet(name[:31])
            columns = list(dict.fromkeys(key for row in rows for key in row))
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(columns):
                sheet.write_string(0, place, column, bold)
                sheet.set_column(place, place, 24)
            for line, row in enumerate(rows, start=1):
                for place, column in enumerate(columns):
                    sheet.write_string(line, place, _cell(row.get(column)))
    return buffer.getvalue()


def _cell(value: object) -> str:
    return "" if value is None else str(_plain(value))


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _account(user_id: int) -> Rows:
    user = queries.get_user(user_id)
    return [
        {
            "id": user.id,
            "display_name": user.display_name,
            "email": user.email,
            "mobile": queries.mobile_of(user),
            "id_number": queries.id_number_of(user),
            "work_unit": user.work_unit,
            "region": user.region,
            "aimed_level": user.aimed_level,
            "exam_year": user.exam_year,
            "language": user.language,
            "second_step": user.has_second_factor,
            "created_at": user.created_at,
            "deletion_due_at": user.deletion_due_at,
        }
    ]


def _consents(user_id: int) -> Rows:
    return [
        {
            "purpose": consent.purpose,
            "notice_version": consent.notice_version,
            "given_at": consent.given_at,
            "withdrawn_at": consent.withdrawn_at,
        }
        for consent in queries.list_consents(queries.get_user(user_id))
    ]


def _sign_ins(user_id: int) -> Rows:
    return [
        {
            "user_agent": sign_in.user_agent,
            "network": mask_ip(sign_in.ip),
            "created_at": sign_in.created_at,
            "last_seen_at": sign_in.last_seen_at,
            "ended_at": sign_in.ended_at,
        }
        for sign_in in queries.list_all_sign_ins(user_id)
    ]


def _roles(user_id: int) -> Rows:
    return [
        {
            "role": grant.role,
            "organisation": grant.organisation.name if grant.organisation else None,
            "granted_at": grant.granted_at,
            "revoked_at": grant.revoked_at,
        }
        for grant in queries.list_all_role_grants(user_id)
    ]


def _notices(user_id: int) -> Rows:
    return [
        {
            "kind": notice.kind,
            "arguments": notice.arguments,
            "created_at": notice.created_at,
            "read_at": notice.read_at,
        }
        for notice in list_all_notices(user_id)
    ]


register_exporter("account", _account)
register_exporter("consents", _consents)
register_exporter("sign_ins", _sign_ins)
register_exporter("roles", _roles)
register_exporter("notices", _notices)
