"""Contracts, accounts, evaluations, grants and payments name the document that proves them, and pages link it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_incubator import (
    NOON,
    make_agency,
    make_case,
    make_manager,
    make_place,
    written,
)
from tests.factories_money import (
    make_accounts,
    make_contract,
    make_evaluation,
    make_grant,
    make_instalment,
    make_project,
)
from tests.factories_staffing import enter_as
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.forms.money import ContractForm, offer_papers
from trainingapp.incubator.models import (
    Agency,
    Case,
    Contract,
    FinancePeriod,
    IncubatorDocument,
    Payment,
    ProjectEvaluation,
    SmallGrant,
)

CONTRACT = {
    "kind": "gov_purchase",
    "field": "elder_care",
    "title": "长者社区支持服务",
    "buyer": "滨江街道办事处",
    "amount": "300000",
    "payer": "buyer",
    "starts_on": "2026-01-01",
    "last_day": "2026-12-31",
    "state": "running",
}
SUMS = (
    "income_government income_donations income_services income_other "
    "expense_staff expense_activities expense_administration expense_other"
)
ACCOUNTS = {"starts_on": "2026-07-01", "last_day": "2026-09-30", **dict.fromkeys(SUMS.split(), "0")}
EVALUATION = {"kind": "final", "level": "good", "body": "第三方", "done_on": "2026-09-20"}
PAYMENT = {"amount": "100", "moved_on": "2026-11-20", "purpose": "材料费"}
HERE = "现有的材料"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


class Scene:
    """An agency in a base, with people, by their numbers."""

    def __init__(self) -> None:
        place, agency = make_place(), make_agency()
        case = make_case(place, agency)
        self.people: dict[str, User] = {**place.people, "manager": make_manager(agency)}
        self.agency_id, self.case_id, self.base_id = agency.id, case.id, place.base.id
        self.of_agency = f"/incubation/agencies/{agency.id}"
        self.of_case = f"/incubation/cases/{case.id}"

    @property
    def agency(self) -> Agency:
        return db.session.get_one(Agency, self.agency_id)

    @property
    def case(self) -> Case:
        return db.session.get_one(Case, self.case_id)

    def paper(self, title: str = "合同扫描件", *, of_case: bool = False, **changes: Any) -> int:
        values: dict[str, Any] = {
            "agency_id": self.agency_id,
            "case_id": self.case_id if of_case else None,
            "category": "other",
            "title": title,
            "audience": "parties",
            "entered_by_id": self.people["officer"].id,
            "entered_at": NOON,
            **changes,
        }
        return int(written(IncubatorDocument(**values)).id)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


def _only(model: Any) -> Any:
    db.session.rollback()
    return db.session.scalars(db.select(model)).one()


def _addresses(scene: Scene) -> dict[str, tuple[str, dict[str, str], Any, bool]]:
    """For each form: where, what is typed, what is written, and whether papers of the case are offered."""
    project = make_project(scene.agency).id
    grant = make_grant(scene.case).id
    paid = make_grant(
        scene.case, paid_on=date(2026, 11, 1), paid_amount=Decimal(5000), asked_at=NOON
    ).id
    contract = make_contract(scene.agency, payer="base", case_id=scene.case_id)
    part = make_instalment(contract).id
    trust = {**PAYMENT, "direction": "in"}
    return {
        "contract": (f"{scene.of_agency}/contracts/new", CONTRACT, Contract, False),
        "accounts": (f"{scene.of_agency}/accounts/new", ACCOUNTS, FinancePeriod, False),
        "evaluation": (
            f"{scene.of_agency}/projects/{project}/evaluations/new",
            EVALUATION,
            ProjectEvaluation,
            False,
        ),
        "grant": (f"{scene.of_case}/grants/{grant}/payment", PAYMENT, Payment, True),
        "instalment": (f"{scene.of_case}/instalments/{part}/payment", PAYMENT, Payment, True),
        "trust": (f"{scene.of_case}/trust/new", trust, Payment, True),
        "accounting": (
            f"{scene.of_case}/grants/{paid}/accounting",
            {"spent": "4000", "returned": "1000"},
            SmallGrant,
            True,
        ),
    }


FORMS = ["contract", "accounts", "evaluation", "grant", "instalment", "trust", "accounting"]


def _newest(model: Any) -> Any:
    db.session.rollback()
    query = db.select(model).where(model.document_id.is_not(None))
    return db.session.scalars(query.order_by(model.id.desc())).first()


@pytest.mark.parametrize("form", FORMS)
def test_a_form_offers_the_papers_and_keeps_the_chosen_one(client: FlaskClient, form: str) -> None:
    scene = Scene()
    address, typed, model, of_case = _addresses(scene)[form]
    number = scene.paper("凭证之一", of_case=of_case)
    enter_as(client, scene.people["officer"])
    assert "凭证之一" in client.get(address).text
    answer = client.post(address, data={**typed, "document_id": str(number)})
    assert answer.status_code == 303, answer.text
    assert _newest(model).document_id == number


@pytest.mark.parametrize("form", FORMS)
def test_a_paper_is_nobodys_duty(client: FlaskClient, form: str) -> None:
    scene = Scene()
    address, typed, model, _of_case = _addresses(scene)[form]
    enter_as(client, scene.people["officer"])
    assert client.post(address, data={**typed, "document_id": ""}).status_code == 303
    assert _newest(model) is None


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("bad", ["other", "withdrawn", "none", "text"])
def test_a_paper_that_is_not_offered_is_refused_beside_its_field(
    client: FlaskClient, form: str, bad: str
) -> None:
    scene, other = Scene(), Scene()
    address, typed, model, of_case = _addresses(scene)[form]
    chosen = {
        "other": other.paper(of_case=of_case),
        "withdrawn": scene.paper(of_case=of_case, withdrawn_at=NOON),
        "none": 999_999,
        "text": "x",
    }[bad]
    enter_as(client, scene.people["officer"])
    answer = client.post(address, data={**typed, "document_id": str(chosen)})
    if bad == "text":  # no number at all is as nothing chosen
        assert answer.status_code == 303
    else:
        assert answer.status_code == 422
        assert 'href="#document_id"' in answer.text
    assert _newest(model) is None


def test_a_contract_shows_its_paper_and_keeps_it_when_it_changes(client: FlaskClient) -> None:
    scene = Scene()
    number = scene.paper("购买服务合同")
    contract = make_contract(scene.agency, document_id=number).id
    address = f"{scene.of_agency}/contracts/{contract}"
    enter_as(client, scene.people["manager"])
    page = client.get(address).text
    assert "购买服务合同" in page
    assert f"/incubation/documents/{number}" in page
    edit = client.get(f"{address}/edit").text
    assert f'value="{number}" selected' in edit or f'selected value="{number}"' in edit
    data = {**CONTRACT, "title": "改名", "document_id": str(number)}
    assert client.post(f"{address}/edit", data=data).status_code == 303
    assert (_only(Contract).title, _only(Contract).document_id) == ("改名", number)


def test_a_paper_that_a_reader_may_not_open_stays_and_is_not_named(client: FlaskClient) -> None:
    scene = Scene()
    number = scene.paper("内部材料", audience="base")
    contract = make_contract(scene.agency, document_id=number).id
    address = f"{scene.of_agency}/contracts/{contract}"
    enter_as(client, scene.people["manager"])
    assert "内部材料" not in client.get(address).text
    edit = client.get(f"{address}/edit").text
    assert "内部材料" not in edit
    assert HERE in edit
    data = {**CONTRACT, "title": "改名", "document_id": str(number)}
    assert client.post(f"{address}/edit", data=data).status_code == 303
    assert _only(Contract).document_id == number


@pytest.mark.parametrize(
    ("current", "documents", "expected"),
    [
        pytest.param(None, [], [""], id="nothing at all"),
        pytest.param(None, [(3, "甲"), (2, "乙")], ["", "3", "2"], id="what is offered"),
        pytest.param(2, [(3, "甲"), (2, "乙")], ["", "3", "2"], id="what is there is offered"),
        pytest.param(9, [(3, "甲")], ["", "3", "9"], id="what is there is not"),
    ],
)
def test_the_choice_holds_what_is_there(
    app: Flask, current: int | None, documents: list[tuple[int, str]], expected: list[str]
) -> None:
    with app.test_request_context():
        form = ContractForm(obj=Contract(document_id=current))
        offer_papers(form, documents)
        assert [one.value for one in form.document_id.choices] == expected


def test_evaluations_accounts_and_money_link_their_papers(client: FlaskClient) -> None:
    scene = Scene()
    report, audit, bill = (
        scene.paper("末期评估报告"),
        scene.paper("审计报告"),
        scene.paper("报销单", of_case=True),
    )
    make_evaluation(make_project(scene.agency), document_id=report)
    make_accounts(scene.agency, document_id=audit)
    make_grant(scene.case, document_id=bill)
    enter_as(client, scene.people["finance"])
    for address, number, title in (
        (f"{scene.of_agency}/projects", report, "末期评估报告"),
        (f"{scene.of_agency}/accounts", audit, "审计报告"),
        (f"{scene.of_case}/money", bill, "报销单"),
    ):
        page = client.get(address).text
        assert title in page, address
        assert f"/incubation/documents/{number}" in page, address


def test_a_proposed_payment_shows_its_paper_to_who_releases_it(client: FlaskClient) -> None:
    scene = Scene()
    number = scene.paper("发票", of_case=True)
    grant = make_grant(scene.case).id
    enter_as(client, scene.people["officer"])
    data = {**PAYMENT, "document_id": str(number)}
    assert client.post(f"{scene.of_case}/grants/{grant}/payment", data=data).status_code == 303
    enter_as(client, scene.people["finance"])
    assert "发票" in client.get(f"{scene.of_case}/money").text


def test_what_was_typed_stays_with_the_chosen_paper(client: FlaskClient) -> None:
    scene = Scene()
    number = scene.paper("合同")
    enter_as(client, scene.people["officer"])
    data = {**CONTRACT, "amount": "-1", "document_id": str(number)}
    answer = client.post(f"{scene.of_agency}/contracts/new", data=data)
    assert answer.status_code == 422
    assert (
        f'selected value="{number}"' in answer.text or f'value="{number}" selected' in answer.text
    )
