"""Rows of lists at their edges: what is closed, corrected, let stand, lent, drafted or in conflict."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_checks import make_waiver
from tests.factories_incubator import NOON, TODAY, make_expert, make_seat
from tests.factories_listings import World, add, fetch_book, make_world
from tests.factories_money import make_period, make_project, make_value
from tests.factories_reviewing import make_review
from tests.factories_staffing import make_member
from trainingapp.extensions import db
from trainingapp.incubator import models as m
from trainingapp.rules.incubation.accounting_words import ValueKind
from trainingapp.rules.incubation.words import SeatState
from trainingapp.web.transactions import writing


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    return make_world()


def rows(
    client: FlaskClient, world: World, name: str, *, of: str = "bases"
) -> list[dict[str, Any]]:
    number = {"cases": world.case_id, "agencies": world.agency_id, "bases": world.base_id}[of]
    sign_in(client, world.people["head"])
    return fetch_book(client, f"/incubation/{of}/{number}/lists/{name}.xlsx").rows


def change(model: Any, **values: Any) -> None:
    with writing():
        row = db.session.scalars(db.select(model)).first()
        for name, value in values.items():
            setattr(row, name, value)
        db.session.commit()


def test_every_desk_is_listed_taken_or_free(client: FlaskClient, world: World) -> None:
    add(m.DeskAssignment, base_id=world.base_id, case_id=world.case_id, desk=3, starts_on=TODAY)
    found = rows(client, world, "desks")
    assert [row["desk"] for row in found] == list(range(1, 21))
    assert [row["desk"] for row in found if row["agency"]] == [3]
    assert found[2]["starts_on"] == TODAY


def test_equipment_says_who_has_it(client: FlaskClient, world: World) -> None:
    lent = add(m.Equipment, base_id=world.base_id, code="P-1", name="打印机", state="good",
               entered_at=NOON)  # fmt: skip
    add(
        m.Equipment, base_id=world.base_id, code="P-2", name="投影仪", state="good", entered_at=NOON
    )
    add(m.EquipmentLoan, equipment_id=lent.id, case_id=world.case_id, lent_on=TODAY)
    found = {row["code"]: row["agency"] for row in rows(client, world, "equipment")}
    assert found == {"P-1": "春晖社会工作服务中心", "P-2": ""}


def test_a_call_counts_what_was_handed_in(client: FlaskClient, world: World) -> None:
    [row] = rows(client, world, "calls")
    assert (row["call"], row["places"], row["applications"]) == ("2026年第一批", 8, 1)


def test_a_review_with_a_conflict_or_a_draft_tells_no_points(
    client: FlaskClient, world: World
) -> None:
    case = db.session.get_one(m.Case, world.case_id)
    drafting = make_seat(case, make_expert("草稿"))
    make_review(drafting, is_draft=True)
    found = {row["reviewer"]: row["points"] for row in rows(client, world, "reviews", of="cases")}
    assert found == {"秦教授": 80, "郑教授": "", "草稿": ""}


def test_a_review_closed_by_a_conflict_is_not_told(client: FlaskClient, world: World) -> None:
    with writing():
        seat = db.session.scalars(
            db.select(m.CaseSeat).filter_by(user_id=world.people["reviewer"].id)
        ).one()
        seat.state = SeatState.CONFLICT
        db.session.commit()
    found = {row["reviewer"]: row["comment"] for row in rows(client, world, "reviews", of="cases")}
    assert found["秦教授"] == ""


def test_a_corrected_figure_shows_what_stands_and_that_it_was_corrected(
    client: FlaskClient, world: World
) -> None:
    first = db.session.scalars(db.select(m.IndicatorValue)).one()
    period = db.session.scalars(db.select(m.IndicatorPeriod)).one()
    make_value(period, "-36", kind=ValueKind.REVERSAL, reverses_id=first.id)
    make_value(period, "41")
    [row] = rows(client, world, "figures")
    assert (row["value"], row["corrected"]) == (41, "Yes")


def test_figures_of_projects_stand_once_with_their_agency(
    client: FlaskClient, world: World
) -> None:
    project = make_project(db.session.get_one(m.Agency, world.agency_id), name="第二个项目")
    make_value(make_period("S06", project_id=project.id), "120", numerator=None)
    found = rows(client, world, "figures")
    assert [(row["measure"], row["project"], row["case"] == "") for row in found] == [
        ("S06", "第二个项目", True),
        ("A21.people", "", False),
    ]


def test_a_breach_that_is_let_stand_says_until_when(client: FlaskClient, world: World) -> None:
    make_waiver(db.session.get_one(m.Agency, world.agency_id), world.people["head"])
    [row] = rows(client, world, "checks", of="agencies")
    assert row["waived"] == TODAY + timedelta(days=29)
    assert row["status"] != "Not in order"


@pytest.mark.parametrize(("status", "count"), [("breach", 1), ("ok", 0), ("nonsense", 1)])
def test_checks_follow_the_status_of_the_page(
    client: FlaskClient, world: World, status: str, count: int
) -> None:
    sign_in(client, world.people["head"])
    address = f"/incubation/agencies/{world.agency_id}/lists/checks.xlsx?status={status}"
    assert len(fetch_book(client, address).rows) == count


@pytest.mark.parametrize(("category", "count"), [("charter", 1), ("minutes", 1), ("x", 2), ("", 2)])
def test_documents_follow_the_category_of_the_page(
    client: FlaskClient, world: World, category: str, count: int
) -> None:
    sign_in(client, world.people["head"])
    address = f"/incubation/agencies/{world.agency_id}/lists/documents.xlsx?category={category}"
    assert len(fetch_book(client, address).rows) == count


CLOSED: list[tuple[str, Any, dict[str, Any], str]] = [
    ("tasks", m.Task, {"closed_at": NOON}, ""),
    ("encounters", m.Encounter, {"confirmed_at": NOON}, "confirmed_at"),
    ("risks", m.RiskFlag, {"closed_at": NOON, "closing_note": "过去了"}, "closed_at"),
    ("incidents", m.Incident, {"closed_at": NOON}, "closed_at"),
    ("follow-ups", m.FollowUp, {"done_on": TODAY}, "done_on"),
]


@pytest.mark.parametrize(
    ("name", "model", "values", "column"), CLOSED, ids=[one[0] for one in CLOSED]
)
def test_what_is_over_says_so_and_a_done_task_goes(
    client: FlaskClient, world: World, name: str, model: Any, values: dict[str, Any], column: str
) -> None:
    change(model, **values)
    found = rows(client, world, name, of="cases")
    assert len(found) == (1 if column else 0)
    assert all(row[column] for row in found)


def test_a_struck_entry_leaves_the_register(client: FlaskClient, world: World) -> None:
    change(m.OrganMember, struck_at=NOON, struck_reason="错")
    assert rows(client, world, "organs") == []


def test_a_last_day_is_the_last_one_and_not_the_day_after(
    client: FlaskClient, world: World
) -> None:
    add(m.Premises, agency_id=world.agency_id, entered_as="agency", entered_at=NOON,
        address="新址", tenure="rent", starts_on=date(2026, 1, 1), ends_on=date(2028, 3, 1))  # fmt: skip
    assert rows(client, world, "premises")[0]["ends_on"] == date(2028, 2, 29)


def test_staff_are_listed_each_once_by_agency(client: FlaskClient, world: World) -> None:
    make_member(db.session.get_one(m.Agency, world.agency_id), make_user("社工乙"))
    assert sorted(row["name"] for row in rows(client, world, "members")) == ["社工乙", "社工甲"]
    assert rows(client, world, "teams")[0]["full_time"] == 2
