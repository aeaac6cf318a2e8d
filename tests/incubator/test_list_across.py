"""The lists across cases as workbooks: by the filter of the page, complete beyond it, for whoever reads it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import sign_in
from tests.factories_incubator import NOON, TODAY
from tests.factories_listings import EN, EVIL, World, add, fetch_book, make_many, make_world
from tests.statements import count_statements
from trainingapp.extensions import db
from trainingapp.incubator import list_links, listings, models as m
from trainingapp.web.transactions import writing

MAIN, LEFT = "春晖社会工作服务中心", "秋实社会工作服务社"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    return make_world()


def agencies(client: FlaskClient, name: str, query: str = "") -> list[str]:
    book = fetch_book(client, f"/incubation/lists/{name}.xlsx{query}")
    return [str(one) for one in book.column("agency")]


# list, filter, the agencies that the officer finds
FILTERS: list[tuple[str, str, set[str]]] = [
    ("cases", "", {MAIN, LEFT}),
    ("cases", "?q=春晖", {MAIN}),
    ("cases", "?q=没有", set()),
    ("cases", "?q=%25", set()),
    ("cases", "?stage=incubating", {MAIN}),
    ("cases", "?stage=alumni", {LEFT}),
    ("cases", "?only_open=y", {MAIN}),
    ("cases", "?q=春晖&stage=alumni", set()),
    ("cases", "?page=99", {MAIN, LEFT}),
    ("agencies", "", {MAIN, LEFT}),
    ("agencies", "?q=秋实", {LEFT}),
    ("agencies", "?field=elder_care", {MAIN}),
    ("agencies", "?resident=y", {MAIN}),
    ("agencies", "?area=130102", {MAIN, LEFT}),
    ("agencies", "?area=51", set()),
    ("agencies", "?status=revoked", set()),
    ("tasks", "", {MAIN}),
    ("tasks", "?only=overdue", set()),
    ("tasks", "?only=anything", {MAIN}),
]


@pytest.mark.parametrize(
    ("name", "query", "found"), FILTERS, ids=[f"{one[0]}{one[1]}" for one in FILTERS]
)
def test_a_workbook_follows_the_filter_of_its_page(
    client: FlaskClient, world: World, name: str, query: str, found: set[str]
) -> None:
    sign_in(client, world.people["officer"])
    assert set(agencies(client, name, query)) == found
    page = client.get(f"/incubation/{name}{query}", headers=EN).text
    assert {one for one in (MAIN, LEFT) if one in page} == found


def test_the_link_of_a_page_keeps_its_filter(client: FlaskClient, world: World) -> None:
    sign_in(client, world.people["officer"])
    page = client.get("/incubation/cases?q=春&stage=incubating&page=1", headers=EN).text
    assert "/incubation/lists/cases.xlsx?q=%E6%98%A5&amp;stage=incubating" in page


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("cases", "?stage=nowhere"),
        ("cases", f"?q={'x' * 61}"),
        ("cases", "?officer=999999"),
        ("agencies", "?area=abc"),
        ("agencies", "?kind=nothing"),
    ],
)
def test_a_filter_that_cannot_be_leads_to_the_page_that_says_so(
    client: FlaskClient, world: World, name: str, query: str
) -> None:
    sign_in(client, world.people["officer"])
    answer = client.get(f"/incubation/lists/{name}.xlsx{query}", headers=EN)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/incubation/{name}{query}"
    assert client.get(answer.headers["Location"]).status_code == 422


def test_words_of_an_address_never_reach_the_maker_of_addresses(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world.people["officer"])
    hostile = "?stage=nowhere&_external=1&_scheme=evil&endpoint=x"
    answer = client.get(f"/incubation/lists/cases.xlsx{hostile}")
    assert answer.headers["Location"].startswith("/incubation/cases?")


def test_a_list_is_complete_beyond_a_page_and_without_doubles(
    client: FlaskClient, world: World
) -> None:
    make_many(world, 120)
    sign_in(client, world.people["head"])
    for name in ("cases", "agencies"):
        found = agencies(client, name)
        assert len(found) == 122
        assert len(set(found)) == 122
    book = fetch_book(client, f"/incubation/bases/{world.base_id}/lists/encounters.xlsx")
    assert len(book.rows) == 120 * 6 + 1
    assert book.about["Rows"] == str(120 * 6 + 1)
    wall = fetch_book(client, f"/incubation/bases/{world.base_id}/lists/wall.xlsx")
    keys = [(row["agency"], row["check"]) for row in wall.rows]
    assert len(keys) == len(set(keys)) == 120 * 29 + 1


@pytest.mark.parametrize(
    "name", ["encounters", "plan", "documents", "figures", "teams", "checks", "contracts", "organs"]
)
def test_a_list_takes_as_many_statements_for_many_cases(
    client: FlaskClient, world: World, name: str
) -> None:
    sign_in(client, world.people["head"])
    address = f"/incubation/bases/{world.base_id}/lists/{name}.xlsx"
    few = count_statements(client, address)
    make_many(world, 15)
    sign_in(client, world.people["head"])
    assert count_statements(client, address) == few


# list, who gets it
PERMISSIONS: list[tuple[str, set[str]]] = [
    ("cases", {"officer", "finance", "authority", "manager", "expert", "candidate", "auditor"}),
    ("agencies", {"officer", "finance", "authority", "manager", "expert", "candidate", "auditor"}),
    ("tasks", {"officer", "finance", "authority", "manager", "expert", "candidate", "auditor"}),
    ("waiting-reports", {"officer", "finance", "authority", "auditor"}),
    ("waiting-payments", {"officer", "finance", "authority", "auditor"}),
    ("seats", {"expert"}),
]


@pytest.mark.parametrize(("name", "readers"), PERMISSIONS, ids=[one[0] for one in PERMISSIONS])
def test_a_list_across_cases_is_for_whoever_reads_its_page(
    client: FlaskClient, world: World, name: str, readers: set[str]
) -> None:
    for who in ("officer", "finance", "authority", "manager", "expert", "candidate", "auditor"):
        sign_in(client, world.people[who])
        answer = client.get(f"/incubation/lists/{name}.xlsx")
        assert answer.status_code == (200 if who in readers else 403), who


@pytest.mark.parametrize(
    ("who", "found"),
    [
        ("other_manager", {"别处社会工作服务中心"}),
        ("manager", {MAIN}),
        ("mentor", {MAIN}),
        ("conflicted", set()),
        ("expert", set()),
        ("candidate", set()),
        ("auditor", {MAIN, LEFT, "别处社会工作服务中心"}),
    ],
)
def test_everybody_finds_their_own_cases_only(
    client: FlaskClient, world: World, who: str, found: set[str]
) -> None:
    sign_in(client, world.people[who])
    assert set(agencies(client, "cases")) == found
    assert set(agencies(client, "agencies")) == found


def test_stages_are_told_inside_and_outside_in_their_own_words(
    client: FlaskClient, world: World
) -> None:
    with writing():
        db.session.get_one(m.Case, world.case_id).stage = "decision"
        db.session.commit()
    told = {}
    for who in ("officer", "manager"):
        sign_in(client, world.people[who])
        book = fetch_book(client, "/incubation/lists/cases.xlsx", **{"Accept-Language": "zh"})
        told[who] = next(row["stage"] for row in book.rows if row["agency"] == MAIN)
    assert told == {"officer": "待审定", "manager": "评审中"}


def test_the_ranking_of_a_call_equals_its_page(client: FlaskClient, world: World) -> None:
    sign_in(client, world.people["authority"])
    book = fetch_book(client, f"/incubation/intakes/{world.intake_id}/ranking.xlsx")
    page = client.get(f"/incubation/intakes/{world.intake_id}/ranking", headers=EN).text
    [row] = book.rows
    assert (row["place"], row["agency"], row["points"], row["passes"]) == (1, MAIN, 80, "Yes")
    assert MAIN in page
    assert f"/incubation/intakes/{world.intake_id}/ranking.xlsx" in page


def test_an_overdue_task_stands_in_the_overdue_list(client: FlaskClient, world: World) -> None:
    with writing():
        db.session.scalars(db.select(m.Task)).one().due_on = TODAY - timedelta(days=1)
        db.session.commit()
    sign_in(client, world.people["officer"])
    book = fetch_book(client, "/incubation/lists/tasks.xlsx?only=overdue")
    assert book.column("task") == [EVIL]
    assert book.about["Filter"] == "only=overdue"


def test_what_waits_is_listed_as_on_its_page(client: FlaskClient, world: World) -> None:
    add(m.Payment, case_id=world.case_id, kind="trust_out", amount=5, moved_on=TODAY,
        purpose="退还", proposed_by_id=world.people["finance"].id, proposed_at=NOON)  # fmt: skip
    with writing():
        report = db.session.scalars(db.select(m.Report)).one()
        report.state, report.submitted_at = "submitted", NOON
        db.session.commit()
    sign_in(client, world.people["head"])
    payments = fetch_book(client, "/incubation/lists/waiting-payments.xlsx")
    assert payments.column("purpose") == ["退还"]
    reports = fetch_book(client, "/incubation/lists/waiting-reports.xlsx")
    assert reports.column("period") == ["Q3 2026"]


def test_seats_are_those_of_the_expert(client: FlaskClient, world: World) -> None:
    sign_in(client, world.people["mentor"])
    book = fetch_book(client, "/incubation/lists/seats.xlsx")
    assert [(row["agency"], row["duty"]) for row in book.rows] == [(MAIN, "Mentor")]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_headings_are_in_the_readers_language_and_codes_in_none(
    client: FlaskClient, world: World, language: str
) -> None:
    sign_in(client, world.people["officer"])
    place = f"/incubation/bases/{world.base_id}/lists"
    for name in listings.OF_BASE:
        book = fetch_book(client, f"{place}/{name}.xlsx", **{"Accept-Language": language})
        has_chinese = [any("一" <= sign <= "鿿" for sign in head) for head in book.heads]
        assert set(has_chinese) == {language == "zh"}, (name, book.heads)
        assert len(set(book.codes)) == len(book.codes)
        assert all(code.replace("_", "").isalnum() and code.isascii() for code in book.codes)


def test_every_page_with_a_workbook_names_lists_that_there_are() -> None:
    for pages, known in (
        (list_links.ON_CASE_PAGES, listings.OF_CASE),
        (list_links.ON_AGENCY_PAGES, listings.OF_AGENCY),
    ):
        assert {name for names in pages.values() for name in names} <= set(known)
