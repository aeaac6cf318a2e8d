"""The fields of a record as a verifier compares them with the evidence: what we have, in words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from flask_babel import gettext as _

from trainingapp.accounts.labels import PROVINCES
from trainingapp.credentials.eligibility_words import (
    CERTIFICATES,
    DEGREE_KINDS,
    DEGREE_LEVELS,
    MODES,
    PAPERS,
)
from trainingapp.credentials.models.certificates import ExamPass, NationalCertificate
from trainingapp.credentials.models.degrees import DegreeRecord, WorkPeriod
from trainingapp.web.i18n import local_date


class Compared(NamedTuple):
    """A field by its name (`verification_words.FIELDS`) and what we have in it."""

    name: str
    ours: str


def list_compared(row: Any, holder: str = "") -> list[Compared]:
    """The fields that hold something; an empty one cannot be compared."""
    found = [("holder", holder), *_FIELDS[type(row)](row)]
    return [Compared(name, ours) for name, ours in found if ours]


def _degree(row: DegreeRecord) -> list[tuple[str, str]]:
    day = _day(row.awarded_on)
    if row.awarded_on is None:
        day = _("expected on %(day)s", day=_day(row.expected_on))
    return [
        ("institution_name", row.institution_name),
        ("major_as_printed", row.major_as_printed),
        ("major_code", row.major_code),
        ("level", str(DEGREE_LEVELS[row.level])),  # type: ignore[index]
        ("kind", str(DEGREE_KINDS[row.kind])),  # type: ignore[index]
        ("mode", str(MODES[row.mode])),  # type: ignore[index]
        ("enrolled_on", _day(row.enrolled_on)),
        ("day", day),
        ("number", _number(row.number_last4)),
    ]


def _work(row: WorkPeriod) -> list[tuple[str, str]]:
    last = row.ends_on - timedelta(days=1) if row.ends_on else None
    return [
        ("employer", row.employer),
        ("starts_on", _day(row.starts_on)),
        ("ends_on", _day(last)),
    ]


def _certificate(row: NationalCertificate) -> list[tuple[str, str]]:
    return [
        ("level", str(CERTIFICATES[row.level])),  # type: ignore[index]
        ("issued_on", _day(row.issued_on)),
        ("region", _region(row.region)),
        ("number", _number(row.number_last4)),
    ]


def _pass(row: ExamPass) -> list[tuple[str, str]]:
    return [
        ("level", str(CERTIFICATES[row.level])),  # type: ignore[index]
        ("paper", str(PAPERS[row.paper])),  # type: ignore[index]
        ("year", str(row.year)),
        ("region", _region(row.region)),
        ("proof_on", _day(row.proof_on)),
    ]


def _day(day: date | None) -> str:
    return str(local_date(day)) if day else ""


def _region(region: str | None) -> str:
    return str(PROVINCES.get(region, region)) if region else _("nationwide")


def _number(last4: str | None) -> str:
    return f"…{last4}" if last4 else ""


_FIELDS: dict[type[Any], Any] = {
    DegreeRecord: _degree,
    WorkPeriod: _work,
    NationalCertificate: _certificate,
    ExamPass: _pass,
}
