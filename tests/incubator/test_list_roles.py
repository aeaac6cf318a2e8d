"""A workbook is open to exactly those to whom its page is open; nobody gets rows of somebody else's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import sign_in
from tests.factories_incubator import NOON
from tests.factories_listings import EN, World, fetch_book, make_world
from trainingapp.incubator import listings
from trainingapp.rules.incubation.registry_words import Register

# page, its workbooks
CASE_PAGES: list[tuple[str, tuple[str, ...]]] = [
    ("plan", ("plan", "tasks")),
    ("encounters", ("encounters",)),
    ("assessments", ("assessments", "evaluations")),
    ("putting-right", ("to-put-right",)),
    ("risks", ("risks",)),
    ("incidents", ("incidents",)),
    ("follow-ups", ("follow-ups",)),
    ("reports", ("reports",)),
    ("indicators", ("figures",)),
    ("money", ("grants", "payments", "trust")),
    ("people", ("seats",)),
    ("reviews", ("reviews", "closed-reviews")),
    ("determinations", ("determinations",)),
]
AGENCY_PAGES: list[tuple[str, tuple[str, ...]]] = [
    ("contracts", ("contracts", "instalments", "deliverables")),
    ("projects", ("projects",)),
    ("accounts", ("accounts",)),
    ("checks", ("checks",)),
    ("team", ("teams",)),
    ("documents", ("documents",)),
    ("registers/organs", ("organs",)),
    ("registers/credit", ("credit",)),
]
BASE_PAGES: list[tuple[str, tuple[str, ...]]] = [
    ("checks", ("wall",)),
    ("teams", ("teams",)),
    ("desks", ("desks", "equipment")),
    ("", ("calls",)),
]
READERS = (
    *("officer", "second", "head", "finance", "authority", "other_officer", "other_authority"),
    *("manager", "other_manager", "mentor", "reviewer", "conflicted", "expert", "candidate"),
    "auditor",
)
NAMED = {"officer", "second", "head", "manager"}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    return make_world()


def status(client: FlaskClient, address: str) -> int:
    return client.get(address, headers=EN).status_code


@pytest.mark.parametrize("who", READERS)
def test_workbooks_are_open_as_their_pages_are(client: FlaskClient, world: World, who: str) -> None:
    sign_in(client, world.people[who])
    places = [
        (f"/incubation/cases/{world.case_id}", CASE_PAGES),
        (f"/incubation/agencies/{world.agency_id}", AGENCY_PAGES),
        (f"/incubation/bases/{world.base_id}", BASE_PAGES),
    ]
    wrong = [
        (f"{place}/lists/{name}.xlsx", of_page, of_book)
        for place, pages in places
        for path, names in pages
        for name in names
        if ((of_page := status(client, f"{place}/{path}".rstrip("/"))) == 200)
        is not ((of_book := status(client, f"{place}/lists/{name}.xlsx")) == 200)
    ]
    assert wrong == []


def test_every_list_has_a_page_in_the_table() -> None:
    of_cases = {name for _page, names in CASE_PAGES for name in names} | {"documents"}
    of_agencies = {name for _page, names in AGENCY_PAGES for name in names} | {"members"}
    assert of_cases == set(listings.OF_CASE)
    of_agencies |= {str(one) for one in Register}  # all by one rule, two of them in the table
    assert of_agencies == set(listings.OF_AGENCY)
    own = {name for _page, names in BASE_PAGES for name in names}
    assert own <= set(listings.OF_BASE)
    assert set(listings.OF_BASE) == own | of_cases | of_agencies


@pytest.mark.parametrize("who", READERS)
def test_names_of_staff_go_to_the_agency_and_the_base_of_its_open_case(
    client: FlaskClient, world: World, who: str
) -> None:
    sign_in(client, world.people[who])
    of_agency = status(client, f"/incubation/agencies/{world.agency_id}/lists/members.xlsx")
    of_base = status(client, f"/incubation/bases/{world.base_id}/lists/members.xlsx")
    assert (of_agency == 200) is (who in NAMED)
    assert (of_base == 200) is (who in NAMED - {"manager"})


def test_a_closed_case_gives_nobody_names(client: FlaskClient, world: World) -> None:
    from_closed = world.closed_agency_id
    sign_in(client, world.people["head"])
    assert status(client, f"/incubation/agencies/{from_closed}/lists/teams.xlsx") == 200
    assert status(client, f"/incubation/agencies/{from_closed}/lists/members.xlsx") == 403
    of_base = fetch_book(client, f"/incubation/bases/{world.base_id}/lists/members.xlsx")
    assert of_base.column("name") == ["社工甲"]


@pytest.mark.parametrize("who", ["finance", "authority", "auditor"])
def test_a_base_shows_those_without_an_office_no_paper_of_the_office(
    client: FlaskClient, world: World, who: str
) -> None:
    sign_in(client, world.people[who])
    page = client.get(f"/incubation/bases/{world.base_id}/lists", headers=EN).text
    assert "/lists/members.xlsx" not in page
    assert ("/lists/incidents.xlsx" in page) is (who != "finance")
    assert "/lists/contracts.xlsx" in page


@pytest.mark.parametrize("who", ["officer", "head", "finance", "authority", "auditor"])
def test_every_workbook_that_a_base_offers_opens(
    client: FlaskClient, world: World, who: str
) -> None:
    sign_in(client, world.people[who])
    page = client.get(f"/incubation/bases/{world.base_id}/lists", headers=EN).text
    place = f"/incubation/bases/{world.base_id}/lists/"
    for name in listings.OF_BASE:
        is_offered = f'href="{place}{name}.xlsx"' in page
        assert is_offered is (status(client, f"{place}{name}.xlsx") == 200), name


@pytest.mark.parametrize(
    "who", ["other_officer", "other_authority", "manager", "expert", "candidate"]
)
def test_another_base_is_not_there(client: FlaskClient, world: World, who: str) -> None:
    sign_in(client, world.people[who])
    for path in ("lists", "lists/plan.xlsx", "lists/members.xlsx", "lists/calls.xlsx"):
        assert status(client, f"/incubation/bases/{world.base_id}/{path}") in (403, 404)
    assert status(client, f"/incubation/intakes/{world.intake_id}/ranking.xlsx") in (403, 404)


@pytest.mark.parametrize("kind", ["cases", "agencies", "bases"])
@pytest.mark.parametrize("name", ["nothing", "wall2", "..", "PLAN"])
def test_there_is_no_list_of_another_name(
    client: FlaskClient, world: World, kind: str, name: str
) -> None:
    sign_in(client, world.people["head"])
    number = {"cases": world.case_id, "agencies": world.agency_id, "bases": world.base_id}[kind]
    assert status(client, f"/incubation/{kind}/{number}/lists/{name}.xlsx") == 404


def test_whoever_is_not_signed_in_gets_nothing(client: FlaskClient, world: World) -> None:
    for address in (
        f"/incubation/cases/{world.case_id}/lists/plan.xlsx",
        f"/incubation/agencies/{world.agency_id}/lists/contracts.xlsx",
        f"/incubation/bases/{world.base_id}/lists/plan.xlsx",
        f"/incubation/bases/{world.base_id}/lists",
        f"/incubation/intakes/{world.intake_id}/ranking.xlsx",
        "/incubation/lists/cases.xlsx",
    ):
        assert status(client, address) == 302, address


def test_a_draft_is_in_no_list_of_the_base(client: FlaskClient, world: World) -> None:
    world.make_draft("未提交的机构")
    sign_in(client, world.people["head"])
    for name in ("plan", "contracts", "figures", "organs"):
        book = fetch_book(client, f"/incubation/bases/{world.base_id}/lists/{name}.xlsx")
        assert "未提交的机构" not in book.column("agency"), name


def test_a_declared_conflict_leaves_the_case_out_of_every_list(
    client: FlaskClient, world: World
) -> None:
    world.bias("second")
    sign_in(client, world.people["second"])
    for name in ("plan", "encounters", "reviews", "documents", "contracts", "organs"):
        book = fetch_book(client, f"/incubation/bases/{world.base_id}/lists/{name}.xlsx")
        assert book.rows == [], name


def test_the_agency_reads_no_order_before_it_is_given(client: FlaskClient, world: World) -> None:
    world.write_order("还没下达")
    address = f"/incubation/cases/{world.case_id}/lists/to-put-right.xlsx"
    sign_in(client, world.people["officer"])
    assert "还没下达" in fetch_book(client, address).column("item")
    sign_in(client, world.people["manager"])
    assert fetch_book(client, address).column("item") == ["补签合同"]
