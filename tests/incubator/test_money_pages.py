"""Pages of contracts, projects, accounts, grants, payments and figures: empty, filled, refused, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_accounts import sign_in
from tests.factories_incubator import NOON, make_agency, make_case, make_manager, make_place
from tests.factories_money import (
    begin_reporting,
    make_accounts,
    make_contract,
    make_grant,
    make_instalment,
    make_project,
    make_value,
)
from tests.statements import count_statements
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Agency,
    Case,
    Contract,
    FinancePeriod,
    IndicatorAssignment,
    IndicatorPeriod,
    IndicatorValue,
    Payment,
    ProjectEvaluation,
    ServiceProject,
    SmallGrant,
    TrustEntry,
)
from trainingapp.rules.incubation.accounting_words import Payer

EN = {"Accept-Language": "en"}
ZH = {"Accept-Language": "zh"}
CONTRACT = {
    "kind": "gov_purchase",
    "field": "elder_care",
    "title": "长者社区支持",
    "buyer": "滨江街道办事处",
    "amount": "300000.50",
    "payer": "buyer",
    "case_id": "",
    "starts_on": "2026-01-01",
    "last_day": "2026-12-31",
    "signed_on": "2025-12-20",
    "state": "running",
}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@dataclass
class Scene:
    """A case and its agency, and the people of both sides."""

    case_id: int
    agency_id: int
    base_id: int
    sun: User
    people: dict[str, User] = field(default_factory=dict)

    @property
    def money(self) -> str:
        return f"/incubation/cases/{self.case_id}/money"

    @property
    def figures(self) -> str:
        return f"/incubation/cases/{self.case_id}/indicators"

    @property
    def firm(self) -> str:
        return f"/incubation/agencies/{self.agency_id}"

    @property
    def case(self) -> Case:
        return db.session.get_one(Case, self.case_id)

    @property
    def agency(self) -> Agency:
        return db.session.get_one(Agency, self.agency_id)


@pytest.fixture
def scene(client: FlaskClient) -> Scene:
    place = make_place()
    agency = make_agency("春晖社会工作服务中心")
    sun = make_manager(agency)
    case = make_case(place, agency)
    return Scene(case.id, agency.id, place.base.id, sun, place.people)


def send(
    client: FlaskClient, address: str, values: dict[str, str] | None = None
) -> tuple[int, str]:
    answer = client.post(address, data=values or {}, headers=EN)
    return answer.status_code, str(answer.text)


def read(client: FlaskClient, address: str, headers: dict[str, str] = EN) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, address
    return str(answer.text)


# contracts


def test_a_contract_is_entered_shown_and_changed(client: FlaskClient, scene: Scene) -> None:
    sign_in(client, scene.sun)
    here = f"{scene.firm}/contracts"
    assert "No contract is entered yet." in read(client, here)
    assert send(client, f"{here}/new", CONTRACT)[0] == 303
    contract = db.session.scalars(select(Contract)).one()
    assert (contract.amount, contract.ends_on) == (Decimal("300000.50"), date(2027, 1, 1))
    told = read(client, f"{here}/{contract.id}")
    assert "300,000.50" in told
    assert "Dec 31, 2026" in told
    assert 'value="2026-12-31"' in read(client, f"{here}/{contract.id}/edit")
    assert send(client, f"{here}/{contract.id}/edit", {**CONTRACT, "state": "finished"})[0] == 303
    assert "已完成" in read(client, here, ZH)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"title": " "}, "Please fill this in."),
        ({"amount": "viel"}, "Not a valid decimal value."),
        ({"amount": "1.005"}, "Enter yuan with at most two places."),
        ({"amount": "-1"}, "Number must be between"),
        ({"amount": "NaN"}, "Not a valid decimal value."),
        ({"last_day": "2025-12-31"}, "It ends before it begins."),
        ({"payer": "base"}, "What the base pays belongs to a case. Choose it."),
        ({"case_id": "987654"}, "Not a valid choice"),
        ({"spent": "5", "spent_on_staff": "6"}, "This is more than was spent in all."),
        ({"kind": "gift"}, "Not a valid choice"),
    ],
)
def test_a_wrong_contract_is_said_and_nothing_typed_is_lost(
    client: FlaskClient, scene: Scene, changes: dict[str, str], fault: str
) -> None:
    sign_in(client, scene.sun)
    status, told = send(client, f"{scene.firm}/contracts/new", {**CONTRACT, **changes})
    assert status == 422
    assert fault in told
    assert "滨江街道办事处" in told
    assert db.session.scalars(select(Contract)).all() == []


def test_instalments_are_planned_received_and_say_how_late(
    client: FlaskClient, scene: Scene
) -> None:
    contract = make_contract(scene.agency).id
    here = f"{scene.firm}/contracts/{contract}"
    sign_in(client, scene.sun)
    plan = {"amount": "100000", "precondition": "signing", "due_on": "2026-11-13"}
    assert send(client, f"{here}/instalments/new", plan)[0] == 303
    assert "10 days late" in read(client, here)
    assert "延迟 10 天" in read(client, here, ZH)
    status, told = send(client, f"{here}/instalments/new", {**plan, "amount": "200000.01"})
    assert status == 409
    assert "at most 200000.00 yuan is left" in told
    number = db.session.get_one(Contract, contract).instalments[0].id
    receipt = {"amount": "100000", "paid_on": "2026-11-20"}
    assert send(client, f"{here}/instalments/{number}/receipt", receipt)[0] == 303
    told = read(client, here)
    assert "100,000.00 yuan" in told
    assert "7 days late" in told


def test_an_officer_says_that_a_condition_is_met(client: FlaskClient, scene: Scene) -> None:
    contract = make_contract(scene.agency)
    here = f"{scene.firm}/contracts/{contract.id}"
    number = make_instalment(contract, opened_at=None, precondition="manual").id
    sign_in(client, scene.people["officer"])
    assert "Condition not met yet" in read(client, here)
    assert send(client, f"{here}/instalments/{number}/opening")[0] == 303
    assert send(client, f"{here}/instalments/{number}/opening")[0] == 409


def test_deliverables_are_entered_delivered_and_accepted(client: FlaskClient, scene: Scene) -> None:
    contract = make_contract(scene.agency).id
    here = f"{scene.firm}/contracts/{contract}"
    sign_in(client, scene.sun)
    values = {"title": "中期报告", "due_on": "2026-07-31"}
    assert send(client, f"{here}/deliverables/new", values)[0] == 303
    number = db.session.get_one(Contract, contract).deliverables[0].id
    wrong = {"delivered_on": "2026-08-02", "accepted_on": "2026-08-01"}
    status, told = send(client, f"{here}/deliverables/{number}", wrong)
    assert status == 422
    assert "It is accepted after it was delivered." in told
    assert (
        send(client, f"{here}/deliverables/{number}", {**wrong, "accepted_on": "2026-08-09"})[0]
        == 303
    )
    assert "Aug 9, 2026" in read(client, here)


# projects and accounts


def test_a_project_is_entered_with_communities_and_evaluated_by_the_base(
    client: FlaskClient, scene: Scene
) -> None:
    sign_in(client, scene.sun)
    here = f"{scene.firm}/projects"
    assert "No project is entered yet." in read(client, here)
    values = {
        "name": "长者友邻",
        "field": "elder_care",
        "contract_id": "",
        "starts_on": "2026-01-01",
        "last_day": "2026-12-31",
        "finished_on": "2026-11-01",
        "areas": "130102001001\n13010200100",
    }
    status, told = send(client, f"{here}/new", values)
    assert status == 422
    assert "Enter codes of twelve figures" in told
    assert send(client, f"{here}/new", {**values, "areas": "130102001001，130102001002"})[0] == 303
    project = db.session.scalars(select(ServiceProject)).one()
    number = project.id
    assert [one.area_code for one in project.areas] == ["130102001001", "130102001002"]
    assert send(client, f"{here}/{number}/edit", {**values, "areas": "130102001002"})[0] == 303
    assert [one.area_code for one in db.session.get_one(ServiceProject, number).areas] == [
        "130102001002"
    ]
    judged = {
        "kind": "final",
        "level": "good",
        "score": "86.5",
        "body": "评估中心",
        "done_on": "2026-11-10",
    }
    assert send(client, f"{here}/{number}/evaluations/new", judged)[0] == 403
    sign_in(client, scene.people["officer"])
    assert send(client, f"{here}/{number}/evaluations/new", {**judged, "score": "101"})[0] == 422
    assert send(client, f"{here}/{number}/evaluations/new", judged)[0] == 303
    assert db.session.scalars(select(ProjectEvaluation.level)).all() == ["good"]
    assert "86.5 / 100" in read(client, here)


def test_accounts_of_the_same_days_replace_the_older(client: FlaskClient, scene: Scene) -> None:
    sign_in(client, scene.sun)
    here = f"{scene.firm}/accounts"
    assert "No accounts are entered yet." in read(client, here)
    values = {
        **dict.fromkeys(
            (
                *("income_government", "income_donations", "income_services", "income_other"),
                *("expense_staff", "expense_activities", "expense_administration"),
                "expense_other",
            ),
            "1000",
        ),
        "starts_on": "2026-07-01",
        "last_day": "2026-09-30",
        "net_assets": "-250.75",
        "cash": "",
    }
    for government in ("1000", "2000"):
        assert send(client, f"{here}/new", {**values, "income_government": government})[0] == 303
    row = db.session.scalars(select(FinancePeriod)).one()
    assert (row.income_government, row.net_assets, row.cash) == (2000, Decimal("-250.75"), None)
    told = read(client, here)
    assert "5,000.00" in told
    assert "-250.75" in told


# grants, trust, payments


def test_a_grant_goes_from_asking_to_settling(client: FlaskClient, scene: Scene) -> None:
    sign_in(client, scene.sun)
    assert "No grant is asked for yet." in read(client, scene.money)
    status, told = send(
        client, scene.money.replace("money", "grants/new"), {"purpose": "", "amount": "0"}
    )
    assert status == 422
    assert "Please fill this in." in told
    wanted = {"purpose": "购买评估量表", "amount": "5000"}
    assert send(client, scene.money.replace("money", "grants/new"), wanted)[0] == 303
    grant = db.session.scalars(select(SmallGrant.id)).one()
    here = scene.money.replace("money", f"grants/{grant}")
    sign_in(client, scene.people["finance"])
    movement = {"amount": "5000", "moved_on": "2026-11-23", "purpose": "量表"}
    assert send(client, f"{here}/payment", movement)[0] == 303
    payment = db.session.scalars(select(Payment.id)).one()
    release = scene.money.replace("money", f"payments/{payment}/release")
    assert "You proposed it; somebody else releases it." in read(client, scene.money)
    status, told = send(client, release)
    assert status == 409
    assert "does not release it" in told
    sign_in(client, scene.people["head"])
    assert "春晖社会工作服务中心" in read(client, "/incubation/payments")
    assert "Release this payment?" in read(client, scene.money)
    assert send(client, release)[0] == 303
    sign_in(client, scene.sun)
    told = send(client, f"{here}/accounting", {"spent": "4000", "returned": "0"})[1]
    assert "do not add up to the 5000.00 yuan" in told
    assert send(client, f"{here}/accounting", {"spent": "4000", "returned": "1000"})[0] == 303
    sign_in(client, scene.people["finance"])
    assert send(client, f"{here}/settlement")[0] == 303
    assert "已核销" in read(client, scene.money, ZH)


def test_trust_money_moves_by_two_people_and_is_refused_with_a_reason(
    client: FlaskClient, scene: Scene
) -> None:
    here = scene.money.replace("money", "trust/new")
    sign_in(client, scene.people["officer"])
    values = {"amount": "800", "moved_on": "2026-11-23", "purpose": "活动费", "direction": "in"}
    status, told = send(client, here, {**values, "direction": "out"})
    assert status == 409
    assert "Only 0 yuan is held in trust." in told
    for _time in range(2):
        assert send(client, here, values)[0] == 303
    first, second = db.session.scalars(select(Payment.id).order_by(Payment.id)).all()
    sign_in(client, scene.people["finance"])
    assert send(client, scene.money.replace("money", f"payments/{first}/release"))[0] == 303
    refusal = scene.money.replace("money", f"payments/{second}/refusal")
    status, told = send(client, refusal, {"note": ""})
    assert status == 422
    assert "Say why." in told
    assert send(client, refusal, {"note": "重复登记"})[0] == 303
    assert [one.balance for one in db.session.scalars(select(TrustEntry))] == [800]
    told = read(client, scene.money)
    assert "Balance: 800.00 yuan" in told
    assert "何平 → 钱芸" in told


def test_an_instalment_of_the_base_is_proposed_on_the_page_of_the_case(
    client: FlaskClient, scene: Scene
) -> None:
    contract = make_contract(scene.agency, case_id=scene.case_id, payer=Payer.BASE)
    number = make_instalment(contract).id
    sign_in(client, scene.people["officer"])
    assert "Instalments of the base" in read(client, scene.money)
    here = scene.money.replace("money", f"instalments/{number}/payment")
    assert 'value="100000.00"' in read(client, here)
    values = {"amount": "100000", "moved_on": "2026-11-23", "purpose": "首款"}
    assert send(client, here, values)[0] == 303
    assert send(client, here, values)[0] == 409
    stranger = make_instalment(make_contract(make_agency())).id
    address = scene.money.replace("money", f"instalments/{stranger}/payment")
    assert send(client, address, values)[0] == 404


# figures


def approved(scene: Scene, value: str = "12") -> tuple[int, int]:
    begin_reporting(scene.case)
    assignment = db.session.scalars(
        select(IndicatorAssignment).filter_by(case_id=scene.case_id, measure="A21.people")
    ).one()
    number = assignment.id
    period = db.session.scalars(
        select(IndicatorPeriod).filter_by(assignment_id=number, starts_on=date(2026, 7, 1))
    ).one()
    return number, make_value(period, value).id


def test_the_figures_of_a_case_show_both_parts_of_a_ratio(
    client: FlaskClient, scene: Scene
) -> None:
    sign_in(client, scene.sun)
    assert "No figures are kept yet." in read(client, scene.figures)
    approved(scene)
    make_accounts(scene.agency)
    told = read(client, f"{scene.figures}?page=1") + read(client, f"{scene.figures}?page=2")
    assert "(90,000 / 120,000)" in told
    assert "政府资金占比" in read(client, scene.figures, ZH)


def test_a_figure_has_a_chart_a_table_targets_and_corrections(
    client: FlaskClient, scene: Scene
) -> None:
    number, value = approved(scene)
    here = f"{scene.figures}/{number}"
    sign_in(client, scene.people["officer"])
    assert "chart-svg" in read(client, here)
    periods = db.session.get_one(IndicatorAssignment, number).periods
    goals = {f"target_{one.id}": "20" for one in periods}
    status, told = send(client, f"{here}/targets", {**goals, f"target_{periods[0].id}": "x"})
    assert status == 422
    assert "Not a valid decimal value." in told
    assert send(client, f"{here}/targets", {**goals, "baseline": "3"})[0] == 303
    correction = f"/incubation/cases/{scene.case_id}/values/{value}/correction"
    status, told = send(client, correction, {"value": "11", "reason": ""})
    assert status == 422
    assert 'value="11"' in told
    assert send(client, correction, {"value": "11", "reason": "名册重复"})[0] == 303
    assert send(client, correction, {"value": "10", "reason": "再改"})[0] == 409
    told = read(client, here)
    assert "Corrected" in told
    assert "Taken back: 12" in told
    assert "名册重复" in told
    assert db.session.query(IndicatorValue).count() == 3


def test_a_figure_of_another_case_is_not_found(client: FlaskClient, scene: Scene) -> None:
    number, value = approved(scene)
    other = make_case(make_place())
    other_id = other.id
    with_roles = db.session.get_one(Case, other_id).base.organisation_id
    assert with_roles
    sign_in(client, scene.people["officer"])
    assert client.get(f"/incubation/cases/{other_id}/indicators/{number}").status_code == 404
    assert client.get(f"/incubation/cases/{other_id}/values/{value}/correction").status_code == 404


def test_the_workbook_is_sent_as_a_file(client: FlaskClient, scene: Scene) -> None:
    approved(scene)
    sign_in(client, scene.sun)
    answer = client.get(f"{scene.figures}.xlsx")
    assert answer.status_code == 200
    assert answer.data[:2] == b"PK"
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_catalogue_and_the_figures_of_a_base_are_read_in_both_languages(
    client: FlaskClient, scene: Scene
) -> None:
    sign_in(client, scene.people["head"])
    assert "民发〔2017〕191号" in read(client, "/incubation/indicators", ZH)
    assert "this site's proposal" in read(client, "/incubation/indicators").replace("&#39;", "'")
    base = f"/incubation/bases/{scene.base_id}/indicators"
    assert "Graduation rate" in read(client, base)
    assert "出壳率" in read(client, base, ZH)


def test_long_lists_take_the_same_statements(client: FlaskClient, scene: Scene) -> None:
    sign_in(client, scene.people["officer"])

    def grow(times: int) -> list[int]:
        for number in range(times):
            contract = make_contract(scene.agency, title=f"合同{number}")
            make_instalment(contract)
            make_project(scene.agency)
            make_grant(scene.case)
        pages = (
            f"{scene.firm}/contracts",
            f"{scene.firm}/projects",
            scene.money,
            "/incubation/payments",
        )
        return [count_statements(client, one) for one in pages]

    assert grow(1) == grow(8)


def test_what_somebody_entered_is_in_their_export(client: FlaskClient, scene: Scene) -> None:
    finance = scene.people["finance"].id
    sign_in(client, scene.people["finance"])
    values = {"amount": "800", "moved_on": "2026-11-23", "purpose": "活动费", "direction": "in"}
    assert send(client, scene.money.replace("money", "trust/new"), values)[0] == 303
    assert (
        send(
            client, scene.money.replace("money", "grants/new"), {"purpose": "量表", "amount": "5"}
        )[0]
        == 303
    )
    told = collect_data(finance)
    assert [(one["amount"], one["proposed"]) for one in told["incubation_payments"]] == [
        ("800.00", True)
    ]
    assert [one["purpose"] for one in told["incubation_grants"]] == ["量表"]
    assert told["incubation_reports"] == []
