"""Workbooks of a base and those who wear two hats: who applies there too, declared a conflict, still chooses."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_incubator import NOON, make_agency, make_case, make_seat
from tests.factories_listings import World, add, fetch_book, make_world
from tests.factories_reviewing import make_ranking, make_review
from tests.factories_staffing import hold_certificate, make_member
from trainingapp.accounts.models import RoleGrant
from trainingapp.extensions import db
from trainingapp.incubator import models as m
from trainingapp.rules.incubation.words import APPLYING, CHOOSING, Duty, Stage
from trainingapp.rules.permissions import Role


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    return make_world()


def of_base(client: FlaskClient, world: World, name: str) -> list[str]:
    """The agencies, or calls, of a workbook of the base."""
    book = fetch_book(client, f"/incubation/bases/{world.base_id}/lists/{name}.xlsx")
    return sorted(set(book.column("agency")))


NOT_YET = [*sorted((APPLYING | CHOOSING) - {Stage.DRAFT}), Stage.ONBOARDING]


@pytest.mark.parametrize("stage", NOT_YET)
def test_a_base_that_still_chooses_reads_no_name_of_the_staff(
    client: FlaskClient, world: World, stage: Stage
) -> None:
    applying = make_agency("申请中的机构")
    hold_certificate(make_member(applying, make_user("还没入驻的社工")))
    make_case(world.place, applying, stage=stage)
    applying_id = applying.id
    sign_in(client, world.people["head"])
    page = client.get(f"/incubation/agencies/{applying_id}/lists/members.xlsx")
    assert page.status_code == 403
    assert of_base(client, world, "members") == ["春晖社会工作服务中心"]
    cases = fetch_book(client, "/incubation/lists/cases.xlsx")
    assert "申请中的机构" in cases.column("agency")


def make_own(world: World, who: str) -> int:
    """An application of somebody who works in the base, with a review and a risk that the base wrote down."""
    agency = make_agency("自家的团队", is_registered=False)
    case = make_case(
        world.place,
        agency,
        stage=Stage.REVIEW,
        applicant_id=world.people[who].id,
        intake_id=world.intake_id,
    )
    make_ranking(case, intake_id=world.intake_id)
    make_review(make_seat(case), comment="不看好")
    add(m.RiskFlag, case_id=case.id, kind="people", origin="officer", text="不可靠", severity=5,
        likelihood=5, opened_at=NOON)  # fmt: skip
    return int(case.id)


@pytest.mark.parametrize("name", ["reviews", "risks"])
@pytest.mark.parametrize("who", ["officer", "head", "finance", "authority"])
def test_who_applies_to_their_own_base_reads_nothing_of_their_own_case_by_it(
    client: FlaskClient, world: World, who: str, name: str
) -> None:
    case_id = make_own(world, who)
    sign_in(client, world.people[who])
    alone = client.get(f"/incubation/cases/{case_id}/lists/{name}.xlsx")
    assert alone.status_code == 403
    assert of_base(client, world, name) == ["春晖社会工作服务中心"]
    sign_in(client, world.people["second"])
    assert "自家的团队" in of_base(client, world, name)


def test_who_manages_an_agency_of_their_base_reads_no_risk_of_it(
    client: FlaskClient, world: World
) -> None:
    mine = make_agency("自家的机构")
    case = make_case(world.place, mine)
    add(m.RiskFlag, case_id=case.id, kind="people", origin="officer", text="不可靠", severity=5,
        likelihood=5, opened_at=NOON)  # fmt: skip
    officer = world.people["officer"]
    add(RoleGrant, user_id=officer.id, role=Role.AGENCY_MANAGER,
        organisation_id=mine.organisation_id, granted_at=NOON)  # fmt: skip
    sign_in(client, officer)
    assert of_base(client, world, "risks") == ["春晖社会工作服务中心"]


@pytest.mark.parametrize("name", ["wall", "teams", "checks", "contracts", "reviews", "members"])
def test_a_conflict_closes_every_workbook_of_the_base_for_the_case(
    client: FlaskClient, world: World, name: str
) -> None:
    sign_in(client, world.people["head"])
    assert "春晖社会工作服务中心" in of_base(client, world, name)
    world.bias("head")
    assert "春晖社会工作服务中心" not in of_base(client, world, name)


def test_an_auditor_reads_every_case_of_a_base(client: FlaskClient, world: World) -> None:
    make_own(world, "officer")
    sign_in(client, world.people["auditor"])
    assert of_base(client, world, "reviews") == ["春晖社会工作服务中心", "自家的团队"]


@pytest.mark.parametrize("who", ["officer", "head", "finance", "authority"])
def test_who_applies_finds_their_own_place_in_no_ranking(
    client: FlaskClient, world: World, who: str
) -> None:
    make_own(world, who)
    address = f"/incubation/intakes/{world.intake_id}/ranking"
    sign_in(client, world.people[who])
    assert "自家的团队" not in fetch_book(client, f"{address}.xlsx").column("agency")
    assert "自家的团队" not in client.get(address).text
    sign_in(client, world.people["second"])
    assert "自家的团队" in fetch_book(client, f"{address}.xlsx").column("agency")


@pytest.mark.parametrize("duty", [Duty.REVIEWER, Duty.MENTOR])
def test_a_seat_in_another_base_brings_nobody_its_money_and_reports(
    client: FlaskClient, world: World, duty: Duty
) -> None:
    case = db.session.get_one(m.Case, world.case_id)
    add(m.Payment, case_id=world.case_id, kind="trust_in", amount=Decimal(80), moved_on=NOON.date(),
        purpose="代管款", counterparty="街道办", proposed_by_id=world.people["finance"].id,
        proposed_at=NOON)  # fmt: skip
    make_seat(case, world.people["other_officer"], duty=duty)
    for name in ("waiting-payments", "waiting-reports"):
        sign_in(client, world.people["other_officer"])
        assert fetch_book(client, f"/incubation/lists/{name}.xlsx").rows == []
    sign_in(client, world.people["head"])
    assert len(fetch_book(client, "/incubation/lists/waiting-payments.xlsx").rows) == 1
