"""Contracts whose money moved, what opens an instalment, and an account that never runs below nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import select

from tests.committing import written as act
from tests.factories_accounts import sign_in
from tests.factories_incubator import NOON, TODAY, make_case, make_place
from tests.factories_money import (
    make_contract,
    make_instalment,
)
from tests.factories_paying import EN, D, Scene, make_scene, movement, post
from trainingapp.extensions import db
from trainingapp.incubator.actions import contracting, paying
from trainingapp.incubator.models import (
    Contract,
    Instalment,
    Payment,
    TrustEntry,
)
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.accounting_words import Direction, Payer, Precondition
from trainingapp.rules.incubation.money import (
    ContractInUse,
    InstalmentNotOpen,
    InstalmentsTooHigh,
    NotOfTheBase,
)
from trainingapp.rules.incubation.words import Stage


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene()


# contracts whose money moved


def change(scene: Scene, contract_id: int, **changes: object) -> None:
    def keep() -> None:
        row = db.session.get_one(Contract, contract_id)
        values = {"amount": row.amount, "payer": row.payer, "case_id": row.case_id, **changes}
        contracting.keep_contract(scene.agency, row, values, actor_id=scene.number("sun"), now=NOON)

    act(keep)


@pytest.mark.parametrize("moved", ["waits", "paid", "received"])
@pytest.mark.parametrize("changes", ["payer", "case"])
def test_who_pays_stays_once_money_moved(scene: Scene, moved: str, changes: str) -> None:
    payer = Payer.BUYER if moved == "received" else Payer.BASE
    contract = make_contract(scene.agency, payer=payer, case_id=scene.case_id)
    number, part = contract.id, make_instalment(contract).id
    other = {Payer.BASE: Payer.BUYER, Payer.BUYER: Payer.BASE}[payer]
    case_id = make_case(make_place(), scene.agency, stage=Stage.ALUMNI).id
    if moved == "received":
        act(lambda: receive(scene, part))
    else:
        payment = act(lambda: pay(scene, part).id)
        if moved == "paid":
            scene.release(payment)
    wanted: dict[str, object] = {"payer": other} if changes == "payer" else {"case_id": case_id}
    with pytest.raises(ContractInUse):
        change(scene, number, **wanted)
    db.session.rollback()
    assert db.session.get_one(Contract, number).payer == payer
    change(scene, number, title="长者社区支持（改）")
    assert db.session.get_one(Contract, number).title == "长者社区支持（改）"


def receive(scene: Scene, part: int) -> None:
    contracting.receive_instalment(
        scene.agency,
        db.session.get_one(Instalment, part),
        amount=D(100),
        paid_on=TODAY,
        actor_id=scene.number("sun"),
        now=NOON,
    )


def pay(scene: Scene, part: int) -> Payment:
    instalment = db.session.get_one(Instalment, part)
    who = scene.number("finance")
    return paying.propose_instalment(
        scene.case, instalment, movement("100"), actor_id=who, now=NOON
    )


def test_the_agency_cannot_enter_as_received_what_the_base_pays(
    client: FlaskClient, scene: Scene
) -> None:
    contract = make_contract(scene.agency, payer=Payer.BASE, case_id=scene.case_id)
    firm, number = f"/incubation/agencies/{scene.agency_id}/contracts/{contract.id}", contract.id
    part = make_instalment(contract).id
    act(lambda: pay(scene, part).id)
    sign_in(client, scene.people["sun"])
    receipt = f"{firm}/instalments/{part}/receipt"
    assert post(client, receipt, amount="100", paid_on="2026-11-01") == 409
    values = {"kind": "grant", "field": "elder_care", "title": "长者", "buyer": "街道"}
    values |= {"amount": "300000", "payer": "buyer", "state": "running", "case_id": ""}
    values |= {"starts_on": "2026-01-01", "last_day": "2026-12-31"}
    answer = client.post(f"{firm}/edit", data=values, headers=EN)
    assert answer.status_code == 409
    assert "Who pays it and its case stay as they are." in answer.text
    assert post(client, receipt, amount="100", paid_on="2026-11-01") == 409
    assert db.session.get_one(Contract, number).payer == Payer.BASE
    assert db.session.get_one(Instalment, part).paid_on is None


@pytest.mark.parametrize(
    ("payer", "opened", "paid", "fault"),
    [
        (Payer.BUYER, True, False, NotOfTheBase),
        (Payer.BASE, False, False, InstalmentNotOpen),
        (Payer.BASE, True, True, InstalmentNotOpen),
    ],
)
def test_an_instalment_is_proposed_when_it_is_the_bases_open_and_unpaid(
    scene: Scene, payer: Payer, opened: bool, paid: bool, fault: type[RuleViolation]
) -> None:
    contract = make_contract(scene.agency, payer=payer, case_id=scene.case_id)
    money = {"paid_on": TODAY, "paid_amount": D(1)} if paid else {}
    part = make_instalment(contract, opened_at=NOON if opened else None, **money).id
    with pytest.raises(fault):
        act(lambda: pay(scene, part))
    db.session.rollback()
    assert db.session.query(Payment).count() == 0


@pytest.mark.parametrize(
    ("precondition", "signed", "is_open"),
    [
        (Precondition.SIGNING, TODAY, True),
        (Precondition.SIGNING, None, False),
        (Precondition.MIDTERM, TODAY, False),
        (Precondition.FINAL, TODAY, False),
        (Precondition.REPORT, TODAY, False),
        (Precondition.MANUAL, TODAY, False),
    ],
)
def test_a_planned_instalment_waits_for_its_condition(
    scene: Scene, precondition: Precondition, signed: date | None, is_open: bool
) -> None:
    number = make_contract(scene.agency, signed_on=signed).id

    def plan() -> int:
        part = contracting.add_instalment(
            db.session.get_one(Contract, number),
            amount=D(10),
            precondition=precondition,
            due_on=None,
            now=NOON,
        )
        return part.id

    part = act(plan)
    assert (db.session.get_one(Instalment, part).opened_at is not None) is is_open
    change(scene, number, signed_on=TODAY - timedelta(days=1))
    expected = precondition is Precondition.SIGNING
    assert (db.session.get_one(Instalment, part).opened_at is not None) is expected


@pytest.mark.parametrize(("amount", "is_taken"), [("99999.99", False), ("100000", True)])
def test_a_contract_does_not_fall_below_its_instalments(
    scene: Scene, amount: str, is_taken: bool
) -> None:
    contract = make_contract(scene.agency)
    number = contract.id
    make_instalment(contract)
    if is_taken:
        change(scene, number, amount=D(amount))
    else:
        with pytest.raises(InstalmentsTooHigh):
            change(scene, number, amount=D(amount))
        db.session.rollback()
    assert db.session.get_one(Contract, number).amount == (D(amount) if is_taken else D(300000))


# whatever is asked for, the account never runs below nothing


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.booleans(), st.integers(1, 900)), max_size=6))
def test_the_trust_account_is_the_sum_of_what_was_let_through(
    scene: Scene, moves: list[tuple[bool, int]]
) -> None:
    held = scene.held()
    for is_in, cents in moves:
        amount = D(cents) / 100
        direction = Direction.IN if is_in else Direction.OUT
        try:
            scene.release(scene.propose(direction, str(amount)))
        except RuleViolation:
            db.session.rollback()
            assert not is_in
            assert amount > held
        else:
            held += amount if is_in else -amount
        assert scene.held() == held >= 0
    rows = db.session.scalars(select(TrustEntry).order_by(TrustEntry.number)).all()
    assert [one.number for one in rows] == list(range(1, len(rows) + 1))
    signed = [one.amount if one.direction == "in" else -one.amount for one in rows]
    assert [one.balance for one in rows] == [sum(signed[: n + 1]) for n in range(len(rows))]
