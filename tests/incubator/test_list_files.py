"""Lists as workbooks: what a page shows is in its workbook, complete and once, for whoever reads the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.factories_accounts import sign_in
from tests.factories_incubator import NOON, TODAY
from tests.factories_listings import EN, EVIL, World, fetch_book, make_world
from trainingapp.incubator import list_links, listings
from trainingapp.rules.incubation.registry_words import Register

NAME = "春晖社会工作服务中心"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def day(month: int, number: int, year: int = 2026) -> date:
    return date(year, month, number)


MOMENT = datetime(2026, 11, 23, 12, 0)  # as Excel keeps it, in Shanghai

# list, column, what stands in the cell of its row
OF_CASE: list[tuple[str, str, Any]] = [
    ("plan", "item", "拜访街道"),
    ("plan", "domain", "Mission and strategy"),
    ("plan", "owner", "Agency manager"),
    ("plan", "due_on", day(11, 22)),
    ("plan", "due_sure", "Yes"),
    ("plan", "weight", 2),
    ("plan", "state", "Overdue"),
    ("tasks", "task", EVIL),
    ("tasks", "owner", "Incubation officer"),
    ("tasks", "due_on", TODAY),
    ("tasks", "source", "Entered by hand"),
    ("encounters", "happened_on", TODAY),
    ("encounters", "kind", "Visit"),
    ("encounters", "purpose", "看场地"),
    ("encounters", "host", "何平"),
    ("encounters", "minutes", 90),
    ("encounters", "online", "No"),
    ("encounters", "confirmed_at", ""),
    ("risks", "risk", "总干事要走"),
    ("risks", "kind", "People"),
    ("risks", "origin", "Seen by the base"),
    ("risks", "level", "High risk"),
    ("risks", "severity", 5),
    ("risks", "likelihood", 4),
    ("risks", "plan", "找接替"),
    ("risks", "owner", "何平"),
    ("incidents", "kind", "Accident"),
    ("incidents", "persons_harmed", 1),
    ("incidents", "summary", "摔倒"),
    ("incidents", "measures", "送医"),
    ("assessments", "kind", "Baseline"),
    ("assessments", "side", "The base"),
    ("assessments", "index", 37.5),
    ("evaluations", "kind", "Mid-term evaluation"),
    ("evaluations", "points", 81),
    ("evaluations", "feedback", "账目清楚"),
    ("evaluations", "submitted_at", MOMENT),
    ("to-put-right", "origin", "Mid-term evaluation"),
    ("to-put-right", "item", "补签合同"),
    ("to-put-right", "state", "To do"),
    ("follow-ups", "month", 6),
    ("follow-ups", "survival", "Active"),
    ("follow-ups", "staff", 7),
    ("follow-ups", "projects", 2),
    ("follow-ups", "needs", "缺督导"),
    ("seats", "name", "严老师"),
    ("seats", "duty", "Mentor"),
    ("seats", "state", "Took the seat"),
    ("determinations", "round", "Admission"),
    ("determinations", "result", "To be admitted"),
    ("determinations", "body", "孵化工作领导小组"),
    ("determinations", "decided_on", day(11, 22)),
    ("determinations", "points", 80),
    ("closed-reviews", "call", "2026年第一批"),
    ("closed-reviews", "points", 80),
    ("closed-reviews", "passes", "Yes"),
    ("closed-reviews", "failings", ""),
    ("reports", "every", "Quarterly report"),
    ("reports", "period", "Q3 2026"),
    ("reports", "due_on", day(10, 10)),
    ("reports", "state", "To be written"),
    ("reports", "lateness", "very late"),
    ("grants", "purpose", "购买评估量表"),
    ("grants", "amount", 5000),
    ("grants", "paid_on", ""),
    ("payments", "kind", "Into the trust account"),
    ("payments", "counterparty", "街道办"),
    ("payments", "amount", 800),
    ("payments", "proposed_by", "钱芸"),
    ("payments", "settled_by", "方华"),
    ("payments", "released", "Yes"),
    ("trust", "direction", "In"),
    ("trust", "balance", 800),
    ("trust", "counterparty", "街道办"),
    ("figures", "measure", "A21.people"),
    ("figures", "name", "Volunteers: people"),
    ("figures", "starts_on", day(7, 1)),
    ("figures", "last_day", day(9, 30)),
    ("figures", "target", 40),
    ("figures", "value", 36),
    ("figures", "numerator", ""),
    ("figures", "source", "reported"),
    ("figures", "corrected", "No"),
    ("documents", "title", "评审会议纪要"),
    ("documents", "category", "Minutes of a meeting"),
    ("documents", "audience", "Base and authority only"),
    ("documents", "versions", 0),
]
OF_AGENCY: list[tuple[str, str, Any]] = [
    ("checks", "check", "R09"),
    ("checks", "title", "No branches"),
    ("checks", "status", "Not in order"),
    ("checks", "severity", "Red: stops passages"),
    ("checks", "due_on", TODAY),
    ("checks", "since", day(11, 1)),
    ("checks", "waived", ""),
    ("teams", "qualified", 0),
    ("teams", "full_time", 1),
    ("teams", "enough", "No"),
    ("teams", "to_certify", 1),
    ("teams", "to_hire", 1),
    ("members", "name", "社工甲"),
    ("members", "counts", "Full time, not qualified"),
    ("members", "work", "Full time · 100% of full hours"),
    ("members", "ground", "Certificate is not registered"),
    ("members", "until", ""),
    ("contracts", "title", "长者社区支持服务"),
    ("contracts", "number", "HT-7"),
    ("contracts", "kind", "Government purchase of services"),
    ("contracts", "field", "Elder care"),
    ("contracts", "buyer", "滨江街道办事处"),
    ("contracts", "signed_on", day(12, 20, 2025)),
    ("contracts", "last_day", day(12, 31)),
    ("contracts", "amount", 300_000),
    ("contracts", "paid_amount", 99_000.5),
    ("instalments", "number", 1),
    ("instalments", "precondition", "Signature"),
    ("instalments", "amount", 100_000),
    ("instalments", "paid_on", TODAY),
    ("instalments", "paid_amount", 99_000.5),
    ("deliverables", "title", "中期报告"),
    ("deliverables", "due_on", TODAY),
    ("deliverables", "accepted_on", ""),
    ("projects", "name", "长者友邻计划"),
    ("projects", "contract", "长者社区支持服务"),
    ("projects", "finished_on", ""),
    ("accounts", "income_government", 90_000),
    ("accounts", "expense_staff", 60_000),
    ("accounts", "net_assets", 80_000),
    ("accounts", "audited", "No"),
    ("organs", "organ", "Council"),
    ("organs", "name", "顾明"),
    ("organs", "is_head", "No"),
    ("organs", "is_paid", ""),
    ("organs", "starts_on", day(1, 1, 2025)),
    ("founders", "certificate_level", "Social worker certificate"),
    ("authorities", "role", "Registration authority"),
    ("registrations", "applied_on", day(9, 1)),
    ("changes", "new_value", "和平路 9 号"),
    ("charters", "items", "2 of 8: Name and address; Purpose and scope"),
    ("premises", "tenure", "Rented premises"),
    ("sites", "kind", "Social work station"),
    ("licences", "number", "5213"),
    ("filings", "year", 2025),
    ("filings", "registry_on", day(5, 20)),
    ("steps", "done_on", day(1, 5, 2024)),
    ("taxes", "kind", "Exempt as a non-profit organisation"),
    ("grades", "level", 3),
    ("credit", "cause", "未按时年报"),
    ("party", "full_members", 2),
    ("contacts", "is_reached", "Yes"),
    ("statements", "is_met", "Yes"),
]


@pytest.fixture
def world(app: Any) -> World:
    return make_world()


def address(world: World, kind: str, name: str) -> str:
    number = {"cases": world.case_id, "agencies": world.agency_id, "bases": world.base_id}[kind]
    return f"/incubation/{kind}/{number}/lists/{name}.xlsx"


def test_every_list_of_a_case_says_what_its_rows_say(client: FlaskClient, world: World) -> None:
    sign_in(client, world.people["officer"])
    books = {name: fetch_book(client, address(world, "cases", name)) for name in listings.OF_CASE}
    wrong = [
        (name, code, books[name].rows[0][code], expected)
        for name, code, expected in OF_CASE
        if books[name].rows[0][code] != expected
    ]
    assert wrong == []
    assert {name for name, _code, _cell in OF_CASE} == set(listings.OF_CASE) - {"reviews"}
    assert all(row["agency"] == NAME for book in books.values() for row in book.rows)


def test_every_list_of_an_agency_says_what_its_rows_say(client: FlaskClient, world: World) -> None:
    sign_in(client, world.people["officer"])
    names = set(listings.OF_AGENCY) - {"documents"}
    books = {name: fetch_book(client, address(world, "agencies", name)) for name in names}
    wrong = [
        (name, code, books[name].rows[0][code], expected)
        for name, code, expected in OF_AGENCY
        if books[name].rows[0][code] != expected
    ]
    assert wrong == []
    assert {name for name, _code, _cell in OF_AGENCY} == names
    assert [row["note"] for row in books["credit"].rows] == [f"注 {Register.CREDIT}"]


def test_the_lists_of_a_base_hold_the_rows_of_its_cases_once(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world.people["officer"])
    for name in listings.OF_CASE:
        of_case = fetch_book(client, address(world, "cases", name)).rows
        of_base = fetch_book(client, address(world, "bases", name)).rows
        kept = [row for row in of_base if row.get("case") == of_case[0]["case"]]
        assert kept == of_case, name
        keys = [tuple(map(str, row.values())) for row in of_base]
        assert len(keys) == len(set(keys)), name
    for name in set(listings.OF_AGENCY) - {"documents"}:
        of_agency = fetch_book(client, address(world, "agencies", name)).rows
        assert fetch_book(client, address(world, "bases", name)).rows == of_agency, name


def test_what_looks_like_a_formula_stays_text(client: FlaskClient, world: World) -> None:
    sign_in(client, world.people["officer"])
    for where in (address(world, "cases", "tasks"), "/incubation/lists/tasks.xlsx"):
        answer = client.get(where, headers=EN)
        assert b"<f>" not in answer.data
        assert EVIL in fetch_book(client, where).column("task")


@pytest.mark.parametrize("page", sorted(list_links.ON_CASE_PAGES))
def test_a_page_of_a_case_links_to_its_workbooks(
    client: FlaskClient, world: World, page: str
) -> None:
    sign_in(client, world.people["head"])
    paths = {"show_plan": "plan", "list_encounters": "encounters", "list_risks": "risks",
             "list_assessments": "assessments", "show_putting_right": "putting-right",
             "list_incidents": "incidents", "list_follow_ups": "follow-ups",
             "list_reports": "reports", "show_money": "money", "list_case_people": "people",
             "list_case_documents": "documents", "show_reviews": "reviews",
             "list_determinations": "determinations"}  # fmt: skip
    text = client.get(f"/incubation/cases/{world.case_id}/{paths[page]}", headers=EN).text
    for name in list_links.ON_CASE_PAGES[page]:
        assert f'href="{address(world, "cases", name)}"' in text
