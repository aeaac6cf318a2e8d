"""An approved report opens the next instalment of each contract that waited for one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from tests.committing import written as act
from tests.factories_accounts import make_user
from tests.factories_incubator import NOON, make_agency, make_case, make_place, written
from tests.factories_money import make_contract, make_instalment, make_report
from tests.factories_staffing import change
from trainingapp.audit.models import AuditEntry
from trainingapp.extensions import db
from trainingapp.incubator.actions import reporting
from trainingapp.incubator.models import Case, Contract, Instalment, Report
from trainingapp.rules.incubation.accounting_words import Payer, Precondition, ReportState

EARLIER = NOON - timedelta(days=40)


class Owner:
    """A case with a report that waits, and an officer."""

    def __init__(self) -> None:
        case = make_case(make_place(), make_agency())
        self.case_id, self.agency_id = case.id, case.agency_id
        self.report_id = make_report(case, state=ReportState.SUBMITTED).id
        self.officer = make_user().id

    def contract(self, *preconditions: Precondition, **changes: Any) -> list[int]:
        """A contract of the case with closed instalments, by number."""
        agency = db.session.get_one(Case, self.case_id).agency
        values = {"case_id": self.case_id, "payer": Payer.BASE, **changes}
        contract = make_contract(agency, **values)
        number = contract.id
        return [
            make_instalment(
                db.session.get_one(Contract, number),
                number=at,
                precondition=one,
                opened_at=None,
                amount=1000,
            ).id
            for at, one in enumerate(preconditions, start=1)
        ]

    def decide(self, what: str = "approve", report_id: int | None = None) -> None:
        def doing() -> None:
            report = db.session.get_one(Report, report_id or self.report_id)
            told = {"actor_id": self.officer, "now": NOON}
            if what == "approve":
                reporting.approve_report(report, **told)  # type: ignore[arg-type]
            elif what == "return":
                reporting.return_report(report, note="补充", **told)  # type: ignore[arg-type]
            else:
                reporting.skip_report(report, reason="停", **told)  # type: ignore[arg-type]

        act(doing)

    def opened(self, numbers: list[int]) -> list[bool]:
        db.session.rollback()
        db.session.expire_all()
        return [db.session.get_one(Instalment, one).opened_at is not None for one in numbers]


@pytest.fixture
def owner(app: Flask) -> Owner:
    return Owner()


R, S, M, F = Precondition.REPORT, Precondition.SIGNING, Precondition.MIDTERM, Precondition.FINAL


@pytest.mark.parametrize(
    ("preconditions", "opened"),
    [
        pytest.param([R], [True], id="one"),
        pytest.param([R, R, R, R], [True, False, False, False], id="of four the first"),
        pytest.param([M, R, R], [False, True, False], id="the first that waits for a report"),
        pytest.param([M, F], [False, False], id="others wait for something else"),
        pytest.param([], [], id="none"),
    ],
)
def test_a_report_opens_one_instalment(
    owner: Owner, preconditions: list[Precondition], opened: list[bool]
) -> None:
    numbers = owner.contract(*preconditions)
    owner.decide()
    assert owner.opened(numbers) == opened


def test_the_next_report_opens_the_next(owner: Owner) -> None:
    numbers = owner.contract(R, R, R)
    owner.decide()
    second = written(
        Report(
            case_id=owner.case_id,
            schedule_id=db.session.get_one(Report, owner.report_id).schedule_id,
            every="quarter",
            starts_on=date(2026, 10, 1),
            ends_on=date(2027, 1, 1),
            due_on=date(2027, 1, 10),
            state=ReportState.SUBMITTED,
        )
    ).id
    owner.decide(report_id=second)
    assert owner.opened(numbers) == [True, True, False]


@pytest.mark.parametrize(
    ("what", "state"), [("return", ReportState.SUBMITTED), ("skip", ReportState.PENDING)]
)
def test_a_report_that_is_not_approved_opens_nothing(
    owner: Owner, what: str, state: ReportState
) -> None:
    numbers = owner.contract(R)
    change(db.session.get_one(Report, owner.report_id), state=state)
    owner.decide(what)
    assert owner.opened(numbers) == [False]


def test_each_contract_has_its_own_next(owner: Owner) -> None:
    first, second = owner.contract(R, R), owner.contract(M, R)
    owner.decide()
    assert owner.opened(first) == [True, False]
    assert owner.opened(second) == [False, True]


@pytest.mark.parametrize(
    ("starts_on", "is_open"),
    [
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
        (date(2026, 7, 1), True),
        (date(2025, 1, 1), True),
    ],
)
def test_a_report_about_days_before_a_contract_opens_nothing_of_it(
    owner: Owner, starts_on: date, is_open: bool
) -> None:
    numbers = owner.contract(R, starts_on=starts_on, ends_on=date(2028, 1, 1))
    owner.decide()
    assert owner.opened(numbers) == [is_open]


def test_contracts_of_another_case_stay_closed(owner: Owner) -> None:
    other = Owner()
    numbers = other.contract(R)
    owner.decide()
    assert other.opened(numbers) == [False]


def test_a_contract_outside_of_the_case_stays_closed(owner: Owner) -> None:
    numbers = owner.contract(R, case_id=None, payer=Payer.BUYER)
    owner.decide()
    assert owner.opened(numbers) == [False]


def test_what_was_opened_by_hand_keeps_its_time(owner: Owner) -> None:
    numbers = owner.contract(R, R)

    def by_hand() -> None:
        db.session.get_one(Instalment, numbers[0]).opened_at = EARLIER

    act(by_hand)
    owner.decide()
    assert owner.opened(numbers) == [True, True]
    assert db.session.get_one(Instalment, numbers[0]).opened_at == EARLIER


def test_the_opening_is_logged_with_its_report(owner: Owner) -> None:
    numbers = owner.contract(R)
    owner.decide()
    query = db.select(AuditEntry).where(AuditEntry.action == "incubator.open_instalment")
    entry = db.session.scalars(query).one()
    assert (entry.subject, entry.subject_id) == ("agency", owner.agency_id)
    assert entry.actor_id == owner.officer
    assert str(numbers[0]) in str(entry.detail)
