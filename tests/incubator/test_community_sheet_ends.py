"""The workbook of communities says when it stops before the end, in its name and in its last line."""

from __future__ import annotations

import io
from datetime import date
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from tests.factories_incubator import NOON, TODAY, make_place, written
from tests.factories_staffing import enter_as
from trainingapp.incubator.community_sheets import (
    HEADS,
    STOPPED,
    read_communities,
    write_communities,
)
from trainingapp.incubator.models import Community
from trainingapp.incubator.queries.communities import select_communities
from trainingapp.incubator.routes import community_files


def _community(number: int) -> Community:
    return Community(
        code=f"130102{number:06}",
        name=f"社区{number}",
        kind="urban",
        as_of=date(2026, 6, 30),
        changed_at=NOON,
    )


def _lines(data: bytes) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return book.get_sheet_by_index(0).to_python()


@pytest.fixture
def three(app: Flask) -> list[Community]:
    return [written(_community(number)) for number in (1, 2, 3)]


@pytest.mark.parametrize(
    ("most", "rows", "is_cut"),
    [
        pytest.param(4, 3, False, id="fewer than it holds"),
        pytest.param(3, 3, False, id="just as many"),
        pytest.param(2, 2, True, id="one too many"),
        pytest.param(1, 1, True, id="two too many"),
    ],
)
def test_a_sheet_holds_so_many_and_says_when_there_are_more(
    app: Flask,
    three: list[Community],
    monkeypatch: pytest.MonkeyPatch,
    most: int,
    rows: int,
    is_cut: bool,
) -> None:
    monkeypatch.setattr(community_files, "MOST_SENT", most)
    answer = community_files.send_sheet(select_communities(""))
    lines = _lines(answer.get_data())
    assert lines[0] == list(HEADS.values())
    assert len(lines) == 1 + rows + is_cut
    assert (STOPPED % most in lines[-1]) is is_cut
    named = unquote(answer.headers["Content-Disposition"])
    assert (f"前{most}个" in named) is is_cut


def test_a_whole_sheet_can_be_brought_back_as_it_is(app: Flask, three: list[Community]) -> None:
    data = write_communities(three)
    read = read_communities(data, "社区.xlsx", prefixes=["13"], today=TODAY)
    assert read.faults == []
    assert sorted(read.rows) == [one.code for one in three]


def test_a_sheet_that_stops_is_brought_back_but_for_its_last_line(
    app: Flask, three: list[Community]
) -> None:
    data = write_communities(three, stops_at=3)
    read = read_communities(data, "社区.xlsx", prefixes=["13"], today=TODAY)
    assert sorted(read.rows) == [one.code for one in three]
    assert {row for row, _fault in read.faults} == {5}


def test_an_empty_sheet_has_its_heads_alone(app: Flask) -> None:
    assert _lines(write_communities([])) == [list(HEADS.values())]


def test_the_page_sends_a_whole_list_under_its_plain_name(
    client: FlaskClient, three: list[Community]
) -> None:
    place = make_place()
    enter_as(client, place.people["officer"])
    page = client.get("/incubation/communities.xlsx?area=13")
    assert page.status_code == 200
    assert len(_lines(page.data)) == 4
    assert "前" not in unquote(page.headers["Content-Disposition"])
