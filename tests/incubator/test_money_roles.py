"""Every address of reports, figures and money, against everybody who could come to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_accounts import make_user, sign_in
from tests.factories_incubator import (
    NOON,
    TODAY,
    make_agency,
    make_case,
    make_expert,
    make_manager,
    make_place,
    make_seat,
    written,
)
from tests.factories_money import (
    begin_reporting,
    find_report,
    make_contract,
    make_grant,
    make_instalment,
    make_project,
    make_value,
)
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Case,
    Deliverable,
    IndicatorAssignment,
    IndicatorPeriod,
    Payment,
)
from trainingapp.rules.incubation.accounting_words import Payer, PaymentKind, Precondition
from trainingapp.rules.incubation.words import Duty, SeatState
from trainingapp.rules.permissions import Role

PEOPLE = (
    "officer",
    "other_officer",
    "head",
    "finance",
    "authority",
    "other_authority",
    "manager",
    "other_manager",
    "applicant",
    "reviewer",
    "mentor",
    "conflicted",
    "candidate",
    "administrator",
    "auditor",
    "nobody",
)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


@dataclass
class World:
    """Two bases, a case that reports and has money of every kind, and the ids that addresses name."""

    people: dict[str, int]
    names: dict[str, int]


def make_world() -> World:
    place, other = make_place(), make_place()
    agency = make_agency()
    applicant = make_user("申慧")
    users = {
        "officer": place.people["officer"],
        "other_officer": other.people["officer"],
        "head": place.people["head"],
        "finance": place.people["finance"],
        "authority": place.people["authority"],
        "other_authority": other.people["authority"],
        "manager": make_manager(agency),
        "other_manager": make_manager(make_agency(), "周洁"),
        "applicant": applicant,
        "reviewer": make_expert(),
        "mentor": make_expert("严老师"),
        "conflicted": make_expert("郑教授"),
        "candidate": make_user(),
        "administrator": make_user(roles=[Role.ADMINISTRATOR]),
        "auditor": make_user(roles=[Role.AUDITOR]),
    }
    case = make_case(place, agency, applicant_id=applicant.id)
    make_seat(case, users["reviewer"])
    make_seat(case, users["mentor"], duty=Duty.MENTOR)
    make_seat(case, users["conflicted"], state=SeatState.CONFLICT)
    names = {"agency": agency.id, "case": case.id, "base": place.base.id}
    names |= make_money(case, proposer=users["finance"].id)
    begin_reporting(case)
    found = db.session.get_one(Case, names["case"])
    names["report"] = find_report(found).id
    assignment = db.session.scalars(
        select(IndicatorAssignment).filter_by(case_id=found.id, measure="A21.people")
    ).one()
    names["assignment"] = assignment.id
    period = db.session.scalars(
        select(IndicatorPeriod).filter_by(assignment_id=assignment.id, ends_on=date(2026, 10, 1))
    ).one()
    names["value"] = make_value(period, "4").id
    return World({name: user.id for name, user in users.items()}, names)


def make_money(case: Case, *, proposer: int) -> dict[str, int]:
    contract = make_contract(case.agency)
    closed = make_instalment(contract, opened_at=None, precondition=Precondition.FINAL)
    own = make_instalment(make_contract(case.agency, case_id=case.id, payer=Payer.BASE))
    deliverable = written(Deliverable(contract_id=contract.id, title="中期报告", due_on=TODAY))
    grant = make_grant(case, paid_on=TODAY, paid_amount=Decimal(5000))
    asked = make_grant(case)
    payment = written(
        Payment(
            case_id=case.id,
            kind=PaymentKind.TRUST_IN,
            amount=Decimal(10),
            moved_on=TODAY,
            purpose="活动费",
            proposed_by_id=proposer,
            proposed_at=NOON,
        )
    )
    return {
        "contract": contract.id,
        "instalment": closed.id,
        "own": own.id,
        "deliverable": deliverable.id,
        "project": make_project(case.agency).id,
        "grant": grant.id,
        "asked": asked.id,
        "payment": payment.id,
    }


# Who opens it, and who is refused although they reach the case, or for want of the permission (403); to everybody else
# it does not exist (404).
AGENCY = {"manager"}
OFFICE = {"officer", "head"}
BASE = {"officer", "head", "finance"}
OVER = {"authority", "auditor"}
EXPERTS = {"reviewer", "mentor"}
REACH = AGENCY | BASE | OVER | EXPERTS
NO_WORK = set(PEOPLE) - BASE - {"other_officer", "nobody"}
NO_OVERSIGHT = NO_WORK - OVER - {"other_authority"}
EVERYBODY = set(PEOPLE) - {"nobody"}
OPEN = (200,)
SENT = (303, 409, 422)

CASE = "/incubation/cases/{case}"
REPORT = f"{CASE}/reports/{{report}}"
FIGURES = f"{CASE}/indicators"
FIRM = "/incubation/agencies/{agency}"
CONTRACT = f"{FIRM}/contracts/{{contract}}"
READ = AGENCY | BASE | OVER | {"mentor"}
SEE_MONEY = AGENCY | BASE | OVER
WRITE_MONEY = AGENCY | BASE

# method, address, who comes in, who gets 403, which answers mean "in"
TABLE = (
    ("GET", "/incubation/indicators", EVERYBODY, set(), OPEN),
    ("GET", "/incubation/reports", EVERYBODY - NO_OVERSIGHT, NO_OVERSIGHT, OPEN),
    ("GET", "/incubation/payments", EVERYBODY - NO_OVERSIGHT, NO_OVERSIGHT, OPEN),
    ("GET", "/incubation/bases/{base}/indicators", BASE | OVER, NO_OVERSIGHT, OPEN),
    ("GET", f"{CASE}/reports", READ, REACH - READ, OPEN),
    ("GET", REPORT, READ, REACH - READ, OPEN),
    ("GET", f"{REPORT}/write", AGENCY, REACH - AGENCY, OPEN),
    ("POST", f"{REPORT}/write", AGENCY, REACH - AGENCY, SENT),
    ("POST", f"{REPORT}/return", OFFICE, NO_WORK | {"finance"}, SENT),
    ("POST", f"{REPORT}/approval", OFFICE, NO_WORK | {"finance"}, SENT),
    ("POST", f"{REPORT}/skip", OFFICE, NO_WORK | {"finance"}, SENT),
    ("GET", FIGURES, READ, REACH - READ, OPEN),
    ("GET", f"{FIGURES}.xlsx", READ, REACH - READ, OPEN),
    ("GET", f"{FIGURES}/{{assignment}}", READ, REACH - READ, OPEN),
    ("GET", f"{FIGURES}/{{assignment}}/targets", OFFICE, NO_WORK | {"finance"}, OPEN),
    ("POST", f"{FIGURES}/{{assignment}}/targets", OFFICE, NO_WORK | {"finance"}, SENT),
    ("GET", f"{CASE}/values/{{value}}/correction", OFFICE, NO_WORK | {"finance"}, OPEN),
    ("POST", f"{CASE}/values/{{value}}/correction", OFFICE, NO_WORK | {"finance"}, SENT),
    ("GET", f"{CASE}/money", SEE_MONEY, REACH - SEE_MONEY, OPEN),
    ("GET", f"{CASE}/grants/new", WRITE_MONEY, REACH - WRITE_MONEY, OPEN),
    ("POST", f"{CASE}/grants/new", WRITE_MONEY, REACH - WRITE_MONEY, SENT),
    ("GET", f"{CASE}/grants/{{grant}}/accounting", WRITE_MONEY, REACH - WRITE_MONEY, OPEN),
    ("POST", f"{CASE}/grants/{{grant}}/accounting", WRITE_MONEY, REACH - WRITE_MONEY, SENT),
    (
        "POST",
        f"{CASE}/grants/{{grant}}/settlement",
        BASE - {"officer"},
        NO_WORK | {"officer"},
        SENT,
    ),
    ("GET", f"{CASE}/grants/{{asked}}/payment", BASE, NO_WORK, OPEN),
    ("POST", f"{CASE}/grants/{{asked}}/payment", BASE, NO_WORK, SENT),
    ("GET", f"{CASE}/instalments/{{own}}/payment", BASE, NO_WORK, OPEN),
    ("POST", f"{CASE}/instalments/{{own}}/payment", BASE, NO_WORK, SENT),
    ("GET", f"{CASE}/trust/new", BASE, NO_WORK, OPEN),
    ("POST", f"{CASE}/trust/new", BASE, NO_WORK, SENT),
    (
        "POST",
        f"{CASE}/payments/{{payment}}/refusal",
        BASE - {"officer"},
        NO_WORK | {"officer"},
        SENT,
    ),
    (
        "POST",
        f"{CASE}/payments/{{payment}}/release",
        BASE - {"officer"},
        NO_WORK | {"officer"},
        SENT,
    ),
    ("GET", f"{FIRM}/contracts", SEE_MONEY, REACH - SEE_MONEY, OPEN),
    ("GET", f"{FIRM}/contracts/new", WRITE_MONEY, REACH - WRITE_MONEY, OPEN),
    ("POST", f"{FIRM}/contracts/new", WRITE_MONEY, REACH - WRITE_MONEY, SENT),
    ("GET", CONTRACT, SEE_MONEY, REACH - SEE_MONEY, OPEN),
    ("GET", f"{CONTRACT}/edit", WRITE_MONEY, REACH - WRITE_MONEY, OPEN),
    ("POST", f"{CONTRACT}/edit", WRITE_MONEY, REACH - WRITE_MONEY, SENT),
    ("GET", f"{CONTRACT}/instalments/new", WRITE_MONEY, REACH - WRITE_MONEY, OPEN),
    ("POST", f"{CONTRACT}/instalments/new", WRITE_MONEY, REACH - WRITE_MONEY, SENT),
    ("POST", f"{CONTRACT}/instalments/{{instalment}}/opening", BASE, NO_WORK, SENT),
    (
        "GET",
        f"{CONTRACT}/instalments/{{instalment}}/receipt",
        WRITE_MONEY,
        REACH - WRITE_MONEY,
        OPEN,
    ),
    (
        "POST",
        f"{CONTRACT}/instalments/{{instalment}}/receipt",
        WRITE_MONEY,
        REACH - WRITE_MONEY,
        SENT,
    ),
    ("GET", f"{CONTRACT}/deliverables/new", WRITE_MONEY, REACH - WRITE_MONEY, OPEN),
    ("POST", f"{CONTRACT}/deliverables/new", WRITE_MONEY, REACH - WRITE_MONEY, SENT),
    ("GET", f"{CONTRACT}/deliverables/{{deliverable}}", WRITE_MONEY, REACH - WRITE_MONEY, OPEN),
    ("POST", f"{CONTRACT}/deliverables/{{deliverable}}", WRITE_MONEY, REACH - WRITE_MONEY, SENT),
    ("GET", f"{FIRM}/projects", SEE_MONEY, REACH - SEE_MONEY, OPEN),
    ("GET", f"{FIRM}/projects/new", WRITE_MONEY, REACH - WRITE_MONEY, OPEN),
    ("POST", f"{FIRM}/projects/new", WRITE_MONEY, REACH - WRITE_MONEY, SENT),
    ("GET", f"{FIRM}/projects/{{project}}/edit", WRITE_MONEY, REACH - WRITE_MONEY, OPEN),
    ("POST", f"{FIRM}/projects/{{project}}/edit", WRITE_MONEY, REACH - WRITE_MONEY, SENT),
    ("GET", f"{FIRM}/projects/{{project}}/evaluations/new", BASE, NO_WORK, OPEN),
    ("POST", f"{FIRM}/projects/{{project}}/evaluations/new", BASE, NO_WORK, SENT),
    ("GET", f"{FIRM}/accounts", SEE_MONEY, REACH - SEE_MONEY, OPEN),
    ("GET", f"{FIRM}/accounts/new", WRITE_MONEY, REACH - WRITE_MONEY, OPEN),
    ("POST", f"{FIRM}/accounts/new", WRITE_MONEY, REACH - WRITE_MONEY, SENT),
)


def expected(
    name: str, inside: set[str], barred: set[str], answers: tuple[int, ...]
) -> tuple[int, ...]:
    if name == "nobody":
        return (302,)
    if name in inside:
        return answers
    return (403,) if name in barred else (404,)


def test_each_address_is_open_to_exactly_those_whom_it_concerns(client: FlaskClient) -> None:
    client.application.config["WTF_CSRF_ENABLED"] = False
    try:
        wrong = walk(client, make_world())
    finally:
        client.application.config["WTF_CSRF_ENABLED"] = True
    assert wrong == [], wrong


def walk(client: FlaskClient, world: World) -> list[tuple[str, str, str, int]]:
    wrong = []
    for name in PEOPLE:
        client.delete_cookie("session")
        if name != "nobody":
            sign_in(client, db.session.get_one(User, world.people[name]))
        for method, address, inside, barred, answers in TABLE:
            url = address.format(**world.names)
            data = (
                {"act": "submit"} if method == "POST" else None
            )  # saved alone it would be a draft
            status = client.open(url, method=method, data=data).status_code
            if status not in expected(name, inside, barred, answers):
                wrong.append((name, method, address, status))
    return wrong


def test_the_table_names_every_address_of_these_pages(client: FlaskClient) -> None:
    app = client.application
    ways = app.url_map.bind("localhost")
    numbers: dict[str, int] = defaultdict(lambda: 1)
    named = {
        (ways.match(address.format_map(numbers), method=method)[0], method)
        for method, address, *_rest in TABLE
    }
    asked = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) & {"GET", "POST"}
        if app.view_functions[rule.endpoint].__module__ in PAGES
    }
    assert asked - named == set()


PAGES = {
    f"trainingapp.incubator.routes.{name}"
    for name in ("reports", "report_writing", "indicators", "contracts", "projects", "money")
}
