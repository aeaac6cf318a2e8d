"""Money of a case: proposed by one, released by another, written once; grants and what is held in trust."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests.committing import written as act
from tests.factories_incubator import NOON, TODAY, make_case, make_place
from tests.factories_money import (
    make_contract,
    make_evaluation,
    make_grant,
    make_instalment,
    make_project,
)
from trainingapp.extensions import db
from trainingapp.incubator.actions import contracting, paying
from trainingapp.incubator.actions.effects_accounting import EFFECTS
from trainingapp.incubator.actions.paying import Movement
from trainingapp.incubator.models import (
    Case,
    Contract,
    Instalment,
    Payment,
    ServiceProject,
    SmallGrant,
    StageRecord,
    TrustEntry,
)
from trainingapp.incubator.queries.guards_accounting import GUARDS
from trainingapp.incubator.queries.money import trust_balance
from trainingapp.notices.models import Notice
from trainingapp.rules.incubation.accounting_words import (
    Direction,
    EvaluationKind,
    EvaluationLevel,
    Payer,
    Precondition,
)
from trainingapp.rules.incubation.money import (
    AmountTooHigh,
    BalanceTooLow,
    GrantNotPaid,
    GrantUnbalanced,
    InstalmentNotOpen,
    InstalmentsTooHigh,
    NotOfTheBase,
    PaymentOwn,
    PaymentSettled,
    PaymentWaits,
)
from trainingapp.web.transactions import writing

D = Decimal


class Scene:
    """A case and three people of its base, by their numbers."""

    def __init__(self) -> None:
        place = make_place()
        self.officer, self.head, self.finance = (
            place.people[name].id for name in ("officer", "head", "finance")
        )
        self.case_id = make_case(place).id

    @property
    def case(self) -> Case:
        return db.session.get_one(Case, self.case_id)

    def propose(self, direction: Direction, amount: str, *, by: int | None = None) -> int:
        def move() -> int:
            actor = by or self.finance
            found = paying.propose_trust(
                self.case, direction, movement(amount), actor_id=actor, now=NOON
            )
            return found.id

        return act(move)

    def release(self, payment_id: int, *, by: int | None = None) -> None:
        def let_go() -> None:
            payment = db.session.get_one(Payment, payment_id)
            paying.release_payment(self.case, payment, actor_id=by or self.head, now=NOON)

        act(let_go)

    def on_grant(self, grant_id: int, step: Callable[[SmallGrant], object]) -> object:
        def do() -> object:
            found = step(db.session.get_one(SmallGrant, grant_id))
            return getattr(found, "id", None)

        return act(do)


def movement(amount: str) -> Movement:
    return Movement(D(amount), TODAY, "活动物资", "某文具店")


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


def entries() -> list[tuple[int, str, Decimal, Decimal]]:
    rows = db.session.scalars(select(TrustEntry).order_by(TrustEntry.number))
    return [(one.number, one.direction, one.amount, one.balance) for one in rows]


# two people


@pytest.mark.both_databases
def test_nobody_releases_what_they_proposed(scene: Scene) -> None:
    payment = scene.propose(Direction.IN, "100")
    with pytest.raises(PaymentOwn):
        scene.release(payment, by=scene.finance)
    db.session.rollback()
    with writing(), pytest.raises(DBAPIError):
        db.session.execute(
            text(
                "UPDATE incubation_payment SET is_released = TRUE, settled_at = 1,"
                " settled_by_id = proposed_by_id"
            )
        )
    db.session.rollback()
    assert entries() == []


@pytest.mark.both_databases
def test_the_trust_account_runs_on_and_its_entries_stay(scene: Scene) -> None:
    for direction, amount in (
        (Direction.IN, "500"),
        (Direction.OUT, "120.50"),
        (Direction.IN, "1"),
    ):
        scene.release(scene.propose(direction, amount))
    assert entries() == [
        (1, "in", D(500), D(500)),
        (2, "out", D("120.50"), D("379.50")),
        (3, "in", D(1), D("380.50")),
    ]
    for statement in ("UPDATE trust_entry SET amount = 1", "DELETE FROM trust_entry"):
        db.session.rollback()
        with writing(), pytest.raises(DBAPIError):
            db.session.execute(text(statement))
        db.session.rollback()


def test_two_proposals_do_not_spend_the_same_money(scene: Scene) -> None:
    scene.release(scene.propose(Direction.IN, "100"))
    with pytest.raises(BalanceTooLow):
        scene.propose(Direction.OUT, "100.01")
    first, second = (scene.propose(Direction.OUT, "80") for _time in range(2))
    scene.release(first)
    with pytest.raises(BalanceTooLow):
        scene.release(second)
    assert trust_balance(scene.case) == (2, D(20))


def test_a_payment_is_decided_once(scene: Scene) -> None:
    payment = scene.propose(Direction.IN, "100")
    scene.release(payment)
    with pytest.raises(PaymentSettled):
        scene.release(payment)
    again = scene.propose(Direction.IN, "5")

    def refuse() -> None:
        row = db.session.get_one(Payment, again)
        paying.refuse_payment(row, note="重复", actor_id=scene.finance, now=NOON)

    act(refuse)
    with pytest.raises(PaymentSettled):
        act(refuse)
    assert db.session.get_one(Payment, again).is_released is False
    assert len(entries()) == 1


def test_who_may_release_is_told_but_not_the_proposer(scene: Scene) -> None:
    scene.propose(Direction.IN, "100")
    rows = db.session.scalars(select(Notice).where(Notice.kind == "incubator.payment_waits"))
    assert {one.user_id for one in rows} == {scene.head}


def test_what_is_held_or_waits_keeps_a_case_from_closing(scene: Scene) -> None:
    payment = scene.propose(Direction.IN, "100")
    assert codes(scene, "grant_accounted") == ["payment_waits"]
    scene.release(payment)
    assert codes(scene, "gate_money") == ["trust_left"]
    scene.release(scene.propose(Direction.OUT, "100"))
    assert codes(scene, "gate_money") == []


def codes(scene: Scene, guard: str) -> list[str]:
    return [one.code for one in GUARDS[guard](scene.case, NOON)]


# grants


def paid_grant(scene: Scene) -> int:
    grant = make_grant(scene.case).id
    payment = scene.on_grant(
        grant,
        lambda one: paying.propose_grant(
            scene.case, one, movement("4800"), actor_id=scene.officer, now=NOON
        ),
    )
    assert isinstance(payment, int)
    scene.release(payment, by=scene.finance)
    return grant


def test_a_grant_is_paid_accounted_for_and_settled(scene: Scene) -> None:
    grant = paid_grant(scene)
    row = db.session.get_one(SmallGrant, grant)
    assert (row.paid_on, row.paid_amount) == (TODAY, D(4800))
    assert codes(scene, "grant_accounted") == ["grant_open"]
    with pytest.raises(GrantNotPaid):
        scene.on_grant(grant, lambda one: paying.settle_grant(one, actor_id=scene.head, now=NOON))

    def account(spent: str, returned: str) -> Callable[[SmallGrant], object]:
        return lambda one: paying.account_for_grant(
            one, spent=D(spent), returned=D(returned), now=NOON
        )

    with pytest.raises(GrantUnbalanced):
        scene.on_grant(grant, account("4800", "1"))
    scene.on_grant(grant, account("4700", "100"))
    scene.on_grant(grant, lambda one: paying.settle_grant(one, actor_id=scene.head, now=NOON))
    assert codes(scene, "grant_accounted") == []
    with pytest.raises(GrantNotPaid):
        scene.on_grant(grant, account("4800", "0"))


def test_a_grant_is_paid_once_and_not_above_what_was_asked(scene: Scene) -> None:
    grant = make_grant(scene.case).id

    def propose(amount: str) -> Callable[[SmallGrant], object]:
        return lambda one: paying.propose_grant(
            scene.case, one, movement(amount), actor_id=scene.officer, now=NOON
        )

    with pytest.raises(AmountTooHigh):
        scene.on_grant(grant, propose("5000.01"))
    payment = scene.on_grant(grant, propose("5000"))
    with pytest.raises(PaymentWaits):
        scene.on_grant(grant, propose("1"))
    assert isinstance(payment, int)
    scene.release(payment)
    with pytest.raises(InstalmentNotOpen):
        scene.on_grant(grant, propose("1"))
    unpaid = make_grant(scene.case).id
    with pytest.raises(GrantNotPaid):
        scene.on_grant(
            unpaid,
            lambda one: paying.account_for_grant(one, spent=D(1), returned=D(0), now=NOON),
        )


# contracts


def base_contract(scene: Scene, **changes: object) -> int:
    case = scene.case
    contract = make_contract(case.agency, case_id=case.id, payer=Payer.BASE)
    return make_instalment(contract, **changes).id


def pay(scene: Scene, instalment_id: int, amount: str = "100000") -> int:
    def propose() -> int:
        instalment = db.session.get_one(Instalment, instalment_id)
        return paying.propose_instalment(
            scene.case, instalment, movement(amount), actor_id=scene.officer, now=NOON
        ).id

    return act(propose)


def test_an_instalment_of_the_base_is_paid_by_two_once_it_is_open(scene: Scene) -> None:
    closed = base_contract(scene, opened_at=None, precondition=Precondition.MIDTERM)
    with pytest.raises(InstalmentNotOpen):
        pay(scene, closed)
    act(
        lambda: EFFECTS["open_midterm_instalments"](
            scene.case, StageRecord(case_id=scene.case_id), NOON
        )
    )
    with pytest.raises(AmountTooHigh):
        pay(scene, closed, "100000.01")
    payment = pay(scene, closed)
    with pytest.raises(PaymentWaits):
        pay(scene, closed)
    scene.release(payment)
    row = db.session.get_one(Instalment, closed)
    assert (row.paid_on, row.paid_amount) == (TODAY, D(100000))


def test_mid_term_opens_only_what_waited_for_it(scene: Scene) -> None:
    waiting = base_contract(scene, opened_at=None, precondition=Precondition.FINAL)
    act(
        lambda: EFFECTS["open_midterm_instalments"](
            scene.case, StageRecord(case_id=scene.case_id), NOON
        )
    )
    assert db.session.get_one(Instalment, waiting).opened_at is None


def test_what_a_buyer_pays_is_received_and_not_moved(scene: Scene) -> None:
    instalment = make_instalment(make_contract(scene.case.agency)).id
    with pytest.raises(NotOfTheBase):
        pay(scene, instalment)

    def receive(number: int) -> None:
        contracting.receive_instalment(
            scene.case.agency,
            db.session.get_one(Instalment, number),
            amount=D("99999.99"),
            paid_on=date(2026, 11, 20),
            actor_id=scene.officer,
            now=NOON,
        )

    act(lambda: receive(instalment))
    assert db.session.get_one(Instalment, instalment).paid_amount == D("99999.99")
    with pytest.raises(InstalmentNotOpen):
        act(lambda: receive(instalment))
    own = base_contract(scene)
    with pytest.raises(NotOfTheBase):
        act(lambda: receive(own))


def test_instalments_are_never_more_than_the_contract(scene: Scene) -> None:
    contract = make_contract(scene.case.agency, amount=D(100)).id

    def plan(amount: str) -> None:
        contracting.add_instalment(
            db.session.get_one(Contract, contract),
            amount=D(amount),
            precondition=Precondition.SIGNING,
            due_on=None,
            now=NOON,
        )

    act(lambda: plan("60"))
    act(lambda: plan("40"))
    with pytest.raises(InstalmentsTooHigh):
        act(lambda: plan("0.01"))
    rows = db.session.get_one(Contract, contract).instalments
    assert [(one.number, one.opened_at) for one in rows] == [(1, NOON), (2, NOON)]
    with pytest.raises(InstalmentsTooHigh):
        act(
            lambda: contracting.keep_contract(
                scene.case.agency,
                db.session.get_one(Contract, contract),
                {"amount": D("99.99")},
                actor_id=scene.officer,
                now=NOON,
            )
        )


@pytest.mark.parametrize(
    ("level", "is_open"), [(EvaluationLevel.PASSED, True), (EvaluationLevel.FAIL, False)]
)
def test_a_passed_evaluation_opens_what_waited_for_it(
    scene: Scene, level: EvaluationLevel, is_open: bool
) -> None:
    contract = make_contract(scene.case.agency)
    number = make_instalment(contract, opened_at=None, precondition=Precondition.FINAL).id
    project = make_project(scene.case.agency, db.session.scalars(select(Contract)).one()).id
    values = {
        "kind": EvaluationKind.FINAL,
        "level": level,
        "score": D(60),
        "body": "评估中心",
        "done_on": TODAY,
    }
    act(
        lambda: (
            contracting.evaluate_project(
                scene.case.agency,
                db.session.get_one(ServiceProject, project),
                values,
                actor_id=scene.officer,
                now=NOON,
            ).id
        )
    )
    assert (db.session.get_one(Instalment, number).opened_at is not None) is is_open


@pytest.mark.parametrize(
    ("finished", "kind", "level", "is_met"),
    [
        (True, EvaluationKind.FINAL, EvaluationLevel.PASSED, True),
        (True, EvaluationKind.FINAL, EvaluationLevel.FAIL, False),
        (True, EvaluationKind.MIDTERM, EvaluationLevel.EXCELLENT, False),
        (False, EvaluationKind.FINAL, EvaluationLevel.GOOD, False),
    ],
)
def test_gate_eight_asks_for_a_finished_project_that_passed(
    scene: Scene, finished: bool, kind: EvaluationKind, level: EvaluationLevel, is_met: bool
) -> None:
    day = date(2026, 9, 1) if finished else None
    make_evaluation(make_project(scene.case.agency, finished_on=day), kind=kind, level=level)
    assert (codes(scene, "gate_project") == []) is is_met
