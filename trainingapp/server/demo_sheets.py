"""The demonstration's sheets of graduates: one loaded, in which a record waits for Wang, and one with errors."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta

from sqlalchemy import exists, select

from trainingapp.accounts.actions import set_id_number
from trainingapp.accounts.models import Organisation, User
from trainingapp.credentials.actions.batches import File, check_sheet
from trainingapp.credentials.actions.loading import load_batch
from trainingapp.credentials.models.batches import DegreeBatch
from trainingapp.credentials.sheets.reading import Brought, RawRow
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.rules.graduate_fields import Cell
from trainingapp.rules.identity import id_check_character

AREA = "110199"  # of no place, so of nobody
PEERS = ("江晚晴", "田野", "白露")


def make_sheets(university: Organisation, registrar: User, learner: User, *, now: datetime) -> None:
    """Make both, unless a sheet was ever brought."""
    if db.session.scalar(select(exists().where(DegreeBatch.id.is_not(None)))):
        return
    year = day_of(now).year
    number = make_id_number(0)
    if learner.id_number_index is None:
        set_id_number(learner, number, today=day_of(now), now=now)
    names = (learner.display_name, *PEERS)
    rows = [make_row(place, name, year) for place, name in enumerate(names)]
    loaded = _check(university, registrar, name=f"{year - 1}届毕业生.xlsx", rows=rows, now=now)
    load_batch(loaded, registrar=registrar, now=now)
    _check(university, registrar, name=f"{year}届毕业生.xlsx", rows=list_wrong(year), now=now)


def make_id_number(place: int) -> str:
    """An ID number that is well formed and nobody's."""
    digits = f"{AREA}19990101{place:03d}"
    return digits + id_check_character(digits)


def make_row(place: int, name: str, year: int) -> dict[str, Cell]:
    """A bachelor of social work of last year, with both papers."""
    ended = date(year - 1, 6, 30)
    return {
        "name": name,
        "id_number": make_id_number(place),
        "student_number": f"{year - 5}03{place:04d}",
        "major": "社会工作",
        "major_code": "030302",
        "level": "本科",
        "mode": "全日制",
        "enrolled_on": date(year - 5, 9, 1),
        "ended_on": ended,
        "graduation_number": f"990011{year - 1}05{place + 1:06d}",
        "degree_on": ended,
        "degree_number": f"990014{year - 1}{place + 1:06d}",
    }


def list_wrong(year: int) -> list[dict[str, Cell]]:
    """Rows of this year: a sound one, and some with errors and notes."""
    rows = [make_row(10 + place, name, year) for place, name in enumerate(("苏禾", *"甲乙丙丁"))]
    names = ("苏禾", "范一", "段玉", "程果", "洪亮")
    for row, name in zip(rows, names, strict=True):
        row["name"] = name
    rows[1]["id_number"] = f"{make_id_number(11)[:17]}?"
    rows[2]["enrolled_on"] = "2021年9月"
    rows[3]["degree_number"] = ""
    rows[4]["id_number"] = ""
    rows[4]["graduation_number"] = rows[0]["graduation_number"]
    return rows


def _check(
    university: Organisation,
    registrar: User,
    *,
    name: str,
    rows: list[dict[str, Cell]],
    now: datetime,
) -> DegreeBatch:
    raw = [
        RawRow(number, {field: cell for field, cell in row.items() if cell != ""})
        for number, row in enumerate(rows, start=2)
    ]
    digest = hashlib.sha256(name.encode()).hexdigest()
    return check_sheet(
        university.id,
        File(name, digest, Brought(raw)),
        maker_id=registrar.id,
        today=day_of(now),
        now=now - timedelta(hours=1),
    )
