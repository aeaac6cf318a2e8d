"""Rules of places, results of checks and waivers, for tests."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.factories_incubator import NOON, TODAY, make_agency, written
from tests.factories_staffing import make_team
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Agency,
    FinancePeriod,
    IncubatorDocument,
    PlaceRule,
    Waiver,
    registry as kept,
    standing as held,
)
from trainingapp.incubator.models.registry import Entry
from trainingapp.rules.incubation.credit_code import check_character
from trainingapp.rules.incubation.registry_words import CharterItem, Organ, StatementKind, StepKind
from trainingapp.web.transactions import writing

BEGAN = date(2023, 11, 15)
# One value for every place in the sentences of findings.
SAMPLE: dict[str, object] = {
    "have": 2,
    "need": 3,
    "on": "2026-03-01",
    "due": "2026-12-31",
    "code": "5213",
    "name": "旧名",
    "count": 2,
    "assets": "12.50",
    "capital": "30.00",
    "share": "60.00",
    "part": 2,
    "whole": 3,
    "months": 12,
    "all": 6,
    "year": 2025,
    "since": "2026-01-02",
    "limit": "2028-01-02",
    "members": 4,
    "until": "2028-05-06",
    "pay": "91",
    "years": 3,
    "days": 15,
}


def make_code(number: int) -> str:
    """A right code of a service agency in Shijiazhuang."""
    first = f"52130102MJ{number:07}"
    return first + check_character(first)


def make_place_rule(area: str, key: str, value: str, **changes: Any) -> PlaceRule:
    """A row that the site entered about a place."""
    values: dict[str, Any] = {
        "document": "石民规〔2026〕3号",
        "confidence": "B",
        "valid_from": date(2026, 1, 1),
        "entered_at": NOON,
        **changes,
    }
    row = PlaceRule(area=area, key=key, value=value, **values)
    return written(row)  # type: ignore[no-any-return]


def make_entry(agency: Agency, table: Any, **values: Any) -> Any:
    """An entry of a register of the agency, as it stands."""
    return written(table(agency_id=agency.id, entered_as="officer", entered_at=NOON, **values))


def fill_registers(agency: Agency) -> None:
    """Everything in order in the registers of an agency that was registered in November 2023."""
    entries: list[tuple[type[Entry], dict[str, Any]]] = [
        (held.Licence, {"kind": "registration", "printed_name": agency.name}),
        (kept.Charter, {"adopted_on": BEGAN, "approved_on": BEGAN, "items": list(CharterItem)}),
        *((kept.OrganMember, {"organ": one, "name": "顾明", "starts_on": BEGAN}) for one in Organ),
        (kept.Premises, {"tenure": "own", "address": "和平路 1 号", "starts_on": BEGAN}),
        (kept.PartyUnit, {"kind": "none", "as_of": TODAY}),
        *((held.AgencyStep, {"kind": one, "done_on": BEGAN}) for one in StepKind),
        (held.AnnualFiling, {"year": 2024, "kind": "inspection", "registry_on": date(2025, 5, 1)}),
        (held.AnnualFiling, {"year": 2025, "kind": "inspection", "registry_on": date(2026, 5, 1)}),
        (held.CreditEvent, {"kind": "clear", "cause": "查询", "starts_on": date(2026, 11, 20)}),
        (held.AddressContact, {"way": "visit", "tried_on": date(2026, 9, 1), "is_reached": True}),
        *(
            (held.Statement, {"kind": one, "is_met": True, "stated_on": date(2026, 9, 1)})
            for one in StatementKind
        ),
    ]
    for table, values in entries:
        make_entry(agency, table, **values)
    written(
        FinancePeriod(
            agency_id=agency.id,
            starts_on=date(2026, 1, 1),
            ends_on=date(2026, 4, 1),
            net_assets=Decimal(50_000),
            entered_at=NOON,
        )
    )


def make_sound_agency(**changes: Any) -> Agency:
    """A registered agency with three full-time staff, one of them qualified, and every register in order."""
    agency = make_agency(start_capital=Decimal(30_000), **changes)
    make_changed(agency, credit_code=make_code(agency.id))
    fill_registers(agency)
    make_team(agency, qualified=1, full_time=3)
    return agency


def make_changed(row: Any, **changes: Any) -> Any:
    """The row with other values, committed."""
    with writing():
        for name, value in changes.items():
            setattr(row, name, value)
        db.session.commit()
    return row


def make_waiver(agency: Agency, head: User, code: str = "R09", **changes: Any) -> Waiver:
    """The head lets a breach of the agency stand for a month from TODAY on, on a document."""
    document = IncubatorDocument(
        agency_id=agency.id,
        category="other",
        title="情况说明",
        audience="parties",
        entered_by_id=head.id,
        entered_at=NOON,
    )
    written(document)
    values: dict[str, Any] = {
        "reason": "正在办理",
        "document_id": document.id,
        "starts_on": TODAY,
        "ends_on": TODAY + timedelta(days=30),
        "given_by_id": head.id,
        "given_at": NOON,
        **changes,
    }
    return written(Waiver(agency_id=agency.id, code=code, **values))  # type: ignore[no-any-return]
