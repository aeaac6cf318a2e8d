"""The workbook of communities as it goes out and comes in, and the area that a reader's bases work in."""

from __future__ import annotations

from typing import Any

from flask import Response
from sqlalchemy import Select
from werkzeug.datastructures import FileStorage

from trainingapp.education.days import today
from trainingapp.extensions import db
from trainingapp.files.serving import disposition
from trainingapp.incubator.community_sheets import Read, read_communities, write_communities
from trainingapp.incubator.queries.reach import list_bases, places_of
from trainingapp.itembank.exchange.archives import FileRefused
from trainingapp.rules.incubation.coverage import area_prefix
from trainingapp.rules.permissions import Role
from trainingapp.web.auth import SignedIn
from trainingapp.web.errors import sentence

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SENT = 20_000
MOST_BYTES = 8 * 1024 * 1024


def own_area(person: SignedIn) -> str:
    """What the codes of the reader's first base begin with."""
    return next((area_prefix(base.area_code) for base in list_bases(person)), "")


def led_prefixes(person: SignedIn) -> list[str]:
    """What the codes of the bases that somebody heads begin with."""
    heads = set(places_of(person, Role.INCUBATOR_HEAD))
    bases = [base for base in list_bases(person) if base.organisation_id in heads]
    return sorted({area_prefix(base.area_code) for base in bases})


def send_sheet(rows: Select[Any]) -> Response:
    """The workbook as a download. Its name and its last line say so when there are more than it holds."""
    found = db.session.scalars(rows.limit(MOST_SENT + 1)).all()
    is_cut = len(found) > MOST_SENT
    body = write_communities(found[:MOST_SENT], stops_at=MOST_SENT if is_cut else None)
    name = f"社区（前{MOST_SENT}个）.xlsx" if is_cut else "社区.xlsx"
    headers = {
        "Content-Type": EXCEL,
        "Content-Disposition": disposition(name, is_shown=False),
        "Cache-Control": "no-store",
    }
    return Response(body, headers=headers)


def read_sheet(file: FileStorage, prefixes: list[str]) -> tuple[Read, str]:
    """The rows of a sent workbook, or the sentence of why it is refused."""
    try:
        data = file.stream.read(MOST_BYTES)
        name = file.filename or ""
        return read_communities(data, name, prefixes=prefixes, today=today()), ""
    except FileRefused as refusal:
        return Read(), sentence(refusal)
