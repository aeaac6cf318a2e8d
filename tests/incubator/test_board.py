"""The board: which cases stand in which column, in which order, with which signs and which steps for whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_day import (
    fill_base,
    reader_of,
)
from tests.factories_incubator import (
    NOON,
    make_agency,
    make_case,
    make_intake,
    make_manager,
    make_place,
    make_seat,
    make_workflow,
    written,
)
from tests.statements import count_statements
from trainingapp.accounts.models import RoleGrant, User
from trainingapp.extensions import db
from trainingapp.incubator.models import Case
from trainingapp.incubator.queries.board import PER_COLUMN, Card, Column, list_columns, make_card
from trainingapp.incubator.queries.cases import Filters
from trainingapp.rules.incubation.words import SeatState, Stage
from trainingapp.rules.permissions import Role

URL = "/incubation/board"
EN = {"Accept-Language": "en"}
HIDDEN = {Stage.DRAFT, Stage.ALUMNI, Stage.REJECTED, Stage.WITHDRAWN, Stage.TERMINATED}
SHOWN = [stage for stage in Stage if stage not in HIDDEN]


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def board_of(user: User, **filters: object) -> dict[str, Column]:
    """The columns as somebody sees them, by stage."""
    found = list_columns(reader_of(user), Filters(**filters), now=NOON)  # type: ignore[arg-type]
    return {str(column.stage.stage): column for column in found}


def card_of(user: User, case: Case) -> Card:
    reader = reader_of(user)
    return make_card(reader, db.session.get_one(Case, case.id), now=NOON)


def numbers(column: Column) -> list[str]:
    return [card.case.number for card in column.cards]


@pytest.mark.both_databases
def test_every_case_stands_in_the_column_of_its_stage(app: Flask) -> None:
    place = make_place()
    known = {stage: make_case(place, stage=stage).number for stage in Stage}
    board = board_of(place.people["head"])
    assert {stage: numbers(column) for stage, column in board.items()} == {
        str(stage): [known[stage]] for stage in SHOWN
    }
    assert [column.total for column in board.values()] == [1] * len(SHOWN)


def test_columns_stand_in_the_order_of_the_workflow_also_when_they_are_empty(app: Flask) -> None:
    place = make_place()
    make_workflow()
    board = board_of(place.people["officer"])
    assert list(board)[:3] == ["submitted", "returned", "review"]
    assert list(board)[-2:] == ["exiting", "followup"]
    assert all(not column.cards and column.total == 0 for column in board.values())


def test_without_a_workflow_the_board_says_so(app: Flask, client: FlaskClient) -> None:
    place = make_place()
    assert board_of(place.people["head"]) == {}
    sign_in(client, place.people["head"])
    assert "No workflow is published yet" in client.get(URL, headers=EN).text


@pytest.mark.both_databases
def test_who_has_stood_longest_comes_first_and_twenty_are_shown(app: Flask) -> None:
    place = make_place()
    fill_base(place, PER_COLUMN + 7, agencies=2, stages=[Stage.REVIEW])
    column = board_of(place.people["head"])["review"]
    assert column.total == PER_COLUMN + 7
    assert len(column.cards) == PER_COLUMN
    assert [int(number[-5:]) for number in numbers(column)] == list(range(26, 6, -1))


def test_a_full_column_links_to_the_list_of_its_stage(app: Flask, client: FlaskClient) -> None:
    place = make_place()
    fill_base(place, PER_COLUMN + 1, agencies=2, stages=[Stage.REVIEW])
    sign_in(client, place.people["head"])
    page = client.get(URL, headers=EN).text
    assert "All 21 in this stage" in page
    address = re.search(r'href="(/incubation/cases\?[^"]*)"', page)
    assert address
    assert address[1] == "/incubation/cases?stage=review"
    assert page.count("board-card") >= PER_COLUMN


@pytest.mark.parametrize(
    ("days", "moved"), [(0, 0), (1, 1), (10, 10), (400, 400)], ids=["0", "1", "10", "400"]
)
def test_a_card_counts_the_days_in_its_stage(app: Flask, days: int, moved: int) -> None:
    place = make_place()
    case = make_case(place, stage_since=NOON - timedelta(days=days))
    assert card_of(place.people["officer"], case).days == moved


# Who sees which cases


@pytest.mark.parametrize(
    ("who", "is_seen"),
    [
        ("officer", True),
        ("second", True),
        ("head", True),
        ("finance", True),
        ("authority", True),
        ("auditor", True),
        ("other_head", False),
        ("other_authority", False),
    ],
)
def test_those_of_the_base_its_authority_and_auditors_see_a_case(
    app: Flask, who: str, is_seen: bool
) -> None:
    place, other = make_place(), make_place()
    case = make_case(place)
    people = {
        **place.people,
        "auditor": make_user(roles=[Role.AUDITOR]),
        "other_head": other.people["head"],
        "other_authority": other.people["authority"],
    }
    assert (numbers(board_of(people[who])["incubating"]) == [case.number]) is is_seen


def test_a_declared_conflict_takes_the_case_off_the_board(app: Flask) -> None:
    place = make_place()
    case = make_case(place)
    make_seat(case, place.people["officer"], state=SeatState.CONFLICT)
    assert board_of(place.people["officer"])["incubating"].total == 0
    assert board_of(place.people["second"])["incubating"].total == 1


def test_a_case_of_ones_own_agency_in_another_base_is_not_on_the_board(app: Flask) -> None:
    place, other = make_place(), make_place()
    agency = make_agency()
    make_case(other, agency)
    both = make_user(roles=[Role.INCUBATOR_STAFF], organisation=place.organisation)
    written(
        RoleGrant(
            user_id=both.id,
            role=Role.AGENCY_MANAGER,
            organisation_id=agency.organisation_id,
            granted_at=NOON,
        )
    )
    assert board_of(both)["incubating"].total == 0


# Page, filters, statements


@pytest.mark.parametrize(
    ("filters", "stages"),
    [
        ({"text": "春晖"}, ["review"]),
        ({"text": "%"}, []),
        ({"is_open": True}, ["review", "incubating"]),
        ({"stage": "review"}, ["review"]),
    ],
    ids=["name", "percent", "open", "stage"],
)
def test_the_board_shows_what_is_looked_for(
    app: Flask, filters: dict[str, object], stages: list[str]
) -> None:
    place = make_place()
    make_case(place, make_agency("春晖中心"), stage=Stage.REVIEW)
    make_case(place, make_agency("晨曦中心"), stage=Stage.INCUBATING)
    board = board_of(place.people["head"], **filters)
    assert [stage for stage, column in board.items() if column.total] == stages


def test_cases_of_one_officer_one_call_one_base(app: Flask) -> None:
    place = make_place()
    intake = make_intake(place.base)
    officer, second = place.people["officer"], place.people["second"]
    make_case(place, officer_id=officer.id, intake_id=intake.id)
    make_case(place, officer_id=second.id)
    head = place.people["head"]
    found = [
        board_of(head, **filters)["incubating"].total
        for filters in (
            {"officer_id": second.id},
            {"intake_id": intake.id},
            {"base_id": place.base.id},
            {"base_id": place.base.id + 999},
        )
    ]
    assert found == [1, 1, 2, 0]


def test_nothing_found_says_so_and_keeps_what_was_typed(app: Flask, client: FlaskClient) -> None:
    place = make_place()
    make_case(place)
    sign_in(client, place.people["head"])
    page = client.get(f"{URL}?q=没有这家", headers=EN).text
    assert "No case is found" in page
    assert 'value="没有这家"' in page


@pytest.mark.parametrize("query", ["base=x", "officer=-1", "stage=nowhere", "q=" + "长" * 61])
def test_wrong_words_of_an_address_are_said_beside_the_field(
    app: Flask, client: FlaskClient, query: str
) -> None:
    place = make_place()
    make_case(place)
    sign_in(client, place.people["head"])
    answer = client.get(f"{URL}?{query}", headers=EN)
    assert answer.status_code in {200, 422}
    assert "board-column" in answer.text


@pytest.mark.parametrize(("language", "word"), [("zh", "孵化看板"), ("en", "Board of cases")])
def test_the_page_speaks_both_languages(
    app: Flask, client: FlaskClient, language: str, word: str
) -> None:
    place = make_place()
    make_case(place, stage=Stage.SUBMITTED)
    sign_in(client, place.people["officer"])
    page = client.get(URL, headers={"Accept-Language": language}).text
    assert word in page
    assert ("待初核" in page) is (language == "zh")
    assert ("To be checked" in page) is (language == "en")


def test_without_a_script_each_step_is_a_link_to_its_page(app: Flask, client: FlaskClient) -> None:
    place = make_place()
    case = make_case(place, stage=Stage.SUBMITTED)
    url = f"/incubation/cases/{case.id}/acts"
    sign_in(client, place.people["officer"])
    page = client.get(URL).text
    for act in ("return", "pass_check", "refuse"):
        assert f'href="{url}/{act}"' in page
        assert client.get(f"{url}/{act}").status_code == 200
    assert page.count("data-move=") == 1


def test_a_script_in_a_name_stays_text(app: Flask, client: FlaskClient) -> None:
    place = make_place()
    make_case(place, make_agency("<script>alert(1)</script>"))
    sign_in(client, place.people["head"])
    page = client.get(URL).text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_five_thousand_cases_take_as_many_statements_as_sixty(client: FlaskClient) -> None:
    counts, pages = [], []
    for many in (60, 5000):
        place = make_place()
        fill_base(place, many, agencies=12)
        sign_in(client, place.people["head"])
        counts.append(count_statements(client, URL))
        pages.append(client.get(URL).text.count('data-case="'))
    assert counts[0] == counts[1] < 35
    assert pages[1] == PER_COLUMN * len(SHOWN)


def test_a_manager_of_an_agency_has_no_board(app: Flask, client: FlaskClient) -> None:
    place, agency = make_place(), make_agency()
    make_case(place, agency)
    sign_in(client, make_manager(agency))
    assert client.get(URL).status_code == 403
