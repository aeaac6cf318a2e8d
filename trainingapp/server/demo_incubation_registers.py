"""What the registers of the demonstration's agencies say: most are in order, some show a breach.

Written as rows: the action checks the agency anew at every entry, which for three hundred entries takes a minute. All
agencies are checked once at the end.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from trainingapp.accounts.actions import create_organisation
from trainingapp.accounts.models import Organisation, OrganisationKind, User
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Agency,
    Community,
    FinancePeriod,
    registry as kept,
    standing as held,
)
from trainingapp.rules.incubation.credit_code import check_character
from trainingapp.rules.incubation.registry_words import CharterItem, Organ, StatementKind, StepKind
from trainingapp.rules.incubation.words import (
    Actor,
    AgencyKind,
    AgencyStatus,
    RegistrationRoute,
)
from trainingapp.rules.registration import add_months
from trainingapp.server.demo_incubation_answers import FIELDS
from trainingapp.server.demo_incubation_base import AREA
from trainingapp.server.demo_incubation_cast import Scene

REGISTERED_BEFORE = 1460
CAPITAL = Decimal(30000)
Rows = list[tuple[type[Any], dict[str, Any]]]


def make_agency(
    scene: Scene,
    name: str,
    number: int,
    *,
    organisation: Organisation | None = None,
) -> Agency:
    """A registered agency of four years."""
    entered = scene.ago(REGISTERED_BEFORE)
    first = f"52{AREA}MJ{number:07}"
    code = first + check_character(first)
    place = organisation or create_organisation(
        OrganisationKind.AGENCY, name, credit_code=code, region=AREA[:2], now=entered
    )
    agency = Agency(
        organisation_id=place.id,
        name=name,
        short_name=name[:4],
        kind=AgencyKind.SERVICE,
        status=AgencyStatus.REGISTERED,
        route=RegistrationRoute.CIVIL_AFFAIRS,
        credit_code=code,
        registered_on=day_of(entered),
        start_capital=CAPITAL,
        purpose="以社会工作专业方法服务社区居民。",
        scope="社会工作服务、社区服务、志愿服务的组织与培训。",
        fields=[FIELDS[number % len(FIELDS)], "volunteers"],
        area_code=AREA,
        address=f"滨江区和平路 {100 + number} 号（演示）",
        phone=f"0311-801{number:05}",
        email=f"agency{number:03}@demo.example",
        entered_at=entered,
    )
    db.session.add(agency)
    db.session.flush()
    return agency


def fill_registers(
    scene: Scene, agency: Agency, leader: User, number: int, *, faults: frozenset[str]
) -> None:
    """Enter what an agency of four years has in its registers."""
    began = agency.registered_on or day_of(scene.now)
    rows = [*_founding(scene, agency, leader, began), *_standing(scene, began, faults)]
    rows += _of_place(scene, agency, number, began=began, faults=faults)
    entered = {
        "agency_id": agency.id,
        "entered_by_id": leader.id,
        "entered_as": Actor.AGENCY,
        "entered_at": agency.entered_at,
    }
    by_table: dict[type[Any], list[dict[str, Any]]] = {}
    for table, values in rows:
        by_table.setdefault(table, []).append(entered | values)
    for table, found in by_table.items():
        db.session.execute(db.insert(table), found)
    _keep_books(scene, agency, number, faults)


def _founding(scene: Scene, agency: Agency, leader: User, began: date) -> Rows:
    name = leader.display_name
    officers = zip(Organ, ("理事长", "监事", "主任"), strict=True)
    organs: Rows = [
        (
            kept.OrganMember,
            {
                "organ": organ,
                "name": name if organ is not Organ.SUPERVISORS else "顾明（演示）",
                "title": title,
                "is_head": True,
                "is_legal_representative": organ is Organ.COUNCIL,
                "starts_on": began,
            },
        )
        for organ, title in officers
    ]
    founders: Rows = [
        (
            kept.Founder,
            {"name": one, "contribution": CAPITAL / 2, "certificate_level": "social_worker"},
        )
        for one in (name, "白芷兰（演示）")
    ]
    registry = {"role": "registry", "level": "county", "organisation_id": scene.cast.office.id}
    return [
        *organs,
        *founders,
        (kept.AgencyAuthority, {**registry, "starts_on": began}),
        (
            kept.AgencyRegistration,
            {
                "name_checked_on": began - timedelta(days=60),
                "applied_on": began - timedelta(days=30),
                "accepted_on": began - timedelta(days=25),
                "decided_on": began,
                "result": "approved",
            },
        ),
        (kept.Charter, {"adopted_on": began, "approved_on": began, "items": list(CharterItem)}),
        (held.Licence, {"kind": "registration", "printed_name": agency.name, "starts_on": began}),
        *((held.AgencyStep, {"kind": one, "done_on": began}) for one in StepKind),
    ]


def _standing(scene: Scene, began: date, faults: frozenset[str]) -> Rows:
    today = day_of(scene.now)
    last = today.year - 1 if today >= date(today.year, 5, 20) else today.year - 2
    first = (
        began.year if began.month <= 6 else began.year + 1
    )  # its first year, when it is to be filed
    years = [year for year in range(first, last + 1)]
    if "R25" in faults:
        years = years[:-1]
    checked = [add_months(today, -months) for months in range(1, 40, 5)]
    rows: Rows = [
        (
            held.AnnualFiling,
            {
                "year": year,
                "kind": "inspection",
                "supervisor_on": date(year + 1, 3, 20),
                "registry_on": date(year + 1, 5, 15),
                "result": "pass",
            },
        )
        for year in years
    ]
    rows += [
        (held.CreditEvent, {"kind": "clear", "cause": "查询未见异常（演示）", "starts_on": one})
        for one in checked
    ]
    if "R28" in faults:
        since = today - timedelta(days=70)
        cause = "登记的住所无法联系（演示）"
        rows.append((held.CreditEvent, {"kind": "abnormal", "cause": cause, "starts_on": since}))
    rows += [
        (held.Statement, {"kind": kind, "is_met": True, "stated_on": one})
        for kind in StatementKind
        for one in (add_months(today, -36), add_months(today, -24), add_months(today, -8))
    ]
    grade = {"level": 3, "awarded_on": add_months(today, -14), "ends_on": add_months(today, 46)}
    tax = {"kind": "nonprofit_exempt", "starts_on": add_months(today, -30)}
    return [
        *rows,
        (held.Grade, grade),
        (held.TaxStatus, {**tax, "ends_on": add_months(today, 30)}),
    ]


def _of_place(
    scene: Scene, agency: Agency, number: int, *, began: date, faults: frozenset[str]
) -> Rows:
    today = day_of(scene.now)
    ends_on = today + timedelta(days=40) if "R12" in faults else None
    community = db.session.scalars(
        db.select(Community.id).order_by(Community.code).offset(number % 15).limit(1)
    ).one()
    reached = "R29" not in faults
    return [
        (
            kept.Premises,
            {
                "tenure": "rent",
                "address": agency.address,
                "area_m2": 80 + number,
                "starts_on": began,
                "ends_on": ends_on,
            },
        ),
        (
            kept.Site,
            {
                "kind": "station",
                "name": "社工站（演示）",
                "address": agency.address,
                "community_id": community,
                "starts_on": add_months(today, -20),
            },
        ),
        (
            kept.PartyUnit,
            {"kind": "joint", "full_members": 2, "founded_on": began, "as_of": today},
        ),
        *(
            (held.AddressContact, {"way": "visit", "tried_on": one, "is_reached": reached})
            for one in (add_months(today, -28), add_months(today, -16), add_months(today, -4))
        ),
    ]


def _keep_books(scene: Scene, agency: Agency, number: int, faults: frozenset[str]) -> None:
    year = day_of(scene.now).year
    starts = [date(one, month, 1) for one in range(year - 3, year + 1) for month in (1, 4, 7, 10)]
    ended = [one for one in starts if add_months(one, 3) <= day_of(scene.now)]
    rows = []
    for place, start in enumerate(ended):
        whole = Decimal(90000 + 4000 * place + 1500 * number)
        is_low = "R11" in faults and one_of_last(place, ended)
        rows.append(
            {
                "agency_id": agency.id,
                "starts_on": start,
                "ends_on": add_months(start, 3),
                "income_government": whole,
                "income_donations": Decimal(12000),
                "income_services": Decimal(3000 * (place % 4)),
                "expense_staff": whole * Decimal("0.62"),
                "expense_activities": whole * Decimal("0.2"),
                "expense_administration": whole * Decimal("0.08"),
                "net_assets": Decimal(21000) if is_low else Decimal(60000 + 2500 * place),
                "cash": Decimal(40000 + 1500 * place),
                "entered_at": datetime.combine(add_months(start, 3), scene.now.timetz()),
            }
        )
    db.session.execute(db.insert(FinancePeriod), rows)


def one_of_last(place: int, ended: list[date]) -> bool:
    """Whether a place in the row of periods is among its last two."""
    return place >= len(ended) - 2
