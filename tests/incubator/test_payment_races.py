"""Two at once and two tabs: nothing is paid twice, nothing settled changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.committing import written as act
from tests.education.test_at_once import run_at_once
from tests.factories_accounts import sign_in
from tests.factories_incubator import NOON, TODAY
from tests.factories_money import (
    begin_reporting,
    find_report,
    make_grant,
    make_period,
    make_value,
)
from tests.factories_paying import EN, D, Scene, make_scene, movement, post
from trainingapp.extensions import db
from trainingapp.incubator.actions import correcting, paying, reporting
from trainingapp.incubator.models import (
    Case,
    IndicatorValue,
    Payment,
    ReportVersion,
    SmallGrant,
    TrustEntry,
)
from trainingapp.incubator.queries import indicators, money as queries, reports
from trainingapp.rules.incubation.accounting_words import Direction


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene()


def names(wrong: list[Exception]) -> list[str]:
    return sorted(type(one).__name__ for one in wrong)


# at once, on both databases


@pytest.mark.both_databases
def test_a_payment_is_released_once(app: Flask, scene: Scene) -> None:
    payment = scene.propose(Direction.IN, "100")
    numbers = [scene.releasing(payment, by) for by in ("head", "head", "head")]
    scene.number("head")
    db.session.remove()
    wrong = run_at_once(app, *numbers)
    assert names(wrong) == ["PaymentSettled", "PaymentSettled"]
    assert scene.held() == 100
    assert db.session.query(TrustEntry).count() == 1


@pytest.mark.both_databases
def test_of_two_payments_out_only_what_is_there_leaves(app: Flask, scene: Scene) -> None:
    scene.release(scene.propose(Direction.IN, "100"))
    first, second = (scene.propose(Direction.OUT, "60") for _n in range(2))
    steps = [scene.releasing(first), scene.releasing(second)]
    db.session.remove()
    wrong = run_at_once(app, *steps)
    assert names(wrong) == ["BalanceTooLow"]
    assert scene.held() == 40
    waiting = [one for one in db.session.scalars(select(Payment)) if one.settled_at is None]
    assert [one.amount for one in waiting] == [60]


@pytest.mark.both_databases
def test_a_grant_is_proposed_once(app: Flask, scene: Scene) -> None:
    grant_id = make_grant(scene.case).id
    people = [scene.number(name) for name in ("officer", "finance", "head")]
    db.session.remove()

    def proposing(who: int) -> Callable[[], object]:
        def propose() -> None:
            case = db.session.scalars(
                select(Case).where(Case.id == scene.case_id).with_for_update()
            ).one()
            grant = queries.get_grant(case, grant_id)
            paying.propose_grant(case, grant, movement("5000"), actor_id=who, now=NOON)

        return propose

    wrong = run_at_once(app, *(proposing(who) for who in people))
    assert names(wrong) == ["PaymentWaits", "PaymentWaits"]
    assert db.session.query(Payment).count() == 1


@pytest.mark.both_databases
def test_a_value_is_corrected_once(app: Flask, scene: Scene) -> None:
    value_id = make_value(make_period("S09", case_id=scene.case_id), "4").id
    who = scene.number("officer")
    db.session.remove()

    def correcting_to(number: str) -> Callable[[], object]:
        def correct() -> None:
            case = db.session.get_one(Case, scene.case_id)
            value = indicators.get_value(case, value_id)
            correcting.correct_value(case, value, D(number), reason="漏算", actor_id=who, now=NOON)

        return correct

    wrong = run_at_once(app, correcting_to("4.1"), correcting_to("4.2"))
    assert len(wrong) == 1
    rows = db.session.scalars(select(IndicatorValue).order_by(IndicatorValue.id)).all()
    assert [one.kind for one in rows] == ["entry", "reversal", "entry"]
    assert rows[1].reverses_id == rows[0].id


@pytest.mark.both_databases
def test_a_report_is_approved_or_returned_and_handed_in_once(app: Flask, scene: Scene) -> None:
    begin_reporting(scene.case)
    sun, officer = scene.number("sun"), scene.number("officer")
    report_id = find_report(scene.case).id

    def fill() -> None:
        report = reports.get_report(scene.case, report_id)
        typed = {
            period.id: reporting.Typed(D(1))
            for entry, period in reports.list_periods(report)
            if not entry.is_computed
        }
        reporting.save_report(report, reporting.Content(values=typed), actor_id=sun, now=NOON)

    act(fill)

    def doing(step: Callable[..., object], who: int, **more: str) -> Callable[[], object]:
        def do() -> None:
            case = db.session.get_one(Case, scene.case_id)
            report = reports.get_report(case, report_id, lock=True)
            step(report, actor_id=who, now=NOON, **more)

        return do

    handing_in = doing(reporting.submit_report, sun)
    assert names(run_at_once(app, handing_in, handing_in)) == ["ReportNotOpen"]
    assert db.session.query(ReportVersion).count() == 1
    db.session.remove()
    wrong = run_at_once(
        app,
        doing(reporting.approve_report, officer),
        doing(reporting.return_report, officer, note="缺附件"),
    )
    assert names(wrong) == ["ReportNotOpen"]
    states = {
        one.state for one in db.session.scalars(select(IndicatorValue)) if one.source == "reported"
    }
    assert states in ({"approved"}, {"returned"})


# two tabs and double clicks, over the pages


PAYING = {"amount": "100", "moved_on": "2026-11-23", "purpose": "物资", "direction": "in"}


def test_a_second_click_on_release_is_refused_and_moves_nothing(
    client: FlaskClient, scene: Scene
) -> None:
    payment = scene.propose(Direction.IN, "100")
    sign_in(client, scene.people["head"])
    address = f"{scene.room}/payments/{payment}/release"
    assert [post(client, address) for _n in range(3)] == [303, 409, 409]
    assert post(client, f"{scene.room}/payments/{payment}/refusal", note="太晚") == 409
    assert scene.held() == 100


def test_a_refused_release_leaves_the_payment_waiting(client: FlaskClient, scene: Scene) -> None:
    scene.release(scene.propose(Direction.IN, "100"))
    first, second = scene.propose(Direction.OUT, "80"), scene.propose(Direction.OUT, "80")
    scene.release(first)
    sign_in(client, scene.people["head"])
    answer = client.post(f"{scene.room}/payments/{second}/release", headers=EN)
    assert answer.status_code == 409
    assert "Only 20.00 yuan is held in trust." in answer.text
    left = db.session.get_one(Payment, second)
    assert (left.settled_at, left.is_released) == (None, None)
    assert post(client, f"{scene.room}/payments/{second}/refusal", note="余额不足") == 303


@pytest.mark.parametrize(
    ("proposer", "reader", "release", "refusal"),
    [
        ("finance", "finance", 409, 303),
        ("head", "head", 409, 303),
        ("finance", "head", 303, 303),
        ("officer", "finance", 303, 303),
        ("officer", "officer", 403, 303),
        ("officer", "second", 403, 403),
        ("officer", "authority", 403, 403),
        ("officer", "sun", 403, 403),
    ],
)
def test_who_releases_and_who_refuses(
    client: FlaskClient, scene: Scene, proposer: str, reader: str, release: int, refusal: int
) -> None:
    first, second = (scene.propose(Direction.IN, "100", by=proposer) for _n in range(2))
    sign_in(client, scene.people[reader])
    assert post(client, f"{scene.room}/payments/{first}/release") == release
    assert post(client, f"{scene.room}/payments/{second}/refusal", note="不合适") == refusal


def test_a_refusal_says_why_and_keeps_what_was_typed(client: FlaskClient, scene: Scene) -> None:
    payment = scene.propose(Direction.IN, "100")
    sign_in(client, scene.people["head"])
    for typed, fault in (("", "Say why."), ("长" * 501, "Field cannot be longer than")):
        answer = client.post(
            f"{scene.room}/payments/{payment}/refusal", data={"note": typed}, headers=EN
        )
        assert answer.status_code == 422
        assert fault in answer.text
        assert typed in answer.text
    assert db.session.get_one(Payment, payment).settled_at is None


def test_what_is_settled_of_a_grant_is_not_told_again(client: FlaskClient, scene: Scene) -> None:
    grant = make_grant(scene.case, paid_on=TODAY, paid_amount=D(5000))
    address = f"{scene.room}/grants/{grant.id}"
    number = grant.id
    sign_in(client, scene.people["sun"])
    assert post(client, f"{address}/accounting", spent="4000", returned="999.99") == 409
    assert post(client, f"{address}/accounting", spent="4000", returned="1000") == 303
    assert post(client, f"{address}/accounting", spent="4500", returned="500") == 303
    sign_in(client, scene.people["finance"])
    assert [post(client, f"{address}/settlement") for _n in range(2)] == [303, 409]
    sign_in(client, scene.people["sun"])
    assert post(client, f"{address}/accounting", spent="5000", returned="0") == 409
    kept = db.session.get_one(SmallGrant, number)
    assert kept.spent == 4500
    assert kept.returned == 500


@pytest.mark.both_databases
def test_an_account_given_while_it_is_settled_changes_nothing_afterwards(
    app: Flask, scene: Scene
) -> None:
    grant_id = make_grant(
        scene.case,
        **{"paid_on": TODAY, "paid_amount": D(5000), "reported_on": TODAY},
        **{"spent": D(4000), "returned": D(1000)},
    ).id
    finance = scene.number("finance")
    db.session.remove()

    def locked() -> SmallGrant:
        db.session.scalars(select(Case).where(Case.id == scene.case_id).with_for_update()).one()
        return queries.get_grant(scene.case, grant_id)

    def settle() -> None:
        paying.settle_grant(locked(), actor_id=finance, now=NOON)

    def tell() -> None:
        paying.account_for_grant(locked(), spent=D(5000), returned=D(0), now=NOON)

    wrong = run_at_once(app, settle, tell)
    kept = db.session.get_one(SmallGrant, grant_id)
    assert kept.settled_at is not None
    assert names(wrong) in (["GrantNotPaid"], [])
    assert kept.spent == (4000 if wrong else 5000)
