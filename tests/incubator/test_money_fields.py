"""Every field of the small forms of money and figures: what is refused is said, and what was typed stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_accounts import sign_in
from tests.factories_incubator import NOON, make_agency, make_case, make_manager, make_place
from tests.factories_money import (
    begin_reporting,
    make_contract,
    make_grant,
    make_instalment,
    make_project,
    make_value,
)
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Contract,
    Deliverable,
    FinancePeriod,
    IndicatorAssignment,
    IndicatorPeriod,
    IndicatorValue,
    Instalment,
    Payment,
    ProjectEvaluation,
    ServiceProject,
    SmallGrant,
)
from trainingapp.rules.incubation.accounting_words import Payer
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
NEEDED = "Please fill this in."
NUMBER = "Not a valid decimal value."
RANGE = "Number must be between"
CENTS = "Enter yuan with at most two places."
DAY = "Not a valid date value."
CHOICE = "Not a valid choice"
LONG = "Field cannot be longer than"
AMOUNTS = [
    ("", NEEDED),
    ("0", RANGE),
    ("-5", RANGE),
    ("0.001", RANGE),
    ("1.005", CENTS),
    ("100000000000", RANGE),
    ("1e30", NUMBER),
    ("-1e30", NUMBER),
    ("1e-400", NUMBER),
    ("9" * 40, NUMBER),
    ("NaN", NUMBER),
    ("sNaN", NUMBER),
    ("Infinity", NUMBER),
    ("-Infinity", NUMBER),
    ("1,000", NUMBER),
    ("5 元", NUMBER),
    ("=1+1", NUMBER),
]
FEW = [("-5", RANGE), ("sNaN", NUMBER), ("1.005", CENTS), ("1e30", NUMBER)]
OPTIONAL_AMOUNTS = [pair for pair in AMOUNTS if pair[0] not in {"", "0", "0.001"}]
DAYS = [
    ("", NEEDED),
    ("2026-02-29", DAY),
    ("2026-13-01", DAY),
    ("31.12.2026", DAY),
    ("0000-01-01", DAY),
    ("10000-01-01", DAY),
    ("gestern", DAY),
]
LAST_DAYS = [*DAYS, ("9999-12-31", DAY), ("2025-12-31", "It ends before it begins.")]


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@dataclass
class Scene:
    """A case with a contract of the base, an instalment, a grant and a figure; and who writes where."""

    people: dict[str, User]
    addresses: dict[str, str]


@pytest.fixture
def scene(client: FlaskClient) -> Scene:
    place = make_place()
    agency = make_agency()
    sun = make_manager(agency)
    case = make_case(place, agency)
    contract = make_contract(agency, payer=Payer.BASE, case_id=case.id)
    bought = make_contract(agency)
    instalment, due = make_instalment(contract), make_instalment(bought)
    project = make_project(agency, bought)
    grant = make_grant(case)
    paid = make_grant(case, paid_on=date(2026, 9, 1), paid_amount=Decimal("5000.00"))
    firm, room = f"/incubation/agencies/{agency.id}", f"/incubation/cases/{case.id}"
    papers, sold, first, second = contract.id, bought.id, instalment.id, due.id
    works, asked, had = project.id, grant.id, paid.id
    begin_reporting(case)
    satisfied = pick("S09")
    figure = satisfied.id
    value = make_value(satisfied.periods[0], "4.5")
    addresses = {
        "contract": f"{firm}/contracts/new",
        "instalment": f"{firm}/contracts/{papers}/instalments/new",
        "receipt": f"{firm}/contracts/{sold}/instalments/{second}/receipt",
        "deliverable": f"{firm}/contracts/{sold}/deliverables/new",
        "project": f"{firm}/projects/new",
        "evaluation": f"{firm}/projects/{works}/evaluations/new",
        "accounts": f"{firm}/accounts/new",
        "grant": f"{room}/grants/new",
        "accounting": f"{room}/grants/{had}/accounting",
        "grant_payment": f"{room}/grants/{asked}/payment",
        "instalment_payment": f"{room}/instalments/{first}/payment",
        "trust": f"{room}/trust/new",
        "correction": f"{room}/values/{value.id}/correction",
        "targets": f"{room}/indicators/{figure}/targets",
    }
    return Scene({**place.people, "sun": sun}, addresses)


def pick(measure: str) -> IndicatorAssignment:
    query = select(IndicatorAssignment).where(IndicatorAssignment.measure == measure)
    return db.session.scalars(query).first() or pytest.fail(measure)


SPAN = {"starts_on": "2026-01-01", "last_day": "2026-12-31"}
PAYING = {"amount": "100", "moved_on": "2026-11-23", "purpose": "活动物资"}
GOOD: dict[str, dict[str, str]] = {
    "contract": SPAN
    | {"kind": "grant", "field": "elder_care", "title": "长者", "buyer": "街道", "amount": "10"}
    | {"payer": "buyer", "state": "running"},
    "instalment": {"amount": "100", "precondition": "manual", "due_on": "2026-12-01"},
    "receipt": {"amount": "100", "paid_on": "2026-11-01"},
    "deliverable": {"title": "中期报告", "due_on": "2026-12-01"},
    "project": SPAN | {"name": "长者友邻", "field": "elder_care", "areas": "130102001001"},
    "evaluation": {"kind": "final", "level": "good", "body": "评估院", "done_on": "2026-11-01"},
    "accounts": SPAN
    | {f"income_{one}": "1" for one in ("government", "donations", "services", "other")}
    | {f"expense_{one}": "1" for one in ("staff", "activities", "administration", "other")},
    "grant": {"purpose": "量表", "amount": "100"},
    "accounting": {"spent": "4000", "returned": "1000"},
    "grant_payment": PAYING,
    "instalment_payment": PAYING,
    "trust": PAYING | {"direction": "in"},
    "correction": {"value": "4.8", "reason": "漏算一份问卷"},
    "targets": {},
}
MONEY = ("income_government", "income_donations", "income_services", "income_other")
SPENT = ("expense_staff", "expense_activities", "expense_administration", "expense_other")
BAD: list[tuple[str, str, str, str]] = [
    *(("instalment", "amount", *one) for one in AMOUNTS),
    *(("receipt", "amount", *one) for one in AMOUNTS),
    *(("grant", "amount", *one) for one in AMOUNTS),
    *(("grant_payment", "amount", *one) for one in AMOUNTS),
    *(("instalment_payment", "amount", *one) for one in FEW),
    *(("trust", "amount", *one) for one in AMOUNTS),
    *(("contract", "amount", *one) for one in AMOUNTS if one[0] not in {"0", "0.001"}),
    *(("contract", name, *one) for name in ("staff_cost", "spent") for one in FEW),
    *(("accounts", name, *one) for name in (*MONEY, *SPENT) for one in FEW[:2]),
    *(("accounts", "net_assets", *one) for one in FEW[1:]),
    *(("accounts", "cash", *one) for one in FEW),
    *(("accounting", "spent", *one) for one in OPTIONAL_AMOUNTS),
    *(("accounting", "returned", *one) for one in FEW),
    *(
        (form, "last_day", *one)
        for form in ("contract", "project", "accounts")
        for one in LAST_DAYS
    ),
    *(
        (form, "starts_on", *one)
        for form in ("contract", "project", "accounts")
        for one in DAYS[:2]
    ),
    *(("receipt", "paid_on", *one) for one in DAYS),
    *(("deliverable", "due_on", *one) for one in DAYS),
    *(("evaluation", "done_on", *one) for one in DAYS),
    *((form, "moved_on", *one) for form in ("grant_payment", "trust") for one in DAYS[:3]),
    *(("instalment", "due_on", *one) for one in DAYS[1:]),
    *(
        ("contract", name, *one)
        for name in ("awarded_on", "signed_on", "published_on")
        for one in DAYS[1:3]
    ),
    *(("project", "finished_on", *one) for one in DAYS[1:]),
    ("contract", "title", "", NEEDED),
    ("contract", "title", "\u3000 ", NEEDED),
    ("contract", "title", "长" * 121, LONG),
    ("contract", "buyer", "", NEEDED),
    ("contract", "buyer", "街" * 121, LONG),
    ("contract", "number", "1" * 61, LONG),
    ("contract", "kind", "gift", CHOICE),
    ("contract", "field", "war", CHOICE),
    ("contract", "payer", "me", CHOICE),
    ("contract", "state", "lost", CHOICE),
    ("contract", "case_id", "987654", CHOICE),
    ("contract", "spent_on_staff", "1", "This is more than was spent in all."),
    ("contract", "payer", "base", "What the base pays belongs to a case. Choose it."),
    ("instalment", "precondition", "moon", CHOICE),
    ("deliverable", "title", "", NEEDED),
    ("deliverable", "title", "报" * 201, LONG),
    ("project", "name", "", NEEDED),
    ("project", "name", "友" * 121, LONG),
    ("project", "field", "war", CHOICE),
    ("project", "contract_id", "987654", CHOICE),
    ("project", "areas", "13010200100", "Enter codes of twelve figures, one a line."),
    ("project", "areas", "1301020010011", "Enter codes of twelve figures, one a line."),
    ("project", "areas", "13010200100x", "Enter codes of twelve figures, one a line."),
    ("project", "areas", "滨江社区", "Enter codes of twelve figures, one a line."),
    ("project", "areas", "130102001001 " * 201, "Enter codes of twelve figures, one a line."),
    ("evaluation", "kind", "first", CHOICE),
    ("evaluation", "level", "best", CHOICE),
    ("evaluation", "body", "", NEEDED),
    ("evaluation", "body", "院" * 121, LONG),
    ("evaluation", "score", "100.01", RANGE),
    ("evaluation", "score", "-1", RANGE),
    ("evaluation", "score", "86.555", CENTS),
    ("evaluation", "score", "sehr gut", NUMBER),
    ("evaluation", "score", "sNaN", NUMBER),
    ("grant", "purpose", "", NEEDED),
    ("grant", "purpose", "量" * 201, LONG),
    ("trust", "purpose", " ", NEEDED),
    ("trust", "purpose", "物" * 201, LONG),
    ("trust", "counterparty", "店" * 121, LONG),
    ("trust", "direction", "up", CHOICE),
    ("grant_payment", "purpose", "", NEEDED),
    ("correction", "value", "viel", NUMBER),
    ("correction", "value", "5.01", RANGE),
    ("correction", "value", "-0.1", RANGE),
    ("correction", "value", "sNaN", NUMBER),
    ("correction", "reason", "", "Say why."),
    ("correction", "reason", "漏" * 501, LONG),
    ("targets", "baseline", "viel", NUMBER),
    ("targets", "baseline", "1e300", NUMBER),
    ("targets", "baseline", "1000000000000", RANGE),
    ("targets", "baseline_on", "2026-02-30", DAY),
]
WRITERS = {"project": "sun", "contract": "sun", "accounts": "sun", "grant": "sun", "receipt": "sun"}
TABLES = (
    *(Contract, Deliverable, FinancePeriod, IndicatorValue, Instalment, Payment),
    *(ProjectEvaluation, ServiceProject, SmallGrant),
)


def counts() -> list[int]:
    return [db.session.query(table).count() for table in TABLES]


@pytest.mark.parametrize("form", list(GOOD))
def test_what_a_form_refuses_is_said_kept_and_not_written(
    client: FlaskClient, scene: Scene, form: str
) -> None:
    sign_in(client, scene.people[WRITERS.get(form, "officer")])
    before = counts()
    for _form, name, typed, fault in (row for row in BAD if row[0] == form):
        values = GOOD[form] | {name: typed}
        answer = client.post(scene.addresses[form], data=values, headers=EN)
        said = f"{form}.{name} = {typed[:30]}"
        assert answer.status_code == 422, said
        assert fault in answer.text, said
        assert f'id="{name}-error"' in answer.text or "aria-invalid" in answer.text, said
        if fault != CHOICE:
            assert escape(typed.strip()) in answer.text, said
        others = [value for key, value in values.items() if key != name and len(value) > 3]
        assert all(escape(value) in answer.text for value in others), said
    assert counts() == before


@pytest.mark.parametrize("form", list(GOOD))
def test_what_is_right_is_taken(client: FlaskClient, scene: Scene, form: str) -> None:
    sign_in(client, scene.people[WRITERS.get(form, "officer")])
    assert client.get(scene.addresses[form]).status_code == 200
    answer = client.post(scene.addresses[form], data=GOOD[form], headers=EN)
    assert answer.status_code == 303, answer.text[-3000:]
    assert client.get(answer.location).status_code == 200


@pytest.mark.parametrize(
    ("form", "name", "typed", "kept"),
    [
        ("grant", "amount", "0.01", "0.01"),
        ("grant", "amount", "99999999999.99", "99999999999.99"),
        ("grant", "amount", " 100.50 ", "100.5"),
        ("grant", "amount", "１００", "100"),
        ("grant", "amount", "1e2", "100"),
        ("grant", "amount", "100.10", "100.1"),
    ],
)
def test_amounts_are_kept_to_the_cent(
    client: FlaskClient, scene: Scene, form: str, name: str, typed: str, kept: str
) -> None:
    sign_in(client, scene.people["sun"])
    values = GOOD[form] | {name: typed}
    assert client.post(scene.addresses[form], data=values).status_code == 303
    newest = db.session.scalars(select(SmallGrant).order_by(SmallGrant.id.desc())).first()
    assert newest is not None
    assert newest.amount == Decimal(kept)


def test_an_empty_form_of_each_kind_says_what_is_missing(client: FlaskClient, scene: Scene) -> None:
    sign_in(client, scene.people["officer"])
    for form in GOOD.keys() - {"targets"}:
        answer = client.post(scene.addresses[form], data={}, headers=EN)
        assert answer.status_code == 422, form
        assert NEEDED in answer.text or "Say why." in answer.text, form


def test_markup_that_is_typed_is_text(client: FlaskClient, scene: Scene) -> None:
    sign_in(client, scene.people["sun"])
    script = "<script>alert(1)</script>"
    for form, name in (("contract", "title"), ("project", "name"), ("grant", "purpose")):
        answer = client.post(scene.addresses[form], data=GOOD[form] | {name: script})
        page = client.get(answer.location).text
        assert script not in page, form
        assert escape(script) in page, form


def test_a_locked_target_has_no_field(client: FlaskClient, scene: Scene) -> None:
    sign_in(client, scene.people["officer"])
    periods = db.session.scalars(
        select(IndicatorPeriod).where(IndicatorPeriod.assignment_id == pick("S09").id)
    ).all()
    locked, free = (one.id for one in periods[:2])
    with writing():
        db.session.get_one(IndicatorPeriod, locked).locked_at = NOON
        db.session.commit()
    page = client.get(scene.addresses["targets"]).text
    assert f'name="target_{locked}"' not in page
    assert f'name="target_{free}"' in page
